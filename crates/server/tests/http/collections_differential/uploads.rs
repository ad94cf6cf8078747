//! How files come: uploaded in one go, promised now and completed later, made of bytes that are known, or put there.

use axum::http::Method;
use serde_json::{Value, json};

use super::bytes;
use super::model::{Kind, Node};
use super::service::{Checked, Server, refused};
use super::walk::Walk;
use crate::support::START;
use crate::uploads::sha256;

/// The most files and folders a person has, those in the bin included.
const MOST_FILES: usize = 45;
const MOST_FOLDERS: usize = 14;

/// A file that was promised and sent, but not completed.
pub(super) struct Pending {
    id: String,
    node: Node,
    bytes: Vec<u8>,
}

/// Bytes that somebody uploaded.
#[derive(Clone)]
pub(super) struct Known {
    owner: usize,
    /// The file that was made of them.
    pub(super) file: String,
    kind: Kind,
    /// When they were taken, by their own word.
    taken: Option<i64>,
    bytes: Vec<u8>,
}

impl Walk {
    /// A file that may be made, in some folder out of the bin.
    fn new_file(&mut self) -> Option<Node> {
        let files = self.model.those(self.who, |_, node| node.kind != Kind::Folder);
        if files.len() >= MOST_FILES {
            return None;
        }
        let kind =
            [Kind::Image, Kind::Image, Kind::Image, Kind::Video, Kind::Video, Kind::Document][self.dice.below(6)];
        let targets = self.model.targets(self.who);
        let (parent, taken, now) = (self.dice.pick(&targets), self.some_time(), self.service.now());
        let created = if self.dice.once_in(3) { self.times[self.dice.below(self.times.len())] } else { now };
        let taken = if kind == Kind::Document { None } else { taken };
        let name = self.name(kind);
        Some(Node { name, kind, owner: self.who, parent, trashed: false, taken, created, edited: now })
    }

    /// A shooting time: often one that others have too, or that others were made at; or none.
    pub(super) fn some_time(&mut self) -> Option<i64> {
        match self.dice.below(8) {
            0 | 1 => None,
            2 => {
                let all: Vec<i64> =
                    self.model.nodes.values().filter(|node| node.is_media()).map(|node| node.created).collect();
                self.dice.pick(&all)
            }
            3 => Some(self.service.now() - i64::try_from(self.dice.below(1 << 40)).unwrap()),
            _ => Some(self.times[self.dice.below(self.times.len())]),
        }
    }

    /// Files beside those of the model, in a folder that nothing is done to: none, some, or so many that a page of a
    /// collection is found in other ways. They lie together in every order: before, behind or among the others.
    pub(super) async fn ballast(&mut self, many: i64) -> Checked {
        let who = 0;
        let body = json!({ "fileName": "ballast", "fileType": "10", "parentFolder": ["root"] });
        let folder = self.service.done(who, "/directory", &body).await?["id"].as_str().map(ToOwned::to_owned);
        let from =
            [-2_000_000_000, 1_400_000_000_000, START.0 - 10, START.0 + 20_000, 1_900_000_000_000][self.dice.below(5)];
        let spread = [0, 1, 300][self.dice.below(3)];
        let file = |number: i64| {
            let time = from + number * spread;
            let kind = if number % 3 == 0 { Kind::Video } else { Kind::Image };
            let (name, parent, taken) = (format!("b{number}"), folder.clone(), (number % 7 != 0).then_some(time));
            Node { name, kind, owner: who, parent, trashed: false, taken, created: time, edited: time }
        };
        let files: Vec<Node> = (0..many).map(file).collect();
        self.service.put(&files).await;
        Ok(())
    }

    pub(super) async fn put(&mut self) -> Checked<Option<String>> {
        let Some(node) = self.new_file() else { return Ok(None) };
        let id = self.service.put(std::slice::from_ref(&node)).await.remove(0);
        let told = self.told(&node);
        self.model.nodes.insert(id, node);
        Ok(Some(told))
    }

    fn told(&self, node: &Node) -> String {
        format!("{} into {}", node.name, self.model.names(node.parent.as_slice()))
    }

    /// The body of createFile.
    fn promise_of(node: &Node, bytes: &[u8], now: i64) -> Value {
        let mut body = json!({
            "fileName": node.name, "fileType": "45", "parentFolder": [node.parent], "length": bytes.len(),
            "uploadMode": "multipart", "uploadType": 1,
        });
        if node.created != now {
            body["createdTime"] = json!(leporello_model::Millis(node.created).to_string());
        }
        body
    }

