//! Purging: files go for good, and with them their links, their use of the space and their claim on bytes.

use leporello_model::BlobId;
use leporello_store::{FileRow, Unclaimed};

use crate::fixture::Fixture;
use crate::people::{Person, inside};

promises!(
    a_purged_file_is_gone_everywhere,
    a_purged_folder_takes_along_all_below,
    purging_what_is_not_in_the_bin_counts_too,
    purging_overlapping_things_counts_once,
    a_shared_object_is_claimed_until_its_last_file_goes,
    swept_objects_are_forgotten,
    unknown_files_are_ignored,
);

/// Folder 1 with folder 2 with images 10 and 11; image 12 and video 13 in the root; all in album 1.
fn a_tree(store: &Fixture) -> Person<'_> {
    let somebody = store.person(1);
    somebody.put([
        somebody.folder(1),
        inside(1, somebody.folder(2)),
        inside(2, somebody.image(10)),
        inside(2, somebody.image(11)),
        somebody.image(12),
        somebody.video(13),
    ]);
    somebody.make_album(1);
    somebody.link(1, 10..=13, 100);
    somebody
}

fn a_purged_file_is_gone_everywhere(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([10], 1000);
    assert_eq!(somebody.total_and_cover(1), (3, Some(11)));
    somebody.purge([10]);
    assert_eq!(somebody.file(10), None);
    assert_eq!(somebody.total_and_cover(1), (3, Some(11)));
    assert_eq!(somebody.contents(1), [11, 12, 13]);
    assert_eq!(store.number("SELECT count(*) FROM link"), 3);
    assert_eq!((somebody.used(), somebody.unclaimed()), (30, vec![10]));
}

fn a_purged_folder_takes_along_all_below(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([11], 900);
    somebody.trash([1], 1000);
    somebody.purge([1]);
    assert_eq!([1, 2, 10, 11].map(|number| somebody.file(number)), [None, None, None, None]);
    assert_eq!(somebody.total_and_cover(1), (2, Some(12)));
    assert_eq!(store.number("SELECT count(*) FROM link"), 2);
    assert_eq!((somebody.used(), somebody.unclaimed()), (20, vec![10, 11]));
}

fn purging_what_is_not_in_the_bin_counts_too(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.make_album(2);
    somebody.link(2, [11, 13], 100);
    somebody.purge([1]);
    assert_eq!(somebody.total_and_cover(1), (2, Some(12)));
    assert_eq!(somebody.total_and_cover(2), (1, None));
}

fn purging_overlapping_things_counts_once(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.trash([10, 1, 12], 1000);
    somebody.purge([10, 2, 1, 1, 12]);
    assert_eq!((somebody.used(), somebody.unclaimed()), (10, vec![10, 11, 12]));
    assert_eq!(somebody.total_and_cover(1), (1, None));
    assert_eq!(store.number("SELECT count(*) FROM file"), 2, "the root folder and the video");
}

fn a_shared_object_is_claimed_until_its_last_file_goes(store: &Fixture) {
    let somebody = store.person(1);
    let first = somebody.image(1);
    let copy = FileRow { blob: first.blob, sha256: first.sha256.clone(), ..somebody.image(2) };
    let third = FileRow { blob: first.blob, sha256: first.sha256.clone(), ..somebody.image(3) };
    somebody.put([first, copy, third, somebody.image(4)]);
    somebody.trash(1..=4, 1000);
    somebody.purge([1]);
    assert_eq!((somebody.used(), somebody.unclaimed()), (30, vec![]));
    somebody.purge([2, 4]);
    assert_eq!((somebody.used(), somebody.unclaimed()), (10, vec![4]));
    somebody.purge([3]);
    assert_eq!((somebody.used(), somebody.unclaimed()), (0, vec![1, 4]));
}

fn swept_objects_are_forgotten(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.purge([10, 11]);
    let space = somebody.space;
    assert_eq!(store.read(|read| read.any_unclaimed(1)).len(), 1);
    // Object 12 is claimed: a sweep that names it by mistake must not make it forgotten.
    let gone = [10, 12].map(|blob| Unclaimed { space, blob: BlobId::new(blob), packs: vec![] });
    store.write(move |write| write.forget_unclaimed(&gone));
    assert_eq!(somebody.unclaimed(), [11]);
    assert_eq!(store.number("SELECT count(*) FROM blob"), 3);
}

fn unknown_files_are_ignored(store: &Fixture) {
    let somebody = a_tree(store);
    somebody.purge([99]);
    somebody.purge([]);
    assert_eq!((somebody.used(), somebody.total_and_cover(1)), (40, (4, Some(10))));
}
