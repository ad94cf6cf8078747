//! Searching: by words, below a folder, by type and time of change.

use leporello_model::{FileType, Millis, SortDirection, View};
use leporello_store::{FileRow, FileSort, Listing, Place, Search};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, inside, number, page_size};

promises!(
    words_are_found_anywhere_in_any_case,
    no_character_is_a_wildcard,
    a_search_stays_below_its_folder,
    a_search_is_filtered_by_type_and_time,
    the_bin_is_not_searched,
    pages_of_a_search_have_the_whole_total,
);

fn listing() -> Listing {
    let (sort, direction) = (FileSort::Created, SortDirection::Ascending);
    Listing { sort, direction, file_type: None, size: page_size(100), after: None }
}

/// The numbers of the page, and the total.
fn found(somebody: &Person<'_>, search: Search, list: Listing) -> (Vec<u32>, i64) {
    let space = somebody.may(View);
    let found = somebody.fixture.read(move |read| read.search(&space, &search, &list));
    (found.files.iter().map(|row| number(&row.id)).collect(), found.total)
}

fn words(somebody: &Person<'_>, words: &str) -> Vec<u32> {
    let (files, total) = found(somebody, Search { words: Some(words.to_owned()), ..Search::default() }, listing());
    assert_eq!(files.len() as i64, total, "{words}");
    files
}

fn named(store: &Fixture, names: &[&str]) -> Vec<u32> {
    let somebody = store.person(1);
    let files =
        names.iter().zip(1..).map(|(name, number)| FileRow { name: (*name).to_owned(), ..somebody.image(number) });
    somebody.put(files);
    (1..).take(names.len()).collect()
}

fn again(store: &Fixture) -> Person<'_> {
    Person { fixture: store, user: leporello_model::UserId::new(1), space: leporello_model::SpaceId::new(1) }
}

fn words_are_found_anywhere_in_any_case(store: &Fixture) {
    let all = named(store, &["Sommer ÄRGER.JPG", "nachsommer.png", "夏天的海.jpg", "ΣΊΣΥΦΟΣ", "straße"]);
    let somebody = again(store);
    assert_eq!(words(&somebody, "SOMMER"), [1, 2]);
    assert_eq!(words(&somebody, "sommer ä"), [1]);
    assert_eq!(words(&somebody, "ärger"), [1]);
    assert_eq!(words(&somebody, "天的"), [3]);
    assert_eq!(words(&somebody, "σίσυφος"), [4]);
    assert_eq!(words(&somebody, "STRAßE"), [5]);
    assert_eq!(words(&somebody, ".jpg"), [1, 3]);
    assert_eq!(words(&somebody, ""), all);
    assert!(words(&somebody, "winter").is_empty());
}

fn no_character_is_a_wildcard(store: &Fixture) {
    named(store, &["100%.jpg", "100x.jpg", "a_b", "axb", "wow!.png", "wow.png", "back\\slash", "it's [x]*"]);
    let somebody = again(store);
    assert_eq!(words(&somebody, "100%"), [1]);
    assert_eq!(words(&somebody, "%"), [1]);
    assert_eq!(words(&somebody, "A_B"), [3]);
    assert_eq!(words(&somebody, "_"), [3]);
    assert_eq!(words(&somebody, "!"), [5]);
    assert_eq!(words(&somebody, "!."), [5]);
    assert_eq!(words(&somebody, "\\"), [7]);
    assert_eq!(words(&somebody, "[x]*"), [8]);
    assert_eq!(words(&somebody, "'s"), [8]);
    assert!(words(&somebody, "!%").is_empty());
}

fn a_tree(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put([
        somebody.folder(1),
        inside(1, somebody.folder(2)),
        inside(2, somebody.image(3)),
        inside(1, somebody.video(4)),
        somebody.image(5),
    ]);
    somebody
}

fn a_search_stays_below_its_folder(store: &Fixture) {
    let somebody = a_tree(store);
    let below = |parent, recursive| {
        found(&somebody, Search { parent: Some(parent), recursive, ..Search::default() }, listing())
    };
    assert_eq!(found(&somebody, Search::default(), listing()), (vec![1, 2, 3, 4, 5], 5), "the root is not found");
    assert_eq!(below(file_id(1), true), (vec![2, 3, 4], 3));
    assert_eq!(below(file_id(1), false), (vec![2, 4], 2));
    assert_eq!(below(somebody.root(), false), (vec![1, 5], 2));
    assert_eq!(below(somebody.root(), true), (vec![1, 2, 3, 4, 5], 5));
    assert_eq!(below(file_id(99), true), (vec![], 0));
    let other = store.person(2);
    assert_eq!(found(&other, Search::default(), listing()), (vec![], 0));
}

fn a_search_is_filtered_by_type_and_time(store: &Fixture) {
    let somebody = a_tree(store);
    let changed = |from: Option<i64>, to: Option<i64>| {
        found(&somebody, Search { from: from.map(Millis), to: to.map(Millis), ..Search::default() }, listing())
    };
    assert_eq!(changed(Some(4), None), (vec![4, 5], 2));
    assert_eq!(changed(None, Some(2)), (vec![1, 2], 2));
    assert_eq!(changed(Some(3), Some(3)), (vec![3], 1));
    let of_type = |file_type| found(&somebody, Search::default(), Listing { file_type: Some(file_type), ..listing() });
    assert_eq!(of_type(FileType::Image), (vec![3, 5], 2));
    assert_eq!(of_type(FileType::Folder), (vec![1, 2], 2));
    let all = Search {
        words: Some("JPG".to_owned()),
        parent: Some(file_id(1)),
        recursive: true,
        from: Some(Millis(1)),
        to: Some(Millis(9)),
    };
    assert_eq!(found(&somebody, all, Listing { file_type: Some(FileType::Image), ..listing() }), (vec![3], 1));
}

fn the_bin_is_not_searched(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([2], 1000);
    assert_eq!(found(&somebody, Search::default(), listing()), (vec![1, 4, 5], 3));
    somebody.trash([1], 2000);
    assert_eq!(found(&somebody, Search::default(), listing()), (vec![5], 1));
    let below = Search { parent: Some(file_id(1)), recursive: true, ..Search::default() };
    assert_eq!(found(&somebody, below, listing()), (vec![], 0));
}

fn pages_of_a_search_have_the_whole_total(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images(1..=7);
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let list = Listing { size: page_size(3), after, ..listing() };
        let (page, total) = found(&somebody, Search { words: Some("J".to_owned()), ..Search::default() }, list);
        assert_eq!(total, 7);
        all.extend(page.iter().copied().take(3));
        if page.len() <= 3 {
            break;
        }
        after = Some(Place::of(&somebody.file(page[2]).unwrap(), FileSort::Created));
    }
    assert_eq!(all, [1, 2, 3, 4, 5, 6, 7]);
}
