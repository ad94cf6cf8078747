//! ListAlbums: order, pages, totals.

use serde_json::{Value, json};

use crate::support::World;

fn names(page: &Value) -> Vec<String> {
    let albums = page["albumList"].as_array().unwrap();
    albums.iter().map(|album| album["name"].as_str().unwrap().to_owned()).collect()
}

/// `a00`, `a01`, …: every two made at the same moment.
async fn shelf(world: &World, count: usize) -> Vec<String> {
    let mut newest_first = Vec::new();
    for number in 0..count {
        if number % 2 == 0 {
            world.later(1_000);
        }
        let name = format!("a{number:02}");
        world.album(&world.ann, &name).await;
        newest_first.insert(0, name);
    }
    newest_first
}

#[tokio::test]
async fn the_newest_comes_first_ten_to_a_page() {
    let world = World::new().await;
    let expected = shelf(&world, 23).await;
    let page =
        async |query: &str| world.get(&world.ann, &format!("/album/list?albumKind=1&albumType=2{query}")).await.ok();
    assert_eq!(names(&page("").await), expected[..10]);
    assert_eq!(names(&page("&pageSize=&pageNum=").await), expected[..10], "empty is not given");
    assert_eq!(names(&page("&groupId=7&groupID=8").await), expected[..10], "a group does not matter here");
    for (size, pages) in [(1, 23), (7, 4), (10, 3), (100, 1)] {
        let mut seen = Vec::new();
        for number in 1..=pages {
            let page = page(&format!("&pageSize={size}&pageNum={number}")).await;
            assert_eq!(page["total"], 23);
            seen.extend(names(&page));
        }
        assert_eq!(seen, expected, "pages of {size}");
    }
}

#[tokio::test]
async fn a_page_past_the_end_is_empty_and_has_the_total() {
    let world = World::new().await;
    shelf(&world, 3).await;
    for number in ["2", "1000000", "2147483648", "9223372036854775807"] {
        let page = world.get(&world.ann, &format!("/album/list?albumKind=1&albumType=2&pageNum={number}")).await.ok();
        assert_eq!((&page["albumList"], &page["total"]), (&json!([]), &json!(3)), "{number}");
    }
}

#[tokio::test]
async fn the_list_follows_every_change() {
    let world = World::new().await;
    assert_eq!(world.albums(&world.ann).await["total"], 0);
    let album = world.album(&world.ann, "Summer").await;
    world.album(&world.ann, "Summer").await;
    assert_eq!(names(&world.albums(&world.ann).await), ["Summer", "Summer"], "a name may be given twice");
    world.post(&world.ann, &format!("/{album}/update"), json!({ "name": "Autumn" })).await.ok();
    assert_eq!(names(&world.albums(&world.ann).await), ["Summer", "Autumn"], "a new name moves nothing");
    world.call(&world.ann, axum::http::Method::DELETE, &format!("/album/{album}"), Value::Null).await.ok();
    assert_eq!(world.albums(&world.ann).await["total"], 1);
}
