//! Packs are kept, read in parts and deleted.

use leporello_blob::BlobError;
use leporello_model::BlobId;

use crate::fixture::{BLOB, Fixture, SPACE};

promises!(a_pack_is_kept_read_in_parts_and_deleted, a_pack_is_neither_its_object_nor_another_pack);

const NUMBER: BlobId = BlobId::new(9);

async fn a_pack_is_kept_read_in_parts_and_deleted(fixture: &Fixture) {
    let blobs = &fixture.blobs;
    blobs.keep_pack(SPACE, BLOB, NUMBER, b"smalllarge".to_vec()).await.unwrap();
    assert_eq!(blobs.read_pack(SPACE, BLOB, NUMBER, 5..10).await.unwrap(), "large");
    assert_eq!(blobs.whole_pack(SPACE, BLOB, NUMBER).await.unwrap(), "smalllarge");
    #[expect(clippy::reversed_empty_ranges, reason = "it is the point")]
    for range in [5..11, 5..5, 6..5] {
        let error = blobs.read_pack(SPACE, BLOB, NUMBER, range).await.unwrap_err();
        assert!(matches!(error, BlobError::OutOfRange { length: 10, .. }), "{error}");
    }
    for _ in 0..2 {
        blobs.delete_pack(SPACE, BLOB, NUMBER).await.unwrap();
    }
    assert!(matches!(blobs.read_pack(SPACE, BLOB, NUMBER, 0..1).await.err(), Some(BlobError::Missing)));
    assert!(matches!(blobs.whole_pack(SPACE, BLOB, NUMBER).await.err(), Some(BlobError::Missing)));
}

async fn a_pack_is_neither_its_object_nor_another_pack(fixture: &Fixture) {
    let blobs = &fixture.blobs;
    fixture.make(BLOB, b"object").await;
    for (number, pack) in [(1, b"one"), (2, b"two")] {
        blobs.keep_pack(SPACE, BLOB, BlobId::new(number), pack.to_vec()).await.unwrap();
    }
    blobs.delete_pack(SPACE, BLOB, BlobId::new(1)).await.unwrap();
    assert_eq!(blobs.whole_pack(SPACE, BLOB, BlobId::new(2)).await.unwrap(), "two");
    blobs.delete(SPACE, BLOB).await.unwrap();
    assert_eq!(blobs.whole_pack(SPACE, BLOB, BlobId::new(2)).await.unwrap(), "two");
}
