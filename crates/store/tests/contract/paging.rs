//! The order of an album's contents, and its pages.

use leporello_model::{AlbumSort, FileId, Millis, SortDirection};
use leporello_store::{After, Content, FileRow};

use crate::fixture::Fixture;
use crate::people::{Person, number};

promises!(
    contents_are_in_the_order_asked_for,
    pages_together_are_the_whole,
    a_page_tells_that_there_is_another,
    a_page_goes_on_after_an_entry_that_is_gone,
    what_comes_in_between_shifts_no_page,
);

const SORTS: [AlbumSort; 3] = [AlbumSort::TakeTime, AlbumSort::Created, AlbumSort::Updated];
const DIRECTIONS: [SortDirection; 2] = [SortDirection::Ascending, SortDirection::Descending];

/// Per file: its number, when it was taken, made, changed and linked. Every key has ties.
const FILES: [(u32, Option<i64>, i64, i64, i64); 10] = [
    (1, Some(500), 10, 70, 1),
    (2, None, 500, 60, 1),
    (3, Some(100), 30, 70, 1),
    (4, Some(-100), 40, 50, 2),
    (5, None, 100, 50, 2),
    (6, Some(100), 60, 70, 2),
    (7, Some(900), 60, 10, 2),
    (8, Some(0), 60, 10, 3),
    (9, None, 900, 5, 3),
    (10, Some(500), 1, 5, 3),
];

fn an_album(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put(FILES.map(|(number, taken, created, edited, _)| FileRow {
        taken_at: taken.map(Millis),
        created_at: Millis(created),
        edited_at: Millis(edited),
        ..somebody.image(number)
    }));
    somebody.make_album(1);
    for (file, _, _, _, linked) in FILES {
        somebody.link(1, [file], linked);
    }
    // Another album with the same files must not show through.
    somebody.make_album(2);
    somebody.link(2, 1..=10, 2);
    somebody
}

/// What the order has to be: by key, then by identifier, both in the same direction.
fn expected(sort: AlbumSort, direction: SortDirection) -> Vec<(i64, u32)> {
    let mut order: Vec<(i64, u32)> = FILES
        .iter()
        .map(|&(number, taken, created, edited, linked)| {
            let key = match sort {
                AlbumSort::TakeTime => taken.unwrap_or(created),
                AlbumSort::Created => linked,
                AlbumSort::Updated => edited,
            };
            (key, number)
        })
        .collect();
    order.sort_unstable();
    if direction == SortDirection::Descending {
        order.reverse();
    }
    order
}

fn seen(entries: &[Content]) -> Vec<(i64, u32)> {
    entries.iter().map(|entry| (entry.key.0, number(&entry.id))).collect()
}

fn after(entry: &Content) -> After {
    After { key: entry.key, file: entry.id.clone() }
}

/// All pages of `size`, one after the other.
fn pages(somebody: &Person<'_>, sort: AlbumSort, direction: SortDirection, size: usize) -> Vec<Content> {
    let (mut all, mut from) = (Vec::new(), None);
    loop {
        let page = somebody.page(1, sort, direction, size.try_into().unwrap(), from);
        let more = page.len() > size;
        all.extend(page.into_iter().take(size));
        if !more {
            return all;
        }
        from = all.last().map(after);
    }
}

fn contents_are_in_the_order_asked_for(store: &Fixture) {
    let somebody = an_album(store);
    for sort in SORTS {
        for direction in DIRECTIONS {
            let whole = somebody.page(1, sort, direction, 100, None);
            assert_eq!(seen(&whole), expected(sort, direction), "{sort:?} {direction:?}");
        }
    }
}

fn pages_together_are_the_whole(store: &Fixture) {
    let somebody = an_album(store);
    for sort in SORTS {
        for direction in DIRECTIONS {
            for size in [1, 3, 10, 100] {
                let together = pages(&somebody, sort, direction, size);
                assert_eq!(seen(&together), expected(sort, direction), "{sort:?} {direction:?}, pages of {size}");
            }
        }
    }
}

fn a_page_tells_that_there_is_another(store: &Fixture) {
    let somebody = an_album(store);
    let length = |size| somebody.page(1, AlbumSort::Created, SortDirection::Ascending, size, None).len();
    assert_eq!([1, 9, 10, 100].map(length), [2, 10, 10, 10]);
    let last = After { key: Millis(i64::MAX), file: FileId::from_row("Fz".to_owned()) };
    assert_eq!(somebody.page(1, AlbumSort::Created, SortDirection::Ascending, 5, Some(last)), []);
    somebody.unlink(1, 1..=10);
    assert_eq!(length(10), 0);
}

fn a_page_goes_on_after_an_entry_that_is_gone(store: &Fixture) {
    let somebody = an_album(store);
    for sort in SORTS {
        for direction in DIRECTIONS {
            let whole = somebody.page(1, sort, direction, 100, None);
            let gone = number(&whole[3].id);
            somebody.unlink(1, [gone]);
            let rest = somebody.page(1, sort, direction, 100, Some(after(&whole[3])));
            assert_eq!(rest, whole[4..], "{sort:?} {direction:?}");
            let linked = FILES.iter().find(|file| file.0 == gone).unwrap().4;
            somebody.link(1, [gone], linked);
        }
    }
}

fn what_comes_in_between_shifts_no_page(store: &Fixture) {
    let somebody = an_album(store);
    somebody.put_images([11]);
    let newest_first = |from| somebody.page(1, AlbumSort::Created, SortDirection::Descending, 4, from);
    let first = newest_first(None);
    let second = newest_first(Some(after(&first[3])));
    somebody.link(1, [11], 99);
    somebody.unlink(1, [number(&first[0].id)]);
    assert_eq!(newest_first(Some(after(&first[3]))), second);
}
