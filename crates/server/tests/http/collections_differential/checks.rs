//! What is compared after each step: every collection in every way that it can be asked for.

use axum::http::Method;
use leporello_model::Millis;
use serde_json::{Value, json};

use super::model::{Order, Why};
use super::service::{Checked, Server, done, refused};
use super::tables;
use super::walk::Walk;

/// A cursor, and where it stands.
pub(super) struct Held {
    album: String,
    order: Order,
    size: usize,
    cursor: String,
    after: (i64, String),
}

/// An entry of an answer: its file, its owner, its shooting time.
pub(super) type Entry = (String, Value, Value);

/// The entries of a page.
pub(super) fn entries(page: &Value) -> Vec<Entry> {
    let entry = |entry: &Value| {
        (entry["id"].as_str().unwrap_or_default().to_owned(), entry["ownerId"].clone(), entry["takeTime"].clone())
    };
    page["contentList"].as_array().map_or_else(Vec::new, |entries| entries.iter().map(entry).collect())
}

impl Walk {
    /// Compares everything that a step may have changed; at the end of a walk, everything there is.
    pub(super) async fn check(&mut self, is_last: bool) -> Checked {
        // First, so that everything else sees whether it changed anything.
        if self.dice.once_in(3) {
            self.check_preview().await?;
        }
        self.check_held().await?;
        let albums: Vec<String> = self.model.albums.keys().cloned().collect();
        for album in &albums {
            self.check_album(Server::Writer, album).await?;
        }
        if is_last || self.dice.once_in(20) {
            self.tally.note("list", "by a server that was not asked for long");
            for album in &albums {
                self.check_album(Server::Reader, album).await?;
            }
            self.check_list(0).await?;
            self.check_list(1).await?;
        }
        for _ in 0..2 {
            if let (Some(album), Some(file)) = (self.dice.pick(&albums), self.any_file()) {
                self.check_why(Server::Writer, &album, &file).await?;
            }
        }
        if is_last {
            let files: Vec<String> = self.model.nodes.keys().chain(&self.gone).cloned().collect();
            for (album, file) in albums.iter().flat_map(|album| files.iter().map(move |file| (album, file))) {
                self.check_why(Server::Reader, album, file).await?;
            }
            tables::check(&self.service.place)?;
        }
        Ok(())
    }

    /// Some file or folder: there, in the bin, somebody else's, or no more.
    fn any_file(&mut self) -> Option<String> {
        match self.dice.below(8) {
            0 => self.dice.pick(&self.gone.clone()),
            1 => self.any_of(1, |_, _| true),
            2 => {
                let binned = self.model.those(0, |id, _| self.model.in_bin(id));
                self.dice.pick(&binned)
            }
            _ => self.any_of(0, |_, _| true),
        }
    }

    /// A file as a list shows it.
    pub(super) fn entry(&self, id: &str) -> Value {
        let node = self.model.node(id);
        let mut entry = json!({ "id": id, "ownerId": self.service.people[node.owner].id.to_string() });
        if let Some(taken) = node.taken {
            entry["takeTime"] = json!(Millis(taken).to_string());
        }
        entry
    }

    async fn page(&self, server: Server, album: &str, query: &str) -> Checked<Value> {
        let path = format!("/koodrive/ose/v1/album/{album}/list{query}");
        done(self.service.call(server, self.model.albums[album].owner, Method::GET, &path, &Value::Null).await, &path)
    }

    /// The usual order in one page, and another in pages of some size from the first to the last.
    async fn check_album(&mut self, server: Server, album: &str) -> Checked {
        let contents = self.contents[album].clone();
        self.note_contents(album, &contents);
        let page = self.page(server, album, "").await?;
        self.compare_page(&page, &contents, contents.len(), true)
            .map_err(|differed| format!("{server:?}, album {album}, usual order: {differed}"))?;

        let order = Order { sort: 1 + self.dice.below(3), direction: 1 + self.dice.below(2) };
        let contents = self.model.ordered(contents, order);
        let size = match self.dice.below(16) {
            0 | 1 => contents.len().max(1),
            2 | 3 => 1 + contents.len(),
            4 => 1,
            _ => 2 + self.dice.below(8),
        };
        self.walk_pages(server, album, order, size, &contents).await
    }

    async fn walk_pages(
        &mut self,
        server: Server,
        album: &str,
        order: Order,
        size: usize,
        contents: &[String],
    ) -> Checked {
        let keys: Vec<i64> = contents.iter().map(|id| self.model.node(id).key(order.sort)).collect();
        let (mut seen, mut cursor) = (0, String::new());
        loop {
            let query = format!(
                "?pageSize={size}&pageCursor={cursor}&sortType={}&sortDirection={}",
                order.sort, order.direction
            );
            let page = self.page(server, album, &query).await?;
            let expected = &contents[seen..contents.len().min(seen + size)];
            let ends = seen + size >= contents.len();
            self.compare_page(&page, expected, contents.len(), ends).map_err(|differed| {
                format!("{server:?}, album {album}, {order:?}, pages of {size} after {seen}: {differed}")
            })?;
            seen += expected.len();
            if ends {
                self.tally.note_if(!contents.is_empty() && seen % size == 0, "list", "a last page that is full");
                return Ok(());
            }
            page["nextPageCursor"].as_str().unwrap().clone_into(&mut cursor);
            self.tally.note("list", "a page that is not the last");
            self.tally.note_if(keys[seen - 1] == keys[seen], "list", "a page that ends between equal times");
            self.tally.note_if(keys[seen - 1] < 0 || keys[seen] < 0, "list", "a page that ends before 1970");
            if self.dice.once_in(5) {
                let after = (keys[seen - 1], contents[seen - 1].clone());
                self.held = Some(Held { album: album.to_owned(), order, size, cursor: cursor.clone(), after });
            }
        }
    }

