//! Eight people fill and empty one shared album at once, each on a thread of their own: every write succeeds, and what
//! comes of it is what some order of them would have come to. On PostgreSQL writes that meet are tried again, which
//! nobody notices.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use leporello_model::{
    Add, AlbumFacts, AlbumId, AlbumSort, AlbumType, Entries, FileId, Millis, Remove, SortDirection, View,
};
use leporello_store::{FileRow, NewAlbum, NewFamily, Store, StoreError};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, ids, inside, number, page_size};

promises!(
    a_thousand_writes_of_eight_people_come_to_some_order_of_them,
    a_thousand_writes_by_two_servers_come_to_some_order_of_them,
);

const PEOPLE: i64 = 8;
const WRITES: usize = 1_000;
const ALBUM: i64 = 5;

/// How many images lie in the family's folder, with the numbers from 1 on.
const SHARED: u32 = 12;
/// How many each person has beside, in their own space; those of the first begin with 101.
const OWN: u32 = 3;

/// An add or a removal.
struct Done {
    adds: bool,
    files: Vec<u32>,
    /// When it began and when it had ended, counted by what happened before.
    began: i64,
    ended: i64,
}

/// A family of the first with all the others, and an album that it shares.
fn family(store: &Fixture) -> Vec<Person<'_>> {
    let people: Vec<Person<'_>> = (1..=PEOPLE).map(|number| store.person(number)).collect();
    let owner = people[0];
    let folder = FileRow { id: file_id(99), ..owner.folder(99) };
    owner.put([folder].into_iter().chain((1..=SHARED).map(|number| inside(99, owner.image(number)))));
    for person in &people {
        person.put(own(*person).map(|number| person.image(number)));
    }
    let facts = owner.family_of(1, 1);
    let new = NewFamily { id: facts.id, group: facts.group, folder: file_id(99), created_at: Millis(7) };
    let (space, grant) = (owner.may(Add), owner.caller().may(Add, facts, "groupId").unwrap());
    let album = NewAlbum { id: AlbumId::new(ALBUM), album_type: AlbumType::Manual, name: None, scope: None };
    store.write(move |write| {
        write.add_family(&space, &new)?;
        write.add_shared_album(&grant, &album, Millis(8))
    });
    for member in 2..=PEOPLE {
        store.place.batch(&format!("INSERT INTO member VALUES ({member}, 1, 1, 1, 8)"));
    }
    people
}

/// What lies in somebody's own space.
fn own(person: Person<'_>) -> impl Iterator<Item = u32> + use<> {
    let first = u32::try_from(person.user.number()).unwrap() * 100 + 1;
    first..first + OWN
}

/// As the service does it: looks at the album and the files, and then adds them.
fn add(store: &Store, person: Person<'_>, spaces: [(Person<'_>, Vec<FileId>); 2], now: i64) -> Result<(), StoreError> {
    let caller = person.caller();
    let spaces = spaces.map(|(of, files)| (of.space, files));
    let added = store.write(move |write| {
        let facts = write.album(caller.user, AlbumId::new(ALBUM))?.unwrap().facts;
        let grant = caller.may(Add, facts, "albumId").unwrap();
        for (space, files) in spaces.iter().filter(|(_, files)| !files.is_empty()) {
            assert_eq!(write.candidates(*space, files)?.len(), files.len());
            write.add_links(&grant, *space, files, Millis(now))?;
        }
        Ok(())
    });
    added.wait()
}

/// As the service does it for the family's owner, who takes out what anybody added: looks at the album, and whose entries
/// they are.
fn remove(store: &Store, owner: Person<'_>, files: Vec<FileId>) -> Result<(), StoreError> {
    let caller = owner.caller();
    let removed = store.write(move |write| {
        let album: AlbumFacts = write.album(caller.user, AlbumId::new(ALBUM))?.unwrap().facts;
        let view = caller.may(View, album, "albumId").unwrap();
        write.are_entries_of(&view, caller.user, &files)?;
        let entries = caller.may(Remove, Entries { album, theirs: false }, "ids").unwrap();
        write.remove_links(&entries, &files)
    });
    removed.wait()
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    /// One to five of these, each once.
    fn some(&mut self, from: &[u32]) -> Vec<u32> {
        let many = 1 + self.below(5);
        let picked: BTreeSet<u32> = (0..many).map(|_| from[self.below(from.len())]).collect();
        picked.into_iter().collect()
    }
}

/// What somebody does, one after the other.
fn work(store: &Store, owner: Person<'_>, person: Person<'_>, moments: &AtomicI64) -> Vec<Done> {
    let mut dice = Dice(u64::try_from(person.user.number()).unwrap());
    let all: Vec<u32> = (1..=SHARED).chain(own(person)).collect();
    let moment = || moments.fetch_add(1, Ordering::SeqCst);
    let step = |_| {
        let (files, adds) = (dice.some(&all), dice.below(2) == 0);
        let began = moment();
        let outcome = if adds {
            let (shared, own) = files.iter().partition::<Vec<u32>, _>(|file| **file <= SHARED);
            add(store, person, [(owner, ids(shared)), (person, ids(own))], began)
        } else {
            remove(store, owner, ids(files.iter().copied()))
        };
        outcome.unwrap_or_else(|error| panic!("{error:?} at moment {began}"));
        Done { adds, files, began, ended: moment() }
    };
    (0..WRITES / PEOPLE as usize).map(step).collect()
}

/// Whether a file is in the album when all is done: what each of the writes says that may have been the last. One may
/// not, if another began when it had ended.
fn outcomes(done: &[Done], file: u32) -> BTreeSet<bool> {
    let about: Vec<&Done> = done.iter().filter(|done| done.files.contains(&file)).collect();
    let last = about.iter().map(|done| done.began).max();
    about.iter().filter(|done| Some(done.ended) > last).map(|done| done.adds).collect()
}

/// Lets everybody work at once, each with one of these stores, and looks at what came of it.
fn at_once(store: &Fixture, stores: &[&Store]) {
    let (people, moments, all) = (family(store), AtomicI64::new(10), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for (place, person) in people.iter().enumerate() {
            let (store, owner, moments, all) = (stores[place % stores.len()], people[0], &moments, &all);
            scope.spawn(move || {
                let done = work(store, owner, *person, moments);
                all.lock().unwrap().extend(done);
            });
        }
    });
    let done = all.into_inner().unwrap();
    assert_eq!(done.len(), WRITES);
    let row = people[1].album(ALBUM).unwrap();
    let grant = people[1].caller().may(View, row.facts, "albumId").unwrap();
    let (sort, direction) = (AlbumSort::Created, SortDirection::Ascending);
    let page = store.read(move |read| read.contents(&grant, sort, direction, page_size(100), None));
    let listed: Vec<u32> = page.iter().map(|entry| number(&entry.id)).collect();
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "nothing is there twice");
    assert_eq!(row.total, listed.len() as i64);
    assert_eq!(row.cover.map(|(_, cover)| number(&cover)), listed.first().copied(), "all are images");
    let files = (1..=SHARED).chain(people.iter().flat_map(|person| own(*person)));
    for file in files {
        let possible = outcomes(&done, file);
        assert!(possible.contains(&listed.contains(&file)), "{file} may be in the album: {possible:?}; {listed:?}");
    }
}

fn a_thousand_writes_of_eight_people_come_to_some_order_of_them(store: &Fixture) {
    at_once(store, &[&store.store]);
}

fn a_thousand_writes_by_two_servers_come_to_some_order_of_them(store: &Fixture) {
    let other = Store::open(&store.place.address).unwrap();
    at_once(store, &[&store.store, &other]);
}
