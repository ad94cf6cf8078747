//! Schemas: making one, refusing another, and both engines having the same.

use leporello_model::{AlbumSort, Reach, ScopeKind, SortDirection, SpaceId, UserId};
use leporello_store::{Address, Store, StoreError, migrate};

use crate::fixture::{Fixture, Place};
use crate::people::{Person, user};

promises!(migrating_again_changes_nothing, a_database_of_another_version_is_refused, columns_have_the_shared_types,);

fn migrating_again_changes_nothing(store: &Fixture) {
    store.write(|write| write.add_user(&user(1), None));
    assert_eq!(migrate(&store.place.address).unwrap(), 5);
    assert_eq!(store.number("SELECT version FROM schema_version"), 5);
    assert!(store.read(|read| read.any_user(UserId::new(1))).is_some());
}

fn a_database_of_another_version_is_refused(store: &Fixture) {
    store.place.batch("UPDATE schema_version SET version = 99");
    assert!(matches!(Store::open(&store.place.address), Err(StoreError::Version { found: 99, needed: 5 })));
    assert!(matches!(migrate(&store.place.address), Err(StoreError::Version { found: 99, needed: 5 })));
    store.place.batch("DELETE FROM schema_version");
    assert!(matches!(Store::open(&store.place.address), Err(StoreError::Version { found: 0, needed: 5 })));
}

fn columns_have_the_shared_types(store: &Fixture) {
    for column in columns(&store.place) {
        assert!(["bigint", "boolean", "text"].contains(&column[2].as_str()), "{column:?}");
    }
}

