//! Collections: right at every read, whichever way a page is made.

use std::collections::BTreeSet;

use leporello_model::{AlbumSort, AlbumType, Manage, Millis, Reach, Scope, ScopeKind, SortDirection, View};
use leporello_store::{After, FileRow, NewAlbum};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, inside, page_size};

promises!(
    a_scope_is_kept_with_its_album,
    a_collection_takes_the_kinds_it_asks_for,
    a_collection_reaches_as_deep_as_it_is_told,
    a_file_comes_and_goes_with_every_change,
    a_folder_brings_all_that_is_below_it,
    a_folder_inside_another_one_of_the_scope_counts_once,
    the_bin_holds_back_what_was_put_into_it,
    what_is_purged_is_gone_and_the_rest_stays,
    a_corrected_time_moves_a_file,
    a_change_of_scope_is_known_in_advance,
    a_writer_sees_what_it_has_done_and_nobody_else_does,
    pages_are_the_same_whichever_way_they_are_made,
    a_walk_that_finds_too_little_is_given_up,
    moving_a_folder_changes_one_row_of_each_table,
    the_tree_of_one_space_says_nothing_of_another,
);

const NEWEST: (AlbumSort, SortDirection) = (AlbumSort::TakeTime, SortDirection::Descending);

/// Folder 1 with 2 in it and 3 in that, and 4 beside 1; an image and a video in each of them and in the root.
fn a_space(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put([
        somebody.folder(1),
        inside(1, somebody.folder(2)),
        inside(2, somebody.folder(3)),
        somebody.folder(4),
        somebody.image(100),
        somebody.video(200),
    ]);
    for folder in 1..=4 {
        somebody.put([inside(folder, somebody.image(100 + folder)), inside(folder, somebody.video(200 + folder))]);
    }
    somebody
}

impl Person<'_> {
    /// The files of a scope by their numbers, after checking that the total is theirs.
    fn holds(&self, dirs: impl IntoIterator<Item = u32>, kind: ScopeKind) -> BTreeSet<u32> {
        let (total, files) = self.collected(&self.scope(dirs, kind), Reach::Deep, NEWEST, 3);
        assert_eq!(total, files.len() as i64);
        files.into_iter().collect()
    }

    fn images(&self, dirs: impl IntoIterator<Item = u32>) -> Vec<u32> {
        self.holds(dirs, ScopeKind::Images).into_iter().collect()
    }
}

fn a_scope_is_kept_with_its_album(store: &Fixture) {
    let somebody = a_space(store);
    let owner = somebody.caller().may(Manage, somebody.user, "userId").unwrap();
    let scope = somebody.scope([1, 4], ScopeKind::Both);
    let album = NewAlbum {
        id: leporello_model::AlbumId::new(1),
        album_type: AlbumType::Collection,
        name: None,
        scope: Some(scope.clone()),
    };
    store.write(move |write| write.add_album(&owner, &album, Millis(1)));
    assert_eq!(somebody.album(1).unwrap().scope, Some(scope));
    let (manage, other) = (somebody.may_on(Manage, 1), somebody.scope([2], ScopeKind::Videos));
    let new = other.clone();
    store.write(move |write| write.set_scope(&manage, &new));
    assert_eq!(somebody.album(1).unwrap().scope, Some(other));
    somebody.make_album(2);
    assert_eq!(somebody.album(2).unwrap().scope, None);
}

fn a_collection_takes_the_kinds_it_asks_for(store: &Fixture) {
    let somebody = a_space(store);
    assert_eq!(somebody.holds([4], ScopeKind::Images), BTreeSet::from([104]));
    assert_eq!(somebody.holds([4], ScopeKind::Videos), BTreeSet::from([204]));
    assert_eq!(somebody.holds([4], ScopeKind::Both), BTreeSet::from([104, 204]));
}

fn a_collection_reaches_as_deep_as_it_is_told(store: &Fixture) {
    let somebody = a_space(store);
    let scope = somebody.scope([1], ScopeKind::Images);
    assert_eq!(somebody.collected(&scope, Reach::Deep, NEWEST, 10), (3, vec![103, 102, 101]));
    assert_eq!(somebody.collected(&scope, Reach::Shallow, NEWEST, 10), (1, vec![101]));
}

