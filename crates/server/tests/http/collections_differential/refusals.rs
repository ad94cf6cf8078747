//! Requests that must be refused; what is compared after every step shows that they changed nothing.

use axum::http::Method;
use serde_json::{Value, json};

use super::changes::{job_on, move_job, restore_job};
use super::model::Kind;
use super::service::{Checked, Server, refused};
use super::walk::Walk;

/// A request that must fail.
struct Wrong {
    what: &'static str,
    method: Method,
    path: String,
    body: Value,
}

fn post(what: &'static str, path: &str, body: Value) -> Option<Wrong> {
    Some(Wrong { what, method: Method::POST, path: format!("/koodrive/ose/v1{path}"), body })
}

impl Walk {
    pub(super) async fn refused(&mut self) -> Checked<Option<String>> {
        let roll = self.dice.below(18);
        let wrong = match roll {
            0..=5 => self.wrong_job(roll),
            6..=10 => self.wrong_album(roll),
            11..=13 => self.wrong_time(roll),
            14 | 15 => self.wrong_caller(roll),
            // What it takes is seldom there, so it is tried more often.
            _ => self.wrong_job(4),
        };
        let Some(Wrong { what, method, path, body }) = wrong else { return Ok(None) };
        let answer = self.service.call(Server::Writer, self.who, method, &path, &body).await;
        let told = format!("{what}: {path} {body}");
        refused(&answer, &told)?;
        self.tally.note("be refused", what);
        Ok(Some(told))
    }

    /// A job of which one file is wrong, among others that are right.
    fn wrong_job(&mut self, roll: usize) -> Option<Wrong> {
        let right = self.visible(|_| true);
        let right = self.dice.some(&right, 3);
        let with = |wrong: String| [&right[..], &[wrong]].concat();
        let binned = self.model.those(self.who, |id, _| self.model.in_bin(id));
        let folders = self.visible_folders();
        match roll {
            0 => post("trash what is in the bin", "/jobs", job_on(2, 201, &with(self.dice.pick(&binned)?))),
            1 => {
                let trashed = self.model.those(self.who, |_, node| node.trashed);
                let ids = [&trashed[..], &[self.dice.pick(&right)?]].concat();
                post("restore what is not in the bin", "/jobs", restore_job(&ids))
            }
            2 => {
                let folder = self.dice.pick(&folders)?;
                let below: Vec<String> =
                    folders.iter().filter(|id| self.model.is_below_or_at(id, &folder)).cloned().collect();
                let target = self.dice.pick(&below)?;
                post("move a folder into itself", "/jobs", move_job(&[folder], &target))
            }
            3 => {
                let ids = self.dice.some(&right, 1);
                let parent = self.model.node(ids.first()?).parent.clone()?;
                post("move a file to where it is", "/jobs", move_job(&ids, &parent))
            }
            4 => {
                let hidden =
                    self.any_of(self.who, |id, kind| kind == Kind::Folder && binned.iter().any(|b| b == id))?;
                let others: Vec<String> =
                    right.iter().filter(|id| !self.model.is_below_or_at(&hidden, id)).cloned().collect();
                self.dice.pick(&others)?;
                post("move into a folder in the bin", "/jobs", move_job(&others, &hidden))
            }
            _ => {
                let stranger = self.any_of(1 - self.who, |_, _| true);
                let wrong = if self.dice.once_in(2) { stranger } else { self.dice.pick(&self.gone.clone()) };
                let body = [job_on(2, 201, &with(wrong.clone()?)), job_on(2, 202, &with(wrong?))];
                post("a job with a file of nobody or somebody else", "/jobs", self.dice.pick(&body)?)
            }
        }
    }

