//! `import`: a folder tree of real photos and of nasty things, once and again.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::support::{Client, Dice, Home, finish, gif, text, write_gifs};

/// Real photos of many cameras, some of them broken.
fn photos() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/photos").canonicalize().unwrap()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    // A file that is being renamed or removed meanwhile does not count.
    let entries = WalkDir::new(folder).into_iter().filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn count(report: &Value, field: &str) -> usize {
    usize::try_from(report[field].as_u64().unwrap()).unwrap()
}

fn skipped(report: &Value) -> Vec<(String, String)> {
    let skipped = report["skipped"].as_array().unwrap().iter();
    skipped.map(|entry| (text(&entry["path"]), text(&entry["reason"]))).collect()
}

/// All files and folders of a space by their path, which begins after the root.
fn tree(client: &Client) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut open = vec![("root".to_owned(), String::new())];
    while let Some((folder, path)) = open.pop() {
        for mut file in client.files(0, &folder).unwrap() {
            let path = format!("{path}/{}", text(&file["fileName"]));
            if file["fileType"] == "10" {
                open.push((text(&file["id"]), path.clone()));
            }
            forget_pictures(&mut file);
            assert!(found.insert(path, file).is_none());
        }
    }
    found
}

/// Takes out what comes with the pictures of a file: they are made in the background.
fn forget_pictures(file: &mut Value) {
    if let Some(told) = file["mediaInfo"].as_object_mut() {
        told.retain(|name, _| name != "thumbHash" && name != "problem");
        if told.is_empty() {
            file["mediaInfo"] = Value::Null;
        }
    }
}

#[test]
fn every_photo_is_imported_or_reported_and_again_changes_nothing() {
    let home = Home::new();
    let ada = home.person("Ada");
    let from = photos();
    let on_disk = files_below(&from);
    let report = home.import(&ada, &from, &["--into", "Old/Samples"]);
    let mut keys: Vec<_> = report.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["bytes", "files", "folders", "images", "skipped", "videos"]);
    assert_eq!(count(&report, "files") + skipped(&report).len(), on_disk.len(), "{report}");
    for (path, reason) in skipped(&report) {
        assert!(on_disk.contains(&PathBuf::from(&path)) && !reason.is_empty(), "{path}: {reason}");
    }
    let folders = WalkDir::new(&from).min_depth(1).into_iter().map(Result::unwrap);
    assert_eq!(count(&report, "folders"), folders.filter(|entry| entry.file_type().is_dir()).count());

    let server = home.serve();
    let client = Client::new(&server.base, &ada);
    let first = tree(&client);
    let images = first.values().filter(|file| file["fileType"] == "15").count();
    eprintln!("{} files on disk, {images} images, skipped: {:?}", on_disk.len(), skipped(&report));
    assert_eq!((count(&report, "images"), count(&report, "videos")), (images, 0));
    assert!(images >= 90, "{images}");
    shooting_times(&client, &first);
    bytes_are_the_same(&client, &first, &from);

    let blobs = files_below(&home.data().join("blobs/originals"));
    let again = home.import(&ada, &from, &["--into", "Old/Samples"]);
    let zero = ["files", "images", "videos", "folders", "bytes"].map(|field| count(&again, field));
    assert_eq!(zero, [0; 5], "{again}");
    assert_eq!(skipped(&again).len(), on_disk.len());
    let there = skipped(&again).iter().filter(|(_, reason)| reason.contains("already")).count();
    assert_eq!(there, count(&report, "files"), "{again}");
    assert_eq!(tree(&client), first);
    assert_eq!(files_below(&home.data().join("blobs/originals")), blobs);
    let space = client.get(&format!("/space/{}?type=1", ada.id)).ok();
    let used: u64 = text(&space["data"]["spaceUsed"]).parse().unwrap();
    assert_eq!(used, report["bytes"].as_u64().unwrap().div_ceil(1024));
}

