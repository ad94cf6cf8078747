//! Renditions: whose pictures are wanted, who makes them, and which packs belong to an object.

use std::collections::HashSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use leporello_model::{BlobId, FileType, Millis};
use leporello_store::{PackFate, RenditionRow, RenditionState, Store, Taken, Unclaimed};

use crate::fixture::Fixture;
use crate::people::Person;
use crate::plans::{filled, postgres, shown, steps_with, take_newest, write_plans};

promises!(
    what_is_wanted_comes_back_once,
    the_newest_are_taken_first,
    a_taken_one_is_leased_and_free_again_after,
    one_is_taken_by_its_number,
    takers_at_once_never_get_the_same,
    only_the_try_under_way_can_make_it,
    only_the_try_under_way_can_fail,
    a_try_that_broke_off_is_told_to_the_next,
    what_nobody_claims_is_neither_taken_nor_made,
    what_nobody_claims_is_swept_with_its_packs,
    asking_again_keeps_the_old_pack,
    asking_again_ends_a_try_under_way,
    only_pictures_and_videos_are_asked_for_again,
);

const LATE: Millis = Millis(1_000_000);

fn id(number: i64) -> BlobId {
    BlobId::new(number)
}

/// Somebody with images 1 and 2 and video 3, whose pictures are wanted.
fn a_person(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put([somebody.image(1), somebody.image(2), somebody.video(3)]);
    [1, 2, 3].iter().for_each(|blob| want(&somebody, *blob));
    somebody
}

fn want(somebody: &Person<'_>, blob: i64) {
    let space = somebody.space;
    somebody.fixture.write(move |write| write.want_rendition(space, id(blob)));
}

fn again(somebody: &Person<'_>, blobs: &[i64]) {
    let (space, blobs) = (somebody.space, blobs.iter().copied().map(id).collect::<Vec<_>>());
    somebody.fixture.write(move |write| write.want_renditions_again(space, &blobs));
}

fn find(somebody: &Person<'_>, blob: i64) -> Option<RenditionRow> {
    let space = somebody.space;
    somebody.fixture.read(move |read| read.rendition(space, id(blob)))
}

/// Takes the newest at `now`, until 100 later, under numbers from `first` on.
fn take(store: &Fixture, now: i64, first: i64, most: i64) -> Vec<Taken> {
    let attempts: Vec<BlobId> = (first..first + most).map(id).collect();
    store.write(move |write| write.any_take_renditions(Millis(now), Millis(now + 100), &attempts))
}

/// The numbers of the objects that are taken at `now`.
fn taken(store: &Fixture, now: i64, first: i64, most: i64) -> Vec<i64> {
    take(store, now, first, most).iter().map(|taken| taken.blob.number()).collect()
}

fn take_one(somebody: &Person<'_>, blob: i64, now: i64, attempt: i64) -> Option<Taken> {
    let space = somebody.space;
    somebody
        .fixture
        .write(move |write| write.take_rendition(space, id(blob), Millis(now), Millis(now + 100), id(attempt)))
}

fn make(somebody: &Person<'_>, blob: i64, attempt: i64) -> PackFate {
    let space = somebody.space;
    somebody
        .fixture
        .write(move |write| write.rendition_made(space, id(blob), id(attempt), &format!("[{attempt}]"), Some("AAAA")))
}

fn fail(somebody: &Person<'_>, blob: i64, attempt: i64, again_at: Option<i64>) -> bool {
    let space = somebody.space;
    somebody
        .fixture
        .write(move |write| write.rendition_failed(space, id(blob), id(attempt), "broken", again_at.map(Millis)))
}

fn in_force(replaced: Option<i64>) -> PackFate {
    PackFate::InForce { replaced: replaced.map(id) }
}

fn sweepable(store: &Fixture) -> Vec<Unclaimed> {
    let mut found = store.read(|read| read.any_unclaimed(10));
    found.sort_by_key(|unclaimed| unclaimed.blob);
    found
}

