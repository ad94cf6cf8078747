//! What people do with files and folders: in their own space, and in the folders of families.

use axum::http::Method;
use leporello_model::Millis;
use serde_json::{Value, json};

use super::model::{Kind, Node};
use super::places::{At, NO_UPLOAD, Outcome, TARGET_IN_BIN, UNKNOWN, UPLOAD_TARGET_IN_BIN};
use super::service::{Asked, Checked, NAMES};
use super::walk::{Pending, Walk, agrees};
use crate::collections_differential::bytes::jpeg;

/// The most files and folders in a space, those in the bin included.
const MOST_FILES: usize = 26;
const MOST_FOLDERS: usize = 10;

impl Walk {
    /// What a request calls a space.
    pub(super) fn space(&self, at: &At) -> Value {
        at.space.map_or(Value::Null, |space| json!(self.service.people[space].space))
    }

    /// What a request calls the family that it takes place in.
    pub(super) fn inside(&self, at: &At) -> Option<String> {
        at.family.map(|(family, by_folder)| {
            let family = &self.model.families[family];
            if by_folder { family.folder.clone() } else { family.id.clone() }
        })
    }

    pub(super) fn asked(&self, at: &At, path: impl Into<String>, body: Value) -> Asked {
        Asked { inside: self.inside(at), ..Asked::post(path, body) }
    }

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

