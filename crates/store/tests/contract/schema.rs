//! Schemas: making one, refusing another, and both engines having the same.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use ::postgres::{Client, NoTls};
use leporello_model::{AlbumSort, Reach, ScopeKind, SortDirection, SpaceId, UserId};
use leporello_store::{Address, Store, StoreError, migrate};

use crate::fixture::{Fixture, Place, until};
use crate::forwarder::own_functions_first;
use crate::people::{Person, user};

/// The schema of this program.
const NEWEST: i64 = 6;

promises!(
    migrating_again_changes_nothing,
    a_database_of_another_version_is_refused,
    a_newer_database_that_lets_this_program_serve_is_served,
    columns_have_the_shared_types,
);

fn migrating_again_changes_nothing(store: &Fixture) {
    store.write(|write| write.add_user(&user(1), None));
    assert_eq!(migrate(&store.place.address).unwrap(), NEWEST);
    assert_eq!(store.number("SELECT version FROM schema_version"), NEWEST);
    assert!(store.read(|read| read.any_user(UserId::new(1))).is_some());
}

fn a_database_of_another_version_is_refused(store: &Fixture) {
    for oldest in [99, NEWEST + 1, 0] {
        store.place.batch(&format!("UPDATE schema_version SET version = 99, oldest = {oldest}"));
        for error in [Store::open(&store.place.address).err(), migrate(&store.place.address).err()] {
            let error = error.unwrap();
            assert!(matches!(error, StoreError::Version { found: 99, needed: NEWEST }), "{error:?}");
            let text = format!(
                "the database has schema version 99, on which programs for {NEWEST} may not serve: run `leporello serve` of the newer program"
            );
            assert_eq!(error.to_string(), text);
        }
    }
    store.place.batch("DELETE FROM schema_version");
    let error = Store::open(&store.place.address).err().unwrap();
    assert!(matches!(error, StoreError::Version { found: 0, needed: NEWEST }));
    let text = format!("the database has schema version 0, this program needs {NEWEST}: run `leporello migrate`");
    assert_eq!(error.to_string(), text);
}

