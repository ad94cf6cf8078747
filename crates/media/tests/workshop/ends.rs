//! How a worker may end, what is told of it, and that nothing is left of it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use leporello_media::{Trouble, Workshop};
use tempfile::TempDir;

use crate::support::{RED_THEN_BLUE, Shop, drawn, file, jpeg, order, sample};

fn picture() -> Vec<u8> {
    jpeg(64, 64, |_, _| [255, 0, 0])
}

/// What is told of a worker that does this instead of its work.
fn told(attempt: &[&str]) -> Trouble {
    let shop = Shop::of(&[&["attempt"], attempt].concat());
    shop.make(&picture(), &order(8)).unwrap_err()
}

#[test]
fn too_much_memory_is_told_and_the_next_job_is_done() {
    assert_eq!(told(&["allocate", "600"]), Trouble::OutOfMemory);
    // Less than that is no trouble of memory, so the limit lies between.
    assert_eq!(told(&["allocate", "300"]), Trouble::Crashed);
    Shop::new().make(&picture(), &order(8)).unwrap();
}

/// The workshop itself would wait for minutes here.
#[test]
fn a_worker_that_computes_for_ever_is_ended_by_the_kernel() {
    assert_eq!(told(&["spin"]), Trouble::TimedOut);
}

#[test]
fn a_worker_that_does_nothing_is_ended_by_the_workshop() {
    let shop = Shop::of(&["attempt", "sleep"]).patient_for(1);
    assert_eq!(shop.make(&picture(), &order(8)), Err(Trouble::TimedOut));
}

#[test]
fn a_worker_that_dies_or_talks_nonsense_has_crashed() {
    for attempt in ["abort", "garbage", "flood"] {
        assert_eq!(told(&[attempt]), Trouble::Crashed, "{attempt}");
    }
}

#[test]
fn without_tools_pictures_that_need_none_are_made() {
    let shop = Shop::with(&[], vec![PathBuf::from("/nowhere")], TempDir::new().unwrap());
    let video = drawn(RED_THEN_BLUE, &["-c:v", "mpeg4"], "a.mp4");
    assert_eq!(shop.make(&video, &order(8)), Err(Trouble::NoTool));
    assert_eq!(shop.preview(&video), Err(Trouble::NoTool));
    assert_eq!(shop.make(&sample("heic/samplefilehub.heif"), &order(8)), Err(Trouble::NoTool));
    shop.make(&picture(), &order(8)).unwrap();
    let tools = shop.workshop.tools();
    assert_eq!((tools.ffmpeg, tools.heif_convert), (None, None));
}

#[test]
fn what_is_wrong_here_is_not_told_of_the_file() {
    let scratch = TempDir::new().unwrap();
    let search = vec![PathBuf::from("/usr/bin")];
    let make = |program: &str, scratch: PathBuf| {
        let workshop = Workshop::new(program.into(), vec![], search.clone(), scratch);
        workshop.make(file(&sample("heic/samplefilehub.heif")), &order(8))
    };
    assert_eq!(make("/nowhere/leporello", scratch.path().to_owned()), Err(Trouble::NotTried));
    assert_eq!(make(crate::support::WORKER, scratch.path().join("missing")), Err(Trouble::NotTried));
}

#[test]
fn a_worker_dies_with_whoever_started_it() {
    let script = format!("{} attempt sleep <&- & read line", crate::support::WORKER);
    let mut command = Command::new("/bin/sh");
    let mut parent = command.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut output = BufReader::new(parent.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "waiting\n");
    parent.kill().unwrap();
    parent.wait().unwrap();
    // The worker has the pipe's other end: it is closed when the worker is gone.
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(output.read_line(&mut line).unwrap()));
    assert_eq!(told.recv_timeout(Duration::from_secs(60)), Ok(0));
}

/// The processes that this one has started and that are still there, dead or alive.
fn children() -> Vec<String> {
    let me = format!(" {} ", std::process::id());
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let stat = fs::read_to_string(entry.unwrap().path().join("stat")).ok()?;
        // Behind the name, which may hold anything: state, then the number of the parent.
        let rest = stat.rsplit_once(')')?.1;
        rest.get(2..)?.starts_with(&me).then(|| stat.clone())
    });
    processes.collect()
}

/// In a process of its own, since other tests start processes too.
#[test]
fn no_process_is_left_behind() {
    const ALONE: &str = "LEPORELLO_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let mut alone = Command::new(std::env::current_exe().unwrap());
        alone.args(["--exact", "ends::no_process_is_left_behind", "--nocapture"]).env(ALONE, "1");
        let output = alone.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("1 passed"), "{output:?}");
        return;
    }
    let waiting = Command::new("/bin/cat").stdin(Stdio::piped()).spawn();
    let mut waiting = waiting.unwrap();
    assert_eq!(children().len(), 1, "this is how they are counted");
    waiting.kill().unwrap();
    waiting.wait().unwrap();
    let video = drawn(RED_THEN_BLUE, &["-c:v", "mpeg4"], "a.mp4");
    Shop::new().picture(&video, 100).unwrap();
    Shop::new().picture(&video[..video.len() / 2], 100).unwrap_err();
    Shop::of(&["attempt", "abort"]).picture(&picture(), 100).unwrap_err();
    // Killed while it becomes the tool, or is it already.
    assert_eq!(Shop::new().patient_for(0).picture(&video, 100), Err(Trouble::TimedOut));
    assert_eq!(Shop::new().patient_for(0).preview(&video), Err(Trouble::TimedOut));
    for seconds in [0, 1] {
        Shop::of(&["attempt", "sleep"]).patient_for(seconds).picture(&video, 100).unwrap_err();
        Shop::of(&["attempt", "sleep"]).patient_for(seconds).preview(&video).unwrap_err();
    }
    assert_eq!(children(), [""; 0]);
}
