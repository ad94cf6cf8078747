//! Copies of a library from one engine to the other and back.

use std::sync::{Arc, Mutex};

use leporello_model::{Arrange, Millis, UserId};
use leporello_store::{Copied, StoreError, copy};

use crate::fixture::Fixture;
use crate::people::{Person, file_id};

/// More rows than a page has.
const FILES: u32 = 1_203;

/// What a target derives from files by itself, without what counts its changes.
const DERIVED: [&str; 2] = [
    "SELECT space_id, id, parent_id, CASE WHEN trashed THEN 1 ELSE 0 END FROM folder ORDER BY space_id, id",
    "SELECT space_id, folder_id, file_type, files, oldest_shot, newest_shot, oldest_created, newest_created, oldest_edited,
        newest_edited FROM folder_media WHERE files > 0 ORDER BY space_id, folder_id, file_type",
];

fn filled(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put_images(1..=FILES);
    somebody.make_album(1);
    somebody.link(1, 1..=700, 10);
    somebody.trash([5], 20);
    store.write(|write| {
        write.put_setting("key", "a fingerprint")?;
        write.put_setting("first-user 1", "2")
    });
    somebody
}

fn copied(from: &Fixture, to: &Fixture) -> Vec<Copied> {
    let copied = copy(&from.store, &to.store, true, Arc::new(|_, _| {})).unwrap();
    to.write(|write| write.end_copy());
    copied
}

/// Every table that is copied, as both have it.
fn assert_equal(from: &Fixture, to: &Fixture, tables: &[Copied]) {
    for Copied { table, rows, .. } in tables {
        let condition = match table.as_str() {
            "setting" => "name = 'key'",
            "folder_media" => "files > 0",
            _ => "TRUE",
        };
        assert_eq!(to.number(&format!("SELECT count(*) FROM {table} WHERE {condition}")), *rows as i64, "{table}");
    }
    for sql in DERIVED {
        assert_eq!(to.place.rows(sql), from.place.rows(sql));
        assert!(!to.place.rows(sql).is_empty());
    }
}

fn fixtures() -> [(Fixture, Fixture); 2] {
    [(Fixture::sqlite(), Fixture::postgres()), (Fixture::postgres(), Fixture::sqlite())]
}

#[test]
fn a_library_moves_to_the_other_engine_and_back() {
    for (from, to) in fixtures() {
        let somebody = filled(&from);
        let told = Arc::new(Mutex::new(Vec::new()));
        let progress = Arc::clone(&told);
        let there = copy(
            &from.store,
            &to.store,
            false,
            Arc::new(move |table, rows| progress.lock().unwrap().push((table.to_owned(), rows))),
        )
        .unwrap();
        assert_equal(&from, &to, &there);
        let files = there.iter().find(|copied| copied.table == "file").unwrap();
        assert_eq!((files.rows, files.written), (u64::from(FILES) + 1, u64::from(FILES) + 1));
        assert!(told.lock().unwrap().contains(&("file".to_owned(), 500)), "pages are told of");
        assert_eq!(to.number("SELECT count(*) FROM setting WHERE name <> 'copy'"), 1, "only the key goes along");
        assert!(to.read(|read| read.any_unfinished_copy()), "its bytes may not be there yet");
        to.write(|write| write.end_copy());
        assert!(!to.read(|read| read.any_unfinished_copy()));

        let moved = Person { fixture: &to, ..somebody };
        assert_eq!(moved.contents(1), somebody.contents(1));
        assert_eq!(moved.total_and_cover(1), somebody.total_and_cover(1));
        // And what happens from then on.
        moved.restore([5]);
        assert_eq!(moved.total_and_cover(1).0, 700);

        let back = copied(&to, &from);
        assert_equal(&to, &from, &back);
        assert_eq!(somebody.total_and_cover(1).0, 700);
        assert_eq!(back.iter().find(|copied| copied.table == "file").unwrap().written, 1, "only what has changed");
    }
}

