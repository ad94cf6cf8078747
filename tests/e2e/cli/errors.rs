//! How commands fail: exit code 1 (2 for a command line that is not understood), nothing on standard
//! output, and on standard error what went wrong with what.

use std::fs;
use std::net::TcpListener;

use crate::support::{Home, finish, program};

#[test]
fn an_unknown_user_is_named() {
    let home = Home::new();
    home.run("user add --name Ada").ok();
    home.run("token issue --user 1850000000000000000").failed(&["1850000000000000000", "no such user"]);
    let import = format!("import --user 1850000000000000000 {}", home.path().display());
    home.run(&import).failed(&["1850000000000000000", "no such user"]);
    home.run("token issue --user nobody").misused(&["--user", "nobody"]);
}

#[test]
fn a_bad_time_to_live_is_explained() {
    let home = Home::new();
    for ttl in ["20", "m", "0h", "5 weeks", "9999999d", "", "1é"] {
        let command = home.command(["token", "issue", "--user", "1850000000000000000", "--ttl", ttl]);
        finish(command, "").misused(&["--ttl", "12h"]);
    }
}

#[test]
fn bad_accounts_are_explained() {
    let home = Home::new();
    let add = |more: &[&str]| finish(home.command([&["user", "add"], more].concat()), "");
    add(&["--name", "  "]).failed(&["--name", "1 to 80 characters"]);
    add(&["--name", &"x".repeat(81)]).failed(&["--name", "1 to 80 characters"]);
    add(&["--name", "Ada", "--mobile", "+49 170"]).misused(&["--mobile", "008613800000000"]);
    add(&["--name", "Ada", "--zone", "Berlin"]).misused(&["--zone", "Europe/Berlin"]);
    add(&["--name", "Ada", "--capacity-gb", "0"]).misused(&["--capacity-gb"]);
    add(&[]).misused(&["--name"]);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    home.run(&format!("serve --listen {address}")).failed(&[&address, "--listen"]);
    home.run("serve --listen nowhere").failed(&["nowhere", "--listen"]);
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    let home = Home::new();
    fs::write(home.path().join("file"), "no folder").unwrap();
    let data = home.path().join("file/data");
    for words in [&["serve", "--listen", "127.0.0.1:0"][..], &["user", "add", "--name", "Ada"], &["migrate"]] {
        let mut command = program();
        command.args(words).arg("--data").arg(&data);
        finish(command, "").failed(&[data.to_str().unwrap()]);
    }
}

#[test]
fn a_folder_that_is_not_there_is_not_imported() {
    let home = Home::new();
    let ada = home.person("Ada");
    let import = |path: &str| home.run(&format!("import --user {} {path}", ada.id));
    import("nowhere").failed(&["nowhere", "folder"]);
    fs::write(home.path().join("file.jpg"), "one file").unwrap();
    import("file.jpg").failed(&["file.jpg", "folder"]);
}

#[test]
fn a_key_that_is_damaged_is_not_replaced() {
    let home = Home::new();
    home.run("app add --name phone").ok();
    let key = home.data().join("secret.key");
    assert_eq!(fs::read(&key).unwrap().len(), 32);
    fs::write(&key, "short").unwrap();
    home.run("serve --listen 127.0.0.1:0").failed(&["secret.key", "damaged", "backup"]);
    assert_eq!(fs::read(&key).unwrap(), b"short");
}
