//! The policy, over HTTP: every cell of the table in docs/SECURITY.md, in every state that its thing can be in.
//!
//! A refusal that tells nobody that the thing exists has to be, to the byte, the answer for a thing that never existed;
//! and after a refusal everything is as it was before. An operation without a row fails, and so does a row without an
//! operation: nothing can be forgotten here.

mod family;
mod people;
mod requests;
mod roles;
mod rules;
mod stage;
mod table;
mod walk;
mod words;

use std::collections::BTreeSet;
use std::future::Future;
use std::thread;

use family::Prepared;
use people::EVERYBODY;
use table::{Row, State, table};
use walk::{STATES, Walked, manners_of, walk};

pub(crate) use family::upload;

/// How many walk at a time.
const WALKERS: usize = 4;

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// The rows for each walker.
fn shares(rows: &[Row]) -> Vec<Vec<Row>> {
    let share = |first| rows.iter().skip(first).step_by(WALKERS).cloned().collect();
    (0..WALKERS).map(share).collect()
}

#[test]
fn every_cell_is_as_the_table_says() {
    let rows = table();
    let states = [State::There, State::Bin, State::Deleted];
    let prepared: Vec<Prepared> = thread::scope(|scope| {
        let threads = states.map(|state| scope.spawn(move || run(Prepared::new(state))));
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let of_state = |state| &prepared[states.iter().position(|other| *other == state).unwrap_or(0)];
    let walked: Vec<Walked> = thread::scope(|scope| {
        let walker = |rows: Vec<Row>| {
            scope.spawn(move || {
                run(async {
                    let mut all = Vec::new();
                    for state in STATES {
                        all.push(walk(of_state(state), state, &rows).await);
                    }
                    all
                })
            })
        };
        let threads: Vec<_> = shares(&rows).into_iter().map(walker).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let cells: usize = walked.iter().map(|walked| walked.cells).sum();
    let copies: usize = walked.iter().map(|walked| walked.copies).sum();
    let wrong: Vec<&String> = walked.iter().flat_map(|walked| &walked.wrong).collect();
    let ways = |row: &Row| {
        STATES.iter().filter(|state| row.turn(**state).is_some()).count() * manners_of(&prepared[0], row).len()
    };
    let product: usize = rows.iter().map(ways).sum::<usize>() * EVERYBODY.len();
    println!("policy: {cells} cells, {} skipped ({copies} copies of the service)", product.abs_diff(cells));
    for wrong in &wrong {
        println!("{wrong}");
    }
    assert!(wrong.is_empty(), "{} cells are not as the table says", wrong.len());
    assert_eq!(cells, product);
    assert!(cells > 1_500, "{cells}");
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let document = serde_json::to_value(leporello_server::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let operations = paths.flat_map(|item| item.as_object().unwrap().values());
    let described: BTreeSet<&str> = operations.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    let rows = table();
    assert_eq!(rows.iter().map(|row| row.operation).collect::<BTreeSet<_>>(), described);
}

#[test]
fn what_the_table_does_not_know_is_refused() {
    let head = "| operation | on | stranger | neighbour | invited | refused | removed | app | member | contributor | creator | owner \
                | bin | deleted | never |\n|-|\n";
    let read = |row: &str| table::read(Box::leak(format!("{head}{row}\n").into_boxed_str())).map(|rows| rows.len());
    assert_eq!(
        read("| a | b | ok | send | none | 309 | 301 | 410 | [309] | [?] | 401u | 401 | same | gone | – |"),
        Ok(1)
    );
    for row in [
        "| a | b | ok | yes | ok | ok | ok | ok | ok | ok | ok | ok | – | – | – |",
        "| a | b | ok | ok | ok | ok | ok | ok | ok | ok | ok | 999 | – | – | – |",
        "| a | b | ok | ok | ok | ok | ok | ok | ok | ok | ok | – | – | – | – |",
        "| a | b | ok | ok | ok | ok | ok | ok | ok | ok | ok | ok | gone | – | – |",
        "| a | b | ok | ok | ok | ok | ok | ok | ok | ok | ok | – | – | – |",
        "| a | b | ok | ok | ok | ok | ok | ok | ok | ok | ok | ok | – | – | |",
    ] {
        assert!(read(row).is_err(), "{row}");
    }
}
