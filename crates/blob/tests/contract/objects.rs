//! Objects are read, copied and deleted.

use std::io::{BufRead, Read, Seek, SeekFrom};

use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use leporello_blob::BlobError;
use leporello_model::{BlobId, SpaceId};

use crate::fixture::{BLOB, Fixture, SPACE, body, noise, stored};

promises!(
    a_check_passes_and_can_be_repeated,
    any_range_is_read_as_it_was_written,
    a_range_must_lie_within_the_object,
    a_reader_seeks_and_reads_to_the_end,
    a_file_begins_at_its_beginning,
    what_is_missing_is_missing_in_every_way,
    a_deleted_object_is_missing_and_can_be_deleted_again,
    a_space_has_its_own_objects,
    a_store_that_was_opened_again_has_its_objects,
    receiving_again_is_fine_and_replaces_nothing,
    receiving_what_breaks_off_leaves_nothing,
    large_and_small_streams_are_received,
);

async fn a_check_passes_and_can_be_repeated(fixture: &Fixture) {
    for _ in 0..2 {
        fixture.blobs.check().await.unwrap();
    }
}

async fn any_range_is_read_as_it_was_written(fixture: &Fixture) {
    let bytes = noise(1_000_000);
    fixture.make(BLOB, &bytes).await;
    for range in [0..1, 0..1_000_000, 131_071..131_073, 999_999..1_000_000, 5..700_000] {
        let stream = fixture.blobs.read(SPACE, BLOB, Some(range.clone())).await.unwrap();
        let pieces: Vec<Bytes> = stream.try_collect().await.unwrap();
        assert!(pieces.concat() == bytes[range.start as usize..range.end as usize], "{range:?}");
    }
    let pieces: Vec<Bytes> = fixture.blobs.read(SPACE, BLOB, None).await.unwrap().try_collect().await.unwrap();
    assert!(pieces.concat() == bytes);
    assert!(pieces.iter().all(|piece| piece.len() <= 128 * 1024));
}

#[expect(clippy::reversed_empty_ranges, reason = "it is the point")]
async fn a_range_must_lie_within_the_object(fixture: &Fixture) {
    fixture.make(BLOB, &noise(1_000_000)).await;
    for range in [0..1_000_001, 1_000_000..1_000_001, 7..7, 8..7, u64::MAX - 1..u64::MAX] {
        let error = fixture.blobs.read(SPACE, BLOB, Some(range.clone())).await.err().unwrap();
        assert!(matches!(error, BlobError::OutOfRange { length: 1_000_000, .. }), "{range:?}: {error}");
    }
}

async fn a_reader_seeks_and_reads_to_the_end(fixture: &Fixture) {
    let bytes = noise(1_000_000);
    fixture.make(BLOB, &bytes).await;
    let blobs = fixture.blobs.clone();
    let read = tokio::task::spawn_blocking(move || {
        let (mut reader, length) = blobs.open_reader(SPACE, BLOB).unwrap();
        assert_eq!(length, 1_000_000);
        let mut four = [0; 4];
        for at in [999_996, 0, 500_000, 500_002, 262_142] {
            assert_eq!(reader.seek(SeekFrom::Start(at)).unwrap(), at);
            reader.read_exact(&mut four).unwrap();
            assert_eq!(four, bytes[at as usize..at as usize + 4]);
        }
        assert_eq!(reader.seek(SeekFrom::Current(-4)).unwrap(), 262_142);
        assert_eq!(reader.fill_buf().unwrap()[0], bytes[262_142]);
        assert_eq!(reader.seek(SeekFrom::End(-10)).unwrap(), 999_990);
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, bytes[999_990..]);
        assert!(reader.fill_buf().unwrap().is_empty());
        reader.seek(SeekFrom::Start(2_000_000)).unwrap();
        assert!(reader.fill_buf().unwrap().is_empty());
        assert!(reader.seek(SeekFrom::End(-2_000_000)).is_err());
        reader.rewind().unwrap();
        let mut all = Vec::new();
        reader.read_to_end(&mut all).unwrap();
        assert!(all == bytes);
    });
    read.await.unwrap();
}

