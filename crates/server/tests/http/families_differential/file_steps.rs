//! What people do with files and folders that are there: in their own space, and in the folders of families.

use axum::http::Method;
use leporello_model::Millis;
use serde_json::{Value, json};

use super::model::{Kind, Node};
use super::places::{At, Outcome};
use super::service::{Asked, Checked, NAMES};
use super::walk::Walk;

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
