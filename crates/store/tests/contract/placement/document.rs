//! docs/SCALING.md says what the tests know.

use std::collections::BTreeSet;

use super::crossings::CROSSINGS;
use super::plan::Reach;
use super::tables::{EVERYWHERE, PLACED};

fn document() -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/SCALING.md");
    std::fs::read_to_string(path).unwrap()
}

/// The cells of the rows of the tables below a heading, without those that head a table.
fn rows<'d>(document: &'d str, heading: &str) -> Vec<Vec<&'d str>> {
    let start = document.find(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no heading {heading}"));
    let section = document[start + 4..].split("\n## ").next().unwrap();
    let lines: Vec<&str> = section.lines().collect();
    let head = |place: usize| lines.get(place + 1).is_some_and(|next| next.starts_with("|---"));
    let rows = lines.iter().enumerate().filter(|(place, line)| line.starts_with("| ") && !head(*place));
    rows.map(|(_, line)| line.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

#[test]
fn what_crosses_is_in_the_document_with_its_cost() {
    let document = document();
    let told: Vec<_> = rows(&document, "What crosses").iter().map(|row| (row[0], row[1])).collect();
    let known: Vec<_> = CROSSINGS
        .iter()
        .map(|crossing| {
            assert!(!crossing.reason.is_empty(), "{} has a reason", crossing.name);
            (crossing.name, in_words(crossing.reach))
        })
        .collect();
    assert_eq!(told, known);
    for row in rows(&document, "What crosses") {
        assert_eq!(row.len(), 5, "{row:?}: what, how far, when, what it costs, how it could be bounded");
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
}

const fn in_words(reach: Reach) -> &'static str {
    match reach {
        Reach::One => "one",
        Reach::UserAndSpace => "a user and a space",
        Reach::Several => "several, each named",
        Reach::All => "all nodes",
    }
}

#[test]
fn the_lines_that_distribute_the_tables_are_for_all_of_them() {
    let document = document();
    let lines = |call: &str| -> BTreeSet<Vec<String>> {
        let found = document.lines().filter_map(|line| line.trim().strip_prefix(&format!("SELECT {call}(")));
        found.map(|line| line.split('\'').skip(1).step_by(2).map(str::to_owned).collect()).collect()
    };
    let told: BTreeSet<Vec<String>> =
        lines("create_distributed_table").into_iter().map(|mut words| words.drain(..2).collect()).collect();
    let known = PLACED.iter().map(|(table, _, column)| vec![(*table).to_owned(), (*column).to_owned()]).collect();
    assert_eq!(told, known);
    assert_eq!(lines("create_reference_table"), EVERYWHERE.map(|table| vec![table.to_owned()]).into());
}
