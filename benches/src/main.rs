//! The program `leporello-bench`: measures the built `leporello` from outside, as ratios to a baseline of
//! the same run.
//!
//! Both sides of a comparison are measured in turns, round by round, because a shared machine changes its
//! speed within minutes. It must never look inside the server, except to fill its database in advance.

mod add;
mod adding;
mod albums;
mod collections;
mod family;
mod http;
mod import;
mod library;
mod machine;
mod page;
mod photo;
mod pictures;
mod postgres;
mod program;
mod report;
mod servers;
mod start;
mod web;

use std::process::ExitCode;

use postgres::Cluster;
use program::Program;
use report::Report;

/// Why a measurement could not be made.
type Failed = Box<dyn std::error::Error + Send + Sync>;

const HELP: &str = "\
Measures target/release/leporello, which lies beside this program.

Usage: leporello-bench [PART…] [--rounds N] [--scale N] [--postgres ADDRESS] [--json]

Parts, all of them unless some are named:
  add      adding 100 files to an album, against a bare SQLite loop
  page     a page of an album of 1,000,000, against one of 1,000; and deep in it
  albums   a page of 10,000 albums, against 100
  start    time to ready, idle memory, size of the binary
  import   importing 1,000 photos, against sha256sum, cp and sync
  collections
           pages of collections of up to 10,000 folders with 1,000,000 files, against manual albums
           of equal size and libraries of 100,000; moving 100,000 files; memory under 16 connections
  family   a page of a shared album of 100,000 in a family of 20, against one of a personal album

  thumbnails
           256-pixel thumbnails of 200 photos of 12 megapixels, against vipsthumbnail; memory of the workers
  serving  stored thumbnails, rights checked, against nginx with the same files
  busy     a page of an album while pictures are made of 1,000 photos, against the same in silence
  web      the gallery in Chromium: first page of the demo, scrolling 1,000,000 photos, 1 GiB over connections that break

  These need a PostgreSQL, which scripts/bench starts:
  add-postgres
           adding 100 files to an album through one server, against pgbench that inserts the same rows
  two-servers
           adding, and reading with some adding, through two servers, against one; 16 connections in all
  rolling  10 restarts of two servers behind deploy/haproxy.cfg, while 16 clients read, change and upload
  pages-postgres
           pages of an album of 1,000,000 and of collections over as many files, against the same on SQLite

  --rounds N   how often both sides of a comparison are measured, in turns [default: 7]
  --scale N    libraries of `collections` and `pages-postgres`, photos, and what `rolling` does are N times fewer, to try
               it out; N divides 100 [default: 1]
  --postgres ADDRESS
               a PostgreSQL to make databases on, such as \"host=/run/postgresql user=ada\"; it has to sync
  --json       print one JSON object and nothing else
";

type Part = fn(&Bench, &mut Report) -> Result<(), Failed>;

const PARTS: [(&str, Part); 15] = [
    ("add", add::run),
    ("page", page::run),
    ("albums", albums::run),
    ("start", start::run),
    ("import", import::run),
    ("collections", collections::run),
    ("family", family::run),
    ("thumbnails", pictures::thumbnails::run),
    ("serving", pictures::serving::run),
    ("busy", pictures::busy::run),
    ("web", web::run),
    ("add-postgres", servers::add::run),
    ("two-servers", servers::two::run),
    ("rolling", servers::rolling::run),
    ("pages-postgres", servers::pages::run),
];

/// The parts that need a PostgreSQL.
const ON_POSTGRES: [&str; 4] = ["add-postgres", "two-servers", "rolling", "pages-postgres"];

/// What every part needs.
struct Bench {
    program: Program,
    rounds: usize,
    scale: u64,
    postgres: Option<Cluster>,
}

impl Bench {
    /// The PostgreSQL of the run.
    fn postgres(&self) -> Result<&Cluster, Failed> {
        Ok(self.postgres.as_ref().ok_or(NO_POSTGRES)?)
    }
}

const NO_POSTGRES: &str = "this part needs a PostgreSQL: scripts/bench starts one, or name one with --postgres";

struct Arguments {
    parts: Vec<(&'static str, Part)>,
    rounds: usize,
    scale: u64,
    postgres: Option<String>,
    json: bool,
}

fn main() -> ExitCode {
    match arguments(std::env::args().skip(1)) {
        Ok(Some(arguments)) => match measure(&arguments) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        },
        Ok(None) => {
            report::say(HELP.trim_end());
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error),
    }
}

fn fail(error: &str) -> ExitCode {
    report::note(&format!("leporello-bench: {error}"));
    ExitCode::FAILURE
}

/// What was asked for; nothing if that is help.
fn arguments(mut words: impl Iterator<Item = String>) -> Result<Option<Arguments>, String> {
    let mut arguments = Arguments { parts: Vec::new(), rounds: 7, scale: 1, postgres: None, json: false };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--help" | "-h" => return Ok(None),
            "--json" => arguments.json = true,
            "--rounds" => {
                let rounds = words.next().and_then(|number| number.parse().ok()).filter(|rounds| *rounds > 0);
                arguments.rounds = rounds.ok_or("--rounds: give a number from 1")?;
            }
            "--scale" => {
                let scale = words.next().and_then(|number| number.parse().ok());
                arguments.scale = scale
                    .filter(|scale| *scale > 0 && 100 % scale == 0)
                    .ok_or("--scale: give a number that divides 100")?;
            }
            "--postgres" => arguments.postgres = Some(words.next().ok_or("--postgres: give an address")?),
            "all" => arguments.parts.extend(PARTS),
            name => {
                let part = PARTS.into_iter().find(|(part, _)| *part == name);
                arguments.parts.push(part.ok_or_else(|| format!("{name}: no such part; see --help"))?);
            }
        }
    }
    if arguments.parts.is_empty() {
        arguments.parts.extend(PARTS);
    }
    Ok(Some(arguments))
}

fn measure(arguments: &Arguments) -> Result<(), Failed> {
    // Said before anything is measured, not after half an hour.
    if arguments.postgres.is_none() && arguments.parts.iter().any(|(name, _)| ON_POSTGRES.contains(name)) {
        return Err(NO_POSTGRES.into());
    }
    let postgres = arguments.postgres.as_deref().map(Cluster::at).transpose()?;
    let program = Program::beside_this_one()?;
    let bench = Bench { program, rounds: arguments.rounds, scale: arguments.scale, postgres };
    let mut report = Report::new(arguments.rounds);
    for (name, part) in &arguments.parts {
        report::note(&format!("{name} …"));
        report.begin(name);
        part(&bench, &mut report)?;
        report.end();
    }
    if arguments.json {
        report.print_json()
    } else {
        report.print_table()
    }
    Ok(())
}
