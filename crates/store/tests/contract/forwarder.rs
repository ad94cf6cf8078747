//! A network between the store and its server that can be cut, closed, and made to hang.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use leporello_store::Address;
use postgres::config::Host;

use crate::fixture::{Place, server_address, until};

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
    pairs: Mutex<Vec<Pair>>,
    accepted: AtomicUsize,
    /// How often something came back from the server.
    answered: AtomicUsize,
}

type Pair = (TcpStream, UnixStream);

/// The way to the server of the tests.
pub(crate) struct Forwarder {
    port: u16,
    state: Arc<State>,
}

impl Forwarder {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            mode: Mutex::new(Mode::Passes),
            changed: Condvar::new(),
            trap: Mutex::new(None),
            pairs: Mutex::default(),
            accepted: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
        });
        let accepting = Arc::clone(&state);
        // It ends with the process, as each test has one of its own.
        thread::spawn(move || listener.incoming().for_each(|client| accepting.accept(client.unwrap())));
        Self { port, state }
    }

    /// The place as it is seen through here; `more` are pairs for the address.
    pub(crate) fn to(&self, place: &Place, more: &str) -> Address {
        let (_, options) = place.url().split_once(" options=").unwrap();
        let config: postgres::Config = place.url().parse().unwrap();
        let (user, name) = (config.get_user().unwrap(), config.get_dbname().unwrap());
        Address::Postgres(format!(
            "host=127.0.0.1 port={} user={user} dbname={name} {more} options={options}",
            self.port
        ))
    }

    /// The same place with this as its first host, which is tried before the one that `next` names.
    pub(crate) fn before(&self, next: &Address) -> Address {
        let Address::Postgres(url) = next else { panic!("no PostgreSQL") };
        let hosts = format!("host=127.0.0.1,127.0.0.1 port={},", self.port);
        Address::Postgres(url.replacen("host=127.0.0.1 port=", &hosts, 1))
    }

    /// Cuts every connection there is.
    pub(crate) fn cut(&self) {
        self.state.pairs.lock().unwrap().drain(..).for_each(|pair| cut(&pair));
    }

    /// Cuts every connection, and closes new ones at once.
    pub(crate) fn close(&self) {
        self.state.set(Mode::Closed);
        self.cut();
    }

    /// Lets nothing through any more, without a word.
    pub(crate) fn hang(&self) {
        self.state.set(Mode::Hangs);
    }

    /// Lets everything through again.
    pub(crate) fn open(&self) {
        self.state.set(Mode::Passes);
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

    fn accept(self: &Arc<Self>, client: TcpStream) {
        self.accepted.fetch_add(1, Ordering::SeqCst);
        if *self.mode.lock().unwrap() == Mode::Closed {
            return;
        }
        let server = UnixStream::connect(socket()).unwrap();
        let clone = || (client.try_clone().unwrap(), server.try_clone().unwrap());
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
            let (head, cut) = self.before_trap(&bytes[..count], answer);
            let before = self.answered.load(Ordering::SeqCst);
            if to.write_all(head).is_err() {
                break;
            }
            self.answered.fetch_add(usize::from(answer), Ordering::SeqCst);
            if cut {
                until("it is answered", || answer || self.answered.load(Ordering::SeqCst) > before);
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

/// The address of a place, whose functions are then found before the engine's own.
pub(crate) fn own_functions_first(address: &Address) -> Address {
    let Address::Postgres(url) = address else { panic!("no PostgreSQL") };
    Address::Postgres(format!("{},pg_catalog'", url.strip_suffix('\'').unwrap()))
}

fn cut((client, server): &Pair) {
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

/// The socket of the server of the tests.
fn socket() -> PathBuf {
    let config: postgres::Config = server_address().parse().unwrap();
    let port = config.get_ports().first().copied().unwrap_or(5432);
    match config.get_hosts().first() {
        Some(Host::Unix(folder)) => folder.join(format!(".s.PGSQL.{port}")),
        other => panic!("these tests need the server's socket in the file system, not {other:?}"),
    }
}
