//! What goes wrong between the store and a PostgreSQL server, and what the caller sees of it: nothing, or within seconds that
//! the database is not available.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use leporello_model::{SpaceId, UserId};
use leporello_store::{Address, Pool, Read, Reply, Store, StoreError, Write, migrate};
use postgres::{Client, NoTls};

use crate::fixture::{Fixture, now, until};
use crate::forwarder::{Forwarder, own_functions_first};
use crate::people::user;

/// A store behind a network of its own.
struct Far {
    near: Fixture,
    network: Forwarder,
    store: Store,
}

fn far(more: &str, pool: Pool) -> Far {
    let (near, network) = (Fixture::postgres(), Forwarder::new());
    near.person(1);
    let store = Store::open_with(&network.to(&near.place, more), pool).unwrap();
    Far { near, network, store }
}

fn count(read: &Read<'_>) -> Result<i64, StoreError> {
    read.any_user_count()
}

fn add(store: &Store, number: i64) -> Reply<(), StoreError> {
    store.write(move |write| write.add_user(&user(number), None))
}

fn is_away<T>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Unavailable(_)))
}

/// Work for every thread, so that all connections are open.
fn warm(store: &Store) {
    let reads: Vec<_> = (0..40).map(|_| store.read(count)).collect();
    let writes: Vec<_> = (0..40).map(|_| store.write(|write| count(write))).collect();
    for reply in reads.into_iter().chain(writes) {
        reply.wait().unwrap();
    }
}

#[test]
fn nobody_notices_that_connections_were_cut() {
    let far = far("", Pool::default());
    for round in 0..3 {
        warm(&far.store);
        far.network.cut();
        warm(&far.store);
        far.network.cut();
        add(&far.store, 100 + round).wait().unwrap();
    }
    assert_eq!(far.near.read(count), 4);
}

#[test]
fn nobody_notices_that_sessions_were_ended() {
    let far = far("application_name=ended", Pool::default());
    for round in 0..3 {
        warm(&far.store);
        far.near
            .place
            .batch("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'ended'");
        if round % 2 == 0 {
            warm(&far.store);
        }
        add(&far.store, 100 + round).wait().unwrap();
    }
    assert_eq!(far.near.read(count), 4);
}

#[test]
fn a_read_that_is_cut_in_the_middle_is_done_again() {
    let far = far("", Pool::default());
    let (runs, network) = (Arc::new(AtomicUsize::new(0)), Arc::new(far.network));
    let (counted, cut) = (Arc::clone(&runs), Arc::clone(&network));
    let read = far.store.read(move |read| {
        let before = count(read)?;
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            cut.cut();
        }
        Ok::<_, StoreError>((before, count(read)?))
    });
    assert_eq!(read.wait().unwrap(), (1, 1));
    assert_eq!(runs.load(Ordering::SeqCst), 2);
}

/// A write that counts how often it ran, and does `between` the first time, after it wrote.
fn write_and(store: &Store, between: impl Fn() + Send + 'static) -> (Reply<(), StoreError>, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let reply = store.write(move |write: &Write<'_>| {
        write.add_user(&user(50), None)?;
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            between();
        }
        write.use_space(UserId::new(1), SpaceId::new(1), 7).map(drop)
    });
    (reply, runs)
}

/// The write is kept exactly once, after so many runs.
fn is_kept_once(far: &Far, (reply, runs): (Reply<(), StoreError>, Arc<AtomicUsize>), expected: usize) {
    reply.wait().unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), expected);
    assert_eq!(far.near.number("SELECT used FROM space WHERE id = 1"), 7);
    assert_eq!(far.near.read(count), 2);
}

#[test]
fn a_write_that_is_cut_in_the_middle_is_done_again() {
    let far = far("application_name=middle", Pool::default());
    let url = far.near.place.url().to_owned();
    let written = write_and(&far.store, move || {
        let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'middle'";
        Client::connect(&url, NoTls).unwrap().batch_execute(end).unwrap();
    });
    is_kept_once(&far, written, 2);
}

#[test]
fn a_commit_whose_answer_is_lost_is_asked_for_and_not_done_again() {
    let far = far("", Pool::default());
    warm(&far.store);
    far.network.cut_before_answer("C\0\0\0\u{b}COMMIT\0");
    let written = write_and(&far.store, || {});
    is_kept_once(&far, written, 1);
    assert!(far.network.has_cut());
}

#[test]
fn a_commit_that_did_not_arrive_is_asked_for_and_done_again() {
    let far = far("", Pool::default());
    warm(&far.store);
    far.network.cut_before("COMMIT\0");
    let written = write_and(&far.store, || {});
    is_kept_once(&far, written, 2);
    assert!(far.network.has_cut());
}