fn a_file_comes_and_goes_with_every_change(store: &Fixture) {
    let somebody = a_space(store);
    somebody.put([inside(4, somebody.image(300))]);
    assert_eq!(somebody.images([4]), [104, 300]);
    somebody.move_into(3, [300]);
    assert_eq!((somebody.images([4]), somebody.images([1])), (vec![104], vec![101, 102, 103, 300]));
    somebody.trash([300], 1);
    assert_eq!(somebody.images([1]), [101, 102, 103]);
    somebody.restore([300]);
    assert_eq!(somebody.images([1]), [101, 102, 103, 300]);
    somebody.purge([300, 101]);
    assert_eq!(somebody.images([1]), [102, 103]);
}

fn a_folder_brings_all_that_is_below_it(store: &Fixture) {
    let somebody = a_space(store);
    somebody.move_into(4, [2]);
    assert_eq!((somebody.images([1]), somebody.images([4])), (vec![101], vec![102, 103, 104]));
    somebody.move_into(0, [2]);
    assert_eq!((somebody.images([1]), somebody.images([4])), (vec![101], vec![104]));
    somebody.move_into(1, [2, 4]);
    assert_eq!(somebody.images([1]), [101, 102, 103, 104]);
}

fn a_folder_inside_another_one_of_the_scope_counts_once(store: &Fixture) {
    let somebody = a_space(store);
    somebody.move_into(3, [4]);
    assert_eq!(somebody.images([1, 4]), [101, 102, 103, 104]);
    assert_eq!(somebody.images([4, 1]), [101, 102, 103, 104]);
}

fn the_bin_holds_back_what_was_put_into_it(store: &Fixture) {
    let somebody = a_space(store);
    somebody.trash([3], 1);
    assert_eq!((somebody.images([1]), somebody.images([3])), (vec![101, 102], vec![]));
    somebody.trash([1], 2);
    assert_eq!((somebody.images([1]), somebody.images([2])), (vec![], vec![]));
    // What is done in the bin is seen when it comes out.
    somebody.trash([102], 3);
    somebody.restore([1]);
    assert_eq!(somebody.images([1]), [101]);
    somebody.restore([3, 102]);
    assert_eq!(somebody.images([1]), [101, 102, 103]);
}

fn what_is_purged_is_gone_and_the_rest_stays(store: &Fixture) {
    let somebody = a_space(store);
    assert_eq!(somebody.images([1, 4]), [101, 102, 103, 104]);
    somebody.purge([2]);
    assert_eq!(somebody.images([1, 4]), [101, 104]);
    somebody.purge([1]);
    assert_eq!(somebody.images([1, 4]), [104]);
    assert_eq!(store.number("SELECT count(*) FROM folder"), 2);
    assert_eq!(store.number("SELECT count(*) FROM folder_media WHERE files > 0"), 4);
}

fn a_corrected_time_moves_a_file(store: &Fixture) {
    let somebody = a_space(store);
    let order = || somebody.collected(&somebody.scope([1], ScopeKind::Images), Reach::Deep, NEWEST, 1).1;
    assert_eq!(order(), [103, 102, 101]);
    for (taken, expected) in [(Some(1000), [101, 103, 102]), (Some(-1000), [103, 102, 101]), (None, [103, 102, 101])] {
        let (space, file) = (somebody.may(leporello_model::Arrange), somebody.file(101).unwrap());
        store.write(move |write| write.correct_taken(&space, &file, taken.map(Millis), Millis(9)));
        assert_eq!(order(), expected, "{taken:?}");
        assert_eq!(somebody.file(101).unwrap().taken_at, taken.map(Millis));
    }
    // The links follow, too.
    somebody.make_album(1);
    somebody.link(1, [101, 102], 1);
    let (space, file) = (somebody.may(leporello_model::Arrange), somebody.file(101).unwrap());
    store.write(move |write| write.correct_taken(&space, &file, Some(Millis(5000)), Millis(9)));
    assert_eq!(store.number("SELECT taken_at FROM link ORDER BY file_id LIMIT 1"), 5000);
}

