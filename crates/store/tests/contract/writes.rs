//! Transactions: all or nothing, nobody harms another, nothing is lost.

use std::sync::mpsc;
use std::thread;

use leporello_model::{BlobId, SpaceId, UserId};
use leporello_store::{Read, Reply, Store, StoreError, Write};

use crate::fixture::Fixture;
use crate::people::user;

promises!(
    a_failing_write_leaves_nothing,
    a_panicking_write_leaves_nothing_and_the_store_goes_on,
    a_panicking_read_does_no_harm,
    an_overlooked_failure_keeps_nothing,
    one_that_fails_does_not_harm_those_beside_it,
    writes_of_many_threads_all_arrive,
    two_handles_on_one_database_both_arrive,
    a_read_sees_one_state,
    a_write_sees_what_it_wrote,
    increments_are_all_counted,
    too_much_work_is_turned_away,
);

fn count(read: &Read<'_>) -> Result<i64, StoreError> {
    read.any_user_count()
}

/// Adds users `from` to `to`, one statement each.
fn add_users(write: &Write<'_>, from: i64, to: i64) -> Result<(), StoreError> {
    (from..=to).try_for_each(|number| write.add_user(&user(number), None))
}

fn a_failing_write_leaves_nothing(store: &Fixture) {
    let failed: Result<(), StoreError> = store
        .store
        .write(|write| {
            add_users(write, 1, 5)?;
            Err(StoreError::Address)
        })
        .wait();
    assert!(matches!(failed, Err(StoreError::Address)), "the caller's own error comes back");
    assert_eq!(store.read(count), 0);
    let clash: Result<(), StoreError> = store
        .store
        .write(|write| {
            add_users(write, 1, 5)?;
            add_users(write, 5, 9)
        })
        .wait();
    assert!(matches!(clash, Err(StoreError::Constraint(name)) if name == "account_pkey"));
    assert_eq!(store.read(count), 0);
}

fn a_panicking_write_leaves_nothing_and_the_store_goes_on(store: &Fixture) {
    for number in 1..=10 {
        let panicked: Result<(), StoreError> = store
            .store
            .write(move |write| {
                add_users(write, number, number)?;
                panic!("on purpose");
            })
            .wait();
        assert!(matches!(panicked, Err(StoreError::Fault)), "{panicked:?}");
    }
    assert_eq!(store.read(count), 0);
    store.write(|write| add_users(write, 1, 2));
    assert_eq!(store.read(count), 2);
    assert!(!store.store.is_broken());
}

fn a_panicking_read_does_no_harm(store: &Fixture) {
    for _ in 0..10 {
        let panicked: Result<(), StoreError> = store.store.read(|read| panic!("on purpose: {:?}", count(read))).wait();
        assert!(matches!(panicked, Err(StoreError::Fault)));
    }
    assert_eq!(store.read(count), 0);
    store.write(|write| add_users(write, 1, 1));
    assert_eq!(store.read(count), 1);
}

fn an_overlooked_failure_keeps_nothing(store: &Fixture) {
    let outcome: Result<(), StoreError> = store
        .store
        .write(|write| {
            add_users(write, 1, 2)?;
            let _ = add_users(write, 2, 3);
            Ok(())
        })
        .wait();
    assert!(matches!(outcome, Err(StoreError::Constraint(_))), "{outcome:?}");
    assert_eq!(store.read(count), 0);
}

/// Keeps a writer busy until the returned sender is dropped, so that what is written meanwhile waits together.
fn hold(store: &Store) -> (mpsc::Sender<()>, Reply<(), StoreError>) {
    let (release, released) = mpsc::channel::<()>();
    let released = std::sync::Mutex::new(released);
    let held = store.write(move |_| {
        let _ = released.lock().unwrap().recv();
        Ok(())
    });
    (release, held)
}

