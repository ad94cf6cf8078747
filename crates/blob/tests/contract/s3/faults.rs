//! A store that is away, busy, silent, or goes in the middle: the right error within seconds, and nothing lost.

use std::time::Duration;

use futures_util::TryStreamExt;
use leporello_blob::BlobError;
use leporello_model::ErrorKind;

use super::forwarder::{Forwarder, Mode};
use super::refusals::says_no_secret;
use crate::fixture::{BLOB, Fixture, SPACE, body, noise, s3_endpoint, stored};

/// The longest that anybody may be kept waiting.
const SECONDS: Duration = Duration::from_secs(25);

/// Waits, but not for long.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(SECONDS, work).await.expect("an answer within seconds")
}

fn is_unavailable(error: &BlobError) {
    assert!(matches!(error, BlobError::Unavailable(_)), "{error}");
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    says_no_secret(error);
}

/// Lets the store be away in one way, in the middle of an upload, and then be there again.
async fn away(mode: Mode) {
    let forwarder = Forwarder::start();
    let fixture = Fixture::s3_through(&forwarder.endpoint());
    let upload = fixture.begin(BLOB).await;
    fixture.send(&upload, 1, b"abc").await;

    forwarder.set(mode);
    let (blobs, staged) = (&fixture.blobs, upload.staged());
    let taking = blobs.clone();
    let reading = tokio::task::spawn_blocking(move || taking.open_reader(SPACE, BLOB).map(drop));
    let outcomes = soon(async {
        futures_util::join!(
            blobs.check(),
            async { blobs.begin_upload(SPACE, BLOB).await.map(drop) },
            async { blobs.assemble(&staged, &[(1, 3)]).await.map(drop) },
            async { blobs.read(SPACE, BLOB, None).await.map(drop) },
            async { blobs.receive(SPACE, BLOB, body(b"abc", 1)).await.map(drop) },
            blobs.delete(SPACE, BLOB),
            blobs.discard(&staged),
            async { reading.await.unwrap() },
        )
    });
    let (a, b, c, d, e, f, g, h) = outcomes.await;
    for outcome in [a, b, c, d, e, f, g, h] {
        is_unavailable(&outcome.unwrap_err());
    }

    forwarder.set(Mode::Forward);
    assert_eq!(fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap(), stored(b"abc"));
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"abc");
}

#[tokio::test]
async fn a_busy_store() {
    away(Mode::Busy).await;
}

#[tokio::test]
async fn a_store_that_closes_every_connection() {
    away(Mode::Drop).await;
}

#[tokio::test]
async fn a_silent_store() {
    away(Mode::Hang).await;
}

#[tokio::test]
async fn a_store_that_is_not_there() {
    // Where nobody listens, and where somebody does who knows nothing of TLS.
    for endpoint in ["http://127.0.0.1:1".to_owned(), s3_endpoint().replace("http:", "https:")] {
        let fixture = Fixture::s3_through(&endpoint);
        is_unavailable(&soon(fixture.blobs.check()).await.unwrap_err());
        is_unavailable(&soon(fixture.blobs.begin_upload(SPACE, BLOB)).await.unwrap_err());
        is_unavailable(&soon(fixture.blobs.begin_checked_upload(SPACE, BLOB)).await.unwrap_err());
    }
}

/// Makes trouble until the first request of this kind, and none from then on.
async fn once(forwarder: &Forwarder, mode: Mode, method: &str) {
    forwarder.set(mode);
    while !forwarder.requests().iter().any(|line| line.starts_with(method)) {
        tokio::task::yield_now().await;
    }
    forwarder.set(Mode::Forward);
}

#[tokio::test]
async fn a_moment_s_trouble_is_not_noticed() {
    for mode in [Mode::Busy, Mode::Drop] {
        let forwarder = Forwarder::start();
        let fixture = Fixture::s3_through(&forwarder.endpoint());
        let trouble = once(&forwarder, mode, "POST ");
        let (begun, ()) = futures_util::join!(fixture.blobs.begin_upload(SPACE, BLOB), trouble);
        begun.unwrap().unwrap();
        let trouble = once(&forwarder, mode, "PUT ");
        let (kept, ()) = futures_util::join!(fixture.blobs.keep_pack(SPACE, BLOB, BLOB, b"abc".to_vec()), trouble);
        kept.unwrap();
    }
}

/// The store has joined the parts, and nobody heard it: neither once nor, in the second round, at every new try.
#[tokio::test]
async fn an_answer_that_was_lost_loses_nothing() {
    for always in [false, true] {
        let forwarder = Forwarder::start();
        let fixture = Fixture::s3_through(&forwarder.endpoint());
        let upload = fixture.begin(BLOB).await;
        for part in [1, 2] {
            fixture.send(&upload, part, b"abc").await;
        }
        let (staged, plan) = (upload.staged(), [(1, 3), (2, 3)]);
        let made = if always {
            forwarder.set(Mode::CutJoining);
            is_unavailable(&soon(fixture.blobs.assemble(&staged, &plan)).await.unwrap_err());
            forwarder.set(Mode::Forward);
            fixture.blobs.assemble(&staged, &plan).await
        } else {
            let trouble = once(&forwarder, Mode::CutJoining, "POST ");
            futures_util::join!(fixture.blobs.assemble(&staged, &plan), trouble).0
        };
        assert_eq!(made.unwrap(), stored(b"abcabc"));
        assert_eq!(fixture.content(BLOB).await.unwrap(), b"abcabc");
    }
}

#[tokio::test]
async fn an_object_that_breaks_off_ends_in_an_error() {
    let forwarder = Forwarder::start();
    let fixture = Fixture::s3_through(&forwarder.endpoint());
    let bytes = noise(8_000_000);
    fixture.blobs.receive(SPACE, BLOB, body(&bytes, 100_000)).await.unwrap();
    // On connections of their own.
    let blobs = fixture.again();
    forwarder.set(Mode::CutAnswer);
    let outcome: Result<Vec<_>, _> = soon(blobs.read(SPACE, BLOB, None).await.unwrap().try_collect()).await;
    is_unavailable(&outcome.unwrap_err());
    is_unavailable(&soon(fixture.again().digest(SPACE, BLOB)).await.unwrap_err());

    let hidden = tokio::task::spawn_blocking(move || {
        let (mut reader, _) = fixture.again().open_reader(SPACE, BLOB).unwrap();
        forwarder.set(Mode::Busy);
        BlobError::from(std::io::copy(&mut reader, &mut std::io::sink()).unwrap_err())
    });
    is_unavailable(&soon(hidden).await.unwrap());
}