/// What a newer program left for those that go on while it takes over.
fn a_newer_database_that_lets_this_program_serve_is_served(store: &Fixture) {
    assert_eq!(store.number("SELECT oldest FROM schema_version"), NEWEST - 1, "those before may go on");
    for oldest in [NEWEST, NEWEST - 1] {
        store.place.batch(&format!("UPDATE schema_version SET version = {}, oldest = {oldest}", NEWEST + 1));
        assert_eq!(migrate(&store.place.address).unwrap(), NEWEST + 1);
        let newer = Store::open(&store.place.address).unwrap();
        newer.write(move |write| write.add_user(&user(oldest), None)).wait().unwrap();
        assert!(newer.read(move |read| read.any_user(UserId::new(oldest))).wait().unwrap().is_some());
        let version = store.place.rows("SELECT version, oldest FROM schema_version");
        assert_eq!(version, [[(NEWEST + 1).to_string(), oldest.to_string()]], "nothing was done to it");
    }
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
        assert!(matches!(refused, Err(StoreError::Version { found: 0, needed: NEWEST })), "{engine}");
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

/// An earlier run was killed when it had made its copy, or half of it.
#[test]
fn what_a_killed_migration_left_is_in_nobodys_way() {
    let place = Place::sqlite();
    place.batch(include_str!("../../src/migrations/sqlite/0001_albums.sql"));
    place.batch(FIRST);
    let Address::Sqlite(path) = &place.address else { panic!("no file") };
    let beside = |end: &str| PathBuf::from(format!("{}.before-{NEWEST}{end}", path.display()));
    fs::write(beside(""), "an earlier one").unwrap();
    fs::write(beside(".part"), "half of one").unwrap();
    assert_eq!(migrate(&place.address).unwrap(), 1);
    assert!(!beside(".part").exists());
    let kept = rusqlite::Connection::open(beside("")).unwrap();
    let count = |sql| kept.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!((count("SELECT version FROM schema_version"), count("SELECT count(*) FROM file")), (1, 5));
}

#[test]
fn an_engine_without_locks_is_migrated() {
    for error in ["undefined_function", "feature_not_supported"] {
        let place = Place::postgres();
        place.batch(&format!(
            "CREATE FUNCTION pg_advisory_lock(INT, INT) RETURNS VOID LANGUAGE plpgsql AS
             $$ BEGIN PERFORM nextval('asked'); RAISE {error}; END $$;
             CREATE SEQUENCE asked"
        ));
        assert_eq!(migrate(&own_functions_first(&place.address)).unwrap(), 0);
        assert_eq!(place.rows("SELECT last_value FROM asked WHERE is_called"), [["1"]], "it asked");
        assert!(Store::open(&place.address).is_ok());
    }
}

#[test]
fn however_many_migrate_at_once_the_schema_is_whole() {
    for (engine, place) in places() {
        let address = &place.address;
        let found: Vec<i64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(move || migrate(address).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        if engine == "PostgreSQL" {
            let done = found.iter().filter(|found| **found == NEWEST).count();
            assert_eq!(done, 3, "one does it, the others wait and find it done: {found:?}");
        }
        assert_eq!(migrate(address).unwrap(), NEWEST, "{engine}");
        assert!(Store::open(address).is_ok(), "{engine}");
    }
}

/// An image in the folder of [`FIRST`], as a program for any schema adds it. Gives how often it was done.
fn add_images(place: &Place, start: i64, done: &AtomicBool) -> i64 {
    let mut server = Client::connect(place.url(), NoTls).unwrap();
    let mut added = 0;
    while !done.load(Ordering::SeqCst) || added < 5 {
        let number = start + added;
        let outcome = server.batch_execute(&format!(
            "BEGIN ISOLATION LEVEL SERIALIZABLE;
             UPDATE space SET used = used + 10 WHERE owner_id = 1 AND id = 1;
             INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id, size, created_at, edited_at, hidden)
             VALUES (1, 'F{number:032}', 'F00000000000000000000000000000001', '{number}.jpg', '{number}.jpg', 'jpg', 15, '', 1, 10, 5, 5, FALSE);
             COMMIT"
        ));
        match outcome {
            Ok(()) => added += 1,
            Err(error) => {
                let code = error.code().unwrap_or_else(|| panic!("{error:?}")).code().to_owned();
                assert!(["40001", "40P01"].contains(&code.as_str()), "{error:?}");
                server.batch_execute("ROLLBACK").unwrap();
            }
        }
    }
    added
}

#[test]
fn servers_go_on_while_another_migrates() {
    let steps = [
        include_str!("../../src/migrations/postgres/0001_albums.sql"),
        include_str!("../../src/migrations/postgres/0002_collections.sql"),
        include_str!("../../src/migrations/postgres/0003_families.sql"),
        include_str!("../../src/migrations/postgres/0004_pictures.sql"),
        include_str!("../../src/migrations/postgres/0005_servers.sql"),
    ];
    for version in [1, 5] {
        let place = Place::postgres();
        place.batch(steps[0]);
        place.batch(FIRST);
        steps[1..version].iter().for_each(|step| place.batch(step));
        place.batch(&format!("UPDATE schema_version SET version = {version}"));
        let done = AtomicBool::new(false);
        let files =
            || place.rows("SELECT count(*) FROM file WHERE file_type = 15 AND trashed_at IS NULL")[0][0].clone();
        let added: i64 = std::thread::scope(|scope| {
            let (place, done) = (&place, &done);
            let servers: Vec<_> =
                (1..=4).map(|server| scope.spawn(move || add_images(place, server * 10_000, done))).collect();
            until("they write", || files().parse::<i64>().unwrap() > 20);
            assert_eq!(migrate(&place.address).unwrap(), i64::try_from(version).unwrap());
            let before = files().parse::<i64>().unwrap();
            until("they go on writing", || files().parse::<i64>().unwrap() > before + 20);
            done.store(true, Ordering::SeqCst);
            servers.into_iter().map(|server| server.join().unwrap()).sum()
        });
        assert_eq!(files(), (added + 2).to_string(), "nothing that was written is lost");
        // What the migration made of the files, and what came of those that were added while it did.
        let counted = place.rows("SELECT sum(files) FROM folder_media WHERE space_id = 1 AND file_type = 15");
        assert_eq!(counted[0][0], files(), "from version {version}");
        assert!(Store::open(&place.address).is_ok());
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