    fn some_time(&mut self) -> i64 {
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

    pub(super) async fn rename(&mut self) -> Checked<Option<String>> {
        let who = self.somebody();
        let Some(id) = self.some_thing(who, |_, _| true) else { return Ok(None) };
        let (at, kind) = (self.some_at(Some(&id)), self.model.nodes.get(&id).map_or(Kind::Image, |node| node.kind));
        let (name, now) = (self.name(kind), self.service.now());
        let told = self.model.names(std::slice::from_ref(&id));
        let expected = self.expect(who, |model| model.rename(who, &at, &id, &name, now));
        let body = json!({ "name": name, "containerId": self.space(&at) });
        self.ask(who, &self.asked(&at, format!("/files/rename/{id}"), body), &expected).await?;
        Ok(Some(format!("{told} by {} to {name} at {at:?}: {expected:?}", NAMES[who])))
    }

    pub(super) async fn retime(&mut self) -> Checked<Option<String>> {
        let who = self.somebody();
        let Some(id) = self.some_thing(who, |_, node| node.is_media()) else { return Ok(None) };
        let mut at = self.some_at(Some(&id));
        at.space = None;
        let (taken, now) = ((!self.dice.once_in(3)).then(|| self.some_time()), self.service.now());
        let told = self.model.names(std::slice::from_ref(&id));
        let expected = self.expect(who, |model| model.retime(who, &at, &id, taken, now));
        let body = json!({ "takeTime": taken.map(|taken| Millis(taken).to_string()) });
        let asked = Asked { method: Method::PUT, ..self.asked(&at, format!("/api/files/{id}/takeTime"), body) };
        self.ask(who, &asked, &expected).await?;
        Ok(Some(format!("{told} by {} at {at:?}: {expected:?}", NAMES[who])))
    }

    /// Asks for a job.
    async fn job<T>(
        &mut self,
        who: usize,
        at: &At,
        mut body: Value,
        ids: &[String],
        expected: &Outcome<T>,
    ) -> Checked<Option<Value>> {
        if !ids.is_empty() {
            body["taskInfo"]["fileInfo"] = ids.iter().map(|id| json!({ "fileId": id })).collect();
        }
        if at.space.is_some() {
            body["taskInfo"]["srcContainerId"] = self.space(at);
        }
        self.ask(who, &self.asked(at, "/jobs", body), expected).await
    }

    pub(super) async fn move_things(&mut self, folders: bool) -> Checked<Option<String>> {
        // Most is moved by those whose spaces families lie in.
        let who = if self.dice.once_in(3) { self.somebody() } else { self.dice.below(2) };
        let Some(target) = self.some_folder(who) else { return Ok(None) };
        let (binned, linked) = (self.dice.once_in(15), !self.dice.once_in(3));
        let fits: Vec<String> = {
            let model = &self.model;
            let here = model.nodes.get(&target).map(|node| node.space);
            let fits = |(id, node): &(&String, &Node)| {
                let of_kind = node.is_folder() == folders && here.is_none_or(|space| space == node.space);
                let at_rest = !model.in_bin(id) && !model.is_family_folder(id);
                of_kind && (binned || at_rest) && (folders || !linked || model.is_in_an_album(id))
            };
            model.nodes.iter().filter(fits).map(|(id, _)| id.clone()).collect()
        };
        let model = self.model.clone();
        let around = model.nodes.get(&target).and_then(|_| model.family_around(&target));
        let fits = self.prefer(fits, |id| match model.family_around(id) {
            // From one family into another; or out of one, of folders those that an album names.
            Some(family) if around.is_some() => around != Some(family),
            Some(_) if !folders => true,
            Some(family) if folders => model.albums.values().any(|album| {
                album.family == Some(family)
                    && album.scope().is_some_and(|scope| scope.dirs.iter().any(|dir| dir == id))
            }),
            _ => false,
        });
        let ids = self.some_things(who, if folders { 2 } else { 4 }, |id, _| fits.iter().any(|fit| fit == id));
        if ids.is_empty() {
            return Ok(None);
        }
        let first = ids.first().map(String::as_str);
        // Nothing goes out of a family from within it.
        let at = if self.dice.once_in(4) { self.some_at(first) } else { At::default() };
        let (told, before) = (self.model.names(&ids), self.model.clone());
        let expected = self.expect(who, |model| model.move_to(who, &at, &ids, &target));
        if expected.is_ok() {
            self.note_move(&before, who, &ids);
        }
        let body = json!({ "taskType": 3, "actionType": 301, "taskInfo": { "newFilePath": target } });
        self.job(who, &at, body, &ids, &expected).await?;
        let target = self.model.names(&[target]);
        Ok(Some(format!("{told} by {} into {target} at {at:?}: {expected:?}", NAMES[who])))
    }

    pub(super) async fn trash(&mut self, folders: bool) -> Checked<Option<String>> {
        let (who, binned) = (self.somebody(), self.dice.once_in(15));
        let fits: Vec<String> = {
            let model = &self.model;
            let fits = |(id, node): &(&String, &Node)| node.is_folder() == folders && (binned || !model.in_bin(id));
            model.nodes.iter().filter(fits).map(|(id, _)| id.clone()).collect()
        };
        // What is in the bin, and then what is above it.
        let model = self.model.clone();
        let fits = self.prefer(fits, |id| {
            let trashed =
                |(below, node): (&String, &Node)| node.trashed && below != id && model.is_below_or_at(below, id);
            folders && model.nodes.iter().any(trashed)
        });
        let ids = self.some_things(who, 3, |id, _| fits.iter().any(|fit| fit == id));
        if ids.is_empty() {
            return Ok(None);
        }
        let (at, told) = (self.some_at(ids.first().map(String::as_str)), self.model.names(&ids));
        let expected = self.expect(who, |model| model.trash(who, &at, &ids));
        self.note_trash(who, &ids, expected.is_ok());
        let body = json!({ "taskType": 2, "actionType": 201 });
        self.job(who, &at, body, &ids, &expected).await?;
        Ok(Some(format!("{told} by {} at {at:?}: {expected:?}", NAMES[who])))
    }

    pub(super) async fn restore(&mut self) -> Checked<Option<String>> {
        let (who, visible, homeless) = (self.somebody(), self.dice.once_in(15), self.dice.once_in(3));
        let fits: Vec<String> = {
            let model = &self.model;
            let lost = |node: &Node| node.parent.as_ref().is_some_and(|parent| model.in_bin(parent));
            let fits = |(_, node): &(&String, &Node)| (node.trashed || visible) && (!homeless || lost(node));
            model.nodes.iter().filter(fits).map(|(id, _)| id.clone()).collect()
        };
        let ids = self.some_things(who, 3, |id, _| fits.iter().any(|fit| fit == id));
        if ids.is_empty() {
            return Ok(None);
        }
        let (at, told) = (self.some_at(ids.first().map(String::as_str)), self.model.names(&ids));
        let expected = self.expect(who, |model| model.restore(who, &at, &ids));
        self.note_restore(who, &ids, &expected);
        self.job(who, &at, json!({ "taskType": 4 }), &ids, &expected).await?;
        Ok(Some(format!("{told} by {} at {at:?}: {expected:?}", NAMES[who])))
    }

    pub(super) async fn purge(&mut self) -> Checked<Option<String>> {
        let (who, past) = (self.somebody(), self.dice.once_in(3));
        let ids = self.some_things(who, 2, |_, node| node.trashed || (past && !node.is_folder()));
        if ids.is_empty() {
            return Ok(None);
        }
        let (at, told) = (self.some_at(ids.first().map(String::as_str)), self.model.names(&ids));
        let linked = self
            .model
            .albums
            .values()
            .any(|album| album.family.is_some() && ids.iter().any(|id| self.model.is_linked(album, id)));
        let expected = self.expect(who, |model| model.purge(who, &at, &ids));
        self.tally.note_if(linked && expected.is_ok(), "purge", "what was in a shared album");
        self.job(who, &at, json!({ "taskType": 2, "actionType": 202 }), &ids, &expected).await?;
        self.gone(&expected);
        Ok(Some(format!("{told} by {} at {at:?}: {expected:?}", NAMES[who])))
    }

    pub(super) async fn empty_bin(&mut self) -> Checked<Option<String>> {
        let who = self.somebody();
        let families: Vec<usize> = self.model.living().collect();
        let at = match self.dice.pick(&families) {
            Some(family) if self.dice.once_in(2) => At { family: Some((family, true)), space: None },
            Some(family) if self.dice.once_in(2) => At { family: None, space: Some(self.model.families[family].owner) },
            _ => At::default(),
        };
        let expected = self.expect(who, |model| model.empty_bin(who, &at));
        let member = self.model.place(who, &at).is_ok_and(|place| place.space != who);
        let left = member && expected.is_ok() && self.model.nodes.values().any(|node| node.trashed);
        self.tally.note_if(left, "empty the bin", "of a family by a member, and something stays");
        let gone = expected.as_ref().is_ok_and(|gone| !gone.is_empty());
        self.tally.note_if(gone && member, "empty the bin", "of a family by a member, and something goes");
        self.job(who, &at, json!({ "taskType": 7, "actionType": 701 }), &[], &expected).await?;
        self.gone(&expected);
        Ok(Some(format!("by {} at {at:?}: {expected:?}", NAMES[who])))
    }

    /// Remembers what was removed for good.
    fn gone(&mut self, outcome: &Outcome<Vec<String>>) {
        self.gone.extend(outcome.iter().flatten().cloned());
        self.gone.drain(..self.gone.len().saturating_sub(20));
    }
}