async fn a_file_begins_at_its_beginning(fixture: &Fixture) {
    let bytes = noise(1_000_000);
    fixture.make(BLOB, &bytes).await;
    let blobs = fixture.blobs.clone();
    let mut file = tokio::task::spawn_blocking(move || blobs.open_file(SPACE, BLOB).unwrap()).await.unwrap();
    let mut read = Vec::new();
    file.read_to_end(&mut read).unwrap();
    assert!(read == bytes);
}

async fn missing(fixture: &Fixture, space: SpaceId, blob: BlobId) {
    assert!(matches!(fixture.blobs.read(space, blob, None).await.err(), Some(BlobError::Missing)));
    assert!(matches!(fixture.blobs.read(space, blob, Some(0..1)).await.err(), Some(BlobError::Missing)));
    assert!(matches!(fixture.blobs.digest(space, blob).await.err(), Some(BlobError::Missing)));
    let blobs = fixture.blobs.clone();
    let opened = tokio::task::spawn_blocking(move || {
        (blobs.open_reader(space, blob).err().unwrap(), blobs.open_file(space, blob).err().unwrap())
    });
    assert!(matches!(opened.await.unwrap(), (BlobError::Missing, BlobError::Missing)));
}

async fn what_is_missing_is_missing_in_every_way(fixture: &Fixture) {
    missing(fixture, SPACE, BLOB).await;
    fixture.blobs.delete(SPACE, BLOB).await.unwrap();
}

async fn a_deleted_object_is_missing_and_can_be_deleted_again(fixture: &Fixture) {
    fixture.make(BLOB, b"abc").await;
    for _ in 0..2 {
        fixture.blobs.delete(SPACE, BLOB).await.unwrap();
        missing(fixture, SPACE, BLOB).await;
    }
}

async fn a_space_has_its_own_objects(fixture: &Fixture) {
    fixture.make(BLOB, b"abc").await;
    missing(fixture, SpaceId::new(99), BLOB).await;
    fixture.blobs.delete(SpaceId::new(99), BLOB).await.unwrap();
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"abc");
}

async fn a_store_that_was_opened_again_has_its_objects(fixture: &Fixture) {
    let made = fixture.make(BLOB, b"kept").await;
    assert_eq!(fixture.again().digest(SPACE, BLOB).await.unwrap(), made);
}

async fn receiving_again_is_fine_and_replaces_nothing(fixture: &Fixture) {
    for _ in 0..2 {
        assert_eq!(fixture.blobs.receive(SPACE, BLOB, body(b"abcd", 3)).await.unwrap(), stored(b"abcd"));
    }
    let error = fixture.blobs.receive(SPACE, BLOB, body(b"other", 3)).await.unwrap_err();
    assert!(matches!(error, BlobError::Exists), "{error}");
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"abcd");
}

async fn receiving_what_breaks_off_leaves_nothing(fixture: &Fixture) {
    for before in [&b"ab"[..], &noise(9 << 20)] {
        let broken = stream::iter([Ok(Bytes::copy_from_slice(before)), Err("gone")]);
        let error = fixture.blobs.receive(SPACE, BLOB, broken).await.unwrap_err();
        assert!(matches!(error, BlobError::Interrupted), "{error}");
        missing(fixture, SPACE, BLOB).await;
    }
}

async fn large_and_small_streams_are_received(fixture: &Fixture) {
    for (number, length) in (1..).zip([0, 1, (8 << 20) - 1, 8 << 20, (8 << 20) + 1, 17_000_000]) {
        let (blob, bytes) = (BlobId::new(number), noise(length));
        let made = fixture.blobs.receive(SPACE, blob, body(&bytes, 100_000)).await.unwrap();
        assert_eq!(made, stored(&bytes));
        assert!(fixture.content(blob).await.unwrap() == bytes, "{length}");
    }
}
