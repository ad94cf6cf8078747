//! Where somebody says that they are at work, what they come to from there, and what they may do with files: with the
//! code of each refusal.

use super::model::{Kind, Model};

/// What comes of a request: it succeeds, or is refused with a code, of which the last three digits are kept.
pub(super) type Outcome<T = ()> = Result<T, i64>;

/// No such thing, or none that the caller may know of.
pub(super) const UNKNOWN: i64 = 309;
/// The caller knows of it, and may not do this.
pub(super) const NO_RIGHT: i64 = 410;
/// Breaks a rule of the request.
pub(super) const INVALID: i64 = 102;
/// Not a space that the caller has anything in.
pub(super) const NO_SPACE: i64 = 301;
/// Said to be somebody else's, or not in the family's folder.
pub(super) const ELSEWHERE: i64 = 302;
pub(super) const IN_BIN: i64 = 306;
pub(super) const TARGET_IN_BIN: i64 = 305;
pub(super) const NOT_IN_BIN: i64 = 303;
pub(super) const NO_FOLDER: i64 = 304;
pub(super) const IS_FOLDER: i64 = 406;
pub(super) const NESTED: i64 = 307;
pub(super) const ALREADY_THERE: i64 = 312;
pub(super) const NO_BYTES: i64 = 407;
pub(super) const NO_UPLOAD: i64 = 401;
pub(super) const UPLOAD_TARGET_IN_BIN: i64 = 404;
/// A frozen account.
pub(super) const FROZEN: i64 = 101;

/// Where somebody says that they are at work.
#[derive(Clone, Debug, Default)]
pub(super) struct At {
    /// A family, and whether it is named by its folder and not by its key.
    pub(super) family: Option<(usize, bool)>,
    /// Somebody's space.
    pub(super) space: Option<usize>,
}

/// A place that somebody may be at.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) who: usize,
    pub(super) space: usize,
    /// What `root` means there.
    pub(super) root: String,
    /// The families of whose folders it consists; none: it is a whole space.
    pub(super) families: Option<Vec<usize>>,
}

impl Model {
    /// The place that somebody means.
    pub(super) fn place(&self, who: usize, at: &At) -> Outcome<Place> {
        if let Some((family, _)) = at.family {
            let found = &self.families[family];
            if !self.belongs(who, family) {
                return Err(UNKNOWN);
            }
            if at.space.is_some_and(|space| space != found.owner) {
                return Err(NO_SPACE);
            }
            return Ok(Place { who, space: found.owner, root: found.folder.clone(), families: Some(vec![family]) });
        }
        let space = at.space.unwrap_or(who);
        if space == who {
            return Ok(Place { who, space, root: self.roots[who].clone(), families: None });
        }
        let families = self.families_of(who);
        let families: Vec<usize> = families.into_iter().filter(|f| self.families[*f].owner == space).collect();
        let root = match families.as_slice() {
            [] => return Err(NO_SPACE),
            [only] => self.families[*only].folder.clone(),
            _ => self.roots[space].clone(),
        };
        Ok(Place { who, space, root, families: Some(families) })
    }

    /// The same for something to be done with a file, which tells where that is if nothing else does.
    pub(super) fn place_by(&self, who: usize, at: &At, file: Option<&str>) -> Outcome<Place> {
        let own = self.place(who, at)?;
        let Some(node) = file.and_then(|file| self.nodes.get(file)) else { return Ok(own) };
        if at.family.is_none() && at.space.is_none() && node.space != who && self.reaches(who, file.unwrap()) {
            return self.place(who, &At { family: None, space: Some(node.space) });
        }
        Ok(own)
    }

    /// Whether a file lies there.
    pub(super) fn lies(&self, place: &Place, id: &str) -> bool {
        let among = |families: &Vec<usize>| self.family_around(id).is_some_and(|family| families.contains(&family));
        self.nodes.get(id).is_some_and(|node| node.space == place.space && place.families.as_ref().is_none_or(among))
    }

    /// A folder there that something can be put into.
    pub(super) fn target(&self, place: &Place, folder: &str) -> Outcome {
        match () {
            () if !self.lies(place, folder) => Err(UNKNOWN),
            () if self.node(folder).kind != Kind::Folder => Err(NO_FOLDER),
            () if self.in_bin(folder) => Err(TARGET_IN_BIN),
            () => Ok(()),
        }
    }

    /// Whether somebody may rename, move, trash or restore these, and with `deep` all that lies below them.
    pub(super) fn arrange(&self, place: &Place, ids: &[String], deep: bool) -> Outcome {
        let folders: Vec<String> = ids.iter().filter(|id| deep && self.node(id).is_folder()).cloned().collect();
        let in_question = [ids.to_vec(), self.below(&folders)].concat();
        let theirs = place.space == place.who || in_question.iter().all(|id| self.node(id).owner == place.who);
        match () {
            () if !theirs => Err(NO_RIGHT),
            () if ids.iter().any(|id| self.is_family_folder(id)) => Err(IS_FOLDER),
            () => Ok(()),
        }
    }

    /// The things that a job names, each checked in turn, and then the right to all of them.
    fn of_job(&self, place: &Place, ids: &[String], check: impl Fn(&str) -> Outcome) -> Outcome {
        for id in ids {
            if !self.lies(place, id) || self.node(id).parent.is_none() {
                return Err(UNKNOWN);
            }
        }
        self.arrange(place, ids, true)?;
        ids.iter().try_for_each(|id| check(id))
    }

