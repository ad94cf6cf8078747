//! A walk: one world, one seed, step after step; each does something to the service and the same to the model, which
//! also tells whether it may be done.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write;

use axum::http::StatusCode;
use serde_json::Value;

use super::model::{Album, Kind, Model, Node};
use super::places::{FROZEN, Outcome};
use super::service::{Asked, Checked, NAMES, Service};
use super::steps::{STEPS, Step};
use super::tally::Tally;
use crate::collections_differential::dice::Dice;
use crate::support::Answer;
use crate::support::place::Place;

/// How many of the last steps a failure tells of.
const TOLD: usize = 12;

/// A walk that went wrong.
#[derive(Debug)]
pub(super) struct Failure {
    /// After so many steps.
    pub(super) step: usize,
    /// What differed, and how it came to that.
    pub(super) story: String,
}

/// A file that was promised and sent, but not completed.
pub(super) struct Pending {
    pub(super) id: String,
    pub(super) node: Node,
    /// When it is forgotten.
    pub(super) expires: i64,
}

/// What somebody should see, in short.
#[derive(PartialEq, Eq)]
pub(super) struct View {
    /// By identifier, what each album is called and holds.
    pub(super) albums: BTreeMap<String, String>,
    /// Their families and invitations.
    pub(super) groups: String,
}

/// A link to a file that somebody was given.
pub(super) struct Link {
    pub(super) who: usize,
    pub(super) file: String,
    pub(super) url: String,
    pub(super) expires: i64,
}

/// A world, the model of it, and what is remembered of the way.
pub(super) struct Walk {
    pub(super) service: Service,
    pub(super) model: Model,
    pub(super) dice: Dice,
    pub(super) tally: Tally,
    /// The latest of what was removed for good.
    pub(super) gone: Vec<String>,
    /// Albums that were deleted.
    pub(super) gone_albums: Vec<String>,
    pub(super) pending: Vec<Pending>,
    pub(super) links: Vec<Link>,
    /// Those whom the present step concerns, beside those who see something else after it.
    pub(super) concerned: Vec<usize>,
    serial: usize,
    pub(super) steps: usize,
    told: VecDeque<String>,
    /// Everything that was done, in short.
    pub(super) trace: String,
}

impl Walk {
    /// A world of some families, files and albums. `prepare` is called before the first of them is made.
    pub(super) async fn new(seed: u64, place: Place, prepare: impl FnOnce(&Service)) -> Checked<Self> {
        let service = Service::new(seed, place).await;
        let mut model = Model::default();
        for (owner, person) in service.people.iter().enumerate() {
            let root = Node {
                name: format!("root{}", person.space),
                kind: Kind::Folder,
                owner,
                space: owner,
                parent: None,
                trashed: false,
                taken: None,
                created: 0,
                edited: 0,
                size: 0,
                uploaded: false,
            };
            model.nodes.insert(person.root(), root);
            model.roots.push(person.root());
        }
        prepare(&service);
        let mut walk = Self {
            service,
            model,
            dice: Dice::new(seed),
            tally: Tally::default(),
            gone: Vec::new(),
            gone_albums: Vec::new(),
            pending: Vec::new(),
            links: Vec::new(),
            concerned: Vec::new(),
            serial: 0,
            steps: 0,
            told: VecDeque::new(),
            trace: String::new(),
        };
        walk.settle_in().await?;
        Ok(walk)
    }

    /// Walks so many steps, and looks at what somebody sees after each of them.
    pub(super) async fn go(&mut self, steps: usize) -> Result<(), Failure> {
        for step in 1..=steps {
            self.steps = step;
            let went = async {
                let before = self.views();
                self.step().await?;
                self.check(&before, step == steps).await
            };
            if let Err(differed) = went.await {
                return Err(Failure { step, story: self.story(&differed) });
            }
        }
        Ok(())
    }

