//! What people do with albums: make, change and delete them, put files in and take them out.

use axum::http::Method;
use serde_json::{Value, json};

use super::model::{Album, Entry, Holds, Scope};
use super::places::{INVALID, UNKNOWN};
use super::service::{Asked, Checked, NAMES};
use super::walk::Walk;

/// The most albums of one type that somebody has, and that a family shares.
const MOST: usize = 2;

impl Walk {
    /// A scope of one or two folders that lie side by side, mostly where the album's may.
    fn some_scope(&mut self, who: usize, family: Option<usize>) -> Option<Scope> {
        let astray = self.dice.once_in(8);
        let model = &self.model;
        let fits = |id: &String| match family {
            _ if astray => model.reaches(who, id),
            None => model.node(id).space == who,
            Some(family) => model.family_around(id) == Some(family) && !model.is_family_folder(id),
        };
        let folders = model.nodes.iter().filter(|(_, node)| node.is_folder() && node.parent.is_some());
        let folders: Vec<String> = folders.map(|(id, _)| id.clone()).filter(fits).collect();
        let first = self.dice.pick(&folders)?;
        let parent = self.model.node(&first).parent.clone()?;
        let astray = self.dice.once_in(12);
        let beside: Vec<String> = folders
            .into_iter()
            .filter(|id| *id != first && (astray || self.model.node(id).parent.as_ref() == Some(&parent)))
            .collect();
        let mut dirs = vec![first];
        if self.dice.once_in(2) {
            dirs.extend(self.dice.pick(&beside));
        }
        let kind = ["1", "2", "1,2", "1,2"][self.dice.below(4)];
        Some(Scope { space: family.map_or(who, |family| self.model.families[family].owner), parent, dirs, kind })
    }

    pub(super) async fn create_album(&mut self) -> Checked<Option<String>> {
        let (who, collection, now) = (self.somebody(), self.dice.once_in(3), self.service.now());
        let mine = self.model.families_of(who);
        let family = match self.dice.below(10) {
            0..=2 => None,
            3 => Some(self.dice.below(self.model.families.len())),
            _ => self.dice.pick(&mine),
        };
        // Two names for one family, which seldom differ.
        let said = if self.dice.once_in(10) { self.dice.pick(&mine).or(family) } else { family };
        let count = self.model.albums.values().filter(|album| {
            album.scope().is_some() == collection
                && album.family == family
                && (family.is_some() || album.creator == who)
        });
        if count.count() >= if collection { 1 } else { MOST } {
            return Ok(None);
        }
        let scope = if collection { self.some_scope(who, family) } else { None };
        if collection && scope.is_none() {
            return Ok(None);
        }
        let container = if self.dice.once_in(3) { Some(scope.as_ref().map_or(who, |scope| scope.space)) } else { None };
        let container = if self.dice.once_in(15) { Some(self.somebody()) } else { container };
        let name = format!("a{}", self.serial());
        let mut body = json!({ "name": name, "type": if collection { 1 } else { 2 } });
        body["albumKind"] = json!(if family.is_some() { 2 } else { 1 });
        if let (Some(family), Some(said)) = (family, said) {
            body["groupId"] = json!(self.model.families[said].group);
            body["shareFolderId"] = json!(self.model.families[family].id);
        }
        if let Some(scope) = &scope {
            body["scopeDir"] = json!(scope.dirs);
            body["scopeParentFolderId"] = json!(scope.parent);
            body["scopeKind"] = json!(scope.kind);
            body["containerId"] = container.map_or(Value::Null, |of| json!(self.service.people[of].space));
        }
        let expected = self.expect(who, |model| {
            let families = [said, family].into_iter().flatten();
            if families.into_iter().any(|family| !model.belongs(who, family)) {
                return Err(UNKNOWN);
            }
            if said != family && family.is_some() {
                return Err(INVALID);
            }
            scope.as_ref().map_or(Ok(()), |scope| model.scope(who, family, container, scope))
        });
        let told = format!("{name} by {} for {family:?} {scope:?}: {expected:?}", NAMES[who]);
        if let Some(made) = self.ask(who, &Asked::post("/album/create", body), &expected).await? {
            let id = made["albumId"].as_str().unwrap_or_default().to_owned();
            self.note_album(family, who, scope.is_some());
            let holds = scope.map_or_else(|| Holds::Manual(Default::default()), Holds::Collection);
            let album = Album { id: id.clone(), creator: who, family, name: Some(name), created: now, holds };
            self.model.albums.insert(id, album);
        }
        Ok(Some(told))
    }

