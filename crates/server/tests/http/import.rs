//! Import: files of this machine, photos among them, come into a space; and again, and nothing changes.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use leporello_model::{Caller, Door, FileId, FileType, Millis, Refusal};
use leporello_server::app::import::{Imported, Skipped, Source};
use serde_json::json;

use crate::support::{CAPACITY, Person, World};

/// The sample photos.
pub(crate) fn photos() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/photos/exif-samples")
}

fn caller(who: &Person) -> Caller {
    Caller { user: who.id, space: who.space, door: Door::Command }
}

/// The file `name` in `folder`, to be put into the folder `parent`.
fn source(folder: &Path, name: &str, parent: &FileId) -> Source {
    Source {
        path: folder.join(name),
        parent: parent.clone(),
        name: name.to_owned(),
        modified: Millis(1_700_000_000_000),
    }
}

impl World {
    async fn import(&self, who: &Person, sources: &[Source]) -> Vec<Result<Imported, Skipped>> {
        self.app.import_files(caller(who), sources.to_vec()).await.unwrap()
    }

    /// How many objects wait for the sweep, and how many uploads have not ended.
    async fn waste(&self) -> (usize, usize) {
        let read = |read: &leporello_store::Read<'_>| {
            let uploads = read.any_expired_uploads(Millis(i64::MAX), 1_000)?.len();
            Ok::<_, leporello_store::StoreError>((read.any_unclaimed(1_000)?.len(), uploads))
        };
        self.app.store.read(read).await.unwrap()
    }
}

#[tokio::test]
async fn photos_come_in_with_their_facts() {
    let world = World::new().await;
    let folder = photos().join("jpg");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    let root = FileId::root_of(world.ann.space);
    let into = world.app.import_folder(caller(&world.ann), &root, "Cameras").await.unwrap().0;
    let sources: Vec<_> = names.iter().map(|name| source(&folder, name, &into)).collect();
    assert!(sources.len() > 10);

    let imported = world.import(&world.ann, &sources).await;
    let mut bytes = 0;
    for (name, imported) in names.iter().zip(&imported) {
        let imported = imported.as_ref().unwrap();
        assert_eq!(&imported.name, name);
        bytes += imported.size;
        let row = world.row(&world.ann, imported.file.as_str()).await.unwrap();
        assert_eq!((row.created_at.0, row.parent.as_ref()), (1_700_000_000_000, Some(&into)));
        assert_eq!(row.file_type, imported.file_type);
        let (mut object, _) = world.app.blobs.open_reader(row.space, row.blob.unwrap()).unwrap();
        let mut kept = Vec::new();
        std::io::Read::read_to_end(&mut object, &mut kept).unwrap();
        assert!(kept == fs::read(folder.join(name)).unwrap(), "{name}");
        if name == "Canon_40D.jpg" {
            assert_eq!(row.taken_at.unwrap().to_string(), "2008-05-30T15:56:01.000Z");
            assert_eq!((row.file_type, row.mime_type.as_str()), (FileType::Image, "image/jpeg"));
        }
    }
    assert_eq!(world.used(&world.ann).await, bytes);

    // All of it again: the same folder, and nothing else.
    let before = world.everything(&world.ann).await;
    assert_eq!(world.app.import_folder(caller(&world.ann), &root, "Cameras").await.unwrap().0, into);
    let again = world.import(&world.ann, &sources).await;
    assert!(again.iter().all(|outcome| *outcome == Err(Skipped::AlreadyThere)), "{again:?}");
    assert_eq!(world.everything(&world.ann).await, before);
    assert_eq!(world.waste().await, (0, 0));
}

#[tokio::test]
async fn a_changed_file_comes_in_once_more_and_only_once() {
    let (world, folder) = (World::new().await, tempfile::tempdir().unwrap());
    let root = FileId::root_of(world.ann.space);
    let sources = [source(folder.path(), "a.txt", &root)];
    fs::write(&sources[0].path, "first").unwrap();
    assert_eq!(world.import(&world.ann, &sources).await[0].as_ref().unwrap().name, "a.txt");
    for changed in ["other", "of another length"] {
        fs::write(&sources[0].path, changed).unwrap();
        let imported = world.import(&world.ann, &sources).await.remove(0).unwrap();
        assert!(imported.name.starts_with("a_20251103_0"), "{}", imported.name);
        world.later(Millis::HOUR);
        assert_eq!(world.import(&world.ann, &sources).await, [Err(Skipped::AlreadyThere)]);
    }
    assert_eq!(world.waste().await, (0, 0));
}