    async fn step(&mut self) -> Checked {
        let pauses = [0, 0, 0, 1, 1, 1, 1_000, 60_000];
        self.service.later(pauses[self.dice.below(pauses.len())]);
        loop {
            let step = self.any_step();
            self.concerned.clear();
            if let Some(did) = self.attempt(step).await? {
                self.remember(format!("{step:?} {did}"));
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

    pub(super) fn somebody(&mut self) -> usize {
        self.dice.below(NAMES.len())
    }

    /// What the model says to a request of somebody's, who may be frozen; what it changes is swept after it.
    pub(super) fn expect<T>(&mut self, who: usize, work: impl FnOnce(&mut Model) -> Outcome<T>) -> Outcome<T> {
        self.concerned.push(who);
        if self.model.frozen[who] {
            return Err(FROZEN);
        }
        let outcome = work(&mut self.model)?;
        let before = self.model.clone();
        let fallen = self.model.sweep();
        self.note_fallen(&before, &fallen);
        Ok(outcome)
    }

    /// Asks the service, and compares what comes of it. The body of a success, or none.
    pub(super) async fn ask<T>(&mut self, who: usize, asked: &Asked, expected: &Outcome<T>) -> Checked<Option<Value>> {
        let answer = self.service.call(who, asked).await;
        let code = expected.as_ref().err().copied();
        let told = || format!("{} asks {} {} {:?}", NAMES[who], asked.path, asked.body, asked.inside);
        agrees(&answer, code).map_err(|differed| format!("{}: {differed}", told()))?;
        if let Some(code) = code {
            self.tally.note_refusal(code);
        }
        Ok(code.is_none().then_some(answer.body))
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

    pub(super) fn remember(&mut self, did: String) {
        writeln!(self.trace, "{did}").unwrap();
        self.told.push_back(did);
        if self.told.len() > TOLD {
            self.told.pop_front();
        }
    }

    /// What everybody should see.
    pub(super) fn views(&self) -> Vec<View> {
        (0..NAMES.len()).map(|who| self.view(who)).collect()
    }

    fn view(&self, who: usize) -> View {
        let model = &self.model;
        let albums = model.albums.values().filter(|album| model.sees(who, album));
        let held = |album: &Album| {
            let files = model.contents(album, super::checks::USUAL);
            let names: Vec<(&str, i64)> = files.iter().map(|file| (file.as_str(), model.node(file).edited)).collect();
            format!("{:?} {names:?} {:?}", album.name, album.scope())
        };
        let albums = albums.map(|album| (album.id.clone(), held(album))).collect();
        let mut groups = String::new();
        for family in model.families_of(who) {
            let family = &model.families[family];
            writeln!(groups, "{family:?} {}", model.node(&family.folder).name).unwrap();
        }
        for sent in &model.invitations {
            if sent.invitee == who || model.families[sent.family].owner == who {
                writeln!(groups, "{} {}", sent.id, sent.status).unwrap();
            }
        }
        View { albums, groups }
    }

    fn story(&self, differed: &str) -> String {
        let mut story = format!("{differed}\nthe last steps:\n");
        self.told.iter().for_each(|did| writeln!(story, "  {did}").unwrap());
        let model = &self.model;
        story.push_str("what should be there:\n");
        for (id, node) in &model.nodes {
            let mut place: Vec<String> = model.way(id).map(ToOwned::to_owned).collect();
            place.reverse();
            let bin = if node.trashed { " (in the bin)" } else { "" };
            writeln!(story, "  {}{bin} of {} = {id}", model.names(&place), NAMES[node.owner]).unwrap();
        }
        for (number, family) in model.families.iter().enumerate().filter(|(_, family)| !family.over) {
            let people: Vec<&str> = family.people.iter().map(|(who, _)| NAMES[*who]).collect();
            writeln!(story, "  family {number} = {} of {people:?}, group {}", family.id, family.group).unwrap();
        }
        for (id, album) in &model.albums {
            let entries: Vec<String> = album.entries().into_iter().flatten().map(|(file, _)| file.clone()).collect();
            let by: Vec<&str> = album.entries().into_iter().flatten().map(|(_, entry)| NAMES[entry.added_by]).collect();
            writeln!(
                story,
                "  album {id} of {} in family {:?}: {} by {by:?} {:?}",
                NAMES[album.creator],
                album.family,
                model.names(&entries),
                album.scope()
            )
            .unwrap();
        }
        story
    }
}

/// Holds if an answer is a success, or the refusal with this code.
pub(super) fn agrees(answer: &Answer, code: Option<i64>) -> Checked {
    let expected = match code {
        None => (StatusCode::OK, 0),
        Some(FROZEN) => (StatusCode::UNAUTHORIZED, 13_000_000 + FROZEN),
        Some(code) => (StatusCode::BAD_REQUEST, 13_000_000 + code),
    };
    if (answer.status, answer.body["code"].as_i64().unwrap_or(-1)) == expected {
        return Ok(());
    }
    Err(format!("the answer should be {expected:?} and is {}: {}", answer.status, answer.body))
}