    /// An album, mostly one that somebody sees; seldom one that is no more.
    fn some_album(&mut self, who: usize, fits: impl Fn(&Album) -> bool) -> Option<String> {
        if self.dice.once_in(40) {
            return self.dice.pick(&self.gone_albums.clone());
        }
        let anything = self.dice.once_in(12);
        let model = &self.model;
        let albums = model.albums.values().filter(|album| (anything || model.sees(who, album)) && fits(album));
        let albums: Vec<String> = albums.map(|album| album.id.clone()).collect();
        self.dice.pick(&albums)
    }

    pub(super) async fn update_album(&mut self) -> Checked<Option<String>> {
        let who = self.somebody();
        let Some(id) = self.some_album(who, |_| true) else { return Ok(None) };
        let album = self.model.albums.get(&id).cloned();
        let family = album.as_ref().and_then(|album| album.family);
        let is_collection = album.as_ref().is_some_and(|album| album.scope().is_some());
        let scope = if is_collection { self.some_scope(who, family) } else { None };
        let name = format!("a{}", self.serial());
        let mut body = json!({ "name": name });
        if let Some(scope) = &scope {
            body["scopeDirList"] = json!(scope.dirs);
            body["scopeParentFolderId"] = json!(scope.parent);
            body["scopeKind"] = json!(scope.kind);
        }
        let expected = self.expect(who, |model| {
            model.manage(who, &id)?;
            if let Some(scope) = &scope {
                model.scope(who, family, None, scope)?;
                model.albums.get_mut(&id).unwrap().holds = Holds::Collection(scope.clone());
            }
            model.albums.get_mut(&id).unwrap().name = Some(name.clone());
            Ok(())
        });
        if let (Ok(()), Some(Album { creator, family: Some(family), .. })) = (&expected, &album) {
            let owner = self.model.families[*family].owner;
            self.tally.note_if(*creator == who && who != owner, "change an album", "a shared one by who made it");
            self.tally.note_if(
                *creator != who && who == owner,
                "change an album",
                "a shared one by the family's owner",
            );
        }
        self.ask(who, &Asked::post(format!("/{id}/update"), body), &expected).await?;
        Ok(Some(format!("{id} by {} {scope:?}: {expected:?}", NAMES[who])))
    }

    pub(super) async fn delete_album(&mut self) -> Checked<Option<String>> {
        let who = self.somebody();
        let Some(id) = self.some_album(who, |_| true) else { return Ok(None) };
        let expected = self.expect(who, |model| {
            model.manage(who, &id)?;
            model.albums.remove(&id);
            Ok(())
        });
        let asked = Asked { method: Method::DELETE, ..Asked::post(format!("/album/{id}"), Value::Null) };
        if self.ask(who, &asked, &expected).await?.is_some() {
            self.gone_albums.push(id.clone());
        }
        Ok(Some(format!("{id} by {}: {expected:?}", NAMES[who])))
    }

