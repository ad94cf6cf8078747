//! Parts become objects.

use futures_util::{StreamExt, TryStreamExt, stream};
use leporello_blob::BlobError;
use leporello_model::{BlobId, ErrorKind};

use crate::fixture::{BLOB, Fixture, SPACE, noise, stored};

promises!(
    one_part_becomes_the_object,
    parts_are_joined_in_order_whenever_they_came,
    an_upload_may_be_empty,
    no_parts_are_an_empty_object,
    a_part_that_is_sent_again_replaces_the_earlier_one,
    a_part_that_was_not_planned_is_left_out,
    a_missing_part_is_named_and_can_still_be_sent,
    a_part_of_another_size_is_refused_and_can_be_sent_again,
    joining_can_be_repeated,
    an_object_that_was_not_wanted_is_deleted_and_nothing_remains,
    discarding_forgets_an_upload_and_no_object,
    twenty_mebibytes_come_in_three_parts,
    every_future_can_be_awaited_by_a_server,
    two_hundred_mebibytes_pass_through_little_memory,
);

async fn one_part_becomes_the_object(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    fixture.send(&upload, 1, b"abc").await;
    assert!(matches!(fixture.content(BLOB).await, Err(BlobError::Missing)));
    let made = fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap();
    assert_eq!(made, stored(b"abc"));
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"abc");
}

async fn parts_are_joined_in_order_whenever_they_came(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    for (part, bytes) in [(3, b"EF"), (1, b"AB"), (2, b"CD")] {
        fixture.send(&upload, part, bytes).await;
    }
    let made = fixture.blobs.assemble(&upload.staged(), &[(1, 2), (2, 2), (3, 2)]).await.unwrap();
    assert_eq!(made, stored(b"ABCDEF"));
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"ABCDEF");
}

async fn an_upload_may_be_empty(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    fixture.send(&upload, 1, b"").await;
    for _ in 0..2 {
        let made = fixture.blobs.assemble(&upload.staged(), &[(1, 0)]).await.unwrap();
        assert_eq!(made.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
    fixture.blobs.discard(&upload.staged()).await.unwrap();
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"");
    assert_eq!(fixture.blobs.digest(SPACE, BLOB).await.unwrap(), stored(b""));
}

async fn no_parts_are_an_empty_object(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    assert_eq!(fixture.blobs.assemble(&upload.staged(), &[]).await.unwrap(), stored(b""));
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"");
}

async fn a_part_that_is_sent_again_replaces_the_earlier_one(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    fixture.send(&upload, 1, b"old").await;
    fixture.send(&upload, 1, b"newer").await;
    let made = fixture.blobs.assemble(&upload.staged(), &[(1, 5)]).await.unwrap();
    assert_eq!(made, stored(b"newer"));
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"newer");
}

async fn a_part_that_was_not_planned_is_left_out(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    for part in [1, 2, 3] {
        fixture.send(&upload, part, &[b'0' + part as u8; 2]).await;
    }
    let made = fixture.blobs.assemble(&upload.staged(), &[(1, 2), (3, 2)]).await.unwrap();
    assert_eq!(made, stored(b"1133"));
    fixture.blobs.discard(&upload.staged()).await.unwrap();
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"1133");
}

async fn a_missing_part_is_named_and_can_still_be_sent(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    fixture.send(&upload, 1, b"ab").await;
    for parts in [&[(7, 2)][..], &[(1, 2), (7, 2)][..]] {
        let error = fixture.blobs.assemble(&upload.staged(), parts).await.unwrap_err();
        assert!(matches!(error, BlobError::PartMissing(7)), "{error}");
        assert_eq!(error.kind(), ErrorKind::Conflict);
    }
    assert!(matches!(fixture.content(BLOB).await, Err(BlobError::Missing)));
    fixture.send(&upload, 7, b"cd").await;
    let made = fixture.blobs.assemble(&upload.staged(), &[(1, 2), (7, 2)]).await.unwrap();
    assert_eq!(made, stored(b"abcd"));
}

async fn a_part_of_another_size_is_refused_and_can_be_sent_again(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    fixture.send(&upload, 1, b"ab").await;
    for sent in [&b"abcd"[..], b"ab"] {
        fixture.send(&upload, 2, sent).await;
        let error = fixture.blobs.assemble(&upload.staged(), &[(1, 2), (2, 3)]).await.unwrap_err();
        assert!(matches!(error, BlobError::Length { expected: 3, got } if got == sent.len() as u64), "{error}");
    }
    fixture.send(&upload, 2, b"cde").await;
    let made = fixture.blobs.assemble(&upload.staged(), &[(1, 2), (2, 3)]).await.unwrap();
    assert_eq!(made, stored(b"abcde"));
}

async fn joining_can_be_repeated(fixture: &Fixture) {
    for (blob, parts) in [(BlobId::new(1), &[(1, 2)][..]), (BlobId::new(2), &[(1, 2), (2, 2)][..])] {
        let upload = fixture.begin(blob).await;
        for &(part, _) in parts {
            fixture.send(&upload, part, b"ab").await;
        }
        let made = fixture.blobs.assemble(&upload.staged(), parts).await.unwrap();
        assert_eq!(fixture.blobs.assemble(&upload.staged(), parts).await.unwrap(), made);
        assert_eq!(fixture.again().assemble(&upload.staged(), parts).await.unwrap(), made);
        assert_eq!(fixture.content(blob).await.unwrap(), b"ab".repeat(parts.len()));
    }
}

