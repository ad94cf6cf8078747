//! Lists of a folder and of the bin: order, pages and filters.

use leporello_model::{FileId, FileType, Millis, SortDirection, View};
use leporello_store::{FileRow, FileSort, Listing, Place};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, inside, number, page_size};

promises!(
    a_folder_is_listed_in_the_order_asked_for,
    pages_of_a_folder_together_are_the_whole,
    the_bin_is_listed_in_the_order_asked_for,
    pages_of_the_bin_together_are_the_whole,
    a_list_may_be_of_one_type,
    a_folder_shows_only_what_lies_in_it,
    the_bin_shows_only_what_was_put_there,
);

const DIRECTIONS: [SortDirection; 2] = [SortDirection::Ascending, SortDirection::Descending];
const SORTS: [FileSort; 5] = [FileSort::Name, FileSort::Size, FileSort::Created, FileSort::Edited, FileSort::Format];

/// Which list.
#[derive(Clone, Copy)]
enum List {
    Root,
    Folder(u32),
    Bin,
}

fn page(somebody: &Person<'_>, which: List, list: Listing) -> Vec<FileRow> {
    let (space, root) = (somebody.may(View), somebody.root());
    somebody.fixture.read(move |read| match which {
        List::Root => read.folder(&space, &root, &list),
        List::Folder(number) => read.folder(&space, &file_id(number), &list),
        List::Bin => read.bin(&space, &list),
    })
}

fn listing(sort: FileSort, direction: SortDirection) -> Listing {
    Listing { sort, direction, file_type: None, size: page_size(100), after: None }
}

fn numbers(rows: &[FileRow]) -> Vec<u32> {
    rows.iter().map(|row| number(&row.id)).collect()
}

/// Names, sizes, times of creation and of change; all but names have ties.
const FILES: [(u32, &str, i64, i64, i64); 9] = [
    (1, "b.jpg", 5, 10, 70),
    (2, "B.jpg", 5, 20, 60),
    (3, "a.png", 0, 20, 70),
    (4, "é.png", 900, 20, 50),
    (5, "图.gif", 5, 10, 50),
    (6, "图二.GIF", 900, -30, 50),
    (7, "10", 0, -30, 10),
    (8, "9", 0, 5, 10),
    (9, "_x.jpg", 1, 5, 5),
];

fn a_folder(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put(FILES.map(|(number, name, size, created, edited)| FileRow {
        name: name.to_owned(),
        size,
        created_at: Millis(created),
        edited_at: Millis(edited),
        ..somebody.image(number)
    }));
    somebody
}

/// What the order has to be. Texts are in the order of their bytes, which is that of code points.
fn expected(sort: FileSort, direction: SortDirection) -> Vec<u32> {
    let mut order: Vec<(String, i64, u32)> = FILES
        .iter()
        .map(|&(number, name, size, created, edited)| {
            let (text, key) = match sort {
                FileSort::Name => (name, 0),
                FileSort::Size => ("", size),
                FileSort::Created => ("", created),
                FileSort::Edited => ("", edited),
                FileSort::Recycled => ("", trashed(number)),
                FileSort::Format => (name.rsplit_once('.').map_or("", |(_, suffix)| suffix), 0),
            };
            (text.to_owned(), key, number)
        })
        .collect();
    order.sort();
    if direction == SortDirection::Descending {
        order.reverse();
    }
    order.into_iter().map(|(_, _, number)| number).collect()
}

/// When a file was put into the bin: three at a time, the largest numbers first.
fn trashed(number: u32) -> i64 {
    1000 - i64::from(number / 3)
}

fn into_the_bin(somebody: &Person<'_>) {
    FILES.iter().for_each(|file| somebody.trash([file.0], trashed(file.0)));
}

/// All pages of `size`, one after the other.
fn pages(somebody: &Person<'_>, which: List, sort: FileSort, direction: SortDirection, size: usize) -> Vec<FileRow> {
    let (mut all, mut after) = (Vec::<FileRow>::new(), None);
    loop {
        let size_asked = page_size(size.try_into().unwrap());
        let found = page(somebody, which, Listing { size: size_asked, after, ..listing(sort, direction) });
        let more = found.len() > size;
        all.extend(found.into_iter().take(size));
        if !more {
            return all;
        }
        after = all.last().map(|last| Place::of(last, sort));
    }
}