    /// Puts files into an album: own ones, or anything that may be right, or with a wrong one among them.
    pub(super) async fn add(&mut self, own: bool, wrong: bool) -> Checked<Option<String>> {
        let (who, collections, personal) = (self.somebody(), self.dice.once_in(20), self.dice.once_in(3));
        let fits = |album: &Album| album.scope().is_some() == collections && (!personal || album.family.is_none());
        let Some(id) = self.some_album(who, fits) else { return Ok(None) };
        let album = self.model.albums.get(&id).cloned();
        let family = album.as_ref().and_then(|album| album.family);
        let (binned, again) = (self.dice.once_in(12), !own && self.dice.once_in(8));
        let of_others = wrong && self.dice.once_in(2);
        let fits: Vec<String> = {
            let model = &self.model;
            let fits = |(file, node): &(&String, &super::model::Node)| match () {
                () if again => album.as_ref().is_some_and(|album| model.is_linked(album, file)),
                () if of_others => {
                    let own = node.space == who && node.owner == who;
                    node.is_media() && model.reaches(who, file) && !own && model.family_around(file) != family
                }
                () if wrong => true,
                () if (model.in_bin(file) && !binned) || !node.is_media() => false,
                () if own => node.space == who && (personal || node.owner == who),
                () if family.is_some() => model.family_around(file) == family,
                () => model.reaches(who, file) && (!personal || node.space != who),
            };
            model.nodes.iter().filter(fits).map(|(id, _)| id.clone()).collect()
        };
        let files = self.dice.some(&fits, 4);
        if files.is_empty() {
            return Ok(None);
        }
        let liar = self.dice.once_in(25);
        let files: Vec<(String, usize)> = files
            .into_iter()
            .map(|file| {
                let owner = self.model.node(&file).owner;
                (file, if liar { self.dice.below(NAMES.len()) } else { owner })
            })
            .collect();
        self.add_files(who, &id, &files).await
    }

    async fn add_files(&mut self, who: usize, id: &str, files: &[(String, usize)]) -> Checked<Option<String>> {
        let (now, before) = (self.service.now(), self.model.clone());
        let expected = self.expect(who, |model| model.add(who, id, files, now));
        self.note_add(&before, who, id, files, &expected);
        let entries = files
            .iter()
            .map(|(file, owner)| json!({ "fileId": file, "ownerId": self.service.people[*owner].id.to_string() }));
        let body = json!({ "fileIds": entries.collect::<Vec<_>>() });
        self.ask(who, &Asked::post(format!("/album/{id}/add"), body), &expected).await?;
        let names: Vec<String> = files.iter().map(|(file, _)| file.clone()).collect();
        Ok(Some(format!("{} by {} to {id}: {expected:?}", self.model.names(&names), NAMES[who])))
    }

    pub(super) async fn take_out(&mut self) -> Checked<Option<String>> {
        let (who, collections) = (self.somebody(), self.dice.once_in(20));
        let Some(id) = self.some_album(who, |album| album.scope().is_some() == collections) else { return Ok(None) };
        let entries = self.model.albums.get(&id).and_then(|album| album.entries().cloned()).unwrap_or_default();
        let (choice, anything) = (self.dice.below(4), self.dice.once_in(10));
        let fits = |file: &str, entry: &Entry| {
            let (added, own) = (entry.added_by == who, self.model.node(file).owner == who);
            match choice {
                0 => added && !own,
                1 => own && !added,
                2 => !own && !added,
                _ => true,
            }
        };
        let entries = entries.iter().filter(|(file, entry)| fits(file, entry));
        let mut files: Vec<String> = entries.map(|(file, _)| file.clone()).collect();
        if anything {
            files.extend(self.model.nodes.keys().cloned());
            files.extend(self.gone.iter().cloned());
        }
        let files = self.dice.some(&files, 2);
        if files.is_empty() {
            return Ok(None);
        }
        self.note_take_out(who, &id, &files);
        let expected = self.expect(who, |model| model.take_from(who, &id, &files));
        let asked =
            Asked { method: Method::DELETE, ..Asked::post(format!("/{id}/batchDelete"), json!({ "ids": files })) };
        self.ask(who, &asked, &expected).await?;
        Ok(Some(format!("{} by {} from {id}: {expected:?}", self.model.names(&files), NAMES[who])))
    }
}