#[test]
fn a_commit_that_nobody_can_ask_for_is_not_available_and_may_have_been_kept() {
    let far = far("", Pool::default());
    warm(&far.store);
    // Before the number by which it could be asked for.
    far.network.cut_before_answer("pg_current_xact_id_if_assigned");
    let (reply, runs) = write_and(&far.store, || {});
    let outcome = reply.wait();
    assert!(is_away(&outcome), "{outcome:?}");
    assert!(far.network.has_cut());
    assert_eq!(runs.load(Ordering::SeqCst), 1, "what may have been kept is not done again");
    until("it was kept", || far.near.number("SELECT used FROM space WHERE id = 1") == 7);
}

/// A store behind a network, on a server with this function of our own in place of one of its own.
fn far_with(function: &str) -> Far {
    let (near, network) = (Fixture::postgres(), Forwarder::new());
    near.person(1);
    near.place.batch(function);
    let store = Store::open(&own_functions_first(&network.to(&near.place, ""))).unwrap();
    Far { near, network, store }
}

/// What fails in the breath of the commit makes it a rollback, which says nothing.
#[test]
fn a_commit_that_failed_right_before_its_end_is_refused() {
    let number = |errors: i64, error: &str| {
        format!(
            "CREATE SEQUENCE asked;
             CREATE FUNCTION pg_current_xact_id_if_assigned() RETURNS XID8 LANGUAGE plpgsql AS
             $$ BEGIN
                 IF nextval('asked') <= {errors} THEN RAISE {error}; END IF;
                 RETURN pg_catalog.pg_current_xact_id_if_assigned();
             END $$"
        )
    };
    let cancelled = far_with(&number(1, "query_canceled"));
    let (reply, runs) = write_and(&cancelled.store, || {});
    let outcome = reply.wait();
    assert!(is_away(&outcome), "{outcome:?}");
    assert_eq!((runs.load(Ordering::SeqCst), cancelled.near.read(count)), (1, 1));
    let again = write_and(&cancelled.store, || {});
    is_kept_once(&cancelled, again, 1);
    // A conflict is tried again, and so is what costs the connection: nothing was kept.
    for (errors, error) in [(2, "serialization_failure"), (1, "out_of_memory")] {
        let far = far_with(&number(errors, error));
        let written = write_and(&far.store, || {});
        is_kept_once(&far, written, usize::try_from(errors).unwrap() + 1);
    }
}

/// To another server, or to one that was started anew, the number of the transaction may mean something else.
#[test]
fn a_commit_is_not_believed_of_another_server() {
    let started =
        "CREATE FUNCTION pg_postmaster_start_time() RETURNS TIMESTAMPTZ LANGUAGE sql AS 'SELECT clock_timestamp()'";
    let far = far_with(started);
    warm(&far.store);
    far.network.cut_before_answer("C\0\0\0\u{b}COMMIT\0");
    let (reply, runs) = write_and(&far.store, || {});
    let outcome = reply.wait();
    assert!(is_away(&outcome), "{outcome:?}");
    assert!(far.network.has_cut());
    assert_eq!(runs.load(Ordering::SeqCst), 1, "what may have been kept is not done again");
    // That nothing is kept is believed of any.
    let far = far_with(started);
    warm(&far.store);
    far.network.cut_before("COMMIT\0");
    let written = write_and(&far.store, || {});
    is_kept_once(&far, written, 2);
    assert!(far.network.has_cut());
}

#[test]
fn a_first_host_that_says_nothing_is_passed_by() {
    let (near, first, second) = (Fixture::postgres(), Forwarder::new(), Forwarder::new());
    near.person(1);
    first.hang();
    // Longer than anybody waits who asks whether the server is there.
    let store = Store::open(&first.before(&second.to(&near.place, "connect_timeout=2"))).unwrap();
    for round in 0..2 {
        let begun = now();
        store.is_reachable().wait().unwrap();
        assert!(begun.elapsed() < Duration::from_millis(2_000), "{:?}", begun.elapsed());
        assert_eq!(store.read(count).wait().unwrap(), 1 + round);
        add(&store, 100 + round).wait().unwrap();
        second.cut();
    }
    second.close();
    until("it is known to be away", || is_away(&store.is_reachable().wait()));
    let begun = now();
    assert!(is_away(&store.read(count).wait()));
    assert!(begun.elapsed() < Duration::from_millis(500), "{:?}", begun.elapsed());
    second.open();
    until("it is found again", || store.read(count).wait().is_ok());
    store.is_reachable().wait().unwrap();
}

