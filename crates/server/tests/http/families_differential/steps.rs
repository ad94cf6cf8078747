//! What may be done in a step, and how the things are chosen that it is done with: mostly such that it succeeds.

use super::model::{Kind, Node};
use super::places::At;
use super::service::Checked;
use super::walk::Walk;

/// What somebody may do, and how often they do it beside the others.
pub(super) const STEPS: [(usize, Step); 31] = [
    (2, Step::CreateFamily),
    (1, Step::RenameFamily),
    (2, Step::DeleteFamily),
    (7, Step::Invite),
    (10, Step::AnswerInvitation),
    (2, Step::LetExpire),
    (3, Step::Leave),
    (2, Step::RemoveMember),
    (2, Step::Freeze),
    (6, Step::Unfreeze),
    (8, Step::Put),
    (1, Step::Upload),
    (1, Step::Promise),
    (1, Step::Complete),
    (4, Step::MakeFolder),
    (2, Step::Rename),
    (14, Step::MoveFiles),
    (6, Step::MoveFolders),
    (6, Step::TrashFiles),
    (3, Step::TrashFolders),
    (8, Step::Restore),
    (3, Step::Purge),
    (2, Step::EmptyBin),
    (2, Step::Retime),
    (5, Step::CreateAlbum),
    (3, Step::UpdateAlbum),
    (2, Step::DeleteAlbum),
    (11, Step::AddOwn),
    (16, Step::AddAny),
    (10, Step::TakeOut),
    (6, Step::AddWrong),
];

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    CreateFamily,
    RenameFamily,
    DeleteFamily,
    Invite,
    AnswerInvitation,
    LetExpire,
    Leave,
    RemoveMember,
    Freeze,
    Unfreeze,
    Put,
    Upload,
    Promise,
    Complete,
    MakeFolder,
    Rename,
    MoveFiles,
    MoveFolders,
    TrashFiles,
    TrashFolders,
    Restore,
    Purge,
    EmptyBin,
    Retime,
    CreateAlbum,
    UpdateAlbum,
    DeleteAlbum,
    AddOwn,
    AddAny,
    TakeOut,
    AddWrong,
}

impl Walk {
    /// Does something, if it can be done at this moment; tells what it was.
    pub(super) async fn attempt(&mut self, step: Step) -> Checked<Option<String>> {
        match step {
            Step::CreateFamily => self.create_family().await,
            Step::RenameFamily => self.rename_family().await,
            Step::DeleteFamily => self.delete_family().await,
            Step::Invite => self.invite().await,
            Step::AnswerInvitation => self.answer_invitation().await,
            Step::LetExpire => Ok(self.let_expire()),
            Step::Leave => self.leave(false).await,
            Step::RemoveMember => self.leave(true).await,
            Step::Freeze => self.freeze(true).await,
            Step::Unfreeze => self.freeze(false).await,
            Step::Put => Ok(self.put().await),
            Step::Upload => self.upload(true).await,
            Step::Promise => self.upload(false).await,
            Step::Complete => self.complete().await,
            Step::MakeFolder => self.make_folder().await,
            Step::Rename => self.rename().await,
            Step::MoveFiles => self.move_things(false).await,
            Step::MoveFolders => self.move_things(true).await,
            Step::TrashFiles => self.trash(false).await,
            Step::TrashFolders => self.trash(true).await,
            Step::Restore => self.restore().await,
            Step::Purge => self.purge().await,
            Step::EmptyBin => self.empty_bin().await,
            Step::Retime => self.retime().await,
            Step::CreateAlbum => self.create_album().await,
            Step::UpdateAlbum => self.update_album().await,
            Step::DeleteAlbum => self.delete_album().await,
            Step::AddOwn => self.add(true, false).await,
            Step::AddAny => self.add(false, false).await,
            Step::AddWrong => self.add(false, true).await,
            Step::TakeOut => self.take_out().await,
        }
    }

    /// Three families of two owners, with members, and some files and albums.
    pub(super) async fn settle_in(&mut self) -> Checked {
        for (owner, members) in [(0, &[1, 2, 3][..]), (0, &[2, 4]), (1, &[0, 2, 3])] {
            self.found_family(owner).await?;
            let family = self.model.families.len() - 1;
            for member in members {
                self.invite_into(owner, family, *member).await?;
                let id = self.model.invitations.last().unwrap().id.clone();
                self.answer_with(*member, id, family, true).await?;
            }
        }
        for (step, times) in [
            (Step::MakeFolder, 14),
            (Step::Put, 36),
            (Step::Upload, 3),
            (Step::CreateAlbum, 14),
            (Step::AddOwn, 12),
            (Step::AddAny, 16),
        ] {
            for _ in 0..times {
                self.attempt(step).await?;
            }
        }
        Ok(())
    }

