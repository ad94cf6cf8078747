//! What a client does while servers are restarted: it reads, adds, removes, and uploads whole files. It knows what every
//! answer has to be.

use leporello_model::{AlbumId, FileId};

use super::client::{Client, Kind};
use crate::Failed;
use crate::adding::{self, BATCH};
use crate::http::{number_field, text_field};
use crate::library::{self, Owner, mixed};

/// How many files the album has that is only read.
pub(super) const READ: u64 = 10_000;

/// How many batches are in the other album at most.
const KEPT: u64 = 5;

/// How many batches there are to choose from.
const BATCHES: u64 = READ / BATCH;

/// A client at work.
pub(super) struct Worker {
    pub(super) client: Client,
    pub(super) person: Person,
    number: u64,
    step: u64,
    added: u64,
    removed: u64,
}

/// Whose library it is, and the albums that one client has there.
#[derive(Clone, Copy)]
pub(super) struct Person {
    pub(super) owner: Owner,
    /// The first [`READ`] files.
    pub(super) read: AlbumId,
    /// Nothing at first; no other client changes it.
    pub(super) changed: AlbumId,
}

impl Worker {
    /// Has done nothing yet. No two have the same `number`.
    pub(super) const fn new(client: Client, person: Person, number: u64) -> Self {
        Self { client, person, number, step: 0, added: 0, removed: 0 }
    }

    /// Does the next thing: of twenty, fifteen read, four change an album, one uploads a file, which takes five requests.
    pub(super) fn work(&mut self) {
        self.step += 1;
        match self.step % 20 {
            0 => drop(self.upload()),
            1 | 6 | 11 | 16 => self.change(),
            2 | 7 | 12 => self.albums(),
            3 | 8 | 13 => self.folder(),
            _ => self.page(),
        }
    }

    /// Whether the album that is changed holds what it should, after all was answered.
    pub(super) fn check(&mut self) -> Result<(), Failed> {
        let path = format!("/album/{}/list?pageSize=1", self.person.changed);
        let answer = self.client.call(Kind::Read, &self.client.visitor.get(&path)).ok_or("an album cannot be read")?;
        let (total, right) = (number_field(&answer, "total")?, (self.added - self.removed) * BATCH);
        if total == right { Ok(()) } else { Err(format!("an album has {total} files, and should have {right}").into()) }
    }

    /// A page of the large album, in one of six orders.
    fn page(&mut self) {
        let (sort, direction) = (1 + self.step / 2 % 3, 1 + self.step % 2);
        let path = format!("/album/{}/list?sortType={sort}&sortDirection={direction}", self.person.read);
        let request = self.client.visitor.get(&path);
        self.client.ask(Kind::Read, &request, |answer| {
            let answer = std::str::from_utf8(answer)?;
            let found = (answer.matches("\"id\":").count() as u64, number_field(answer, "total")?);
            if found == (BATCH, READ) { Ok(()) } else { Err(format!("{found:?} entries and total").into()) }
        });
    }

    fn albums(&mut self) {
        let request = self.client.visitor.get("/album/list?albumKind=1&albumType=2&pageSize=100");
        self.client.call(Kind::Read, &request);
    }

    /// A page of a folder.
    fn folder(&mut self) {
        let (space, folder) = (self.person.owner.space, library::top_folder(self.step % 10 * 1_000));
        let body = format!("{{\"containerId\":\"{space}\",\"parentFileId\":\"{folder}\"}}");
        let request = self.client.visitor.post("/files/0", &body);
        self.client.call(Kind::Read, &request);
    }

    /// Adds the next batch of files to the album, or takes the oldest out.
    fn change(&mut self) {
        let (owner, album, batches) = (self.person.owner, self.person.changed, self.added - self.removed);
        let files = |turn: u64| {
            let first = turn % BATCHES * BATCH;
            (first..first + BATCH).map(move |number| library::file(owner, number))
        };
        let add = batches == 0 || batches < KEPT && mixed(self.number << 32 | self.step).is_multiple_of(2);
        if add {
            let body = adding::file_ids(owner, files(self.added));
            let request = self.client.visitor.post(&format!("/album/{album}/add"), &body);
            self.added += u64::from(self.client.call(Kind::Change, &request).is_some());
        } else {
            let ids: Vec<String> = files(self.removed).map(|file| format!("\"{}\"", file.id)).collect();
            let body = format!("{{\"ids\":[{}]}}", ids.join(","));
            let request = self.client.visitor.delete(&format!("/{album}/batchDelete"), &body);
            self.removed += u64::from(self.client.call(Kind::Change, &request).is_some());
        }
    }

    /// Uploads a file and fetches it again. Each request follows from the one before, whichever server that one went to.
    fn upload(&mut self) -> Option<()> {
        let (client, space) = (&mut self.client, self.person.owner.space);
        let seed = self.number << 32 | self.step;
        let bytes = content(seed);
        let body = format!(
            "{{\"fileName\":\"{seed}.bin\",\"fileType\":\"45\",\"parentFolder\":[\"{}\"],\"containerId\":\"{space}\",\
             \"length\":{},\"uploadMode\":\"multipart\",\"uploadType\":1,\"autoRename\":3}}",
            FileId::root_of(space),
            bytes.len()
        );
        let promised = client.call(Kind::Upload, &client.visitor.post("/files/create", &body))?;
        let (file, link) = (text_field(&promised, "fileId").ok()?, below(text_field(&promised, "uploadUrl").ok()?)?);
        let head = format!("PUT {link} HTTP/1.1\r\nHost: bench\r\nContent-Length: {}\r\n\r\n", bytes.len());
        client.call(Kind::Upload, &[head.as_bytes(), &bytes].concat())?;
        let request = client.visitor.post("/files/complete", &format!("{{\"fileId\":\"{file}\"}}"));
        client.call(Kind::Upload, &request)?;
        let body = format!("{{\"containerId\":\"{space}\",\"fileIds\":[\"{file}\"]}}");
        let links = client.call(Kind::Upload, &client.visitor.post("/files/download", &body))?;
        let request = format!("GET {} HTTP/1.1\r\nHost: bench\r\n\r\n", below(text_field(&links, "url").ok()?)?);
        client.ask(Kind::Upload, request.as_bytes(), |answer| {
            if answer == bytes { Ok(()) } else { Err("other bytes came back".into()) }
        })
    }
}

/// What follows the address in a link.
fn below(link: &str) -> Option<&str> {
    link.find("/links/").and_then(|at| link.get(at..))
}

/// The bytes of a file, 30,000 to 200,000 of them.
fn content(seed: u64) -> Vec<u8> {
    let words = 30_000 / 8 + mixed(seed) % (170_000 / 8);
    (0..words).flat_map(|word| mixed(seed.rotate_left(20) ^ word).to_le_bytes()).collect()
}