#[test]
fn a_server_that_is_away_costs_nobody_time_and_is_found_again() {
    let far = far("", Pool::default());
    warm(&far.store);
    far.network.close();
    let begun = now();
    let first = far.store.read(count).wait();
    assert!(is_away(&first), "{first:?}");
    until("it is known to be away", || is_away(&far.store.is_reachable().wait()));
    let asked = far.network.accepted();
    let refused = now();
    for number in 0..2_000 {
        assert!(is_away(&far.store.read(count).wait()));
        assert!(is_away(&add(&far.store, 1_000 + number).wait()));
        assert!(is_away(&far.store.is_reachable().wait()));
    }
    let looks = far.network.accepted() - asked;
    assert!(refused.elapsed() < Duration::from_secs(3), "{:?}", refused.elapsed());
    assert!(looks as u128 <= 2 + begun.elapsed().as_millis() / 500, "looked {looks} times");
    far.network.open();
    until("it is found again", || far.store.read(count).wait().is_ok());
    far.store.is_reachable().wait().unwrap();
    warm(&far.store);
    add(&far.store, 50).wait().unwrap();
    assert_eq!(far.near.read(count), 2);
}

#[test]
fn a_server_that_hangs_keeps_nobody_waiting_for_long() {
    let patience = Duration::from_millis(700);
    let far = far("", Pool { patience, ..Pool::default() });
    far.store.is_reachable().wait().unwrap();
    warm(&far.store);
    far.network.hang();
    let begun = now();
    let reachable = far.store.is_reachable();
    // As many as there are threads hang with it; whoever comes after them is told.
    let stuck: Vec<_> = (0..8).map(|_| far.store.read(count)).collect();
    let waiting: Vec<_> = (0..20).map(|_| far.store.read(count)).collect();
    assert!(is_away(&reachable.wait()));
    assert!(begun.elapsed() < Duration::from_millis(2_000), "{:?}", begun.elapsed());
    assert!(waiting.into_iter().all(|reply| is_away(&reply.wait())));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    until("it counts as away", || {
        let asked = now();
        is_away(&far.store.read(count).wait()) && asked.elapsed() < Duration::from_millis(100)
    });
    far.network.open();
    assert!(stuck.into_iter().all(|reply| reply.wait().is_ok() || begun.elapsed() < Duration::from_secs(40)));
    until("it is found again", || far.store.read(count).wait().is_ok());
    add(&far.store, 50).wait().unwrap();
}

