//! Promises of statements that no other file runs, so that they are judged too.

use leporello_model::{Add, AlbumId, AlbumType, BlobId, FileId, Millis, SpaceId, UserId, View};
use leporello_store::{NewAlbum, NewFamily, RenditionState, Upload};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, ids, inside, user};

promises!(
    what_is_set_is_told_until_it_is_taken_away,
    somebody_is_there_or_nobody_is,
    what_a_copy_of_the_bytes_takes_is_listed_in_pages,
    a_zone_is_set,
    a_lost_pack_is_wanted_again,
    whoever_is_at_work_is_left_to_it,
    an_upload_keeps_its_first_name,
    a_file_is_known_to_be_in_an_album,
    what_a_family_shares_is_found_for_its_members,
);

fn what_is_set_is_told_until_it_is_taken_away(store: &Fixture) {
    let told = || store.read(|read| read.any_setting("key"));
    assert_eq!(told(), None);
    for value in ["first", "second"] {
        store.write(move |write| write.put_setting("key", value));
        assert_eq!(told().as_deref(), Some(value));
    }
    store.write(|write| write.put_setting("key 2", "other"));
    store.write(|write| write.remove_settings("key "));
    assert_eq!(told().as_deref(), Some("second"));
    store.write(|write| write.remove_settings("key"));
    assert_eq!(told(), None);
}

fn somebody_is_there_or_nobody_is(store: &Fixture) {
    assert!(!store.read(|read| read.any_user_exists()));
    store.person(1);
    assert!(store.read(|read| read.any_user_exists()));
}

fn what_a_copy_of_the_bytes_takes_is_listed_in_pages(store: &Fixture) {
    let (one, two) = (store.person(1), store.person(2));
    for (number, somebody) in [(1, one), (2, one), (3, two)] {
        let (space, blob) = (somebody.space, BlobId::new(number));
        store.write(move |write| {
            write.claim_blob(space, blob, &number.to_string(), 10, "{}")?;
            write.want_rendition(space, blob)?;
            write.take_rendition(space, blob, Millis(1), Millis(2), BlobId::new(90 + number))?;
            write.rendition_made(space, blob, BlobId::new(90 + number), "[]", None)
        });
    }
    store.write(move |write| write.leave_blob(one.space, BlobId::new(4)));
    let objects = |after| {
        let page = store.read(move |read| read.any_objects(after, 2));
        page.iter().map(|object| (object.space.number(), object.blob.number())).collect::<Vec<_>>()
    };
    let packs = |after| {
        let page = store.read(move |read| read.any_packs(after, 2));
        page.iter().map(|pack| (pack.space.number(), pack.number.number())).collect::<Vec<_>>()
    };
    let (start, middle) = ((SpaceId::new(0), BlobId::new(0)), (one.space, BlobId::new(2)));
    assert_eq!((objects(start), objects(middle)), (vec![(1, 1), (1, 2)], vec![(2, 3)]));
    assert_eq!((packs(start), packs(middle)), (vec![(1, 91), (1, 92)], vec![(2, 93)]));
}

fn a_zone_is_set(store: &Fixture) {
    store.write(|write| write.add_user(&user(1), None));
    assert!(store.write(|write| write.set_zone(UserId::new(1), "Asia/Shanghai")));
    assert!(!store.write(|write| write.set_zone(UserId::new(2), "Asia/Shanghai")));
    assert_eq!(store.read(|read| read.any_user(UserId::new(1))).unwrap().zone, "Asia/Shanghai");
}

fn a_lost_pack_is_wanted_again(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images([1]);
    let (space, blob, pack, other) = (somebody.space, BlobId::new(1), BlobId::new(99_001), BlobId::new(99_002));
    store.write(move |write| {
        write.want_rendition(space, blob)?;
        write.take_rendition(space, blob, Millis(1), Millis(2), pack)?;
        write.rendition_made(space, blob, pack, "[]", None)
    });
    let state = || store.read(move |read| read.rendition(space, blob)).unwrap();
    store.write(move |write| write.pack_lost(space, blob, other));
    assert_eq!((state().state, state().pack), (RenditionState::Made, Some(pack)));
    store.write(move |write| write.pack_lost(space, blob, pack));
    assert_eq!((state().state, state().pack), (RenditionState::Wanted, None));
}

