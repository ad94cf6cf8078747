//! What is done to collections: made, changed, taken away; and what is asked about one before it is.

use axum::http::Method;
use serde_json::{Value, json};

use super::checks::entries;
use super::model::{Album, Kind, Scope, USUAL};
use super::service::{Checked, Server, done, refused};
use super::walk::Walk;

/// The most collections a person has.
const MOST: [usize; 2] = [3, 1];

impl Walk {
    /// A scope that is right at this moment; rather one that holds something.
    pub(super) fn some_scope(&mut self) -> Option<Scope> {
        let scope = self.any_scope()?;
        if self.model.contents(self.who, &scope, USUAL).is_empty() { self.any_scope() } else { Some(scope) }
    }

    /// Some folders that lie side by side.
    fn any_scope(&mut self) -> Option<Scope> {
        let folders = self.visible_folders();
        let siblings = |parent: &String| -> Vec<String> {
            folders.iter().filter(|id| self.model.node(id).parent.as_ref() == Some(parent)).cloned().collect()
        };
        let mut parents = self.model.targets(self.who);
        parents.retain(|parent| !siblings(parent).is_empty());
        let parent = self.dice.pick(&parents)?;
        let dirs = siblings(&parent);
        Some(Scope { parent, dirs: self.dice.some(&dirs, 3), kind: self.some_kind() })
    }

