//! The recycle bin: what goes into it is out of sight, and comes back to its old places.

use leporello_model::{AlbumSort, Arrange, SortDirection};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, ids, inside, number};

promises!(
    a_file_in_the_bin_is_out_of_sight,
    a_restored_file_is_in_its_old_places,
    a_folder_takes_along_all_below,
    what_was_trashed_apart_stays_when_its_folder_comes_back,
    a_file_trashed_before_its_folder_stays_in_the_bin,
    a_folder_and_what_lies_in_it_trashed_at_once,
    nested_things_come_back_together,
    restoring_into_another_folder_under_another_name,
    restoring_below_a_folder_in_the_bin_stays_out_of_sight,
    trashing_again_changes_nothing,
    the_bin_counts_as_used,
    the_roots_of_the_bin_are_listed_oldest_first,
    others_are_not_touched,
);

/// Folder 1 with image 10 and folder 2, in that image 11, video 12 and folder 3, in that image 13; image 14 is
/// in the root. All are linked into album 1 at 100, 200, … in the order 12, 13, 14, 10, 11.
fn a_tree(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put([
        somebody.folder(1),
        inside(1, somebody.folder(2)),
        inside(2, somebody.folder(3)),
        inside(1, somebody.image(10)),
        inside(2, somebody.image(11)),
        inside(2, somebody.video(12)),
        inside(3, somebody.image(13)),
        somebody.image(14),
    ]);
    somebody.make_album(1);
    for (place, file) in [12, 13, 14, 10, 11].into_iter().enumerate() {
        somebody.link(1, [file], (place as i64 + 1) * 100);
    }
    somebody
}

/// What an album shows: total, cover and files, after checking that they are at one.
fn shown(somebody: &Person<'_>) -> (i64, Option<u32>, Vec<u32>) {
    let contents = somebody.contents(1);
    for sort in [AlbumSort::TakeTime, AlbumSort::Updated] {
        let page = somebody.page(1, sort, SortDirection::Descending, 100, None);
        let mut files: Vec<u32> = page.iter().map(|entry| number(&entry.id)).collect();
        let mut same = contents.clone();
        files.sort_unstable();
        same.sort_unstable();
        assert_eq!(files, same, "{sort:?}");
    }
    let (total, cover) = somebody.total_and_cover(1);
    assert_eq!(total, contents.len() as i64);
    (total, cover, contents)
}

/// The numbers of the files that are in the bin, by themselves or below a folder.
fn hidden(somebody: &Person<'_>) -> Vec<u32> {
    let space = somebody.space;
    let files = ids((1..=3).chain(10..=14));
    let rows = somebody.fixture.read(move |read| read.files(space, &files));
    let mut hidden: Vec<u32> = rows.iter().filter(|row| row.in_bin).map(|row| number(&row.id)).collect();
    hidden.sort_unstable();
    hidden
}

const WHOLE: [u32; 5] = [12, 13, 14, 10, 11];
const NONE: [u32; 0] = [];

fn a_file_in_the_bin_is_out_of_sight(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([13], 1000);
    assert_eq!(shown(&somebody), (4, Some(14), vec![12, 14, 10, 11]));
    assert_eq!(hidden(&somebody), [13]);
    let row = somebody.file(13).unwrap();
    assert_eq!((row.trashed_at.map(|time| time.0), row.parent), (Some(1000), Some(file_id(3))));
    assert_eq!(somebody.file(12).unwrap().trashed_at, None);
}

fn a_restored_file_is_in_its_old_places(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.make_album(2);
    somebody.link(2, [14, 13], 7);
    let links = || store.place.rows("SELECT * FROM link ORDER BY album_id, file_id");
    let before = links();
    somebody.trash([13, 14], 1000);
    assert_eq!(shown(&somebody), (3, Some(10), vec![12, 10, 11]));
    assert_eq!(somebody.total_and_cover(2), (0, None));
    somebody.restore([13]);
    assert_eq!(somebody.total_and_cover(2), (1, Some(13)));
    somebody.restore([14]);
    assert_eq!(shown(&somebody), (5, Some(13), WHOLE.to_vec()));
    assert_eq!(somebody.total_and_cover(2), (2, Some(13)));
    assert_eq!(links(), before, "linked_at is kept");
    assert_eq!(hidden(&somebody), NONE);
}

fn a_folder_takes_along_all_below(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([2], 1000);
    assert_eq!(shown(&somebody), (2, Some(14), vec![14, 10]));
    assert_eq!(hidden(&somebody), [2, 3, 11, 12, 13]);
    assert_eq!(somebody.file(13).unwrap().trashed_at, None, "only the folder itself was put into the bin");
    somebody.restore([2]);
    assert_eq!(shown(&somebody), (5, Some(13), WHOLE.to_vec()));
    assert_eq!(hidden(&somebody), NONE);
    somebody.trash([1], 2000);
    assert_eq!(shown(&somebody), (1, Some(14), vec![14]));
    somebody.restore([1]);
    assert_eq!(shown(&somebody), (5, Some(13), WHOLE.to_vec()));
}

