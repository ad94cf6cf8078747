//! How each operation is sent: with what it names, by the row of the table and by who asks.

mod accounts;
mod albums;
mod families;
mod files;
mod moments;
mod plan;
mod transfers;

use serde_json::{Value, json};

use super::family::Prepared;
use super::people::Who;
use super::table::Row;
use plan::Plan;

pub(super) use plan::{Effect, Lies, Sent};

/// How a request says where it is to take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// As the operation mostly does: by the space, where it takes one.
    Plain,
    /// By the family's primary key, in a header.
    Inside,
    /// By the family's folder, in the same header.
    InFolder,
    /// Not at all: what is named tells.
    Unsaid,
}

/// What of a request's names is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// All of them.
    Real,
    /// Not what the row is about.
    NoSubject,
    /// None but those of who asks.
    None,
}

/// A request to be put together.
pub(super) struct Asking<'p> {
    prepared: &'p Prepared,
    pub(super) row: &'p Row,
    pub(super) who: Who,
    pub(super) manner: Manner,
    pub(super) names: Names,
}

impl<'p> Asking<'p> {
    pub(super) const fn new(prepared: &'p Prepared, row: &'p Row, who: Who, manner: Manner, names: Names) -> Self {
        Self { prepared, row, who, manner, names }
    }

    /// Where it is sent to.
    pub(super) const fn prepared(&self) -> &'p Prepared {
        self.prepared
    }

    /// The value of a name, or one that looks like it and never existed.
    fn name(&self, what: &str) -> String {
        let real = self.prepared.names.get(what).unwrap_or_else(|| panic!("there is no {what}"));
        let replaced = match self.names {
            Names::Real => false,
            Names::NoSubject => self.subject().contains(&what),
            Names::None => true,
        };
        if replaced { unknown(real) } else { real.clone() }
    }

    /// Whose they say they are.
    fn me(&self) -> Who {
        match self.who {
            Who::App => Who::Stranger,
            who if who.is_unproven() => Who::Owner,
            who => who,
        }
    }

    /// The space, where the request is to name it.
    fn space(&self, what: &str) -> Value {
        if self.manner == Manner::Plain { json!(self.name(what)) } else { Value::Null }
    }

    fn subject(&self) -> &'static [&'static str] {
        let real = Asking { names: Names::Real, prepared: self.prepared, row: self.row, ..*self };
        real.plan().subject
    }

    fn plan(&self) -> Plan {
        let known = albums::plan(self).or_else(|| files::plan(self));
        let known =
            known.or_else(|| transfers::plan(self)).or_else(|| families::plan(self)).or_else(|| accounts::plan(self));
        let known = known.or_else(|| transfers::plan(self)).or_else(|| families::plan(self));
        let known = known.or_else(|| moments::plan(self));
        known.unwrap_or_else(|| panic!("nobody knows how to send {} on {}", self.row.operation, self.row.on))
    }

    /// The request.
    pub(super) fn sent(&self) -> Sent {
        let family = match self.manner {
            Manner::Inside => Some("family"),
            Manner::InFolder => Some("family root"),
            Manner::Plain | Manner::Unsaid => None,
        };
        Sent { family: family.map(|name| self.prepared.names[name].clone()), ..self.plan().sent }
    }

    /// What a list has to show.
    pub(super) fn shows(&self) -> Option<String> {
        self.plan().shows.map(|what| self.prepared.names[what].clone())
    }

    /// What it does to what is kept.
    pub(super) fn effect(&self) -> Effect {
        self.plan().effect
    }

    /// Where the thing lies.
    pub(super) fn lies(&self) -> Lies {
        self.plan().lies
    }

    /// The names that never were, each with the real one.
    pub(super) fn unknowns(&self) -> Vec<(String, String)> {
        self.prepared.names.values().map(|real| (unknown(real), real.clone())).collect()
    }
}

/// A name that looks like `real` and is nothing's.
fn unknown(real: &str) -> String {
    let length = real.chars().count();
    let other = |c: char| match c {
        '0'..='9' => char::from(b'0' + (c as u8 - b'0' + 5) % 10),
        'a' => 'b',
        c if c.is_ascii_alphabetic() => 'a',
        c => c,
    };
    real.chars().enumerate().map(|(place, c)| if place + 8 < length { c } else { other(c) }).collect()
}

/// The manners in which a row is walked: each that its operation knows, and that makes sense for where the thing lies.
pub(super) fn manners(operation: &str, lies: Lies, on: &str) -> &'static [Manner] {
    use Manner::{InFolder, Inside, Plain, Unsaid};
    let inside = lies == Lies::InFamily;
    match operation {
        "createDirectory" | "renameFile" | "createFile" | "CreateJob" if on != "empty: recycle bin" => {
            if inside {
                &[Plain, Inside, InFolder, Unsaid]
            } else {
                &[Plain, Unsaid]
            }
        }
        "getFile" | "getPersonalFiles" | "GetFullPath" | "getDownLoadUrl" | "Search" | "CreateJob" if inside => {
            &[Plain, Inside, InFolder]
        }
        "correctTakeTime" | "uploadUrl" | "completeFile" => {
            if inside {
                &[Unsaid, Inside, InFolder]
            } else {
                &[Unsaid]
            }
        }
        _ => &[Plain],
    }
}
