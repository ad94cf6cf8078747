//! A server that stops, crashes, comes back for reading only, and is made one that writes again, under a store that stays open.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use leporello_model::UserId;
use leporello_store::{Address, Store, StoreError};

use crate::cluster::Cluster;
use crate::fixture::until;
use crate::people::user;

fn add(store: &Store, number: i64) -> Result<(), StoreError> {
    store.write(move |write| write.add_user(&user(number), None)).wait()
}

/// Four people write as long as `work` runs; gives what was acknowledged. All else has to be `Unavailable`.
fn write_during(store: &Store, work: impl FnOnce()) -> Vec<i64> {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..4i64)
            .map(|writer| {
                let done = &done;
                scope.spawn(move || {
                    let mut kept = Vec::new();
                    for number in (writer * 1_000_000 + 100..).take_while(|_| !done.load(Ordering::SeqCst)) {
                        match add(store, number) {
                            Ok(()) => kept.push(number),
                            Err(StoreError::Unavailable(_)) => thread::yield_now(),
                            Err(other) => panic!("{other:?}"),
                        }
                    }
                    kept
                })
            })
            .collect();
        work();
        done.store(true, Ordering::SeqCst);
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    })
}

#[test]
fn what_was_acknowledged_is_there_however_the_server_stops() {
    let cluster = Cluster::start(|_| String::new());
    let store = Store::open(&Address::Postgres(cluster.url(""))).unwrap();
    let kept = write_during(&store, || {
        for (round, how) in (1..).zip(["fast", "immediate", "fast", "immediate"]) {
            let many = |many| {
                move |store: &Store| store.read(|read| read.any_user_count()).wait().is_ok_and(|count| count >= many)
            };
            until("there is something", || many(round * 20)(&store));
            cluster.stop(how);
            until("it is away", || store.is_reachable().wait().is_err());
            cluster.go_on();
            until("it writes again", || add(&store, round).is_ok());
        }
    });
    assert!(kept.len() > 20);
    for number in kept {
        assert!(store.read(move |read| read.any_user(UserId::new(number))).wait().unwrap().is_some(), "{number}");
    }
}

#[test]
fn a_server_that_becomes_a_standby_reads_and_writes_again_when_it_is_promoted() {
    let cluster = Cluster::start(|_| String::new());
    let store = Store::open(&Address::Postgres(cluster.url(""))).unwrap();
    add(&store, 1).unwrap();
    cluster.stop("fast");
    cluster.demote();
    cluster.go_on();
    let count = || store.read(|read| read.any_user_count()).wait();
    until("it reads", || count().is_ok_and(|count| count == 1));
    for _ in 0..20 {
        let refused = add(&store, 2);
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        assert_eq!(count().unwrap(), 1);
    }
    store.is_reachable().wait().unwrap();
    cluster.promote();
    until("it writes", || add(&store, 2).is_ok());
    assert_eq!(count().unwrap(), 2);
}
