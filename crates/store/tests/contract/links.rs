//! Links: files go into albums and out again, and totals follow.

use leporello_model::{Add, AlbumSort, FileType, Millis, SortDirection, UserId};
use leporello_store::Candidate;

use crate::fixture::Fixture;
use crate::people::{file_id, ids, inside};

promises!(
    linked_files_are_in_the_album,
    a_repeated_file_is_linked_once,
    files_of_another_space_are_not_linked,
    removing_takes_out_what_is_in,
    a_file_may_be_in_many_albums,
    candidates_say_what_a_file_is,
    an_entry_says_where_the_file_is,
    renaming_touches_the_order_of_change,
    moving_is_one_row_and_no_link,
    many_move_at_once_and_keep_their_names,
);

fn linked_files_are_in_the_album(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images(1..=100);
    somebody.make_album(1);
    somebody.link(1, 1..=100, 10);
    assert_eq!(somebody.total_and_cover(1), (100, Some(1)));
    assert_eq!(somebody.contents(1).len(), 100);
    somebody.link(1, [], 11);
    assert_eq!(somebody.total_and_cover(1).0, 100);
}

fn a_repeated_file_is_linked_once(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images(1..=3);
    somebody.make_album(1);
    somebody.link(1, [2, 1, 2, 2], 10);
    assert_eq!(somebody.total_and_cover(1), (2, Some(1)));
    // File 1 keeps its place: it was linked at 10, not at 20.
    somebody.link(1, [3, 1], 20);
    somebody.link(1, [1, 2, 3], 5);
    assert_eq!(somebody.total_and_cover(1), (3, Some(1)));
    assert_eq!(somebody.contents(1), [1, 2, 3]);
    assert_eq!(store.number("SELECT count(*) FROM link"), 3);
}

fn files_of_another_space_are_not_linked(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    somebody.put_images([1]);
    other.put_images([2]);
    somebody.make_album(1);
    somebody.link(1, [1, 2, 3], 10);
    assert_eq!(somebody.contents(1), [1]);
    let (album, space) = (somebody.may_on(Add, 1), somebody.space);
    store.write(move |write| write.add_links(&album, space, &ids([2, 3]), Millis(11)));
    assert_eq!(somebody.total_and_cover(1).0, 1);
}

fn removing_takes_out_what_is_in(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images(1..=5);
    somebody.make_album(1);
    somebody.link(1, 1..=4, 10);
    somebody.unlink(1, [2, 2, 5, 99]);
    assert_eq!(somebody.contents(1), [1, 3, 4]);
    assert_eq!(somebody.total_and_cover(1), (3, Some(1)));
    somebody.unlink(1, [2]);
    assert_eq!(somebody.total_and_cover(1).0, 3);
    somebody.unlink(1, 1..=1000);
    assert_eq!(somebody.total_and_cover(1), (0, None));
    // What comes again comes as something new.
    somebody.link(1, [4], 20);
    somebody.link(1, [1], 30);
    assert_eq!(somebody.contents(1), [4, 1]);
}

fn a_file_may_be_in_many_albums(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images([1, 2]);
    for album in [1, 2, 3] {
        somebody.make_album(album);
        somebody.link(album, [1, 2], album);
    }
    somebody.unlink(2, [1]);
    assert_eq!([1, 2, 3].map(|album| somebody.total_and_cover(album)), [(2, Some(1)), (1, Some(2)), (2, Some(1))]);
}

fn candidates_say_what_a_file_is(store: &Fixture) {
    let somebody = store.person(1);
    let shared = leporello_store::FileRow { owner: UserId::new(7), ..somebody.video(3) };
    somebody.put([somebody.folder(1), inside(1, somebody.image(2)), shared, somebody.image(4), somebody.image(5)]);
    somebody.trash([1, 4], 10);
    let (space, mut asked) = (somebody.space, ids([2, 3, 4, 5, 99, 1]));
    asked.push(somebody.root());
    let mut found = store.read(move |read| read.candidates(space, &asked));
    found.sort_by(|one, other| one.id.cmp(&other.id));
    let candidate =
        |id, owner, file_type, in_bin| Candidate { id, space, owner: UserId::new(owner), file_type, in_bin };
    let expected = [
        candidate(somebody.root(), 1, FileType::Folder, false),
        candidate(file_id(1), 1, FileType::Folder, true),
        candidate(file_id(2), 1, FileType::Image, true),
        candidate(file_id(3), 7, FileType::Video, false),
        candidate(file_id(4), 1, FileType::Image, true),
        candidate(file_id(5), 1, FileType::Image, false),
    ];
    assert_eq!(found, expected);
    let other = store.person(2).space;
    assert_eq!(store.read(move |read| read.candidates(other, &ids([3, 5]))), []);
}

