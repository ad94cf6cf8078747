//! What is compared after each step of single files: who comes to them, who may fetch them, and for how long a link
//! works.

use serde_json::{Value, json};

use super::places::{At, IN_BIN, IS_FOLDER, NO_BYTES, NO_SPACE, Outcome, UNKNOWN};
use super::service::Checked;
use super::walk::{Link, Walk};

impl Walk {
    /// Whether somebody comes to a file of a space that they name.
    fn comes_to(&self, who: usize, at: &At, id: &str) -> bool {
        let Some(node) = self.model.nodes.get(id) else { return false };
        let other = at.family.is_none() && at.space.is_some_and(|space| space != who);
        if other {
            let here = at.space == Some(node.space);
            return here && (self.model.reaches(who, id) || self.model.is_shown_to(who, id));
        }
        self.model.place(who, at).is_ok_and(|place| self.model.lies(&place, id))
    }

    /// What comes of files that somebody wants to see or fetch; all of it may be refused.
    fn come_to(&self, who: usize, at: &At, ids: &[String]) -> Outcome {
        let other = at.family.is_none() && at.space.is_some_and(|space| space != who);
        if !other {
            return self.model.place(who, at).map(drop);
        }
        let found = ids.iter().any(|id| self.comes_to(who, at, id));
        if found || self.model.place(who, at).is_ok() { Ok(()) } else { Err(NO_SPACE) }
    }

    /// Some files, of which each may be fetched or not, and the facts of one of them.
    pub(super) async fn check_downloads(&mut self, who: usize) -> Checked {
        let (uploaded, shown) = (self.dice.once_in(2), self.dice.once_in(3));
        let all: Vec<String> = {
            let nodes = self.model.nodes.iter();
            let fits =
                nodes.filter(|(id, node)| (!uploaded || node.uploaded) && (!shown || self.model.is_shown_to(who, id)));
            fits.map(|(id, _)| id.clone()).chain(self.gone.iter().take(2).cloned()).collect()
        };
        let Some(first) = self.dice.pick(&all) else { return Ok(()) };
        let space = self.model.nodes.get(&first).map_or(who, |node| node.space);
        let near = |id: &String| self.model.nodes.get(id).is_some_and(|node| node.space == space);
        let near: Vec<String> = all.iter().filter(|id| near(id)).cloned().collect();
        let mut ids = self.dice.some(&near, 5);
        ids.push(first);
        ids.extend(self.dice.pick(&all));
        let family = if self.dice.once_in(5) { self.some_at(ids.first().map(String::as_str)).family } else { None };
        let at = At { family, space: Some(space) };
        let expected = self.come_to(who, &at, &ids);
        let asked = self.asked(&at, "/files/download", json!({ "containerId": self.space(&at), "fileIds": ids }));
        if let Some(list) = self.ask(who, &asked, &expected).await? {
            for (id, download) in ids.iter().zip(list["downloads"].as_array().into_iter().flatten()) {
                self.check_download(who, &at, id, download)?;
            }
        }
        let id = &ids[0];
        let expected = self.come_to(who, &at, std::slice::from_ref(id));
        let expected = expected.and_then(|()| if self.comes_to(who, &at, id) { Ok(()) } else { Err(UNKNOWN) });
        let asked = self.asked(&at, format!("/files/{id}/detail"), json!({ "containerId": self.space(&at) }));
        let Some(file) = self.ask(who, &asked, &expected).await? else { return Ok(()) };
        let node = self.model.node(id);
        // Where it lies is told to those only who come to that place.
        let parent = node.parent.clone().filter(|_| self.model.reaches(who, id));
        let expected = json!([id, node.name, self.model.in_bin(id), parent, node.size]);
        let found = json!([file["id"], file["fileName"], file["recycled"], file["parentFolder"].get(0), file["size"]]);
        if found == expected { Ok(()) } else { Err(format!("the file should be {expected} and is {found}")) }
    }

    fn check_download(&mut self, who: usize, at: &At, id: &str, download: &Value) -> Checked {
        let expected = match self.model.nodes.get(id) {
            Some(node) if self.comes_to(who, at, id) => match () {
                () if node.is_folder() => Err(IS_FOLDER),
                () if self.model.in_bin(id) => Err(IN_BIN),
                () if !node.uploaded => Err(NO_BYTES),
                () => Ok(()),
            },
            _ => Err(UNKNOWN),
        };
        let code = expected.map_or_else(|code: i64| 13_000_000 + code, |()| 0).to_string();
        if download["code"] != code || download["fileId"] != id {
            let name = self.model.names(&[id.to_owned()]);
            return Err(format!("the download of {name} at {at:?} should be {code} and is {download}"));
        }
        let around = self.model.nodes.contains_key(id) && self.model.family_around(id).is_some();
        let reached = self.model.reaches(who, id);
        let album = expected != Err(UNKNOWN) && !reached;
        self.tally.note_if(album, "download", "what only a shared album shows");
        self.tally.note_if(reached && around, "download", "what lies in a family");
        self.tally.note_if(expected == Err(UNKNOWN), "download", "what is unknown");
        if let Some(url) = download["url"].as_str() {
            if album_of(url).is_some() == reached {
                return Err(format!("the link {url} stands on another right"));
            }
            let expires = url.split("expires=").nth(1).and_then(|rest| rest.split('&').next());
            let expires = expires.and_then(|text| text.parse().ok()).ok_or_else(|| format!("no end: {url}"))?;
            self.links.push(Link { who, file: id.to_owned(), url: url.to_owned(), expires });
            self.links.drain(..self.links.len().saturating_sub(12));
        }
        Ok(())
    }

    /// A link that somebody was given works as long as the right does by which they got it.
    pub(super) async fn check_link(&mut self, who: usize) -> Checked {
        let mine: Vec<usize> = (0..self.links.len()).filter(|place| self.links[*place].who == who).collect();
        let Some(place) = self.dice.pick(&mine) else { return Ok(()) };
        let Link { file, url, expires, .. } = &self.links[place];
        let there = self.model.nodes.contains_key(file) && !self.model.in_bin(file);
        let shows = |album| self.model.seen(who, album).is_ok_and(|album| self.model.shows(album, file));
        let right = there && album_of(url).map_or_else(|| self.model.reaches(who, file), shows);
        let lives = *expires > self.service.now();
        let status = self.service.fetch(url).await.as_u16();
        let expected = if right && lives { 200 } else { 401 };
        self.tally.note_if(right && lives, "download", "by a link");
        self.tally.note_if(!right && there && lives, "download", "by a link that outlived the right");
        if status == expected {
            Ok(())
        } else {
            Err(format!("the link {url} should answer {expected} and answers {status}"))
        }
    }
}

/// The album that a link stands on, if it is one.
fn album_of(url: &str) -> Option<&str> {
    url.split("&album=").nth(1)?.split('&').next()
}
