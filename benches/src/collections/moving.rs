//! Moving a folder with many files back and forth, and the pages right after.

use super::made::{Album, Moves};
use super::pages::{Page, USUAL};
use crate::http::{Connection, Visitor};
use crate::report::{Line, Report, Series, Wanted, grouped};
use crate::{Failed, machine};

/// How often it is moved, there and back.
const MOVES: usize = 20;

/// Moves the folder between its two homes, and checks both collections after each move.
pub(super) fn run(
    connection: &mut Connection,
    visitor: &Visitor,
    moves: &Moves,
    library: &str,
    report: &mut Report,
) -> Result<(), Failed> {
    let Moves { folder, files, homes } = moves;
    let shift = |connection: &mut Connection, target: &str| -> Result<f64, Failed> {
        let body =
            format!(r#"{{"taskType":3,"taskInfo":{{"fileInfo":[{{"fileId":"{folder}"}}],"newFilePath":"{target}"}}}}"#);
        let request = visitor.post("/jobs", &body);
        let ((), spent) = machine::timed(|| connection.send(&request).map(drop))?;
        Ok(machine::milliseconds(spent))
    };
    shift(connection, homes[0].0.as_str())?;
    let [mut calls, mut nexts, mut seconds] = [const { Vec::new() }; 3];
    for step in 0..2 * MOVES {
        let [source, target] = if step % 2 == 0 { [&homes[0], &homes[1]] } else { [&homes[1], &homes[0]] };
        calls.push(shift(connection, target.0.as_str())?);
        let full = Album { total: target.1.total + files, ..target.1 };
        let mut pages = [source.1, full].map(|album| Page::first(visitor, album, USUAL));
        // Now the one is asked first, now the other.
        if step % 4 >= 2 {
            pages.reverse();
        }
        nexts.push(pages[0].time(connection)?);
        seconds.push(pages[1].time(connection)?);
    }
    shift(connection, "root")?;
    let files = grouped(*files);
    for (measure, times, wanted) in [
        (format!("moving {files} files"), calls, Wanted::AtMost(20.0)),
        (format!("first page right after moving {files} files"), nexts, Wanted::Nothing),
        (format!("first page of the other folder after that, moving {files} files"), seconds, Wanted::Nothing),
    ] {
        let measure = format!("{library}: {measure}, p50 of {}", 2 * MOVES);
        report.add(Line::alone(measure, "ms", Series::new(times), wanted));
    }
    Ok(())
}