#[test]
fn a_copy_that_was_broken_off_goes_on_and_puts_right_what_changed() {
    for (from, to) in fixtures() {
        let somebody = filled(&from);
        copied(&from, &to);
        // As if it had been broken off, and the source had gone on since.
        to.place.batch("DELETE FROM file WHERE id > 'F00000000000000000000000000000900'");
        to.place.batch(
            "UPDATE link SET edited_at = 7777777 WHERE linked_at = 10 AND file_id < 'F00000000000000000000000000000003'",
        );
        to.place.batch("INSERT INTO app (id, name, created_at) VALUES ('zzz', 'stale', 1)");
        let space = somebody.may(Arrange);
        from.write(move |write| write.rename_file(&space, &file_id(7), "renamed.jpg", Millis(99)));
        let again = copied(&from, &to);
        assert_equal(&from, &to, &again);
        assert_eq!(to.number("SELECT count(*) FROM app"), 0);
        assert_eq!(to.number("SELECT count(*) FROM link WHERE edited_at = 7777777"), 0);
        assert_eq!(to.number("SELECT count(*) FROM file WHERE name = 'renamed.jpg'"), 1);
        let written = |again: &[Copied]| again.iter().map(|copied| copied.written).sum::<u64>();
        // Of 304 files, all but one that changed; two links; an app that was none.
        assert_eq!(written(&again), 304 + 1 + 2 + 1, "{again:?}");
        assert_eq!(written(&copied(&from, &to)), 0, "what is equal is left alone");
    }
}

/// What only one row may have goes from one to another, forwards and backwards in the order of the keys and over pages.
#[test]
fn rows_take_over_what_others_had() {
    for (from, to) in fixtures() {
        let somebody = filled(&from);
        copied(&from, &to);
        // A link of the bin comes before all others.
        somebody.trash([600], 30);
        let (early, late) = (file_id(7), file_id(900));
        let named = |name: &str, file: &leporello_model::FileId| {
            from.place.batch(&format!("UPDATE file SET name = '{name}' WHERE space_id = 1 AND id = '{file}'"));
        };
        named("for a moment", &early);
        named("7.jpg", &late);
        named("900.jpg", &early);
        from.place.batch(
            "UPDATE blob SET claimed = FALSE WHERE space_id = 1 AND id = 1000;
             UPDATE blob SET sha256 = (SELECT sha256 FROM blob WHERE space_id = 1 AND id = 1000) WHERE space_id = 1 AND id = 3",
        );
        let again = copied(&from, &to);
        assert_equal(&from, &to, &again);
        let names = format!("SELECT name FROM file WHERE space_id = 1 AND id IN ('{early}', '{late}') ORDER BY id");
        assert_eq!(to.place.rows(&names), [["900.jpg"], ["7.jpg"]]);
        let written = |name: &str| again.iter().find(|copied| copied.table == name).unwrap().written;
        // The link went and came, as its key holds where it stands.
        assert_eq!((written("file"), written("link"), written("blob")), (3, 2, 2), "{again:?}");
        assert_eq!(copied(&from, &to).iter().map(|copied| copied.written).sum::<u64>(), 0);
    }
}

#[test]
fn half_a_copy_is_no_source() {
    for (from, to) in fixtures() {
        filled(&from);
        from.write(|write| write.put_setting("copy", "under way"));
        let refused = copy(&from.store, &to.store, false, Arc::new(|_, _| {}));
        let text = refused.unwrap_err().to_string();
        assert!(text.contains("the source is itself a copy that has not come to its end"), "{text}");
        assert_eq!(to.number("SELECT count(*) FROM setting"), 0, "the target was not touched");
    }
}

#[test]
fn a_source_that_changes_meanwhile_is_told_of() {
    let (from, to) = (Fixture::sqlite(), Fixture::postgres());
    filled(&from);
    let other = from.store.clone();
    // The table that comes last is being copied when a row is added to the first.
    let progress = Arc::new(move |table: &str, _: u64| {
        if table == "token" {
            other.write(|write| write.put_setting("key", "another")).wait().unwrap();
        }
    });
    let refused = copy(&from.store, &to.store, false, progress);
    assert!(matches!(&refused, Err(StoreError::Different { table, .. }) if table == "setting"), "{refused:?}");
    assert!(to.read(|read| read.any_unfinished_copy()), "nobody may take it for whole");
    copied(&from, &to);
    assert!(!to.read(|read| read.any_unfinished_copy()));
}

#[test]
fn a_library_in_use_is_not_replaced_unasked() {
    for (from, to) in fixtures() {
        filled(&from);
        to.person(9);
        let onto = |replace| copy(&from.store, &to.store, replace, Arc::new(|_, _| {}));
        assert!(matches!(onto(false), Err(StoreError::InUse)));
        assert!(to.read(|read| read.any_user(UserId::new(9))).is_some());
        onto(true).unwrap();
        assert!(to.read(|read| read.any_user(UserId::new(9))).is_none());
        // A copy that nobody has used may be made anew; one that somebody has may not.
        onto(false).unwrap();
        to.write(|write| write.open_copy());
        assert!(matches!(onto(false), Err(StoreError::InUse)));
    }
}