async fn an_object_that_was_not_wanted_is_deleted_and_nothing_remains(fixture: &Fixture) {
    let upload = fixture.begin(BLOB).await;
    fixture.send(&upload, 1, b"ab").await;
    fixture.blobs.assemble(&upload.staged(), &[(1, 2)]).await.unwrap();
    fixture.blobs.delete(SPACE, BLOB).await.unwrap();
    fixture.blobs.discard(&upload.staged()).await.unwrap();
    assert!(matches!(fixture.content(BLOB).await, Err(BlobError::Missing)));
    let error = fixture.blobs.assemble(&upload.staged(), &[(1, 2)]).await.unwrap_err();
    assert!(matches!(error, BlobError::PartMissing(1) | BlobError::UploadGone), "{error}");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

async fn discarding_forgets_an_upload_and_no_object(fixture: &Fixture) {
    let (one, two) = (fixture.begin(BlobId::new(1)).await, fixture.begin(BlobId::new(2)).await);
    for upload in [&two, &one] {
        for part in [1, 2] {
            fixture.send(upload, part, b"ab").await;
        }
    }
    fixture.blobs.assemble(&one.staged(), &[(1, 2)]).await.unwrap();
    for upload in [&one, &one, &two] {
        fixture.blobs.discard(&upload.staged()).await.unwrap();
    }
    assert_eq!(fixture.blobs.uploads().await.unwrap(), []);
    assert_eq!(fixture.content(one.blob).await.unwrap(), b"ab");
    let error = fixture.blobs.assemble(&two.staged(), &[(1, 2)]).await.unwrap_err();
    assert!(matches!(error, BlobError::PartMissing(1) | BlobError::UploadGone), "{error}");
}

async fn twenty_mebibytes_come_in_three_parts(fixture: &Fixture) {
    let bytes = noise(20 << 20);
    let upload = fixture.begin(BLOB).await;
    let sizes = [8 << 20, 8 << 20, 4 << 20];
    for (part, piece) in (1..).zip(bytes.chunks(8 << 20)) {
        fixture.send(&upload, part, piece).await;
    }
    let plan: Vec<_> = (1..).zip(sizes).collect();
    let made = fixture.blobs.assemble(&upload.staged(), &plan).await.unwrap();
    assert_eq!(made, stored(&bytes));
    assert!(fixture.content(BLOB).await.unwrap() == bytes);
}

async fn every_future_can_be_awaited_by_a_server(fixture: &Fixture) {
    fn sendable(_: impl Send) {}
    let (upload, blobs, blob) = (fixture.begin(BLOB).await, &fixture.blobs, BLOB);
    sendable(blobs.stage(SPACE, &upload.upload, 1, 1, crate::fixture::body(b"a", 1)));
    sendable(blobs.begin_upload(SPACE, blob));
    sendable(blobs.part_link(SPACE, blob, "", 1, 1, None, crate::fixture::VALID));
    sendable(blobs.link(SPACE, blob, "", "", crate::fixture::VALID));
    sendable(blobs.assemble(&upload.staged(), &[(1, 1)]));
    sendable(blobs.discard(&upload.staged()));
    sendable(blobs.uploads());
    sendable(blobs.sweep(leporello_model::Millis(0)));
    sendable(blobs.read(SPACE, blob, None));
    sendable(blobs.receive(SPACE, blob, crate::fixture::body(b"a", 1)));
    sendable(blobs.digest(SPACE, blob));
    sendable(blobs.delete(SPACE, blob));
    sendable(blobs.keep_pack(SPACE, blob, blob, Vec::new()));
    sendable(blobs.read_pack(SPACE, blob, blob, 0..1));
    sendable(blobs.whole_pack(SPACE, blob, blob));
    sendable(blobs.delete_pack(SPACE, blob, blob));
    sendable(blobs.check());
}

/// The most memory that this process has held, in KiB.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn two_hundred_mebibytes_pass_through_little_memory(fixture: &Fixture) {
    let piece = bytes::Bytes::from(noise(64 * 1024));
    let pieces = || stream::iter(std::iter::repeat_n(piece.clone(), 3200)).map(Ok::<_, ()>);
    let before = peak_memory();
    let made = fixture.blobs.receive(SPACE, BLOB, pieces()).await.unwrap();
    assert_eq!(made.length, 200 << 20);
    assert_eq!(fixture.blobs.digest(SPACE, BLOB).await.unwrap(), made);
    let mut length = 0;
    let mut object = fixture.blobs.read(SPACE, BLOB, None).await.unwrap();
    while let Some(piece) = object.try_next().await.unwrap() {
        length += piece.len();
    }
    let blobs = fixture.blobs.clone();
    let file = tokio::task::spawn_blocking(move || blobs.open_file(SPACE, BLOB).unwrap()).await.unwrap();
    let grown = peak_memory() - before;
    assert_eq!((length, file.metadata().unwrap().len()), (200 << 20, 200 << 20));
    assert!(grown < 48 * 1024, "grew by {grown} KiB");
}
