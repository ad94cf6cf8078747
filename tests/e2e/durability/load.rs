//! A mixed load: random changes by one worker, who knows what was acknowledged and what was not.
//!
//! A worker's albums grow and shrink by whole batches, so a half batch is seen at once. What it knows is
//! compared with all that the server shows, so something too much is seen as well as something lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use ureq::http::Method;

use crate::support::{Answer, Client, Dice, Gone, sha256, text};

/// How many files are added to an album at a time.
pub(super) const BATCH: usize = 100;

/// How many albums, and how many uploaded files, a worker keeps at most.
const KEPT: usize = 6;

/// The smallest first part of two.
const PART: usize = 5 << 20;

/// All that a worker has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Library {
    /// By identifier: the name, and the batches that are in it.
    pub(super) albums: BTreeMap<String, (String, BTreeSet<usize>)>,
    /// By identifier.
    pub(super) files: BTreeMap<String, File>,
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    name: String,
    in_bin: bool,
    length: usize,
    sha256: String,
}

/// A change. What it makes has no identifier before the answer.
#[derive(Clone, Debug)]
enum Change {
    Create(String),
    NameAlbum(String, String),
    Delete(String),
    Add(String, usize),
    Remove(String, usize),
    Complete(String, File),
    NameFile(String, String),
    Trash(String),
    Restore(String),
    Purge(String),
}

/// Somebody who works.
pub(super) struct Worker {
    pub(super) client: Client,
    dice: Dice,
    name: String,
    counter: usize,
    batches: Vec<Vec<String>>,
    library: Library,
    /// The change that was sent and not answered.
    pending: Option<Change>,
    /// How many changes were acknowledged.
    pub(super) acknowledged: usize,
    /// How many were refused because the server's disk is full; then nothing of them may be done.
    pub(super) refused: usize,
    /// Whether some uploads come in two parts.
    pub(super) large: bool,
}

impl Worker {
    /// A worker who adds the files of `folder` to albums, in whole batches.
    pub(super) fn new(client: Client, name: &str, seed: u64, folder: &str) -> Self {
        let root = client.files(0, "root").unwrap();
        let folder = root.iter().find(|file| file["fileName"] == folder).unwrap();
        let files: Vec<_> =
            client.files(0, &text(&folder["id"])).unwrap().iter().map(|file| text(&file["id"])).collect();
        let batches = files.chunks_exact(BATCH).map(<[String]>::to_vec).collect();
        Self {
            client,
            dice: Dice::new(seed),
            name: name.to_owned(),
            counter: 0,
            batches,
            library: Library::default(),
            pending: None,
            acknowledged: 0,
            refused: 0,
            large: true,
        }
    }

    /// Makes one random change; counts it, and gives it to the library, once it is acknowledged.
    pub(super) fn step(&mut self) -> Result<(), Gone> {
        match self.choose() {
            Some(change) => self.perform(change),
            None => self.upload(),
        }
    }

    /// A change that makes sense now; none is an upload.
    fn choose(&mut self) -> Option<Change> {
        self.counter += 1;
        let name = format!("{}-{}", self.name, self.counter);
        let Self { dice, library: Library { albums, files }, batches, .. } = self;
        let album = dice.pick(albums.iter().map(|(id, (_, held))| (id.clone(), held.clone())));
        let file = dice.pick(files.iter().map(|(id, file)| (id.clone(), file.in_bin)));
        match (dice.below(100), album, file) {
            (0..12, _, _) if albums.len() < KEPT => Some(Change::Create(name)),
            (0..20, Some((album, _)), _) if albums.len() == KEPT => Some(Change::Delete(album)),
            (0..60, Some((album, held)), _) => {
                match dice.pick((0..batches.len()).filter(|batch| !held.contains(batch))) {
                    Some(batch) => Some(Change::Add(album, batch)),
                    None => dice.pick(held).map(|batch| Change::Remove(album, batch)),
                }
            }
            (60..66, Some((album, _)), _) => Some(Change::NameAlbum(album, name)),
            (66..72, _, Some((file, false))) => Some(Change::NameFile(file, name)),
            (66..82, _, Some((file, true))) => Some(Change::Restore(file)),
            (72..86, _, Some((file, false))) => Some(Change::Trash(file)),
            _ if files.len() < KEPT => None,
            (_, _, Some((file, true))) => Some(Change::Purge(file)),
            (_, _, Some((file, false))) => Some(Change::Trash(file)),
            _ => Some(Change::Create(name)),
        }
    }

