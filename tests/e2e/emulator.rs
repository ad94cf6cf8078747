//! `emulate`: the same at every start and after every reset, a clock that obeys, and no way into anything else.

use std::fs;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use ureq::http::{Method, Request};

use crate::support::{Answer, Client, Home, Person, Server, gif, now, program, sign, text, write_gifs};

const CLOCK: &str = "20251103T070140Z";

/// A running emulator and what it printed.
struct Emulator {
    server: Server,
    client: Client,
    other: Person,
    app: (String, String),
}

impl Emulator {
    fn start(home: &Home, more: &[&str]) -> Self {
        let mut command = program();
        command.current_dir(home.path()).args(["emulate", "--listen", "127.0.0.1:0"]).args(more);
        // It is killed in the end, and leaves its folder behind.
        command.env("TMPDIR", home.path());
        let server = Server::start(command);
        let person = |number: &str| Person {
            id: server.value(&format!("user{number}")),
            space: server.value(&format!("container{number}")),
            token: server.value(&format!("token{number}")),
        };
        let (first, other) = (person(""), person("-2"));
        let app = (server.value("app-id"), server.value("app-secret"));
        let mut client = Client::new(&server.base, &first);
        client.date = Some(CLOCK.to_owned());
        Self { server, client, other, app }
    }

    fn facts(&self) -> (&Person, &Person, &(String, String)) {
        (&self.client.person, &self.other, &self.app)
    }

    fn control(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = Request::builder().method(method).uri(format!("{}/_emulator/{path}", self.server.base));
        self.client.send(request.body(body.to_string().into_bytes()).unwrap()).unwrap()
    }

    fn set_clock(&self, to: &Value) -> Value {
        self.control(Method::PUT, "clock", to).ok()["clock"].clone()
    }

    /// Makes an album and a file, and gives all their identifiers.
    fn work(&self) -> Vec<String> {
        let album = self.client.post("/album/create", &json!({"name": "Mine", "type": 2, "albumKind": 1})).ok();
        let promised = self.client.promise("mine.gif", &[gif(5).len()]).unwrap().ok();
        self.client.put(&text(&promised["multiParts"][0]["uploadUrl"]), &gif(5)).unwrap().ok();
        let file = text(&promised["fileId"]);
        self.client.complete(&file, &gif(5)).unwrap().ok();
        self.client.add(&text(&album["albumId"]), std::slice::from_ref(&file)).unwrap().ok();
        vec![text(&album["albumId"]), file, text(&promised["uploadId"])]
    }

    /// All that the first user can see.
    fn shown(&self) -> (Vec<Value>, Vec<Value>) {
        (self.client.albums().unwrap(), self.client.files(0, "root").unwrap())
    }
}

fn seed(home: &Home) -> String {
    let folder = home.path().join("seed");
    write_gifs(&folder, 1, 20);
    write_gifs(&folder.join("Summer"), 100, 3);
    folder.to_str().unwrap().to_owned()
}

#[test]
fn two_starts_are_the_same_to_the_last_identifier() {
    let home = Home::new();
    let seed = seed(&home);
    let start = || Emulator::start(&home, &["--clock", CLOCK, "--seed", &seed]);
    let (one, two) = (start(), start());
    assert_eq!(one.facts(), two.facts());
    assert_ne!(one.client.person.id, one.other.id);
    assert_eq!(one.shown(), two.shown());
    assert_eq!(one.work(), two.work());
    let (albums, files) = one.shown();
    assert_eq!((albums.len(), files.len()), (1, 22));
}

#[test]
fn a_reset_brings_everything_back_with_the_same_identifiers_to_come() {
    let home = Home::new();
    let photos = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/photos");
    let emulator = Emulator::start(&home, &["--clock", CLOCK, "--seed", photos]);
    let before = emulator.shown();
    let made = emulator.work();
    emulator.set_clock(&json!({"advanceSeconds": 60}));
    assert_ne!(emulator.shown(), before);
    let mut times = Vec::new();
    for _ in 0..5 {
        let begun = Instant::now();
        assert_eq!(emulator.control(Method::POST, "reset", &Value::Null).ok()["clock"], CLOCK);
        times.push(begun.elapsed());
        assert_eq!(emulator.shown(), before);
        assert_eq!(emulator.work(), made);
    }
    eprintln!("a reset of 109 photos takes {times:?}");
    assert_eq!(emulator.server.terminate().stderr, "", "nothing to complain about");
}

