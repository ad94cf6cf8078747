//! Reading stored objects again: which there are, and what follows when their bytes say something else now.

use leporello_model::{AlbumSort, Arrange, BlobId, FileType, Millis, Reach, ScopeKind, SortDirection, SpaceId, UserId};
use leporello_store::{FileRow, Original, Retold, Store, migrate};

use crate::fixture::{Fixture, Place};
use crate::people::{Person, file_id, inside, number};

promises!(
    originals_are_paged_with_their_files,
    originals_of_one_person_are_those_in_their_space,
    what_is_retold_is_kept,
    a_retold_time_moves_a_file_in_every_order,
    a_retold_type_changes_covers_and_collections,
    a_time_that_was_put_right_by_hand_stays,
    a_file_that_is_unchanged_costs_no_write,
    only_files_with_these_bytes_are_retold,
);

/// Two people; the first has a file in the bin, two of the same bytes in different folders, and one without files.
fn two_people(store: &Fixture) -> [Person<'_>; 2] {
    let (somebody, other) = (store.person(1), store.person(2));
    let same = FileRow { blob: Some(BlobId::new(1)), sha256: somebody.image(1).sha256, ..somebody.video(5) };
    somebody.put([somebody.image(1), somebody.folder(2), somebody.image(3), somebody.image(4), inside(2, same)]);
    other.put_images([1, 6]);
    somebody.trash([3], 1000);
    somebody.purge([4]);
    let space = somebody.space;
    store.write(move |write| write.claim_blob(space, BlobId::new(7), "seven", 1, "{}"));
    [somebody, other]
}

/// The spaces, objects and files of what is paged, `most` at a time.
fn paged(store: &Fixture, owner: Option<i64>, most: i64) -> Vec<(i64, i64, Vec<u32>)> {
    let (mut all, mut after) = (Vec::new(), None);
    for _ in 0..10 {
        let page: Vec<Original> = store.read(move |read| read.any_originals(owner.map(UserId::new), after, most));
        assert!(page.len() <= usize::try_from(most).unwrap());
        let Some(last) = page.last() else { return all };
        after = Some((last.space, last.blob));
        all.extend(page.iter().map(|original| {
            let files = original.files.iter().map(|file| number(&file.id)).collect();
            (original.space.number(), original.blob.number(), files)
        }));
    }
    panic!("there is no end to {all:?}");
}

fn count(store: &Fixture, owner: Option<i64>) -> i64 {
    store.read(move |read| read.any_original_count(owner.map(UserId::new)))
}

fn originals_are_paged_with_their_files(store: &Fixture) {
    let [somebody, _] = two_people(store);
    let all = [(1, 1, vec![1, 5]), (1, 3, vec![3]), (2, 1, vec![1]), (2, 6, vec![6])];
    for most in [1, 2, 3, 10] {
        assert_eq!(paged(store, None, most), all, "{most} at a time");
    }
    assert_eq!(count(store, None), 4);
    let first = store.read(|read| read.any_originals(None, None, 1)).remove(0);
    assert_eq!(first.facts.as_deref(), Some("{}"));
    assert_eq!(first.files, [somebody.file(1).unwrap(), somebody.file(5).unwrap()]);
}

fn originals_of_one_person_are_those_in_their_space(store: &Fixture) {
    let [somebody, other] = two_people(store);
    assert_eq!(paged(store, Some(1), 1), [(1, 1, vec![1, 5]), (1, 3, vec![3])]);
    assert_eq!(paged(store, Some(2), 1), [(2, 1, vec![1]), (2, 6, vec![6])]);
    assert_eq!((count(store, Some(1)), count(store, Some(2))), (2, 2));
    assert_eq!((paged(store, Some(3), 1), count(store, Some(3))), (vec![], 0));
    // What somebody else put there is there.
    somebody.put([FileRow { owner: other.user, ..somebody.image(8) }]);
    assert_eq!((paged(store, Some(1), 10).len(), paged(store, Some(2), 10).len()), (3, 2));
}

/// Image `file` as it is, with another time.
fn retold(file: u32, taken_at: Option<i64>) -> Retold {
    let (file_type, mime_type) = (FileType::Image, "image/jpeg".to_owned());
    Retold { file: file_id(file), file_type, mime_type, taken_at: taken_at.map(Millis), media: None }
}