fn a_change_of_scope_is_known_in_advance(store: &Fixture) {
    let somebody = a_space(store);
    let change = |old: Scope, new: Scope| {
        let space = somebody.may(View);
        store.read(move |read| {
            let old = read.collection(&space, &old, Reach::Deep, None)?;
            Ok(old.change_to(&read.collection(&space, &new, Reach::Deep, None)?))
        })
    };
    let scope = |dirs: &[u32], kind| somebody.scope(dirs.iter().copied(), kind);
    assert_eq!(change(scope(&[1], ScopeKind::Images), scope(&[4], ScopeKind::Images)), (1, 3));
    assert_eq!(change(scope(&[1], ScopeKind::Images), scope(&[2], ScopeKind::Both)), (2, 1));
    assert_eq!(change(scope(&[1], ScopeKind::Both), scope(&[1], ScopeKind::Both)), (0, 0));
}

fn a_writer_sees_what_it_has_done_and_nobody_else_does(store: &Fixture) {
    let somebody = a_space(store);
    let (arrange, view) = (somebody.may(leporello_model::Arrange), somebody.may(View));
    let scope = somebody.scope([4], ScopeKind::Images);
    let refused = store.store.write(move |write| {
        write.move_files(&arrange, &[file_id(101)], &file_id(4))?;
        assert_eq!(write.collection(&view, &scope, Reach::Deep, None)?.total(), 2);
        Err::<(), _>(leporello_store::StoreError::Fault)
    });
    assert!(refused.wait().is_err());
    assert_eq!(somebody.images([4]), [104]);
    somebody.move_into(4, [102]);
    assert_eq!(somebody.images([4]), [102, 104]);
}

/// Numbers that look random and are the same each time.
fn mixed(number: u32) -> i64 {
    let bits = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    i64::try_from((bits ^ (bits >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33).unwrap()
}

/// 40 folders in folder 1, and 600 files spread over them, with many equal times.
fn many(store: &Fixture) -> (Person<'_>, Vec<(u32, FileRow)>) {
    let somebody = store.person(1);
    somebody.put([somebody.folder(1)]);
    somebody.put((2..=41).map(|folder| inside(1, somebody.folder(folder))));
    let files = (100..700).map(|number| {
        let row = if mixed(number) % 5 == 0 { somebody.video(number) } else { somebody.image(number) };
        let (taken, created, edited) = (mixed(number * 3) % 90, mixed(number * 5) % 90, mixed(number * 7) % 90);
        let times = FileRow {
            taken_at: (taken % 4 > 0).then_some(Millis(taken)),
            created_at: Millis(created),
            edited_at: Millis(edited),
            ..row
        };
        let folder = 2 + u32::try_from(mixed(number * 11) % 40).unwrap();
        (folder, inside(folder, times))
    });
    let files: Vec<(u32, FileRow)> = files.collect();
    somebody.put(files.iter().map(|(_, file)| file.clone()));
    (somebody, files)
}

fn pages_are_the_same_whichever_way_they_are_made(store: &Fixture) {
    let (somebody, files) = many(store);
    let scopes: [Vec<u32>; 4] = [vec![1], vec![2], (2..12).collect(), (2..32).collect()];
    for (dirs, kind) in scopes.iter().flat_map(|dirs| [(dirs, ScopeKind::Both), (dirs, ScopeKind::Videos)]) {
        let mine = |folder: u32, file: &FileRow| (dirs == &[1] || dirs.contains(&folder)) && kind.takes(file.file_type);
        for sort in [AlbumSort::TakeTime, AlbumSort::Created, AlbumSort::Updated] {
            let key = |file: &FileRow| match sort {
                AlbumSort::TakeTime => file.taken_at.unwrap_or(file.created_at),
                AlbumSort::Created => file.created_at,
                AlbumSort::Updated => file.edited_at,
            };
            let mine = files.iter().filter(|(folder, file)| mine(*folder, file));
            let mut expected: Vec<(Millis, u32)> =
                mine.map(|(_, file)| (key(file), crate::people::number(&file.id))).collect();
            expected.sort_unstable();
            for direction in [SortDirection::Ascending, SortDirection::Descending] {
                let numbers: Vec<u32> = expected.iter().map(|(_, number)| *number).collect();
                let scope = somebody.scope(dirs.iter().copied(), kind);
                for size in [1, 7, 100] {
                    let (total, found) = somebody.collected(&scope, Reach::Deep, (sort, direction), size);
                    assert_eq!(total, numbers.len() as i64);
                    assert_eq!(found, numbers, "{dirs:?} {kind:?} by {sort:?} {direction:?} in pages of {size}");
                }
                expected.reverse();
            }
        }
    }
}

fn a_walk_that_finds_too_little_is_given_up(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([somebody.folder(1), somebody.folder(2)]);
    somebody.put((3..=32).map(|folder| inside(1, somebody.folder(folder))));
    // More than half of all files are the collection's, but they are older than the 1,000 others.
    somebody.put((100..1300).map(|number| inside(3 + number % 30, somebody.image(number))));
    somebody.put((2000..3000).map(|number| inside(2, somebody.image(number))));
    let (space, scope) = (somebody.may(View), somebody.scope([1], ScopeKind::Images));
    let (page, plans) = store.read(move |read| {
        let collection = read.collection(&space, &scope, Reach::Deep, None)?;
        let mut page = Vec::new();
        let plans = read.any_plans(|| {
            page = read.collected(&collection, AlbumSort::Created, SortDirection::Descending, page_size(9), None)?;
            Ok(())
        })?;
        Ok((page, plans))
    });
    let numbers: Vec<u32> = page.iter().map(|entry| crate::people::number(&entry.id)).collect();
    assert_eq!(numbers, (1290..1300).rev().collect::<Vec<_>>());
    let (walks, merges): (Vec<bool>, Vec<bool>) =
        plans.iter().map(|plan| plan.sql.contains(", parent_id FROM")).partition(|walk| *walk);
    assert!(!walks.is_empty() && !merges.is_empty(), "{} pieces of a walk, {} of a merge", walks.len(), merges.len());
}

/// 200 folders of 50 images each; the time of a picture is what `time` says, in SQL, of its folder `d` and its number `i`.
fn a_library<'f>(store: &'f Fixture, time: &str) -> Person<'f> {
    let somebody = store.person(1);
    somebody.put((1..=200).map(|folder| somebody.folder(folder)));
    store.place.batch(&format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50),
                        m(d) AS (SELECT 1 UNION ALL SELECT d + 1 FROM m WHERE d < 200)
         INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id,
                           size, created_at, edited_at, shot_at, hidden)
         SELECT 1, 'P' || d || '-' || i, 'F' || printf('%032d', d), i, i, '', 15, '', 1, 0, 1, 1, {time}, FALSE FROM n, m"
    ));
    somebody
}

