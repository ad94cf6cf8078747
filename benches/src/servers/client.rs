//! A client at the proxy: one connection, kept open. It never sends anything twice, and takes notice of all that fails.

use std::net::SocketAddr;

use crate::http::{Connection, Visitor};
use crate::{Failed, machine};

/// How many failures are kept in words.
const TOLD: usize = 5;

/// What a request is for: places in what is kept of each.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// To see something.
    Read,
    /// To add to an album or take out of it.
    Change,
    /// A step of an upload, or the download after it.
    Upload,
}

/// What a client has seen.
#[derive(Default)]
pub(super) struct Seen {
    /// How long each request took that was answered as it should be, in milliseconds, by kind.
    pub(super) times: [Vec<f64>; 3],
    /// How many were not.
    pub(super) failed: u64,
    /// The first of them, in words.
    pub(super) told: Vec<String>,
}

impl Seen {
    /// How many requests there were.
    pub(super) fn asked(&self) -> u64 {
        self.times.iter().map(|times| times.len() as u64).sum::<u64>() + self.failed
    }

    /// Adds what another has seen.
    pub(super) fn join(&mut self, other: Self) {
        for (times, others) in self.times.iter_mut().zip(other.times) {
            times.extend(others);
        }
        self.failed += other.failed;
        self.told.extend(other.told);
    }
}

/// Somebody who asks through the proxy.
pub(super) struct Client {
    proxy: SocketAddr,
    connection: Option<Connection>,
    /// Who it is.
    pub(super) visitor: Visitor,
    /// What came of it until now.
    pub(super) seen: Seen,
}

impl Client {
    /// Nothing is sent yet.
    pub(super) fn new(proxy: SocketAddr, visitor: Visitor) -> Self {
        Self { proxy, connection: None, visitor, seen: Seen::default() }
    }

    /// Sends a request once. Gives what `read` makes of the answer; nothing if there is none with status 200, or if `read`
    /// says that it is wrong.
    pub(super) fn ask<T>(
        &mut self,
        kind: Kind,
        request: &[u8],
        read: impl FnOnce(&[u8]) -> Result<T, Failed>,
    ) -> Option<T> {
        let outcome = machine::timed(|| {
            let connection = match &mut self.connection {
                Some(connection) => connection,
                none => none.insert(Connection::open(self.proxy)?),
            };
            read(connection.bytes(request)?)
        });
        match outcome {
            Ok((value, spent)) => {
                self.seen.times[kind as usize].push(machine::milliseconds(spent));
                Some(value)
            }
            Err(error) => {
                self.seen.failed += 1;
                if self.seen.told.len() < TOLD {
                    let head = String::from_utf8_lossy(request.split(|byte| *byte == b'\r').next().unwrap_or_default());
                    // Without what follows the path: links carry their seal there.
                    let what = head.split('?').next().unwrap_or_default();
                    let why: Vec<_> = error.to_string().split_whitespace().map(ToOwned::to_owned).collect();
                    self.seen.told.push(format!("{what}: {}", why.join(" ")));
                }
                // Nobody knows what is still to come on this one.
                self.connection = None;
                None
            }
        }
    }

    /// The same for an answer that is JSON and says that all is well; gives its text.
    pub(super) fn call(&mut self, kind: Kind, request: &[u8]) -> Option<String> {
        self.ask(kind, request, |answer| {
            let text = std::str::from_utf8(answer)?;
            if text.contains("\"code\":0") { Ok(text.to_owned()) } else { Err(text.into()) }
        })
    }
}