fn one_that_fails_does_not_harm_those_beside_it(store: &Fixture) {
    let (release, held) = hold(&store.store);
    let replies: Vec<Reply<(), StoreError>> = (0..64)
        .map(|number| {
            store.store.write(move |write| {
                add_users(write, number * 10 + 1, number * 10 + 2)?;
                match number % 4 {
                    0 => Err(StoreError::Address),
                    1 => panic!("on purpose"),
                    2 => add_users(write, number * 10 + 2, number * 10 + 3),
                    _ => Ok(()),
                }
            })
        })
        .collect();
    drop(release);
    held.wait().unwrap();
    for (number, reply) in replies.into_iter().enumerate() {
        let right = match (number % 4, reply.wait()) {
            (0, Err(StoreError::Address)) | (1, Err(StoreError::Fault)) | (3, Ok(())) => true,
            (2, Err(StoreError::Constraint(name))) => name == "account_pkey",
            _ => false,
        };
        assert!(right, "piece {number}");
    }
    let expected: Vec<Vec<String>> = (0..64i64)
        .filter(|number| number % 4 == 3)
        .flat_map(|number| [number * 10 + 1, number * 10 + 2])
        .map(|id| vec![id.to_string()])
        .collect();
    assert_eq!(store.place.rows("SELECT id FROM account ORDER BY id"), expected);
}

fn writes_of_many_threads_all_arrive(store: &Fixture) {
    thread::scope(|scope| {
        for number in 0..64 {
            scope.spawn(move || {
                for step in 1..=5 {
                    store.write(move |write| add_users(write, number * 10 + step, number * 10 + step));
                    let seen = store.read(move |read| read.any_user(UserId::new(number * 10 + step)));
                    assert!(seen.is_some(), "what is answered is there");
                }
            });
        }
    });
    assert_eq!(store.read(count), 64 * 5);
}

fn two_handles_on_one_database_both_arrive(store: &Fixture) {
    let other = Store::open(&store.place.address).unwrap();
    thread::scope(|scope| {
        for (handle, start) in [(&store.store, 0), (&other, 1000)] {
            scope.spawn(move || {
                for number in 1..=30 {
                    handle.write(move |write| add_users(write, start + number, start + number)).wait().unwrap();
                }
            });
        }
    });
    assert_eq!(store.read(count), 60);
    assert_eq!(other.read(count).wait().unwrap(), 60);
}

fn a_read_sees_one_state(store: &Fixture) {
    let writer = store.store.clone();
    let counts = store.read(move |read| {
        let before = count(read)?;
        writer.write(|write| add_users(write, 1, 3)).wait()?;
        Ok((before, count(read)?, read.any_user(UserId::new(2))?))
    });
    assert_eq!(counts, (0, 0, None));
    assert_eq!(store.read(count), 3);
}

fn a_write_sees_what_it_wrote(store: &Fixture) {
    let seen = store.write(|write| {
        let before = count(write)?;
        add_users(write, 1, 3)?;
        Ok((before, count(write)?))
    });
    assert_eq!(seen, (0, 3));
}

/// On PostgreSQL these meet, and are tried again.
fn increments_are_all_counted(store: &Fixture) {
    let somebody = store.person(1);
    let other = Store::open(&store.place.address).unwrap();
    thread::scope(|scope| {
        for number in 0..8 {
            let handle = if number % 2 == 0 { &store.store } else { &other };
            scope.spawn(move || {
                for _ in 0..25 {
                    // First read, then write what follows from it: lost updates would show.
                    let taken = handle.write(|write| {
                        let space = write.space_of(UserId::new(1))?.unwrap();
                        assert!(write.use_space(space.owner, space.id, 1)?);
                        write.claim_blob(space.id, BlobId::new(space.used + 1), &space.used.to_string(), 1, "{}")
                    });
                    taken.wait().unwrap();
                }
            });
        }
    });
    assert_eq!(somebody.used(), 200);
    assert_eq!(store.number("SELECT count(*) FROM blob WHERE space_id = 1"), 200);
    assert_eq!(somebody.space, SpaceId::new(1));
}

fn too_much_work_is_turned_away(store: &Fixture) {
    let holds: Vec<_> = (0..8).map(|_| hold(&store.store)).collect();
    let add = |number: i64| store.store.write(move |write| add_users(write, number, number));
    let first = add(1);
    let mut waiting: Vec<Reply<(), StoreError>> =
        (0..4300).map(|_| store.store.write(|_: &Write<'_>| Ok(()))).collect();
    // No writer is free, and yet the last one is answered at once.
    assert!(matches!(waiting.pop().unwrap().wait(), Err(StoreError::Unavailable(_))));
    let (releases, held): (Vec<_>, Vec<_>) = holds.into_iter().unzip();
    drop(releases);
    held.into_iter().for_each(|held| held.wait().unwrap());
    first.wait().unwrap();
    let kept = waiting.into_iter().map(Reply::wait).filter(Result::is_ok).count();
    assert!(kept >= 4000, "{kept}");
    add(2).wait().unwrap();
    assert_eq!(store.read(count), 2);
}