/// Tells what the object says whose number is that of the first file; gives how many files changed.
fn retell(somebody: &Person<'_>, files: &[Retold]) -> usize {
    let (space, blob, files) = (somebody.space, i64::from(number(&files[0].file)), files.to_vec());
    somebody.fixture.write(move |write| write.retell(space, BlobId::new(blob), "{\"told\":2}", &files))
}

fn what_is_retold_is_kept(store: &Fixture) {
    let [somebody, _] = two_people(store);
    let media = Some("{\"width\":4}".to_owned());
    let first = Retold { media: media.clone(), ..retold(1, Some(77)) };
    let other = Retold { file: file_id(5), mime_type: "image/heic".to_owned(), ..first.clone() };
    let before = [1, 5].map(|file| somebody.file(file).unwrap());
    assert_eq!(retell(&somebody, &[first, other]), 2);
    let [one, two] = before;
    let one = FileRow { taken_at: Some(Millis(77)), media: media.clone(), ..one };
    let mime_type = "image/heic".to_owned();
    let two = FileRow { taken_at: Some(Millis(77)), media, file_type: FileType::Image, mime_type, ..two };
    assert_eq!([1, 5].map(|file| somebody.file(file).unwrap()), [one, two]);
    let page = store.read(|read| read.any_originals(None, None, 2));
    let facts: Vec<_> = page.iter().map(|original| original.facts.as_deref().unwrap()).collect();
    assert_eq!(facts, ["{\"told\":2}", "{}"]);
}

/// Images 1 to 3 and video 4, made at moments of their numbers, all in album 1 since 100 and more.
fn an_album(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put([somebody.image(1), somebody.image(2), somebody.image(3), somebody.video(4)]);
    somebody.make_album(1);
    (1..=4).for_each(|file| somebody.link(1, [file], 100 + i64::from(file)));
    somebody
}

/// The numbers of the album's entries by shooting time, and of all that a collection takes of that kind.
fn orders(somebody: &Person<'_>, kind: ScopeKind) -> (Vec<u32>, (i64, Vec<u32>)) {
    let (sort, direction) = (AlbumSort::TakeTime, SortDirection::Ascending);
    let album = somebody.page(1, sort, direction, 10, None).iter().map(|entry| number(&entry.id)).collect();
    let root = leporello_model::Scope { dirs: vec![somebody.root()], ..somebody.scope([], kind) };
    (album, somebody.collected(&root, Reach::Deep, (sort, direction), 10))
}

/// What retelling must never touch.
fn untouched(store: &Fixture) -> [Vec<Vec<String>>; 3] {
    [
        "SELECT id, edited_at, created_at, size, owner_id, name, trashed_at FROM file ORDER BY id",
        "SELECT file_id, linked_at, edited_at, visible, file_owner, added_by FROM link ORDER BY file_id",
        "SELECT owner_id, used FROM space ORDER BY owner_id",
    ]
    .map(|sql| store.place.rows(sql))
}

fn a_retold_time_moves_a_file_in_every_order(store: &Fixture) {
    let somebody = an_album(store);
    let before = untouched(store);
    assert_eq!(orders(&somebody, ScopeKind::Both), (vec![1, 2, 3, 4], (4, vec![1, 2, 3, 4])));
    assert_eq!(retell(&somebody, &[retold(1, Some(50))]), 1);
    assert_eq!(orders(&somebody, ScopeKind::Both), (vec![2, 3, 4, 1], (4, vec![2, 3, 4, 1])));
    assert_eq!((somebody.total_and_cover(1), somebody.contents(1)), ((4, Some(1)), vec![1, 2, 3, 4]));
    // One whose time is not known any more stands where its creation time puts it.
    assert_eq!(retell(&somebody, &[retold(1, None)]), 1);
    assert_eq!(orders(&somebody, ScopeKind::Both), (vec![1, 2, 3, 4], (4, vec![1, 2, 3, 4])));
    // What is in the bin comes back where it belongs by then.
    somebody.trash([2], 1000);
    let in_bin = untouched(store);
    assert_eq!(retell(&somebody, &[retold(2, Some(60))]), 1);
    assert_eq!(untouched(store), in_bin);
    somebody.restore([2]);
    assert_eq!(orders(&somebody, ScopeKind::Both), (vec![1, 3, 4, 2], (4, vec![1, 3, 4, 2])));
    assert_eq!(untouched(store), before);
}

