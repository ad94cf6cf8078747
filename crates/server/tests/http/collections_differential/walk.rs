//! A walk: one world, one seed, step after step; each does something to the service and the same to the model.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

use super::checks::Held;
use super::dice::Dice;
use super::model::{Album, Kind, Model, Node, USUAL};
use super::service::{Checked, Server, Service};
use super::tally::{GAINS, LOSES, PASSES, Tally, UNCHANGED};
use super::uploads::{Known, Pending};
use crate::support::START;
use crate::support::place::Place;

/// How many of the last steps a failure tells of.
const TOLD: usize = 8;

/// What somebody may do, and how often they do it beside the others.
const STEPS: [(usize, Step); 24] = [
    (3, Step::Upload),
    (2, Step::Promise),
    (3, Step::Complete),
    (2, Step::UploadKnown),
    (7, Step::Put),
    (4, Step::MakeFolder),
    (3, Step::Rename),
    (8, Step::MoveFiles),
    (10, Step::MoveFolders),
    (6, Step::TrashFiles),
    (4, Step::TrashFolders),
    (12, Step::Restore),
    (4, Step::PurgeBinned),
    (4, Step::PurgePast),
    (1, Step::EmptyBin),
    (7, Step::Retime),
    (3, Step::CreateAlbum),
    (1, Step::DeleteAlbum),
    (6, Step::Rescope),
    (3, Step::Rekind),
    (1, Step::RenameAlbum),
    (6, Step::Refused),
    (2, Step::RestartWriter),
    (2, Step::RestartReader),
];

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Upload,
    Promise,
    Complete,
    UploadKnown,
    Put,
    MakeFolder,
    Rename,
    MoveFiles,
    MoveFolders,
    TrashFiles,
    TrashFolders,
    Restore,
    PurgeBinned,
    PurgePast,
    EmptyBin,
    Retime,
    CreateAlbum,
    DeleteAlbum,
    Rescope,
    Rekind,
    RenameAlbum,
    Refused,
    RestartWriter,
    RestartReader,
}

/// A walk that went wrong.
#[derive(Debug)]
pub(super) struct Failure {
    /// After so many steps.
    pub(super) step: usize,
    /// What differed, and how it came to that.
    pub(super) story: String,
}

/// A world, the model of it, and what is remembered of the way.
pub(super) struct Walk {
    pub(super) service: Service,
    pub(super) model: Model,
    pub(super) dice: Dice,
    pub(super) tally: Tally,
    /// Who does the present step.
    pub(super) who: usize,
    /// The latest of what was removed for good.
    pub(super) gone: Vec<String>,
    /// Promised and sent, but not completed.
    pub(super) pending: Vec<Pending>,
    /// What was uploaded, and may be again.
    pub(super) known: Vec<Known>,
    /// A place in a list, from before the last step.
    pub(super) held: Option<Held>,
    /// Times that many things have in common.
    pub(super) times: Vec<i64>,
    /// What should be in the collections after the present step.
    pub(super) contents: Contents,
    serial: usize,
    told: VecDeque<String>,
    /// Everything that was done, in short.
    pub(super) trace: String,
}

/// What each collection has, in the usual order.
type Contents = BTreeMap<String, Vec<String>>;

impl Walk {
    /// A world of some folders, files and collections. `prepare` is called before the first of them is made.
    pub(super) async fn new(seed: u64, place: Place, prepare: impl FnOnce(&Service)) -> Checked<Self> {
        let service = Service::new(seed, place).await;
        prepare(&service);
        let mut model = Model::default();
        for (owner, person) in service.people.iter().enumerate() {
            let root = Node {
                name: format!("root {owner}"),
                kind: Kind::Folder,
                owner,
                parent: None,
                trashed: false,
                taken: None,
                created: 0,
                edited: 0,
            };
            model.nodes.insert(person.root(), root);
            model.roots.push(person.root());
        }
        let mut walk = Self {
            service,
            model,
            dice: Dice::new(seed),
            tally: Tally::default(),
            who: 0,
            gone: Vec::new(),
            pending: Vec::new(),
            known: Vec::new(),
            held: None,
            times: [-1_000_000_000, 951_782_400_000, 1_199_145_600_123, 1_577_836_800_000, 1_577_836_800_001]
                .into_iter()
                .chain((0..4).map(|second| START.0 + 60_000 * second))
                .collect(),
            contents: Contents::new(),
            serial: 0,
            told: VecDeque::new(),
            trace: String::new(),
        };
        walk.ballast([600, 0, 200, 1_000][(seed % 4) as usize]).await?;
        for (who, folders, files, albums) in [(0, 12, 30, 3), (1, 4, 8, 1)] {
            walk.who = who;
            for (step, times) in [(Step::MakeFolder, folders), (Step::Put, files), (Step::CreateAlbum, albums)] {
                for _ in 0..times {
                    walk.attempt(step).await?;
                }
            }
        }
        walk.contents = walk.reckon();
        Ok(walk)
    }

    /// Walks so many steps, and looks at everything after each of them.
    pub(super) async fn go(&mut self, steps: usize) -> Result<(), Failure> {
        for step in 1..=steps {
            let went = async {
                self.step().await?;
                self.check(step == steps).await
            };
            if let Err(differed) = went.await {
                return Err(Failure { step, story: self.story(&differed) });
            }
        }
        Ok(())
    }

    async fn step(&mut self) -> Checked {
        self.who = usize::from(self.dice.once_in(7));
        let pauses = [0, 0, 0, 0, 0, 0, 1, 1, 1_000, 60_000];
        let pause = pauses[self.dice.below(pauses.len())];
        self.service.later(pause);
        let before = self.contents.clone();
        loop {
            let step = self.any_step();
            if let Some(did) = self.attempt(step).await? {
                self.remember(format!("{step:?} {did}"));
                self.note_change(step, &before);
                return Ok(());
            }
        }
    }

