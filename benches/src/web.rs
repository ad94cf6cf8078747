//! `web`: the gallery in headless Chromium, by the scripts in `web/bench/`.
//!
//! The bounds are absolute: what people wait for, and what a browser calls a long task. Pictures of the made library do
//! not exist, so that what is waited for there is the server's drawn stand-in; those of the demo are real.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::library::{Shape, Times, Writer};
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed};

const FILES: u64 = 1_000_000;

/// How large the file is that is uploaded, in mebibytes.
const UPLOAD: u64 = 1024;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    first_page(bench, report)?;
    grid(bench, report)?;
    upload(bench, report)
}

/// The first page of the demo, in a browser that knows nothing of it.
fn first_page(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let scratch = bench.program.scratch()?;
    let (demo, link) = Demo::start(&bench.program.command(scratch.path()))?;
    // Once for the pictures, which are made in the background after the start.
    script("first.mjs", &[&link])?;
    let seen = script("first.mjs", &[&link])?;
    demo.stop()?;
    let visits = seen["visits"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    report.add(Line::alone("largest contentful paint, demo", "ms", Series::new(visits), Wanted::AtMost(1500.0)));
    let measure = "JavaScript of the first page, as sent (gzip)";
    report.add(one(measure, "KiB", number(&seen["script"])? / 1024.0, Wanted::AtMost(150.0)));
    Ok(())
}

/// A library of a million.
fn grid(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let data = bench.program.scratch()?;
    let mut writer = Writer::new(data.path())?;
    let owner = writer.owner(FILES / bench.scale, Times::Scattered, Shape::PLAIN)?;
    writer.end()?;
    let user = owner.user.to_string();
    let issued = bench.program.json(data.path(), &["token", "issue", "--user", &user, "--ttl", "12h"])?;
    let token = issued["accessToken"].as_str().ok_or("no token")?;
    let server = bench.program.serve(data.path())?;
    let seen = script("grid.mjs", &[&format!("http://{}/#/open/{user}/{token}", server.address())])?;
    server.stop()?;
    for ratio in ["1", "2", "3"] {
        let measure = format!("months and last photo not reached, {ratio} pixels per pixel");
        report.add(one(&measure, "%", 100.0 * (1.0 - number(&seen["reached"][ratio])?), Wanted::AtMost(0.0)));
        for doing in ["jumping", "scrolling"] {
            let measure = format!("longest task above 50 ms while {doing}, {ratio} pixels per pixel");
            report.add(one(&measure, "ms", number(&seen["longest"][ratio][doing])?, Wanted::AtMost(50.0)));
        }
    }
    report.add(one(
        "jump to a month until a picture, median",
        "ms",
        number(&seen["jumps"]["median"])?,
        Wanted::Nothing,
    ));
    report.add(one("the same, 95th of 100", "ms", number(&seen["jumps"]["p95"])?, Wanted::AtMost(300.0)));
    report.add(one("the same, longest", "ms", number(&seen["jumps"]["longest"])?, Wanted::AtMost(300.0)));
    report.add(one("nodes in the grid, at most", "", number(&seen["nodes"])?, Wanted::AtMost(600.0)));
    Ok(())
}

/// A large upload over bad connections, and many small files at once.
fn upload(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let scratch = bench.program.scratch()?;
    let out = scratch.path().join("upload.json");
    let size = (UPLOAD / bench.scale).max(64);
    let ran = Command::new("npx")
        .args(["vitest", "run", "--project", "bench"])
        .current_dir(web())
        .env("LEPORELLO", bench.program.path())
        .env("BENCH_OUT", &out)
        .env("BENCH_MIB", size.to_string())
        .stdout(Stdio::null())
        .status()?;
    if !ran.success() {
        return Err("the upload failed; run `npx vitest run --project bench` in web/ to see how".into());
    }
    let seen: Value = serde_json::from_slice(&std::fs::read(out)?)?;
    let measure = format!("{size} MiB with 20 disconnects and 3 reloads");
    report.add(one(&measure, "s", number(&seen["seconds"])?, Wanted::Nothing));
    let differs = if seen["equal"] == true { 0.0 } else { 1.0 };
    report.add(one("its digest differs", "", differs, Wanted::AtMost(0.0)));
    report.add(one("bytes taken, as a multiple of those sent once", "", number(&seen["twice"])?, Wanted::Nothing));
    let measure = "longest task while 5,000 files are dropped, its own time";
    report.add(one(measure, "ms", number(&seen["longest"])?, Wanted::AtMost(50.0)));
    Ok(())
}

fn one(measure: &str, unit: &'static str, value: f64, wanted: Wanted) -> Line {
    Line::alone(measure, unit, Series::new(vec![value]), wanted)
}

fn number(value: &Value) -> Result<f64, Failed> {
    value.as_f64().ok_or_else(|| "the script did not measure what it should".into())
}

/// Where the gallery's sources are.
fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web")
}

/// Runs a script of `web/bench/`, which prints one JSON object.
fn script(name: &str, arguments: &[&str]) -> Result<Value, Failed> {
    let mut command = Command::new("node");
    let output =
        command.arg(format!("bench/{name}")).args(arguments).current_dir(web()).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("bench/{name}: {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// A demo that runs until it is stopped.
struct Demo {
    child: Child,
}

impl Demo {
    /// Starts it; gives the link that opens its gallery. `command` knows the program.
    fn start(command: &Command) -> Result<(Self, String), Failed> {
        let mut child = Command::new(command.get_program())
            .args(["demo", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no standard output")?);
        let demo = Self { child };
        let mut line = String::new();
        while output.read_line(&mut line)? > 0 {
            if let Some(link) = line.trim().strip_prefix("open: ") {
                let link = link.to_owned();
                // What it prints besides is read by nobody, and must not stop it.
                std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
                return Ok((demo, link));
            }
            line.clear();
        }
        Err("the demo printed no link".into())
    }

    fn stop(mut self) -> Result<(), Failed> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}
