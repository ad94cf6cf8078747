//! What statements did: on which partitions they looked, and whether they could have known where to look.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::tables::{Placement, placed};

/// Statements by their text, in one line.
#[derive(Default)]
pub(super) struct Observed {
    pub(super) statements: BTreeMap<String, Reached>,
    /// How many were carried out.
    pub(super) times: u64,
    /// What was not understood.
    pub(super) unread: Vec<String>,
}

impl Observed {
    /// Takes a notice; those that tell of no plan do not matter.
    pub(super) fn note(&mut self, notice: &str) {
        let Some(told) = notice.find("plan:\n").map(|start| &notice[start + "plan:\n".len()..]) else { return };
        // A panic in here would leave whoever asked the server waiting for ever.
        let Ok(told) = serde_json::from_str::<Value>(told) else { return self.unread.push(told.to_owned()) };
        let Some(sql) = told["Query Text"].as_str() else { return self.unread.push(told.to_string()) };
        let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut once = Once::default();
        once.look(&told["Plan"]);
        self.statements.entry(sql).or_default().add(once);
        self.times += 1;
    }
}

/// How far a statement reaches, the widest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// One owner, or none.
    One,
    /// One user and one space.
    UserAndSpace,
    /// Several owners, and each is named.
    Several,
    /// All that there are.
    All,
}

/// What a statement reached in all the times that it was carried out.
#[derive(Debug, Default)]
pub(super) struct Reached {
    placements: BTreeSet<Placement>,
    /// By table, the most partitions that were looked into at once.
    partitions: BTreeMap<String, usize>,
    /// Tables that were looked into without their owner.
    unnamed: BTreeSet<String>,
}

impl Reached {
    fn add(&mut self, once: Once) {
        self.placements.extend(once.tables.iter().filter_map(|table| placed(table)).map(|(placement, _)| placement));
        self.unnamed.extend(once.unnamed);
        for (table, partitions) in once.partitions {
            let most = self.partitions.entry(table).or_default();
            *most = partitions.len().max(*most);
        }
    }

    pub(super) fn reach(&self) -> Reach {
        if !self.unnamed.is_empty() {
            Reach::All
        } else if self.partitions.values().any(|most| *most > 1) {
            Reach::Several
        } else if self.placements.len() > 1 {
            Reach::UserAndSpace
        } else {
            Reach::One
        }
    }
}

/// What a statement reached once.
#[derive(Default)]
struct Once {
    tables: BTreeSet<String>,
    partitions: BTreeMap<String, BTreeSet<String>>,
    unnamed: BTreeSet<String>,
}

impl Once {
    fn look(&mut self, node: &Value) {
        let children = node["Plans"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        if let Some((table, part)) = relation(node) {
            self.tables.insert(table.to_owned());
            let carried_out = node["Actual Loops"].as_f64().is_none_or(|times| times > 0.0);
            // What is written to is found by the scan below; a new row's place follows from its owner.
            if node["Node Type"] != "ModifyTable" && carried_out {
                self.partitions.entry(table.to_owned()).or_default().insert(part.to_owned());
            }
        }
        // Partitions that do not matter are taken out when the plan is made or when it begins. If several are left, the
        // right one is picked for each row of another table, which takes a condition on the owner; and without one they
        // are all looked into, even if this time enough was found before the last.
        if ["Append", "Merge Append"].iter().any(|kind| node["Node Type"] == *kind) {
            let scans: Vec<_> = children.iter().filter_map(|child| scan_below(child)).collect();
            for (table, scan) in &scans {
                let alone = scans.iter().filter(|(other, _)| other == table).count() == 1;
                if !alone && !names_owner(table, scan) {
                    self.unnamed.insert((*table).to_owned());
                }
            }
        }
        children.iter().for_each(|child| self.look(child));
    }
}

/// The placed table that a step is about, and which partition of it.
fn relation(node: &Value) -> Option<(&str, &str)> {
    let name = node["Relation Name"].as_str()?;
    let (table, part) = name.rsplit_once("_p").filter(|(table, _)| placed(table).is_some()).unwrap_or((name, ""));
    placed(table).map(|_| (table, part))
}

/// The first scan of a placed table at or below a step, with its table.
fn scan_below(node: &Value) -> Option<(&str, &Value)> {
    match relation(node) {
        Some((table, _)) => Some((table, node)),
        None => scan_below(node["Plans"].as_array()?.first()?),
    }
}

/// Whether a step finds its rows by their owner.
fn names_owner(table: &str, scan: &Value) -> bool {
    let Some((_, column)) = placed(table) else { return true };
    let conditions = ["Index Cond", "Recheck Cond", "Filter"].iter().filter_map(|kind| scan[*kind].as_str());
    let (left, right) = (format!("{column} = "), format!("{column})"));
    conditions.into_iter().any(|condition| {
        let begins = |at: usize| condition[..at].ends_with(['(', '.']);
        let left = condition.match_indices(&left).any(|(at, _)| begins(at));
        let right = condition.match_indices(&right).any(|(at, _)| {
            let before = condition[..at].rsplit(' ').nth(1);
            begins(at) && before == Some("=")
        });
        left || right
    })
}