    fn compare_page(&self, page: &Value, expected: &[String], total: usize, ends: bool) -> Checked {
        let list: Vec<Value> = expected.iter().map(|id| self.entry(id)).collect();
        if page["contentList"] != json!(list) {
            let found = entries(page);
            let ids: Vec<String> = found.iter().map(|(id, ..)| id.clone()).collect();
            let what = if ids == expected {
                format!("{list:?} and are {found:?}")
            } else {
                format!("{} and are {}", self.model.names(expected), self.model.names(&ids))
            };
            return Err(format!("the files should be {what}"));
        }
        if page["total"] != total {
            return Err(format!("the total should be {total} and is {}", page["total"]));
        }
        match page["nextPageCursor"].as_str() {
            Some(cursor) if cursor.is_empty() == ends => Ok(()),
            other => {
                Err(format!("the cursor is {other:?} and there is {} page", if ends { "no next" } else { "a next" }))
            }
        }
    }

    fn note_contents(&mut self, album: &str, contents: &[String]) {
        let model = &self.model;
        let dirs = &model.albums[album].scope.dirs;
        let twice = contents.iter().any(|id| dirs.iter().filter(|dir| model.is_below_or_at(id, dir)).count() > 1);
        let unknown = contents.iter().any(|id| model.node(id).taken.is_none());
        self.tally.note_if(contents.is_empty(), "list", "nothing");
        self.tally.note_if(twice, "list", "a file below two folders of the scope");
        self.tally.note_if(unknown, "list", "a file whose shooting time is not known");
    }

    /// A cursor from before the last step: the page goes on behind the place where it stood.
    async fn check_held(&mut self) -> Checked {
        let Some(held) = self.held.take() else { return Ok(()) };
        let Held { album, order, size, cursor, after } = held;
        let query =
            format!("?pageSize={size}&pageCursor={cursor}&sortType={}&sortDirection={}", order.sort, order.direction);
        let Some(found) = self.model.albums.get(&album) else {
            let path = format!("/koodrive/ose/v1/album/{album}/list{query}");
            return refused(&self.service.call(Server::Writer, 0, Method::GET, &path, &Value::Null).await, &path);
        };
        let contents = self.model.contents(found.owner, &found.scope, order);
        let key = |id: &String| self.model.node(id).key(order.sort);
        let rest: Vec<String> =
            contents.iter().filter(|id| order.comes_after((key(id), id), (after.0, &after.1))).cloned().collect();
        let page = self.page(Server::Writer, &album, &query).await?;
        self.tally.note("list", "on from a cursor of before the change");
        let expected = &rest[..rest.len().min(size)];
        self.compare_page(&page, expected, contents.len(), rest.len() <= size)
            .map_err(|differed| format!("album {album}, {order:?}, {size} after {after:?}, from before: {differed}"))
    }

    /// The list of somebody's collections, with their scopes.
    async fn check_list(&self, who: usize) -> Checked {
        let path = "/koodrive/ose/v1/album/list?albumKind=1&albumType=1&pageSize=100";
        let list = done(self.service.call(Server::Reader, who, Method::GET, path, &Value::Null).await, path)?;
        let mine: Vec<_> = self.model.albums.iter().rev().filter(|(_, album)| album.owner == who).collect();
        let expected: Vec<Value> = mine
            .iter()
            .map(|(id, album)| json!([id, album.name, album.scope.dirs, album.scope.parent, album.scope.kind]))
            .collect();
        let fields = ["id", "name", "scopeDir", "scopeParentFolderId", "scopeKind"];
        let found: Vec<Value> = list["albumList"].as_array().map_or_else(Vec::new, |albums| {
            albums.iter().map(|album| json!(fields.map(|field| &album[field]))).collect()
        });
        if found != expected || list["total"] != expected.len() {
            return Err(format!("the list of collections of {who} should be {expected:?} and is {list}"));
        }
        Ok(())
    }

    async fn check_why(&mut self, server: Server, album: &str, file: &str) -> Checked {
        let found = &self.model.albums[album];
        let path = format!("/api/albums/{album}/why?fileId={file}");
        let answer = done(self.service.call(server, found.owner, Method::GET, &path, &Value::Null).await, &path)?;
        let Why { kept_out_by, dir } = self.model.why(found.owner, &found.scope, file);
        self.note_why(file, &kept_out_by);
        let right = answer["keptOutBy"] == json!(kept_out_by) && answer["scopeDir"].as_str() == dir.as_deref();
        if right && answer["contained"] == kept_out_by.is_empty() {
            return Ok(());
        }
        let names = (self.model.names(&[file.to_owned()]), self.model.names(dir.as_slice()));
        Err(format!("why {} in album {album}: {kept_out_by:?}, below {}, and the answer is {answer}", names.0, names.1))
    }

    fn note_why(&mut self, file: &str, kept_out_by: &[&'static str]) {
        match kept_out_by {
            [] => self.tally.note("why", "it is in"),
            [one] => self.tally.note("why", one),
            _ => self.tally.note("why", "several reasons"),
        }
        self.tally.note_if(self.gone.iter().any(|gone| gone == file), "why", "it is gone");
    }
}
