//! Stopping for a restart: first the others are told, then no new connections are taken, then it ends.

use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::Installation;
use crate::support::{Client, signal};

#[test]
fn a_server_that_leaves_says_so_first_and_still_answers() {
    let installation = Installation::new();
    let ada = installation.person("Ada");
    let mut server =
        crate::support::Server::start(installation.command("one", "serve --listen 127.0.0.1:0 --leave-seconds 2"));
    let client = Client::new(&server.base, &ada);
    assert_eq!(client.page("/readyz").status, 200);
    signal("TERM", server.pid());
    let begun = Instant::now();
    while client.page("/readyz").status == 200 {
        assert!(begun.elapsed() < Duration::from_secs(2), "it leaves without a word");
    }
    for _ in 0..20 {
        client.get("/album/list?albumKind=1&albumType=2").ok();
    }
    let host = server.base.strip_prefix("http://").unwrap().to_owned();
    while TcpStream::connect(&host).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not stop");
    }
    assert!(begun.elapsed() > Duration::from_secs(1), "it stayed for a while: {:?}", begun.elapsed());
    server.end_of_itself().ok();
}

#[test]
fn somebody_who_sits_there_and_waits_does_not_wait() {
    let installation = Installation::new();
    let mut server =
        crate::support::Server::start(installation.command("one", "serve --listen 127.0.0.1:0 --leave-seconds 300"));
    let begun = Instant::now();
    signal("INT", server.pid());
    server.end_of_itself();
    // And who was told to leave and is told again goes at once.
    let mut server =
        crate::support::Server::start(installation.command("two", "serve --listen 127.0.0.1:0 --leave-seconds 300"));
    let nobody = crate::support::Person { id: "1".into(), space: String::new(), token: String::new() };
    let client = Client::new(&server.base, &nobody);
    signal("TERM", server.pid());
    while client.page("/readyz").status == 200 {}
    signal("TERM", server.pid());
    server.end_of_itself();
    assert!(begun.elapsed() < Duration::from_secs(60));
}
