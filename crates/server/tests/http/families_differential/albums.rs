//! Albums: who sees them, who may change them, and what is in them.
//!
//! What keeps a file in an album is reckoned anew after every step, for every entry of every album: a right that its
//! album has to it at this moment.

use super::model::{Album, Entry, Holds, Model, Scope};
use super::places::{At, ELSEWHERE, IN_BIN, INVALID, IS_FOLDER, NO_FOLDER, NO_RIGHT, NO_SPACE, Outcome, UNKNOWN};

/// `sortType` and `sortDirection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// 1 shooting time, 2 creation time, which of a manual album is when the file was linked, 3 time of change.
    pub(super) sort: usize,
    /// 1 ascending, 2 descending.
    pub(super) direction: usize,
}

impl Model {
    /// Whether somebody sees an album.
    pub(super) fn sees(&self, who: usize, album: &Album) -> bool {
        album.family.map_or(album.creator == who, |family| self.belongs(who, family))
    }

    /// An album that somebody sees.
    pub(super) fn seen(&self, who: usize, album: &str) -> Outcome<&Album> {
        self.albums.get(album).filter(|album| self.sees(who, album)).ok_or(UNKNOWN)
    }

    /// The albums that somebody sees, newest first: personal ones, or those of their families.
    pub(super) fn listed(&self, who: usize, shared: bool, collections: bool) -> Vec<&Album> {
        let mut albums: Vec<&Album> = self.albums.values().filter(|album| self.sees(who, album)).collect();
        albums.retain(|album| (album.family.is_some(), album.scope().is_some()) == (shared, collections));
        albums.sort_by_key(|album| std::cmp::Reverse((album.created, album.id.clone())));
        albums
    }

    fn master_of(&self, who: usize, album: &Album) -> bool {
        album.creator == who || album.family.is_some_and(|family| self.families[family].owner == who)
    }

    /// Whether somebody may change or delete an album.
    pub(super) fn manage(&self, who: usize, album: &str) -> Outcome {
        let album = self.seen(who, album)?;
        if self.master_of(who, album) { Ok(()) } else { Err(NO_RIGHT) }
    }

    /// Whether an entry is there by right.
    fn stands(&self, album: &Album, file: &str, entry: Entry) -> bool {
        let Some(node) = self.nodes.get(file) else { return false };
        let Some(family) = album.family else { return self.reaches(album.creator, file) };
        let shared_by_owner = node.space == node.owner && entry.added_by == node.owner;
        self.family_around(file) == Some(family) || (shared_by_owner && self.belongs(node.owner, family))
    }

    /// Takes out of all albums what is not there by right any more; gives each album with the file.
    pub(super) fn sweep(&mut self) -> Vec<(String, String)> {
        let mut fallen = Vec::new();
        for (id, album) in &self.albums {
            for (file, entry) in album.entries().into_iter().flatten() {
                if !self.stands(album, file, *entry) {
                    fallen.push((id.clone(), file.clone()));
                }
            }
        }
        for (album, file) in &fallen {
            if let Some(Album { holds: Holds::Manual(entries), .. }) = self.albums.get_mut(album) {
                entries.remove(file);
            }
        }
        fallen
    }

    /// Whether a manual album shows a file.
    pub(super) fn shows(&self, album: &Album, file: &str) -> bool {
        album.entries().is_some_and(|entries| entries.contains_key(file)) && !self.in_bin(file)
    }

    /// Whether a file is in a manual album, be it in the bin or not.
    pub(super) fn is_linked(&self, album: &Album, file: &str) -> bool {
        album.entries().is_some_and(|entries| entries.contains_key(file))
    }

    /// Whether a file is in some manual album.
    pub(super) fn is_in_an_album(&self, file: &str) -> bool {
        self.albums.values().any(|album| self.is_linked(album, file))
    }

    /// Puts files into an album, each with who is said to own it: all of them or none.
    pub(super) fn add(&mut self, who: usize, id: &str, files: &[(String, usize)], now: i64) -> Outcome {
        let album = self.seen(who, id)?;
        if album.scope().is_some() {
            return Err(INVALID);
        }
        let mut added = Vec::new();
        for (file, said) in files {
            let owner = self.nodes.get(file).map(|node| node.owner);
            if !self.reaches(who, file) {
                if !self.nodes.contains_key(file) || !self.shows(album, file) {
                    return Err(UNKNOWN);
                }
                if owner != Some(*said) {
                    return Err(ELSEWHERE);
                }
                continue;
            }
            let node = self.node(file);
            let own = node.space == who && node.owner == who;
            match () {
                () if owner != Some(*said) => return Err(ELSEWHERE),
                () if self.in_bin(file) => return Err(IN_BIN),
                () if node.is_folder() => return Err(IS_FOLDER),
                () if !node.is_media() => return Err(INVALID),
                () if album.family.is_some() && !own && self.family_around(file) != album.family => {
                    return Err(ELSEWHERE);
                }
                () => added.push(file.clone()),
            }
        }
        if let Holds::Manual(entries) = &mut self.albums.get_mut(id).unwrap().holds {
            let entry = Entry { added_by: who, linked: now };
            for file in added {
                entries.entry(file).or_insert(entry);
            }
        }
        Ok(())
    }

