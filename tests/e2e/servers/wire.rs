//! A wire to another server, which can be cut, and mended again.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

/// Where it leads.
enum End {
    Socket(PathBuf),
    Address(String),
}

/// One of the two kinds of streams.
enum Stream {
    Unix(UnixStream),
    Tcp(TcpStream),
}

/// What goes through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Whole,
    /// Connections are closed as soon as they are made.
    Cut,
    /// Connections are made, and nobody says anything.
    Silent,
}

struct Shared {
    state: Mutex<State>,
    /// How many bytes may still go out before it is cut; none: as many as like.
    left: Mutex<Option<usize>>,
    open: Mutex<Vec<TcpStream>>,
}

/// A port of this machine that leads elsewhere.
pub(super) struct Wire {
    address: String,
    shared: Arc<Shared>,
}

impl Wire {
    pub(super) fn to_socket(path: PathBuf) -> Self {
        Self::to(End::Socket(path))
    }

    pub(super) fn to_address(address: &str) -> Self {
        Self::to(End::Address(address.to_owned()))
    }

    fn to(end: End) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let shared =
            Arc::new(Shared { state: Mutex::new(State::Whole), left: Mutex::new(None), open: Mutex::default() });
        let kept = Arc::clone(&shared);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                kept.take(near, &end);
            }
        });
        Self { address, shared }
    }

    /// `HOST:PORT`.
    pub(super) fn address(&self) -> String {
        self.address.clone()
    }

    /// Ends all connections; new ones are ended at once.
    pub(super) fn cut(&self) {
        self.shared.set(State::Cut);
    }

    /// Cuts it as soon as so many bytes have gone out.
    pub(super) fn cut_after(&self, bytes: usize) {
        *self.shared.left.lock().unwrap() = Some(bytes);
    }

    /// Lets nothing through any more; nobody is told.
    pub(super) fn silence(&self) {
        self.shared.set(State::Silent);
    }

    /// Ends all connections; new ones are made.
    pub(super) fn mend(&self) {
        *self.shared.left.lock().unwrap() = None;
        self.shared.set(State::Whole);
    }
}

impl Shared {
    fn set(&self, state: State) {
        *self.state.lock().unwrap() = state;
        if state != State::Silent {
            for stream in self.open.lock().unwrap().drain(..) {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }

    fn take(self: &Arc<Self>, near: TcpStream, end: &End) {
        let state = *self.state.lock().unwrap();
        if state == State::Cut {
            return;
        }
        self.open.lock().unwrap().push(near.try_clone().unwrap());
        if state == State::Silent {
            return;
        }
        let far = match end {
            End::Socket(path) => UnixStream::connect(path).map(Stream::Unix),
            End::Address(address) => TcpStream::connect(address).map(Stream::Tcp),
        };
        let Ok(far) = far else { return };
        let (there, back) = (far.again(), near.try_clone().unwrap());
        let (out, home) = (Arc::clone(self), Arc::clone(self));
        thread::spawn(move || out.pour(near, there, true));
        thread::spawn(move || home.pour(far, back, false));
    }

    /// Whether no more may go out.
    fn spends(&self, count: usize) -> bool {
        let mut left = self.left.lock().unwrap();
        *left = left.map(|left| left.saturating_sub(count));
        *left == Some(0)
    }

    /// Carries bytes for as long as the wire is whole.
    fn pour(&self, mut from: impl io::Read + Closing, mut to: impl io::Write + Closing, counts: bool) {
        let mut piece = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut piece) {
            if *self.state.lock().unwrap() == State::Silent {
                continue;
            }
            if counts && self.spends(count) {
                self.set(State::Cut);
                break;
            }
            if to.write_all(&piece[..count]).is_err() {
                break;
            }
        }
        from.close();
        to.close();
    }
}

/// What can be told that nothing more comes.
trait Closing {
    fn close(&self);
}

impl Closing for TcpStream {
    fn close(&self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

impl Closing for Stream {
    fn close(&self) {
        let _ = match self {
            Self::Unix(stream) => stream.shutdown(Shutdown::Both),
            Self::Tcp(stream) => stream.shutdown(Shutdown::Both),
        };
    }
}

impl Stream {
    fn again(&self) -> Self {
        match self {
            Self::Unix(stream) => Self::Unix(stream.try_clone().unwrap()),
            Self::Tcp(stream) => Self::Tcp(stream.try_clone().unwrap()),
        }
    }
}

impl io::Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.read(into),
            Self::Tcp(stream) => stream.read(into),
        }
    }
}

impl io::Write for Stream {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        match self {
            Self::Unix(stream) => stream.write(from),
            Self::Tcp(stream) => stream.write(from),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
