//! A store that does not let us in, or does not have what we think.

use leporello_blob::{BlobError, Blobs, Credentials, Place};
use leporello_model::ErrorKind;

use super::forwarder::{Forwarder, Mode};
use crate::fixture::{BLOB, Fixture, SPACE, body, credentials, server};

/// Every error that this store gives for the usual calls.
async fn errors(text: &str, credentials: Credentials) -> Vec<BlobError> {
    let (folder, fixture) = (tempfile::tempdir().unwrap(), Fixture::s3());
    let upload = fixture.begin(BLOB).await;
    let blobs = Blobs::open(&Place::parse(text, Some(credentials)).unwrap(), folder.path()).unwrap();
    let file = folder.path().join("file.jpg");
    std::fs::write(&file, b"abc").unwrap();
    let taking = blobs.clone();
    let taken = tokio::task::spawn_blocking(move || taking.take_files(&[(file, SPACE, BLOB)]).remove(0));
    vec![
        blobs.check().await.unwrap_err(),
        blobs.begin_upload(SPACE, BLOB).await.unwrap_err(),
        blobs.begin_checked_upload(SPACE, BLOB).await.unwrap_err(),
        blobs.assemble(&upload.staged(), &[(1, 1)]).await.unwrap_err(),
        blobs.discard(&upload.staged()).await.unwrap_err(),
        blobs.sweep(leporello_model::Millis(1)).await.unwrap_err(),
        blobs.read(SPACE, BLOB, None).await.err().unwrap(),
        blobs.keep_pack(SPACE, BLOB, BLOB, b"abc".to_vec()).await.unwrap_err(),
        blobs.receive(SPACE, BLOB, body(b"abc", 1)).await.unwrap_err(),
        taken.await.unwrap().unwrap_err(),
    ]
}

/// Makes sure that an error says nothing that is nobody's business.
pub(super) fn says_no_secret(error: &BlobError) {
    let text = format!("{error} {error:?}");
    let server = server();
    let bucket = server.trim_start_matches("s3://").split(['?', '/']).next().unwrap();
    let secrets = [&credentials().access_key_id, &credentials().secret_access_key];
    for secret in ["X-Amz", "Signature", "http", "127.0.0.1", "originals", bucket, secrets[0], secrets[1]] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_denied() {
    let unknown = Credentials { access_key_id: "GK000000000000000000000000".to_owned(), ..credentials() };
    let wrong = Credentials { secret_access_key: "0".repeat(64), ..credentials() };
    for credentials in [unknown, wrong] {
        for error in errors(&server(), credentials).await {
            assert!(matches!(error, BlobError::Denied), "{error}");
            assert_eq!(error.kind(), ErrorKind::Unavailable);
            says_no_secret(&error);
        }
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_told_from_a_missing_object() {
    let server = server();
    let bucket = server.trim_start_matches("s3://").split(['?', '/']).next().unwrap();
    let server = server.replacen(bucket, "there-is-no-such-bucket", 1);
    for error in errors(&server, credentials()).await {
        assert!(matches!(error, BlobError::NoBucket), "{error}");
        says_no_secret(&error);
    }
}

/// Some keys may write, read and delete, and nothing else.
#[tokio::test]
async fn a_check_notices_every_right_to_uploads_that_is_missing() {
    let (list_uploads, list_parts, abort) = (["GET ", "uploads="], ["GET ", "uploadId="], ["DELETE ", "uploadId="]);
    for missing in [["POST ", "uploads="], list_parts, list_uploads, abort] {
        let forwarder = Forwarder::start();
        let fixture = Fixture::s3_through(&forwarder.endpoint());
        fixture.blobs.check().await.unwrap();
        forwarder.set(Mode::Answer(403, missing));
        let error = fixture.blobs.check().await.unwrap_err();
        assert!(matches!(error, BlobError::Denied), "{missing:?} {error}");
        says_no_secret(&error);
        // It gave up what it had begun, if it may.
        let aborts = forwarder
            .requests()
            .iter()
            .filter(|line| line.starts_with("DELETE ") && line.contains("uploadId="))
            .count();
        assert_eq!(aborts, usize::from(!missing[0].starts_with("POST")), "{missing:?}");
    }
}

#[tokio::test]
async fn a_wrong_region_is_named() {
    let server = format!("{}&region=atlantis", server().replace("&region=garage", ""));
    let place = Place::parse(&server, Some(credentials())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(&place, folder.path()).unwrap();
    for error in [blobs.check().await.unwrap_err(), blobs.begin_upload(SPACE, BLOB).await.unwrap_err()] {
        assert!(matches!(&error, BlobError::Place(text) if text.contains("`region`")), "{error}");
        says_no_secret(&error);
    }
}
