//! `start`: how soon a server is ready, how much memory it takes when nobody asks, how large the program is.
//!
//! The bounds are absolute. The baseline is the same program over an empty library, to show what the library
//! adds. The files of the library are in the system's cache, as they are when a server is started anew.

use std::cell::RefCell;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::library::{Shape, Times, Writer};
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const FILES: u64 = 100_000;
const ALBUMS: u64 = 20;

/// How long nobody asks before the memory is looked at.
const IDLE: Duration = Duration::from_secs(5);

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let (full, empty) = (bench.program.scratch()?, bench.program.scratch()?);
    let mut writer = Writer::new(full.path())?;
    let owner = writer.owner(FILES, Times::Rising, Shape::PLAIN)?;
    for album in 0..ALBUMS {
        writer.album(owner, album * FILES / ALBUMS, FILES / ALBUMS)?;
    }
    writer.end()?;
    let ready = |data: &Path| -> Result<f64, Failed> {
        let server = bench.program.serve(data)?;
        let spent = machine::milliseconds(server.ready_after());
        server.stop()?;
        Ok(spent)
    };
    // The first start makes the key and what else is missing.
    ready(full.path())?;
    ready(empty.path())?;
    let both = machine::in_turns(bench.rounds, || ready(full.path()), || ready(empty.path()))?;
    let measure = "ready, 100,000 files against none";
    report.add(Line::compared(measure, "ms", both, Wanted::AtMost(300.0)));

    let own = RefCell::new((Vec::new(), Vec::new()));
    let idle = |data: &Path| -> Result<(f64, f64), Failed> {
        let server = bench.program.serve(data)?;
        thread::sleep(IDLE);
        let memory = server.memory()?;
        server.stop()?;
        Ok((memory.resident, memory.proportional))
    };
    let rounds = bench.rounds.div_ceil(2);
    let resident = machine::in_turns(
        rounds,
        || {
            let (resident, proportional) = idle(full.path())?;
            own.borrow_mut().0.push(proportional);
            Ok(resident)
        },
        || {
            let (resident, proportional) = idle(empty.path())?;
            own.borrow_mut().1.push(proportional);
            Ok(resident)
        },
    )?;
    let (ours, baseline) = own.into_inner();
    let proportional = (Series::new(ours), Series::new(baseline));
    for (name, both) in [("RSS", resident), ("PSS", proportional)] {
        let measure = format!("idle memory, {name}, 100,000 files against none");
        report.add(Line::compared(measure, "MiB", both, Wanted::AtMost(40.0)));
    }
    let size = bench.program.size()? as f64 / f64::from(1 << 20);
    report.add(Line::alone("the binary, stripped", "MiB", Series::new(vec![size]), Wanted::AtMost(40.0)));
    Ok(())
}
