//! How each engine finds the rows of each statement: snapshots of the lists, and what no plan may contain.
//!
//! A changed snapshot is a changed plan: look at it before you accept it. PostgreSQL chooses by how many
//! rows there are, so the tables are filled and analysed, and reading a whole table is made unattractive:
//! where it does so all the same, there is no index to use.

use std::fmt::Write as _;

use leporello_model::{
    Add, AlbumId, AlbumKind, AlbumSort, AlbumType, AppId, Arrange, BlobId, FileId, FileType, Grant, JobId, Manage,
    MemberFacts, Millis, Reach, Scope, ScopeKind, SortDirection, SpaceId, Span, TokenId, UploadId, UserId, View, Zone,
};
use leporello_store::{
    Address, After, FileKey, FileSort, Listing, Place, Plan, Read, Retold, Search, StoreError, TokenKind, Unclaimed,
    Write,
};

use crate::fixture::Fixture;
use crate::moments::{Of, everything};
use crate::people::{Person, file_id, page_size};

const ALBUM_SORTS: [AlbumSort; 3] = [AlbumSort::TakeTime, AlbumSort::Created, AlbumSort::Updated];
const FILE_SORTS: [FileSort; 5] =
    [FileSort::Name, FileSort::Size, FileSort::Created, FileSort::Edited, FileSort::Format];
const DIRECTIONS: [SortDirection; 2] = [SortDirection::Ascending, SortDirection::Descending];

/// Statements by what they are for.
pub(crate) type Plans = Vec<(String, Vec<Plan>)>;

#[test]
fn every_list_is_a_walk_along_an_index_on_sqlite() {
    let plans = lists(&filled(&Fixture::sqlite()));
    assert_eq!(steps_with(&plans, &["TEMP B-TREE", "SCAN "]), [] as [String; 0]);
    insta::assert_snapshot!("lists_on_sqlite", shown(&plans));
}

#[test]
fn every_list_is_a_walk_along_an_index_on_postgres() {
    let plans = lists(&filled(&postgres()));
    assert_eq!(steps_with(&plans, &["Sort", "Seq Scan"]), [] as [String; 0]);
    insta::assert_snapshot!("lists_on_postgres", shown(&plans));
}

#[test]
fn no_statement_looks_through_all_there_is_on_sqlite() {
    let store = Fixture::sqlite();
    let somebody = filled(&store);
    let tables = [
        "account",
        "app",
        "token",
        "album",
        "link",
        "l",
        "file",
        "f",
        "p",
        "c",
        "blob",
        "b",
        "rendition",
        "r",
        "upload",
        "job",
    ];
    // What is to be swept and what is to be made have indexes of their own, which are read from an end.
    let ends = [
        "SCAN b USING INDEX blob_unclaimed",
        "SCAN r USING INDEX rendition_wanted",
        "SCAN rendition USING COVERING INDEX rendition_wanted",
    ];
    for step in [reads(&somebody), writes(&somebody)].iter().flat_map(|plans| steps_with(plans, &["SCAN", "SEARCH"])) {
        let scans = tables.iter().any(|table| step.contains(&format!("SCAN {table} ")));
        assert!(!scans || ends.iter().any(|end| step.ends_with(end)), "{step}");
        // Everything of an owner or in a space is as bad, but where there is little of it.
        let all_of_one = step.ends_with("(owner_id=?)") || step.ends_with("(space_id=?)");
        let few = ["SEARCH space ", "SEARCH s ", "SEARCH upload ", "SEARCH family ", "SEARCH member ", "SEARCH m "];
        // The copy in memory is read whole, once.
        let copied = ["SEARCH tree ", "SEARCH folder ", "SEARCH folder_media "];
        let few = few.iter().chain(&copied).any(|table| step.contains(table));
        assert!(!all_of_one || few, "{step}");
    }
}

#[test]
fn no_statement_looks_through_all_there_is_on_postgres() {
    let store = postgres();
    let somebody = filled(&store);
    assert_eq!(steps_with(&reads(&somebody), &["Seq Scan"]), [] as [String; 0]);
    assert_eq!(steps_with(&writes(&somebody), &["Seq Scan"]), [] as [String; 0]);
}

