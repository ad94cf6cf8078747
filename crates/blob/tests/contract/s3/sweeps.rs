//! Uploads that nobody will finish.

use leporello_blob::BlobError;
use leporello_model::{BlobId, Millis};

use crate::fixture::{BLOB, Fixture, SPACE, VALID, put, stored};

/// Later than anything that happens here.
const LATER: Millis = Millis(4_000_000_000_000);

#[tokio::test]
async fn what_is_older_goes_and_all_else_stays() {
    let (fixture, other) = (Fixture::s3(), Fixture::s3());
    fixture.make(BlobId::new(1), b"abc").await;
    let (upload, elsewhere) = (fixture.begin(BLOB).await, other.begin(BLOB).await);
    for (fixture, upload) in [(&fixture, &upload), (&other, &elsewhere)] {
        fixture.send(upload, 1, b"abc").await;
    }
    fixture.blobs.sweep(Millis(1_000_000_000_000)).await.unwrap();
    fixture.send(&upload, 2, b"def").await;
    for _ in 0..2 {
        fixture.blobs.sweep(LATER).await.unwrap();
    }
    let error = fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap_err();
    assert!(matches!(error, BlobError::UploadGone), "{error}");
    assert_eq!(fixture.content(BlobId::new(1)).await.unwrap(), b"abc");
    let made = other.blobs.assemble(&elsewhere.staged(), &[(1, 3)]).await.unwrap();
    assert_eq!(made, stored(b"abc"));
}

/// Without a prefix, that would be anything in the bucket.
#[tokio::test]
async fn uploads_of_strangers_are_left_alone() {
    let fixture = Fixture::s3();
    let stranger = fixture.neighbour();
    let (ours, theirs) = (fixture.begin(BLOB).await, stranger.begin(BLOB).await);
    for (fixture, upload) in [(&fixture, &ours), (&stranger, &theirs)] {
        fixture.send(upload, 1, b"abc").await;
    }
    fixture.blobs.sweep(LATER).await.unwrap();
    let error = fixture.blobs.assemble(&ours.staged(), &[(1, 3)]).await.unwrap_err();
    assert!(matches!(error, BlobError::UploadGone), "{error}");
    assert_eq!(stranger.blobs.assemble(&theirs.staged(), &[(1, 3)]).await.unwrap(), stored(b"abc"));
}

/// Stores give such lists a thousand at a time.
#[tokio::test]
async fn more_than_a_thousand_uploads_are_swept() {
    let fixture = Fixture::s3();
    let mut uploads = Vec::new();
    for number in 1..=1003 {
        uploads.push(fixture.begin(BlobId::new(number)).await);
    }
    fixture.blobs.sweep(LATER).await.unwrap();
    // The first of the list, and its last three.
    for number in [100, 899, 99, 999] {
        let upload = &uploads[number - 1];
        let name = upload.multipart.as_deref().unwrap();
        let link = fixture.blobs.part_link(SPACE, upload.blob, name, 1, 4, None, VALID).await.unwrap().unwrap();
        assert_eq!(put(link, b"late").await, 404);
    }
}

#[tokio::test]
async fn more_than_a_thousand_parts_are_joined() {
    let fixture = Fixture::s3();
    let upload = fixture.begin(BLOB).await;
    let plan: Vec<_> = (1..=1003).map(|part| (part, 1)).collect();
    for &(part, _) in &plan {
        fixture.send(&upload, part, &[part as u8]).await;
    }
    let made = fixture.blobs.assemble(&upload.staged(), &plan).await.unwrap();
    let bytes: Vec<_> = plan.iter().map(|(part, _)| *part as u8).collect();
    assert_eq!(made, stored(&bytes));
}