#[test]
fn opening_a_store_on_a_server_that_hangs_ends_within_seconds() {
    let (near, network) = (Fixture::postgres(), Forwarder::new());
    network.hang();
    let begun = now();
    let refused = Store::open(&network.to(&near.place, "password=secret-word"));
    assert!(matches!(&refused, Err(StoreError::Unavailable(text)) if !text.contains("secret-word")));
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn no_error_repeats_a_password() {
    let near = Fixture::postgres();
    for address in [
        "postgres://me:secret-word@127.0.0.1:1/photos",
        "postgres://me:secret-word@127.0.0.1:port/photos",
        "postgres://me:not?secret-word=1@127.0.0.1:1/photos?secret-word=2",
        "host=127.0.0.1 port=1 password=secret-word user=me",
        "host=127.0.0.1 port=1 password='secret word' secret-word=me",
        &near.place.url().replace("user=postgres", "user=nobody_here password=secret-word"),
    ] {
        let address = leporello_store::Address::parse(address).unwrap();
        for error in [Store::open(&address).err(), migrate(&address).err()] {
            let error = error.unwrap();
            assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        }
    }
}

/// A row that somebody else keeps locked; gives who.
fn hold_row(near: &Fixture) -> Client {
    let mut holder = Client::connect(near.place.url(), NoTls).unwrap();
    holder.batch_execute("BEGIN; SELECT * FROM space WHERE id = 1 FOR UPDATE").unwrap();
    holder
}

#[test]
fn a_statement_that_is_cancelled_leaves_nothing_half_done() {
    let far = far("application_name=cancelled", Pool::default());
    let holder = hold_row(&far.near);
    let (reply, runs) = write_and(&far.store, || {});
    let cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                  WHERE application_name = 'cancelled' AND wait_event_type = 'Lock'";
    until("it waits and is cancelled", || !far.near.place.rows(cancel).is_empty());
    let outcome = reply.wait();
    assert!(is_away(&outcome), "{outcome:?}");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert_eq!(far.near.read(count), 1);
    drop(holder);
    warm(&far.store);
    let again = write_and(&far.store, || {});
    is_kept_once(&far, again, 1);
}

/// Ours would let it wait for 30 seconds.
#[test]
fn what_the_operator_says_of_statements_holds() {
    let near = Fixture::postgres();
    near.person(1);
    let near_address = near.place.url().replace(" -c search_path", " -c statement_timeout=300 -c search_path");
    let store = Store::open(&leporello_store::Address::parse(&near_address).unwrap()).unwrap();
    let _holder = hold_row(&near);
    let begun = now();
    let outcome = store.write(|write| write.use_space(UserId::new(1), SpaceId::new(1), 7)).wait();
    assert!(is_away(&outcome), "{outcome:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[test]
fn statements_prepared_for_an_older_schema_are_prepared_anew() {
    let far = far("", Pool::default());
    let ask = |store: &Store| store.read(|read| read.any_user(UserId::new(1))).wait();
    for _ in 0..40 {
        ask(&far.store).unwrap();
    }
    far.near.place.batch("ALTER TABLE account ALTER COLUMN name TYPE VARCHAR(400) COLLATE \"C\"");
    for _ in 0..40 {
        assert!(ask(&far.store).unwrap().is_some());
    }
}

#[test]
fn a_server_for_reading_only_reads_and_is_not_available_for_writing() {
    let near = Fixture::postgres();
    near.person(1);
    let address = near.place.url().replace(" -c search_path", " -c default_transaction_read_only=on -c search_path");
    let store = Store::open(&leporello_store::Address::parse(&address).unwrap()).unwrap();
    assert_eq!(store.read(count).wait().unwrap(), 1);
    let outcome = add(&store, 9).wait();
    assert!(is_away(&outcome), "{outcome:?}");
    assert_eq!(store.read(count).wait().unwrap(), 1);
}

/// A role that may have two connections: those that have one work for those that get none.
#[test]
fn too_few_connections_make_it_slower_not_wrong() {
    let near = Fixture::postgres();
    let role = format!("few_{}", std::process::id());
    near.place.batch(&format!(
        "CREATE ROLE {role} LOGIN CONNECTION LIMIT 2;
         DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', current_schema); END $$;
         DO $$ BEGIN EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO {role}', current_schema); END $$"
    ));
    let address = near.place.url().replace("user=postgres", &format!("user={role}"));
    assert_ne!(address, near.place.url(), "this test needs a server to which the tests come as postgres");
    let store = Store::open(&leporello_store::Address::parse(&address).unwrap()).unwrap();
    until("the first connection is gone", || store.read(count).wait().is_ok());
    let failed = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let failures = (0..50).filter(|_| store.read(count).wait().is_err()).count();
                failed.fetch_add(failures, Ordering::SeqCst);
            });
        }
    });
    assert_eq!(failed.into_inner(), 0);
    drop(store);
    let gone = format!("SELECT count(*) FROM pg_stat_activity WHERE usename = '{role}'");
    until("its connections are gone", || near.number(&gone) == 0);
    near.place.batch(&format!("DROP OWNED BY {role} CASCADE; DROP ROLE {role}"));
}

/// Whose role may have no more connections: work goes from thread to thread until one that has a connection is free.
#[test]
fn work_that_gets_no_connection_does_not_ask_for_one_all_the_time() {
    let (near, network) = (Fixture::postgres(), Forwarder::new());
    let role = format!("one_{}", std::process::id());
    near.place.batch(&format!(
        "CREATE ROLE {role} LOGIN CONNECTION LIMIT 1;
         DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO {role}', current_schema); END $$;
         DO $$ BEGIN EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO {role}', current_schema); END $$"
    ));
    let Address::Postgres(address) = network.to(&near.place, "") else { panic!("no PostgreSQL") };
    let address = Address::Postgres(address.replace("user=postgres", &format!("user={role}")));
    let store = Store::open_with(&address, Pool { patience: Duration::from_secs(3), ..Pool::default() }).unwrap();
    until("the first connection is gone", || store.read(count).wait().is_ok());
    let (holding, held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let busy = store.read(move |read| {
        let users = count(read)?;
        holding.send(()).unwrap();
        let _ = released.lock().unwrap().recv();
        Ok::<_, StoreError>(users)
    });
    held.recv().unwrap();
    let before = network.accepted();
    let refused = store.read(count).wait();
    let asked = network.accepted() - before;
    assert!(is_away(&refused), "{refused:?}");
    assert!((2..=60).contains(&asked), "asked {asked} times within three seconds");
    drop(release);
    busy.wait().unwrap();
    drop(store);
    let gone = format!("SELECT count(*) FROM pg_stat_activity WHERE usename = '{role}'");
    until("its connections are gone", || near.number(&gone) == 0);
    near.place.batch(&format!("DROP OWNED BY {role} CASCADE; DROP ROLE {role}"));
}