    fn perform(&mut self, change: Change) -> Result<(), Gone> {
        self.pending = Some(change.clone());
        let answer = send(&self.client, &self.batches, &change)?;
        if let Some(answer) = self.taken(answer) {
            apply(&mut self.library, &change, answer["albumId"].as_str().unwrap_or_default());
        }
        self.pending = None;
        Ok(())
    }

    /// Counts an answer, which is a success or says that the disk is full; gives the body of a success.
    fn taken(&mut self, answer: Answer) -> Option<Value> {
        if answer.status == 507 {
            answer.refused(507, 13_000_311);
            self.refused += 1;
            return None;
        }
        self.acknowledged += 1;
        Some(answer.ok())
    }

    /// Uploads a file: a promise, its parts, and the completion, each acknowledged by itself.
    fn upload(&mut self) -> Result<(), Gone> {
        let parts = match self.dice.below(8) {
            0 if self.large => vec![PART, 1 + self.dice.below(100_000)],
            _ => vec![1 + self.dice.below(100_000)],
        };
        let bytes = self.dice.bytes(parts.iter().sum());
        let name = format!("{}-{}.bin", self.name, self.counter);
        let promised = self.client.promise(&name, &parts)?;
        let Some(promised) = self.taken(promised) else { return Ok(()) };
        self.client.trace = Some(format!("{:-<58}", text(&promised["uploadId"])));
        let outcome = self.send_parts(&promised, &parts, &bytes).and_then(|sent| {
            let file = File { name, in_bin: false, length: bytes.len(), sha256: sha256(&bytes) };
            if sent { self.perform(Change::Complete(text(&promised["fileId"]), file)) } else { Ok(()) }
        });
        self.client.trace = None;
        outcome
    }

    /// Whether all parts of a promised file could be sent.
    fn send_parts(&mut self, promised: &Value, sizes: &[usize], bytes: &[u8]) -> Result<bool, Gone> {
        let mut rest = bytes;
        for (part, size) in promised["multiParts"].as_array().unwrap().iter().zip(sizes) {
            let (piece, more) = rest.split_at(*size);
            let answer = self.client.put(&text(&part["uploadUrl"]), piece)?;
            if self.taken(answer).is_none() {
                return Ok(false);
            }
            rest = more;
        }
        Ok(true)
    }

    /// Holds if the server shows what was acknowledged, all of it and nothing else but perhaps the change that
    /// was on its way; afterwards that is what the worker knows. Downloads every file that is not in the bin.
    pub(super) fn verify(&mut self) {
        let shown = self.shown().unwrap();
        let mut allowed = vec![self.library.clone()];
        if let Some(change) = self.pending.take() {
            let unknown = shown.albums.keys().find(|id| !self.library.albums.contains_key(*id));
            let mut changed = self.library.clone();
            apply(&mut changed, &change, unknown.map_or("", String::as_str));
            allowed.push(changed);
        }
        assert!(allowed.contains(&shown), "shown: {shown:#?}\nacknowledged, and perhaps more: {allowed:#?}");
        for (id, file) in shown.files.iter().filter(|(_, file)| !file.in_bin) {
            let bytes = self.client.download(id).unwrap();
            assert_eq!((bytes.len(), sha256(&bytes)), (file.length, file.sha256.clone()), "{id}");
        }
        self.library = shown;
    }

