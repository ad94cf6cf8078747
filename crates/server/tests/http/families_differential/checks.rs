//! What is compared after each step: of those whom it concerns, of those who should see something else after it, and of
//! the others in turn, everything that they can list. No more is there, and no less.

use leporello_model::Millis;
use serde_json::{Value, json};

use super::albums::Order;
use super::model::Album;
use super::places::{FROZEN, Outcome, UNKNOWN};
use super::service::{Asked, Checked, NAMES};
use super::walk::{View, Walk};

/// The order of most lists.
pub(super) const USUAL: Order = Order { sort: 2, direction: 2 };

/// Everybody is looked at once in so many steps.
const TURN: usize = 4;

impl Walk {
    /// Compares what people see; at the end of a walk, what everybody sees, and what is kept of it.
    pub(super) async fn check(&mut self, before: &[View], is_last: bool) -> Checked {
        let after = self.views();
        for who in 0..NAMES.len() {
            let told = |differed| format!("as {} sees it: {differed}", NAMES[who]);
            if self.model.frozen[who] {
                let asked = Asked::get("/album/list?albumKind=2&albumType=2");
                self.ask(who, &asked, &Outcome::<()>::Err(FROZEN)).await?;
            } else if is_last || self.concerned.contains(&who) || who % TURN == self.steps % TURN {
                self.check_everything(who).await.map_err(told)?;
            } else {
                self.check_changes(who, &before[who], &after[who]).await.map_err(told)?;
            }
        }
        if is_last || self.steps.is_multiple_of(20) {
            super::tables::check(&self.service.place, &self.model)?;
        }
        Ok(())
    }

    /// What somebody should see that they did not before the step, or no longer.
    async fn check_changes(&mut self, who: usize, before: &View, after: &View) -> Checked {
        let changed = after.albums.iter().filter(|(id, held)| before.albums.get(*id) != Some(held));
        let changed: Vec<String> = changed.map(|(id, _)| id.clone()).collect();
        if before.albums != after.albums {
            self.check_lists(who).await?;
        }
        for id in changed {
            let album = self.model.albums[&id].clone();
            self.check_contents(who, &album).await?;
        }
        for id in before.albums.keys().filter(|id| !after.albums.contains_key(*id)) {
            self.check_unseen(who, id).await?;
        }
        if before.groups != after.groups {
            self.check_families(who).await?;
            self.check_invitations(who).await?;
        }
        Ok(())
    }

    async fn check_everything(&mut self, who: usize) -> Checked {
        self.check_lists(who).await?;
        let (seen, unseen): (Vec<Album>, Vec<Album>) =
            self.model.albums.values().cloned().partition(|album| self.model.sees(who, album));
        for album in seen {
            self.check_contents(who, &album).await?;
        }
        let unseen: Vec<String> = unseen.into_iter().map(|album| album.id).chain(self.gone_albums.clone()).collect();
        if let Some(unseen) = self.dice.pick(&unseen) {
            self.check_unseen(who, &unseen).await?;
        }
        self.check_families(who).await?;
        self.check_invitations(who).await?;
        self.check_drive(who).await
    }

    async fn check_unseen(&mut self, who: usize, album: &str) -> Checked {
        self.tally.note("look", "at an album that is not to be seen");
        let asked = Asked::get(format!("/album/{album}/list"));
        self.ask(who, &asked, &Outcome::<()>::Err(UNKNOWN)).await.map(drop)
    }

    /// All lists of albums, and one of a group.
    async fn check_lists(&mut self, who: usize) -> Checked {
        for shared in [false, true] {
            for collections in [false, true] {
                self.check_albums(who, shared, collections, None).await?;
            }
        }
        let (group, collections) = (self.dice.below(self.model.families.len()), self.dice.once_in(2));
        self.check_albums(who, true, collections, Some(group)).await
    }

    /// A list of albums, of one group if one is named.
    async fn check_albums(&mut self, who: usize, shared: bool, collections: bool, group: Option<usize>) -> Checked {
        let (kind, album_type) = (if shared { 2 } else { 1 }, if collections { 1 } else { 2 });
        let mut path = format!("/album/list?albumKind={kind}&albumType={album_type}&pageSize=100");
        if let Some(group) = group {
            path.push_str(&format!("&groupId={}", self.model.families[group].group));
        }
        let member = group.is_none_or(|group| self.model.belongs(who, group));
        let expected = if member { Ok(()) } else { Err(UNKNOWN) };
        let Some(list) = self.ask(who, &Asked::get(path.as_str()), &expected).await? else { return Ok(()) };
        let albums = self.model.listed(who, shared, collections).into_iter().cloned();
        let albums: Vec<Album> = albums.filter(|album| group.is_none() || album.family == group).collect();
        let mut found = list["albumList"].as_array().cloned().unwrap_or_default();
        let covers: Vec<Value> = found.iter_mut().map(|item| item["coverImg"].take()).collect();
        found.iter_mut().for_each(|item| drop(item.as_object_mut().unwrap().remove("coverImg")));
        let items: Vec<Value> = albums.iter().map(|album| self.item(album)).collect();
        if found != items || list["total"] != items.len() {
            return Err(format!("{path} should be {items:#?} and is {list:#}"));
        }
        for (album, cover) in albums.iter().zip(covers) {
            self.check_cover(who, album, &cover)?;
        }
        Ok(())
    }

