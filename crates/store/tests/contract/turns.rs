//! Writers that meet, of two servers over one database: each gets its turn, and who has nothing to do with them does not wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use leporello_model::{BlobId, UserId};
use leporello_store::{Address, Pool, Reply, Store, StoreError};
use postgres::{Client, NoTls};

use crate::fixture::{Fixture, now, until};
use crate::forwarder::own_functions_first;
use crate::people::file_id;

/// The writers on each of the two stores, and how much each writes.
const WRITERS: usize = 8;
const WRITES: usize = 25;

/// What the locks for turns are called. They are the whole database's, so each test here has an owner of its own.
const LOCKS: &str = "locktype = 'advisory' AND classid = 1281716335 AND objid = ";

/// Reads, then writes what follows from it; `tries` counts how often it ran.
fn increment(store: &Store, owner: i64, tries: &Arc<AtomicUsize>) -> Result<(), StoreError> {
    let tries = Arc::clone(tries);
    let write = store.write(move |write| {
        tries.fetch_add(1, Ordering::SeqCst);
        let space = write.space_of(UserId::new(owner))?.unwrap();
        assert!(write.use_space(space.owner, space.id, 1)?);
        write.claim_blob(space.id, BlobId::new(space.used + 1), &space.used.to_string(), 1, "{}")
    });
    write.wait().map(drop)
}

/// All the writers of two stores on one space; gives how many tries there were for each write.
fn tries_for_each(store: &Fixture, owner: i64, address: &Address) -> f64 {
    store.person(owner);
    let stores = [Store::open(address).unwrap(), Store::open(address).unwrap()];
    let tries = Arc::new(AtomicUsize::new(0));
    thread::scope(|scope| {
        for number in 0..2 * WRITERS {
            let (server, tries) = (&stores[number % 2], &tries);
            scope.spawn(move || (0..WRITES).for_each(|_| increment(server, owner, tries).unwrap()));
        }
    });
    let writes = 2 * WRITERS * WRITES;
    assert_eq!(store.number("SELECT count(*) FROM blob"), i64::try_from(writes).unwrap());
    assert_eq!(store.number("SELECT used FROM space"), i64::try_from(writes).unwrap());
    tries.load(Ordering::SeqCst) as f64 / writes as f64
}

#[test]
fn writers_of_two_servers_on_one_space_all_get_their_turn() {
    let store = Fixture::postgres();
    let tries = tries_for_each(&store, 8101, &store.place.address);
    println!("{tries:.2} tries for each write");
    assert!(tries < 4.0, "{tries} tries for each write");
}

/// An engine that speaks PostgreSQL's language without such locks, and how it may say so.
#[test]
fn without_locks_for_turns_all_get_their_turn_by_waiting() {
    for (owner, error) in [(8102, "undefined_function"), (8107, "feature_not_supported")] {
        let store = Fixture::postgres();
        store.place.batch(&format!(
            "CREATE FUNCTION pg_advisory_lock(INT, INT) RETURNS VOID LANGUAGE plpgsql AS
             $$ BEGIN PERFORM nextval('asked'); RAISE {error}; END $$;
             CREATE SEQUENCE asked"
        ));
        let tries = tries_for_each(&store, owner, &own_functions_first(&store.place.address));
        println!("{tries:.2} tries for each write without locks");
        assert!(tries < 8.0, "{tries} tries for each write");
        let asked = store.number("SELECT last_value FROM asked WHERE is_called");
        assert!((1..=32).contains(&asked), "it asked {asked} times, and remembered");
    }
}

/// Somebody else holds the turn of an owner; gives who.
fn hold_turn(store: &Fixture, owner: i64) -> Client {
    let mut holder = Client::connect(store.place.url(), NoTls).unwrap();
    holder.batch_execute(&format!("SELECT pg_advisory_lock(1281716335, {owner})")).unwrap();
    holder
}

/// How many have the turn of an owner, and how many connections wait for it.
fn held_and_waiting(store: &Fixture, owner: i64) -> (i64, i64) {
    let count = |granted| store.number(&format!("SELECT count(*) FROM pg_locks WHERE {LOCKS}{owner} AND {granted}"));
    (count("granted"), count("NOT granted"))
}

/// A write that meets somebody in its first try: another writer takes the same row between its read and its write.
fn meeting(store: &Fixture, server: &Store, owner: i64) -> Reply<(), StoreError> {
    let (tries, url) = (AtomicUsize::new(0), store.place.url().to_owned());
    server.write(move |write| {
        let space = write.space_of(UserId::new(owner))?.unwrap();
        if tries.fetch_add(1, Ordering::SeqCst) == 0 {
            let sql = format!("UPDATE space SET used = used WHERE id = {owner}");
            Client::connect(&url, NoTls).unwrap().batch_execute(&sql).unwrap();
        }
        write.use_space(space.owner, space.id, 1).map(drop)
    })
}

