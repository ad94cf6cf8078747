//! ListAlbumContent: three sorts, two directions, pages of every size, and what a cursor is good for.

use leporello_model::Millis;
use leporello_store::FileRow;
use serde_json::{Value, json};

use crate::support::World;
use crate::support::albums::{additions, ids};

/// An image and the three times it may be sorted by.
struct Shot {
    id: String,
    times: [i64; 3],
}

/// An album of 107 images whose times disagree, many of which share one.
async fn gallery(world: &World) -> (String, Vec<Shot>) {
    let ann = &world.ann;
    let (album, mut shots) = (world.album(ann, "Summer").await, Vec::new());
    for number in 0..107_i64 {
        world.later(500);
        // Some were taken long ago, some at the same moment, some nobody knows when.
        let taken_at = (number % 5 != 0).then(|| Millis(1_000_000 * (number * 37 % 11)));
        let name = format!("{number}.jpg");
        let id = world.put(FileRow { taken_at, ..world.image(ann, "root", &name) }).await;
        shots.push(Shot { id, times: [taken_at.unwrap_or(world.now()).0, 0, world.now().0] });
    }
    let order: Vec<usize> = (0..107).map(|number| number * 29 % 107).collect();
    for three in order.chunks(3) {
        world.later(1_000);
        let files: Vec<String> = three.iter().map(|place| shots[*place].id.clone()).collect();
        world.post(ann, &format!("/album/{album}/add"), additions(ann, &files)).await.ok();
        three.iter().for_each(|place| shots[*place].times[1] = world.now().0);
    }
    for (turn, place) in (0..107).step_by(4).map(|number| number * 53 % 107).enumerate() {
        world.later(if turn % 2 == 0 { 1_000 } else { 0 });
        world.rename(ann, &shots[place].id, &format!("renamed {turn}.jpg")).await;
        shots[place].times[2] = world.now().0;
    }
    (album, shots)
}

/// The pages of an album from the first to the last, put together.
async fn walk(world: &World, album: &str, size: usize, query: &str) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.contents(&world.ann, album, &format!("?pageSize={size}&pageCursor={cursor}{query}")).await;
        let entries = ids(&page);
        seen.extend_from_slice(&entries);
        page["nextPageCursor"].as_str().unwrap().clone_into(&mut cursor);
        if cursor.is_empty() {
            return seen;
        }
        assert_eq!(entries.len(), size, "only the last page may be short");
    }
}

#[tokio::test]
async fn every_sort_and_direction_is_walked_by_pages_of_every_size() {
    let world = World::new().await;
    let (album, mut shots) = gallery(&world).await;
    for sort in 1..=3 {
        shots.sort_by(|a, b| (a.times[sort - 1], &a.id).cmp(&(b.times[sort - 1], &b.id)));
        let mut expected: Vec<String> = shots.iter().map(|shot| shot.id.clone()).collect();
        for direction in 1..=2 {
            for size in [1, 7, 100] {
                let query = format!("&sortType={sort}&sortDirection={direction}");
                assert_eq!(walk(&world, &album, size, &query).await, expected, "{query}, pages of {size}");
            }
            expected.reverse();
        }
    }
}

#[tokio::test]
async fn a_hundred_and_the_latest_linked_first_unless_asked_otherwise() {
    let world = World::new().await;
    let (album, mut shots) = gallery(&world).await;
    shots.sort_by(|a, b| (b.times[1], &b.id).cmp(&(a.times[1], &a.id)));
    let expected: Vec<String> = shots.iter().map(|shot| shot.id.clone()).collect();
    for query in ["", "?pageSize=&pageCursor=&sortType=&sortDirection=", "?sortDirection=2", "?sortType=2", "?a=b"] {
        let page = world.contents(&world.ann, &album, query).await;
        assert_eq!(ids(&page), expected[..100], "{query}");
        assert_eq!(page["total"], 107, "{query}");
    }
}

#[tokio::test]
async fn a_cursor_holds_its_place_while_the_album_changes() {
    let world = World::new().await;
    let files = world.pictures(&world.ann, 20).await;
    let album = world.filled(&world.ann, "Summer", &files).await;
    let oldest_first = "&sortDirection=1";
    let page = world.contents(&world.ann, &album, &format!("?pageSize=7{oldest_first}")).await;
    let seen = ids(&page);
    // The entry that the cursor stands on goes, the one behind it goes out of sight, one comes at the end.
    world.take_out(&world.ann, &album, &seen[6..]).await;
    let mut order = files.clone();
    order.sort_unstable();
    world.trash(&world.ann, &[&order[7]]).await;
    let late = world.pictures(&world.ann, 21).await.pop().unwrap();
    world
        .post(&world.ann, &format!("/album/{album}/add"), additions(&world.ann, std::slice::from_ref(&late)))
        .await
        .ok();
    let cursor = page["nextPageCursor"].as_str().unwrap();
    let next = world.contents(&world.ann, &album, &format!("?pageCursor={cursor}{oldest_first}")).await;
    let mut expected = order[8..].to_vec();
    expected.push(late);
    assert_eq!((ids(&next), &next["total"]), (expected, &json!(19)));
}

#[tokio::test]
async fn a_cursor_is_good_for_one_list_only() {
    let world = World::new().await;
    let files = world.pictures(&world.ann, 3).await;
    let (summer, autumn) =
        (world.filled(&world.ann, "Summer", &files).await, world.filled(&world.ann, "Autumn", &files).await);
    let page = world.contents(&world.ann, &summer, "?pageSize=1").await;
    let cursor = page["nextPageCursor"].as_str().unwrap();
    assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{cursor}");
    let ask = async |album: &str, rest: &str| {
        world.get(&world.ann, &format!("/album/{album}/list?pageCursor={cursor}{rest}")).await
    };
    for good in ["", "&sortType=2", "&sortDirection=2&sortType=2", "&pageSize=2"] {
        ask(&summer, good).await.ok();
    }
    for other in ["&sortType=1", "&sortType=3", "&sortDirection=1"] {
        ask(&summer, other).await.refused(13_000_102, "pageCursor");
    }
    ask(&autumn, "").await.refused(13_000_102, "pageCursor");
}

#[tokio::test]
async fn the_total_is_of_what_can_be_seen() {
    let world = World::new().await;
    let files = world.pictures(&world.ann, 3).await;
    let album = world.filled(&world.ann, "Summer", &files).await;
    let total = async || -> Value { world.contents(&world.ann, &album, "?pageSize=1").await["total"].clone() };
    world.trash(&world.ann, &[&files[1]]).await;
    assert_eq!(total().await, 2);
    world.restore(&world.ann, &[&files[1]]).await;
    assert_eq!(total().await, 3);
    world.purge(&world.ann, &files[1]).await;
    assert_eq!(total().await, 2);
}
