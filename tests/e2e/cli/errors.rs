//! How commands fail: exit code 1 (2 for a command line that is not understood), nothing on standard
//! output, and on standard error what went wrong with what.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::support::{Client, Home, finish, program};

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
    home.run("user add --name Ada --mobile 008613800000000").ok();
    add(&["--name", "Bob", "--mobile", "008613800000000"]).failed(&["--mobile", "another account has this number"]);
    add(&["--name", "Bob", "--mobile", "008613800000001"]).ok();
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

#[test]
fn a_key_that_is_lost_is_not_replaced() {
    let home = Home::new();
    let ada = home.person("Ada");
    let key = home.data().join("secret.key");
    let lost = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let path = key.display().to_string();
    let refused = home.run("serve --listen 127.0.0.1:0");
    refused.failed(&[&path, "missing", "backup", "lost for good", "app must be added anew"]);
    for command in ["migrate", "user add --name Bob", "app add --name phone", &format!("token issue --user {}", ada.id)]
    {
        home.run(command).failed(&[&path, "missing", "backup"]);
    }
    assert!(!key.exists());

    // The way out that it names.
    let command = refused.stderr.split('`').nth(1).unwrap();
    assert!(Command::new("sh").args(["-c", command]).status().unwrap().success(), "{command}");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    assert_ne!(fs::read(&key).unwrap(), lost);
    home.run("serve --listen 127.0.0.1:0").failed(&["not the one of this database", "--accept-key"]);
    home.run("migrate --accept-key").ok();
    let server = home.serve();
    assert_eq!(Client::new(&server.base, &ada).albums().unwrap().len(), 0);
    server.terminate().ok();
    fs::write(&key, lost).unwrap();
    home.run("migrate --accept-key").ok();
    home.serve().terminate().ok();
}

#[test]
fn a_database_elsewhere_has_its_key_in_the_data_folder() {
    let home = Home::new();
    home.run("migrate --database sqlite:elsewhere.sqlite").ok();
    let first = home.data().join("secret.key");
    let lost = fs::read(&first).unwrap();
    fs::remove_file(&first).unwrap();
    home.run("app add --name phone --database sqlite:elsewhere.sqlite").failed(&["secret.key", "missing"]);
    // A database that is still to be made is another matter.
    home.run("app add --name phone --database sqlite:other.sqlite").ok();
    assert_ne!(fs::read(&first).unwrap(), lost);
}

#[test]
fn a_first_start_that_was_cut_off_is_taken_up_again() {
    let home = Home::new();
    let key = home.data().join("secret.key");
    // Killed while it made the key, and while it made the database.
    fs::create_dir(home.data()).unwrap();
    fs::write(home.data().join("secret.key.Ab12Cd"), "half").unwrap();
    fs::write(home.data().join("metadata.sqlite"), "").unwrap();
    home.serve().terminate().ok();
    assert_eq!(fs::read(&key).unwrap().len(), 32);
    // Killed between the two.
    for command in ["serve --listen 127.0.0.1:0", "app add --name phone", "migrate"] {
        fs::remove_dir_all(home.data()).unwrap();
        fs::create_dir(home.data()).unwrap();
        fs::write(&key, [7; 32]).unwrap();
        if command.starts_with("serve") {
            home.serve().terminate().ok();
        } else {
            home.run(command).ok();
        }
        assert_eq!(fs::read(&key).unwrap(), [7; 32], "{command}");
    }
}
