//! How long views may be kept, by whom, and what a link is good for.

use axum::http::{Method, StatusCode, header};
use serde_json::json;

use super::PHOTO;
use crate::support::World;
use crate::support::albums::additions;

#[tokio::test]
async fn ones_own_pictures_may_be_kept_as_long_as_their_link_works() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    let links = world.view_links(&world.ann, &file, json!({ "usage": "minThumbnail" })).await;
    let link = &links[0].1;
    let view = world.fetch(Method::GET, link, &[]).await;
    let kept = view.header(header::CACHE_CONTROL);
    let seconds: i64 = kept.strip_prefix("private, max-age=").unwrap().parse().unwrap();
    assert!((3_600..=7_200).contains(&seconds), "{kept}");
    let tag = view.header(header::ETAG);
    let again = world.fetch(Method::GET, link, &[(header::IF_NONE_MATCH, tag)]).await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header(header::ETAG), tag);
    let head = world.fetch(Method::HEAD, link, &[]).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(head.header(header::CONTENT_LENGTH), view.bytes.len().to_string());
    let same = world.view_links(&world.ann, &file, json!({ "usage": "minThumbnail" })).await;
    assert_eq!(&same[0].1, link, "the same link comes again, so that a cache can hold it");
    world.later(seconds * 1_000);
    assert_eq!(world.fetch(Method::GET, link, &[]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_link_is_good_for_one_view_only() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    let links = world.view_links(&world.ann, &file, json!({ "usage": "minThumbnail" })).await;
    let link = &links[0].1;
    assert_eq!(world.fetch(Method::GET, link, &[]).await.status, StatusCode::OK);
    for (from, to) in [("view=128", "view=256"), ("&view=128", ""), ("view=128", "view=128-fill-128x128-jpeg-80")] {
        assert!(link.contains(from));
        let dead = world.fetch(Method::GET, &link.replace(from, to), &[]).await;
        assert_eq!(dead.status, StatusCode::UNAUTHORIZED, "{to}");
    }
}

#[tokio::test]
async fn a_view_by_an_album_dies_with_its_entry_and_is_asked_for_each_time() {
    let world = World::new().await;
    let (ann, bob) = (&world.ann, world.person("Ben", "0027821234999").await);
    let family = world.family(ann, "Home").await;
    world.join(ann, &family, &bob).await;
    let body =
        json!({ "name": "Ours", "type": 2, "albumKind": 2, "groupId": family.group, "shareFolderId": family.id });
    let album = world.post(ann, "/album/create", body).await.ok()["albumId"].as_str().unwrap().to_owned();
    let files = [world.photo(ann, PHOTO).await, world.photo(ann, "jpg/orientation/portrait_6.jpg").await];
    for file in &files {
        world.later(1_000);
        world.post(ann, &format!("/album/{album}/add"), additions(ann, std::slice::from_ref(file))).await.ok();
    }
    let query = "?imageProcess=image%2Fresize,w_128&sortDirection=1";
    let page = world.contents(&bob, &album, query).await;
    let links: Vec<&str> =
        (0..2).map(|at| page["contentList"][at]["downloadLinks"][0]["downloadUrl"].as_str().unwrap()).collect();
    assert!(links.iter().all(|link| link.contains(&format!("&album={album}&"))), "{links:?}");
    let view = world.fetch(Method::GET, links[0], &[]).await;
    assert_eq!(view.size(), (128, 96));
    assert_eq!(view.header(header::CACHE_CONTROL), "private, no-cache");
    // The album cannot be taken out of it or changed, and it is this person's alone.
    for other in ["&".to_owned(), "&album=1&".to_owned()] {
        let link = links[0].replace(&format!("&album={album}&"), &other);
        assert_eq!(world.fetch(Method::GET, &link, &[]).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(
        world.fetch(Method::GET, &links[0].replace(&bob.id.to_string(), &ann.id.to_string()), &[]).await.status,
        401
    );
    world.take_out(ann, &album, &files[..1]).await;
    assert_eq!(world.fetch(Method::GET, links[0], &[]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.fetch(Method::GET, links[1], &[]).await.size(), (192, 256));
    world.leave(&family, &bob).await;
    assert_eq!(world.fetch(Method::GET, links[1], &[]).await.status, StatusCode::UNAUTHORIZED);
}
