//! ListAlbumContent on a collection: what is in it at every moment, in which order, page by page.

use leporello_model::{FileType, Millis, Reach};
use leporello_server::Settings;
use leporello_store::FileRow;
use serde_json::json;

use super::Shelf;
use crate::support::albums::ids;

#[tokio::test]
async fn kinds_and_folders_decide() {
    let shelf = Shelf::new().await;
    let (lisbon, porto) = (&shelf.lisbon, &shelf.porto);
    let [beach, tram, bridge, film] = [&shelf.beach, &shelf.tram, &shelf.bridge, &shelf.film];
    for (dirs, kind, files) in [
        (vec![lisbon], "1", vec![tram, beach]),
        (vec![lisbon], "2", vec![film]),
        (vec![lisbon], "1,2", vec![film, tram, beach]),
        (vec![porto], "2", vec![]),
        (vec![porto, lisbon], "1", vec![bridge, tram, beach]),
    ] {
        let album = shelf.collection(&dirs, kind).await;
        let files: Vec<String> = files.into_iter().cloned().collect();
        assert_eq!(shelf.files(&album).await, files, "{kind}");
    }
}

#[tokio::test]
async fn an_operator_may_keep_a_collection_out_of_inner_folders() {
    let shelf = Shelf::with(Settings { reach: Reach::Shallow, ..Settings::default() }).await;
    let album = shelf.collection(&[&shelf.lisbon, &shelf.porto], "1").await;
    assert_eq!(shelf.files(&album).await, [shelf.bridge.clone(), shelf.beach.clone()]);
    shelf.move_to(&shelf.tram, &shelf.lisbon).await;
    assert_eq!(shelf.files(&album).await, [shelf.bridge.clone(), shelf.tram.clone(), shelf.beach.clone()]);
}

#[tokio::test]
async fn every_change_of_a_file_is_seen_by_the_next_call() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let holds = async |files: &[&String]| {
        let files: Vec<String> = files.iter().copied().cloned().collect();
        assert_eq!(shelf.files(&album).await, files);
    };
    let (beach, tram, cat) = (&shelf.beach, &shelf.tram, &shelf.cat);
    shelf.move_to(cat, &shelf.day).await;
    holds(&[cat, tram, beach]).await;
    world.trash(ann, &[tram]).await;
    holds(&[cat, beach]).await;
    world.restore(ann, &[tram]).await;
    holds(&[cat, tram, beach]).await;
    shelf.move_to(&shelf.day, &shelf.home).await;
    holds(&[beach]).await;
    shelf.move_to(&shelf.day, &shelf.lisbon).await;
    world.rename(ann, beach, "shore.jpg").await;
    holds(&[cat, tram, beach]).await;
    world.purge(ann, tram).await;
    holds(&[cat, beach]).await;
    world.later(1_000);
    let new = world.picture(ann, &shelf.day, "new.jpg").await;
    holds(&[&new, cat, beach]).await;
    let body = json!({ "scopeDirList": [shelf.porto] });
    shelf.update(&album, &body).await.ok();
    holds(&[&shelf.bridge]).await;
}

#[tokio::test]
async fn a_scope_outlives_its_folders() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon, &shelf.porto], "1").await;
    let (before, files) = (shelf.collections().await, shelf.files(&album).await);
    world.trash(ann, &[&shelf.lisbon]).await;
    assert_eq!(shelf.files(&album).await, std::slice::from_ref(&shelf.bridge));
    world.restore(ann, &[&shelf.lisbon]).await;
    assert_eq!(shelf.files(&album).await, files);
    // It is a rule: where its folders lie now does not matter to it.
    shelf.move_to(&shelf.porto, &shelf.home).await;
    assert_eq!(shelf.files(&album).await, files);
    shelf.move_to(&shelf.porto, &shelf.lisbon).await;
    assert_eq!(shelf.files(&album).await, files, "each file once");
    world.trash(ann, &[&shelf.trips]).await;
    assert_eq!(shelf.files(&album).await, [""; 0]);
    world.purge(ann, &shelf.trips).await;
    assert_eq!(shelf.files(&album).await, [""; 0]);
    assert_eq!(shelf.collections().await, before);
}

