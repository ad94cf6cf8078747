//! How files come: made past the uploads, uploaded in one go, or promised now and completed later.

use leporello_model::Millis;
use serde_json::json;

use super::model::{Kind, Node};
use super::places::{At, NO_UPLOAD, Outcome, TARGET_IN_BIN, UNKNOWN, UPLOAD_TARGET_IN_BIN};
use super::service::{Asked, Checked, NAMES};
use super::walk::{Pending, Walk, agrees};
use crate::collections_differential::bytes::jpeg;

/// The most files and folders in a space, those in the bin included.
const MOST_FILES: usize = 26;
const MOST_FOLDERS: usize = 10;

impl Walk {
    /// A file that somebody may make, not yet in a folder.
    fn new_file(&mut self, owner: usize) -> Node {
        let kinds = [Kind::Image, Kind::Image, Kind::Image, Kind::Image, Kind::Video, Kind::Video, Kind::Document];
        let (kind, now) = (kinds[self.dice.below(kinds.len())], self.service.now());
        let taken = (kind != Kind::Document && self.dice.once_in(2)).then(|| self.some_time());
        let (name, size) = (self.name(kind), 1 + i64::try_from(self.dice.below(5_000)).unwrap());
        Node {
            name,
            kind,
            owner,
            space: owner,
            parent: None,
            trashed: false,
            taken,
            created: now,
            edited: now,
            size,
            uploaded: false,
        }
    }

    /// One of few shooting times, so that many are equal.
    pub(super) fn some_time(&mut self) -> i64 {
        1_700_000_000_000 + 1_000 * i64::try_from(self.dice.below(6)).unwrap()
    }

    /// A file past the uploads, wherever somebody may upload one.
    pub(super) async fn put(&mut self) -> Option<String> {
        let who = self.somebody();
        let parent = self.some_folder(who)?;
        let (parent, space) = self.model.make_in(who, &At::default(), &parent).ok()?;
        if self.count(space, false) >= MOST_FILES {
            return None;
        }
        let file = Node { space, parent: Some(parent), ..self.new_file(who) };
        let id = self.service.put(&file).await;
        let told = format!("{} by {} into {}", file.name, NAMES[who], self.model.names(file.parent.as_slice()));
        self.tally.note_if(space != who, "put", "into a family's folder, by a member");
        self.concerned.extend([who, space]);
        self.model.nodes.insert(id, file);
        Some(told)
    }

    pub(super) async fn make_folder(&mut self) -> Checked<Option<String>> {
        let who = self.somebody();
        let Some(parent) = self.some_folder(who) else { return Ok(None) };
        let at = self.some_at(Some(&parent));
        let place = self.model.make_in(who, &at, &parent);
        if place
            .as_ref()
            .is_ok_and(|(parent, space)| self.count(*space, true) >= MOST_FOLDERS || self.model.depth(parent) >= 5)
        {
            return Ok(None);
        }
        let (name, now) = (self.name(Kind::Folder), self.service.now());
        let body = json!({
            "fileName": name, "fileType": "10", "parentFolder": [parent], "containerId": self.space(&at),
        });
        let expected = self.expect(who, |_| place);
        if let Some(made) = self.ask(who, &self.asked(&at, "/directory", body), &expected).await? {
            let (parent, space) = expected.clone().unwrap();
            let id = made["id"].as_str().unwrap_or_default().to_owned();
            let node =
                Node { name: name.clone(), kind: Kind::Folder, space, parent: Some(parent), ..self.new_file(who) };
            self.model.nodes.insert(id, Node { taken: None, size: 0, created: now, edited: now, ..node });
            self.tally.note_if(space != who, "make a folder", "in a family, by a member");
        }
        Ok(Some(format!("{name} by {} in {}: {expected:?}", NAMES[who], self.model.names(&[parent]))))
    }

