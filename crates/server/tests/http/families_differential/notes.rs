//! What is worth noting of a step: the rare things that a run must have met.

use super::model::Model;
use super::places::{ELSEWHERE, Outcome, UNKNOWN};
use super::walk::Walk;

impl Model {
    /// The manual albums that a file is in.
    fn linking<'m>(&'m self, file: &'m str) -> impl Iterator<Item = &'m super::model::Album> {
        self.albums.values().filter(move |album| self.is_linked(album, file))
    }

    /// Whether a manual album of a family has a file.
    fn is_shared(&self, file: &str) -> bool {
        self.linking(file).any(|album| album.family.is_some())
    }
}

impl Walk {
    /// Entries that fell out of albums because the right behind them ended.
    pub(super) fn note_fallen(&mut self, before: &Model, fallen: &[(String, String)]) {
        for (album, file) in fallen {
            // What was purged is no right that ended.
            if before.nodes.contains_key(file) {
                let shared = before.albums[album].family.is_some();
                self.tally.note("fall out", if shared { "of a shared album" } else { "of a personal album" });
            }
        }
    }

    pub(super) fn note_end(&mut self, who: usize, families: &[usize]) {
        let model = &self.model;
        if model.frozen[who] || families.iter().any(|family| model.own_family(who, *family).is_err()) {
            return;
        }
        let of = |family: &Option<usize>| family.is_some_and(|family| families.contains(&family));
        let albums = model.albums.values().any(|album| of(&album.family));
        let linked = model
            .albums
            .values()
            .filter(|album| album.family.is_none() && album.creator != who)
            .any(|album| album.entries().into_iter().flatten().any(|(file, _)| of(&model.family_around(file))));
        self.tally.note_if(albums, "end", "with a shared album");
        self.tally.note_if(linked, "end", "while a family's file was in an album of a member's");
        self.tally.note_if(families.len() > 1, "end", "two at once");
    }

    pub(super) fn note_answer(&mut self, who: usize, id: &str, accept: bool) {
        let (model, now) = (&self.model, self.service.now());
        let Some(sent) = model.invitations.iter().find(|sent| sent.id == id) else { return };
        if model.frozen[who] {
            return;
        }
        if sent.invitee != who {
            self.tally.note("answer", "not for the number of who answers");
            return;
        }
        let earlier = |status| {
            let same = |other: &&super::model::Invitation| (other.family, other.invitee) == (sent.family, who);
            model.invitations.iter().filter(same).any(|other| other.id != id && other.status == status)
        };
        let came = match sent.status {
            0 if sent.expires <= now => "too late",
            0 if !accept => "refused",
            0 => "accepted",
            1 if accept && model.belongs(who, sent.family) => "once more the same",
            2 if !accept => "once more the same",
            _ => return,
        };
        let (refused, joined) = (earlier(2), earlier(1));
        self.tally.note("answer", came);
        self.tally.note_if(came == "accepted" && refused, "answer", "accepted after an earlier refusal");
        self.tally.note_if(came == "accepted" && joined, "answer", "joined again");
    }

    pub(super) fn note_leaving(&mut self, before: &Model, family: usize, leaving: usize, removed: bool) {
        const WHAT: &str = "leave";
        let linked = |shared: bool, fits: &dyn Fn(&str, usize) -> bool| {
            let mut albums = before.albums.values().filter(|album| {
                if shared { album.family == Some(family) } else { album.family.is_none() && album.creator == leaving }
            });
            albums.any(|album| album.entries().into_iter().flatten().any(|(file, entry)| fits(file, entry.added_by)))
        };
        let around = |file: &str| before.family_around(file) == Some(family);
        let owner = before.families[family].owner;
        let others = self.model.families_of(leaving);
        let notes = [
            (!removed, "by oneself"),
            (removed, "taken out by the owner"),
            (
                linked(true, &|file, _| before.node(file).space == leaving),
                "while a file of theirs was in a shared album",
            ),
            (linked(false, &|file, _| around(file)), "while a family's file was in an album of theirs"),
            (
                linked(true, &|file, _| around(file) && before.node(file).owner == leaving),
                "and what they put into the family's folder stays in its album",
            ),
            (
                linked(true, &|file, by| around(file) && by == leaving),
                "and what they added of the family's stays in its album",
            ),
            (
                others.iter().any(|other| self.model.families[*other].owner == owner),
                "and still belongs to another family of the same owner",
            ),
        ];
        notes.into_iter().for_each(|(happened, came)| self.tally.note_if(happened, WHAT, came));
    }

