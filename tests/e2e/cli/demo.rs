//! `demo`: what it prints works.

use std::process::Command;

use serde_json::Value;

use crate::support::{Client, Home, Person, Server, finish, program, sign, text};

#[test]
fn the_demo_prints_a_family_library_and_lines_that_work() {
    let home = Home::new();
    let mut command = program();
    command.current_dir(home.path()).args(["demo", "--listen", "127.0.0.1:0"]).env("TMPDIR", home.path());
    let server = Server::start(command);
    let open = server.value("open");
    let person = Person { id: server.value("user"), space: server.value("container"), token: server.value("token") };
    let id = |name: &str| server.value(name);
    let relative = Person { id: id("user-2"), space: id("container-2"), token: id("token-2") };
    let (group, family) = (id("group"), id("share-folder"));
    let app = (id("app-id"), id("app-secret"));
    let client = Client::new(&server.base, &person);
    the_gallery(&client, &open);
    the_library(&client);
    the_app(&client, &app);
    the_family(&Client::new(&server.base, &relative), &group, &family);

    let mut script = String::new();
    while !script.contains("/docs/") {
        script += &format!("{}\n", server.line());
    }
    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", &script]).current_dir(home.path());
    let printed = finish(bash, "").ok();
    let [album, added, contents, albums, rules, shared] = printed.lines().collect::<Vec<_>>()[..] else {
        panic!("{printed}")
    };
    let json = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    assert!(album.parse::<i64>().is_ok(), "{album}");
    assert_eq!((&json(added)["code"], &json(contents)["code"]), (&0.into(), &0.into()), "{printed}");
    assert_eq!(json(contents)["total"], 3, "{contents}");
    assert_eq!((&json(albums)["total"], &json(rules)["total"]), (&5.into(), &2.into()), "{albums}\n{rules}");
    assert_eq!(json(shared)["albumList"][0]["name"], "For everybody", "{shared}");
    assert_eq!(
        (&json(albums)["albumList"][0]["id"], &json(albums)["albumList"][0]["name"]),
        (&album.into(), &"My album".into())
    );
    assert_eq!(client.page("/docs/").status, 200);
    assert!(server.terminate().stderr.lines().all(|line| !line.contains("ERROR")));
    assert_eq!(home.path().read_dir().unwrap().count(), 0, "it leaves nothing behind");
}

/// What the gallery is opened with signs in, and so does every later request, by the cookie alone.
fn the_gallery(client: &Client, open: &str) {
    let secret = open.strip_prefix(&format!("{}/#/open/", client.base)).unwrap();
    let (user, token) = secret.split_once('/').unwrap();
    assert_eq!((user, token), (client.person.id.as_str(), client.person.token.as_str()));
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let body = serde_json::json!({ "userId": user, "accessToken": token }).to_string();
    let request = agent.post(format!("{}/api/session", client.base)).header("Content-Type", "application/json");
    let answer = request.send(body).unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let list = format!("{}/koodrive/ose/v1/album/list?albumKind=1&albumType=2", client.base);
    let request = ureq::http::Request::get(list).header("Cookie", cookie).body(Vec::new()).unwrap();
    assert_eq!(client.send(request).unwrap().ok()["total"], 4);
}

/// The relative sees the album that the family shares, with its cover and everything in it, and nothing else.
fn the_family(client: &Client, group: &str, family: &str) {
    let albums = client.get(&format!("/album/list?albumKind=2&albumType=2&groupId={group}")).ok();
    assert_eq!((&albums["total"], &albums["albumList"][0]["shareFolderId"]), (&1.into(), &family.into()));
    let album = &albums["albumList"][0];
    let (total, files) = client.contents(&text(&album["id"])).unwrap();
    assert!(total > 5 && files.len() == usize::try_from(total).unwrap(), "{album}");
    let cover = client.link(album["coverImg"].as_str().unwrap()).unwrap();
    assert!(cover.status == 200 && cover.bytes.starts_with(b"\xff\xd8\xff"), "{album}");
    assert_eq!(client.albums().unwrap().len(), 0);
}

/// Two hundred pictures, in six folders, with times and places; four albums, with covers that show; two collections
/// that hold all of them.
fn the_library(client: &Client) {
    let folders = client.files(0, "root").unwrap();
    assert_eq!(folders.len(), 7, "six, and the family's");
    let mut pictures = 0;
    for folder in folders {
        let files = client.files(0, &text(&folder["id"])).unwrap();
        pictures += files.len();
        for file in files {
            let info = &file["mediaInfo"];
            assert!(info["takeTime"].is_string() && info["latitude"].is_number() && file["fileType"] == "15", "{file}");
        }
    }
    assert_eq!(pictures, 200);
    let collections = client.get("/album/list?albumKind=1&albumType=1").ok();
    let collections = collections["albumList"].as_array().unwrap().iter();
    let held = collections.map(|album| client.contents(&text(&album["id"])).unwrap().0);
    assert_eq!(held.sum::<i64>(), 200);
    let albums = client.albums().unwrap();
    assert_eq!(albums.len(), 4);
    for album in albums {
        let (total, files) = client.contents(&text(&album["id"])).unwrap();
        assert!(total > 5 && files.len() == usize::try_from(total).unwrap(), "{album}");
        let cover = client.link(album["coverImg"].as_str().unwrap()).unwrap();
        assert!(cover.status == 200 && cover.bytes.starts_with(b"\xff\xd8\xff"), "{album}");
    }
}

fn the_app(client: &Client, (id, secret): &(String, String)) {
    let path = "/koodrive/ose/v1/files/0";
    let body = format!("{{\"containerId\":\"{}\",\"parentFileId\":\"root\"}}", client.person.space);
    let date = crate::support::now();
    let authorization = sign((id, secret), "POST", path, (&date, &client.person.id), body.as_bytes());
    let request = ureq::http::Request::post(format!("{}{path}", client.base))
        .header("Authorization", authorization)
        .header("X-User-Id", &client.person.id)
        .header("X-Date", date);
    client.send(request.body(body.into_bytes()).unwrap()).unwrap().ok();
}
