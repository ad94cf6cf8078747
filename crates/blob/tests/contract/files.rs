//! Local files become objects.

use std::fs;
use std::path::{Path, PathBuf};

use leporello_blob::{BlobError, Stored};
use leporello_model::{BlobId, SpaceId};

use crate::fixture::{Fixture, SPACE, noise, stored};

promises!(
    a_batch_keeps_its_order_and_every_byte,
    a_file_that_cannot_be_read_harms_no_other,
    a_batch_can_be_repeated_and_replaces_nothing,
    a_large_file_is_taken,
    no_files_are_no_work,
);

type Batch = Vec<(PathBuf, SpaceId, BlobId)>;

/// `count` files of different bytes and lengths below `folder`.
fn pictures(folder: &Path, count: usize) -> Batch {
    let picture = |number: usize| {
        let path = folder.join(format!("{number}.jpg"));
        fs::write(&path, vec![number as u8; 1000 * number + 1]).unwrap();
        (path, SPACE, BlobId::new(500 + number as i64))
    };
    (0..count).map(picture).collect()
}

async fn take(fixture: &Fixture, batch: &Batch) -> Vec<Result<Stored, BlobError>> {
    let (blobs, batch) = (fixture.blobs.clone(), batch.clone());
    tokio::task::spawn_blocking(move || blobs.take_files(&batch)).await.unwrap()
}

async fn a_batch_keeps_its_order_and_every_byte(fixture: &Fixture) {
    let batch = pictures(fixture.folder.path(), 100);
    let outcomes = take(fixture, &batch).await;
    assert_eq!(outcomes.len(), batch.len());
    for ((file, _, blob), outcome) in batch.iter().zip(outcomes) {
        let original = fs::read(file).unwrap();
        assert_eq!(outcome.unwrap(), stored(&original));
        assert!(fixture.content(*blob).await.unwrap() == original);
    }
}

async fn a_file_that_cannot_be_read_harms_no_other(fixture: &Fixture) {
    let mut batch = pictures(fixture.folder.path(), 3);
    fs::remove_file(&batch[1].0).unwrap();
    batch.push((fixture.folder.path().to_owned(), SPACE, BlobId::new(900)));
    let outcomes = take(fixture, &batch).await;
    assert_eq!(outcomes.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, false]);
    for unread in [&outcomes[1], &outcomes[3]] {
        assert!(matches!(unread, Err(BlobError::Io(_))), "{unread:?}");
    }
    assert_eq!(*outcomes[2].as_ref().unwrap(), stored(&fs::read(&batch[2].0).unwrap()));
    for (_, _, blob) in [&batch[1], &batch[3]] {
        assert!(matches!(fixture.content(*blob).await, Err(BlobError::Missing)));
    }
}

async fn a_batch_can_be_repeated_and_replaces_nothing(fixture: &Fixture) {
    let batch = pictures(fixture.folder.path(), 2);
    let first: Vec<_> = take(fixture, &batch).await.into_iter().map(Result::unwrap).collect();
    fs::write(&batch[1].0, b"other bytes").unwrap();
    let again = take(fixture, &batch).await;
    assert_eq!(*again[0].as_ref().unwrap(), first[0]);
    assert!(matches!(again[1], Err(BlobError::Exists)), "{:?}", again[1]);
    assert_eq!(fixture.blobs.digest(SPACE, batch[1].2).await.unwrap(), first[1]);
}

async fn a_large_file_is_taken(fixture: &Fixture) {
    let (path, bytes) = (fixture.folder.path().join("large.mp4"), noise(20_000_000));
    fs::write(&path, &bytes).unwrap();
    let outcome = take(fixture, &vec![(path, SPACE, BlobId::new(1))]).await.remove(0);
    assert_eq!(outcome.unwrap(), stored(&bytes));
    assert!(fixture.content(BlobId::new(1)).await.unwrap() == bytes);
}

async fn no_files_are_no_work(fixture: &Fixture) {
    assert!(take(fixture, &Vec::new()).await.is_empty());
}