    /// Where somebody says that they are at work with a file: seldom something else than where it is.
    pub(super) fn some_at(&mut self, file: Option<&str>) -> At {
        let node = file.and_then(|file| self.model.nodes.get(file));
        let (space, around) = (node.map(|node| node.space), file.filter(|_| node.is_some()));
        let around = around.and_then(|file| self.model.family_around(file));
        let by_folder = self.dice.once_in(2);
        match self.dice.below(12) {
            0 => At { family: Some((self.dice.below(self.model.families.len()), by_folder)), space: None },
            1 if self.dice.once_in(2) => At { family: None, space: Some(self.somebody()) },
            2 if around.is_some() => At { family: around.map(|family| (family, by_folder)), space },
            3..=6 => At { family: around.map(|family| (family, by_folder)), space: None },
            7..=8 => At { family: None, space },
            _ => At::default(),
        }
    }

    /// Something that a step may be done to, mostly what somebody comes to; seldom what is no more.
    pub(super) fn some_thing(&mut self, who: usize, fits: impl Fn(&str, &Node) -> bool) -> Option<String> {
        if self.dice.once_in(40) {
            return self.dice.pick(&self.gone.clone());
        }
        // Anything; what they come to; what they may change; or that of it which is theirs in a family.
        let choice = self.dice.below(8);
        let model = &self.model;
        let chosen = |id: &str, node: &Node| match choice {
            0 => true,
            1..=2 => model.reaches(who, id),
            3..=5 => model.reaches(who, id) && (node.space == who || node.owner == who),
            _ => model.reaches(who, id) && node.space != who && node.owner == who,
        };
        let found: Vec<String> = model
            .nodes
            .iter()
            .filter(|(id, node)| node.parent.is_some() && chosen(id, node) && fits(id, node))
            .map(|(id, _)| id.clone())
            .collect();
        self.dice.pick(&found)
    }

    /// Some things like the first, mostly out of the same space and such that somebody may do it to all of them.
    pub(super) fn some_things(
        &mut self,
        who: usize,
        most: usize,
        fits: impl Fn(&str, &Node) -> bool + Copy,
    ) -> Vec<String> {
        let Some(first) = self.some_thing(who, fits) else { return Vec::new() };
        let Some(space) = self.model.nodes.get(&first).map(|node| node.space) else { return vec![first] };
        let (strict, theirs) = (!self.dice.once_in(8), space != who && !self.dice.once_in(4));
        let model = &self.model;
        let like = |(id, node): &(&String, &Node)| {
            let right = !strict || (node.space == space && model.reaches(who, id));
            **id != first && right && node.parent.is_some() && (!theirs || node.owner == who) && fits(id, node)
        };
        let like: Vec<String> = model.nodes.iter().filter(like).map(|(id, _)| id.clone()).collect();
        let more = self.dice.below(most);
        let mut things = if more == 0 { Vec::new() } else { self.dice.some(&like, more) };
        things.insert(0, first);
        things
    }

    /// Those of some things that fit, mostly, if there are any.
    pub(super) fn prefer(&mut self, things: Vec<String>, fits: impl Fn(&str) -> bool) -> Vec<String> {
        let fitting: Vec<String> = things.iter().filter(|id| fits(id)).cloned().collect();
        if fitting.is_empty() || self.dice.once_in(2) { things } else { fitting }
    }

    /// What of a space there is of some kind, roots left out.
    pub(super) fn count(&self, space: usize, folders: bool) -> usize {
        let fits = |node: &&Node| node.space == space && node.is_folder() == folders && node.parent.is_some();
        self.model.nodes.values().filter(fits).count()
    }

    /// A folder to put something into: one that somebody comes to, or `root`.
    pub(super) fn some_folder(&mut self, who: usize) -> Option<String> {
        if self.dice.once_in(6) {
            return Some("root".to_owned());
        }
        if self.dice.once_in(3) {
            let families: Vec<String> = self
                .model
                .families_of(who)
                .into_iter()
                .map(|family| self.model.families[family].folder.clone())
                .collect();
            return self.dice.pick(&families);
        }
        let (binned, files) = (self.dice.once_in(15), self.dice.once_in(30));
        let fits: Vec<String> = {
            let model = &self.model;
            let fits = |(id, node): &(&String, &Node)| {
                (node.kind != Kind::Folder) == files && model.reaches(who, id) && (binned == model.in_bin(id))
            };
            model.nodes.iter().filter(fits).map(|(id, _)| id.clone()).collect()
        };
        self.dice.pick(&fits)
    }
}
