//! Uploads under way, and the objects that files claim.

use leporello_model::{Add, BlobId, FileType, Millis, SpaceId, UploadId};
use leporello_store::{Object, Upload};

use crate::fixture::Fixture;
use crate::people::{Person, file_id, number};

promises!(
    an_upload_comes_back,
    parts_are_planned_anew,
    an_upload_may_get_another_object,
    uploads_under_way_are_told,
    expired_uploads_are_found_oldest_first,
    bytes_are_kept_once,
    claiming_again_is_the_same_claim,
    an_upload_given_up_leaves_its_object_to_the_sweep,
);

const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn upload(somebody: &Person<'_>, file: u32, expires_at: i64) -> Upload {
    Upload {
        space: somebody.space,
        file: file_id(file),
        upload: UploadId::from_bits([file.to_le_bytes()[0]; 16]),
        blob: BlobId::new(i64::from(file)),
        owner: somebody.user,
        parent: somebody.root(),
        name: "夏.jpg".to_owned(),
        rename_mode: 2,
        file_type: FileType::Image,
        mime_type: Some("image/jpeg".to_owned()),
        description: Some("x".to_owned()),
        length: 11,
        sha256: Some(DIGEST.to_owned()),
        parts: vec![5, 6],
        created_at: Millis(7),
        expires_at: Millis(expires_at),
        multipart: None,
    }
}

fn add(somebody: &Person<'_>, upload: &Upload) {
    let (space, upload) = (somebody.may(Add), upload.clone());
    somebody.fixture.write(move |write| write.add_upload(&space, &upload));
}

fn find(somebody: &Person<'_>, file: u32) -> Option<Upload> {
    let space = somebody.space;
    somebody.fixture.read(move |read| read.upload(space, &file_id(file)))
}

fn an_upload_comes_back(store: &Fixture) {
    let somebody = store.person(1);
    let whole = upload(&somebody, 1, 100);
    let bare = Upload { mime_type: None, description: None, sha256: None, parts: vec![], ..upload(&somebody, 2, 100) };
    add(&somebody, &bare);
    add(&somebody, &whole);
    assert_eq!(find(&somebody, 1), Some(whole));
    assert_eq!(find(&somebody, 2), Some(bare));
    assert_eq!(find(&store.person(2), 1), None);
    let space = somebody.space;
    store.write(move |write| write.remove_upload(space, &file_id(1)));
    assert_eq!(find(&somebody, 1), None);
    assert!(find(&somebody, 2).is_some());
}

fn parts_are_planned_anew(store: &Fixture) {
    let somebody = store.person(1);
    add(&somebody, &upload(&somebody, 1, 100));
    let space = somebody.space;
    store.write(move |write| write.plan_parts(space, &file_id(1), &[1, 2, i64::MAX]));
    assert_eq!(find(&somebody, 1).unwrap().parts, [1, 2, i64::MAX]);
}

fn expired_uploads_are_found_oldest_first(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    add(&somebody, &upload(&somebody, 1, 300));
    add(&somebody, &upload(&somebody, 2, 100));
    add(&other, &upload(&other, 3, 200));
    let expired = |now, most| {
        let found = store.read(move |read| read.any_expired_uploads(Millis(now), most));
        found.iter().map(|upload| number(&upload.file)).collect::<Vec<_>>()
    };
    assert_eq!(expired(300, 10), [2, 3]);
    assert_eq!(expired(301, 10), [2, 3, 1]);
    assert_eq!(expired(301, 1), [2]);
    assert!(expired(100, 10).is_empty());
}

fn claim(store: &Fixture, space: SpaceId, blob: i64, digest: &'static str) -> i64 {
    store.write(move |write| write.claim_blob(space, BlobId::new(blob), digest, 4, "{}")).number()
}

fn bytes_are_kept_once(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    let with = |space| store.read(move |read| read.blob_with(space, DIGEST));
    let object = |id, facts: &str| Object { id: BlobId::new(id), size: 4, facts: Some(facts.to_owned()) };
    assert_eq!(with(somebody.space), None);
    assert_eq!(claim(store, somebody.space, 1, DIGEST), 1);
    assert_eq!(with(somebody.space), Some(object(1, "{}")));
    assert_eq!(claim(store, somebody.space, 2, DIGEST), 1, "the space has these bytes already");
    assert_eq!(somebody.unclaimed(), [2]);
    assert_eq!(claim(store, other.space, 1, DIGEST), 1, "another space keeps its own");
    assert_eq!(claim(store, somebody.space, 3, "00"), 3);
    assert_eq!(somebody.unclaimed(), [2]);
    // What bytes say that were stored before that was kept is kept when they come again.
    store.place.batch("UPDATE blob SET facts = NULL");
    assert_eq!(with(somebody.space).unwrap().facts, None);
    assert_eq!(claim(store, somebody.space, 2, DIGEST), 1);
    assert_eq!(with(somebody.space), Some(object(1, "{}")));
    // Once nobody needs them any more, the same bytes are claimed anew.
    somebody.put_images([1]);
    store.place.batch("UPDATE blob SET claimed = FALSE WHERE space_id = 1 AND id = 1");
    assert_eq!(with(somebody.space), None);
    assert_eq!(claim(store, somebody.space, 4, DIGEST), 4);
    assert_eq!(somebody.unclaimed(), [1, 2]);
}

fn claiming_again_is_the_same_claim(store: &Fixture) {
    let somebody = store.person(1);
    for _ in 0..2 {
        assert_eq!(claim(store, somebody.space, 1, DIGEST), 1);
    }
    assert!(somebody.unclaimed().is_empty());
    assert_eq!(store.number("SELECT count(*) FROM blob"), 1);
}

fn an_upload_given_up_leaves_its_object_to_the_sweep(store: &Fixture) {
    let somebody = store.person(1);
    let space = somebody.space;
    let leave = |blob| store.write(move |write| write.leave_blob(space, BlobId::new(blob)));
    leave(1);
    leave(1);
    leave(2);
    assert_eq!(somebody.unclaimed(), [1, 2]);
    claim(store, space, 3, DIGEST);
    leave(3);
    assert_eq!(somebody.unclaimed(), [1, 2], "what is claimed is not given up");
}

fn an_upload_may_get_another_object(store: &Fixture) {
    let somebody = store.person(1);
    add(&somebody, &upload(&somebody, 1, 100));
    let space = somebody.space;
    let renew = |old, new| {
        store.write(move |write| write.renew_blob(space, &file_id(1), BlobId::new(old), BlobId::new(new)));
        find(&somebody, 1).unwrap().blob.number()
    };
    assert_eq!(renew(1, 8), 8);
    assert_eq!(somebody.unclaimed(), [1]);
    assert_eq!(renew(1, 9), 8, "somebody else was faster");
    assert_eq!(somebody.unclaimed(), [1]);
}

fn uploads_under_way_are_told(store: &Fixture) {
    let (somebody, other) = (store.person(1), store.person(2));
    add(&somebody, &upload(&somebody, 1, 100));
    add(&somebody, &upload(&somebody, 2, 100));
    add(&other, &upload(&other, 3, 100));
    let id = |file: u8| UploadId::from_bits([file; 16]);
    let space = somebody.space;
    let asked = [id(2), id(3), id(9)];
    let under_way = store.read(move |read| read.uploads_under_way(space, &asked));
    assert_eq!(under_way, [id(2)]);
}
