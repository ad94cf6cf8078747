//! The smallest HTTP client that can measure: one connection, kept open, no allocation per answer.
//!
//! The generator shares the processor with the server, so everything that it does is taken from the server.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use leporello_model::UserId;

use crate::{Failed, machine};

/// The path that every operation starts with.
const PREFIX: &str = "/koodrive/ose/v1";

/// Somebody who asks.
pub(crate) struct Visitor {
    user: UserId,
    token: String,
}

impl Visitor {
    /// A user and a token of theirs.
    pub(crate) const fn new(user: UserId, token: String) -> Self {
        Self { user, token }
    }

    /// The bytes of a `GET`. They are good for a quarter of an hour.
    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        self.request("GET", path, "")
    }

    /// The bytes of a `POST` with a JSON body. They are good for a quarter of an hour.
    pub(crate) fn post(&self, path: &str, body: &str) -> Vec<u8> {
        self.request("POST", path, body)
    }

    /// The bytes of a `DELETE` with a JSON body. They are good for a quarter of an hour.
    pub(crate) fn delete(&self, path: &str, body: &str) -> Vec<u8> {
        self.request("DELETE", path, body)
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let Self { user, token } = self;
        let (date, length) = (machine::now().basic(), body.len());
        format!(
            "{method} {PREFIX}{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\
             X-User-Id: {user}\r\nX-Date: {date}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// A connection to the server.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub(crate) fn open(address: SocketAddr) -> Result<Self, Failed> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 256 * 1024] })
    }

    /// Sends a request and gives the text of the answer, which must have status 200.
    pub(crate) fn send(&mut self, request: &[u8]) -> Result<&str, Failed> {
        Ok(std::str::from_utf8(self.bytes(request)?)?)
    }

    /// The same for an answer of any bytes.
    pub(crate) fn bytes(&mut self, request: &[u8]) -> Result<&[u8], Failed> {
        self.stream.write_all(request)?;
        let (mut filled, mut frame) = (0, None);
        loop {
            let (start, end) = frame.unwrap_or((0, usize::MAX));
            if filled >= end {
                return Ok(&self.buffer[start..end]);
            }
            let room = self.buffer.get_mut(filled..).filter(|room| !room.is_empty()).ok_or("the answer is too long")?;
            match self.stream.read(room)? {
                0 => return Err("the server closed the connection".into()),
                read => filled += read,
            }
            if frame.is_none() {
                frame = body(&self.buffer[..filled])?;
            }
        }
    }
}

/// Where the body of an answer lies, if its head is complete.
fn body(bytes: &[u8]) -> Result<Option<(usize, usize)>, Failed> {
    let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..head])?;
    if text.get(9..12) != Some("200") {
        return Err(format!("the server refused: {}", String::from_utf8_lossy(bytes)).into());
    }
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).ok_or("no content-length")?;
    Ok(Some((head + 4, head + 4 + length.parse::<usize>()?)))
}

/// The value of a text field of a flat JSON answer, found without reading all of it.
pub(crate) fn text_field<'a>(answer: &'a str, name: &str) -> Result<&'a str, Failed> {
    let start = format!("\"{name}\":\"");
    let rest = answer.split_once(&start).ok_or_else(|| format!("no {name} in the answer"))?.1;
    Ok(rest.split_once('"').ok_or("a text without an end")?.0)
}

/// The value of a field with a whole number, found in the same way.
pub(crate) fn number_field(answer: &str, name: &str) -> Result<u64, Failed> {
    let start = format!("\"{name}\":");
    let rest = answer.split_once(&start).ok_or_else(|| format!("no {name} in the answer"))?.1;
    Ok(rest.split(|sign: char| !sign.is_ascii_digit()).next().unwrap_or_default().parse()?)
}
