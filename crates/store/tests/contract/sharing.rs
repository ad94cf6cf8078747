//! What families do to albums: what is there only by a family's leave goes when that ends, and nothing else does.

use leporello_model::{
    Add, AlbumId, AlbumSort, AlbumType, Arrange, FileId, Manage, MemberFacts, Millis, Reach, Scope, ScopeKind,
    SortDirection, SpaceFacts, UserId, View, Way,
};
use leporello_store::{AlbumRow, NewAlbum, NewFamily};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, ids, inside, number, page_size};

promises!(
    a_shared_album_is_seen_by_the_family_and_nobody_else,
    lists_hold_the_albums_of_the_families_one_belongs_to,
    an_entry_remembers_who_added_it,
    who_leaves_takes_their_own_files_along,
    who_leaves_loses_the_familys_files,
    a_family_that_ends_takes_its_albums_along,
    a_file_that_leaves_the_folder_leaves_the_albums_of_others,
    a_file_that_moves_within_the_folder_stays,
    a_shared_cover_may_lie_in_anybodys_space,
    what_goes_into_the_bin_goes_out_of_everybodys_albums,
    a_collection_does_not_reach_out_of_the_folder,
    tops_are_what_lies_in_the_root,
);

/// A family of the first with the second: folder 1 in the space of the first, with image 11 of the first and 12 of the
/// second; image 21 in the first's space beside it, image 31 in the second's. A third person is in no family.
fn family(store: &Fixture) -> [Person<'_>; 3] {
    let people = [store.person(1), store.person(2), store.person(3)];
    let [owner, member, other] = people;
    let theirs = leporello_store::FileRow { owner: member.user, ..inside(1, owner.image(12)) };
    owner.put([owner.folder(1), inside(1, owner.image(11)), theirs, owner.image(21)]);
    member.put([member.image(31)]);
    other.put([other.image(41)]);
    make_family(owner, 1, file_id(1));
    join(store, 2, 1, 1);
    people
}

fn make_family(owner: Person<'_>, number: i64, folder: FileId) {
    let (space, facts) = (owner.may(Add), owner.family_of(owner.user.number(), number));
    let new = NewFamily { id: facts.id, group: facts.group, folder, created_at: Millis(7) };
    owner.fixture.write(move |write| write.add_family(&space, &new));
}

fn join(store: &Fixture, user: i64, owner: i64, family: i64) {
    store.place.batch(&format!("INSERT INTO member VALUES ({user}, {family}, {owner}, {family}, 8)"));
}

/// Makes the manual album `id` that the family `family` of the user `owner` shares.
fn shared_album(maker: Person<'_>, owner: i64, family: i64, id: i64) {
    let grant = maker.caller().may(Add, maker.family_of(owner, family), "groupId").unwrap();
    let album = NewAlbum { id: AlbumId::new(id), album_type: AlbumType::Manual, name: None, scope: None };
    maker.fixture.write(move |write| write.add_shared_album(&grant, &album, Millis(id)));
}

/// Puts files of a space into an album that `person` may see.
fn add(person: Person<'_>, album: i64, space: Person<'_>, files: &[u32], now: i64) {
    let facts = person.album(album).unwrap().facts;
    let (grant, files) = (person.caller().may(Add, facts, "albumId").unwrap(), ids(files.iter().copied()));
    person.fixture.write(move |write| write.add_links(&grant, space.space, &files, Millis(now)));
}

/// What is in an album, in the order it was linked, after checking that total and cover agree with it.
fn shown(person: Person<'_>, album: i64) -> Vec<u32> {
    let row = person.album(album).unwrap();
    let grant = person.caller().may(View, row.facts, "albumId").unwrap();
    let (sort, direction) = (AlbumSort::Created, SortDirection::Ascending);
    let page = person.fixture.read(move |read| read.contents(&grant, sort, direction, page_size(100), None));
    let files: Vec<u32> = page.iter().map(|entry| number(&entry.id)).collect();
    assert_eq!(row.total, files.len() as i64);
    assert_eq!(row.cover.map(|(_, cover)| number(&cover)), files.first().copied());
    files
}

fn leave(member: Person<'_>, owner: i64, family: i64) {
    let of = MemberFacts { family: member.family_of(owner, family), user: member.user };
    let grant = member.caller().may(Manage, of, "deleteUserId").unwrap();
    member.fixture.write(move |write| {
        write.end_membership(&grant)?;
        write.remove_member(&grant)
    });
}

fn a_shared_album_is_seen_by_the_family_and_nobody_else(store: &Fixture) {
    let [owner, member, other] = family(store);
    shared_album(member, 1, 1, 5);
    for person in [owner, member] {
        let AlbumRow { facts, folder, .. } = person.album(5).unwrap();
        assert_eq!((facts.owner, facts.creator), (owner.user, member.user));
        assert_eq!(facts.family, Some(person.family_of(1, 1)));
        assert_eq!(folder, Some(file_id(1)));
    }
    assert_eq!(other.album(5), None);
    leave(member, 1, 1);
    assert_eq!(member.album(5), None);
    assert!(owner.album(5).is_some());
}