    /// Promises a file and sends its bytes.
    async fn sent(&mut self) -> Checked<Option<Pending>> {
        let Some(mut node) = self.new_file() else { return Ok(None) };
        // Cameras write whole seconds, and QuickTime's count began in 1904.
        node.taken = node
            .taken
            .map(|taken| taken.div_euclid(1_000) * 1_000)
            .filter(|taken| node.kind == Kind::Image || *taken > 0);
        let bytes = bytes::of(node.kind, node.taken, self.serial());
        let body = Self::promise_of(&node, &bytes, self.service.now());
        let created = self.service.done(self.who, "/files/create", &body).await?;
        let url = created["multiParts"][0]["uploadUrl"].as_str().ok_or_else(|| format!("no link: {created}"))?;
        self.service.send_part(url, bytes.clone()).await?;
        let id = created["fileId"].as_str().ok_or_else(|| format!("no identifier: {created}"))?.to_owned();
        Ok(Some(Pending { id, node, bytes }))
    }

    /// Takes over a file that was completed.
    fn landed(&mut self, pending: Pending) {
        let Pending { id, mut node, bytes } = pending;
        node.edited = self.service.now();
        self.known.push(Known { owner: node.owner, file: id.clone(), kind: node.kind, taken: node.taken, bytes });
        self.model.nodes.insert(id, node);
    }

    pub(super) async fn upload(&mut self) -> Checked<Option<String>> {
        let Some(pending) = self.sent().await? else { return Ok(None) };
        self.service.done(self.who, "/files/complete", &json!({ "fileId": pending.id })).await?;
        let told = self.told(&pending.node);
        self.landed(pending);
        Ok(Some(told))
    }

    pub(super) async fn promise(&mut self) -> Checked<Option<String>> {
        if self.pending.len() >= 3 {
            return Ok(None);
        }
        let Some(pending) = self.sent().await? else { return Ok(None) };
        let told = self.told(&pending.node);
        self.pending.push(pending);
        Ok(Some(told))
    }

    /// Completes what was promised some time ago; its folder may have moved meanwhile, or be no more.
    pub(super) async fn complete(&mut self) -> Checked<Option<String>> {
        if self.pending.is_empty() {
            return Ok(None);
        }
        let pending = self.pending.swap_remove(self.dice.below(self.pending.len()));
        let (owner, body) = (pending.node.owner, json!({ "fileId": pending.id }));
        let parent = pending.node.parent.clone().unwrap();
        if self.model.nodes.contains_key(&parent) && !self.model.in_bin(&parent) {
            self.service.done(owner, "/files/complete", &body).await?;
            let told = self.told(&pending.node);
            self.landed(pending);
            return Ok(Some(told));
        }
        let answer =
            self.service.call(Server::Writer, owner, Method::POST, "/koodrive/ose/v1/files/complete", &body).await;
        refused(&answer, "completing without a folder")?;
        self.tally.note("complete", "its folder is no longer there");
        Ok(Some(format!("{}, whose folder is no longer there", pending.node.name)))
    }

    /// Makes a file of bytes that the space has: one call, and it is there.
    pub(super) async fn upload_known(&mut self) -> Checked<Option<String>> {
        // Also of files whose shooting time was corrected since: it is the one that the bytes tell that counts.
        let mine: Vec<Known> = self.known.iter().filter(|known| known.owner == self.who).cloned().collect();
        let (Some(node), Some(known)) = (self.new_file(), self.dice.pick(&mine)) else { return Ok(None) };
        let node = Node { name: self.name(known.kind), kind: known.kind, taken: known.taken, ..node };
        let mut body = Self::promise_of(&node, &known.bytes, self.service.now());
        body["sha256"] = json!(sha256(&known.bytes));
        let created = self.service.done(self.who, "/files/create", &body).await?;
        if created["rapidUpload"] != true {
            return Err(format!("the bytes of {} should be known: {created}", self.model.names(&[known.file])));
        }
        let told = format!("{} as {}", self.told(&node), self.model.names(std::slice::from_ref(&known.file)));
        let id = created["fileId"].as_str().unwrap_or_default().to_owned();
        self.known.push(Known { file: id.clone(), ..known });
        self.model.nodes.insert(id, node);
        Ok(Some(told))
    }

    pub(super) async fn make_folder(&mut self) -> Checked<Option<String>> {
        let folders = self.model.those(self.who, |_, node| node.kind == Kind::Folder);
        let mut targets = self.model.targets(self.who);
        targets.retain(|folder| self.model.depth(folder) < 5);
        let Some(parent) = self.dice.pick(&targets).filter(|_| folders.len() < MOST_FOLDERS) else { return Ok(None) };
        let (name, now) = (self.name(Kind::Folder), self.service.now());
        let body = json!({ "fileName": name, "fileType": "10", "parentFolder": [parent] });
        let made = self.service.done(self.who, "/directory", &body).await?;
        let id = made["id"].as_str().ok_or_else(|| format!("no identifier: {made}"))?.to_owned();
        let node = Node {
            name,
            kind: Kind::Folder,
            owner: self.who,
            parent: Some(parent),
            trashed: false,
            taken: None,
            created: now,
            edited: now,
        };
        let told = self.told(&node);
        self.model.nodes.insert(id, node);
        Ok(Some(told))
    }
}
