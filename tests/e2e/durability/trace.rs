//! Every acknowledgement is on the disk before it is sent: shown by the system calls of the program.
//!
//! The same traces have to go red when syncs are taken out of them, and so has a run in which the
//! system really skips them: a check that cannot fail shows nothing.

use std::collections::HashSet;
use std::path::PathBuf;
use std::thread;

use walkdir::WalkDir;

use super::coverage::{Kind, Verdict, check};
use super::load::{BATCH, Worker};
use super::strace::{Call, Event, read, traced};
use crate::support::{Client, Home, Person, Server, finish, write_gifs};

/// How many changes one client makes alone, and how many each of eight at a time.
const ALONE: usize = 120;
const EACH: usize = 40;

/// A server under `strace`, over a new folder.
struct Traced {
    home: Home,
    person: Person,
    server: Server,
}

impl Traced {
    fn start(more: &[&str]) -> Self {
        let home = Home::new();
        let mut serve = home.command(["serve", "--listen", "127.0.0.1:0"]);
        // What the server does by itself is no answer to anybody, and would stand between those.
        serve.env("LEPORELLO_MEDIA_WORKERS", "0");
        let command = traced(&serve, &home.path().join("trace"), more);
        let server = Server::start(command);
        let person = home.person("Ann");
        home.pictures(&person, "Pictures", 2 * BATCH);
        Self { home, person, server }
    }

    /// Works with some clients at a time; gives how many changes were acknowledged.
    fn load(&self, name: &str, clients: usize, steps: usize) -> usize {
        let work = |number: usize| {
            let client = Client::new(&self.server.base, &self.person);
            let mut worker = Worker::new(client, &format!("{name}{number}"), number as u64, "Pictures");
            for _ in 0..steps {
                worker.step().unwrap();
            }
            worker.acknowledged
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..clients).map(|number| scope.spawn(move || work(number))).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).sum()
        })
    }

    /// Stops the server and gives the events.
    fn end(self) -> (Home, Vec<Event>) {
        self.server.terminate().ok();
        let events = read(&self.home.path().join("trace"));
        (self.home, events)
    }
}

fn judge(home: &Home, events: &[Event]) -> Verdict {
    check(events, &home.data(), HashSet::new())
}

#[test]
fn every_answer_comes_after_its_syncs() {
    let traced = Traced::start(&[]);
    let acknowledged = traced.load("a", 1, ALONE) + traced.load("b", 8, EACH);
    let (home, events) = traced.end();
    let verdict = judge(&home, &events);
    eprintln!(
        "traced {} acknowledgements ({:?}), {} of them alone, and {} printed lines: {} uncovered",
        verdict.total(),
        verdict.acknowledged,
        verdict.alone,
        verdict.announced,
        verdict.uncovered.len()
    );
    assert!(verdict.uncovered.is_empty(), "{:#?}", verdict.uncovered);
    assert_eq!(verdict.total(), acknowledged, "answers that the clients got and answers in the trace");
    assert!(acknowledged >= 300 && verdict.alone >= ALONE && verdict.announced >= 2, "{verdict:?}");
    for kind in [Kind::Transaction, Kind::Part, Kind::Object] {
        assert!(verdict.acknowledged[&kind] >= 10, "{verdict:?}");
    }
    goes_red_without_syncs(&home, &events);
}

/// The same trace without the syncs of the log, of the blobs' files, and of folders.
fn goes_red_without_syncs(home: &Home, events: &[Event]) {
    let (log, blobs) = (home.data().join("metadata.sqlite-wal"), home.data().join("blobs"));
    for what in ["the log", "files of blobs", "folders"] {
        let lost = |path: &PathBuf| match what {
            "the log" => *path == log,
            "folders" => path.is_dir(),
            _ => path.starts_with(&blobs) && !path.is_dir(),
        };
        let kept = events.iter().filter(|event| !matches!(&event.call, Call::Sync(path) if lost(path)));
        let kept: Vec<_> = kept.cloned().collect();
        let verdict = judge(home, &kept);
        eprintln!("without {} syncs of {what}: {} uncovered", events.len() - kept.len(), verdict.uncovered.len());
        assert!(!verdict.uncovered.is_empty(), "the trace stays green without syncs of {what}");
    }
}

#[test]
fn a_run_whose_syncs_the_system_skips_goes_red() {
    let traced = Traced::start(&["-e", "inject=fsync,fdatasync:retval=0"]);
    let acknowledged = traced.load("a", 1, 20);
    let (home, events) = traced.end();
    let verdict = judge(&home, &events);
    assert_eq!(verdict.total(), acknowledged);
    let answers = verdict.uncovered.iter().filter(|line| line.contains(" answered at ")).count();
    assert_eq!(answers, acknowledged, "{:#?}", verdict.uncovered);
}

#[test]
fn a_command_prints_after_its_syncs() {
    let home = Home::new();
    let person = home.person("Ann");
    let pictures = home.path().join("pictures");
    write_gifs(&pictures, 0, BATCH);
    let there: HashSet<PathBuf> =
        WalkDir::new(home.data()).into_iter().map(|entry| entry.unwrap().into_path()).collect();
    let trace = home.path().join("trace");
    let mut import = home.command(["import", "--json", "--user", &person.id]);
    import.arg(&pictures);
    let printed = finish(traced(&import, &trace, &[]), "").ok();
    assert!(printed.contains("\"files\":100"), "{printed}");
    let verdict = check(&read(&trace), &home.data(), there);
    assert!(verdict.announced >= 2, "{verdict:?}");
    assert!(verdict.uncovered.is_empty(), "{:#?}", verdict.uncovered);
}