fn lists_hold_the_albums_of_the_families_one_belongs_to(store: &Fixture) {
    let [owner, member, other] = family(store);
    other.put([other.folder(2)]);
    make_family(other, 2, file_id(2));
    join(store, 2, 3, 2);
    shared_album(owner, 1, 1, 5);
    shared_album(other, 3, 2, 6);
    shared_album(member, 1, 1, 7);
    member.make_album(8);
    let numbers =
        |(rows, total): (Vec<AlbumRow>, i64)| (rows.iter().map(|row| row.facts.id.number()).collect::<Vec<_>>(), total);
    let manual = AlbumType::Manual;
    let all = |person: Person<'_>, size, page| {
        let user = person.user;
        numbers(store.read(move |read| read.shared_albums(user, manual, page_size(size), page)))
    };
    let of = |person: Person<'_>, owner, family, size, page| {
        let grant = person.caller().may(View, person.family_of(owner, family), "groupId").unwrap();
        numbers(store.read(move |read| read.albums_of(&grant, manual, page_size(size), page)))
    };
    assert_eq!(all(member, 10, 1), (vec![7, 6, 5], 3));
    assert_eq!(all(member, 2, 2), (vec![5], 3));
    assert_eq!(of(member, 1, 1, 10, 1), (vec![7, 5], 2));
    assert_eq!(of(member, 1, 1, 1, 2), (vec![5], 2));
    assert_eq!(of(member, 3, 2, 10, 1), (vec![6], 1));
    assert_eq!(all(owner, 10, 1), (vec![7, 5], 2));
    assert_eq!(all(other, 10, 1), (vec![6], 1));
    // Personal lists hold none of them.
    for (person, own) in [(owner, vec![]), (member, vec![8]), (other, vec![])] {
        let user = person.user;
        let (rows, _) = store.read(move |read| read.albums(user, AlbumType::Manual, page_size(10), 1));
        assert_eq!(rows.iter().map(|row| row.facts.id.number()).collect::<Vec<_>>(), own);
    }
}

fn an_entry_remembers_who_added_it(store: &Fixture) {
    let [owner, member, _] = family(store);
    shared_album(owner, 1, 1, 5);
    add(owner, 5, owner, &[11, 12, 21], 10);
    add(member, 5, member, &[31], 11);
    // Adding again makes nobody else's entry one's own.
    add(member, 5, owner, &[11], 12);
    let of = |person: Person<'_>, files: &[u32]| {
        let facts = person.album(5).unwrap().facts;
        let (grant, files) = (person.caller().may(View, facts, "albumId").unwrap(), ids(files.iter().copied()));
        store.read(move |read| read.are_entries_of(&grant, person.user, &files))
    };
    assert!(of(member, &[31, 12, 99]), "added, or theirs, or not there");
    assert!(!of(member, &[31, 11]));
    assert!(of(owner, &[11, 12, 21]) && !of(owner, &[31]));
}

fn who_leaves_takes_their_own_files_along(store: &Fixture) {
    let [owner, member, _] = family(store);
    shared_album(owner, 1, 1, 5);
    add(member, 5, member, &[31], 9);
    add(member, 5, owner, &[11, 12], 10);
    add(owner, 5, owner, &[21], 11);
    assert_eq!(shown(owner, 5), [31, 11, 12, 21]);
    leave(member, 1, 1);
    // What they uploaded into the family's folder stays.
    assert_eq!(shown(owner, 5), [11, 12, 21]);
    assert!(member.file(31).is_some());
}

fn who_leaves_loses_the_familys_files(store: &Fixture) {
    let [owner, member, other] = family(store);
    // The same person belongs to another family of the same owner.
    owner.put([owner.folder(2), inside(2, owner.image(13))]);
    make_family(owner, 2, file_id(2));
    join(store, 2, 1, 2);
    join(store, 3, 1, 1);
    for person in [owner, member, other] {
        person.make_album(5);
        add(person, 5, owner, &[11], 9);
    }
    add(member, 5, owner, &[13], 10);
    add(member, 5, member, &[31], 11);
    leave(member, 1, 1);
    assert_eq!(shown(member, 5), [13, 31]);
    assert_eq!((shown(owner, 5), shown(other, 5)), (vec![11], vec![11]));
}

fn a_family_that_ends_takes_its_albums_along(store: &Fixture) {
    let [owner, member, _] = family(store);
    shared_album(owner, 1, 1, 5);
    add(owner, 5, owner, &[11, 21], 9);
    add(member, 5, member, &[31], 10);
    owner.make_album(6);
    add(owner, 6, owner, &[11], 11);
    member.make_album(7);
    add(member, 7, owner, &[12], 12);
    add(member, 7, member, &[31], 13);
    let grant = owner.caller().may(Manage, owner.family_of(1, 1), "id").unwrap();
    store.write(move |write| {
        write.end_family(&grant)?;
        write.remove_family(&grant)
    });
    assert_eq!((owner.album(5), member.album(5)), (None, None));
    assert_eq!((shown(owner, 6), shown(member, 7)), (vec![11], vec![31]));
    assert_eq!(store.number("SELECT count(*) FROM link WHERE album_id = 5"), 0);
    for file in [11, 12, 21] {
        assert!(owner.file(file).is_some());
    }
}

