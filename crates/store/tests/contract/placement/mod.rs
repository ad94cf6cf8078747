//! Placement: that the tables can be spread over many nodes by their owners, and that each statement says where to look.
//!
//! PostgreSQL itself is the judge: every placed table gets partitions by the hash of its owner, every promise of this
//! suite is kept on these, and each statement's plan, as it was carried out, has to come down to the partition of one
//! owner. What does not is in `crossings.rs`, with what it costs in docs/SCALING.md.

mod catalog;
mod crossings;
mod document;
mod plan;
mod rest;
mod run;
mod tables;
mod tap;
mod texts;

use std::collections::BTreeSet;

use crossings::{CROSSINGS, NOT_RUN};
use plan::{Observed, Reach};
pub(crate) use run::on_postgres;

#[test]
fn every_statement_comes_down_to_one_owner() {
    let observed = run::every_promise();
    assert_eq!(observed.unread, [] as [String; 0]);
    let problems: Vec<String> = [astray(&observed), mended(&observed), unseen(&observed)].concat();
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
}

/// Statements that reach further than they may.
fn astray(observed: &Observed) -> Vec<String> {
    let wide = observed.statements.iter().filter(|(_, reached)| reached.reach() > Reach::One);
    let allowed =
        |sql: &str| CROSSINGS.iter().filter(|crossing| crossing.is_of(sql)).map(|crossing| crossing.reach).max();
    wide.filter(|(sql, reached)| Some(reached.reach()) > allowed(sql))
        .map(|(sql, reached)| format!("This reaches too far ({:?}): {sql}\n{reached:?}", reached.reach()))
        .collect()
}

/// Crossings that are none any more, or that reach less far than they say.
fn mended(observed: &Observed) -> Vec<String> {
    let widest = |crossing: &crossings::Crossing| {
        let of = observed.statements.iter().filter(|(sql, _)| crossing.is_of(sql));
        of.map(|(_, reached)| reached.reach()).max()
    };
    CROSSINGS
        .iter()
        .map(|crossing| (crossing, widest(crossing)))
        .filter(|(crossing, widest)| *widest != Some(crossing.reach))
        .map(|(crossing, widest)| {
            format!("{:?} is to reach {:?} and reaches {widest:?}", crossing.name, crossing.reach)
        })
        .collect()
}

/// Statements in the source that no promise ran, and those that are said not to be run and were.
fn unseen(observed: &Observed) -> Vec<String> {
    let (texts, mut excused) = (texts::all(), BTreeSet::new());
    assert!(texts.len() > 100, "the store has more statements than {}", texts.len());
    let mut problems = Vec::new();
    for text in &texts {
        if observed.statements.keys().any(|sql| text.made(sql)) {
            continue;
        }
        match NOT_RUN.iter().find(|(sql, _)| text.pieces.iter().any(|piece| piece.starts_with(sql))) {
            Some((sql, _)) => drop(excused.insert(*sql)),
            None => problems.push(format!("No promise runs this of {}: {:?}", text.place, text.pieces)),
        }
    }
    let stale = NOT_RUN.iter().filter(|(sql, _)| !excused.contains(sql));
    problems.extend(stale.map(|(sql, reason)| format!("{sql} is run, or gone: {reason}")));
    problems
}
