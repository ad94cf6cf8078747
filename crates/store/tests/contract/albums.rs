//! Albums themselves: made, listed, renamed, taken away.

use leporello_model::{AlbumId, AlbumType, FileType, Manage, Millis};
use leporello_store::{AlbumRow, NewAlbum};

use crate::fixture::Fixture;
use crate::people::{Person, page_size};

promises!(
    an_album_comes_back,
    albums_are_listed_newest_first,
    a_page_past_the_end_is_empty,
    lists_are_of_one_type,
    an_album_is_renamed,
    an_album_goes_and_its_files_stay,
    albums_of_others_are_invisible,
);

fn an_album_comes_back(store: &Fixture) {
    let somebody = store.person(1);
    somebody.make_album(7);
    let expected = AlbumRow {
        facts: somebody.facts(7, AlbumType::Manual),
        folder: None,
        name: Some("album 7".to_owned()),
        total: 0,
        cover: None,
        created_at: Millis(7),
        scope: None,
    };
    assert_eq!(somebody.album(7), Some(expected));
    assert_eq!(somebody.album(8), None);
}

/// The numbers of one page of manual albums, and the total.
fn list(somebody: &Person<'_>, size: i64, page: i64) -> (Vec<i64>, i64) {
    let user = somebody.user;
    let (rows, total) = somebody.fixture.read(move |read| read.albums(user, AlbumType::Manual, page_size(size), page));
    (rows.iter().map(|row| row.facts.id.number()).collect(), total)
}

fn albums_are_listed_newest_first(store: &Fixture) {
    let somebody = store.person(1);
    (1..=5).for_each(|number| somebody.make_album(number));
    // Made at the same moment as album 3: then the larger number counts as newer.
    store.place.batch("UPDATE album SET created_at = 3 WHERE id = 4");
    assert_eq!(list(&somebody, 100, 1), (vec![5, 4, 3, 2, 1], 5));
    assert_eq!(list(&somebody, 2, 1), (vec![5, 4], 5));
    assert_eq!(list(&somebody, 2, 2), (vec![3, 2], 5));
    assert_eq!(list(&somebody, 2, 3), (vec![1], 5));
}

fn a_page_past_the_end_is_empty(store: &Fixture) {
    let somebody = store.person(1);
    assert_eq!(list(&somebody, 10, 1), (vec![], 0));
    somebody.make_album(1);
    assert_eq!(list(&somebody, 1, 2), (vec![], 1));
    assert_eq!(list(&somebody, 100, i64::MAX), (vec![], 1));
}

fn lists_are_of_one_type(store: &Fixture) {
    let somebody = store.person(1);
    let owner = somebody.caller().may(Manage, somebody.user, "userId").unwrap();
    store.write(move |write| {
        let album = |id, album_type| NewAlbum { id: AlbumId::new(id), album_type, name: None, scope: None };
        write.add_album(&owner, &album(1, AlbumType::Manual), Millis(1))?;
        write.add_album(&owner, &album(2, AlbumType::Collection), Millis(2))
    });
    assert_eq!(list(&somebody, 100, 1), (vec![1], 1));
    let user = somebody.user;
    let (rows, total) = store.read(move |read| read.albums(user, AlbumType::Collection, page_size(10), 1));
    assert_eq!((rows.len(), total), (1, 1));
    assert_eq!((rows[0].facts, &rows[0].name), (somebody.facts(2, AlbumType::Collection), &None));
}

fn an_album_is_renamed(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    somebody.make_album(1);
    somebody.make_album(2);
    other.make_album(1);
    let album = somebody.may_on(Manage, 1);
    store.write(move |write| write.rename_album(&album, "Wien 维也纳 🎡"));
    let name = |person: &Person<'_>, album| person.album(album).unwrap().name.unwrap();
    assert_eq!(name(&somebody, 1), "Wien 维也纳 🎡");
    assert_eq!(name(&somebody, 2), "album 2");
    assert_eq!(name(&other, 1), "album 1");
}

fn an_album_goes_and_its_files_stay(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images(1..=3);
    for album in [1, 2] {
        somebody.make_album(album);
        somebody.link(album, 1..=3, 10);
    }
    let album = somebody.may_on(Manage, 1);
    store.write(move |write| write.remove_album(&album));
    assert_eq!(somebody.album(1), None);
    assert_eq!(store.number("SELECT count(*) FROM link WHERE album_id = 1"), 0);
    assert_eq!(list(&somebody, 10, 1), (vec![2], 1));
    assert_eq!(somebody.contents(2), [1, 2, 3]);
    assert_eq!(somebody.file(2).unwrap().file_type, FileType::Image);
}

fn albums_of_others_are_invisible(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    somebody.make_album(1);
    assert_eq!(other.album(1), None);
    assert_eq!(list(&other, 10, 1), (vec![], 0));
    // The same number is another album, whoever's it is.
    other.make_album(1);
    other.put_images([1]);
    other.link(1, [1], 5);
    assert_eq!(somebody.total_and_cover(1), (0, None));
    assert!(somebody.contents(1).is_empty());
    assert_eq!(other.contents(1), [1]);
}