fn a_retold_type_changes_covers_and_collections(store: &Fixture) {
    let somebody = an_album(store);
    let before = untouched(store);
    let video = Retold { file_type: FileType::Video, mime_type: "video/mp4".to_owned(), ..retold(1, None) };
    assert_eq!(retell(&somebody, &[video]), 1);
    assert_eq!(somebody.total_and_cover(1), (4, Some(2)));
    let entries = somebody.page(1, AlbumSort::Created, SortDirection::Ascending, 1, None);
    assert_eq!(entries[0].file_type, FileType::Video);
    assert_eq!(orders(&somebody, ScopeKind::Images).1, (2, vec![2, 3]));
    assert_eq!(orders(&somebody, ScopeKind::Videos).1, (2, vec![1, 4]));
    assert_eq!(retell(&somebody, &[retold(1, None)]), 1);
    assert_eq!(
        (somebody.total_and_cover(1), orders(&somebody, ScopeKind::Images).1),
        ((4, Some(1)), (3, vec![1, 2, 3]))
    );
    // One that turns out to be something else stays in its album, but no collection takes it and it is no cover.
    let text = Retold { file_type: FileType::Other, mime_type: "text/plain".to_owned(), ..retold(1, None) };
    assert_eq!(retell(&somebody, &[text]), 1);
    assert_eq!((somebody.total_and_cover(1), somebody.contents(1)), ((4, Some(2)), vec![1, 2, 3, 4]));
    assert_eq!(orders(&somebody, ScopeKind::Both).1, (3, vec![2, 3, 4]));
    // And one that turns out to be a picture is found from then on.
    assert_eq!(retell(&somebody, &[retold(1, None)]), 1);
    assert_eq!(orders(&somebody, ScopeKind::Both).1, (4, vec![1, 2, 3, 4]));
    assert_eq!(untouched(store), before);
}

fn a_time_that_was_put_right_by_hand_stays(store: &Fixture) {
    let somebody = an_album(store);
    let correct = |file: u32, taken: Option<i64>| {
        let (space, row) = (somebody.may(Arrange), somebody.file(file).unwrap());
        store.write(move |write| write.correct_taken(&space, &row, taken.map(Millis), Millis(9)));
    };
    correct(1, Some(70));
    correct(2, None);
    assert_eq!(orders(&somebody, ScopeKind::Both).0, [2, 3, 4, 1]);
    assert_eq!([1, 2, 3].map(|file| retell(&somebody, &[retold(file, Some(80))])), [0, 0, 1]);
    assert_eq!(orders(&somebody, ScopeKind::Both), (vec![2, 4, 1, 3], (4, vec![2, 4, 1, 3])));
    // The rest of what the bytes say is taken over all the same.
    let heic = Retold { mime_type: "image/heic".to_owned(), ..retold(1, Some(90)) };
    assert_eq!(retell(&somebody, &[heic]), 1);
    let told = somebody.file(1).unwrap();
    assert_eq!((told.mime_type.as_str(), told.taken_at), ("image/heic", Some(Millis(70))));
    assert_eq!(orders(&somebody, ScopeKind::Both), (vec![2, 4, 1, 3], (4, vec![2, 4, 1, 3])));
}

fn a_file_that_is_unchanged_costs_no_write(store: &Fixture) {
    let somebody = an_album(store);
    let told = Retold { media: Some("{}".to_owned()), ..retold(1, Some(5)) };
    assert_eq!(retell(&somebody, std::slice::from_ref(&told)), 1);
    let (space, again) = (somebody.space, told.clone());
    let plans = store.write(move |write| {
        write.any_plans(|| write.retell(space, BlobId::new(1), "{\"told\":2}", std::slice::from_ref(&again)))
    });
    let rows: Vec<usize> = plans.iter().map(|plan| plan.rows).collect();
    assert_eq!(rows, [0, 0], "one statement for the object, one for the file, and neither finds anything to do");
    assert_eq!(retell(&somebody, &[told]), 0);
}

fn only_files_with_these_bytes_are_retold(store: &Fixture) {
    let [somebody, other] = two_people(store);
    let rows =
        store.place.rows("SELECT space_id, id, taken_at FROM file WHERE id <> 'F00000000000000000000000000000001'");
    // File 3 has other bytes, 4 was purged, and the other person's file 1 lies in another space.
    assert_eq!(retell(&somebody, &[retold(1, Some(77)), retold(3, Some(77)), retold(4, Some(77))]), 1);
    let now =
        store.place.rows("SELECT space_id, id, taken_at FROM file WHERE id <> 'F00000000000000000000000000000001'");
    assert_eq!(now, rows);
    assert_eq!(other.file(1).unwrap().taken_at, None);
}