    /// A scope that cannot be, for a new collection or for one there is.
    fn wrong_album(&mut self, roll: usize) -> Option<Wrong> {
        let mut scope = self.some_scope()?;
        let mut kind = json!(scope.kind);
        let what = match roll {
            6 => {
                let parent = self.model.node(&scope.dirs[0]).parent.clone()?;
                let elsewhere = self.any_of(self.who, |_, kind| kind == Kind::Folder)?;
                if self.model.node(&elsewhere).parent.as_ref() == Some(&parent) && !self.model.in_bin(&elsewhere) {
                    return None;
                }
                scope.dirs.push(elsewhere);
                "a scope of folders that do not lie side by side"
            }
            7 => {
                scope.dirs.push(self.any_of(self.who, |_, kind| kind != Kind::Folder)?);
                "a scope with a file in it"
            }
            8 => {
                let stranger = self.any_of(1 - self.who, |_, kind| kind == Kind::Folder);
                scope.dirs.push(if self.dice.once_in(2) { stranger? } else { self.dice.pick(&self.gone.clone())? });
                "a scope with a folder of nobody or somebody else"
            }
            9 => {
                kind = json!(["3", "0", "1,1", "12", "image"][self.dice.below(5)]);
                "a scope of no kind"
            }
            _ => {
                scope.dirs = if self.dice.once_in(2) { Vec::new() } else { vec![scope.dirs[0].clone(); 31] };
                "a scope of no folders or too many"
            }
        };
        let mut body = json!({ "scopeParentFolderId": scope.parent, "scopeKind": kind });
        match self.some_album().filter(|_| self.dice.once_in(2)) {
            Some(album) => {
                body["scopeDirList"] = json!(scope.dirs);
                body["name"] = json!("Wrong");
                post(what, &format!("/{album}/update"), body)
            }
            None => {
                body["scopeDir"] = json!(scope.dirs);
                (body["type"], body["albumKind"]) = (json!(1), json!(1));
                post(what, "/album/create", body)
            }
        }
    }

    fn wrong_time(&mut self, roll: usize) -> Option<Wrong> {
        let is_media = |kind| matches!(kind, Kind::Image | Kind::Video);
        let (what, id, time) = match roll {
            11 => ("a time of what has none", self.any_of(self.who, |_, kind| !is_media(kind))?, json!(null)),
            12 => {
                let (strange, binned) =
                    (self.dice.once_in(2), self.model.those(self.who, |id, _| self.model.in_bin(id)));
                let stranger = self.any_of(1 - self.who, |_, kind| is_media(kind));
                let id = if strange { stranger? } else { self.dice.pick(&binned)? };
                ("a time of somebody else's, or of what is in the bin", id, json!(null))
            }
            _ => ("no time at all", self.any_of(self.who, |_, kind| is_media(kind))?, json!("yesterday")),
        };
        Some(Wrong {
            what,
            method: Method::PUT,
            path: format!("/api/files/{id}/takeTime"),
            body: json!({ "takeTime": time }),
        })
    }

    /// Somebody else's collection, or a collection as if it were filled by hand.
    fn wrong_caller(&mut self, roll: usize) -> Option<Wrong> {
        let (mine, ours) = (self.some_album()?, self.model.albums.clone());
        let theirs: Vec<String> =
            ours.into_iter().filter(|(_, album)| album.owner != self.who).map(|(id, _)| id).collect();
        let (theirs, me) = (self.dice.pick(&theirs)?, self.service.people[self.who].id.to_string());
        let file = self.any_of(self.who, |_, _| true)?;
        let v1 = "/koodrive/ose/v1";
        let wrong = |what, method, path, body| Wrong { what, method, path, body };
        let choices = if roll == 14 {
            let added = json!({ "fileIds": [{ "fileId": file, "ownerId": me }] });
            let what = "fill a collection by hand";
            [
                wrong(what, Method::POST, format!("{v1}/album/{mine}/add"), added.clone()),
                wrong(what, Method::DELETE, format!("{v1}/{mine}/batchDelete"), json!({ "ids": [file] })),
                wrong(what, Method::POST, format!("{v1}/album/{mine}/add"), added.clone()),
                wrong(what, Method::POST, format!("{v1}/album/{mine}/add"), added),
            ]
        } else {
            let what = "somebody else's collection";
            [
                wrong(what, Method::GET, format!("{v1}/album/{theirs}/list"), Value::Null),
                wrong(what, Method::DELETE, format!("{v1}/album/{theirs}"), Value::Null),
                wrong(what, Method::POST, format!("{v1}/{theirs}/update"), json!({ "scopeKind": "1" })),
                wrong(what, Method::GET, format!("/api/albums/{theirs}/why?fileId={file}"), Value::Null),
            ]
        };
        let choice = self.dice.below(choices.len());
        choices.into_iter().nth(choice)
    }
}