    /// An album of a list, but for its cover.
    fn item(&self, album: &Album) -> Value {
        let (family, scope) = (album.family.map(|family| &self.model.families[family]), album.scope());
        let mut item = json!({
            "id": album.id,
            "albumType": if scope.is_some() { 1 } else { 2 },
            "albumKind": if family.is_some() { 2 } else { 1 },
        });
        if let Some(name) = &album.name {
            item["name"] = json!(name);
        }
        if let Some(scope) = scope {
            (item["scopeDir"], item["scopeParentFolderId"]) = (json!(scope.dirs), json!(scope.parent));
            item["scopeKind"] = json!(scope.kind);
            item["containerId"] = json!(self.service.people[scope.space].space);
        }
        if let Some(family) = family {
            (item["groupId"], item["shareFolderId"]) = (json!(family.group), json!(family.id));
            item["containerId"] = json!(self.service.people[family.owner].space);
        }
        item
    }

    fn check_cover(&mut self, who: usize, album: &Album, link: &Value) -> Checked {
        let cover = self.model.cover(album);
        let expected = cover.as_ref().map(|file| {
            let space = self.service.people[self.model.node(file).space].space;
            format!("http://photos.test/links/files/{space}/{file}/")
        });
        let elsewhere = cover.as_ref().is_some_and(|file| self.model.node(file).space != who);
        self.tally.note_if(elsewhere, "look", "at a cover in somebody else's space");
        let right = match (&expected, link.as_str()) {
            (None, None) => true,
            (Some(start), Some(link)) => link.starts_with(start),
            _ => false,
        };
        if right { Ok(()) } else { Err(format!("the cover of {} should be {expected:?} and is {link}", album.id)) }
    }

    /// What is in an album, in one order, from the first page to the last.
    async fn check_contents(&mut self, who: usize, album: &Album) -> Checked {
        let order = Order { sort: 1 + self.dice.below(3), direction: 1 + self.dice.below(2) };
        let contents = self.model.contents(album, order);
        let size = match self.dice.below(8) {
            0 => 1 + self.dice.below(3),
            1 => contents.len().max(1),
            _ => 100,
        };
        self.note_contents(album, &contents);
        let (mut seen, mut cursor) = (0, String::new());
        loop {
            let path = format!(
                "/album/{}/list?pageSize={size}&pageCursor={cursor}&sortType={}&sortDirection={}",
                album.id, order.sort, order.direction
            );
            let Some(page) = self.ask(who, &Asked::get(path), &Ok(())).await? else { return Ok(()) };
            let expected = &contents[seen..contents.len().min(seen + size)];
            let ends = seen + size >= contents.len();
            self.compare_page(&page, album, expected, contents.len(), ends)
                .map_err(|differed| format!("album {}, {order:?}, {size} after {seen}: {differed}", album.id))?;
            seen += expected.len();
            if ends {
                return Ok(());
            }
            self.tally.note("look", "at a page that is not the last");
            page["nextPageCursor"].as_str().unwrap_or_default().clone_into(&mut cursor);
        }
    }

    fn compare_page(&self, page: &Value, album: &Album, files: &[String], total: usize, ends: bool) -> Checked {
        let entry = |file: &String| {
            let node = self.model.node(file);
            let mut entry = json!({ "id": file, "ownerId": self.service.people[node.owner].id.to_string() });
            if let Some(taken) = node.taken.filter(|_| album.scope().is_some()) {
                entry["takeTime"] = json!(Millis(taken).to_string());
            }
            if album.family.is_some() || node.space != album.creator {
                entry["containerId"] = json!(self.service.people[node.space].space);
            }
            entry
        };
        let expected: Vec<Value> = files.iter().map(entry).collect();
        if page["contentList"] != json!(expected) {
            let ids = page["contentList"].as_array().into_iter().flatten();
            let ids: Vec<String> = ids.map(|entry| entry["id"].as_str().unwrap_or_default().to_owned()).collect();
            let names = (self.model.names(files), self.model.names(&ids));
            return Err(format!("the files should be {} and are {}: {page:#}", names.0, names.1));
        }
        if page["total"] != total {
            return Err(format!("the total should be {total} and is {}", page["total"]));
        }
        match page["nextPageCursor"].as_str() {
            Some(cursor) if cursor.is_empty() == ends => Ok(()),
            other => Err(format!("the cursor is {other:?}, and this is the last page: {ends}")),
        }
    }

    fn note_contents(&mut self, album: &Album, contents: &[String]) {
        let model = &self.model;
        let frozen = contents.iter().any(|file| model.frozen[model.node(file).owner]);
        let left = album.scope().zip(album.family).is_some_and(|(scope, family)| {
            let outside = |dir: &&String| model.nodes.contains_key(*dir) && model.family_around(dir) != Some(family);
            scope.dirs.iter().find(outside).is_some()
        });
        self.tally.note_if(
            frozen && album.family.is_some(),
            "look",
            "at an album with a file of somebody who is frozen",
        );
        self.tally.note_if(left, "look", "at a shared collection whose folder left the family");
    }
}
