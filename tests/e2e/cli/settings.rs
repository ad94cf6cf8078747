//! Settings: a flag, else the environment, else `leporello.toml`, else the default.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::support::{Client, Home, Server, finish, now, program, text};

/// The program in a folder of its own; it is told of no data folder.
fn there(home: &Home, words: &[&str]) -> Command {
    let mut command = program();
    command.current_dir(home.path()).args(words);
    command
}

#[test]
fn a_flag_goes_before_the_environment_before_the_file_before_the_default() {
    let home = Home::new();
    let made = |name: &str| fs::remove_dir_all(home.path().join(name)).is_ok();
    finish(there(&home, &["migrate"]), "").ok();
    assert!(made("leporello-data"));
    fs::write(home.path().join("leporello.toml"), "data = \"of-file\"\n").unwrap();
    finish(there(&home, &["migrate"]), "").ok();
    assert!(made("of-file"));
    let mut with_environment = there(&home, &["migrate"]);
    with_environment.env("LEPORELLO_DATA", "of-environment");
    finish(with_environment, "").ok();
    assert!(made("of-environment"));
    let mut with_flag = there(&home, &["migrate", "--data", "of-flag"]);
    with_flag.env("LEPORELLO_DATA", "of-environment");
    finish(with_flag, "").ok();
    assert!(made("of-flag"));
    for other in ["leporello-data", "of-file", "of-environment"] {
        assert!(!Path::new(&home.path().join(other)).exists(), "{other}");
    }
}

#[test]
fn all_settings_can_stand_in_the_file() {
    let home = Home::new();
    let database = home.path().join("elsewhere.sqlite");
    let text = format!(
        "listen = \"127.0.0.1:0\"\ndata = \"data\"\ndatabase = \"sqlite:{}\"\n\
         public_url = \"https://photos.example.org\"\nmax_future_skew = 3600\n",
        database.display()
    );
    fs::write(home.path().join("other.toml"), text).unwrap();
    let config = ["--config", "other.toml"];
    let server = Server::start(there(&home, &[&["serve"], &config[..]].concat()));
    assert!(server.value("first user").starts_with("https://photos.example.org/first-user?key="));
    assert!(database.exists() && !home.data().join("metadata.sqlite").exists());

    let user = finish(there(&home, &[&["user", "add", "--name", "Ada", "--json"], &config[..]].concat()), "").json();
    let id = user["userId"].as_str().unwrap();
    let token = finish(there(&home, &[&["token", "issue", "--json", "--user", id], &config[..]].concat()), "").json();
    let person = crate::support::Person {
        id: id.to_owned(),
        space: user["containerId"].as_str().unwrap().to_owned(),
        token: token["accessToken"].as_str().unwrap().to_owned(),
    };
    let mut client = Client::new(&server.base, &person);
    let later = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(50);
    client.date = Some(later.strftime("%Y%m%dT%H%M%SZ").to_string());
    client.albums().unwrap();
    let too_late = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(70);
    client.date = Some(too_late.strftime("%Y%m%dT%H%M%SZ").to_string());
    let refused = client.get("/album/list?albumKind=1&albumType=2");
    refused.refused(401, 13_000_101);
    assert!(refused.body["serverTime"].as_str().unwrap() <= now().as_str());
}

#[test]
fn a_collection_reaches_as_far_down_as_the_settings_say() {
    let home = Home::new();
    let ada = home.person("Ada");
    home.pictures(&ada, "Year", 1);
    home.pictures(&ada, "Year/Trip", 2);
    let total = |settings: &str| {
        fs::write(home.path().join("leporello.toml"), settings).unwrap();
        let data = home.data().display().to_string();
        let server = Server::start(there(&home, &["serve", "--listen", "127.0.0.1:0", "--data", &data]));
        let client = Client::new(&server.base, &ada);
        let year = text(&client.files(0, "root").unwrap()[0]["id"]);
        let rule =
            json!({"type": 1, "albumKind": 1, "scopeDir": [year], "scopeParentFolderId": "root", "scopeKind": 1});
        let album = text(&client.post("/album/create", &rule).ok()["albumId"]);
        client.contents(&album).unwrap().0
    };
    assert_eq!(total(""), 3);
    assert_eq!(total("[collection]\nrecursive = false\n"), 1);
}

