//! `busy`: a page of an album while pictures are made of 1,000 photos, against the same page while nothing else happens.

use std::time::Duration;

use super::{camera, import, wanted};
use crate::library::{Shape, Times, Writer};
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const PHOTOS: u64 = 1_000;
const ALBUM: u64 = 10_000;

/// How long it is between two pages: somebody looks at them.
const PAUSE: Duration = Duration::from_millis(5);

/// How many pages are asked for before it is looked whether there is still something to make.
const BATCH: usize = 200;

/// How many pages make up the baseline.
const IDLE: usize = 2_000;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let scratch = bench.program.scratch()?;
    let [data, photos] = ["data", "photos"].map(|name| scratch.path().join(name));
    camera::fill(&photos, PHOTOS / bench.scale)?;
    std::fs::create_dir(&data)?;
    let mut writer = Writer::new(&data)?;
    let owner = writer.owner(ALBUM, Times::Scattered, Shape::PLAIN)?;
    let album = writer.album(owner, 0, ALBUM)?;
    writer.end()?;
    let server = bench.program.serve(&data)?;
    let visitor = bench.program.visitor(&data, owner.user)?;
    let (mut connection, mut watch) = (server.connect()?, server.connect()?);
    let path = format!("/album/{album}/list?pageSize=100");
    let mut page = || {
        let request = visitor.get(&path);
        let ((), spent) = machine::timed(|| connection.send(&request).map(drop))?;
        std::thread::sleep(PAUSE);
        Ok::<_, Failed>(machine::milliseconds(spent))
    };
    let idle: Vec<f64> = (0..IDLE).map(|_| page()).collect::<Result<_, _>>()?;
    import(&bench.program, &data, &owner.user.to_string(), &photos)?;
    let mut busy = Vec::new();
    while wanted(&mut watch)? > 0 {
        for _ in 0..BATCH {
            busy.push(page()?);
        }
    }
    let [idle, busy] = [idle, busy].map(|mut times| {
        times.sort_by(f64::total_cmp);
        (times[times.len() / 2], times[times.len() * 99 / 100], times.len())
    });
    for (measure, ours, baseline, limit) in [
        ("a page of 100 while pictures are made, p99", busy.1, idle.1, Wanted::RatioAtMost(2.0)),
        ("the same, p50", busy.0, idle.0, Wanted::Nothing),
    ] {
        report.add(Line::compared(measure, "ms", (Series::new(vec![ours]), Series::new(vec![baseline])), limit));
    }
    report.add(Line::alone("pages asked for meanwhile", "pages", Series::new(vec![busy.2 as f64]), Wanted::Nothing));
    server.stop()
}