/// A few times as the cameras wrote them, and no time where there is none.
fn shooting_times(client: &Client, tree: &BTreeMap<String, Value>) {
    let expected = [
        ("jpg/Canon_40D.jpg", Some("2008-05-30T15:56:01.000Z")),
        ("jpg/gps/DSCN0010.jpg", Some("2008-10-22T16:28:39.000Z")),
        ("jpg/Nikon_D70.jpg", Some("2008-03-15T09:52:01.000Z")),
        // 12:55:41.762, an hour ahead of UTC.
        ("heic/mobile/iphone_13_pro_max.HEIC", Some("2022-02-16T11:55:41.762Z")),
        // From its XMP, two hours ahead of UTC.
        ("jpg/xmp/no_exif.jpg", Some("2013-09-23T08:09:46.000Z")),
        ("jpg/orientation/portrait_1.jpg", None),
    ];
    for (path, time) in expected {
        let id = text(&tree[&format!("/Old/Samples/exif-samples/{path}")]["id"]);
        let body = json!({"containerId": client.person.space});
        let detail = client.post(&format!("/files/{id}/detail"), &body).ok();
        assert_eq!(detail["mediaInfo"]["takeTime"].as_str(), time, "{path}");
    }
}

fn bytes_are_the_same(client: &Client, tree: &BTreeMap<String, Value>, from: &Path) {
    for path in ["exif-samples/jpg/corrupted.jpg", "exif-samples/tiff/Crémieux11.tiff"] {
        let id = text(&tree[&format!("/Old/Samples/{path}")]["id"]);
        assert_eq!(client.download(&id).unwrap(), fs::read(from.join(path)).unwrap(), "{path}");
    }
}

/// A tree with what people have on their disks, and what nobody should.
fn nasty(home: &Home) -> PathBuf {
    let root = home.path().join("nasty");
    let write = |name: &OsStr, number: usize| fs::write(root.join(name), gif(number)).unwrap();
    write_gifs(&root.join("inner/most"), 1, 2);
    for (number, name) in
        ["ümläut 🏖.gif", "-rf.gif", "$(reboot) '`.gif", " blanks .gif", "no extension"].iter().enumerate()
    {
        write(OsStr::new(name), 10 + number);
    }
    for (number, name) in ["what?.gif", "a:b.gif", "line\nbreak.gif", "back\\slash.gif"].iter().enumerate() {
        write(OsStr::new(name), 20 + number);
    }
    write(OsStr::from_bytes(b"latin-\xe9.gif"), 30);
    fs::create_dir(root.join("fo|lder")).unwrap();
    fs::write(root.join("fo|lder/lost.gif"), gif(31)).unwrap();
    fs::write(root.join("empty.jpg"), "").unwrap();
    fs::write(root.join("text.jpg"), "not a picture").unwrap();
    fs::write(root.join(".hidden.gif"), gif(40)).unwrap();
    fs::write(root.join("Thumbs.db"), "rubbish").unwrap();
    symlink(&root, root.join("inner/loop")).unwrap();
    symlink("/etc/passwd", root.join("passwd.gif")).unwrap();
    symlink("gone", root.join("dangling.gif")).unwrap();
    drop(UnixListener::bind(root.join("socket")).unwrap());
    root
}

#[test]
fn nasty_things_are_left_out_with_a_reason_and_the_rest_comes_in() {
    let home = Home::new();
    let ada = home.person("Ada");
    let root = nasty(&home);
    let report = home.import(&ada, &root, &[]);
    let server = home.serve();
    let client = Client::new(&server.base, &ada);
    let come: Vec<_> = tree(&client).into_keys().collect();
    let expected = [
        "/ blanks .gif",
        "/$(reboot) '`.gif",
        "/-rf.gif",
        "/empty.jpg",
        "/inner",
        "/inner/most",
        "/inner/most/000001.gif",
        "/inner/most/000002.gif",
        "/no extension",
        "/text.jpg",
        "/ümläut 🏖.gif",
    ];
    assert_eq!(come, expected, "{report}");
    assert_eq!([count(&report, "files"), count(&report, "images"), count(&report, "folders")], [9, 7, 2], "{report}");
    let left: Vec<_> = skipped(&report).into_iter().map(|(path, _)| path).collect();
    let left = |name: &str| left.iter().any(|path| path.ends_with(name));
    for name in
        ["what?.gif", "a:b.gif", "break.gif", "slash.gif", "fo|lder", "loop", "passwd.gif", "dangling.gif", "socket"]
    {
        assert!(left(name), "{name} is not in {report}");
    }
    assert_eq!(skipped(&report).len(), 10, "{report}");
    assert!(skipped(&report).iter().all(|(_, reason)| !reason.is_empty()));
    let again = home.import(&ada, &root, &[]);
    assert_eq!((count(&again, "files"), count(&again, "folders")), (0, 0), "{again}");
    assert_eq!(tree(&client).len(), expected.len());
}

