//! The load of adding: which files go into which album in which order, and the sending of it over many connections.
//! The measurements of adding share it; it measures no baseline.

use std::cell::Cell;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use leporello_model::AlbumId;

use crate::http::{Connection, Visitor};
use crate::library::{self, Made, Owner, Shape, Times, Writer};
use crate::{Failed, machine};

/// How many files there are to add.
pub(crate) const FILES: u64 = 100_000;
/// How many albums they go into.
pub(crate) const ALBUMS: u64 = 20;
/// How many files a request adds.
pub(crate) const BATCH: u64 = 100;

/// Which files go into which album, in which order. Every album is filled from another place in the library.
pub(crate) struct Plan {
    /// Whose files and albums they are.
    pub(crate) owner: Owner,
    /// Empty at first.
    pub(crate) albums: Vec<AlbumId>,
}

impl Plan {
    /// A user with all the files, and albums with nothing in them.
    pub(crate) fn make(writer: &mut Writer) -> Result<Self, Failed> {
        let owner = writer.owner(FILES, Times::Rising, Shape::PLAIN)?;
        let albums = (0..ALBUMS).map(|_| writer.album(owner, 0, 0)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { owner, albums })
    }

    /// The number of the first file of a request, and the album that it goes into, as a place among the albums.
    pub(crate) fn place(&self, request: u64) -> (u64, usize) {
        let albums = self.albums.len() as u64;
        let (album, turn) = (request % albums, request / albums);
        ((turn * BATCH + album * (FILES / albums)) % FILES, album as usize)
    }

    /// The album and the files of one request.
    pub(crate) fn batch(&self, request: u64) -> (AlbumId, impl Iterator<Item = Made> + '_) {
        let (first, album) = self.place(request);
        (self.albums[album], (first..first + BATCH).map(|number| library::file(self.owner, number)))
    }
}

/// Sends the requests of a plan, one after the other.
pub(crate) struct Sender<'p> {
    plan: &'p Plan,
    visitor: Visitor,
    next: Cell<u64>,
}

/// What a round gave.
pub(crate) struct Round {
    /// Rows per second.
    pub(crate) rate: f64,
    /// How long each request took, in milliseconds, sorted.
    times: Vec<f64>,
}

impl Round {
    /// How long the given part of the requests took at most, in milliseconds.
    pub(crate) fn percentile(&self, percent: usize) -> f64 {
        self.times.get((self.times.len() * percent / 100).min(self.times.len() - 1)).copied().unwrap_or(f64::NAN)
    }
}

impl<'p> Sender<'p> {
    /// Nothing is sent yet. The visitor is the owner of the plan.
    pub(crate) const fn new(plan: &'p Plan, visitor: Visitor) -> Self {
        Self { plan, visitor, next: Cell::new(0) }
    }

    /// How many requests were sent.
    pub(crate) const fn sent(&self) -> u64 {
        self.next.get()
    }

    /// Sends the next requests over so many connections, which take the servers in turn.
    pub(crate) fn round(&self, servers: &[SocketAddr], connections: usize, requests: u64) -> Result<Round, Failed> {
        let prepared = self.prepare(requests);
        // Made here, so that only the sending is measured.
        let open = open(servers, connections)?;
        let (mut times, spent) = machine::timed(|| send_all(open, &prepared))?;
        times.sort_by(f64::total_cmp);
        Ok(Round { rate: (requests * BATCH) as f64 / spent.as_secs_f64(), times })
    }

    /// The bytes of the next requests, which the caller sends.
    pub(crate) fn prepare(&self, requests: u64) -> Vec<Vec<u8>> {
        let first = self.next.replace(self.next.get() + requests);
        (first..first + requests).map(|request| self.request(request)).collect()
    }

    fn request(&self, request: u64) -> Vec<u8> {
        let (album, files) = self.plan.batch(request);
        self.visitor.post(&format!("/album/{album}/add"), &file_ids(self.plan.owner, files))
    }
}

/// The body of a request that adds these files of `owner` to an album.
pub(crate) fn file_ids(owner: Owner, files: impl Iterator<Item = Made>) -> String {
    let user = owner.user;
    let files: Vec<_> = files.map(|file| format!("{{\"fileId\":\"{}\",\"ownerId\":\"{user}\"}}", file.id)).collect();
    format!("{{\"fileIds\":[{}]}}", files.join(","))
}

/// So many connections, which have had an answer each, to the servers in turn.
pub(crate) fn open(servers: &[SocketAddr], connections: usize) -> Result<Vec<Connection>, Failed> {
    let open = |server: &SocketAddr| -> Result<Connection, Failed> {
        let mut connection = Connection::open(*server)?;
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: bench\r\n\r\n")?;
        Ok(connection)
    };
    servers.iter().cycle().take(connections).map(open).collect()
}

/// Sends all requests over all connections; gives how long each took, in milliseconds.
pub(crate) fn send_all(connections: Vec<Connection>, requests: &[Vec<u8>]) -> Result<Vec<f64>, Failed> {
    let next = AtomicUsize::new(0);
    let work = |mut connection: Connection| -> Result<Vec<f64>, Failed> {
        let mut times = Vec::new();
        while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (_, spent) = machine::timed(|| connection.send(request).map(drop))?;
            times.push(machine::milliseconds(spent));
        }
        Ok(times)
    };
    thread::scope(|scope| {
        let workers: Vec<_> = connections.into_iter().map(|connection| scope.spawn(|| work(connection))).collect();
        let mut times = Vec::new();
        for worker in workers {
            times.extend(worker.join().map_err(|_| "a connection's thread stopped")??);
        }
        Ok(times)
    })
}
