//! The tree of folders and files: rows come back, ways up and heights are right.

use leporello_model::{Arrange, BlobId, FileType, Millis, UserId};
use leporello_store::FileRow;

use crate::fixture::Fixture;
use crate::people::{file_id, ids, inside, number};

promises!(
    a_file_comes_back,
    a_space_has_a_root_folder,
    files_are_found_by_their_identifiers,
    a_file_is_found_by_its_name,
    the_way_up_starts_at_the_root,
    ways_up_are_found_for_many_at_once,
    taken_names_are_told,
    files_are_found_by_their_bytes,
    height_counts_folders,
    a_suffix_is_the_last_extension,
);

fn a_file_comes_back(store: &Fixture) {
    let somebody = store.person(1);
    let whole = FileRow {
        name: "Δ 夏.tar.GZ".to_owned(),
        suffix: "GZ".to_owned(),
        file_type: FileType::Archive,
        mime_type: "application/gzip".to_owned(),
        description: Some("\"quoted\" 'and' \\ back".to_owned()),
        owner: UserId::new(9),
        size: 7,
        taken_at: Some(Millis(-1)),
        media: Some("{\"width\":1}".to_owned()),
        created_at: Millis(i64::MAX),
        edited_at: Millis(i64::MIN),
        ..somebody.image(1)
    };
    let bare = FileRow { sha256: None, blob: None, size: 0, ..somebody.image(2) };
    somebody.put([whole.clone(), bare.clone()]);
    assert_eq!(somebody.file(1), Some(whole));
    assert_eq!(somebody.file(2), Some(bare));
    assert_eq!(somebody.file(3), None);
    let other = store.person(2);
    assert_eq!(other.file(1), None);
}

fn a_space_has_a_root_folder(store: &Fixture) {
    let somebody = store.person(1);
    let (space, root) = (somebody.space, somebody.root());
    let row = store.read(move |read| read.file(space, &root)).unwrap();
    assert!(row.is_folder());
    assert_eq!((row.parent, row.name.as_str(), row.size, row.in_bin), (None, "rootIAA1", 0, false));
    assert_eq!((row.id, row.owner, row.created_at), (somebody.root(), somebody.user, Millis(5)));
}

fn files_are_found_by_their_identifiers(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put_images(1..=5);
    let space = somebody.space;
    let mut found = store.read(move |read| read.files(space, &ids([4, 2, 99, 2])));
    found.sort_by(|one, other| one.id.cmp(&other.id));
    found.dedup();
    assert_eq!(found, [somebody.image(2), somebody.image(4)]);
    assert_eq!(store.read(move |read| read.files(space, &[])), []);
}

fn a_file_is_found_by_its_name(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([somebody.folder(1), inside(1, somebody.image(2)), somebody.image(3)]);
    let (space, root) = (somebody.space, somebody.root());
    store.read(move |read| {
        assert_eq!(read.named(space, &file_id(1), "2.jpg")?.map(|row| number(&row.id)), Some(2));
        assert_eq!(read.named(space, &root, "2.jpg")?, None);
        assert_eq!(read.named(space, &root, "folder 1")?.map(|row| number(&row.id)), Some(1));
        Ok(())
    });
}

fn the_way_up_starts_at_the_root(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([somebody.folder(9), inside(9, somebody.folder(2)), inside(2, somebody.image(5))]);
    let (space, root) = (somebody.space, somebody.root());
    let path = |number| store.read(move |read| read.path(space, &file_id(number)));
    let way = [
        (root, "rootIAA1".to_owned()),
        (file_id(9), "folder 9".to_owned()),
        (file_id(2), "folder 2".to_owned()),
        (file_id(5), "5.jpg".to_owned()),
    ];
    assert_eq!(path(5), way);
    assert_eq!(path(9), way[..2]);
    assert_eq!(path(77), []);
    let root = somebody.root();
    assert_eq!(store.read(move |read| read.path(space, &root)), way[..1]);
}

fn height_counts_folders(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([
        somebody.folder(1),
        inside(1, somebody.folder(2)),
        inside(2, somebody.folder(3)),
        inside(1, somebody.folder(4)),
        inside(3, somebody.image(5)),
    ]);
    let space = somebody.space;
    let height = |number| store.read(move |read| read.height(space, &file_id(number)));
    assert_eq!([1, 2, 3, 4, 5, 99].map(height), [3, 2, 1, 1, 0, 0]);
    let root = somebody.root();
    assert_eq!(store.read(move |read| read.height(space, &root)), 4);
    // What is in the bin still stands below: it can come back.
    somebody.trash([3], 1000);
    assert_eq!(height(1), 3);
}

fn a_suffix_is_the_last_extension(store: &Fixture) {
    let somebody = store.person(1);
    let names = [("a.jpg", "jpg"), ("a.tar.gz", "gz"), (".profile", ""), ("plain", ""), ("dot.", ""), ("é.Ü", "Ü")];
    somebody.put_images([1]);
    let space = somebody.may(Arrange);
    for (name, suffix) in names {
        store.write(move |write| write.rename_file(&space, &file_id(1), name, Millis(1)));
        assert_eq!(somebody.file(1).unwrap().suffix, suffix, "{name}");
    }
}

fn ways_up_are_found_for_many_at_once(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([somebody.folder(1), inside(1, somebody.folder(2)), inside(2, somebody.image(3)), somebody.image(4)]);
    let space = somebody.space;
    let mut asked = ids([3, 4, 2, 99, 3]);
    asked.push(somebody.root());
    let paths = store.read(move |read| read.paths(space, &asked));
    assert_eq!(paths.len(), 4);
    let way = |of: &leporello_model::FileId| paths[of].iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>();
    assert_eq!(way(&file_id(3)), ["rootIAA1", "folder 1", "folder 2", "3.jpg"]);
    assert_eq!(way(&file_id(2)), ["rootIAA1", "folder 1", "folder 2"]);
    assert_eq!(way(&file_id(4)), ["rootIAA1", "4.jpg"]);
    assert_eq!(way(&somebody.root()), ["rootIAA1"]);
    assert!(store.read(move |read| read.paths(space, &[])).is_empty());
}

fn taken_names_are_told(store: &Fixture) {
    let somebody = store.person(1);
    somebody.put([somebody.folder(1), inside(1, somebody.image(2)), somebody.image(3), somebody.image(4)]);
    somebody.trash([4], 10);
    let (space, root) = (somebody.space, somebody.root());
    let names = ["3.jpg", "2.jpg", "folder 1", "FOLDER 1", "4.jpg", "\"odd\", ['name']"];
    let mut taken = store.read(move |read| read.taken_names(space, &root, &names));
    taken.sort();
    assert_eq!(taken, ["3.jpg", "folder 1"]);
}

fn files_are_found_by_their_bytes(store: &Fixture) {
    let somebody = store.person(1);
    let same = |number| FileRow { blob: Some(BlobId::new(7)), sha256: None, ..somebody.image(number) };
    somebody.put([somebody.folder(1), same(2), inside(1, same(3)), same(4), somebody.image(5)]);
    somebody.trash([4], 10);
    let (space, root) = (somebody.space, somebody.root());
    let copies = store.read(move |read| read.copies(space, &root, BlobId::new(7)));
    assert_eq!(copies.iter().map(|row| number(&row.id)).collect::<Vec<_>>(), [2]);
}