    fn shown(&self) -> Result<Library, Gone> {
        let mut library = Library::default();
        for album in self.client.albums()? {
            let id = text(&album["id"]);
            let (total, files) = self.client.contents(&id)?;
            assert_eq!(usize::try_from(total).unwrap(), files.len(), "the total of {album}");
            let files: BTreeSet<_> = files.iter().collect();
            let held = |batch: &&Vec<String>| batch.iter().all(|file| files.contains(file));
            let whole: BTreeSet<_> =
                self.batches.iter().enumerate().filter(|(_, batch)| held(batch)).map(|(index, _)| index).collect();
            assert_eq!(whole.len() * BATCH, files.len(), "half a batch in {album}");
            library.albums.insert(id, (text(&album["name"]), whole));
        }
        for (list, in_bin) in [(0, false), (1, true)] {
            for file in self.client.files(list, "root")?.iter().filter(|file| file["fileType"] != "10") {
                let length = usize::try_from(file["size"].as_i64().unwrap()).unwrap();
                let shown = File { name: text(&file["fileName"]), in_bin, length, sha256: text(&file["sha256"]) };
                library.files.insert(text(&file["id"]), shown);
            }
        }
        Ok(library)
    }
}

fn send(client: &Client, batches: &[Vec<String>], change: &Change) -> Result<Answer, Gone> {
    let job = |task: i64, action: Option<i64>, file: &str| {
        let info = json!({"fileInfo": [{"fileId": file}], "srcContainerId": client.person.space});
        client.ask(Method::POST, "/jobs", &json!({"taskType": task, "actionType": action, "taskInfo": info}))
    };
    match change {
        Change::Create(name) => {
            client.ask(Method::POST, "/album/create", &json!({"name": name, "type": 2, "albumKind": 1}))
        }
        Change::NameAlbum(album, name) => {
            client.ask(Method::POST, &format!("/{album}/update"), &json!({ "name": name }))
        }
        Change::Delete(album) => client.ask(Method::DELETE, &format!("/album/{album}"), &Value::Null),
        Change::Add(album, batch) => client.add(album, &batches[*batch]),
        Change::Remove(album, batch) => {
            client.ask(Method::DELETE, &format!("/{album}/batchDelete"), &json!({"ids": batches[*batch]}))
        }
        Change::Complete(file, made) => {
            client.ask(Method::POST, "/files/complete", &json!({"fileId": file, "sha256": made.sha256}))
        }
        Change::NameFile(file, name) => {
            let body = json!({"containerId": client.person.space, "name": name});
            client.ask(Method::POST, &format!("/files/rename/{file}"), &body)
        }
        Change::Trash(file) => job(2, Some(201), file),
        Change::Restore(file) => job(4, None, file),
        Change::Purge(file) => job(2, Some(202), file),
    }
}

/// What a change makes of a library; `made` is the identifier of a new album, empty if there is none.
fn apply(Library { albums, files }: &mut Library, change: &Change, made: &str) {
    match change {
        Change::Create(_) if made.is_empty() => {}
        Change::Create(name) => drop(albums.insert(made.to_owned(), (name.clone(), BTreeSet::new()))),
        Change::NameAlbum(id, name) => albums.get_mut(id).unwrap().0.clone_from(name),
        Change::Delete(id) => drop(albums.remove(id)),
        Change::Add(id, batch) => assert!(albums.get_mut(id).unwrap().1.insert(*batch)),
        Change::Remove(id, batch) => assert!(albums.get_mut(id).unwrap().1.remove(batch)),
        Change::Complete(id, made) => drop(files.insert(id.clone(), made.clone())),
        Change::NameFile(id, name) => files.get_mut(id).unwrap().name.clone_from(name),
        Change::Trash(id) => files.get_mut(id).unwrap().in_bin = true,
        Change::Restore(id) => files.get_mut(id).unwrap().in_bin = false,
        Change::Purge(id) => drop(files.remove(id)),
    }
}