/// What a page of ten looks at, from the start or from a time on: statements and rows.
fn looked_at(store: &Fixture, somebody: &Person<'_>, dirs: std::ops::Range<u32>, from: Option<i64>) -> (usize, usize) {
    let (space, scope) = (somebody.may(View), somebody.scope(dirs, ScopeKind::Both));
    let after = from.map(|key| After { key: Millis(key), file: file_id(0) });
    let (sort, direction) = NEWEST;
    let (entries, plans) = store.read(move |read| {
        let (collection, mut entries) = (read.collection(&space, &scope, Reach::Deep, None)?, 0);
        let plans = read.any_plans(|| {
            entries = read.collected(&collection, sort, direction, page_size(10), after.as_ref())?.len();
            Ok(())
        })?;
        Ok((entries, plans))
    });
    assert_eq!(entries, 11);
    (plans.len(), plans.iter().map(|plan| plan.rows).sum())
}

#[test]
fn folders_that_share_their_times_are_passed_in_a_walk() {
    let store = Fixture::sqlite();
    let somebody = a_library(&store, "(d * 7919 + i * 104729) % 1000003");
    for (dirs, from) in [(1..21, None), (1..21, Some(500_000)), (1..201, None), (1..201, Some(500_000))] {
        let share = 200 / dirs.len();
        let (statements, rows) = looked_at(&store, &somebody, dirs.clone(), from);
        assert!(
            statements <= 3 && rows <= 11 * share * 4 + 50,
            "{dirs:?} {from:?}: {statements} statements, {rows} rows"
        );
    }
}