    fn any_step(&mut self) -> Step {
        let mut roll = self.dice.below(STEPS.iter().map(|(weight, _)| weight).sum());
        let found = STEPS.iter().find(|(weight, _)| {
            let found = roll < *weight;
            roll = roll.saturating_sub(*weight);
            found
        });
        found.unwrap().1
    }

    /// Does something, if it can be done at this moment; tells what it was.
    async fn attempt(&mut self, step: Step) -> Checked<Option<String>> {
        match step {
            Step::Upload => self.upload().await,
            Step::Promise => self.promise().await,
            Step::Complete => self.complete().await,
            Step::UploadKnown => self.upload_known().await,
            Step::Put => self.put().await,
            Step::MakeFolder => self.make_folder().await,
            Step::Rename => self.rename().await,
            Step::MoveFiles => self.move_files().await,
            Step::MoveFolders => self.move_folders().await,
            Step::TrashFiles => self.trash_files().await,
            Step::TrashFolders => self.trash_folders().await,
            Step::Restore => self.restore().await,
            Step::PurgeBinned => self.purge_binned().await,
            Step::PurgePast => self.purge_past().await,
            Step::EmptyBin => self.empty_bin().await,
            Step::Retime => self.retime().await,
            Step::CreateAlbum => self.create_album().await,
            Step::DeleteAlbum => self.delete_album().await,
            Step::Rescope => self.rescope().await,
            Step::Rekind => self.rekind().await,
            Step::RenameAlbum => self.rename_album().await,
            Step::Refused => self.refused().await,
            Step::RestartWriter => Ok(self.restart(Server::Writer)),
            Step::RestartReader => Ok(self.restart(Server::Reader)),
        }
    }

    /// Seldom, because it takes long.
    fn restart(&mut self, server: Server) -> Option<String> {
        self.dice.once_in(8).then(|| self.service.restart(server)).map(|()| String::new())
    }

    /// A name that nothing else has.
    pub(super) fn name(&mut self, kind: Kind) -> String {
        self.serial += 1;
        let (letter, suffix) = match kind {
            Kind::Folder => ("d", ""),
            Kind::Image => ("i", ".jpg"),
            Kind::Video => ("v", ".mp4"),
            Kind::Document => ("t", ".txt"),
        };
        format!("{letter}{}{suffix}", self.serial)
    }

    /// A number that nothing else has.
    pub(super) fn serial(&mut self) -> usize {
        self.serial += 1;
        self.serial
    }

    fn reckon(&self) -> Contents {
        let held = |album: &Album| self.model.contents(album.owner, &album.scope, USUAL);
        self.model.albums.iter().map(|(id, album)| (id.clone(), held(album))).collect()
    }

    /// Reckons what the collections have after a step, and notes what that meant to those that were there before.
    fn note_change(&mut self, step: Step, before: &Contents) {
        self.contents = self.reckon();
        let both = || before.iter().filter_map(|(id, old)| self.contents.get(id).map(|new| (old, new)));
        let gains = both().any(|(old, new)| new.iter().any(|file| !old.contains(file)));
        let loses = both().any(|(old, new)| old.iter().any(|file| !new.contains(file)));
        let came = match (gains, loses) {
            (true, true) => PASSES,
            (true, false) => GAINS,
            (false, true) => LOSES,
            (false, false) => UNCHANGED,
        };
        self.tally.note(step.name(), came);
    }

    fn remember(&mut self, did: String) {
        writeln!(self.trace, "{did}").unwrap();
        self.told.push_back(did);
        if self.told.len() > TOLD {
            self.told.pop_front();
        }
    }

    fn story(&self, differed: &str) -> String {
        let mut story = format!("{differed}\nthe last steps:\n");
        self.told.iter().for_each(|did| writeln!(story, "  {did}").unwrap());
        story.push_str("what should be there:\n");
        for (id, node) in &self.model.nodes {
            let mut place: Vec<String> = self.model.way(id).map(ToOwned::to_owned).collect();
            place.reverse();
            let bin = if node.trashed { " (in the bin)" } else { "" };
            writeln!(
                story,
                "  {}{bin} taken {:?} created {} edited {} = {id}",
                self.model.names(&place),
                node.taken,
                node.created,
                node.edited
            )
            .unwrap();
        }
        for (id, album) in &self.model.albums {
            let scope = &album.scope;
            writeln!(story, "  album {id} of {}: {} of {}", album.owner, scope.kind, self.model.names(&scope.dirs))
                .unwrap();
        }
        story
    }
}

impl Step {
    /// What it is called in a tally.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Promise => "promise",
            Self::Complete => "complete",
            Self::UploadKnown => "upload what is known",
            Self::Put => "put",
            Self::MakeFolder => "make a folder",
            Self::Rename => "rename",
            Self::MoveFiles => "move files",
            Self::MoveFolders => "move folders",
            Self::TrashFiles => "trash files",
            Self::TrashFolders => "trash folders",
            Self::Restore => "restore",
            Self::PurgeBinned => "purge from the bin",
            Self::PurgePast => "purge past the bin",
            Self::EmptyBin => "empty the bin",
            Self::Retime => "correct a time",
            Self::CreateAlbum => "create an album",
            Self::DeleteAlbum => "delete an album",
            Self::Rescope => "change a scope",
            Self::Rekind => "change a kind",
            Self::RenameAlbum => "rename an album",
            Self::Refused => "be refused",
            Self::RestartWriter => "restart the writer",
            Self::RestartReader => "restart the reader",
        }
    }
}