fn a_file_that_leaves_the_folder_leaves_the_albums_of_others(store: &Fixture) {
    let [owner, member, _] = family(store);
    shared_album(owner, 1, 1, 5);
    // The owner's file, added by the member, and one that the owner added.
    owner.put([inside(1, owner.image(14)), owner.folder(3)]);
    add(member, 5, owner, &[11, 12], 9);
    add(owner, 5, owner, &[14], 10);
    for person in [owner, member] {
        person.make_album(6);
        add(person, 6, owner, &[11, 14], 11);
    }
    owner.move_into(0, [14]);
    owner.move_into(3, [11, 12]);
    // What is the owner's own, the owner may share from wherever it lies.
    assert_eq!(shown(member, 5), [14]);
    assert_eq!((shown(owner, 6), shown(member, 6)), (vec![11, 14], vec![]));
    // Coming back into the folder brings nothing back.
    owner.move_into(1, [11]);
    assert_eq!(shown(member, 5), [14]);
}

fn a_file_that_moves_within_the_folder_stays(store: &Fixture) {
    let [owner, member, _] = family(store);
    shared_album(owner, 1, 1, 5);
    add(member, 5, owner, &[11, 12], 9);
    member.make_album(6);
    add(member, 6, owner, &[11], 10);
    owner.put([inside(1, owner.folder(4))]);
    owner.move_into(4, [11]);
    owner.move_into(1, [11]);
    assert_eq!((shown(member, 5), shown(member, 6)), (vec![11, 12], vec![11]));
}

fn a_shared_cover_may_lie_in_anybodys_space(store: &Fixture) {
    let [owner, member, _] = family(store);
    shared_album(owner, 1, 1, 5);
    add(member, 5, member, &[31], 9);
    add(owner, 5, owner, &[11], 10);
    assert_eq!(owner.album(5).unwrap().cover, Some((member.space, file_id(31))));
    member.trash([31], 20);
    assert_eq!(owner.album(5).unwrap().cover, Some((owner.space, file_id(11))));
    member.restore([31]);
    assert_eq!(owner.album(5).unwrap().cover, Some((member.space, file_id(31))));
}

fn what_goes_into_the_bin_goes_out_of_everybodys_albums(store: &Fixture) {
    let [owner, member, _] = family(store);
    shared_album(member, 1, 1, 5);
    add(member, 5, owner, &[11, 12], 9);
    member.make_album(6);
    add(member, 6, owner, &[11], 10);
    owner.trash([11], 20);
    assert_eq!((shown(member, 5), shown(member, 6)), (vec![12], vec![]));
    owner.restore([11]);
    assert_eq!((shown(member, 5), shown(member, 6)), (vec![11, 12], vec![11]));
    owner.purge([11]);
    assert_eq!((shown(member, 5), shown(member, 6)), (vec![12], vec![]));
}

fn a_collection_does_not_reach_out_of_the_folder(store: &Fixture) {
    let [owner, member, _] = family(store);
    owner.put([inside(1, owner.folder(5)), inside(5, owner.image(15))]);
    let scope = Scope { space: owner.space, parent: file_id(1), dirs: ids([5]), kind: ScopeKind::Images };
    let way = Way::Family { membership: leporello_model::Membership::Member, theirs: false };
    let facts = SpaceFacts { space: owner.space, owner: owner.user, way };
    let total = || {
        let (grant, scope) = (member.caller().may(View, facts, "containerId").unwrap(), scope.clone());
        store.read(move |read| Ok(read.collection(&grant, &scope, Reach::Deep, Some(&file_id(1)))?.total()))
    };
    assert_eq!(total(), 1);
    owner.move_into(0, [5]);
    assert_eq!(total(), 0);
    owner.move_into(1, [5]);
    assert_eq!(total(), 1);
}

fn tops_are_what_lies_in_the_root(store: &Fixture) {
    let [owner, member, _] = family(store);
    owner.put([inside(1, owner.folder(6)), inside(6, owner.image(16))]);
    let (space, files) = (owner.space, [ids([16, 11, 1, 21, 99]), vec![owner.root()]].concat());
    let mut tops: Vec<(u32, u32)> = store
        .read(move |read| read.tops(space, &files))
        .iter()
        .map(|(file, top)| (number(file), number(top)))
        .collect();
    tops.sort_unstable();
    assert_eq!(tops, [(1, 1), (11, 1), (16, 1), (21, 21)]);
    let of = |user: UserId, roots: &[u32]| {
        let roots = ids(roots.iter().copied());
        store.read(move |read| read.all_of(user, space, &roots))
    };
    assert!(of(owner.user, &[11, 21, 6]) && of(member.user, &[12]));
    assert!(!of(owner.user, &[1]) && !of(member.user, &[6]));
    let arrange = owner.may(Arrange);
    store.write(move |write| write.trash(&arrange, &ids([6]), Millis(30)));
    assert!(of(owner.user, &[6]), "what is in the bin counts too");
}
