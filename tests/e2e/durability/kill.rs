//! The server is killed at random moments, again and again over the same data: what was acknowledged is
//! there afterwards, nothing is there by halves, and the server starts again at once.
//!
//! `LEPORELLO_TEST_KILLS` sets how often (40 unless given), `LEPORELLO_TEST_SEED` where the dice begin.

use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use ureq::http::Method;

use super::load::{BATCH, Worker};
use crate::support::{Client, Dice, Home, Person, Server, text};

/// How many work at a time, each with a space of their own.
const WORKERS: u64 = 3;

/// The server may live this long, in milliseconds, after the first acknowledgement.
const LIFE: usize = 60;

#[test]
fn what_was_acknowledged_survives_every_kill() {
    let (rounds, seed) = (setting("LEPORELLO_TEST_KILLS", 40), setting("LEPORELLO_TEST_SEED", 1));
    let home = Home::new();
    let people: Vec<_> = (0..WORKERS).map(|number| home.person(&format!("Worker-{number}"))).collect();
    for person in &people {
        home.pictures(person, "Pictures", 3 * BATCH);
    }
    let server = home.serve();
    let mut workers: Vec<_> =
        people.iter().zip(0..).map(|(person, number)| hired(&server, person, number, seed)).collect();
    let mut dice = Dice::new(seed);
    let (mut server, mut slowest) = (Some(server), Duration::ZERO);
    for round in 1..=rounds {
        let told = Told(format!("round {round} of LEPORELLO_TEST_SEED={seed}"));
        let life = Duration::from_millis(dice.below(LIFE + 1) as u64);
        work_until_killed(server.take().unwrap(), &mut workers, life);
        let begun = Instant::now();
        let again = home.serve();
        slowest = slowest.max(begun.elapsed());
        verify(&home, &again, &mut workers);
        server = Some(again);
        drop(told);
    }
    let acknowledged: usize = workers.iter().map(|worker| worker.acknowledged).sum();
    eprintln!("{rounds} kills, {acknowledged} acknowledged changes, ready again within {slowest:?}");
    assert!(acknowledged >= usize::try_from(rounds).unwrap(), "{acknowledged}");
}

/// The check itself would notice.
#[test]
#[should_panic(expected = "acknowledged, and perhaps more")]
fn a_change_that_was_lost_would_be_seen() {
    let home = Home::new();
    let person = home.person("Ann");
    home.pictures(&person, "Pictures", BATCH);
    let server = home.serve();
    let mut worker = hired(&server, &person, 0, 1);
    while worker.client.albums().unwrap().is_empty() {
        worker.step().unwrap();
    }
    worker.verify();
    let album = text(&worker.client.albums().unwrap()[0]["id"]);
    worker.client.ask(Method::DELETE, &format!("/album/{album}"), &Value::Null).unwrap().ok();
    worker.verify();
}

fn hired(server: &Server, person: &Person, number: u64, seed: u64) -> Worker {
    let mut worker =
        Worker::new(Client::new(&server.base, person), &format!("w{number}"), seed * WORKERS + number, "Pictures");
    worker.large = false;
    worker
}

/// Lets everybody work until the server is gone, which is `life` after the first acknowledgement.
fn work_until_killed(server: Server, workers: &mut [Worker], life: Duration) {
    let (first, acknowledged) = channel();
    thread::scope(|scope| {
        for worker in workers {
            let first: Sender<()> = first.clone();
            scope.spawn(move || {
                while worker.step().is_ok() {
                    // Only the first one is waited for.
                    let _ = first.send(());
                }
            });
        }
        acknowledged.recv().unwrap();
        // The moment of the kill is the point; nothing is waited for.
        thread::sleep(life);
        server.kill();
    });
}

fn verify(home: &Home, server: &Server, workers: &mut [Worker]) {
    thread::scope(|scope| {
        for worker in workers {
            scope.spawn(|| {
                worker.client = Client::new(&server.base, &worker.client.person);
                worker.verify();
            });
        }
    });
    let database = home.data().join("metadata.sqlite");
    let database = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sound: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}

/// Says where it went wrong, if it does.
struct Told(String);

impl Drop for Told {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("in {}", self.0);
        }
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}
