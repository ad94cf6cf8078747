//! Links that clients are given.

use leporello_blob::BlobError;

use crate::fixture::{BLOB, Fixture, SPACE, VALID, body, get, put, s3_endpoint, sha256, stored};

/// A link to part `part` of an upload of the usual object.
async fn part_link(fixture: &Fixture, multipart: &str, part: u32, size: u64, sha256: Option<&str>) -> String {
    fixture.blobs.part_link(SPACE, BLOB, multipart, part, size, sha256, VALID).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_disk_has_none() {
    let blobs = Fixture::disk().blobs;
    assert_eq!(blobs.begin_upload(SPACE, BLOB).await.unwrap(), None);
    assert_eq!(blobs.begin_checked_upload(SPACE, BLOB).await.unwrap(), None);
    assert_eq!(blobs.part_link(SPACE, BLOB, "", 1, 3, None, VALID).await.unwrap(), None);
    assert_eq!(blobs.link(SPACE, BLOB, "", "", VALID).await.unwrap(), None);
}

#[tokio::test]
async fn parts_are_not_staged_here() {
    let fixture = Fixture::s3();
    let upload = fixture.begin(BLOB).await;
    let error = fixture.blobs.stage(SPACE, &upload.upload, 1, 1, body(b"a", 1)).await.unwrap_err();
    assert!(matches!(error, BlobError::Unsupported(_)), "{error}");
}

#[tokio::test]
async fn an_object_is_served_as_the_link_says() {
    let fixture = Fixture::s3();
    fixture.make(BLOB, b"0123456789").await;
    let disposition = "attachment; filename=\"a b.jpg\"; filename*=UTF-8''%E7%8C%AB%20%26.jpg";
    let link = fixture.blobs.link(SPACE, BLOB, "image/jpeg", disposition, VALID).await.unwrap().unwrap();
    let names = &["content-type", "content-disposition", "content-range"];

    let (status, headers, bytes) = get(link.clone(), None, names).await;
    assert_eq!((status, &*bytes), (200, &b"0123456789"[..]));
    assert_eq!(headers, ["image/jpeg", disposition, "-"]);
    let (status, headers, bytes) = get(link, Some("bytes=2-4"), names).await;
    assert_eq!((status, &*bytes), (206, &b"234"[..]));
    assert_eq!(headers[2], "bytes 2-4/10");
    // Garage says neither with a range; a store that does says it right.
    assert!(headers[..2] == ["-", "-"] || headers[..2] == ["image/jpeg", disposition], "{headers:?}");
}

#[tokio::test]
async fn a_link_that_was_changed_is_refused() {
    let fixture = Fixture::s3();
    fixture.make(BLOB, b"abc").await;
    let link = fixture.blobs.link(SPACE, BLOB, "image/jpeg", "inline", VALID).await.unwrap().unwrap();
    for (old, new) in [("image%2Fjpeg", "text%2Fhtml"), ("Expires=60", "Expires=6000"), ("36417?", "36418?")] {
        let changed = link.replace(old, new);
        assert_ne!(changed, link);
        assert_eq!(get(changed, None, &[]).await.0, 403, "{new}");
    }
    let upload = fixture.begin(BLOB).await;
    let multipart = upload.multipart.as_deref().unwrap();
    let link = part_link(&fixture, multipart, 1, 3, None).await;
    let checked = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap().unwrap();
    let bound = part_link(&fixture, &checked, 1, 3, Some(&sha256(b"abc"))).await;
    assert!(bound.contains("ungWv48B"));
    for link in [link.replace("partNumber=1", "partNumber=2"), bound.replace("ungWv48B", "ungWv48C")] {
        assert_eq!(put(link, b"abc").await, 403);
    }
}

#[tokio::test]
async fn clients_are_sent_to_the_public_endpoint_and_nobody_else_is() {
    let inside = s3_endpoint();
    let public = inside.replace("127.0.0.1", "localhost");
    assert_ne!(inside, public);
    let fixture = Fixture::s3_with(&format!("&public_endpoint={public}"));
    let upload = fixture.begin(BLOB).await;
    let multipart = upload.multipart.as_deref().unwrap();
    let link = part_link(&fixture, multipart, 1, 3, None).await;
    assert!(link.starts_with(&format!("{public}/")), "another host");
    assert_eq!(put(link, b"abc").await, 200);
    fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap();
    let link = fixture.blobs.link(SPACE, BLOB, "image/jpeg", "inline", VALID).await.unwrap().unwrap();
    assert!(link.starts_with(&format!("{public}/")), "another host");
    assert_eq!(get(link, None, &[]).await.2, b"abc");

    let away = Fixture::s3_with("&public_endpoint=http://127.0.0.1:1");
    assert_eq!(away.make_itself(b"abc").await, stored(b"abc"));
}

impl Fixture {
    /// Makes an object without any link.
    async fn make_itself(&self, bytes: &[u8]) -> leporello_blob::Stored {
        self.blobs.check().await.unwrap();
        self.blobs.receive(SPACE, BLOB, body(bytes, 2)).await.unwrap()
    }
}

#[tokio::test]
async fn a_part_link_dies_with_its_upload() {
    let fixture = Fixture::s3();
    for joined in [false, true] {
        let upload = fixture.begin(BLOB).await;
        let link = part_link(&fixture, upload.multipart.as_deref().unwrap(), 1, 3, None).await;
        assert_eq!(put(link.clone(), b"abc").await, 200);
        if joined {
            fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap();
        } else {
            fixture.blobs.discard(&upload.staged()).await.unwrap();
        }
        assert_eq!(put(link, b"new").await, 404);
    }
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"abc");
}