fn what_is_wanted_comes_back_once(store: &Fixture) {
    let (somebody, other) = (a_person(store), store.person(2));
    let wanted = RenditionRow {
        space: somebody.space,
        blob: id(1),
        state: RenditionState::Wanted,
        due_at: Millis(0),
        attempt: None,
        tries: 0,
        pack: None,
        pictures: None,
        placeholder: None,
        problem: None,
    };
    assert_eq!(find(&somebody, 1), Some(wanted.clone()));
    assert_eq!((find(&somebody, 4), find(&other, 1)), (None, None));
    want(&somebody, 1);
    assert_eq!(store.read(|read| read.any_renditions_wanted()), 3);
    take_one(&somebody, 1, 5, 10);
    assert_eq!(make(&somebody, 1, 10), in_force(None));
    let made = RenditionRow {
        state: RenditionState::Made,
        due_at: Millis(105),
        tries: 1,
        pack: Some(id(10)),
        pictures: Some("[10]".to_owned()),
        placeholder: Some("AAAA".to_owned()),
        ..wanted
    };
    assert_eq!(find(&somebody, 1), Some(made.clone()));
    assert_eq!(store.read(|read| read.any_renditions_wanted()), 2);
    want(&somebody, 1);
    assert_eq!(find(&somebody, 1), Some(made.clone()), "what is made is not wanted by being asked for once more");
    let (space, asked) = (somebody.space, [id(1), id(3), id(9)]);
    let mut known = store.read(move |read| read.renditions(space, &asked));
    known.sort_by_key(|rendition| rendition.blob);
    assert_eq!(known, [made, find(&somebody, 3).unwrap()]);
}

fn the_newest_are_taken_first(store: &Fixture) {
    let somebody = a_person(store);
    let other = store.person(2);
    other.put_images([7]);
    want(&other, 7);
    let first = take(store, 5, 100, 2);
    let expected = |person: &Person<'_>, blob, attempt, file_type| Taken {
        space: person.space,
        blob: id(blob),
        attempt: id(attempt),
        broken_off: None,
        tries: 1,
        file_type,
    };
    let two = [expected(&other, 7, 100, FileType::Image), expected(&somebody, 3, 101, FileType::Video)];
    assert_eq!(first, two);
    assert_eq!(find(&somebody, 3).unwrap().attempt, Some(id(101)));
    assert_eq!(taken(store, 5, 102, 10), [2, 1]);
    assert!(taken(store, 5, 110, 10).is_empty());
}

fn a_taken_one_is_leased_and_free_again_after(store: &Fixture) {
    a_person(store);
    assert_eq!(taken(store, 5, 100, 2), [3, 2]);
    assert_eq!(taken(store, 104, 110, 3), [1]);
    assert_eq!(taken(store, 105, 120, 3), [3, 2]);
    let again = take(store, 205, 130, 3);
    let tries: Vec<_> = again.iter().map(|taken| (taken.blob.number(), taken.tries)).collect();
    assert_eq!(tries, [(3, 3), (2, 3), (1, 2)]);
}

fn one_is_taken_by_its_number(store: &Fixture) {
    let (somebody, other) = (a_person(store), store.person(2));
    let first = take_one(&somebody, 1, 5, 100).unwrap();
    assert_eq!((first.blob, first.attempt, first.broken_off, first.tries), (id(1), id(100), None, 1));
    assert_eq!(take_one(&somebody, 1, 104, 101), None, "it is leased");
    assert_eq!(taken(store, 104, 110, 10), [3, 2], "from the others too");
    let second = take_one(&somebody, 1, 105, 102).unwrap();
    assert_eq!((second.broken_off, second.tries, second.file_type), (Some(id(100)), 2, FileType::Image));
    make(&somebody, 1, 102);
    assert_eq!(take_one(&somebody, 1, LATE.0, 103), None, "it is made");
    assert_eq!((take_one(&somebody, 9, 5, 104), take_one(&other, 2, LATE.0, 105)), (None, None));
}

