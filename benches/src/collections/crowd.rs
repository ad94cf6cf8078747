//! Many connections that page through a whole collection at the same time, and the memory that the server takes.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::made::Album;
use super::pages::{PAGE, Page, USUAL};
use crate::Failed;
use crate::http::Visitor;
use crate::machine;
use crate::program::Server;
use crate::report::{Line, Report, Series, Wanted, grouped};

const CONNECTIONS: usize = 16;

/// How often the memory is looked at.
const INTERVAL: Duration = Duration::from_millis(50);

/// Goes through the album with these `cursors` in parts, one per connection, `rounds` times.
pub(super) fn run(
    server: &Server,
    (visitor, album, cursors): (&Visitor, Album, &[String]),
    library: &str,
    rounds: usize,
    report: &mut Report,
) -> Result<(), Failed> {
    let (mut rates, mut peaks) = (Vec::new(), Vec::new());
    let before = server.memory()?.proportional;
    for _ in 0..rounds {
        let ((), peak, spent) = watched(server, || read_all(server, visitor, album, cursors))?;
        rates.push(cursors.len() as f64 / spent.as_secs_f64());
        peaks.push(peak);
    }
    let after = server.memory()?.proportional;
    let peak = peaks.iter().copied().fold(before, f64::max);
    let all = format!("{library}: {CONNECTIONS} connections page through {} files", grouped(album.total));
    let mib = |value| Series::new(vec![value]);
    report.add(Line::alone(format!("{all}, pages"), "1/s", Series::new(rates), Wanted::Nothing));
    report.add(Line::alone(format!("{all}, PSS before"), "MiB", mib(before), Wanted::Nothing));
    report.add(Line::alone(format!("{all}, highest PSS"), "MiB", mib(peak), Wanted::AtMost(120.0)));
    report.add(Line::alone(format!("{all}, PSS at the end"), "MiB", mib(after), Wanted::Nothing));
    Ok(())
}

/// What `work` gives, the most memory that the server had meanwhile in MiB, and how long it took.
fn watched<T>(server: &Server, work: impl FnOnce() -> Result<T, Failed>) -> Result<(T, f64, Duration), Failed> {
    thread::scope(|scope| {
        let (end, ended) = mpsc::channel();
        let watcher = scope.spawn(move || highest(server, &ended));
        let outcome = machine::timed(work);
        drop(end);
        let peak = watcher.join().map_err(|_| "the watcher stopped")??;
        let (result, spent) = outcome?;
        Ok((result, peak, spent))
    })
}

fn highest(server: &Server, ended: &Receiver<()>) -> Result<f64, Failed> {
    let mut peak = 0.0_f64;
    loop {
        peak = peak.max(server.memory()?.proportional);
        if ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Disconnected) {
            return Ok(peak);
        }
    }
}

/// Each connection goes through another part, from page to page, and must end where the next one began.
fn read_all(server: &Server, visitor: &Visitor, album: Album, cursors: &[String]) -> Result<(), Failed> {
    let part = cursors.len().div_ceil(CONNECTIONS);
    let read = |number: usize, pages: &[String]| -> Result<(), Failed> {
        let mut connection = server.connect()?;
        let mut cursor = pages.first().cloned().unwrap_or_default();
        for _ in pages {
            cursor = Page::new(visitor, album, USUAL, PAGE, &cursor).next(&mut connection)?;
        }
        let right = cursors.get(number * part + pages.len()).map_or("", String::as_str);
        if cursor == right { Ok(()) } else { Err(format!("part {number} ended elsewhere").into()) }
    };
    thread::scope(|scope| {
        let parts = cursors.chunks(part).enumerate();
        let readers: Vec<_> = parts.map(|(number, pages)| scope.spawn(move || read(number, pages))).collect();
        for reader in readers {
            reader.join().map_err(|_| "a connection's thread stopped")??;
        }
        Ok(())
    })
}
