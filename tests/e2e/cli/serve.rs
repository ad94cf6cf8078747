//! `serve`: the first lines, the first user, and stopping in order.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;
use ureq::http::Request;
use walkdir::WalkDir;

use crate::support::{Answer, Client, Dice, Home, Person, signal, text};

/// Follows the link of the first user, or fills in its form.
fn enter(client: &Client, link: &str, form: Option<&str>) -> Answer {
    let Some(form) = form else { return client.link(link).unwrap() };
    let (address, key) = link.split_once("?key=").unwrap();
    let request = Request::post(address).header("Content-Type", "application/x-www-form-urlencoded");
    client.send(request.body(format!("key={key}&{form}").into_bytes()).unwrap()).unwrap()
}

/// Fills in the form; gives the cookie of the one who is signed in, on their way to the gallery.
fn welcomed(link: &str, form: &str) -> String {
    let (address, key) = link.split_once("?key=").unwrap();
    let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
    let request = agent.post(address).header("Content-Type", "application/x-www-form-urlencoded");
    let answer = request.send(format!("key={key}&{form}")).unwrap();
    assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (303, &"./".parse().unwrap()));
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[test]
fn the_first_user_is_made_through_a_link_that_works_once() {
    let home = Home::new();
    let server = home.serve();
    let link = server.line();
    let link = link.strip_prefix("first user: ").unwrap();
    assert!(link.starts_with(&format!("{}/first-user?key=", server.base)), "{link}");
    let nobody = Person { id: "1".into(), space: String::new(), token: String::new() };
    let client = Client::new(&server.base, &nobody);

    let form = enter(&client, link, None);
    assert!(form.status == 200 && form.text().contains("<form method=\"post\""), "{}", form.text());
    assert_eq!(enter(&client, &format!("{link}x"), None).status, 401);
    let short = enter(&client, link, Some("name=Ada&password=short"));
    assert!(short.status == 400 && short.text().contains("<form"), "{}", short.text());

    let cookie = welcomed(link, "name=Ada+%3CLovelace%3E&password=correct+horse+battery");
    let request = Request::get(format!("{}/api/session", server.base)).header("Cookie", &cookie);
    let me = client.send(request.body(Vec::new()).unwrap()).unwrap().ok();
    assert_eq!((&me["name"], &me["operator"]), (&"Ada <Lovelace>".into(), &true.into()));
    let request = Request::post(format!("{}/koodrive/ose/v1/album/create", server.base))
        .header("Cookie", &cookie)
        .header("X-User-Id", text(&me["userId"]));
    let album = json!({"name": "Summer", "type": 2, "albumKind": 1}).to_string().into_bytes();
    client.send(request.body(album).unwrap()).unwrap().ok();

    assert_eq!(enter(&client, link, Some("name=Eve&password=correct+horse+battery")).status, 401);
    assert_eq!(enter(&client, link, None).status, 401);
    assert_eq!(server.terminate().ok(), "");
    assert_eq!(home.serve().terminate().ok(), "", "a database with a user invites nobody");
}

/// An upload of which the first half is under way: the connection, and the second half.
fn half_an_upload(client: &Client, name: &str) -> (TcpStream, String, Vec<u8>) {
    let bytes = Dice::new(3).bytes(200_000);
    let promised = client.promise(name, &[bytes.len()]).unwrap().ok();
    let url = text(&promised["multiParts"][0]["uploadUrl"]);
    let host = client.base.strip_prefix("http://").unwrap();
    let target = url.strip_prefix(&client.base).unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "PUT {target} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n\r\n", bytes.len()).unwrap();
    stream.write_all(&bytes[..100_000]).unwrap();
    (stream, text(&promised["fileId"]), bytes)
}

#[test]
fn a_request_under_way_is_answered_before_the_server_stops() {
    for name in ["TERM", "INT"] {
        let home = Home::new();
        let ada = home.person("Ada");
        let mut server = home.serve();
        let client = Client::new(&server.base, &ada);
        let (mut stream, file, bytes) = half_an_upload(&client, "half.bin");
        // The server has it in hand once there is a file for it.
        let staged = || WalkDir::new(home.data().join("blobs/staging")).into_iter().filter_map(Result::ok);
        while !staged().any(|entry| entry.path().extension().is_some_and(|end| end == "tmp")) {}
        signal(name, server.pid());
        // It takes no new connections from the moment on when it has understood.
        let host = server.base.strip_prefix("http://").unwrap();
        while TcpStream::connect(host).is_ok() {}
        stream.write_all(&bytes[100_000..]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        server.end_of_itself().ok();

        let server = home.serve();
        let client = Client::new(&server.base, &ada);
        client.complete(&file, &bytes).unwrap().ok();
        assert_eq!(client.download(&file).unwrap(), bytes);
    }
}

#[test]
fn a_server_that_is_idle_stops_at_once_also_with_open_connections() {
    let home = Home::new();
    let ada = home.person("Ada");
    let server = home.serve();
    let client = Client::new(&server.base, &ada);
    assert_eq!(client.page("/healthz").text(), "ok\n");
    assert_eq!(client.page("/readyz").text(), "ready\n");
    let idle = TcpStream::connect(server.base.strip_prefix("http://").unwrap()).unwrap();
    server.terminate().ok();
    drop(idle);
}
