//! `rolling`: servers are restarted one after the other, behind the proxy, while clients work; nobody must notice.
//!
//! Two servers share a database, a key and a folder of bytes; a third that the proxy knows of is never there. A restart is
//! what a service manager does: the signal, waiting for the end, the start. The next one begins once the proxy sends
//! requests to the one before again.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::Home;
use super::client::{Client, Seen};
use super::proxy::Proxy;
use super::work::{Person, READ, Worker};
use crate::library::{Shape, Times, Writer};
use crate::program::{Program, Server};
use crate::report::{Line, Report, Series, Wanted, note};
use crate::{Bench, Failed, machine};

/// How many requests there are at least, and how often both servers are restarted.
const REQUESTS: u64 = 20_000;
const RESTARTS: u64 = 10;

const CONNECTIONS: u64 = 16;

/// How many people there are; each has several clients.
const PEOPLE: u64 = 4;

/// How long a server takes requests after it was told to stop, in seconds: as `deploy/compose.yaml` has it.
const LEAVE: &str = "5";

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let (home, people) = Home::new(bench, "rolling", people)?;
    let [front, one, two, nobody, control] = machine::free_addresses()?;
    let url = format!("http://{front}");
    let program = home.program.with(&["--public-url", &url, "--leave-seconds", LEAVE]);
    let start = |name, address| Running::start(&program, &home, name, address);
    let mut servers = [start("one", one)?, start("two", two)?];
    let folder = bench.program.scratch()?;
    let proxy = Proxy::start(folder.path(), front, [one, two, nobody], control)?;
    for (name, used) in [("one", true), ("two", true), ("three", false)] {
        proxy.wait(name, used)?;
    }
    let workers = people.into_iter().zip(0..).map(|(person, number)| {
        let visitor = program.visitor(home.path(), person.owner.user)?;
        Ok(Worker::new(Client::new(front, visitor), person, number))
    });
    let workers = workers.collect::<Result<Vec<_>, Failed>>()?;
    let (least, restarts) = (REQUESTS / bench.scale, RESTARTS.div_ceil(bench.scale));
    let (seen, took) = under_load(workers, least, || {
        let mut took = Vec::new();
        for _ in 0..restarts {
            for server in &mut servers {
                took.push(server.restart(&program, &home, &proxy)?);
            }
        }
        Ok(took)
    })?;
    servers.into_iter().try_for_each(Running::stop)?;
    tell(seen, took, &proxy, report)
}

/// The people and their albums, one entry for each client.
fn people(writer: &mut Writer) -> Result<Vec<Person>, Failed> {
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let owner = writer.owner(READ, Times::Scattered, Shape::PLAIN)?;
        let read = writer.album(owner, 0, READ)?;
        for _ in 0..CONNECTIONS / PEOPLE {
            people.push(Person { owner, read, changed: writer.album(owner, 0, 0)? });
        }
    }
    Ok(people)
}

/// A server that is restarted now and then.
struct Running {
    name: &'static str,
    address: SocketAddr,
    /// Nothing only while it is restarted.
    server: Option<Server>,
}

impl Running {
    fn start(program: &Program, home: &Home, name: &'static str, address: SocketAddr) -> Result<Self, Failed> {
        Ok(Self { name, address, server: Some(program.serve_at(home.path(), address)?) })
    }

    /// Restarts it, and waits until the proxy sends requests to it; gives how many seconds that took.
    fn restart(&mut self, program: &Program, home: &Home, proxy: &Proxy) -> Result<f64, Failed> {
        let server = self.server.take().ok_or("a server is not there to be restarted")?;
        let ((), spent) = machine::timed(|| {
            server.stop()?;
            if proxy.uses(self.name)? {
                return Err(format!("server {} has stopped, and the proxy did not turn away before", self.name).into());
            }
            self.server = Some(program.serve_at(home.path(), self.address)?);
            proxy.wait(self.name, true)
        })?;
        Ok(spent.as_secs_f64())
    }

    fn stop(self) -> Result<(), Failed> {
        self.server.map_or(Ok(()), Server::stop)
    }
}

/// Lets all workers work while `meanwhile` runs, and until they have sent `least` requests. Gives what they have seen.
fn under_load<T>(
    workers: Vec<Worker>,
    least: u64,
    meanwhile: impl FnOnce() -> Result<T, Failed>,
) -> Result<(Seen, T), Failed> {
    let (asked, ended) = (AtomicU64::new(0), AtomicBool::new(false));
    let work = |mut worker: Worker| {
        while !ended.load(Ordering::Relaxed) {
            let before = worker.client.seen.asked();
            worker.work();
            asked.fetch_add(worker.client.seen.asked() - before, Ordering::Relaxed);
        }
        worker
    };
    let (outcome, workers) = thread::scope(|scope| {
        let workers: Vec<_> = workers.into_iter().map(|worker| scope.spawn(|| work(worker))).collect();
        let outcome = meanwhile();
        while outcome.is_ok() && asked.load(Ordering::Relaxed) < least {
            thread::sleep(Duration::from_millis(20));
        }
        ended.store(true, Ordering::Relaxed);
        (outcome, workers.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>())
    });
    let mut seen = Seen::default();
    for worker in workers {
        let mut worker = worker.map_err(|_| "a client's thread stopped")?;
        // After a failure nobody can say what should be there.
        if worker.client.seen.failed == 0 {
            worker.check()?;
        }
        seen.join(worker.client.seen);
    }
    for failure in &seen.told {
        note(&format!("  failed: {failure}"));
    }
    Ok((seen, outcome?))
}

fn tell(mut seen: Seen, took: Vec<f64>, proxy: &Proxy, report: &mut Report) -> Result<(), Failed> {
    for line in proxy.complaints()? {
        note(&format!("  the proxy: {line}"));
    }
    let while_restarting = format!("while servers are restarted {} times", took.len());
    let mut line = |measure: String, unit, value: f64, wanted| {
        report.add(Line::alone(measure, unit, Series::new(vec![value]), wanted));
    };
    line(format!("failed requests {while_restarting}"), "requests", seen.failed as f64, Wanted::AtMost(0.0));
    line(format!("requests {while_restarting}"), "requests", seen.asked() as f64, Wanted::Nothing);
    let kinds = ["requests that read", "additions and removals", "steps of uploads and downloads"];
    for (kind, times) in kinds.iter().zip(&mut seen.times) {
        times.sort_by(f64::total_cmp);
        let last = times.len().saturating_sub(1);
        let at = |percent: usize| times.get((times.len() * percent / 100).min(last)).copied().unwrap_or(f64::NAN);
        for (percent, name) in [(50, "p50"), (99, "p99"), (100, "the longest")] {
            line(format!("{name} of {kind}"), "ms", at(percent), Wanted::Nothing);
        }
    }
    let measure = "a restart, from the signal until the proxy sends requests again";
    report.add(Line::alone(measure, "s", Series::new(took), Wanted::Nothing));
    Ok(())
}