#[test]
fn the_clock_stands_still_and_dates_are_held_against_it() {
    let home = Home::new();
    let mut emulator = Emulator::start(&home, &["--clock", CLOCK]);
    let ask = |emulator: &mut Emulator, date: &str| {
        emulator.client.date = Some(date.to_owned());
        emulator.client.get("/album/list?albumKind=1&albumType=2")
    };
    assert_eq!(emulator.control(Method::GET, "clock", &Value::Null).ok()["clock"], CLOCK);
    ask(&mut emulator, CLOCK).ok();
    ask(&mut emulator, "20251103T064640Z").ok();
    for wrong in ["20251103T064639Z", "20251103T070141Z", &now(), "20251103 070140", ""] {
        let refused = ask(&mut emulator, wrong);
        refused.refused(401, 13_000_101);
        assert_eq!(refused.body["serverTime"], CLOCK, "{wrong}");
    }
    assert_eq!(emulator.set_clock(&json!({"advanceSeconds": 901})), "20251103T071641Z");
    ask(&mut emulator, CLOCK).refused(401, 13_000_101);
    ask(&mut emulator, "20251103T070141Z").ok();
    assert_eq!(emulator.set_clock(&json!({"clock": "20300101T000000Z"})), "20300101T000000Z");
    ask(&mut emulator, "20300101T000000Z").ok();
    emulator.set_clock(&json!({"clock": null}));
    let date = now();
    ask(&mut emulator, &date).ok();
    let wrong = emulator.control(Method::PUT, "clock", &json!({"clock": "tomorrow"}));
    assert_eq!(wrong.status, 400);
}

#[test]
fn albums_made_at_a_standing_clock_keep_their_order() {
    let home = Home::new();
    let emulator = Emulator::start(&home, &["--clock", CLOCK]);
    let names = ["One", "Two", "Three"];
    for name in names {
        emulator.client.post("/album/create", &json!({"name": name, "type": 2, "albumKind": 1})).ok();
    }
    let shown: Vec<_> = emulator.shown().0.iter().map(|album| text(&album["name"])).collect();
    assert_eq!(shown, ["Three", "Two", "One"]);
}

fn signed(client: &Client, (id, secret): &(String, String), user: &str, date: &str) -> Answer {
    let path = "/koodrive/ose/v1/album/create";
    let body = br#"{"name":"Signed","type":2,"albumKind":1}"#;
    let request = Request::post(format!("{}{path}", client.base))
        .header("Authorization", sign((id, secret), "POST", path, (date, user), body))
        .header("X-User-Id", user)
        .header("X-Date", date);
    client.send(request.body(body.to_vec()).unwrap()).unwrap()
}

#[test]
fn its_credentials_work_nowhere_else() {
    let home = Home::new();
    let ada = home.person("Ada");
    let emulator = Emulator::start(&home, &["--clock", CLOCK]);
    let Emulator { client: inside, app, .. } = &emulator;
    signed(inside, app, &inside.person.id, CLOCK).ok();

    let server = home.serve();
    let outside = |id: &str| Client::new(&server.base, &Person { id: id.to_owned(), ..inside.person.clone() });
    for id in [&inside.person.id, &ada.id] {
        outside(id).get("/album/list?albumKind=1&albumType=2").refused(401, 13_000_101);
        signed(&outside(id), app, id, &now()).refused(401, 13_000_101);
    }
    assert_eq!(outside(&ada.id).page("/_emulator/clock").status, 404);
    let reset = Request::post(format!("{}/_emulator/reset", server.base)).body(Vec::new()).unwrap();
    assert_eq!(outside(&ada.id).send(reset).unwrap().status, 404);
    Client::new(&server.base, &ada).albums().unwrap();
}

#[test]
fn its_key_is_taken_by_no_other_mode() {
    let home = Home::new();
    home.run("migrate").ok();
    fs::write(home.data().join("secret.key"), b"leporello emulator: not a secret").unwrap();
    home.run("serve --listen 127.0.0.1:0").failed(&["secret.key", "emulator"]);
    home.run("app add --name phone").failed(&["secret.key", "emulator"]);
}

#[test]
fn it_takes_its_folder_away_and_leaves_the_seed_alone() {
    let home = Home::new();
    let seed = seed(&home);
    let temporary = home.path().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let mut command = program();
    command.args(["emulate", "--listen", "127.0.0.1:0", "--seed", &seed]).env("TMPDIR", &temporary);
    let server = Server::start(command);
    assert_eq!(temporary.read_dir().unwrap().count(), 1);
    server.terminate().ok();
    assert_eq!(temporary.read_dir().unwrap().count(), 0);
    assert_eq!(fs::read(Path::new(&seed).join("000001.gif")).unwrap(), gif(1));
}

#[test]
fn a_seed_that_is_not_there_is_named() {
    let home = Home::new();
    home.run("emulate --listen 127.0.0.1:0 --seed nowhere").failed(&["nowhere"]);
    home.run("emulate --listen 127.0.0.1:0 --clock tomorrow").misused(&["--clock", "20251103T070140Z"]);
}