    /// A real upload of a small picture, or its promise alone.
    pub(super) async fn upload(&mut self, complete: bool) -> Checked<Option<String>> {
        let who = self.somebody();
        let Some(parent) = self.some_folder(who) else { return Ok(None) };
        let at = self.some_at(Some(&parent));
        let place = self.model.make_in(who, &at, &parent);
        let full = place.as_ref().is_ok_and(|(_, space)| self.count(*space, false) >= MOST_FILES);
        if full || self.pending.len() >= 3 {
            return Ok(None);
        }
        let taken = self.some_time();
        let bytes = [jpeg(Some(taken)), self.serial().to_string().into_bytes()].concat();
        let node = Node { kind: Kind::Image, taken: Some(taken), uploaded: true, ..self.new_file(who) };
        let name = self.name(Kind::Image);
        let size = i64::try_from(bytes.len()).unwrap();
        let body = json!({
            "fileName": name, "fileType": "15", "parentFolder": [parent], "containerId": self.space(&at),
            "length": size, "uploadMode": "multipart", "uploadType": 1, "autoRename": 3,
        });
        let place = place.map_err(|code| if code == TARGET_IN_BIN { UPLOAD_TARGET_IN_BIN } else { code });
        let expected = self.expect(who, |_| place);
        let told = format!("{name} by {} into {}: {expected:?}", NAMES[who], self.model.names(&[parent]));
        let Some(made) = self.ask(who, &self.asked(&at, "/files/create", body), &expected).await? else {
            return Ok(Some(told));
        };
        let (parent, space) = expected.unwrap();
        let url = made["multiParts"][0]["uploadUrl"].as_str().ok_or_else(|| format!("{told}: no link in {made}"))?;
        agrees(&self.service.send_part(url, bytes).await, None).map_err(|differed| format!("{told}: {differed}"))?;
        let id = made["fileId"].as_str().unwrap_or_default().to_owned();
        let node = Node { name, size, space, parent: Some(parent), ..node };
        self.pending.push(Pending { id, node, expires: self.service.now() + 24 * Millis::HOUR });
        if complete {
            self.complete_one(self.pending.len() - 1).await?.map_or(Ok(None), |()| Ok(Some(told)))
        } else {
            Ok(Some(told))
        }
    }

    /// Completes what was promised some time ago.
    pub(super) async fn complete(&mut self) -> Checked<Option<String>> {
        if self.pending.is_empty() {
            return Ok(None);
        }
        let place = self.dice.below(self.pending.len());
        let told = self.pending[place].node.name.clone();
        self.complete_one(place).await?;
        Ok(Some(told))
    }

    /// What comes of a completion: who promised it may have lost the right, or its folder may be gone.
    fn completed(&self, Pending { node, expires, .. }: &Pending) -> Outcome {
        let (who, parent) = (node.owner, node.parent.as_deref().unwrap());
        match () {
            () if *expires <= self.service.now() => Err(NO_UPLOAD),
            () if node.space != who && !self.model.reaches(who, parent) => Err(NO_UPLOAD),
            () if !self.model.nodes.contains_key(parent) => Err(UNKNOWN),
            () if self.model.in_bin(parent) => Err(UPLOAD_TARGET_IN_BIN),
            () => Ok(()),
        }
    }

    async fn complete_one(&mut self, place: usize) -> Checked<Option<()>> {
        let pending = self.pending.swap_remove(place);
        let outcome = self.completed(&pending);
        let Pending { id, node, .. } = pending;
        let who = node.owner;
        let expected = self.expect(who, |_| outcome);
        self.concerned.push(node.space);
        self.tally.note_if(expected == Err(NO_UPLOAD), "complete", "in a family that one has left meanwhile");
        self.tally.note_if(expected.is_ok() && node.space != who, "complete", "in a family, by a member");
        let asked = Asked::post("/files/complete", json!({ "fileId": id }));
        if self.ask(who, &asked, &expected).await?.is_some() {
            let now = self.service.now();
            self.model.nodes.insert(id, Node { edited: now, ..node });
        }
        Ok(Some(()))
    }
}