#[tokio::test]
async fn a_part_link_takes_the_announced_length_only() {
    let fixture = Fixture::s3();
    let digest = sha256(b"abc");
    for checked in [false, true] {
        let mut upload = fixture.begin(BLOB).await;
        if checked {
            upload.multipart = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap();
        }
        let (name, sha256) = (upload.multipart.as_deref().unwrap(), checked.then_some(&*digest));
        let link = part_link(&fixture, name, 1, 3, sha256).await;
        for other in [&b"ab"[..], b"abcd", b"", &[0; 100_000]] {
            assert_eq!(put(link.clone(), other).await, 403, "{} bytes", other.len());
        }
        let error = fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap_err();
        assert!(matches!(error, BlobError::PartMissing(1)), "{error}");
        assert_eq!(put(link, b"abc").await, 200);
        assert_eq!(fixture.blobs.assemble(&upload.staged(), &[(1, 3)]).await.unwrap(), stored(b"abc"));
    }
}

#[tokio::test]
async fn the_digest_of_nothing_opens_no_way_around_the_upload() {
    let fixture = Fixture::s3();
    let name = fixture.blobs.begin_checked_upload(SPACE, BLOB).await.unwrap().unwrap();
    let link = part_link(&fixture, &name, 1, 3, Some(&sha256(b""))).await;
    for bytes in [&b"abc"[..], b""] {
        assert!((400..500).contains(&put(link.clone(), bytes).await));
    }
    assert!(matches!(fixture.content(BLOB).await, Err(BlobError::Missing)));
}

/// Garage takes no empty part, so that nobody can have sent this one.
#[tokio::test]
async fn an_empty_part_beside_others_need_not_be_sent() {
    let fixture = Fixture::s3();
    let upload = fixture.begin(BLOB).await;
    fixture.send(&upload, 1, b"abc").await;
    for _ in 0..2 {
        assert_eq!(fixture.blobs.assemble(&upload.staged(), &[(1, 3), (2, 0)]).await.unwrap(), stored(b"abc"));
    }
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"abc");
}

#[tokio::test]
async fn the_link_for_an_empty_file_takes_nothing_else() {
    let fixture = Fixture::s3();
    let upload = fixture.begin(BLOB).await;
    let link = part_link(&fixture, upload.multipart.as_deref().unwrap(), 1, 0, Some(&sha256(b""))).await;
    assert_eq!(put(link.clone(), b"abc").await, 403);
    assert!(matches!(fixture.content(BLOB).await, Err(BlobError::Missing)));
    assert_eq!(put(link, b"").await, 200);
    assert_eq!(fixture.blobs.assemble(&upload.staged(), &[(1, 0)]).await.unwrap(), stored(b""));
}

#[tokio::test]
async fn an_empty_object_is_never_put_over_another() {
    let fixture = Fixture::s3();
    fixture.make(BLOB, b"abc").await;
    let upload = fixture.begin(BLOB).await;
    let error = fixture.blobs.assemble(&upload.staged(), &[(1, 0)]).await.unwrap_err();
    assert!(matches!(error, BlobError::Exists), "{error}");
    assert_eq!(fixture.content(BLOB).await.unwrap(), b"abc");
}
