//! What is done to files and folders that are there.

use axum::http::Method;
use leporello_model::Millis;
use serde_json::{Value, json};

use super::model::Kind;
use super::service::{Checked, Server, done};
use super::walk::Walk;
use crate::support::{file_info, job};

/// A job that moves files into a folder.
pub(super) fn move_job(ids: &[String], folder: &str) -> Value {
    let files: Vec<&str> = ids.iter().map(String::as_str).collect();
    json!({ "taskType": 3, "actionType": 301, "taskInfo": { "fileInfo": file_info(&files), "newFilePath": folder } })
}

/// A job that does something to files.
pub(super) fn job_on(task_type: i64, action_type: i64, ids: &[String]) -> Value {
    job(task_type, action_type, &ids.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A job that takes files out of the bin.
pub(super) fn restore_job(ids: &[String]) -> Value {
    let files: Vec<&str> = ids.iter().map(String::as_str).collect();
    json!({ "taskType": 4, "taskInfo": { "fileInfo": file_info(&files) } })
}

impl Walk {
    /// What is out of the bin and of one of these kinds.
    pub(super) fn visible(&self, holds: impl Fn(Kind) -> bool) -> Vec<String> {
        self.model.those(self.who, |id, node| holds(node.kind) && !self.model.in_bin(id))
    }

    fn visible_files(&self) -> Vec<String> {
        self.visible(|kind| kind != Kind::Folder)
    }

    pub(super) fn visible_folders(&self) -> Vec<String> {
        self.visible(|kind| kind == Kind::Folder)
    }

    /// The folders of somebody's scopes.
    fn is_scope_dir(&self, id: &str) -> bool {
        self.model.albums.values().any(|album| album.scope.dirs.iter().any(|dir| dir == id))
    }

    pub(super) async fn rename(&mut self) -> Checked<Option<String>> {
        let all = self.visible(|_| true);
        let Some(id) = self.dice.pick(&all) else { return Ok(None) };
        let (name, now) = (self.name(self.model.node(&id).kind), self.service.now());
        self.service.done(self.who, &format!("/files/rename/{id}"), &json!({ "name": name })).await?;
        let node = self.model.nodes.get_mut(&id).unwrap();
        let told = format!("{} to {name}", node.name);
        (node.name, node.edited) = (name, now);
        Ok(Some(told))
    }

    pub(super) async fn move_files(&mut self) -> Checked<Option<String>> {
        let targets = self.model.targets(self.who);
        let Some(target) = self.dice.pick(&targets) else { return Ok(None) };
        let mut files = self.visible_files();
        files.retain(|id| self.model.node(id).parent.as_ref() != Some(&target));
        let files = self.dice.some(&files, 4);
        self.moved(files, target).await
    }

    pub(super) async fn move_folders(&mut self) -> Checked<Option<String>> {
        let mut targets = self.model.targets(self.who);
        if self.dice.once_in(3) {
            targets.retain(|id| self.is_scope_dir(id));
        }
        let Some(target) = self.dice.pick(&targets) else { return Ok(None) };
        let fits = |id: &String| {
            self.model.node(id).parent.as_ref() != Some(&target) && !self.model.is_below_or_at(&target, id)
        };
        let folders: Vec<String> = self.visible_folders().into_iter().filter(fits).collect();
        if folders.is_empty() {
            return Ok(None);
        }
        // Now and then with files, which may lie below the folders.
        let files: Vec<String> = self.visible_files().into_iter().filter(fits).collect();
        let mut ids = self.dice.some(&folders, 2);
        if self.dice.once_in(4) {
            ids.extend(self.dice.some(&files, 2));
        }
        self.note_folder_move(&ids, &target);
        self.moved(ids, target).await
    }

    async fn moved(&mut self, ids: Vec<String>, target: String) -> Checked<Option<String>> {
        if ids.is_empty() {
            return Ok(None);
        }
        self.service.done(self.who, "/jobs", &move_job(&ids, &target)).await?;
        self.tally.note_if(ids.len() > 1, "move", "several in one job");
        let told = format!("{} into {}", self.model.names(&ids), self.model.names(std::slice::from_ref(&target)));
        self.model.move_to(&ids, &target);
        Ok(Some(told))
    }

    fn note_folder_move(&mut self, ids: &[String], target: &str) {
        const WHAT: &str = "move folders";
        let model = &self.model;
        let scopes: Vec<_> = model.albums.values().map(|album| &album.scope).collect();
        let moved_dir = ids.iter().any(|id| self.is_scope_dir(id));
        let nests = scopes.iter().any(|scope| {
            let into = scope.dirs.iter().any(|dir| model.is_below_or_at(target, dir));
            into && ids.iter().any(|id| scope.dirs.contains(id))
        });
        let within = |id: &String, dirs: &[String]| {
            let at = |place: &str| dirs.iter().any(|dir| dir != id && model.is_below_or_at(place, dir));
            at(model.node(id).parent.as_deref().unwrap()) && at(target)
        };
        let stays = scopes.iter().any(|scope| ids.iter().any(|id| within(id, &scope.dirs)));
        let tall = ids.iter().any(|id| {
            model.nodes.keys().any(|below| model.is_below_or_at(below, id) && model.depth(below) >= model.depth(id) + 3)
        });
        self.tally.note_if(moved_dir, WHAT, "one that a scope names");
        self.tally.note_if(nests, WHAT, "one that a scope names into another of it");
        self.tally.note_if(stays, WHAT, "within one scope");
        self.tally.note_if(tall, WHAT, "with three levels below");
    }

    pub(super) async fn trash_files(&mut self) -> Checked<Option<String>> {
        let files = self.visible_files();
        let ids = self.dice.some(&files, 3);
        self.trashed(ids).await
    }

    pub(super) async fn trash_folders(&mut self) -> Checked<Option<String>> {
        let (folders, files) = (self.visible_folders(), self.visible_files());
        let mut ids = self.dice.some(&folders, 2);
        if ids.is_empty() {
            return Ok(None);
        }
        if self.dice.once_in(4) {
            ids.extend(self.dice.some(&files, 1));
        }
        let above = |id: &String| {
            let mut dirs = self.model.albums.values().flat_map(|album| &album.scope.dirs);
            dirs.any(|dir| dir != id && self.model.nodes.contains_key(dir) && self.model.is_below_or_at(dir, id))
        };
        let (named, above) = (ids.iter().any(|id| self.is_scope_dir(id)), ids.iter().any(above));
        let below = |id: &String| ids.iter().any(|folder| folder != id && self.model.is_below_or_at(id, folder));
        let early = self.model.nodes.iter().any(|(id, node)| node.trashed && node.is_media() && below(id));
        let both = ids.iter().any(below);
        self.tally.note_if(named, "trash folders", "one that a scope names");
        self.tally.note_if(above, "trash folders", "one above one that a scope names");
        self.tally.note_if(early, "trash folders", "with something below that is in the bin already");
        self.tally.note_if(both, "trash folders", "and something below it in the same job");
        self.trashed(ids).await
    }

    async fn trashed(&mut self, ids: Vec<String>) -> Checked<Option<String>> {
        if ids.is_empty() {
            return Ok(None);
        }
        self.service.done(self.who, "/jobs", &job_on(2, 201, &ids)).await?;
        self.model.trash(&ids);
        Ok(Some(self.model.names(&ids)))
    }

    pub(super) async fn restore(&mut self) -> Checked<Option<String>> {
        let binned = self.model.those(self.who, |_, node| node.trashed);
        let ids = self.dice.some(&binned, 4);
        if ids.is_empty() {
            return Ok(None);
        }
        self.service.done(self.who, "/jobs", &restore_job(&ids)).await?;
        let named = ids.iter().any(|id| self.is_scope_dir(id));
        let below = |id: &String| ids.iter().any(|other| other != id && self.model.is_below_or_at(id, other));
        let both = ids.iter().any(below);
        let homeless = self.model.restore(&ids);
        self.tally.note_if(named, "restore", "a folder that a scope names");
        self.tally.note_if(both, "restore", "a folder and something below it in the same job");
        self.tally.note_if(homeless > 0, "restore", "into the root, because the folder is in the bin");
        self.tally.note_if(ids.len() > 1, "restore", "several in one job");
        Ok(Some(self.model.names(&ids)))
    }

    pub(super) async fn purge_binned(&mut self) -> Checked<Option<String>> {
        let binned = self.model.those(self.who, |_, node| node.trashed);
        let ids = self.dice.some(&binned, 3);
        self.purged(ids).await
    }

    /// Removes what was not put into the bin, though it may lie below something that was.
    pub(super) async fn purge_past(&mut self) -> Checked<Option<String>> {
        let folders = self.dice.once_in(5);
        let others = self.model.those(self.who, |_, node| !node.trashed && (node.kind == Kind::Folder) == folders);
        let ids = self.dice.some(&others, 2);
        self.purged(ids).await
    }

    async fn purged(&mut self, ids: Vec<String>) -> Checked<Option<String>> {
        if ids.is_empty() {
            return Ok(None);
        }
        self.service.done(self.who, "/jobs", &job_on(2, 202, &ids)).await?;
        let told = self.model.names(&ids);
        self.forget(&ids);
        Ok(Some(told))
    }

    pub(super) async fn empty_bin(&mut self) -> Checked<Option<String>> {
        if self.dice.once_in(2) {
            return Ok(None);
        }
        self.service.done(self.who, "/jobs", &json!({ "taskType": 7, "actionType": 701 })).await?;
        let binned = self.model.those(self.who, |_, node| node.trashed);
        let told = self.model.names(&binned);
        self.forget(&binned);
        Ok(Some(told))
    }

    /// Takes out of the model what was removed for good.
    fn forget(&mut self, ids: &[String]) {
        let mixed = ids.iter().any(|id| {
            let below = |other: &String| other != id && self.model.is_below_or_at(other, id);
            self.model.nodes.iter().any(|(other, node)| node.trashed && node.is_media() && below(other))
        });
        let named = ids.iter().any(|id| self.is_scope_dir(id));
        let gone = self.model.purge(ids);
        let all = self.model.albums.values().any(|album| {
            let dirs = &album.scope.dirs;
            dirs.iter().any(|dir| gone.contains(dir)) && !dirs.iter().any(|dir| self.model.nodes.contains_key(dir))
        });
        self.tally.note_if(mixed, "purge", "a folder with something below that is in the bin itself");
        self.tally.note_if(named, "purge", "a folder that a scope names");
        self.tally.note_if(all, "purge", "the last folder that a scope names");
        self.known.retain(|known| !gone.contains(&known.file));
        self.gone.extend(gone);
        self.gone.drain(..self.gone.len().saturating_sub(20));
    }

    pub(super) async fn retime(&mut self) -> Checked<Option<String>> {
        let media = self.visible(|kind| matches!(kind, Kind::Image | Kind::Video));
        let Some(id) = self.dice.pick(&media) else { return Ok(None) };
        let (taken, now) = (self.some_time(), self.service.now());
        let (path, body) =
            (format!("/api/files/{id}/takeTime"), json!({ "takeTime": taken.map(|taken| Millis(taken).to_string()) }));
        done(self.service.call(Server::Writer, self.who, Method::PUT, &path, &body).await, &path)?;
        let held = self
            .model
            .albums
            .values()
            .any(|album| self.model.why(album.owner, &album.scope, &id).kept_out_by.is_empty());
        let node = self.model.nodes.get_mut(&id).unwrap();
        let told = format!("{} from {:?} to {taken:?}", node.name, node.taken);
        self.tally.note_if(held, "correct a time", "of a file in a collection");
        self.tally.note_if(taken.is_none() && node.taken.is_some(), "correct a time", "it is no longer known");
        self.tally.note_if(taken.is_some() && node.taken.is_none(), "correct a time", "it was not known");
        self.tally.note_if(taken.is_some_and(|taken| taken < 0), "correct a time", "to before 1970");
        (node.taken, node.edited) = (taken, now);
        Ok(Some(told))
    }
}