fn whoever_is_at_work_is_left_to_it(store: &Fixture) {
    let somebody = store.person(1);
    let (space, blob, mine, theirs) = (somebody.space, BlobId::new(1), BlobId::new(11), BlobId::new(12));
    somebody.put_images([1]);
    store.write(move |write| write.want_rendition(space, blob));
    let take = |now, attempt| {
        store.write(move |write| write.take_rendition(space, blob, Millis(now), Millis(now + 10), attempt)).is_some()
    };
    assert!(take(1, mine));
    store.write(move |write| write.hold_rendition(space, blob, theirs, Millis(99)));
    store.write(move |write| write.hold_rendition(space, blob, mine, Millis(30)));
    assert!(!take(29, theirs), "it was held");
    assert!(take(30, theirs), "only for as long as was said, and not by others");
    store.write(move |write| write.hold_rendition(space, blob, mine, Millis(99)));
    assert!(take(40, mine), "who lost it cannot hold it");
}

fn an_upload_keeps_its_first_name(store: &Fixture) {
    let somebody = store.person(1);
    let (space, upload) = (somebody.may(Add), upload(&somebody));
    store.write(move |write| write.add_upload(&space, &upload));
    let begin = |blob, name: &'static str| {
        let space = somebody.space;
        store.write(move |write| write.begin_multipart(space, &file_id(1), BlobId::new(blob), name))
    };
    assert_eq!(begin(2, "of another object"), None);
    assert_eq!(begin(1, "first").as_deref(), Some("first"));
    assert_eq!(begin(1, "second").as_deref(), Some("first"));
}

fn upload(somebody: &Person<'_>) -> Upload {
    let file = somebody.image(1);
    Upload {
        space: file.space,
        file: file.id,
        upload: leporello_model::UploadId::from_bits([1; 16]),
        blob: BlobId::new(1),
        owner: file.owner,
        parent: somebody.root(),
        name: file.name,
        rename_mode: 2,
        file_type: file.file_type,
        mime_type: None,
        description: None,
        length: 1,
        sha256: None,
        parts: vec![1],
        created_at: Millis(1),
        expires_at: Millis(9),
        multipart: None,
    }
}

fn a_file_is_known_to_be_in_an_album(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images([1, 2]);
    somebody.make_album(5);
    somebody.link(5, [1], 10);
    let linked = |file| {
        let album = somebody.may_on(View, 5);
        store.read(move |read| read.is_linked(&album, &file_id(file)))
    };
    assert_eq!((linked(1), linked(2)), (true, false));
    let album = somebody.facts(5, AlbumType::Manual);
    let shown = store.read(move |read| read.shown_in(&album, &ids([1, 2])));
    assert_eq!(shown.into_iter().collect::<Vec<_>>(), [(file_id(1), somebody.user)]);
}

/// Two families of two owners, and somebody who belongs to both; and to none of a third, whose album has the file too.
fn what_a_family_shares_is_found_for_its_members(store: &Fixture) {
    let [one, two, three, member] = [1, 2, 3, 4].map(|number| store.person(number));
    for (owner, number) in [(one, 11), (two, 12), (three, 13)] {
        let folder = number - 10;
        owner.put([owner.folder(folder), inside(folder, owner.image(number))]);
        share(owner, i64::from(folder), file_id(folder), number);
    }
    for owner in [1, 2] {
        store.place.batch(&format!("INSERT INTO member VALUES (4, {owner}, {owner}, {owner}, 8)"));
    }
    let shared = |user| {
        let mut found = store.read(move |read| read.shared_with(user, &ids([11, 12, 13])));
        found.sort();
        found
    };
    let entry = |owner: u32| (file_id(10 + owner), SpaceId::new(i64::from(owner)), AlbumId::new(i64::from(owner)));
    assert_eq!(shared(member.user), [entry(1), entry(2)]);
    assert_eq!(shared(three.user), [entry(3)]);
    assert_eq!(shared(UserId::new(9)), []);
    let is_folder = |space, file| store.read(move |read| read.is_family_folder(space, &file_id(file)));
    assert_eq!((is_folder(one.space, 1), is_folder(one.space, 11), is_folder(two.space, 1)), (true, false, false));
}

/// Makes a family of `owner` with an album that holds one file.
fn share(owner: Person<'_>, number: i64, folder: FileId, file: u32) {
    let facts = owner.family_of(owner.user.number(), number);
    let new = NewFamily { id: facts.id, group: facts.group, folder, created_at: Millis(7) };
    let album = NewAlbum { id: AlbumId::new(number), album_type: AlbumType::Manual, name: None, scope: None };
    let (space, grant) = (owner.may(Add), owner.caller().may(Add, facts, "groupId").unwrap());
    owner.fixture.write(move |write| {
        write.add_family(&space, &new)?;
        write.add_shared_album(&grant, &album, Millis(8))
    });
    let row = owner.album(number).unwrap();
    let (grant, space) = (owner.caller().may(Add, row.facts, "albumId").unwrap(), owner.space);
    owner.fixture.write(move |write| write.add_links(&grant, space, &[file_id(file)], Millis(9)));
}