pub(crate) fn postgres() -> Fixture {
    Fixture::at(crate::fixture::Place::postgres_with("-c enable_seqscan=off"))
}

/// Somebody with 300 albums, 20,000 images in 200 folders, and all of them linked into 20 albums.
pub(crate) fn filled(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    store.person(2);
    somebody.put((1..=200).map(|number| somebody.folder(number)));
    let numbers = |end| format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {end})");
    store.place.batch(&format!(
        "{many} INSERT INTO file
             SELECT 1, 'G' || i, folder.id, i || '.jpg', i || '.jpg', 'jpg', 15, 'image/jpeg', NULL, 1, i % 100,
                    CAST(i AS TEXT), i, i % 10, NULL, i % 100, i % 100, CASE WHEN i % 10 = 0 THEN i END, FALSE, i % 10, FALSE
             FROM n JOIN file folder ON folder.name = 'folder ' || CAST(1 + i % 200 AS TEXT);
         {many} INSERT INTO blob SELECT 1, i, CAST(i AS TEXT), 10, i % 10 <> 0, NULL FROM n;
         {many} INSERT INTO rendition
             SELECT 1, i, CASE WHEN i % 50 = 1 THEN 0 ELSE 1 END, 0, NULL, 0, NULL, NULL, NULL, NULL FROM n;
         {many} INSERT INTO link
             SELECT 1, 1 + i % 20, i % 20 <> 0, i % 100, 'G' || i, 1, 1, 15, i % 10, i % 100, CASE WHEN i % 3 = 0 THEN 1 END FROM n;
         {few} INSERT INTO album SELECT 1, i, 2, 1, 'album', 1000, 'G1', 1, i, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1 FROM n;
         {few} INSERT INTO album SELECT 10 + i, 1000 + i, 2, 2, 'album', 0, NULL, NULL, i, NULL, NULL, NULL, NULL, 1, i, i, NULL FROM n;
         {few} INSERT INTO family SELECT 10 + i, i, i, 10 + i, 'F' || i, i FROM n;
         {few} INSERT INTO member SELECT 1, i, 10 + i, i, i FROM n;
         {few} INSERT INTO member SELECT 10 + i, i, 10 + i, i, i FROM n;
         {few} INSERT INTO job SELECT 1, i, 4, 2, 2, 0, 1, i, i, '[]' FROM n;
         {few} INSERT INTO upload
             SELECT 1, 'U' || i, 'U', i, 1, 'F', 'name', 2, 15, NULL, NULL, 1, NULL, '[]', 1, i, NULL FROM n;
         {few} INSERT INTO account SELECT 10 + i, 'name', NULL, 'UTC', 0, NULL, 1, '' FROM n;
         {few} INSERT INTO space SELECT 10 + i, 10 + i, 0, 1, 0, 1 FROM n;
         {few} INSERT INTO app SELECT 'app' || i, 'name', 1 FROM n;
         {few} INSERT INTO token SELECT 10 + i, 'token' || i, 1, 1, 1, 1, i, 'name', NULL FROM n;",
        many = numbers(20_000),
        few = numbers(300),
    ));
    if let Address::Postgres(_) = &store.place.address {
        store.place.batch("ANALYZE");
    }
    somebody
}