/// A database as the third version made it: a folder; two pictures of the same bytes, of which one's time was corrected, a
/// video in the bin, and a text; and an object that nobody claims.
const THIRD: &str = "
    INSERT INTO schema_version VALUES (3);
    INSERT INTO account VALUES (1, 'Ann', NULL, 'UTC', 0, NULL, 5);
    INSERT INTO space VALUES (1, 1, 0, 1000, 40, 5);
    INSERT INTO blob VALUES (1, 11, 'a', 10, TRUE, '{\"takenAt\":7}'), (1, 12, 'b', 10, TRUE, NULL), (1, 13, 'c', 10, TRUE, NULL),
        (1, 14, 'd', 10, FALSE, NULL);
    INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id, size, sha256,
                      blob_id, taken_at, created_at, edited_at, trashed_at, hidden, shot_at) VALUES
        (1, 'DEUI7pa0C24ArootIAA1', NULL, 'root', 'root', '', 10, '', 1, 0, NULL, NULL, NULL, 5, 5, NULL, FALSE, 5),
        (1, 'F00000000000000000000000000000001', 'DEUI7pa0C24ArootIAA1', 'a', 'a', '', 15, '', 1, 10, 'a', 11, 7, 5, 5, NULL, FALSE, 7),
        (1, 'F00000000000000000000000000000002', 'DEUI7pa0C24ArootIAA1', 'b', 'b', '', 15, '', 1, 10, 'a', 11, 9, 5, 5, NULL, FALSE, 9),
        (1, 'F00000000000000000000000000000003', 'DEUI7pa0C24ArootIAA1', 'c', 'c', '', 20, '', 1, 10, 'b', 12, 7, 5, 5, 9, FALSE, 7),
        (1, 'F00000000000000000000000000000004', 'DEUI7pa0C24ArootIAA1', 'd', 'd', '', 26, '', 1, 10, 'c', 13, 7, 5, 5, NULL, FALSE, 7);";

#[test]
fn the_pictures_of_an_older_database_are_wanted_and_may_be_retold() {
    let (sqlite, postgres) = (Place::sqlite(), Place::postgres());
    macro_rules! third {
        ($engine:literal) => {
            concat!(
                include_str!(concat!("../../src/migrations/", $engine, "/0001_albums.sql")),
                include_str!(concat!("../../src/migrations/", $engine, "/0002_collections.sql")),
                include_str!(concat!("../../src/migrations/", $engine, "/0003_families.sql")),
            )
        };
    }
    sqlite.batch(third!("sqlite"));
    postgres.batch(third!("postgres"));
    for (engine, place) in [("SQLite", sqlite), ("PostgreSQL", postgres)] {
        place.batch(THIRD);
        assert_eq!(migrate(&place.address).unwrap(), 3, "{engine}");
        let store = Fixture { store: Store::open(&place.address).unwrap(), place };
        let rows =
            store.place.rows("SELECT space_id, blob_id, state, due_at, tries, pack FROM rendition ORDER BY blob_id");
        assert_eq!(rows, [["1", "11", "0", "0", "0", "-"], ["1", "12", "0", "0", "0", "-"]], "{engine}");
        let attempts = [BlobId::new(20), BlobId::new(21)];
        let taken = store.write(move |write| write.any_take_renditions(Millis(1), Millis(2), &attempts));
        let taken: Vec<_> = taken.iter().map(|taken| (taken.blob.number(), taken.file_type)).collect();
        assert_eq!(taken, [(12, FileType::Video), (11, FileType::Image)], "{engine}");
        let files = [1, 2].map(|file| retold(file, Some(8)));
        let retell =
            move |write: &leporello_store::Write<'_>| write.retell(SpaceId::new(1), BlobId::new(11), "{}", &files);
        assert_eq!(store.write(retell), 2, "{engine}");
        let times = store.place.rows("SELECT taken_at FROM file WHERE blob_id = 11 ORDER BY id");
        assert_eq!(times, [["8"], ["9"]], "{engine}: what was corrected before stays");
    }
}