/// A place on each engine, by its name.
fn places() -> [(&'static str, Place); 2] {
    [("SQLite", Place::sqlite()), ("PostgreSQL", Place::postgres())]
}

#[test]
fn an_empty_database_is_not_opened_but_migrated() {
    for (engine, place) in places() {
        let refused = Store::open(&place.address);
        assert!(matches!(refused, Err(StoreError::Version { found: 0, needed: 5 })), "{engine}");
        assert_eq!(migrate(&place.address).unwrap(), 0, "{engine}");
        assert!(Store::open(&place.address).is_ok(), "{engine}");
    }
}

#[test]
fn a_migration_that_fails_leaves_nothing() {
    for (engine, place) in places() {
        place.batch("CREATE TABLE job (wrong TEXT)");
        assert!(migrate(&place.address).is_err(), "{engine}");
        let tables: Vec<String> = columns(&place).into_iter().map(|column| column[0].clone()).collect();
        assert_eq!(tables, ["job"], "{engine}");
    }
}

/// A database as the first version made it, with a folder, two pictures in it, one in the bin, and an album of the two.
const FIRST: &str = "
    INSERT INTO schema_version VALUES (1);
    INSERT INTO space VALUES (1, 1, 0, 1000, 20, 5);
    INSERT INTO file VALUES
        (1, 'DEUI7pa0C24ArootIAA1', NULL, 'root', 'root', '', 10, '', NULL, 1, 0, NULL, NULL, NULL, NULL, 5, 5, NULL, FALSE),
        (1, 'F00000000000000000000000000000001', 'DEUI7pa0C24ArootIAA1', 'a', 'a', '', 10, '', NULL, 1, 0, NULL, NULL, NULL,
            NULL, 5, 5, NULL, FALSE),
        (1, 'F00000000000000000000000000000002', 'F00000000000000000000000000000001', 'b.jpg', 'b.jpg', 'jpg', 15, '', NULL, 1, 10,
            'b', 1, 77, NULL, 5, 5, NULL, FALSE),
        (1, 'F00000000000000000000000000000003', 'F00000000000000000000000000000001', 'c.jpg', 'c.jpg', 'jpg', 15, '', NULL, 1, 10,
            'c', 2, NULL, NULL, 99, 5, NULL, FALSE),
        (1, 'F00000000000000000000000000000004', 'F00000000000000000000000000000001', 'd.jpg', 'd.jpg', 'jpg', 15, '', NULL, 1, 10,
            'd', 3, NULL, NULL, 5, 5, 8, FALSE);
    INSERT INTO album VALUES (1, 1, 2, 1, 'album', 2, 'F00000000000000000000000000000002', 6, 5);
    INSERT INTO link VALUES
        (1, 1, TRUE, 6, 'F00000000000000000000000000000002', 1, 1, 15, 77, 5),
        (1, 1, TRUE, 7, 'F00000000000000000000000000000003', 1, 1, 15, 99, 5);";

#[test]
fn an_older_database_keeps_its_files_and_albums() {
    let [sqlite, postgres] = places();
    sqlite.1.batch(include_str!("../../src/migrations/sqlite/0001_albums.sql"));
    postgres.1.batch(include_str!("../../src/migrations/postgres/0001_albums.sql"));
    for (engine, place) in [sqlite, postgres] {
        place.batch(FIRST);
        assert_eq!(migrate(&place.address).unwrap(), 1, "{engine}");
        let store = Fixture { store: Store::open(&place.address).unwrap(), place };
        let somebody = Person { fixture: &store, user: UserId::new(1), space: SpaceId::new(1) };
        let newest = (AlbumSort::TakeTime, SortDirection::Descending);
        let held = || somebody.collected(&somebody.scope([1], ScopeKind::Both), Reach::Deep, newest, 1);
        assert_eq!(held(), (2, vec![3, 2]), "{engine}");
        assert_eq!((somebody.total_and_cover(1), somebody.contents(1)), ((2, Some(2)), vec![2, 3]), "{engine}");
        // And what happens from then on.
        somebody.restore([4]);
        somebody.trash([3], 9);
        assert_eq!(held(), (2, vec![2, 4]), "{engine}");
        assert_eq!(somebody.total_and_cover(1), (1, Some(2)), "{engine}");
    }
}

#[test]
fn however_many_migrate_at_once_the_schema_is_whole() {
    for (engine, place) in places() {
        let address = &place.address;
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(move || migrate(address))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(outcomes.iter().any(Result::is_ok), "{engine}: {outcomes:?}");
        assert_eq!(migrate(address).unwrap(), 5, "{engine}");
        assert!(Store::open(address).is_ok(), "{engine}");
    }
}

#[test]
fn both_engines_have_the_same_tables_columns_and_indexes() {
    let (sqlite, postgres) = (Fixture::sqlite(), Fixture::postgres());
    assert!(!columns(&sqlite.place).is_empty());
    assert_eq!(columns(&sqlite.place), columns(&postgres.place));
    assert!(!indexes(&sqlite.place).is_empty());
    assert_eq!(indexes(&sqlite.place), indexes(&postgres.place));
}

/// PostgreSQL would sort by the rules of a language otherwise, and SQLite by code points.
#[test]
fn postgresql_compares_texts_by_their_bytes() {
    let store = Fixture::postgres();
    let texts = store.place.rows(
        "SELECT table_name, column_name, collation_name FROM information_schema.columns
         WHERE table_schema = current_schema AND data_type = 'text'",
    );
    assert!(!texts.is_empty());
    for column in texts {
        assert_eq!(column[2], "C", "{column:?}");
    }
}

/// Of each column the table, name, type, whether it may not be null, and its place in the primary key.
fn columns(place: &Place) -> Vec<Vec<String>> {
    place.rows(match place.address {
        Address::Sqlite(_) => {
            "SELECT t.name, c.name, lower(c.type), CASE c.\"notnull\" WHEN 1 THEN 'never null' ELSE '' END, c.pk
             FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid"
        }
        Address::Postgres(_) => {
            "SELECT c.table_name, c.column_name, c.data_type, CASE c.is_nullable WHEN 'NO' THEN 'never null' ELSE '' END,
                    COALESCE(k.ordinal_position, 0)
             FROM information_schema.columns c LEFT JOIN information_schema.key_column_usage k
                  USING (table_schema, table_name, column_name)
             WHERE c.table_schema = current_schema ORDER BY c.table_name COLLATE \"C\", c.ordinal_position"
        }
    })
}

/// Of each index but those of primary keys the name, whether it is unique, whether partial, and its columns.
fn indexes(place: &Place) -> Vec<Vec<String>> {
    place.rows(match place.address {
        Address::Sqlite(_) => {
            "SELECT i.name, i.\"unique\", i.partial,
                    (SELECT group_concat(c.name, ',') FROM pragma_index_info(i.name) c)
             FROM sqlite_schema t JOIN pragma_index_list(t.name) i
             WHERE t.type = 'table' AND i.origin = 'c' ORDER BY i.name"
        }
        Address::Postgres(_) => {
            "SELECT c.relname, CAST(i.indisunique AS INT), CAST(i.indpred IS NOT NULL AS INT),
                    (SELECT string_agg(a.attname, ',' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid)
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE c.relnamespace = CAST(current_schema AS regnamespace) AND NOT i.indisprimary
             ORDER BY c.relname COLLATE \"C\""
        }
    })
}

#[test]
fn an_address_shows_no_password() {
    let address = Address::parse("postgres://me:secret@host/photos").unwrap();
    assert!(matches!(&address, Address::Postgres(url) if url.contains("secret")));
    assert!(!format!("{address:?}").contains("secret"));
    assert_eq!(Address::parse("sqlite:a/b.db").unwrap(), Address::Sqlite("a/b.db".into()));
    assert!(matches!(Address::parse("host=/tmp user=me"), Ok(Address::Postgres(_))));
    assert!(matches!(Address::parse("mysql://host"), Err(StoreError::Address)));
}