#[test]
fn a_file_that_changed_comes_in_beside_the_old_one() {
    let home = Home::new();
    let ada = home.person("Ada");
    let from = home.path().join("from");
    write_gifs(&from, 1, 2);
    home.import(&ada, &from, &[]);
    fs::write(from.join("000001.gif"), gif(77)).unwrap();
    for files in [1, 0] {
        let report = home.import(&ada, &from, &[]);
        assert_eq!((count(&report, "files"), skipped(&report).len()), (files, 2 - files), "{report}");
    }
    let server = home.serve();
    let client = Client::new(&server.base, &ada);
    let mut contents: Vec<_> = client.files(0, "root").unwrap();
    assert_eq!(contents.len(), 3);
    contents.retain(|file| file["fileName"] == "000001.gif");
    assert_eq!(client.download(&text(&contents[0]["id"])).unwrap(), gif(1));
}

#[test]
fn a_person_is_told_what_came_in_and_what_did_not() {
    let home = Home::new();
    let ada = home.person("Ada");
    let from = home.path().join("from");
    write_gifs(&from.join("Summer"), 1, 3);
    symlink("gone", from.join("dangling.gif")).unwrap();
    let import = || {
        let mut command = home.command(["import", "--user", &ada.id]);
        command.arg(&from);
        finish(command, "").ok()
    };
    let first = import();
    assert!(first.contains("3 files") && first.contains("3 images") && first.contains("dangling.gif"), "{first}");
    let second = import();
    assert!(second.contains("0 files") && second.contains("000001.gif") && second.contains("already"), "{second}");
}

#[test]
fn an_import_goes_into_folders_that_are_made_or_there() {
    let home = Home::new();
    let ada = home.person("Ada");
    let from = home.path().join("from");
    write_gifs(&from, 1, 1);
    home.import(&ada, &from, &["--into", "A/B"]);
    write_gifs(&from, 2, 1);
    home.import(&ada, &from, &["--into", "/A/B/"]);
    let mut wrong = home.command(["import", "--user", &ada.id, "--into", "A/000001?.gif"]);
    wrong.arg(&from);
    finish(wrong, "").failed(&["fileName"]);
    let mut taken = home.command(["import", "--user", &ada.id, "--into", "A/B/000001.gif"]);
    taken.arg(&from);
    finish(taken, "").failed(&["taken"]);
    let server = home.serve();
    let paths: Vec<_> = tree(&Client::new(&server.base, &ada)).into_keys().collect();
    assert_eq!(paths, ["/A", "/A/B", "/A/B/000001.gif", "/A/B/000002.gif"]);
}

#[test]
fn an_import_that_was_killed_again_and_again_is_completed_by_the_next_one() {
    const FILES: usize = 300;
    let home = Home::new();
    let ada = home.person("Ada");
    let from = home.path().join("from");
    write_gifs(&from.join("Summer"), 1, FILES);
    let mut dice = Dice::new(7);
    let objects = || files_below(&home.data().join("blobs/originals")).len();
    for _ in 0..4 {
        let enough = objects() + 1 + dice.below(100);
        let mut import = home.command(["import", "--json", "--user", &ada.id]);
        let mut import = import.arg(&from).stdout(Stdio::null()).spawn().unwrap();
        while objects() < enough && import.try_wait().unwrap().is_none() {}
        import.kill().unwrap();
        import.wait().unwrap();
    }
    let report = home.import(&ada, &from, &[]);
    assert_eq!(count(&report, "files") + skipped(&report).len(), FILES, "{report}");
    assert!(skipped(&report).iter().all(|(_, reason)| reason.contains("already")), "{report}");
    eprintln!("{} of {FILES} files had come in before", skipped(&report).len());
    let server = home.serve();
    let client = Client::new(&server.base, &ada);
    let shown = tree(&client);
    assert_eq!(shown.len(), 1 + FILES);
    for number in [1, FILES / 2, FILES] {
        let id = text(&shown[&format!("/Summer/{number:06}.gif")]["id"]);
        assert_eq!(client.download(&id).unwrap(), gif(number));
    }
    let space = client.get(&format!("/space/{}?type=1", ada.id)).ok();
    assert_eq!(space["data"]["spaceUsed"], (FILES * gif(1).len()).div_ceil(1024).to_string());
}
