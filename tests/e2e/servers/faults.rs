//! The database or the object store is away: at the start, in the middle, for good.

use std::time::{Duration, Instant};

use serde_json::json;
use ureq::http::Request;

use super::Installation;
use crate::support::{Client, Dice, text};

/// How long anything may take to be known, or mended.
const SOON: Duration = Duration::from_secs(15);

/// Asks again until it is so.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < SOON, "{what}");
        std::thread::yield_now();
    }
}

const ALBUMS: &str = "/album/list?albumKind=1&albumType=2";

#[test]
fn a_database_that_goes_away_and_comes_back_needs_no_restart() {
    let installation = Installation::new();
    let ada = installation.person("Ada");
    let server = installation.serve("one");
    let client = Client::new(&server.base, &ada);
    let make = |name: &str| client.post("/album/create", &json!({"name": name, "type": 2, "albumKind": 1}));
    make("before").ok();
    for silently in [false, true] {
        if silently {
            installation.metadata.hang()
        } else {
            installation.metadata.close()
        }
        let begun = Instant::now();
        let refused = make("meanwhile");
        assert_eq!(refused.status, 503, "{}", refused.text());
        assert!(refused.body["msg"].as_str().is_some_and(|text| !text.contains("postgres")), "{}", refused.body);
        until("readiness ends", || client.page("/readyz").status == 503);
        assert!(begun.elapsed() < Duration::from_secs(90), "{:?}", begun.elapsed());
        assert_eq!(client.page("/healthz").status, 200, "the process itself is well");
        installation.metadata.open();
        until("readiness comes back", || client.page("/readyz").status == 200);
        until("requests are answered again", || client.get(ALBUMS).status == 200);
    }
    make("after").ok();
    let names: Vec<_> = client.albums().unwrap().iter().map(|album| text(&album["name"])).collect();
    assert!(names.contains(&"before".to_owned()) && names.contains(&"after".to_owned()), "{names:?}");
    server.terminate().ok();
}

#[test]
fn a_503_says_when_to_come_again() {
    let installation = Installation::new();
    let ada = installation.person("Ada");
    let server = installation.serve("one");
    installation.metadata.close();
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let url = format!("{}/koodrive/ose/v1{ALBUMS}", server.base);
    let request = Request::get(url)
        .header("Authorization", format!("Bearer {}", ada.token))
        .header("X-User-Id", &ada.id)
        .header("X-Date", crate::support::now());
    let answer = agent.run(request.body(()).unwrap()).unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.headers()["retry-after"].to_str().unwrap().parse::<u32>().is_ok());
}

#[test]
fn connections_that_are_cut_are_made_anew_without_anybody_noticing() {
    let installation = Installation::new();
    let ada = installation.person("Ada");
    let server = installation.serve("one");
    let client = Client::new(&server.base, &ada);
    let album = client.post("/album/create", &json!({"name": "a", "type": 2, "albumKind": 1})).ok();
    for round in 0..10 {
        client.get(ALBUMS).ok();
        // As a failover does it: all connections end, and new ones are taken.
        installation.metadata.cut();
        client.get(ALBUMS).ok();
        installation.metadata.cut();
        let path = format!("/album/{}/update", text(&album["albumId"]));
        client.post(&path, &json!({ "name": format!("round {round}") })).ok();
    }
}

#[test]
fn a_database_that_is_away_at_the_start_is_told_of() {
    let installation = Installation::new();
    installation.metadata.close();
    installation.run("serve --listen 127.0.0.1:0").failed(&["database is not available"]);
    installation.metadata.open();
    installation.serve("one").terminate().ok();
}

#[test]
fn an_object_store_that_goes_away_loses_nothing() {
    let installation = Installation::new();
    let ada = installation.person("Ada");
    let server = installation.serve("one");
    let client = Client::new(&server.base, &ada);
    let bytes = Dice::new(9).bytes(200_000);
    let promised = client.promise("a.bin", &[bytes.len()]).unwrap().ok();
    let file = text(&promised["fileId"]);
    client.put(&text(&promised["multiParts"][0]["uploadUrl"]), &bytes).unwrap();
    // It is gone between the last part and the completion.
    installation.bytes.close();
    let begun = Instant::now();
    assert_eq!(client.complete(&file, &bytes).unwrap().status, 503);
    assert_eq!(client.promise("b.bin", &[5]).unwrap().status, 503);
    assert!(begun.elapsed() < Duration::from_secs(40), "{:?}", begun.elapsed());
    client.get(ALBUMS).ok();
    assert_eq!(client.page("/readyz").status, 200, "what needs no bytes goes on");
    installation.bytes.open();
    client.complete(&file, &bytes).unwrap().ok();
    assert_eq!(client.download(&file).unwrap(), bytes);
}

#[test]
fn wrong_credentials_and_wrong_settings_say_what_is_wrong() {
    let installation = Installation::new();
    let mut wrong = installation.command("data", "doctor");
    wrong.env("AWS_SECRET_ACCESS_KEY", "wrong");
    let done = crate::support::finish(wrong, "");
    assert!(
        done.code == Some(1) && done.stdout.contains("bytes: FAILED") && done.stdout.contains("access key"),
        "{done:?}"
    );
    assert!(!done.stdout.contains("AWS4"), "{done:?}");
    let bare = |words: &str| installation.home.run(words);
    bare("serve --blobs s3://bucket?region=x").failed(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
    bare("serve --blobs ftp://bucket").failed(&["file:PATH", "s3://"]);
    bare("serve --database mysql://x").failed(&["sqlite:PATH", "postgres://"]);
    installation.execute("UPDATE schema_version SET version = 99, oldest = 99");
    installation.run("serve --listen 127.0.0.1:0").failed(&["99", "newer"]);
}