/// The plans of what is done in `work`, in a transaction of its own.
pub(crate) fn read_plans<T>(
    somebody: &Person<'_>,
    work: impl FnOnce(&Read<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Vec<Plan> {
    somebody.fixture.read(move |read| read.any_plans(|| work(read)))
}

pub(crate) fn write_plans<T>(
    somebody: &Person<'_>,
    work: impl Fn(&Write<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Vec<Plan> {
    somebody.fixture.write(move |write| write.any_plans(|| work(write)))
}

/// Every list, in each order, from the start and from a cursor.
fn lists(somebody: &Person<'_>) -> Plans {
    let user = somebody.user;
    let page = move |read: &Read<'_>| read.albums(user, AlbumType::Manual, page_size(10), 2);
    let family = somebody.caller().may(View, somebody.family_of(17, 7), "groupId").unwrap();
    let of_family = move |read: &Read<'_>| read.albums_of(&family, AlbumType::Manual, page_size(10), 2);
    let mut plans = vec![
        ("albums, newest first".to_owned(), read_plans(somebody, page)),
        ("albums of a family, newest first".to_owned(), read_plans(somebody, of_family)),
    ];
    for (direction, cursor) in DIRECTIONS.into_iter().flat_map(|direction| [(direction, false), (direction, true)]) {
        let from = if cursor { ", from a cursor" } else { "" };
        for sort in ALBUM_SORTS {
            let album = somebody.may_on(View, 1);
            let after = cursor.then(|| After { key: Millis(50), file: FileId::from_row("G50".to_owned()) });
            let page = move |read: &Read<'_>| read.contents(&album, sort, direction, page_size(100), after.as_ref());
            plans.push((format!("contents by {sort:?}, {direction:?}{from}"), read_plans(somebody, page)));
            // One folder is read by itself, all of them by a walk through the space.
            for (name, dir) in [("a folder", file_id(2)), ("everything", somebody.root())] {
                let scope = Scope { dirs: vec![dir], ..somebody.scope([], ScopeKind::Both) };
                let plan = collected(somebody, scope, sort, direction, cursor);
                plans.push((format!("collection of {name} by {sort:?}, {direction:?}{from}"), plan));
            }
        }
        for sort in FILE_SORTS {
            let (space, list) = (somebody.may(View), listing(sort, direction, cursor));
            let page = move |read: &Read<'_>| read.folder(&space, &file_id(1), &list);
            plans.push((format!("folder by {sort:?}, {direction:?}{from}"), read_plans(somebody, page)));
        }
        let (space, list) = (somebody.may(View), listing(FileSort::Recycled, direction, cursor));
        let page = move |read: &Read<'_>| read.bin(&space, &list);
        plans.push((format!("bin by Recycled, {direction:?}{from}"), read_plans(somebody, page)));
    }
    plans.extend(moments(somebody));
    plans.sort_by(|one, other| one.0.cmp(&other.0));
    plans
}

/// A page of each kind of timeline, in the middle of it.
fn moments(somebody: &Person<'_>) -> Plans {
    let folder = Of::scope(somebody, somebody.scope([2], ScopeKind::Both));
    let timelines =
        [("everything", everything(somebody)), ("a folder", folder), ("an album", Of::Album(somebody.may_on(View, 1)))];
    let span = Span { from: Millis(1), until: Millis(8) };
    let page = |of: Of| move |read: &Read<'_>| read.moments(&of.timeline(read)?, &[span], 0, 10);
    timelines.map(|(name, of)| (format!("moments of {name}"), read_plans(somebody, page(of)))).into()
}

fn collected(
    somebody: &Person<'_>,
    scope: Scope,
    sort: AlbumSort,
    direction: SortDirection,
    cursor: bool,
) -> Vec<Plan> {
    let space = somebody.may(View);
    let after = cursor.then(|| After { key: Millis(5), file: FileId::from_row("G50".to_owned()) });
    read_plans(somebody, move |read| {
        let collection = read.collection(&space, &scope, Reach::Deep, None)?;
        read.collected(&collection, sort, direction, page_size(10), after.as_ref())
    })
}

fn listing(sort: FileSort, direction: SortDirection, cursor: bool) -> Listing {
    let key = match sort {
        FileSort::Name | FileSort::Format => FileKey::Text("jpg".to_owned()),
        _ => FileKey::Number(50),
    };
    let after = cursor.then(|| Place { key, file: file_id(50) });
    Listing { sort, direction, file_type: None, size: page_size(100), after }
}

/// All other reading but what counts the accounts.
fn reads(somebody: &Person<'_>) -> Plans {
    let (user, space) = (somebody.user, somebody.space);
    let (may, root, album) = (somebody.may(View), somebody.root(), somebody.may_on(View, 1));
    let some = vec![file_id(1), file_id(2)];
    let few = Of::scope(somebody, somebody.scope([2], ScopeKind::Both));
    let timelines = [everything(somebody), few, Of::Album(somebody.may_on(View, 1))];
    let plans = read_plans(somebody, move |read| {
        for of in &timelines {
            read.days(&of.timeline(read)?, &Zone::UTC)?;
            read.moments(&of.timeline(read)?, &[Span::ALL], 100_000, 10)?;
        }
        read.known_files(&may, &["1".to_owned(), "2".to_owned()])?;
        read.any_user(user)?;
        read.any_user_with_mobile("0086")?;
        read.any_password_hash(user)?;
        read.any_token(user, "aa")?;
        read.tokens_of(user, TokenKind::Session, Millis(1))?;
        read.any_standing(user)?;
        read.any_app(&AppId::from_bits([1; 32]))?;
        read.space_of(user)?;
        read.album(user, AlbumId::new(1))?;
        read.is_linked(&album, &some[0])?;
        read.are_entries_of(&album, user, &some)?;
        read.shared_albums(user, AlbumType::Manual, page_size(10), 1)?;
        read.tops(space, &some)?;
        read.all_of(user, space, &some)?;
        read.shared_with(user, &some)?;
        read.shown_in(&album.on(), &some)?;
        read.is_family_folder(space, &some[0])?;
        read.candidates(space, &some)?;
        read.file(space, &root)?;
        read.files(space, &some)?;
        read.named(space, &root, "name")?;
        read.copies(space, &root, BlobId::new(1))?;
        read.taken_names(space, &root, &["name", "other"])?;
        read.path(space, &some[0])?;
        read.height(space, &root)?;
        let search =
            Search { words: Some("words".to_owned()), parent: Some(root), recursive: true, ..Search::default() };
        read.search(&may, &search, &listing(FileSort::Name, SortDirection::Ascending, false))?;
        read.bin_roots(space, 10)?;
        read.any_unclaimed(10)?;
        read.renditions(space, &[BlobId::new(1), BlobId::new(2)])?;
        read.any_renditions_wanted()?;
        read.any_originals(None, Some((space, BlobId::new(50))), 10)?;
        read.any_originals(Some(user), Some((space, BlobId::new(50))), 10)?;
        read.upload(space, &some[0])?;
        read.uploads_under_way(space, &[UploadId::from_bits([1; 16])])?;
        read.any_expired_uploads(Millis(1), 10)?;
        read.blob_with(space, "aa")?;
        read.job(user, JobId::new(1))?;
        read.jobs(user, Some(1), None, 10, 0)
    });
    vec![("reads".to_owned(), plans)]
}

/// Writing to many rows at once.
fn writes(somebody: &Person<'_>) -> Plans {
    let some: Vec<FileId> = (1..=20).map(|number| FileId::from_row(format!("G{number}"))).collect();
    let (user, space, may) = (somebody.user, somebody.space, somebody.may(Arrange));
    let (add, remove, manage) = (somebody.may_on(Add, 1), somebody.may_remove(1), somebody.may_on(Manage, 1));
    let (files, root) = (some.clone(), somebody.root());
    let own = somebody.caller().may(Manage, user, "id").unwrap();
    let member = MemberFacts { family: somebody.family_of(11, 1), user };
    let member = somebody.caller().may(Manage, member, "deleteUserId").unwrap();
    let (picture, scope) = (somebody.image(1), somebody.scope([1], ScopeKind::Both));
    let gone = [Unclaimed { space, blob: BlobId::new(10), packs: vec![] }];
    let (file_type, mime_type) = (FileType::Video, "video/mp4".to_owned());
    let retold = [Retold { file: some[0].clone(), file_type, mime_type, taken_at: Some(Millis(7)), media: None }];
    vec![
        ("add links", write_plans(somebody, move |write| write.add_links(&add, space, &files, Millis(5)))),
        ("remove links", write_plans(somebody, move |write| write.remove_links(&remove, &some))),
        ("rename a file", write_plans(somebody, move |write| write.rename_file(&may, &file_id(1), "new", Millis(1)))),
        ("move a file", write_plans(somebody, move |write| write.move_file(&may, &file_id(1), &file_id(2), "moved"))),
        ("move many", write_plans(somebody, move |write| write.move_files(&may, &[file_id(4)], &file_id(2)))),
        ("trash", write_plans(somebody, move |write| write.trash(&may, &[file_id(1)], Millis(1)))),
        ("restore", write_plans(somebody, move |write| write.restore(&may, &file_id(1), &root, "back"))),
        ("purge", write_plans(somebody, move |write| write.purge(&may, &[file_id(2)]))),
        ("remove an album", write_plans(somebody, move |write| write.remove_album(&manage))),
        ("correct a time", write_plans(somebody, move |write| write.correct_taken(&may, &picture, None, Millis(1)))),
        ("set a scope", write_plans(somebody, move |write| write.set_scope(&manage, &scope))),
        ("use space", write_plans(somebody, move |write| write.use_space(user, space, 1))),
        ("claim an object", write_plans(somebody, move |write| write.claim_blob(space, BlobId::new(1), "aa", 1, "{}"))),
        ("forget an object", write_plans(somebody, move |write| write.forget_unclaimed(&gone))),
        ("want pictures", write_plans(somebody, move |write| write.want_rendition(space, BlobId::new(1)))),
        ("want them again", write_plans(somebody, move |write| write.want_renditions_again(space, &[BlobId::new(1)]))),
        ("take the newest", write_plans(somebody, take_newest)),
        ("take one", write_plans(somebody, move |write| take_one(write, space))),
        ("retell", write_plans(somebody, move |write| write.retell(space, BlobId::new(1), "[]", &retold))),
        ("slide a token", write_plans(somebody, move |write| write.slide_token(user, "aa", Millis(1), Millis(1)))),
        ("end a session", write_plans(somebody, move |write| end_sessions(write, &own))),
        ("leave a family", write_plans(somebody, move |write| write.end_membership(&member))),
        ("freeze a user", write_plans(somebody, move |write| write.freeze_user(UserId::new(2), true))),
    ]
    .into_iter()
    .map(|(name, plans)| (name.to_owned(), plans))
    .collect()
}

/// Ending one of one's sessions, and then all of them.
fn end_sessions(write: &Write<'_>, own: &Grant<Manage, UserId>) -> Result<(), StoreError> {
    write.end_token(own, TokenKind::Session, TokenId::new(1))?;
    write.sign_out(own, None)
}

/// Taking two objects whose pictures are wanted.
pub(crate) fn take_newest(write: &Write<'_>) -> Result<(), StoreError> {
    write.any_take_renditions(Millis(1), Millis(2), &[BlobId::new(99_001), BlobId::new(99_002)]).map(drop)
}

/// Taking one by its number, and ending well or badly.
fn take_one(write: &Write<'_>, space: SpaceId) -> Result<(), StoreError> {
    let (blob, attempt) = (BlobId::new(1), BlobId::new(99_003));
    write.take_rendition(space, blob, Millis(1), Millis(2), attempt)?;
    write.rendition_failed(space, blob, attempt, "broken", Some(Millis(1)))?;
    write.rendition_made(space, blob, attempt, "[]", None).map(drop)
}

/// The steps that contain one of `words`, with their statements.
pub(crate) fn steps_with(plans: &Plans, words: &[&str]) -> Vec<String> {
    let plans = plans.iter().flat_map(|(_, plans)| plans);
    let steps = plans.flat_map(|plan| plan.steps.iter().map(|step| (&plan.sql, step)));
    let found = steps.filter(|(_, step)| words.iter().any(|word| step.contains(word)));
    found.map(|(sql, step)| format!("{} -- {}", one_line(sql), step.trim())).collect()
}

/// All of them, as a text for people.
pub(crate) fn shown(plans: &Plans) -> String {
    let mut text = String::new();
    for (name, plans) in plans {
        let _ = writeln!(text, "# {name}");
        for plan in plans {
            let _ = writeln!(text, "{}\n    {}", one_line(&plan.sql), plan.steps.join("\n    "));
        }
        text.push('\n');
    }
    text
}

fn one_line(sql: &str) -> String {
    sql.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn file_types_of_the_filled_tables_are_the_contracts() {
    assert_eq!((FileType::Image.code(), AlbumType::Manual.code(), AlbumKind::Personal.code()), (15, 2, 1));
}