#[test]
fn folders_that_follow_each_other_are_opened_one_by_one() {
    let store = Fixture::sqlite();
    let somebody = a_library(&store, "d * 1000 + i");
    for (dirs, from) in [(1..21, None), (150..151, None), (1..61, Some(40_020)), (100..190, Some(150_500))] {
        let (statements, rows) = looked_at(&store, &somebody, dirs.clone(), from);
        assert!(statements <= 4 && rows <= 40, "{dirs:?} {from:?}: {statements} statements, {rows} rows");
    }
}

/// The hard case: 10,000 folders with a file at each end of time, and 60,000 files of others in between. No index tells
/// which of the folders comes next.
#[test]
fn no_page_looks_at_more_than_a_bounded_number_of_rows() {
    let store = Fixture::sqlite();
    let somebody = store.person(1);
    somebody.put([somebody.folder(1), somebody.folder(2)]);
    let numbers = |end| format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {end})");
    let row = |id: &str, parent: &str, kind: u8, time: &str| {
        format!("SELECT 1, {id}, {parent}, {id}, {id}, '', {kind}, '', 1, 0, {time}, {time}, {time}, FALSE FROM n")
    };
    let insert = "INSERT INTO file (space_id, id, parent_id, name, name_folded, suffix, file_type, mime_type, owner_id,
                                    size, created_at, edited_at, shot_at, hidden)";
    store.place.batch(&format!(
        "BEGIN;
         {many} {insert} {folders};
         {many} {insert} {old};
         {many} {insert} {new};
         {more} {insert} {others};
         COMMIT;",
        many = numbers(10_000),
        more = numbers(60_000),
        folders = row("'D' || i", "'F00000000000000000000000000000001'", 10, "1"),
        old = row("'A' || i", "'D' || i", 15, "i"),
        new = row("'Z' || i", "'D' || i", 15, "1000000 + i"),
        others = row("'O' || i", "'F00000000000000000000000000000002'", 15, "500000 + i"),
    ));
    for (sort, start) in
        [(AlbumSort::TakeTime, 900_000), (AlbumSort::Created, 900_000), (AlbumSort::Created, 1_010_000)]
    {
        let (space, scope) = (somebody.may(View), somebody.scope([1], ScopeKind::Both));
        let after = After { key: Millis(start), file: file_id(0) };
        let (page, plans) = store.read(move |read| {
            let (collection, mut page) = (read.collection(&space, &scope, Reach::Deep, None)?, Vec::new());
            let plans = read.any_plans(|| {
                page = read.collected(&collection, sort, SortDirection::Descending, page_size(100), Some(&after))?;
                Ok(())
            })?;
            Ok((page, plans))
        });
        let last = if start == 900_000 { 10_000 } else { 1_009_999 };
        assert_eq!(
            page.iter().map(|entry| entry.key.0).collect::<Vec<_>>(),
            (last - 100..=last).rev().collect::<Vec<_>>()
        );
        let rows: usize = plans.iter().map(|plan| plan.rows).sum();
        assert!(rows <= 50_000, "{rows} rows by {sort:?} after {start}");
    }
}

fn moving_a_folder_changes_one_row_of_each_table(store: &Fixture) {
    let (somebody, files) = many(store);
    let before: Vec<_> = ["folder", "folder_media", "tree", "link"].map(|table| rows(store, table)).into();
    somebody.put([somebody.folder(50)]);
    let (added, version) = (rows(store, "folder"), store.number("SELECT version FROM tree"));
    somebody.move_into(50, [1]);
    assert_eq!(rows(store, "folder").iter().filter(|row| !added.contains(row)).count(), 1);
    assert_eq!((rows(store, "folder_media"), rows(store, "link")), (before[1].clone(), before[3].clone()));
    assert_eq!(store.number("SELECT version FROM tree"), version + 1);
    assert_eq!(somebody.holds([50], ScopeKind::Both).len(), files.len());
}

fn rows(store: &Fixture, table: &str) -> Vec<Vec<String>> {
    store.place.rows(&format!("SELECT * FROM {table}"))
}

fn the_tree_of_one_space_says_nothing_of_another(store: &Fixture) {
    let somebody = a_space(store);
    let other = store.person(2);
    assert_eq!(other.images([1, 4]), [0; 0]);
    assert_eq!(somebody.images([4]), [104]);
}
