//! A tap between the store and PostgreSQL: it passes everything on, and reads the notices on their way.
//!
//! The server tells by notices what each statement did (`auto_explain`), so nothing in the store has to know that it is
//! watched, and what is judged is what was carried out. It must never change a byte.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use super::plan::Observed;

/// A socket that stands for the server's.
pub(super) struct Tap {
    folder: tempfile::TempDir,
    socket: PathBuf,
    accepting: JoinHandle<()>,
    ended: Arc<AtomicBool>,
    observed: Arc<Mutex<Observed>>,
}

impl Tap {
    /// Taps the server whose socket this is.
    pub(super) fn on(server: PathBuf) -> Self {
        // The path of a socket may have 107 bytes at most.
        let folder = tempfile::Builder::new().prefix("leporello-tap").tempdir_in("/tmp").unwrap();
        let socket = folder.path().join(server.file_name().unwrap());
        let listener = UnixListener::bind(&socket).unwrap();
        let (ended, observed) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Observed::default())));
        let accepting = thread::spawn({
            let (ended, observed) = (Arc::clone(&ended), Arc::clone(&observed));
            move || accept(&listener, &server, &ended, &observed)
        });
        Self { folder, socket, accepting, ended, observed }
    }

    /// The folder to be given as the server's `host`.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What was told, when all connections have ended.
    pub(super) fn end(self) -> Observed {
        self.ended.store(true, Ordering::SeqCst);
        drop(UnixStream::connect(&self.socket));
        self.accepting.join().unwrap();
        std::mem::take(&mut *self.observed.lock().unwrap())
    }
}

fn accept(listener: &UnixListener, server: &Path, ended: &AtomicBool, observed: &Arc<Mutex<Observed>>) {
    let mut connections = Vec::new();
    while let Ok((client, _)) = listener.accept() {
        if ended.load(Ordering::SeqCst) {
            break;
        }
        let server = UnixStream::connect(server).unwrap();
        connections.push(thread::spawn({
            let (client, server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            move || pass(client, server, |_| {})
        }));
        let observed = Arc::clone(observed);
        connections.push(thread::spawn(move || {
            let mut frames = Frames::default();
            pass(server, client, |bytes| frames.take(bytes, |text| observed.lock().unwrap().note(text)));
        }));
    }
    connections.into_iter().for_each(|connection| connection.join().unwrap());
}

/// Passes on what comes until nothing more does; `look` sees it first.
fn pass(mut from: UnixStream, mut to: UnixStream, mut look: impl FnMut(&[u8])) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        look(&buffer[..length]);
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    // One of them may be gone already.
    let _ = to.shutdown(Shutdown::Write);
    let _ = from.shutdown(Shutdown::Read);
}

/// The messages of a server, put together from the pieces that they come in.
#[derive(Default)]
struct Frames(Vec<u8>);

impl Frames {
    /// Takes what came, and gives the text of each notice that is whole by now.
    fn take(&mut self, bytes: &[u8], mut notice: impl FnMut(&str)) {
        self.0.extend_from_slice(bytes);
        let mut start = 0;
        // A letter, and the length of what follows, which counts itself.
        while let Some(head) = self.0.get(start..start + 5) {
            let length = u32::from_be_bytes(head[1..5].try_into().unwrap()) as usize;
            let Some(body) = self.0.get(start + 5..start + 1 + length) else { break };
            if head[0] == b'N' {
                text_of(body).into_iter().for_each(&mut notice);
            }
            start += 1 + length;
        }
        self.0.drain(..start);
    }
}

/// The text of a notice, whose fields are a letter and a text each.
fn text_of(body: &[u8]) -> Option<&str> {
    let field = body.split(|byte| *byte == 0).find(|field| field.first() == Some(&b'M'))?;
    std::str::from_utf8(&field[1..]).ok()
}
