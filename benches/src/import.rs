//! `import`: 1,000 photos into a new library, against `sha256sum` over them, `cp -r` and `sync`.
//!
//! The photos are in the system's cache for both, because they were just written and read. Before each
//! measurement everything is synced, so that nobody pays for what was there before.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::report::{Line, Report, Wanted};
use crate::{Bench, Failed, machine, photo};

const PHOTOS: u64 = 1000;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let scratch = bench.program.scratch()?;
    let photos = scratch.path().join("photos");
    let bytes = photo::fill(&photos, PHOTOS)?;
    let [data, copy] = ["data", "copy"].map(|name| scratch.path().join(name));
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    let rates = machine::in_turns(
        bench.rounds.div_ceil(2),
        || Ok(mebibytes / import(bench, &data, &photos)?),
        || Ok(mebibytes / copied(&photos, &copy)?),
    )?;
    report.add(Line::compared("1,000 photos of 1.5 to 3 MB", "MiB/s", rates, Wanted::RatioAtLeast(0.5)));
    Ok(())
}

/// The seconds that an import takes, with the start of the program.
fn import(bench: &Bench, data: &Path, photos: &Path) -> Result<f64, Failed> {
    fs::create_dir(data)?;
    bench.program.command(data).arg("migrate").stdout(Stdio::null()).status()?;
    let user = bench.program.json(data, &["user", "add", "--name", "Ada"])?;
    let user = user["userId"].as_str().ok_or("no user was added")?;
    let photos = photos.to_str().ok_or("the folder's name is not Unicode")?;
    sync()?;
    let (report, spent) = machine::timed(|| bench.program.json(data, &["import", "--user", user, photos]))?;
    if report["images"] != PHOTOS {
        return Err(format!("not all photos were taken: {report}").into());
    }
    let database = Connection::open(data.join("metadata.sqlite"))?;
    let understood: i64 = database.query_row(UNDERSTOOD, [], |row| row.get(0))?;
    if u64::try_from(understood)? != PHOTOS {
        return Err(format!("of {PHOTOS} photos only {understood} were understood").into());
    }
    fs::remove_dir_all(data)?;
    Ok(spent.as_secs_f64())
}

/// How many photos have their shooting time and width.
const UNDERSTOOD: &str = "SELECT count(*) FROM file WHERE taken_at IS NOT NULL AND media LIKE '%\"width\":4000%'";

/// The seconds that hashing, copying and syncing take.
fn copied(photos: &Path, copy: &Path) -> Result<f64, Failed> {
    sync()?;
    let ((), spent) = machine::timed(|| {
        let script = r#"set -e; find "$1" -type f -exec sha256sum {} + >/dev/null; cp -r "$1" "$2"; sync"#;
        let status = Command::new("sh").args(["-c", script, "sh"]).arg(photos).arg(copy).status()?;
        if status.success() { Ok(()) } else { Err("copying failed".into()) }
    })?;
    fs::remove_dir_all(copy)?;
    Ok(spent.as_secs_f64())
}

fn sync() -> Result<(), Failed> {
    Command::new("sync").status()?;
    Ok(())
}