#[test]
fn a_family_is_what_the_settings_say() {
    let home = Home::new();
    let ada = home.person("Ada");
    let data = home.data().display().to_string();
    let mut made = 0;
    // How many people a family may have, and how many days an invitation can be answered.
    let mut family = |settings: &str, flags: &[&str], environment: &[(&str, &str)]| {
        fs::write(home.path().join("leporello.toml"), settings).unwrap();
        let serve = ["serve", "--listen", "127.0.0.1:0", "--data", &data];
        let mut command = there(&home, &[&serve, flags].concat());
        command.envs(environment.iter().copied());
        let server = Server::start(command);
        let client = Client::new(&server.base, &ada);
        made += 1;
        let new = json!({"shareType": 0, "containerId": ada.space, "name": format!("family {made}")});
        let group = client.post("/sharefolder/create", &new).ok()["data"]["groupId"].to_string();
        let most = client.get("/sharefolder/list?offset=0&limit=1").ok()["folders"][0]["maxMember"].clone();
        client.post(&format!("/usergroupsInvite/invite/{group}?mobile=0027830111567"), &json!({})).ok();
        let invitation = client.get(&format!("/usergroupsInvite/inviteList/{group}")).ok()["details"][0].clone();
        let moment = |field: &str| {
            let text = text(&invitation[field]).replace(" UTC ", " +0000 ");
            jiff::Timestamp::strptime("%a %b %d %H:%M:%S %z %Y", text).unwrap()
        };
        let hours = moment("expireTime").duration_since(moment("createTime")).as_hours();
        (most.as_i64().unwrap(), hours / 24)
    };
    assert_eq!(family("", &[], &[]), (20, 7));
    let file = "[family]\nmax_members = 2\ninvitation_days = 365\n";
    assert_eq!(family(file, &[], &[]), (2, 365));
    let environment = [("LEPORELLO_FAMILY_MAX_MEMBERS", "1000"), ("LEPORELLO_FAMILY_INVITATION_DAYS", "1")];
    assert_eq!(family(file, &[], &environment), (1000, 1));
    let flags = ["--family-max-members", "5", "--family-invitation-days", "3"];
    assert_eq!(family(file, &flags, &environment), (5, 3));
}

#[test]
fn a_bad_settings_file_is_named_with_what_is_wrong_in_it() {
    let home = Home::new();
    let file = home.path().join("leporello.toml");
    for (text, word) in [
        ("lisen = \"127.0.0.1:0\"\n", "lisen"),
        ("listen = 8686\n", "listen"),
        ("max_future_skew = -1\n", "max_future_skew"),
        ("[collection]\nrecursive = \"no\"\n", "recursive"),
        ("[collection]\ndeep = false\n", "deep"),
        ("[family]\nmax_members = -1\n", "max_members"),
        ("[family]\ninvitation_days = \"a week\"\n", "invitation_days"),
        ("[family]\nsize = 4\n", "size"),
    ] {
        fs::write(&file, text).unwrap();
        finish(there(&home, &["migrate"]), "").failed(&["leporello.toml", word]);
    }
    for (key, wrong, range) in
        [("max_members", ["1", "1001"], "give 2 to 1000"), ("invitation_days", ["0", "366"], "give 1 to 365")]
    {
        for wrong in wrong {
            fs::write(&file, format!("[family]\n{key} = {wrong}\n")).unwrap();
            finish(there(&home, &["migrate"]), "").failed(&[
                "leporello.toml",
                &format!("family.{key} = {wrong}"),
                range,
            ]);
            let flag = format!("--family-{}", key.replace('_', "-"));
            finish(there(&home, &["migrate", &flag, wrong]), "").misused(&[&flag, wrong]);
        }
    }
    fs::remove_file(&file).unwrap();
    finish(there(&home, &["migrate", "--config", "gone.toml"]), "").failed(&["gone.toml"]);
    finish(there(&home, &["migrate", "--public-url", "photos.example.org"]), "").failed(&["https://"]);
    let blobs = there(&home, &["migrate", "--blobs", "s3://bucket"]);
    finish(blobs, "").failed(&["AWS_ACCESS_KEY_ID"]);
    let mut skew = there(&home, &["migrate"]);
    skew.env("LEPORELLO_MAX_FUTURE_SKEW", "soon");
    finish(skew, "").misused(&["soon"]);
    assert!(!home.path().join("leporello-data").exists());
}

#[test]
fn nothing_that_may_hold_a_password_is_repeated() {
    let home = Home::new();
    let mut help = there(&home, &["help", "serve"]);
    help.env("LEPORELLO_DATABASE", "postgres://ada:hush@host/name").env("LEPORELLO_BLOBS", "s3://hush");
    assert!(!finish(help, "").ok().contains("hush"));
    fs::write(home.path().join("leporello.toml"), "listen = \"x\"\ndatabase = \"postgres://ada:hush@host\n").unwrap();
    let refused = finish(there(&home, &["migrate"]), "");
    refused.failed(&["leporello.toml, line 2", "database"]);
    assert!(!refused.stderr.contains("hush"), "{}", refused.stderr);
}
