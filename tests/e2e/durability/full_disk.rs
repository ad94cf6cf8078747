//! A disk without room: 507, nothing lost, nothing by halves, and on it goes once there is room again.
//!
//! The disk is a small `tmpfs` in a mount namespace of its own, so this needs `unshare` and `nsenter`, and
//! root or user namespaces.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::json;
use walkdir::WalkDir;

use super::load::{BATCH, Worker};
use crate::support::{Client, Dice, Home, Person, Server, finish, program, text, write_gifs};

/// The size of the disk.
const SIZE: &str = "24m";

/// The documented code for it.
const NO_ROOM: i64 = 13_000_311;

/// How many changes are tried at a time.
const STEPS: usize = 40;

/// A small disk that is there for the programs that are run on it, and gone when the test ends.
struct SmallDisk {
    holder: Child,
    enter: Vec<String>,
    at: PathBuf,
}

impl SmallDisk {
    fn mount(at: &Path) -> Self {
        let script = format!("mount -t tmpfs -o size={SIZE} none \"$0\" && echo mounted && exec cat");
        for namespaces in ["--mount", "--user --map-root-user --mount"] {
            let mut holder = Command::new("unshare")
                .args(namespaces.split(' '))
                .args(["sh", "-c", &script])
                .arg(at)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut said = [0; 8];
            let mounted = std::io::Read::read_exact(holder.stdout.as_mut().unwrap(), &mut said).is_ok();
            if !mounted {
                holder.wait().unwrap();
                continue;
            }
            let mut enter = vec!["--target".to_owned(), holder.id().to_string(), "--mount".to_owned()];
            if namespaces.contains("--user") {
                enter.extend(["--user".to_owned(), "--preserve-credentials".to_owned()]);
            }
            return Self { holder, enter, at: at.to_owned() };
        }
        panic!("no tmpfs can be mounted: run this as root, or allow user namespaces");
    }

    /// A command that sees the disk.
    fn command(&self, words: &[&str]) -> Command {
        let program = program();
        let mut command = Command::new("nsenter");
        command.args(&self.enter).arg(program.get_program()).args(words).arg("--data").arg(self.at.join("data"));
        command.env_clear();
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        command
    }

    fn serve(&self) -> Server {
        Server::start(self.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Where something on the disk is seen from outside.
    fn seen(&self, path: &str) -> PathBuf {
        let inside = self.at.strip_prefix("/").unwrap().join(path);
        Path::new("/proc").join(self.holder.id().to_string()).join("root").join(inside)
    }

    /// Takes all the room there is.
    fn fill(&self) {
        let mut ballast = File::options().create(true).append(true).open(self.seen("ballast")).unwrap();
        for piece in [64 * 1024, 4096, 1] {
            let refused = std::iter::repeat_with(|| ballast.write_all(&vec![7; piece])).find_map(Result::err);
            assert_eq!(refused.unwrap().kind(), ErrorKind::StorageFull);
        }
    }

    /// Gives the room back.
    fn clear(&self) {
        fs::remove_file(self.seen("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.holder.kill());
        drop(self.holder.wait());
    }
}

/// A disk with a user on it who has pictures, an album and a file.
fn prepared(home: &Home) -> (SmallDisk, Person) {
    let at = home.path().join("disk");
    fs::create_dir(&at).unwrap();
    let disk = SmallDisk::mount(&at);
    let run = |words: &[&str]| finish(disk.command(words), "").json();
    let user = run(&["user", "add", "--name", "Ann", "--json"]);
    let id = text(&user["userId"]);
    let token = run(&["token", "issue", "--user", &id, "--ttl", "never", "--json"]);
    let pictures = home.path().join("pictures");
    write_gifs(&pictures, 0, 2 * BATCH);
    let report = run(&["import", "--user", &id, "--into", "Pictures", "--json", pictures.to_str().unwrap()]);
    assert_eq!(report["images"], 2 * BATCH, "{report}");
    (disk, Person { id, space: text(&user["containerId"]), token: text(&token["accessToken"]) })
}

/// Two uploads that were begun while there was room: of one the bytes were sent, of the other not.
struct Uploads([Upload; 2]);

struct Upload {
    file: String,
    link: String,
    bytes: Vec<u8>,
}

impl Uploads {
    fn begin(client: &Client) -> Self {
        let uploads = [1, 2].map(|number| {
            let bytes = Dice::new(number).bytes(100_000);
            let promised = client.promise(&format!("upload-{number}.bin"), &[bytes.len()]).unwrap().ok();
            let link = text(&promised["multiParts"][0]["uploadUrl"]);
            Upload { file: text(&promised["fileId"]), link, bytes }
        });
        client.put(&uploads[0].link, &uploads[0].bytes).unwrap().ok();
        Self(uploads)
    }

    /// Neither can go on.
    fn are_refused(&self, client: &Client) {
        let Self([sent, unsent]) = self;
        client.complete(&sent.file, &sent.bytes).unwrap().refused(507, NO_ROOM);
        client.put(&unsent.link, &unsent.bytes).unwrap().refused(507, NO_ROOM);
    }

    /// Both go on where they were, and are thrown away in the end.
    fn end(&self, client: &Client) {
        client.put(&self.0[1].link, &self.0[1].bytes).unwrap().ok();
        for Upload { file, bytes, .. } in &self.0 {
            client.complete(file, bytes).unwrap().ok();
            assert_eq!(client.download(file).unwrap(), *bytes);
            for action in [201, 202] {
                let job = json!({"taskType": 2, "actionType": action, "taskInfo": {"fileInfo": [{"fileId": file}]}});
                client.post("/jobs", &job).ok();
            }
        }
    }
}

#[test]
fn without_room_nothing_is_lost_and_with_room_it_goes_on() {
    let home = Home::new();
    let (disk, person) = prepared(&home);
    let server = disk.serve();
    let mut worker = Worker::new(Client::new(&server.base, &person), "w", 5, "Pictures");
    worker.large = false;
    let work = |worker: &mut Worker| {
        let before = worker.refused;
        (0..STEPS).for_each(|_| worker.step().unwrap());
        worker.verify();
        worker.refused - before
    };
    assert_eq!(work(&mut worker), 0);
    let uploads = Uploads::begin(&worker.client);
    disk.fill();
    uploads.are_refused(&worker.client);
    let refused = work(&mut worker);
    eprintln!("on a full disk {refused} changes of {STEPS} were refused");
    assert!(refused >= STEPS / 2, "{refused}");
    assert_eq!(worker.client.page("/healthz").status, 200);
    disk.clear();
    uploads.end(&worker.client);
    assert_eq!(work(&mut worker), 0);
    disk.fill();
    assert!(work(&mut worker) > 0);
    server.kill();
    disk.clear();
    let server = disk.serve();
    worker.client = Client::new(&server.base, &person);
    worker.verify();
    assert_eq!(work(&mut worker), 0);
    let doctor = finish(disk.command(&["doctor"]), "").ok();
    assert!(!doctor.contains("FAILED"), "{doctor}");
    let staging = WalkDir::new(disk.seen("data/blobs/staging")).into_iter().map(Result::unwrap);
    let half: Vec<_> = staging.filter(|entry| entry.path().extension().is_some_and(|end| end == "tmp")).collect();
    assert!(half.is_empty(), "{half:?}");
}