fn an_entry_says_where_the_file_is(store: &Fixture) {
    let somebody = store.person(1);
    let mut image = somebody.image(1);
    (image.owner, image.taken_at) = (UserId::new(7), Some(Millis(-5)));
    somebody.put([image, somebody.video(2)]);
    somebody.make_album(1);
    somebody.link(1, [1, 2], 10);
    let entries = somebody.page(1, AlbumSort::TakeTime, SortDirection::Ascending, 10, None);
    let seen: Vec<_> = entries.iter().map(|entry| (entry.owner.number(), entry.file_type, entry.key.0)).collect();
    assert_eq!(seen, [(7, FileType::Image, -5), (1, FileType::Video, 2)], "without a shooting time, the creation time");
    assert!(entries.iter().all(|entry| entry.space == somebody.space));
}

fn renaming_touches_the_order_of_change(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images(1..=3);
    for album in [1, 2] {
        somebody.make_album(album);
        somebody.link(album, 1..=3, 10);
    }
    let space = somebody.may(leporello_model::Arrange);
    store.write(move |write| write.rename_file(&space, &file_id(1), "Ärger.JPEG", Millis(99)));
    let row = somebody.file(1).unwrap();
    assert_eq!((row.name.as_str(), row.suffix.as_str(), row.edited_at), ("Ärger.JPEG", "JPEG", Millis(99)));
    for album in [1, 2] {
        let order = |sort| {
            let entries = somebody.page(album, sort, SortDirection::Descending, 10, None);
            entries.iter().map(|entry| (entry.id.clone(), entry.key.0)).collect::<Vec<_>>()
        };
        assert_eq!(order(AlbumSort::Updated), [(file_id(1), 99), (file_id(3), 3), (file_id(2), 2)]);
        assert_eq!(order(AlbumSort::TakeTime), [(file_id(3), 3), (file_id(2), 2), (file_id(1), 1)]);
    }
}

fn moving_is_one_row_and_no_link(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([
        somebody.folder(1),
        somebody.folder(2),
        inside(1, somebody.folder(3)),
        inside(3, somebody.image(4)),
        inside(3, somebody.image(5)),
    ]);
    somebody.make_album(1);
    somebody.link(1, [4, 5], 10);
    let rows = |table: &str| store.place.rows(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3, 4, 5"));
    let (files, links, albums) = (rows("file"), rows("link"), rows("album"));
    let space = somebody.may(leporello_model::Arrange);
    store.write(move |write| write.move_file(&space, &file_id(3), &file_id(2), "moved"));
    let moved = rows("file").into_iter().filter(|row| !files.contains(row)).count();
    assert_eq!(moved, 1);
    assert_eq!((rows("link"), rows("album")), (links, albums));
    let row = somebody.file(3).unwrap();
    assert_eq!((row.parent, row.name.as_str(), row.edited_at), (Some(file_id(2)), "moved", Millis(3)));
}

fn many_move_at_once_and_keep_their_names(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([somebody.folder(1), somebody.folder(2), inside(2, somebody.image(3)), somebody.image(4)]);
    somebody.make_album(1);
    somebody.link(1, [3, 4], 10);
    let space = somebody.may(leporello_model::Arrange);
    store.write(move |write| write.move_files(&space, &ids([2, 4, 99]), &file_id(1)));
    for (number, parent, name) in [(2, 1, "folder 2"), (3, 2, "3.jpg"), (4, 1, "4.jpg")] {
        let row = somebody.file(number).unwrap();
        assert_eq!((row.parent, row.name.as_str(), row.edited_at.0), (Some(file_id(parent)), name, i64::from(number)));
    }
    assert_eq!(somebody.contents(1), [3, 4]);
}
