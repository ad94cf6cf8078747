//! The cover of an album: the image that was linked first and is visible.

use leporello_model::Manage;

use crate::fixture::Fixture;
use crate::people::Person;

promises!(
    the_cover_is_the_image_linked_first,
    a_video_is_no_cover,
    a_clock_set_back_makes_an_earlier_cover,
    images_linked_together_are_in_the_order_of_their_identifiers,
    the_cover_moves_on,
    a_cover_survives_other_changes,
);

fn an_album<'f>(store: &'f Fixture, images: &[u32], videos: &[u32]) -> Person<'f> {
    let somebody = store.person(1);
    somebody.put_images(images.iter().copied());
    somebody.put(videos.iter().map(|number| somebody.video(*number)));
    somebody.make_album(1);
    somebody
}

fn the_cover_is_the_image_linked_first(store: &Fixture) {
    let somebody = an_album(store, &[1, 2, 3], &[]);
    assert_eq!(somebody.total_and_cover(1), (0, None));
    somebody.link(1, [2], 10);
    assert_eq!(somebody.total_and_cover(1), (1, Some(2)));
    somebody.link(1, [1, 3], 20);
    assert_eq!(somebody.total_and_cover(1), (3, Some(2)));
}

fn a_video_is_no_cover(store: &Fixture) {
    let somebody = an_album(store, &[3], &[1, 2]);
    somebody.link(1, [1], 10);
    assert_eq!(somebody.total_and_cover(1), (1, None));
    somebody.link(1, [2, 3], 20);
    assert_eq!(somebody.total_and_cover(1), (3, Some(3)));
    // A video before it takes nothing away from it, not even from an earlier time.
    somebody.unlink(1, [1]);
    somebody.link(1, [1], 5);
    assert_eq!(somebody.total_and_cover(1), (3, Some(3)));
    somebody.unlink(1, [3]);
    assert_eq!(somebody.total_and_cover(1), (2, None));
}

fn a_clock_set_back_makes_an_earlier_cover(store: &Fixture) {
    let somebody = an_album(store, &[1, 2, 3], &[4]);
    somebody.link(1, [1], 100);
    somebody.link(1, [4], 40);
    assert_eq!(somebody.total_and_cover(1), (2, Some(1)));
    somebody.link(1, [3], 50);
    assert_eq!(somebody.total_and_cover(1), (3, Some(3)));
    assert_eq!(somebody.contents(1), [4, 3, 1]);
    somebody.link(1, [2], 60);
    assert_eq!(somebody.total_and_cover(1), (4, Some(3)));
    // What counts is when it was linked, also after the cover itself was taken out.
    somebody.unlink(1, [3]);
    assert_eq!(somebody.total_and_cover(1), (3, Some(2)));
}

fn images_linked_together_are_in_the_order_of_their_identifiers(store: &Fixture) {
    let somebody = an_album(store, &[1, 2, 3, 4], &[]);
    somebody.link(1, [3, 2, 4], 10);
    assert_eq!(somebody.total_and_cover(1), (3, Some(2)));
    somebody.link(1, [1], 10);
    assert_eq!(somebody.total_and_cover(1), (4, Some(1)));
    assert_eq!(somebody.contents(1), [1, 2, 3, 4]);
}

fn the_cover_moves_on(store: &Fixture) {
    let somebody = an_album(store, &[1, 2, 3], &[4, 5]);
    somebody.link(1, [4], 10);
    somebody.link(1, [2], 20);
    somebody.link(1, [5], 30);
    somebody.link(1, [3, 1], 40);
    let mut covers = Vec::new();
    for gone in [2, 5, 1, 3, 4] {
        somebody.unlink(1, [gone]);
        covers.push(somebody.total_and_cover(1));
    }
    assert_eq!(covers, [(4, Some(1)), (3, Some(1)), (2, Some(3)), (1, None), (0, None)]);
    somebody.link(1, [3], 7);
    assert_eq!(somebody.total_and_cover(1), (1, Some(3)));
}

fn a_cover_survives_other_changes(store: &Fixture) {
    let somebody = an_album(store, &[1, 2], &[3]);
    somebody.make_album(2);
    somebody.link(1, [1, 2, 3], 10);
    somebody.link(2, [2], 20);
    somebody.unlink(1, [2]);
    somebody.unlink(1, [3]);
    let album = somebody.may_on(Manage, 1);
    store.write(move |write| write.rename_album(&album, "other"));
    assert_eq!(somebody.total_and_cover(1), (1, Some(1)));
    assert_eq!(somebody.total_and_cover(2), (1, Some(2)));
}
