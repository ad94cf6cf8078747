//! `openapi`, `migrate` and `doctor`.

use std::fs;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::{Client, Home};

#[test]
fn the_document_is_the_one_that_the_server_shows() {
    let home = Home::new();
    let printed = home.run("openapi").json();
    let ada = home.person("Ada");
    let server = home.serve();
    let shown = Client::new(&server.base, &ada).page("/openapi.json");
    assert_eq!(printed, shown.body);
    assert_eq!(printed["openapi"], "3.1.0");
    let paths = printed["paths"].as_object().unwrap();
    assert!(paths.contains_key("/koodrive/ose/v1/album/{albumId}/add") && paths.len() > 20, "{}", paths.len());
}

#[test]
fn migrating_a_new_and_a_current_database() {
    let home = Home::new();
    assert_eq!(home.run("migrate").ok(), "the database is new\n");
    assert!(home.data().join("metadata.sqlite").exists());
    assert_eq!(home.run("migrate").ok(), "the database is up to date\n");
    let ada = home.person("Ada");
    assert_eq!(home.run("migrate").ok(), "the database is up to date\n");
    let server = home.serve();
    assert_eq!(home.run("migrate").ok(), "the database is up to date\n");
    assert_eq!(Client::new(&server.base, &ada).albums().unwrap(), [] as [Value; 0]);
}

#[test]
fn the_doctor_finds_nothing_wrong_with_what_is_sound() {
    let home = Home::new();
    home.person("Ada");
    let sound = |report: String| {
        assert!(report.contains("1 users") && report.contains("no damage") && !report.contains("FAILED"), "{report}");
        for part in ["data folder", "key", "metadata", "integrity", "bytes"] {
            assert!(report.lines().any(|line| line.starts_with(&format!("{part}: ok"))), "{part} in {report}");
        }
    };
    sound(home.run("doctor").ok());
    let _server = home.serve();
    sound(home.run("doctor").ok());
}

/// Holds if the doctor says that `part` is out of order, with all of `words`.
#[track_caller]
fn out_of_order(home: &Home, part: &str, words: &[&str]) {
    let report = home.run("doctor");
    assert_eq!(report.code, Some(1), "{report:?}");
    let line = report.stdout.lines().find(|line| line.starts_with(&format!("{part}: FAILED")));
    let line = line.unwrap_or_else(|| panic!("{report:?}"));
    for word in words {
        assert!(line.contains(word), "no {word:?} in {line}");
    }
}

#[test]
fn the_doctor_sees_a_damaged_key() {
    let home = Home::new();
    home.person("Ada");
    fs::write(home.data().join("secret.key"), "short").unwrap();
    out_of_order(&home, "key", &["secret.key", "damaged", "backup"]);
    fs::remove_file(home.data().join("secret.key")).unwrap();
    out_of_order(&home, "key", &["secret.key", "missing", "backup", "lost for good"]);
    fs::remove_file(home.data().join("metadata.sqlite")).unwrap();
    out_of_order(&home, "key", &["secret.key", "missing", "`leporello serve` makes both"]);
    assert!(!home.data().join("secret.key").exists() && !home.data().join("metadata.sqlite").exists());
}

#[test]
fn the_doctor_sees_a_damaged_database() {
    let home = Home::new();
    let ada = home.person("Ada");
    home.pictures(&ada, "Pictures", 200);
    let database = home.data().join("metadata.sqlite");
    let root = "SELECT rootpage - 1 FROM sqlite_schema WHERE name = 'link'";
    let page: u32 = Connection::open(&database).unwrap().query_row(root, [], |row| row.get(0)).unwrap();
    let page = page as usize;
    let whole = fs::read(&database).unwrap();
    let damage = |from: usize, to: usize| {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0xA5);
        fs::write(&database, bytes).unwrap();
    };
    damage(page * 4096, (page + 1) * 4096);
    out_of_order(&home, "integrity", &["backup"]);
    damage(0, 64); // The header: nothing works.
    out_of_order(&home, "metadata", &["backup"]);
    fs::write(&database, whole).unwrap();
    home.run("doctor").ok();
}

#[test]
fn the_doctor_sees_that_there_is_nothing() {
    let home = Home::new();
    let report = home.run("doctor");
    assert_eq!(report.code, Some(1));
    assert!(report.stdout.contains("missing") && report.stdout.contains("serve"), "{report:?}");
    assert!(!home.data().exists());
}