#[test]
fn who_writes_elsewhere_does_not_wait_for_those_who_met() {
    let store = Fixture::postgres();
    let (one, other) = (store.person(8103), store.person(8104));
    // Fewer threads than there are writes that meet.
    let server = Store::open_with(&store.place.address, Pool { connections: 5, ..Pool::default() }).unwrap();
    let holder = hold_turn(&store, 8103);
    let met: Vec<_> = (0..4).map(|_| meeting(&store, &server, 8103)).collect();
    until("one waits for its turn", || held_and_waiting(&store, 8103) == (1, 1));
    for _ in 0..20 {
        let (user, space) = (other.user, other.space);
        server.write(move |write| write.use_space(user, space, 1)).wait().unwrap();
    }
    assert_eq!(other.used(), 20);
    assert_eq!(held_and_waiting(&store, 8103), (1, 1), "it still waits, and the others of its process wait behind it");
    assert_eq!(one.used(), 0);
    drop(holder);
    met.into_iter().for_each(|met| met.wait().unwrap());
    assert_eq!(one.used(), 4);
    until("nobody keeps a turn", || held_and_waiting(&store, 8103) == (0, 0));
}

#[test]
fn who_waits_for_a_turn_in_vain_is_told_within_seconds() {
    let store = Fixture::postgres();
    let one = store.person(8105);
    let _holder = hold_turn(&store, 8105);
    let begun = now();
    let refused = meeting(&store, &store.store, 8105).wait();
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert!((9..14).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert_eq!(held_and_waiting(&store, 8105), (1, 0), "only the holder has it");
    assert_eq!(one.used(), 0);
}

/// Who waits for a turn loses the connection: the work is done again on another, and the turn is given back after it.
#[test]
fn a_turn_does_not_outlive_its_connection() {
    let store = Fixture::postgres();
    let one = store.person(8106);
    let holder = hold_turn(&store, 8106);
    let met = meeting(&store, &store.store, 8106);
    until("it waits for its turn", || held_and_waiting(&store, 8106) == (1, 1));
    store
        .place
        .batch(&format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE {LOCKS}8106 AND NOT granted"));
    until("it waits again", || held_and_waiting(&store, 8106) == (1, 1));
    drop(holder);
    met.wait().unwrap();
    assert_eq!(one.used(), 1);
    until("nobody keeps a turn", || held_and_waiting(&store, 8106) == (0, 0));
}

/// One write that met somebody keeps a lane busy; more than so many do not wait behind it.
#[test]
fn too_many_that_wait_for_one_turn_are_turned_away() {
    let store = Fixture::postgres();
    let one = store.person(8109);
    let holder = hold_turn(&store, 8109);
    let mut met: Vec<_> = (0..300).map(|_| meeting(&store, &store.store, 8109)).collect();
    let last = met.pop().unwrap().wait();
    assert!(matches!(last, Err(StoreError::Unavailable(_))), "{last:?}");
    assert_eq!(held_and_waiting(&store, 8109), (1, 1), "the others still wait");
    drop(holder);
    let outcomes: Vec<_> = met.into_iter().map(Reply::wait).collect();
    let kept = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert!(kept >= 256, "{kept}");
    assert_eq!(one.used(), i64::try_from(kept).unwrap());
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Ok(()) | Err(StoreError::Unavailable(_)))));
}

/// Its only write gives rows, and it meets somebody only in the commit.
#[test]
fn a_write_that_gives_rows_takes_the_turn_of_its_space() {
    let store = Fixture::postgres();
    let one = store.person(8108);
    store.place.batch(&format!(
        "INSERT INTO upload (space_id, file_id, upload_id, blob_id, owner_id, parent_id, name, rename_mode, file_type, length,
                             parts, created_at, expires_at)
         VALUES (8108, '{}', '00000000000000000000000000000001', 1, 8108, 'root', 'a.jpg', 2, 15, 1, '[1]', 1, 9)",
        file_id(1)
    ));
    let holder = hold_turn(&store, 8108);
    let (tries, url, space) = (AtomicUsize::new(0), store.place.url().to_owned(), one.space);
    let met = store.store.write(move |write| {
        write.space_of(UserId::new(8108))?;
        let kept = write.begin_multipart(space, &file_id(1), BlobId::new(1), "theirs")?;
        if tries.fetch_add(1, Ordering::SeqCst) == 0 {
            let sql = "BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT * FROM upload WHERE space_id = 8108;
                       UPDATE space SET used = used WHERE id = 8108; COMMIT";
            Client::connect(&url, NoTls).unwrap().batch_execute(sql).unwrap();
        }
        Ok::<_, StoreError>((kept, tries.load(Ordering::SeqCst)))
    });
    until("it waits for its turn", || held_and_waiting(&store, 8108) == (1, 1));
    drop(holder);
    assert_eq!(met.wait().unwrap(), (Some("theirs".to_owned()), 2));
}