#[tokio::test]
async fn every_order_is_walked_by_pages_of_every_size() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon, &shelf.porto], "1,2").await;
    // Times that disagree, some of which many share, and some of which nobody knows.
    let mut shots: Vec<(String, [i64; 3])> = Vec::new();
    let mut dirs = [&shelf.lisbon, &shelf.day, &shelf.porto];
    for number in 0..23_i64 {
        dirs.rotate_left(1);
        let taken_at = (number % 5 != 0).then_some(Millis(1_000_000 * (number * 7 % 4)));
        let (created_at, edited_at) = (Millis(2_000_000 + number % 3), Millis(3_000_000 + number * 11 % 6));
        let file_type = if number % 4 == 0 { FileType::Video } else { FileType::Image };
        let row = world.image(ann, dirs[0], &format!("{number}"));
        let id = world.put(FileRow { taken_at, created_at, edited_at, file_type, ..row }).await;
        shots.push((id, [taken_at.unwrap_or(created_at).0, created_at.0, edited_at.0]));
    }
    for file in [&shelf.beach, &shelf.tram, &shelf.bridge, &shelf.film] {
        world.trash(ann, &[file]).await;
    }
    for sort in 1..=3 {
        shots.sort_by(|a, b| (a.1[sort - 1], &a.0).cmp(&(b.1[sort - 1], &b.0)));
        let mut expected: Vec<String> = shots.iter().map(|(id, _)| id.clone()).collect();
        for direction in 1..=2 {
            for size in [1, 2, 3, 22, 23, 100] {
                let query = format!("&sortType={sort}&sortDirection={direction}");
                assert_eq!(walk(&shelf, &album, size, &query).await, expected, "{query}, pages of {size}");
            }
            expected.reverse();
        }
        if sort == 1 {
            expected.reverse();
            assert_eq!(walk(&shelf, &album, 7, "").await, expected, "the latest taken first unless asked otherwise");
        }
    }
}

/// The pages of an album from the first to the last, put together.
async fn walk(shelf: &Shelf, album: &str, size: usize, query: &str) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let query = format!("?pageSize={size}&pageCursor={cursor}{query}");
        let page = shelf.world.contents(shelf.ann(), album, &query).await;
        assert_eq!(page["total"], 23);
        seen.extend(ids(&page));
        page["nextPageCursor"].as_str().unwrap().clone_into(&mut cursor);
        if cursor.is_empty() {
            return seen;
        }
    }
}

#[tokio::test]
async fn a_cursor_is_good_for_its_album_and_order_only() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let other = shelf.collection(&[&shelf.lisbon], "1").await;
    let files = [shelf.beach.clone(), shelf.tram.clone()];
    let manual = world.filled(ann, "Best", &files).await;
    let page = world.contents(ann, &album, "?pageSize=1").await;
    let cursor = page["nextPageCursor"].as_str().unwrap();
    // What is usual of a collection may be said, too.
    for query in ["", "&sortType=1", "&sortType=1&sortDirection=2", "&sortDirection=2", "&pageSize=7"] {
        let page = world.contents(ann, &album, &format!("?pageCursor={cursor}{query}")).await;
        assert_eq!((ids(&page), &page["total"]), (vec![shelf.beach.clone()], &json!(2)), "{query}");
    }
    for (album, query) in [
        (&album, "&sortType=2"),
        (&album, "&sortType=3"),
        (&album, "&sortDirection=1"),
        (&other, ""),
        (&manual, ""),
        (&manual, "&sortType=1"),
    ] {
        let page = world.get(ann, &format!("/album/{album}/list?pageCursor={cursor}{query}")).await;
        page.refused(13_000_102, "pageCursor");
    }
    let manuals = world.contents(ann, &manual, "?pageSize=1").await["nextPageCursor"].as_str().unwrap().to_owned();
    world.contents(ann, &manual, &format!("?pageCursor={manuals}&sortType=2")).await;
    for query in ["", "&sortType=2"] {
        let page = world.get(ann, &format!("/album/{album}/list?pageCursor={manuals}{query}")).await;
        page.refused(13_000_102, "pageCursor");
    }
    // What it stands after may have gone since; the next entry comes all the same.
    world.trash(ann, &[&shelf.tram]).await;
    let page = world.contents(ann, &album, &format!("?pageCursor={cursor}")).await;
    assert_eq!((ids(&page), &page["total"]), (vec![shelf.beach.clone()], &json!(1)));
    for (query, field) in [
        ("pageSize=0", "pageSize"),
        ("pageSize=101", "pageSize"),
        ("sortType=4", "sortType"),
        ("sortDirection=0", "sortDirection"),
    ] {
        world.get(ann, &format!("/album/{album}/list?{query}")).await.refused(13_000_102, field);
    }
}