fn a_folder_is_listed_in_the_order_asked_for(store: &Fixture) {
    let somebody = a_folder(store);
    for (sort, direction) in SORTS.iter().flat_map(|sort| DIRECTIONS.map(|direction| (*sort, direction))) {
        let rows = page(&somebody, List::Root, listing(sort, direction));
        assert_eq!(numbers(&rows), expected(sort, direction), "{sort:?} {direction:?}");
    }
}

fn pages_of_a_folder_together_are_the_whole(store: &Fixture) {
    let somebody = a_folder(store);
    for (sort, direction) in SORTS.iter().flat_map(|sort| DIRECTIONS.map(|direction| (*sort, direction))) {
        for size in [1, 3, 100] {
            let rows = pages(&somebody, List::Root, sort, direction, size);
            assert_eq!(numbers(&rows), expected(sort, direction), "{sort:?} {direction:?}, pages of {size}");
        }
    }
}

fn the_bin_is_listed_in_the_order_asked_for(store: &Fixture) {
    let somebody = a_folder(store);
    into_the_bin(&somebody);
    let sorts = SORTS.into_iter().chain([FileSort::Recycled]);
    for (sort, direction) in sorts.flat_map(|sort| DIRECTIONS.map(|direction| (sort, direction))) {
        let rows = page(&somebody, List::Bin, listing(sort, direction));
        assert_eq!(numbers(&rows), expected(sort, direction), "{sort:?} {direction:?}");
    }
}

fn pages_of_the_bin_together_are_the_whole(store: &Fixture) {
    let somebody = a_folder(store);
    into_the_bin(&somebody);
    let sorts = SORTS.into_iter().chain([FileSort::Recycled]);
    for (sort, direction) in sorts.flat_map(|sort| DIRECTIONS.map(|direction| (sort, direction))) {
        for size in [1, 3, 100] {
            let rows = pages(&somebody, List::Bin, sort, direction, size);
            assert_eq!(numbers(&rows), expected(sort, direction), "{sort:?} {direction:?}, pages of {size}");
        }
    }
}

fn a_list_may_be_of_one_type(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([somebody.image(1), somebody.video(2), somebody.folder(3), somebody.video(4), somebody.image(5)]);
    let of = |which, file_type, after: Option<u32>| {
        let after = after.map(|number| Place::of(&somebody.file(number).unwrap(), FileSort::Created));
        let list = Listing { file_type, after, ..listing(FileSort::Created, SortDirection::Ascending) };
        numbers(&page(&somebody, which, list))
    };
    assert_eq!(of(List::Root, Some(FileType::Video), None), [2, 4]);
    assert_eq!(of(List::Root, Some(FileType::Video), Some(3)), [4]);
    assert_eq!(of(List::Root, Some(FileType::Folder), None), [3]);
    assert!(of(List::Root, Some(FileType::Audio), None).is_empty());
    somebody.trash(1..=5, 1000);
    assert_eq!(of(List::Bin, Some(FileType::Image), None), [1, 5]);
    assert!(of(List::Root, None, None).is_empty());
}

fn a_folder_shows_only_what_lies_in_it(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    somebody.put([somebody.folder(1), inside(1, somebody.folder(2)), inside(2, somebody.image(3)), somebody.image(4)]);
    other.put_images([9]);
    let list = |which| numbers(&page(&somebody, which, listing(FileSort::Created, SortDirection::Ascending)));
    assert_eq!(list(List::Root), [1, 4]);
    assert_eq!(list(List::Folder(1)), [2]);
    assert_eq!(list(List::Folder(2)), [3]);
    assert!(list(List::Folder(77)).is_empty());
    // A folder in the bin can still be looked into.
    somebody.trash([1], 1000);
    assert_eq!(list(List::Root), [4]);
    assert_eq!(list(List::Folder(1)), [2]);
    let inner = page(&somebody, List::Folder(2), listing(FileSort::Name, SortDirection::Ascending));
    assert_eq!((inner[0].in_bin, inner[0].trashed_at), (true, None));
}

fn the_bin_shows_only_what_was_put_there(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    somebody.put([somebody.folder(1), inside(1, somebody.image(2)), somebody.image(3)]);
    other.put_images([3]);
    other.trash([3], 1000);
    let bin = || page(&somebody, List::Bin, listing(FileSort::Recycled, SortDirection::Descending));
    assert_eq!(bin(), []);
    somebody.trash([1], 1000);
    somebody.trash([3], 2000);
    assert_eq!(numbers(&bin()), [3, 1]);
    assert!(bin().iter().all(|row| row.in_bin && row.parent.as_ref().and_then(FileId::as_root).is_some()));
    somebody.restore([1]);
    assert_eq!(numbers(&bin()), [3]);
}