    pub(super) fn note_freeze(&mut self, who: usize, frozen: bool) {
        let shared = self
            .model
            .nodes
            .iter()
            .any(|(id, node)| node.owner == who && !self.model.in_bin(id) && self.model.is_shared(id));
        let came = if frozen {
            "a member whose file is in a shared album"
        } else {
            "and its file is still there when enabled again"
        };
        self.tally.note_if(shared, "freeze", came);
    }

    pub(super) fn note_move(&mut self, before: &Model, who: usize, ids: &[String]) {
        const WHAT: &str = "move";
        let after = &self.model;
        let mut notes = Vec::new();
        for id in before.below(ids) {
            let (from, to) = (before.family_around(&id), after.family_around(&id));
            let owner = before.node(&id).space;
            let entries = |model: &Model, shared: bool, fits: &dyn Fn(usize) -> bool| {
                let albums = model.linking(&id).filter(|album| album.family.is_some() == shared);
                albums.into_iter().any(|album| {
                    album.entries().is_some_and(|entries| fits(entries[&id].added_by))
                        && (!shared || album.family == from)
                })
            };
            let member = |by: usize| by != owner;
            let folder = ids.contains(&id) && before.node(&id).is_folder();
            let below = !ids.contains(&id);
            let out = from.is_some() && to.is_none();
            let between = from.is_some() && to.is_some() && from != to;
            let within = from.is_some() && from == to;
            notes.extend([
                (within && entries(before, true, &|_| true), "within a family, what is in a shared album"),
                (out && entries(before, true, &member), "out of a family, what a member linked"),
                (out && entries(before, false, &member), "out of a family, what a member has in an album of theirs"),
                (
                    out && before.node(&id).owner == owner && entries(after, true, &|by| by == owner),
                    "out of a family, what its owner added of their own, which stays",
                ),
                (between && entries(before, true, &member), "between two families of one owner, what a member linked"),
                (
                    between && entries(after, false, &member),
                    "between two families of one owner, what a member of both has in an album of theirs, which stays",
                ),
                (from.is_none() && to.is_some(), "into a family"),
                (who != owner, "by a member"),
                (below && out && entries(before, true, &member), "a folder out of a family, with linked files below"),
                (
                    folder
                        && out
                        && before.albums.values().any(|album| {
                            album.family == from && album.scope().is_some_and(|scope| scope.dirs.contains(&id))
                        }),
                    "a folder that a shared collection names out of the family",
                ),
            ]);
        }
        notes.into_iter().for_each(|(happened, came)| self.tally.note_if(happened, WHAT, came));
    }

    pub(super) fn note_trash(&mut self, who: usize, ids: &[String], done: bool) {
        let model = &self.model;
        let known = |id: &&String| model.nodes.contains_key(*id);
        let shared = done && model.below(ids).iter().any(|id| model.is_shared(id));
        let own = done && ids.iter().filter(known).any(|id| model.node(id).space != who);
        let others = !done
            && !model.frozen[who]
            && ids
                .iter()
                .filter(known)
                .any(|id| model.reaches(who, id) && model.node(id).space != who && model.node(id).owner != who);
        self.tally.note_if(shared, "trash", "what is in a shared album");
        self.tally.note_if(own, "trash", "by a member, their own in a family");
        self.tally.note_if(others, "trash", "what is another member's, in vain");
    }