/// Two servers with four threads each, all at once.
fn takers_at_once_never_get_the_same(store: &Fixture) {
    const OBJECTS: u32 = 60;
    let somebody = store.person(1);
    somebody.put_images(1..=OBJECTS);
    (1..=OBJECTS).for_each(|blob| want(&somebody, i64::from(blob)));
    let (second, numbers) = (Store::open(&store.place.address).unwrap(), AtomicI64::new(1_000));
    // Each of them asks once more than there can be anything to get.
    let take_all = |server: &Store| {
        let mut mine = Vec::new();
        for _ in 0..=OBJECTS {
            let attempts = [0, 1].map(|_| id(numbers.fetch_add(1, Ordering::Relaxed)));
            let work = move |write: &leporello_store::Write<'_>| write.any_take_renditions(Millis(5), LATE, &attempts);
            let taken = server.write(work).wait().unwrap();
            if taken.is_empty() {
                return mine;
            }
            mine.extend(taken);
        }
        panic!("there is always more to take");
    };
    let taken: Vec<Taken> = thread::scope(|scope| {
        let servers = [&store.store, &second].into_iter().cycle().take(8);
        let threads: Vec<_> = servers.map(|server| scope.spawn(|| take_all(server))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let objects: HashSet<i64> = taken.iter().map(|taken| taken.blob.number()).collect();
    assert_eq!((taken.len(), objects.len()), (60, 60));
    for each in &taken {
        assert_eq!((each.tries, find(&somebody, each.blob.number()).unwrap().attempt), (1, Some(each.attempt)));
    }
}

fn only_the_try_under_way_can_make_it(store: &Fixture) {
    let somebody = a_person(store);
    assert_eq!(make(&somebody, 1, 100), PackFate::Late, "nobody took it");
    take_one(&somebody, 1, 5, 100);
    take_one(&somebody, 1, 105, 101);
    assert_eq!(make(&somebody, 1, 100), PackFate::Late, "somebody else took it since");
    assert_eq!(find(&somebody, 1).unwrap().pack, None);
    assert_eq!(make(&somebody, 2, 101), PackFate::Late, "it is another object's");
    assert_eq!(make(&somebody, 1, 101), in_force(None));
    assert_eq!(make(&somebody, 1, 101), PackFate::Late, "it is made");
    // Whoever is slow but was not followed by anybody has not worked for nothing.
    take_one(&somebody, 2, 5, 102);
    assert!(find(&somebody, 2).unwrap().due_at < LATE);
    assert_eq!(make(&somebody, 2, 102), in_force(None));
}

fn only_the_try_under_way_can_fail(store: &Fixture) {
    let somebody = a_person(store);
    assert!(!fail(&somebody, 1, 100, Some(500)), "nobody took it");
    take_one(&somebody, 1, 5, 100);
    take_one(&somebody, 1, 105, 101);
    assert!(!fail(&somebody, 1, 100, None), "somebody else took it since");
    assert!(fail(&somebody, 1, 101, Some(500)));
    let failed = find(&somebody, 1).unwrap();
    assert_eq!((failed.state, failed.due_at, failed.attempt), (RenditionState::Wanted, Millis(500), None));
    assert_eq!((failed.tries, failed.problem.as_deref()), (2, Some("broken")));
    assert_eq!((take_one(&somebody, 1, 499, 102), taken(store, 499, 103, 10)), (None, vec![3, 2]));
    assert_eq!(take_one(&somebody, 1, 500, 110).unwrap().broken_off, None, "who failed left nothing behind");
    assert!(fail(&somebody, 1, 110, None));
    assert_eq!(find(&somebody, 1).unwrap().state, RenditionState::GivenUp);
    assert_eq!(take_one(&somebody, 1, LATE.0, 111), None);
    assert!(!fail(&somebody, 1, 110, Some(500)), "it is given up");
    // What comes off in the end has no problem any more.
    again(&somebody, &[1]);
    take_one(&somebody, 1, 5, 112);
    assert_eq!(make(&somebody, 1, 112), in_force(None));
    assert_eq!(find(&somebody, 1).unwrap().problem, None);
}

fn a_try_that_broke_off_is_told_to_the_next(store: &Fixture) {
    let somebody = a_person(store);
    take(store, 5, 100, 1);
    let next = take(store, 105, 101, 1);
    assert_eq!((next[0].blob, next[0].attempt, next[0].broken_off), (id(3), id(101), Some(id(100))));
    assert_eq!(make(&somebody, 3, 101), in_force(None), "a pack that never was in force is not replaced");
}

fn what_nobody_claims_is_neither_taken_nor_made(store: &Fixture) {
    let somebody = a_person(store);
    take_one(&somebody, 1, 5, 100);
    somebody.purge([1, 3]);
    assert_eq!(take_one(&somebody, 3, 5, 101), None);
    assert_eq!(taken(store, LATE.0, 102, 10), [2]);
    // A sweep may have looked for packs before this one was written.
    assert_eq!(make(&somebody, 1, 100), PackFate::Late);
    again(&somebody, &[1, 3]);
    assert!(taken(store, 5, 110, 10).is_empty());
}

fn what_nobody_claims_is_swept_with_its_packs(store: &Fixture) {
    let somebody = a_person(store);
    take(store, 5, 100, 3);
    make(&somebody, 1, 102);
    again(&somebody, &[1]);
    take_one(&somebody, 1, 5, 103);
    make(&somebody, 2, 101);
    somebody.purge([1, 2, 3]);
    let unclaimed = |blob, packs: &[i64]| Unclaimed {
        space: somebody.space,
        blob: id(blob),
        packs: packs.iter().copied().map(id).collect(),
    };
    let all = [unclaimed(1, &[102, 103]), unclaimed(2, &[101]), unclaimed(3, &[100])];
    assert_eq!(sweepable(store), all);
    let [first, second, _] = all;
    store.write(move |write| write.forget_unclaimed(&[first.clone(), second.clone()]));
    assert_eq!([1, 2, 3].map(|blob| find(&somebody, blob).is_some()), [false, false, true]);
    // What is claimed is not forgotten, also if somebody says so by mistake.
    somebody.put_images([8]);
    want(&somebody, 8);
    let mistaken = [unclaimed(8, &[])];
    store.write(move |write| write.forget_unclaimed(&mistaken));
    assert!(find(&somebody, 8).is_some());
}

fn asking_again_keeps_the_old_pack(store: &Fixture) {
    let somebody = a_person(store);
    take_one(&somebody, 1, 5, 100);
    make(&somebody, 1, 100);
    let made = find(&somebody, 1).unwrap();
    again(&somebody, &[1, 9]);
    let wanted = RenditionRow { state: RenditionState::Wanted, due_at: Millis(0), tries: 0, ..made.clone() };
    assert_eq!(find(&somebody, 1), Some(wanted));
    assert_eq!(find(&somebody, 9), None);
    take_one(&somebody, 1, 5, 101);
    assert!(fail(&somebody, 1, 101, None));
    let given_up = find(&somebody, 1).unwrap();
    assert_eq!((given_up.pack, given_up.pictures, given_up.placeholder), (made.pack, made.pictures, made.placeholder));
    again(&somebody, &[1]);
    assert_eq!((find(&somebody, 1).unwrap().problem, find(&somebody, 1).unwrap().tries), (None, 0));
    take_one(&somebody, 1, 5, 102);
    assert_eq!(make(&somebody, 1, 102), in_force(Some(100)));
}

fn asking_again_ends_a_try_under_way(store: &Fixture) {
    let somebody = a_person(store);
    take_one(&somebody, 1, 5, 100);
    again(&somebody, &[1]);
    assert_eq!(make(&somebody, 1, 100), PackFate::Late);
    assert!(!fail(&somebody, 1, 100, None));
    let next = take_one(&somebody, 1, 5, 101).unwrap();
    assert_eq!((next.broken_off, next.tries), (Some(id(100)), 1));
    assert_eq!(make(&somebody, 1, 101), in_force(None));
}

fn only_pictures_and_videos_are_asked_for_again(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    let text = leporello_store::FileRow { file_type: FileType::Word, ..somebody.image(3) };
    somebody.put([somebody.image(1), somebody.video(2), text, somebody.image(4)]);
    other.put_images([5]);
    somebody.purge([4]);
    again(&somebody, &[1, 2, 3, 4, 5, 1]);
    assert_eq!(taken(store, 5, 100, 10), [2, 1]);
    assert_eq!(store.number("SELECT count(*) FROM rendition"), 2);
}

#[test]
fn taking_is_a_walk_along_the_wanted_on_sqlite() {
    let store = Fixture::sqlite();
    let plans = vec![("take the newest".to_owned(), write_plans(&filled(&store), take_newest))];
    assert_eq!(steps_with(&plans, &["TEMP B-TREE"]), [] as [String; 0]);
    insta::assert_snapshot!("taking_on_sqlite", shown(&plans));
}

#[test]
fn taking_is_a_walk_along_the_wanted_on_postgres() {
    let store = postgres();
    let plans = vec![("take the newest".to_owned(), write_plans(&filled(&store), take_newest))];
    assert_eq!(steps_with(&plans, &["Sort", "Seq Scan"]), [] as [String; 0]);
    insta::assert_snapshot!("taking_on_postgres", shown(&plans));
}