    fn some_kind(&mut self) -> &'static str {
        ["1", "2", "1,2", "1,2"][self.dice.below(4)]
    }

    /// The parent as somebody may send it.
    pub(super) fn sent_parent(&mut self, parent: &str) -> Value {
        let is_root = self.model.roots[self.who] == parent;
        if is_root && self.dice.once_in(2) { json!("root") } else { json!(parent) }
    }

    /// One of this person's collections.
    pub(super) fn some_album(&mut self) -> Option<String> {
        let mine: Vec<String> =
            self.model.albums.iter().filter(|(_, album)| album.owner == self.who).map(|(id, _)| id.clone()).collect();
        self.dice.pick(&mine)
    }

    pub(super) async fn create_album(&mut self) -> Checked<Option<String>> {
        if self.model.albums.values().filter(|album| album.owner == self.who).count() >= MOST[self.who] {
            return Ok(None);
        }
        let Some(scope) = self.some_scope() else { return Ok(None) };
        // Listed in the order in which they were made, which their identifiers tell if the clock goes on.
        self.service.later(1);
        let name = if self.dice.once_in(2) { Some(format!("A{}", self.serial())) } else { None };
        let mut dirs = scope.dirs.clone();
        if self.dice.once_in(4) {
            dirs.push(dirs[0].clone());
        }
        let mut body = json!({
            "type": 1, "albumKind": 1, "scopeDir": dirs, "scopeParentFolderId": self.sent_parent(&scope.parent),
            "scopeKind": scope.kind,
        });
        if let Some(name) = &name {
            body["name"] = json!(name);
        }
        let made = self.service.done(self.who, "/album/create", &body).await?;
        let id = made["albumId"].as_str().ok_or_else(|| format!("no identifier: {made}"))?.to_owned();
        let told = format!("{id}: {} of {}", scope.kind, self.model.names(&scope.dirs));
        self.model.albums.insert(id, Album { owner: self.who, name, scope });
        Ok(Some(told))
    }

    pub(super) async fn delete_album(&mut self) -> Checked<Option<String>> {
        let Some(id) = self.some_album() else { return Ok(None) };
        let path = format!("/koodrive/ose/v1/album/{id}");
        done(self.service.call(Server::Writer, self.who, Method::DELETE, &path, &Value::Null).await, &path)?;
        self.model.albums.remove(&id);
        let path = format!("{path}/list");
        refused(&self.service.call(Server::Writer, self.who, Method::GET, &path, &Value::Null).await, &path)?;
        Ok(Some(id))
    }

    async fn updated(&mut self, id: &str, scope: Scope, body: Value) -> Checked<Option<String>> {
        self.service.done(self.who, &format!("/{id}/update"), &body).await?;
        let told = format!("{id}: {} of {}", scope.kind, self.model.names(&scope.dirs));
        self.model.albums.get_mut(id).unwrap().scope = scope;
        Ok(Some(told))
    }

    pub(super) async fn rescope(&mut self) -> Checked<Option<String>> {
        // Rather one that holds nothing: its folders may be gone for good.
        let empty = |(id, album): &(&String, &Album)| {
            album.owner == self.who && self.contents.get(*id).is_some_and(Vec::is_empty)
        };
        let empty = self.model.albums.iter().find(empty).map(|(id, _)| id.clone());
        let Some(id) = empty.or_else(|| self.some_album()) else { return Ok(None) };
        let old = self.model.albums[&id].scope.clone();
        if self.dice.once_in(3)
            && let Some(parent) = self.common_parent(&old.dirs)
        {
            // All that is wrong is where they are said to lie.
            self.tally.note("change a scope", "only the parent");
            let body = json!({ "scopeParentFolderId": self.sent_parent(&parent) });
            return self.updated(&id, Scope { parent, ..old }, body).await;
        }
        let Some(new) = self.some_scope() else { return Ok(None) };
        let mut body = json!({ "scopeDirList": new.dirs });
        if new.parent != old.parent || self.dice.once_in(2) {
            body["scopeParentFolderId"] = self.sent_parent(&new.parent);
        } else {
            self.tally.note("change a scope", "only the folders");
        }
        let kind = if self.dice.once_in(2) { old.kind } else { new.kind };
        if kind != old.kind {
            body["scopeKind"] = json!(kind);
        }
        self.updated(&id, Scope { kind, ..new }, body).await
    }

    /// The folder that these lie in, if they do all lie in one and are out of the bin.
    fn common_parent(&self, dirs: &[String]) -> Option<String> {
        let parents: Option<Vec<&String>> = dirs
            .iter()
            .map(|dir| self.model.nodes.get(dir).filter(|_| !self.model.in_bin(dir))?.parent.as_ref())
            .collect();
        let parents = parents?;
        parents.iter().all(|parent| *parent == parents[0]).then(|| parents[0].clone())
    }

    pub(super) async fn rekind(&mut self) -> Checked<Option<String>> {
        let Some(id) = self.some_album() else { return Ok(None) };
        let (old, kind) = (self.model.albums[&id].scope.clone(), self.some_kind());
        self.updated(&id, Scope { kind, ..old }, json!({ "scopeKind": kind })).await
    }

    pub(super) async fn rename_album(&mut self) -> Checked<Option<String>> {
        let Some(id) = self.some_album() else { return Ok(None) };
        let name = format!("A{}", self.serial());
        self.service.done(self.who, &format!("/{id}/update"), &json!({ "name": name })).await?;
        self.model.albums.get_mut(&id).unwrap().name = Some(name);
        Ok(Some(id))
    }

    /// Asks what a scope would hold, as an album of its own or instead of another's scope.
    pub(super) async fn check_preview(&mut self) -> Checked {
        self.who = usize::from(self.dice.once_in(7));
        let (Some(new), album) = (self.some_scope(), self.some_album()) else { return Ok(()) };
        let album = album.filter(|_| !self.dice.once_in(3));
        let old = album.as_ref().map(|id| self.model.albums[id].scope.clone());
        let mut body = json!({});
        let scope = match (&old, self.dice.below(3)) {
            (Some(old), 0) => {
                body["scopeKind"] = json!(new.kind);
                Scope { kind: new.kind, ..old.clone() }
            }
            (old, _) => {
                body["scopeDir"] = json!(new.dirs);
                body["scopeParentFolderId"] = self.sent_parent(&new.parent);
                let keep = old.as_ref().filter(|_| self.dice.once_in(2)).map(|old| old.kind);
                if keep.is_none() {
                    body["scopeKind"] = json!(new.kind);
                }
                Scope { kind: keep.unwrap_or(new.kind), ..new }
            }
        };
        if let Some(id) = &album {
            body["albumId"] = json!(id);
        }
        let size = if self.dice.once_in(2) { 100 } else { 1 + self.dice.below(6) };
        if size != 100 {
            body["pageSize"] = json!(size);
        }
        let answer = done(
            self.service.call(Server::Writer, self.who, Method::POST, "/api/albums/preview", &body).await,
            "preview",
        )?;
        self.compare_preview(&answer, &scope, old.as_ref(), size)
            .map_err(|differed| format!("preview of {body}: {differed}"))
    }

    fn compare_preview(&mut self, answer: &Value, scope: &Scope, old: Option<&Scope>, size: usize) -> Checked {
        let new = self.model.contents(self.who, scope, USUAL);
        let page: Vec<Value> = new.iter().take(size).map(|id| self.entry(id)).collect();
        let mut expected = json!({ "total": new.len(), "contentList": page });
        if let Some(old) = old {
            let old = self.model.contents(self.who, old, USUAL);
            let without = |some: &[String], others: &[String]| some.iter().filter(|id| !others.contains(id)).count();
            let (entering, leaving) = (without(&new, &old), without(&old, &new));
            (expected["entering"], expected["leaving"]) = (json!(entering), json!(leaving));
            self.tally.note_if(entering > 0 && leaving == 0, "preview", "some enter");
            self.tally.note_if(entering == 0 && leaving > 0, "preview", "some leave");
            self.tally.note_if(entering > 0 && leaving > 0, "preview", "some enter, some leave");
        } else {
            self.tally.note("preview", "of a new album");
        }
        for field in ["total", "contentList", "entering", "leaving"] {
            if answer[field] != expected[field] {
                let ids: Vec<String> = entries(answer).into_iter().map(|(id, ..)| id).collect();
                let names = (self.model.names(&new), self.model.names(&ids));
                return Err(format!("`{field}` should be {} and is {} {names:?}", expected[field], answer[field]));
            }
        }
        Ok(())
    }

    /// Somebody's folder of a kind, in the bin or not: for requests that must fail.
    pub(super) fn any_of(&mut self, owner: usize, holds: impl Fn(&str, Kind) -> bool) -> Option<String> {
        let all = self.model.those(owner, |id, node| holds(id, node.kind));
        self.dice.pick(&all)
    }
}