    pub(super) fn note_restore(&mut self, who: usize, ids: &[String], outcome: &Outcome<usize>) {
        let Ok(homeless) = outcome else { return };
        let model = &self.model;
        let member = ids.iter().any(|id| model.node(id).space != who);
        let at_top = |id: &String| model.node(id).parent.as_ref().is_some_and(|parent| model.is_family_folder(parent));
        let top = *homeless > 0 && ids.iter().any(at_top);
        let shared = model.below(ids).iter().any(|id| model.is_shared(id));
        self.tally.note_if(member, "restore", "by a member");
        self.tally.note_if(top, "restore", "into the top of a family's folder");
        self.tally.note_if(shared, "restore", "what is in a shared album");
    }

    pub(super) fn note_album(&mut self, family: Option<usize>, who: usize, collection: bool) {
        let came = match (family.map(|family| self.model.families[family].owner == who), collection) {
            (None, false) => "a personal manual one",
            (None, true) => "a personal collection",
            (Some(true), _) => return,
            (Some(false), false) => "a shared manual one, by a member",
            (Some(false), true) => "a shared collection, by a member",
        };
        self.tally.note("create an album", came);
    }

    pub(super) fn note_add(
        &mut self,
        before: &Model,
        who: usize,
        id: &str,
        files: &[(String, usize)],
        outcome: &Outcome,
    ) {
        let Some(album) = before.albums.get(id).filter(|album| before.sees(who, album)) else { return };
        if before.frozen[who] || album.scope().is_some() {
            return;
        }
        let mut notes = Vec::new();
        for (file, said) in files {
            let node = before.node(file);
            let (around, reached) = (before.family_around(file), before.reaches(who, file));
            let (shared, own) = (album.family.is_some(), node.space == who && node.owner == who);
            notes.extend(match outcome {
                Ok(()) => [
                    (shared && own, "an own file to a shared album"),
                    (shared && !own && around == album.family, "a family's file to its album"),
                    (!shared && node.space != who, "a family's file to a personal album"),
                    (before.is_linked(album, file), "what is linked already"),
                    (shared && !reached, "what is another's own and shown already"),
                    (
                        shared && own && around.is_some() && around != album.family,
                        "an own file that lies in another family's folder",
                    ),
                ],
                Err(code) => [
                    (*code == UNKNOWN && !reached && node.space == node.owner, "another member's own file, in vain"),
                    (
                        *code == ELSEWHERE && shared && reached && around.is_some() && around != album.family && !own,
                        "another family's file, in vain",
                    ),
                    (*code == ELSEWHERE && *said != node.owner, "with a wrong owner, in vain"),
                    (false, ""),
                    (false, ""),
                    (false, ""),
                ],
            });
        }
        notes.into_iter().for_each(|(happened, came)| self.tally.note_if(happened, "add", came));
    }

    pub(super) fn note_take_out(&mut self, who: usize, id: &str, files: &[String]) {
        let model = &self.model;
        let Some(album) = model.albums.get(id).filter(|album| album.family.is_some() && model.sees(who, album)) else {
            return;
        };
        if model.frozen[who] {
            return;
        }
        let owner = model.families[album.family.unwrap()].owner;
        let mut notes = Vec::new();
        for (file, entry) in album.entries().into_iter().flatten().filter(|(file, _)| files.contains(file)) {
            let (added, own) = (entry.added_by == who, model.node(file).owner == who);
            let others = !added && !own;
            notes.extend([
                (added, "what one added"),
                (own && !added, "what is one's own and somebody else added"),
                (others && album.creator == who && owner != who, "another's, as who made the album"),
                (others && owner == who, "another's, as the family's owner"),
                (others && owner != who && album.creator != who, "another's, in vain"),
            ]);
        }
        notes.into_iter().for_each(|(happened, came)| self.tally.note_if(happened, "take out", came));
    }
}
