//! The real schema, as PostgreSQL's catalog tells it: what every key and index begins with.

use std::collections::BTreeSet;

use super::tables::{EVERYWHERE, LED_BY_ANOTHER, PLACED};
use crate::fixture::Fixture;

#[test]
fn every_table_is_placed_or_everywhere() {
    let store = Fixture::postgres();
    let tables = store.place.rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = CAST(current_schema AS REGNAMESPACE)",
    );
    let tables: BTreeSet<&str> = tables.iter().map(|row| row[0].as_str()).collect();
    let known: BTreeSet<&str> = PLACED.iter().map(|(table, ..)| *table).chain(EVERYWHERE).collect();
    assert_eq!(tables, known, "tables.rs says of every table what it is placed by");
}

/// Of each index of a placed table its table, name, whether it is the primary key, whether it is unique, and its columns.
const INDEXES: &str = "
    SELECT t.relname, c.relname, i.indisprimary, i.indisunique,
           (SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = CAST(current_schema AS REGNAMESPACE)";

#[test]
fn every_key_begins_with_the_owner_and_every_unique_index_has_it() {
    let store = Fixture::postgres();
    let indexes = store.place.rows(INDEXES);
    let mut led_by_another = BTreeSet::new();
    for (table, _, owner) in PLACED {
        let of: Vec<_> = indexes.iter().filter(|index| index[0] == table).collect();
        assert_eq!(of.iter().filter(|index| index[2] == "t").count(), 1, "{table} has one primary key");
        for index in of.iter().filter(|index| index[3] == "t") {
            let columns: Vec<&str> = index[4].split(',').collect();
            assert!(columns.contains(&owner), "{} leaves out {owner}: {columns:?}", index[1]);
            if columns[0] != owner {
                assert_eq!(index[2], "f", "the primary key of {table} begins with {owner}");
                led_by_another.insert(index[1].as_str());
            }
        }
    }
    assert_eq!(led_by_another, LED_BY_ANOTHER.iter().map(|(name, _)| *name).collect());
}

#[test]
fn no_constraint_crosses_owners() {
    let store = Fixture::postgres();
    let constraints = store.place.rows(
        "SELECT conname FROM pg_constraint
         WHERE connamespace = CAST(current_schema AS REGNAMESPACE) AND contype NOT IN ('p', 'u')",
    );
    assert_eq!(constraints, [] as [Vec<String>; 0], "foreign keys, exclusions and the like are not for many nodes");
    // What makes numbers would have to be asked on one node by all others.
    let sequences = store.place.rows(
        "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = CAST(current_schema AS REGNAMESPACE)",
    );
    assert_eq!(sequences, [] as [Vec<String>; 0]);
}