fn what_was_trashed_apart_stays_when_its_folder_comes_back(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([3], 1000);
    somebody.trash([1], 2000);
    assert_eq!(shown(&somebody), (1, Some(14), vec![14]));
    somebody.restore([1]);
    assert_eq!(shown(&somebody), (4, Some(14), vec![12, 14, 10, 11]));
    assert_eq!(hidden(&somebody), [3, 13]);
    somebody.restore([3]);
    assert_eq!(shown(&somebody), (5, Some(13), WHOLE.to_vec()));
}

fn a_file_trashed_before_its_folder_stays_in_the_bin(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([11], 1000);
    somebody.trash([2], 2000);
    somebody.restore([2]);
    assert_eq!(hidden(&somebody), [11]);
    assert_eq!(shown(&somebody), (4, Some(13), vec![12, 13, 14, 10]));
}

fn a_folder_and_what_lies_in_it_trashed_at_once(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([13, 2, 3, 2, 99], 1000);
    assert_eq!(shown(&somebody), (2, Some(14), vec![14, 10]));
    somebody.restore([2]);
    assert_eq!(hidden(&somebody), [3, 13]);
    somebody.restore([3]);
    assert_eq!(hidden(&somebody), [13]);
    somebody.restore([13]);
    assert_eq!(shown(&somebody), (5, Some(13), WHOLE.to_vec()));
}

fn nested_things_come_back_together(store: &Fixture) {
    let somebody = a_tree(store);
    for together in [vec![1, 2, 3, 13], vec![13, 3, 2, 1], vec![3, 1], vec![1, 3, 11]] {
        somebody.trash(together.iter().copied().rev(), 1000);
        somebody.trash([1], 2000);
        assert_eq!(shown(&somebody), (1, Some(14), vec![14]));
        somebody.restore(together.iter().copied().chain([99]));
        assert_eq!(hidden(&somebody), NONE, "{together:?}");
        assert_eq!(shown(&somebody), (5, Some(13), WHOLE.to_vec()));
    }
    // One above them stays: then all stay out of sight.
    somebody.trash([2, 3, 1], 3000);
    somebody.restore([2, 3]);
    assert_eq!(hidden(&somebody), [1, 2, 3, 10, 11, 12, 13]);
    somebody.restore([1]);
    assert_eq!(hidden(&somebody), NONE);
}

fn restoring_into_another_folder_under_another_name(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([13], 1000);
    somebody.trash([1], 2000);
    let (space, root) = (somebody.may(Arrange), somebody.root());
    store.write(move |write| write.restore(&space, &file_id(13), &root, "back.png"));
    let row = somebody.file(13).unwrap();
    let found = (row.name.as_str(), row.suffix.as_str(), row.parent, row.trashed_at, row.in_bin);
    assert_eq!(found, ("back.png", "png", Some(somebody.root()), None, false));
    assert_eq!(shown(&somebody), (2, Some(13), vec![13, 14]));
}

fn restoring_below_a_folder_in_the_bin_stays_out_of_sight(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([3], 1000);
    somebody.trash([1], 2000);
    somebody.restore([3]);
    assert_eq!(hidden(&somebody), [1, 2, 3, 10, 11, 12, 13]);
    assert_eq!(shown(&somebody), (1, Some(14), vec![14]));
    somebody.restore([1]);
    assert_eq!(shown(&somebody), (5, Some(13), WHOLE.to_vec()));
}

fn trashing_again_changes_nothing(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([2, 14], 1000);
    let rows = || store.place.rows("SELECT * FROM file ORDER BY id");
    let before = rows();
    somebody.trash([14, 2], 3000);
    assert_eq!(rows(), before);
    assert_eq!(shown(&somebody), (1, Some(10), vec![10]));
    somebody.trash([], 4000);
    assert_eq!(rows(), before);
}

fn the_bin_counts_as_used(store: &Fixture) {
    let somebody = a_tree(store);
    assert_eq!(somebody.used(), 50);
    somebody.trash([1, 14], 1000);
    assert_eq!(somebody.used(), 50);
    assert!(somebody.unclaimed().is_empty());
}

fn the_roots_of_the_bin_are_listed_oldest_first(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([14], 3000);
    somebody.trash([3], 1000);
    somebody.trash([11, 10], 2000);
    let space = somebody.space;
    let roots = |most| store.read(move |read| read.bin_roots(space, most));
    assert_eq!(roots(10), ids([3, 10, 11, 14]));
    assert_eq!(roots(2), ids([3, 10]));
}

fn others_are_not_touched(store: &Fixture) {
    let somebody = a_tree(store);
    let other = store.person(2);
    other.put([other.folder(1), inside(1, other.image(10)), other.image(14)]);
    other.make_album(1);
    other.link(1, [10, 14], 100);
    somebody.trash([1, 14], 1000);
    assert_eq!(other.total_and_cover(1), (2, Some(10)));
    somebody.purge([1, 14]);
    assert_eq!(other.contents(1), [10, 14]);
    assert_eq!((other.used(), other.unclaimed().len()), (20, 5), "the five of the first");
    assert!(!other.file(10).unwrap().in_bin);
}
