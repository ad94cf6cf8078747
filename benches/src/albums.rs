//! `albums`: a page of 100 albums with covers among 10,000, against the same among 100.

use std::cell::RefCell;

use crate::http::{Connection, Visitor};
use crate::library::{Shape, Times, Writer};
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const MANY: u64 = 10_000;
const FEW: u64 = 100;
const PAGE: u64 = 100;

/// How many files each album has.
const ENTRIES: u64 = 10;

/// How often each page is asked for in a round.
const REPEATS: usize = 50;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let data = bench.program.scratch()?;
    let mut writer = Writer::new(data.path())?;
    let mut owners = Vec::new();
    for albums in [MANY, FEW] {
        let owner = writer.owner(albums * ENTRIES, Times::Rising, Shape::PLAIN)?;
        for album in 0..albums {
            writer.album(owner, album * ENTRIES, ENTRIES)?;
        }
        owners.push(owner);
    }
    writer.end()?;
    let server = bench.program.serve(data.path())?;
    let visitors = owners.iter().map(|owner| bench.program.visitor(data.path(), owner.user));
    let visitors = visitors.collect::<Result<Vec<_>, _>>()?;
    let [many, few] = visitors.as_slice() else { return Err("two users are needed".into()) };
    let connection = RefCell::new(server.connect()?);
    for (page, name) in [(1, "first"), (MANY / PAGE, "last")] {
        let both = machine::in_turns(
            bench.rounds,
            || median(&mut connection.borrow_mut(), many, page),
            || median(&mut connection.borrow_mut(), few, 1),
        )?;
        let measure = format!("{name} page of 10,000 albums against the page of 100, p50");
        report.add(Line::compared(measure, "ms", both, Wanted::RatioAtMost(2.0)));
    }
    server.stop()
}

/// The median of the milliseconds that a page takes.
fn median(connection: &mut Connection, visitor: &Visitor, page: u64) -> Result<f64, Failed> {
    let request = visitor.get(&format!("/album/list?albumKind=1&albumType=2&pageSize={PAGE}&pageNum={page}"));
    let mut times = Vec::new();
    for _ in 0..REPEATS {
        let (covers, spent) =
            machine::timed(|| connection.send(&request).map(|body| body.matches("\"coverImg\":").count()))?;
        if covers as u64 != PAGE {
            return Err(format!("a page has {covers} covers").into());
        }
        times.push(machine::milliseconds(spent));
    }
    Ok(Series::new(times).median())
}
