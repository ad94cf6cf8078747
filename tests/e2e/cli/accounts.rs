//! `user add`, `token issue` and `app add`, for people and for scripts.

use serde_json::{Value, json};
use ureq::http::{Method, Request};

use crate::support::{Client, Home, Person, finish, now, sign, text};

/// The keys of an object, sorted.
#[track_caller]
fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// The values of lines that are `key: value`, one for each of `keys` and in their order.
#[track_caller]
fn values(printed: &str, keys: &[&str]) -> Vec<String> {
    let pairs: Vec<_> = printed.lines().map(|line| line.split_once(": ").unwrap()).collect();
    assert_eq!(pairs.iter().map(|(key, _)| *key).collect::<Vec<_>>(), keys);
    pairs.into_iter().map(|(_, value)| value.to_owned()).collect()
}

#[test]
fn a_user_is_added() {
    let home = Home::new();
    let added = home.run("user add --name Ada --json").json();
    assert_eq!(keys(&added), ["containerId", "rootFolderId", "userId"]);
    let space = text(&added["containerId"]);
    assert!(space.starts_with("IAA"), "{added}");
    assert_eq!(added["rootFolderId"], format!("DEUI7pa0C24Aroot{space}"));
    let id: u64 = text(&added["userId"]).parse().unwrap();
    assert!((18..=19).contains(&id.to_string().len()), "{added}");

    let printed = home.run("user add --name Bob --mobile 008613800000000 --capacity-gb 5 --zone Asia/Shanghai").ok();
    let values = values(&printed, &["user", "container", "root-folder"]);
    assert_eq!(values[2], format!("DEUI7pa0C24Aroot{}", values[1]));
    assert_ne!(values[0], id.to_string());
}

#[test]
fn a_token_is_issued() {
    let home = Home::new();
    let ada = home.person("Ada");
    let issued = home.run(&format!("token issue --user {} --ttl 12h --json", ada.id)).json();
    assert_eq!(keys(&issued), ["accessToken", "expiresAt"]);
    let until: jiff::Timestamp = text(&issued["expiresAt"]).parse().unwrap();
    let hours = until.duration_since(jiff::Timestamp::now()).as_secs_f64() / 3600.0;
    assert!((11.9..=12.0).contains(&hours), "{issued}");
    let endless = home.run(&format!("token issue --user {} --ttl never --json", ada.id)).json();
    assert_eq!((keys(&endless), &endless["expiresAt"]), (vec!["accessToken", "expiresAt"], &Value::Null));
    let printed = home.run(&format!("token issue --user {}", ada.id)).ok();
    assert_eq!(values(&printed, &["token", "expires"])[0].len(), 64);
    let printed = home.run(&format!("token issue --user {} --ttl never", ada.id)).ok();
    assert_eq!(values(&printed, &["token", "expires"])[1], "never");
}

#[test]
fn an_app_is_added() {
    let home = Home::new();
    let added = home.run("app add --name phone --json").json();
    assert_eq!(keys(&added), ["appId", "appSecret"]);
    let printed = values(&home.run("app add --name phone").ok(), &["app-id", "app-secret"]);
    for text in [text(&added["appId"]), text(&added["appSecret"])].iter().chain(&printed) {
        assert!(text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()), "{text}");
    }
    assert_ne!(text(&added["appSecret"]), printed[1]);
}

#[test]
fn accounts_are_made_while_the_server_runs_on_the_same_data() {
    let home = Home::new();
    let server = home.serve();
    let ada = home.person("Ada");
    let client = Client::new(&server.base, &ada);
    client.post("/album/create", &json!({"name": "Summer", "type": 2, "albumKind": 1})).ok();
    home.pictures(&ada, "Pictures", 3);
    assert_eq!(client.files(0, "root").unwrap().len(), 1);

    let app = home.run("app add --name phone --json").json();
    let app = (text(&app["appId"]), text(&app["appSecret"]));
    let (date, path) = (now(), "/koodrive/ose/v1/album/create");
    let body = br#"{"name":"Signed","type":2,"albumKind":1}"#;
    let authorization = sign((&app.0, &app.1), "POST", path, (&date, &ada.id), body);
    let request = Request::builder()
        .method(Method::POST)
        .uri(format!("{}{path}", server.base))
        .header("Authorization", authorization)
        .header("X-User-Id", &ada.id)
        .header("X-Date", &date);
    client.send(request.body(body.to_vec()).unwrap()).unwrap().ok();
    let names: Vec<_> = client.albums().unwrap().iter().map(|album| text(&album["name"])).collect();
    assert_eq!(names, ["Signed", "Summer"]);
}

#[test]
fn a_password_from_standard_input_signs_in() {
    let home = Home::new();
    let command = || home.command(["user", "add", "--name", "Ada", "--password-stdin", "--json"]);
    finish(command(), "short\n").failed(&["--password-stdin", "8 characters"]);
    let added = finish(command(), "correct horse battery\n").json();
    let server = home.serve();
    let nobody = Person { id: text(&added["userId"]), space: text(&added["containerId"]), token: String::new() };
    let client = Client::new(&server.base, &nobody);
    let sign_in = |password: &str| {
        let body = json!({"grant_type": "password", "username": nobody.id, "password": password});
        let request = Request::post(format!("{}/oauth2/token", server.base)).header("Content-Type", "application/json");
        client.send(request.body(body.to_string().into_bytes()).unwrap()).unwrap()
    };
    assert!(sign_in("correct horse").status.is_client_error());
    let token = text(&sign_in("correct horse battery").ok()["access_token"]);
    let ada = Client::new(&server.base, &Person { token, ..nobody.clone() });
    assert_eq!(ada.albums().unwrap(), [] as [Value; 0]);
}
