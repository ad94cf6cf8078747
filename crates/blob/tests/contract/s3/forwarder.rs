//! Stands between us and the store, on a port of its own, and makes trouble when it is told to.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::fixture::s3_endpoint;

/// What it does with the next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Passes it on.
    Forward,
    /// Answers itself, with 503.
    Busy,
    /// Answers those requests itself, with this status, whose first line has both of these in it; passes all others on.
    Answer(u16, [&'static str; 2]),
    /// Closes the connection.
    Drop,
    /// Says nothing and keeps the connection.
    Hang,
    /// Passes a request to join parts on, and closes the connection instead of giving the answer.
    CutJoining,
    /// Passes it on, and closes the connection in the middle of a long answer.
    CutAnswer,
}

struct State {
    mode: Mode,
    /// The first line of each request since the mode was set.
    requests: Vec<String>,
}

/// A forwarder. It goes when the process does.
pub(super) struct Forwarder {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Forwarder {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State { mode: Mode::Forward, requests: Vec::new() }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&shared);
                // A connection that breaks is what it is for.
                thread::spawn(move || serve(client, &state).unwrap_or_default());
            }
        });
        Self { port, state }
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What is done from now on; earlier requests are forgotten.
    pub(super) fn set(&self, mode: Mode) {
        *self.state.lock().unwrap() = State { mode, requests: Vec::new() };
    }

    pub(super) fn requests(&self) -> Vec<String> {
        self.state.lock().unwrap().requests.clone()
    }
}

/// Answers with a status and nothing else, and closes the connection.
fn answer(client: &mut TcpStream, status: u16) -> std::io::Result<()> {
    let answer = format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    client.write_all(answer.as_bytes())?;
    client.shutdown(Shutdown::Both)
}

fn serve(mut client: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut store = TcpStream::connect(s3_endpoint().trim_start_matches("http://"))?;
    let mut buffer = vec![0; 64 * 1024];
    let mut answers = None;
    loop {
        let count = client.read(&mut buffer)?;
        if count == 0 {
            return store.shutdown(Shutdown::Both);
        }
        let chunk = &buffer[..count];
        let line = String::from_utf8_lossy(chunk.split(|byte| *byte == b'\r').next().unwrap()).into_owned();
        let begins = ["GET ", "PUT ", "POST ", "HEAD ", "DELETE "].iter().any(|method| line.starts_with(method));
        let mode = {
            let mut state = state.lock().unwrap();
            if begins {
                state.requests.push(line.clone());
            }
            state.mode
        };
        match mode {
            Mode::Busy => return answer(&mut client, 503),
            Mode::Answer(status, what) if what.iter().all(|what| line.contains(what)) => {
                return answer(&mut client, status);
            }
            Mode::Drop => return client.shutdown(Shutdown::Both),
            Mode::Hang => continue,
            Mode::CutJoining if line.starts_with("POST ") && line.contains("uploadId=") => {
                // On a connection of its own, as the answers of this one go to the client.
                let mut store = TcpStream::connect(s3_endpoint().trim_start_matches("http://"))?;
                store.write_all(chunk)?;
                // The whole request is there once the store has begun to answer.
                store.set_read_timeout(Some(std::time::Duration::from_millis(500)))?;
                while store.read(&mut buffer).is_err() {
                    let more = client.read(&mut buffer)?;
                    store.write_all(&buffer[..more])?;
                }
                return client.shutdown(Shutdown::Both);
            }
            Mode::Forward | Mode::Answer(..) | Mode::CutJoining | Mode::CutAnswer => store.write_all(chunk)?,
        }
        if answers.is_none() {
            let (mut from, mut to, limit) = (store.try_clone()?, client.try_clone()?, mode == Mode::CutAnswer);
            answers = Some(thread::spawn(move || -> std::io::Result<()> {
                if limit {
                    std::io::copy(&mut (&mut from).take(500_000), &mut to)?;
                } else {
                    std::io::copy(&mut from, &mut to)?;
                }
                to.shutdown(Shutdown::Both)
            }));
        }
    }
}
