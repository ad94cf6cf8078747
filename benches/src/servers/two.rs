//! `two-servers`: the same load through two servers on one PostgreSQL, and through one of them. 16 connections in all.

use std::net::SocketAddr;

use super::Home;
use crate::adding::{self, BATCH, Plan, Sender};
use crate::http::Visitor;
use crate::library::Writer;
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const CONNECTIONS: usize = 16;

/// How many requests are sent in a round: of adding to many albums, to one, and of reading with some adding.
const ADDS: u64 = 640;
const TO_ONE: u64 = 320;
const MIXED: u64 = 4_000;

/// Every so many of the mixed requests is one that adds.
const EACH: u64 = 20;

/// How many files the album has that is read.
const READ: u64 = 10_000;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let alone = 2 * (bench.rounds as u64 + 1);
    let (home, (plan, singles, read)) = Home::new(bench, "two", |writer: &mut Writer| {
        let plan = Plan::make(writer)?;
        let single = |_| -> Result<Plan, Failed> {
            Ok(Plan { owner: plan.owner, albums: vec![writer.album(plan.owner, 0, 0)?] })
        };
        let singles = (0..alone).map(single).collect::<Result<Vec<_>, _>>()?;
        let read = writer.album(plan.owner, 0, READ)?;
        Ok((plan, singles, read))
    })?;
    let second = bench.program.scratch()?;
    let one = home.program.serve(home.path())?;
    let two = home.program.with(&["--secret-key", &home.key()?]).serve(second.path())?;
    let (both, only) = ([one.address(), two.address()], [one.address()]);
    let visitor = || home.program.visitor(home.path(), plan.owner.user);
    let sender = Sender::new(&plan, visitor()?);

    let adding = |servers: &[SocketAddr]| Ok(sender.round(servers, CONNECTIONS, ADDS)?.rate);
    let rates = compare(bench.rounds, &both, &only, adding)?;
    report.add(Line::compared("links into 20 albums, two servers against one", "rows/s", rates, AT_LEAST_AS_MANY));

    // Each round fills an album of its own: no file is in it already.
    let mut albums = singles.iter();
    let to_one = |servers: &[SocketAddr]| {
        let plan = albums.next().ok_or("too few albums")?;
        Ok(Sender::new(plan, visitor()?).round(servers, CONNECTIONS, TO_ONE)?.rate)
    };
    let rates = compare(bench.rounds, &both, &only, to_one)?;
    report.add(Line::compared("links into one album, two servers against one", "rows/s", rates, Wanted::Nothing));

    let path = format!("/album/{read}/list?pageSize=100");
    let mixed = |servers: &[SocketAddr]| read_and_add(servers, &sender, &visitor()?, &path);
    let rates = compare(bench.rounds, &both, &only, mixed)?;
    let measure = format!("first pages and 1 in {EACH} that adds, two servers against one");
    report.add(Line::compared(measure, "requests/s", rates, Wanted::Nothing));

    let (sent, once) = (sender.sent() * BATCH, READ + alone * TO_ONE * BATCH);
    one.stop()?;
    two.stop()?;
    let kept = home.database.links()?;
    if kept == sent + once { Ok(()) } else { Err(format!("{kept} links, and there should be {}", sent + once).into()) }
}

const AT_LEAST_AS_MANY: Wanted = Wanted::RatioAtLeast(1.0);

/// Measures `load` with both servers and with one, in turns; each once before without counting.
fn compare(
    rounds: usize,
    both: &[SocketAddr],
    only: &[SocketAddr],
    load: impl FnMut(&[SocketAddr]) -> Result<f64, Failed>,
) -> Result<(Series, Series), Failed> {
    let load = std::cell::RefCell::new(load);
    let load = |servers: &[SocketAddr]| load.borrow_mut()(servers);
    load(both)?;
    load(only)?;
    machine::in_turns(rounds, || load(both), || load(only))
}

/// Requests per second.
fn read_and_add(servers: &[SocketAddr], sender: &Sender<'_>, visitor: &Visitor, path: &str) -> Result<f64, Failed> {
    let mut adds = sender.prepare(MIXED / EACH).into_iter();
    let page = visitor.get(path);
    let next = |number| if number % EACH == 0 { adds.next() } else { Some(page.clone()) };
    let requests: Vec<Vec<u8>> = (0..MIXED).filter_map(next).collect();
    let open = adding::open(servers, CONNECTIONS)?;
    let (_, spent) = machine::timed(|| adding::send_all(open, &requests))?;
    Ok(MIXED as f64 / spent.as_secs_f64())
}