    /// Takes files out of an album, if all that it shows are the caller's to take out. Of the others nothing goes.
    pub(super) fn take_from(&mut self, who: usize, id: &str, files: &[String]) -> Outcome {
        let album = self.seen(who, id)?;
        let Holds::Manual(entries) = &album.holds else { return Err(INVALID) };
        let theirs =
            |file: &String| entries.get(file).is_none_or(|entry| entry.added_by == who || self.node(file).owner == who);
        let master = self.master_of(who, album);
        if !master && !files.iter().all(|file| theirs(file) || self.in_bin(file)) {
            return Err(NO_RIGHT);
        }
        let goes: Vec<String> = files.iter().filter(|file| master || theirs(file)).cloned().collect();
        if let Holds::Manual(entries) = &mut self.albums.get_mut(id).unwrap().holds {
            entries.retain(|file, _| !goes.contains(file));
        }
        Ok(())
    }

    /// Whether an album of this family, or a personal one, may have this scope; the space that is said counts too.
    pub(super) fn scope(&self, who: usize, family: Option<usize>, said: Option<usize>, scope: &Scope) -> Outcome {
        let place = self.place(who, &At { family: family.map(|family| (family, false)), space: None })?;
        if said.is_some_and(|said| said != place.space) {
            return Err(NO_SPACE);
        }
        let folder = |id: &str| match () {
            () if !self.lies(&place, id) => Err(UNKNOWN),
            () if !self.node(id).is_folder() => Err(NO_FOLDER),
            () if self.in_bin(id) => Err(IN_BIN),
            () => Ok(()),
        };
        // Whose space it is learns that it is there, but outside of the family's folder.
        let there = self.nodes.get(&scope.parent).is_some_and(|node| node.space == who);
        if !self.lies(&place, &scope.parent) && place.space == who && there {
            return Err(ELSEWHERE);
        }
        folder(&scope.parent)?;
        for dir in &scope.dirs {
            folder(dir)?;
            if self.node(dir).parent.as_ref() != Some(&scope.parent) {
                return Err(INVALID);
            }
        }
        Ok(())
    }

    fn collects(&self, album: &Album, scope: &Scope, file: &str) -> bool {
        let node = self.node(file);
        let within =
            |dir: &String| album.family.is_none_or(|family| self.is_below_or_at(dir, &self.families[family].folder));
        let holds = |dir: &String| self.nodes.contains_key(dir) && within(dir) && self.is_below_or_at(file, dir);
        node.space == scope.space && scope.takes(node.kind) && !self.in_bin(file) && scope.dirs.iter().any(holds)
    }

    /// What is in an album, in order.
    pub(super) fn contents(&self, album: &Album, order: Order) -> Vec<String> {
        let mut files: Vec<String> = match &album.holds {
            Holds::Manual(entries) => entries.keys().filter(|file| !self.in_bin(file)).cloned().collect(),
            Holds::Collection(scope) => {
                self.nodes.keys().filter(|file| self.collects(album, scope, file)).cloned().collect()
            }
        };
        files.sort_unstable_by_key(|file| (self.key(album, file, order.sort), file.clone()));
        if order.direction == 2 {
            files.reverse();
        }
        files
    }

    /// What a file of an album is sorted by.
    pub(super) fn key(&self, album: &Album, file: &str, sort: usize) -> i64 {
        let node = self.node(file);
        match (sort, album.entries()) {
            (1, _) => node.taken.unwrap_or(node.created),
            (2, None) => node.created,
            (2, Some(entries)) => entries[file].linked,
            _ => node.edited,
        }
    }

    /// The image that is the cover of an album: of a manual one, the earliest linked that can be seen.
    pub(super) fn cover(&self, album: &Album) -> Option<String> {
        let files = album.entries().map(|_| self.contents(album, Order { sort: 2, direction: 1 }))?;
        files.into_iter().find(|file| self.node(file).kind == super::model::Kind::Image)
    }

    /// Whether a manual album of a family of somebody's shows a file.
    pub(super) fn is_shown_to(&self, who: usize, file: &str) -> bool {
        let mut albums = self.albums.values().filter(|album| album.family.is_some() && self.sees(who, album));
        albums.any(|album| self.shows(album, file))
    }
}
