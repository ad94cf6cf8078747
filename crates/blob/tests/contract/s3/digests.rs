//! Digests that the store checks, so that nothing is read back.

use leporello_blob::BlobError;

use super::forwarder::{Forwarder, Mode};
use crate::fixture::{BLOB, Fixture, SPACE, VALID, put, sha256, stored};

#[tokio::test]
async fn a_link_with_a_digest_takes_these_bytes_only() {
    let fixture = Fixture::s3();
    let name = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap().unwrap();
    let digest = sha256(b"right");
    let link = fixture.blobs.part_link(SPACE, BLOB, &name, 1, 5, Some(&digest), VALID).await.unwrap().unwrap();
    assert_eq!(put(link.clone(), b"wrong").await, 400);
    let mut upload = fixture.begin(BLOB).await;
    let plain = upload.multipart.replace(name).unwrap();
    let error = fixture.blobs.assemble(&upload.staged(), &[(1, 5)]).await.unwrap_err();
    assert!(matches!(error, BlobError::PartMissing(1)), "{error}");
    assert_eq!(put(link, b"right").await, 200);
    assert_eq!(fixture.blobs.assemble(&upload.staged(), &[(1, 5)]).await.unwrap(), stored(b"right"));

    // An upload that was begun without is not bound: stores that were not told to expect digests refuse them.
    let link = fixture.blobs.part_link(SPACE, BLOB, &plain, 1, 5, Some(&digest), VALID).await.unwrap().unwrap();
    assert_eq!(put(link, b"other").await, 200);
}

/// Whether making an object reads it.
async fn is_read(checked: bool, repeated: bool) -> bool {
    let forwarder = Forwarder::start();
    let fixture = Fixture::s3_through(&forwarder.endpoint());
    let mut upload = fixture.begin(BLOB).await;
    if checked {
        upload.multipart = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap();
    }
    let (name, digest) = (upload.multipart.as_deref().unwrap(), sha256(b"abc"));
    let link = fixture.blobs.part_link(SPACE, BLOB, name, 1, 3, Some(&digest), VALID).await.unwrap().unwrap();
    assert_eq!(put(link, b"abc").await, 200);
    // Somebody who has tried nothing yet, as after a new start.
    let blobs = fixture.again();
    if repeated {
        blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap();
    }
    forwarder.set(Mode::Forward);
    assert_eq!(blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap(), stored(b"abc"));
    let object = |line: &String| line.starts_with("GET ") && line.contains("1805929618625036417 ");
    forwarder.requests().iter().any(object)
}

#[tokio::test]
async fn a_checked_upload_is_not_read_back() {
    assert!(!is_read(true, false).await);
}

#[tokio::test]
async fn an_upload_that_is_not_checked_is_read_back() {
    assert!(is_read(false, false).await);
}

#[tokio::test]
async fn a_checked_upload_can_be_discarded() {
    let fixture = Fixture::s3();
    let mut upload = fixture.begin(BLOB).await;
    upload.multipart = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap();
    fixture.blobs.discard(&upload.staged()).await.unwrap();
    let error = fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap_err();
    assert!(matches!(error, BlobError::UploadGone), "{error}");
}

#[tokio::test]
async fn what_was_joined_already_is_read_back() {
    assert!(is_read(true, true).await);
}

/// How often something of a digest was asked for.
fn asked(forwarder: &Forwarder) -> usize {
    forwarder.requests().iter().filter(|line| line.contains("x-amz-checksum-")).count()
}

/// Refused are an upload with an algorithm, or a link with a digest.
#[tokio::test]
async fn a_store_that_refuses_digests_is_taken_without_and_asked_once() {
    let (begun, sent) = (["POST ", "x-amz-checksum-algorithm"], ["PUT ", "x-amz-checksum-sha256"]);
    for (status, what, times) in
        [(400, begun, 1), (404, begun, 1), (501, begun, 1), (400, sent, 3), (403, sent, 3), (501, sent, 3)]
    {
        let forwarder = Forwarder::start();
        let fixture = Fixture::s3_through(&forwarder.endpoint());
        forwarder.set(Mode::Answer(status, what));
        let mut upload = fixture.begin(BLOB).await;
        for _ in 0..2 {
            upload.multipart = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap();
            assert!(!upload.multipart.as_deref().unwrap().starts_with("sha256:"), "{status} {what:?}");
        }
        assert_eq!(asked(&forwarder), times, "{status} {what:?}");
        fixture.send(&upload, 1, b"abc").await;
        assert_eq!(fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap(), stored(b"abc"));
    }
}

#[tokio::test]
async fn a_store_that_said_nothing_of_digests_is_asked_again() {
    for (status, denied) in [(403, true), (429, false), (503, false)] {
        let forwarder = Forwarder::start();
        let fixture = Fixture::s3_through(&forwarder.endpoint());
        forwarder.set(Mode::Answer(status, ["POST ", "x-amz-checksum-algorithm"]));
        let error = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap_err();
        assert_eq!(matches!(error, BlobError::Denied), denied, "{status} {error}");
        assert_eq!(matches!(error, BlobError::Unavailable(_)), !denied, "{status} {error}");
        forwarder.set(Mode::Forward);
        let name = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap().unwrap();
        assert!(name.starts_with("sha256:"), "{status}");
    }
}
