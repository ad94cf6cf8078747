//! What one server does, the others know.

use std::time::{Duration, Instant};

use serde_json::json;
use ureq::http::Request;

use super::Installation;
use crate::support::{Client, Person, finish, gif, now, sign, text};

#[test]
fn what_one_server_begins_another_ends() {
    let installation = Installation::new();
    let ada = installation.person("Ada");
    let (one, two) = (installation.serve("one"), installation.serve("two"));
    let (here, there) = (Client::new(&one.base, &ada), Client::new(&two.base, &ada));

    let bytes = gif(5);
    let promised = here.promise("a.gif", &[bytes.len()]).unwrap().ok();
    let link = text(&promised["multiParts"][0]["uploadUrl"]);
    assert!(link.starts_with(&format!("http://{}/", installation.bytes.address())), "straight to the store: {link}");
    let sent = here.put(&link, &bytes).unwrap();
    assert_eq!(sent.status, 200, "{}", sent.text());
    let file = text(&promised["fileId"]);
    there.complete(&file, &bytes).unwrap().ok();
    here.complete(&file, &bytes).unwrap().ok();

    let album = here.post("/album/create", &json!({"name": "Summer", "type": 2, "albumKind": 1})).ok();
    let album = text(&album["albumId"]);
    there.add(&album, std::slice::from_ref(&file)).unwrap().ok();
    assert_eq!(here.contents(&album).unwrap(), (1, vec![file.clone()]));

    // A link that one gives, the other knows; and a cursor.
    let body = json!({"containerId": ada.space, "fileIds": [file]});
    let links = here.post("/files/download", &body).ok();
    let given = text(&links["downloads"][0]["url"]).replace(&one.base, &two.base);
    assert_eq!(there.link(&given).unwrap().bytes, bytes);
    let other = gif(6);
    let promised = there.promise("b.gif", &[other.len()]).unwrap().ok();
    there.put(&text(&promised["multiParts"][0]["uploadUrl"]), &other).unwrap();
    let second = text(&promised["fileId"]);
    here.complete(&second, &other).unwrap().ok();
    there.add(&album, std::slice::from_ref(&second)).unwrap().ok();
    let page = here.get(&format!("/album/{album}/list?pageSize=1")).ok();
    let cursor = text(&page["nextPageCursor"]);
    let next = there.get(&format!("/album/{album}/list?pageSize=1&pageCursor={cursor}")).ok();
    assert_ne!(page["contentList"][0]["id"], next["contentList"][0]["id"]);
    assert_eq!(next["contentList"].as_array().unwrap().len(), 1);
}

#[test]
fn a_right_that_ends_at_one_ends_at_the_others_within_a_second() {
    let installation = Installation::new();
    let (ada, bob) = (installation.person("Ada"), installation.person("Bob"));
    let (one, two) = (installation.serve("one"), installation.serve("two"));
    let (here, there) = (Client::new(&one.base, &ada), Client::new(&two.base, &ada));
    let bytes = b"hello".to_vec();
    let promised = here.promise("a.txt", &[5]).unwrap().ok();
    here.put(&text(&promised["multiParts"][0]["uploadUrl"]), &bytes).unwrap();
    let file = text(&promised["fileId"]);
    here.complete(&file, &bytes).unwrap().ok();
    let links = here.post("/files/download", &json!({"containerId": ada.space, "fileIds": [file]})).ok();
    let link = text(&links["downloads"][0]["url"]).replace(&one.base, &two.base);
    // Both have seen her, and have whatever they may remember.
    for client in [&here, &there] {
        client.get("/album/list?albumKind=1&albumType=2").ok();
        client.link(&link).unwrap();
    }
    let app = installation.run("app add --name office --json").json();
    let freeze = |status: i64| {
        let body = json!({ "status": status }).to_string();
        let (path, date) = (format!("/koodrive/ose/v1/users/{}", ada.id), now());
        let app = (app["appId"].as_str().unwrap(), app["appSecret"].as_str().unwrap());
        let request = Request::put(format!("{}{path}", one.base))
            .header("X-User-Id", &ada.id)
            .header("X-Date", &date)
            .header("Authorization", sign(app, "PUT", &path, (&date, &ada.id), body.as_bytes()));
        here.send(request.body(body.into_bytes()).unwrap()).unwrap().ok();
    };
    freeze(7);
    let begun = Instant::now();
    let path = "/album/list?albumKind=1&albumType=2";
    assert_ne!(there.get(path).status, 200);
    assert_eq!(there.link(&link).unwrap().status, 401);
    assert!(begun.elapsed() < Duration::from_secs(1));
    Client::new(&two.base, &bob).get(path).ok();
    freeze(0);
    there.get(path).ok();
    assert_eq!(there.link(&link).unwrap().bytes, bytes);
}

#[test]
fn the_link_of_the_first_user_works_at_any_server_and_ends_at_all() {
    let installation = Installation::new();
    let (one, two) = (installation.serve("one"), installation.serve("two"));
    let links = [one.line(), two.line()].map(|line| line.strip_prefix("first user: ").unwrap().to_owned());
    let nobody = Person { id: "1".into(), space: String::new(), token: String::new() };
    let client = Client::new(&one.base, &nobody);
    let elsewhere = links[0].replace(&one.base, &two.base);
    assert_eq!(client.link(&elsewhere).unwrap().status, 200);
    let (address, key) = elsewhere.split_once("?key=").unwrap();
    let request = Request::post(address).header("Content-Type", "application/x-www-form-urlencoded");
    let form = format!("key={key}&name=Ada&password=correct+horse+battery").into_bytes();
    assert_eq!(client.send(request.body(form).unwrap()).unwrap().status, 200);
    for link in &links {
        assert_eq!(client.link(link).unwrap().status, 401, "there is a first user");
    }
}

#[test]
fn a_server_with_another_key_or_older_tables_does_not_start() {
    let installation = Installation::empty();
    installation.run("serve --listen 127.0.0.1:0").failed(&["leporello migrate"]);
    // A key was made for the new database; it is the one that migrating keeps.
    installation.run("migrate").ok();
    let mut other = crate::support::program();
    other.current_dir(installation.home.path()).args(["serve", "--listen", "127.0.0.1:0", "--data", "other"]);
    other.args(["--database", &installation.address(), "--blobs", installation.blobs()]);
    let other = installation.with_keys(other);
    finish(other, "").failed(&["the key", "is missing", "another server", "--secret-key"]);
    let key = installation.home.path().join("secret.key");
    let right = std::fs::read(&key).unwrap();
    std::fs::write(&key, [7; 32]).unwrap();
    installation.run("serve --listen 127.0.0.1:0").failed(&["not the one of this database", "--accept-key"]);
    installation.run("migrate").failed(&["--accept-key"]);
    installation.run("migrate --accept-key").ok();
    installation.serve("one").terminate().ok();
    std::fs::write(&key, right).unwrap();
    installation.run("user add --name Ada").failed(&["not the one of this database"]);
}
