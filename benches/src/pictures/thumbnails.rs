//! `thumbnails`: 256-pixel thumbnails of 200 JPEG files of 12 megapixels on two cores, against `vipsthumbnail` with the same
//! size, quality and number of threads; and how much memory the workers take.
//!
//! Ours pays for a process for each photo, as the server does. The baseline is two processes, each of which makes half of
//! them one after the other: the fastest way that it has.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use leporello_media::{Order, Workshop, kept};

use super::camera;
use crate::report::{Line, Report, Series, Wanted};
use crate::{Bench, Failed, machine};

const PHOTOS: u64 = 200;
const SIDE: u32 = 256;
const QUALITY: u8 = 80;
const THREADS: usize = 2;

pub(crate) fn run(bench: &Bench, report: &mut Report) -> Result<(), Failed> {
    let scratch = bench.program.scratch()?;
    let (photos, out) = (scratch.path().join("photos"), scratch.path().join("out"));
    camera::fill(&photos, PHOTOS / bench.scale)?;
    fs::create_dir(&out)?;
    let mut files: Vec<PathBuf> =
        fs::read_dir(&photos)?.map(|entry| Ok(entry?.path())).collect::<Result<_, Failed>>()?;
    files.sort();
    let workshop = Workshop::new(bench.program.path(), vec!["worker".into()], Vec::new(), out.clone());
    let vips = machine::tool("vipsthumbnail")?;
    let rates = machine::in_turns(
        bench.rounds.div_ceil(2),
        || rate(files.len(), || ours(&workshop, &files)),
        || rate(files.len(), || theirs(&vips, &files, &out)),
    )?;
    report.add(Line::compared("256-px thumbnails of 12 megapixels", "photos/s", rates, Wanted::RatioAtLeast(1.2)));
    let peak = peak_while(|| ours(&workshop, &files))?;
    report.add(Line::alone("peak memory of all workers", "MiB", Series::new(vec![peak]), Wanted::AtMost(256.0)));
    Ok(())
}

fn rate(count: usize, work: impl FnOnce() -> Result<(), Failed>) -> Result<f64, Failed> {
    let ((), spent) = machine::timed(work)?;
    Ok(count as f64 / spent.as_secs_f64())
}

fn ours(workshop: &Workshop, files: &[PathBuf]) -> Result<(), Failed> {
    let order = Order { views: vec![kept(SIDE)], placeholder: false, upright: false };
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let made = workshop.make(File::open(file)?, &order)?;
            let picture = made.pictures.first().ok_or("no picture")?;
            if (picture.width, picture.height) != (SIDE, SIDE * 3 / 4) {
                return Err(Failed::from(format!("{} by {} pixels", picture.width, picture.height)));
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a thread stopped")?)
    })
}

fn theirs(vips: &Path, files: &[PathBuf], out: &Path) -> Result<(), Failed> {
    let format = format!("{}/%s.jpg[Q={QUALITY},strip]", out.display());
    let half = |files: &[PathBuf]| {
        let mut command = Command::new(vips);
        command.env("VIPS_CONCURRENCY", "1").args(["--size", &SIDE.to_string(), "-o", &format]).args(files).spawn()
    };
    let halves: Vec<_> = files.chunks(files.len().div_ceil(THREADS)).map(half).collect::<Result<_, _>>()?;
    for mut child in halves {
        if !child.wait()?.success() {
            return Err("vipsthumbnail failed".into());
        }
    }
    Ok(())
}

/// The most memory, in mebibytes, that all children of this process have held together while `work` ran.
fn peak_while(work: impl FnOnce() -> Result<(), Failed>) -> Result<f64, Failed> {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut peak = 0.0_f64;
            while !done.load(Ordering::Relaxed) {
                peak = peak.max(held_by_children());
                thread::sleep(Duration::from_micros(500));
            }
            peak
        });
        let outcome = work();
        done.store(true, Ordering::Relaxed);
        let peak = watch.join().map_err(|_| "the watch stopped")?;
        outcome.map(|()| peak)
    })
}

/// The sum of what each child of this process has held at most until now, in mebibytes.
fn held_by_children() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let of = |child: &str| machine::field(&format!("/proc/{child}/status"), "VmHWM");
    let kibibytes = |children: String| {
        let held = children.split_whitespace().filter_map(|child| machine::kibibytes(&of(child)?));
        held.sum::<f64>()
    };
    children.map(kibibytes).sum::<f64>() / 1024.0
}
