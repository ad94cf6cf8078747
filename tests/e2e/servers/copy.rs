//! `copy`: a library moves up to PostgreSQL and the object store, and back.

use std::fs;

use serde_json::{Value, json};

use super::Installation;
use crate::support::{Client, Home, Person, finish, text};

/// A library on SQLite and a disk: some pictures, an album of them, a token.
fn library() -> (Home, Person, String) {
    let home = Home::new();
    let ada = home.person("Ada");
    home.pictures(&ada, "Trip", 30);
    let server = home.serve();
    let client = Client::new(&server.base, &ada);
    let folder = text(&client.files(0, "root").unwrap()[0]["id"]);
    let files: Vec<String> = client.files(0, &folder).unwrap().iter().map(|file| text(&file["id"])).collect();
    let album = client.post("/album/create", &json!({"name": "Trip", "type": 2, "albumKind": 1})).ok();
    let album = text(&album["albumId"]);
    client.add(&album, &files).unwrap().ok();
    server.terminate().ok();
    (home, ada, album)
}

/// Files, the album's total and contents, and the bytes of the files.
type Seen = (Vec<Value>, (i64, Vec<String>), Vec<Vec<u8>>);

/// All that somebody sees of the library.
fn seen(client: &Client, album: &str) -> Seen {
    let folder = text(&client.files(0, "root").unwrap()[0]["id"]);
    let mut files = client.files(0, &folder).unwrap();
    for file in &mut files {
        // It comes with the pictures, which are made meanwhile.
        file["mediaInfo"].as_object_mut().unwrap().remove("thumbHash");
    }
    let bytes = files.iter().map(|file| client.download(&text(&file["id"])).unwrap()).collect();
    (files, client.contents(album).unwrap(), bytes)
}

fn copy(installation: &Installation, words: &[&str]) -> crate::support::Done {
    let mut command = crate::support::program();
    command.current_dir(installation.home.path()).arg("copy").args(words);
    finish(installation.with_keys(command), "")
}

#[test]
fn a_library_moves_up_and_back_with_every_byte() {
    let (home, ada, album) = library();
    let before = {
        let server = home.serve();
        let before = seen(&Client::new(&server.base, &ada), &album);
        server.terminate().ok();
        before
    };
    let installation = Installation::empty();
    let (address, data) = (installation.address(), home.data().display().to_string());
    let up = ["--data", &data, "--to", &address, "--blobs-to", installation.blobs(), "--json"];
    let report = copy(&installation, &up).json();
    let files = report["tables"].as_array().unwrap().iter().find(|table| table["table"] == "file").unwrap();
    assert_eq!((&files["rows"], &files["written"]), (&json!(32), &json!(32)), "{report}");
    assert_eq!((&report["blobs"]["objects"], &report["blobs"]["written"]), (&json!(30), &json!(30)), "{report}");
    let again = copy(&installation, &up).json();
    assert!(again["tables"].as_array().unwrap().iter().all(|table| table["written"] == 0), "{again}");
    assert_eq!(again["blobs"]["written"], 0, "{again}");

    // The key is not copied; with it, tokens, albums and bytes are what they were.
    installation.run("serve --listen 127.0.0.1:0").failed(&["the key", "is missing"]);
    fs::copy(home.data().join("secret.key"), installation.home.path().join("secret.key")).unwrap();
    let server = installation.serve("one");
    assert_eq!(seen(&Client::new(&server.base, &ada), &album), before);
    server.terminate().ok();

    let back = Home::new();
    fs::create_dir_all(back.data()).unwrap();
    let (database, blobs) =
        (format!("sqlite:{}", back.data().join("metadata.sqlite").display()), back.data().join("blobs"));
    let blobs = format!("file:{}", blobs.display());
    let down = ["--from", &address, "--to", &database, "--blobs-from", installation.blobs(), "--blobs-to", &blobs];
    let told = copy(&installation, &down).ok();
    assert!(told.contains("file: 32 rows") && told.contains("30 objects"), "{told}");
    fs::copy(home.data().join("secret.key"), back.data().join("secret.key")).unwrap();
    let server = back.serve();
    assert_eq!(seen(&Client::new(&server.base, &ada), &album), before);
}

#[test]
fn a_copy_that_is_broken_off_goes_on_and_is_not_served_before() {
    let (home, ada, album) = library();
    let installation = Installation::empty();
    installation.run("migrate").ok();
    let (address, data) = (installation.address(), home.data().display().to_string());
    let up = ["--data", &data, "--to", &address, "--blobs-to", installation.blobs()];
    // In the middle of the tables.
    installation.metadata.close_after(20_000);
    copy(&installation, &up).failed(&["database is not available"]);
    installation.metadata.open();
    fs::copy(home.data().join("secret.key"), installation.home.path().join("secret.key")).unwrap();
    installation.run("serve --listen 127.0.0.1:0").failed(&["not finished", "leporello copy"]);
    // In the middle of the bytes.
    installation.bytes.close_after(10_000);
    copy(&installation, &up).failed(&["object store"]);
    installation.bytes.open();
    installation.run("serve --listen 127.0.0.1:0").failed(&["not finished", "leporello copy"]);
    copy(&installation, &up).ok();
    let server = installation.serve("one");
    assert_eq!(Client::new(&server.base, &ada).contents(&album).unwrap().0, 30);
    server.terminate().ok();
    // From then on it is a library of its own.
    copy(&installation, &up).failed(&["--replace"]);
}

#[test]
fn what_is_missing_or_the_same_is_said() {
    let (home, ..) = library();
    let installation = Installation::empty();
    let data = home.data().display().to_string();
    copy(&installation, &["--data", &data]).failed(&["--to", "--blobs-to"]);
    let own = format!("sqlite:{}", home.data().join("metadata.sqlite").display());
    copy(&installation, &["--data", &data, "--from", &own, "--to", &own]).failed(&["same database"]);
    let address = installation.address();
    let original = walkdir::WalkDir::new(home.data().join("blobs/originals")).into_iter().flatten();
    let lost = original.filter(|entry| entry.file_type().is_file()).last().unwrap();
    fs::remove_file(lost.path()).unwrap();
    let up = ["--data", &data, "--to", &address, "--blobs-to", installation.blobs()];
    let done = copy(&installation, &up);
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(done.stdout.contains("29 objects") && done.stderr.contains("1 objects are missing"), "{done:?}");
    fs::copy(home.data().join("secret.key"), installation.home.path().join("secret.key")).unwrap();
    installation.run("serve --listen 127.0.0.1:0").failed(&["not finished"]);
    assert_eq!(copy(&installation, &[&up[..], &["--despite-damage"]].concat()).code, Some(1));
    installation.serve("one").terminate().ok();
}