    fn not_in_bin(&self, id: &str) -> Outcome {
        if self.in_bin(id) { Err(IN_BIN) } else { Ok(()) }
    }

    /// Whether something may be made in a folder; gives the folder and the space.
    pub(super) fn make_in(&self, who: usize, at: &At, parent: &str) -> Outcome<(String, usize)> {
        let place = self.place_by(who, at, Some(parent).filter(|parent| *parent != "root"))?;
        let parent = if parent == "root" { place.root.clone() } else { parent.to_owned() };
        self.target(&place, &parent).map(|()| (parent, place.space))
    }

    /// Whether one file may be changed.
    pub(super) fn change(&self, who: usize, at: &At, id: &str) -> Outcome {
        let place = self.place_by(who, at, Some(id))?;
        if !self.lies(&place, id) {
            return Err(UNKNOWN);
        }
        self.arrange(&place, &[id.to_owned()], false)?;
        self.not_in_bin(id)
    }

    pub(super) fn rename(&mut self, who: usize, at: &At, id: &str, name: &str, now: i64) -> Outcome {
        // A root has no name to give; that is looked at before the right to it.
        let place = self.place_by(who, at, Some(id))?;
        if !self.lies(&place, id) || self.node(id).parent.is_none() {
            return Err(UNKNOWN);
        }
        self.change(who, at, id)?;
        let node = self.nodes.get_mut(id).unwrap();
        (node.name, node.edited) = (name.to_owned(), now);
        Ok(())
    }

    pub(super) fn retime(&mut self, who: usize, at: &At, id: &str, taken: Option<i64>, now: i64) -> Outcome {
        self.change(who, at, id)?;
        let node = self.nodes.get_mut(id).unwrap();
        match node.kind {
            Kind::Folder => return Err(IS_FOLDER),
            Kind::Document => return Err(INVALID),
            Kind::Image | Kind::Video => (node.taken, node.edited) = (taken, now),
        }
        Ok(())
    }

    pub(super) fn move_to(&mut self, who: usize, at: &At, ids: &[String], folder: &str) -> Outcome {
        let place = self.place_by(who, at, ids.first().map(String::as_str))?;
        let folder = if folder == "root" { place.root.clone() } else { folder.to_owned() };
        self.target(&place, &folder)?;
        self.of_job(&place, ids, |id| match () {
            () if self.in_bin(id) => Err(IN_BIN),
            () if self.is_below_or_at(&folder, id) => Err(NESTED),
            () if self.node(id).parent.as_ref() == Some(&folder) => Err(ALREADY_THERE),
            () => Ok(()),
        })?;
        ids.iter().for_each(|id| self.nodes.get_mut(id).unwrap().parent = Some(folder.clone()));
        Ok(())
    }

    pub(super) fn trash(&mut self, who: usize, at: &At, ids: &[String]) -> Outcome {
        let place = self.place_by(who, at, ids.first().map(String::as_str))?;
        self.of_job(&place, ids, |id| self.not_in_bin(id))?;
        ids.iter().for_each(|id| self.nodes.get_mut(id).unwrap().trashed = true);
        Ok(())
    }

    /// Takes things out of the bin, those further up first: back to where they lay, or where that is still in the bin to
    /// the top of the family's folder, or of the space. Gives how many had lost their folder.
    pub(super) fn restore(&mut self, who: usize, at: &At, ids: &[String]) -> Outcome<usize> {
        let place = self.place_by(who, at, ids.first().map(String::as_str))?;
        self.of_job(&place, ids, |id| if self.node(id).trashed { Ok(()) } else { Err(NOT_IN_BIN) })?;
        let (mut ids, mut homeless) = (ids.to_vec(), 0);
        ids.sort_by_key(|id| self.depth(id));
        for id in ids {
            let parent = self.node(&id).parent.clone().unwrap();
            if self.in_bin(&parent) {
                homeless += 1;
                let family = self.family_around(&id).map(|family| self.families[family].folder.clone());
                let home = family.unwrap_or_else(|| self.roots[place.space].clone());
                self.nodes.get_mut(&id).unwrap().parent = Some(home);
            }
            self.nodes.get_mut(&id).unwrap().trashed = false;
        }
        Ok(homeless)
    }

    /// Removes things for good; gives all that is gone.
    pub(super) fn purge(&mut self, who: usize, at: &At, ids: &[String]) -> Outcome<Vec<String>> {
        let place = self.place_by(who, at, ids.first().map(String::as_str))?;
        self.of_job(&place, ids, |_| Ok(()))?;
        Ok(self.forget(ids))
    }

    /// Removes what is in the bin there, but for what the caller may not.
    pub(super) fn empty_bin(&mut self, who: usize, at: &At) -> Outcome<Vec<String>> {
        let place = self.place(who, at)?;
        let may = |id: &String| {
            self.node(id).trashed
                && self.lies(&place, id)
                && self.arrange(&place, std::slice::from_ref(id), true).is_ok()
        };
        let ids: Vec<String> = self.nodes.keys().filter(|id| may(id)).cloned().collect();
        Ok(self.forget(&ids))
    }

    fn forget(&mut self, ids: &[String]) -> Vec<String> {
        let gone = self.below(ids);
        gone.iter().for_each(|id| drop(self.nodes.remove(id)));
        gone
    }
}