#[tokio::test]
async fn what_cannot_come_in_harms_nothing_else() {
    let (world, folder) = (World::new().await, tempfile::tempdir().unwrap());
    let root = FileId::root_of(world.ann.space);
    let gone: FileId = world.folder(&world.ann, "root", "gone").await.parse().unwrap();
    world.trash(&world.ann, &[gone.as_str()]).await;
    for name in ["good.txt", "also good.txt", "into the bin.txt", "what?.txt"] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    fs::create_dir(folder.path().join("a folder")).unwrap();
    let sources = [
        source(folder.path(), "good.txt", &root),
        source(folder.path(), "what?.txt", &root),
        source(folder.path(), "missing.txt", &root),
        source(folder.path(), "a folder", &root),
        source(folder.path(), "into the bin.txt", &gone),
        source(folder.path(), "into the bin.txt", &FileId::root_of(world.bob.space)),
        source(folder.path(), "good.txt", &root),
        source(folder.path(), "also good.txt", &root),
    ];
    let outcomes = world.import(&world.ann, &sources).await;
    let skipped: Vec<_> = outcomes.iter().map(|outcome| outcome.as_ref().err().copied()).collect();
    let expected = [
        None,
        Some(Skipped::Name),
        Some(Skipped::Unreadable(ErrorKind::NotFound)),
        Some(Skipped::Unreadable(ErrorKind::InvalidInput)),
        Some(Skipped::FolderGone),
        Some(Skipped::FolderGone),
        Some(Skipped::AlreadyThere),
        None,
    ];
    assert_eq!(skipped, expected);
    assert_eq!(world.waste().await, (1, 0), "the bytes that came twice wait for the sweep");
    assert_eq!(world.import(&world.ann, &[]).await, []);
}

#[tokio::test]
async fn what_fits_comes_in() {
    let (world, folder) = (World::new().await, tempfile::tempdir().unwrap());
    let mut filler = world.image(&world.ann, "root", "filler");
    filler.size = CAPACITY - 10;
    world.put(filler).await;
    let root = FileId::root_of(world.ann.space);
    for (name, length) in [("6", 6), ("5", 5), ("4", 4), ("1", 1)] {
        fs::write(folder.path().join(name), vec![length; usize::from(length)]).unwrap();
    }
    let sources = ["6", "5", "4", "1"].map(|name| source(folder.path(), name, &root));
    let outcomes = world.import(&world.ann, &sources).await;
    let came: Vec<_> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(came, [true, false, true, false]);
    assert_eq!(outcomes[1], Err(Skipped::SpaceFull));
    assert_eq!(world.used(&world.ann).await, CAPACITY);
    assert_eq!(world.waste().await, (0, 0));
}

#[tokio::test]
async fn a_folder_is_found_or_made() {
    let world = World::new().await;
    let (ann, root) = (caller(&world.ann), FileId::root_of(world.ann.space));
    let made = world.app.import_folder(ann, &root, "Photos").await.unwrap().0;
    let below = world.app.import_folder(ann, &made, "2024").await.unwrap().0;
    assert_eq!(world.app.import_folder(ann, &made, "2024").await.unwrap().0, below);
    world.upload(&world.ann, "a file", b"a").await;
    for (parent, name, expected) in [
        (&root, "a file", Refusal::NameTaken { field: "fileName" }),
        (&root, "..", Refusal::FieldCharacters { field: "fileName" }),
        (&root, "", Refusal::FieldLength { field: "fileName", min: 1, max: 250 }),
        (&FileId::root_of(world.bob.space), "a", Refusal::NotFound { field: "parentFolder" }),
    ] {
        let failure = world.app.import_folder(ann, parent, name).await.unwrap_err();
        assert_eq!(failure.refusal(), expected);
    }
    let path = world.get(&world.ann, &format!("/files/path?fileId={below}&containerId={}", world.ann.space)).await;
    assert!(path.ok()["namePath"].as_str().unwrap().ends_with("/Photos/2024"));
    world.trash(&world.ann, &[made.as_str()]).await;
    let renewed = world.app.import_folder(ann, &root, "Photos").await.unwrap().0;
    assert_ne!(renewed, made, "what is in the bin is not there");
    let list = json!({ "containerId": world.ann.space, "parentFileId": renewed });
    assert_eq!(world.post(&world.ann, "/files/0", list).await.ok()["files"], json!([]));
}
