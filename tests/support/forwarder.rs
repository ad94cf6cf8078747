//! A way to another server that can be cut, closed, and made to hang.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

/// Where it leads.
enum End {
    Socket(PathBuf),
    Address(String),
}

/// A connection to where it leads.
enum Server {
    Socket(UnixStream),
    Address(TcpStream),
}

/// What happens to what comes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Passes,
    /// New connections are closed at once.
    Closed,
    /// Nothing moves, and nobody is told.
    Hangs,
}

/// A trap: the connection on which this comes by is cut right before it.
struct Trap {
    /// Whether it comes from the server.
    answer: bool,
    text: &'static [u8],
}

struct State {
    mode: Mutex<Mode>,
    changed: Condvar,
    trap: Mutex<Option<Trap>>,
    /// How many bytes may still go to the server; none: as many as like.
    left: Mutex<Option<usize>>,
    end: End,
    pairs: Mutex<Vec<Pair>>,
    accepted: AtomicUsize,
    /// How often something came back from the server.
    answered: AtomicUsize,
}

type Pair = (TcpStream, Server);

/// The way to a server.
pub(crate) struct Forwarder {
    port: u16,
    state: Arc<State>,
}

impl Forwarder {
    /// To a socket in the file system.
    pub(crate) fn to_socket(path: PathBuf) -> Self {
        Self::over(End::Socket(path))
    }

    /// To `HOST:PORT`.
    pub(crate) fn to_address(address: &str) -> Self {
        Self::over(End::Address(address.to_owned()))
    }

    fn over(end: End) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            mode: Mutex::new(Mode::Passes),
            changed: Condvar::new(),
            trap: Mutex::new(None),
            left: Mutex::new(None),
            end,
            pairs: Mutex::default(),
            accepted: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
        });
        let accepting = Arc::clone(&state);
        // It ends with the process, as each test has one of its own.
        thread::spawn(move || listener.incoming().for_each(|client| accepting.accept(client.unwrap())));
        Self { port, state }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    /// Where it is: `127.0.0.1:PORT`.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Cuts every connection there is.
    pub(crate) fn cut(&self) {
        self.state.cut_all();
    }

    /// Cuts every connection, and closes new ones at once.
    pub(crate) fn close(&self) {
        self.state.close();
    }

    /// Lets nothing through any more, without a word.
    pub(crate) fn hang(&self) {
        self.state.set(Mode::Hangs);
    }

    /// Lets everything through again.
    pub(crate) fn open(&self) {
        *self.state.left.lock().unwrap() = None;
        self.state.set(Mode::Passes);
    }

    /// Closes as soon as so many bytes have gone to the server.
    pub(crate) fn close_after(&self, bytes: usize) {
        *self.state.left.lock().unwrap() = Some(bytes);
    }

    /// Cuts the connection on which somebody sends `text` to the server, right before it, once; and not before the server has
    /// answered what was sent in the same breath.
    pub(crate) fn cut_before(&self, text: &'static str) {
        *self.state.trap.lock().unwrap() = Some(Trap { answer: false, text: text.as_bytes() });
    }

    /// Cuts the connection on which the server answers with `text`, right before it, once.
    pub(crate) fn cut_before_answer(&self, text: &'static str) {
        *self.state.trap.lock().unwrap() = Some(Trap { answer: true, text: text.as_bytes() });
    }

    /// Whether a connection went into the trap.
    pub(crate) fn has_cut(&self) -> bool {
        self.state.trap.lock().unwrap().is_none()
    }

    /// How many connections were asked for so far.
    pub(crate) fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }
}

impl State {
    fn set(&self, mode: Mode) {
        *self.mode.lock().unwrap() = mode;
        self.changed.notify_all();
    }

    fn cut_all(&self) {
        self.pairs.lock().unwrap().drain(..).for_each(|pair| cut(&pair));
    }

    fn close(&self) {
        self.set(Mode::Closed);
        self.cut_all();
    }

    /// Whether this is more than may still go to the server.
    fn spends(&self, count: usize) -> bool {
        let mut left = self.left.lock().unwrap();
        *left = left.map(|left| left.saturating_sub(count));
        *left == Some(0)
    }

    fn accept(self: &Arc<Self>, client: TcpStream) {
        self.accepted.fetch_add(1, Ordering::SeqCst);
        if *self.mode.lock().unwrap() == Mode::Closed {
            return;
        }
        let server = self.end.connect();
        let clone = || (client.try_clone().unwrap(), server.again());
        self.pairs.lock().unwrap().push(clone());
        let (asking, answering) = (Arc::clone(self), Arc::clone(self));
        let ((client_in, server_out), (client_out, server_in), pair, other) = (clone(), clone(), clone(), clone());
        thread::spawn(move || asking.pump(client_in, server_out, &pair, false));
        thread::spawn(move || answering.pump(server_in, client_out, &other, true));
    }

    fn pump(&self, mut from: impl Read, mut to: impl Write, pair: &Pair, answer: bool) {
        let mut bytes = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            let mode = self.changed.wait_while(self.mode.lock().unwrap(), |mode| *mode == Mode::Hangs);
            drop(mode);
            if !answer && self.spends(count) {
                return self.close();
            }
            let (head, cut) = self.before_trap(&bytes[..count], answer);
            let before = self.answered.load(Ordering::SeqCst);
            if to.write_all(head).is_err() {
                break;
            }
            self.answered.fetch_add(usize::from(answer), Ordering::SeqCst);
            if cut {
                while !answer && self.answered.load(Ordering::SeqCst) == before {
                    thread::yield_now();
                }
                break;
            }
        }
        cut(pair);
    }

    /// What may go on, and whether the connection is to be cut behind it.
    fn before_trap<'b>(&self, bytes: &'b [u8], answer: bool) -> (&'b [u8], bool) {
        let mut trap = self.trap.lock().unwrap();
        let here = trap.as_ref().filter(|trap| trap.answer == answer);
        let place = here.and_then(|trap| bytes.windows(trap.text.len()).position(|window| window == trap.text));
        match place {
            Some(place) => {
                *trap = None;
                (&bytes[..place], true)
            }
            None => (bytes, false),
        }
    }
}

fn cut((client, server): &Pair) {
    let _ = client.shutdown(Shutdown::Both);
    let _ = match server {
        Server::Socket(stream) => stream.shutdown(Shutdown::Both),
        Server::Address(stream) => stream.shutdown(Shutdown::Both),
    };
}

impl End {
    fn connect(&self) -> Server {
        match self {
            Self::Socket(path) => Server::Socket(UnixStream::connect(path).unwrap()),
            Self::Address(address) => Server::Address(TcpStream::connect(address).unwrap()),
        }
    }
}

impl Server {
    fn again(&self) -> Self {
        match self {
            Self::Socket(stream) => Self::Socket(stream.try_clone().unwrap()),
            Self::Address(stream) => Self::Address(stream.try_clone().unwrap()),
        }
    }
}

impl Read for Server {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Socket(stream) => stream.read(into),
            Self::Address(stream) => stream.read(into),
        }
    }
}

impl Write for Server {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        match self {
            Self::Socket(stream) => stream.write(from),
            Self::Address(stream) => stream.write(from),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
