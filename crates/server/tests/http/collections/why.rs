//! Why a file is in an album, or why not; and that the list says the same.

use axum::http::{Method, StatusCode};
use leporello_model::Reach;
use leporello_server::Settings;
use serde_json::{Value, json};

use super::{Shelf, UNKNOWN, ours};

/// The answer about a file of Ann's without its sentence, which it holds to be one; and whether the list agrees.
async fn why(shelf: &Shelf, album: &str, file: &str) -> Value {
    let path = format!("/albums/{album}/why?fileId={file}");
    let mut answer = ours(&shelf.world, shelf.ann(), Method::GET, &path, Value::Null, "en-US").await.ok();
    let reason = answer.as_object_mut().unwrap().remove("reason").unwrap();
    assert!(reason.as_str().unwrap().ends_with('.'), "{reason}");
    assert_eq!(answer["contained"], shelf.files(album).await.iter().any(|listed| listed == file), "{file}");
    answer
}

/// What an answer should be.
fn answer(kept_out_by: &[&str], dir: Option<&str>) -> Value {
    let mut answer =
        json!({ "contained": kept_out_by.is_empty(), "keptOutBy": kept_out_by, "code": 0, "msg": "Success." });
    if let Some(dir) = dir {
        answer["scopeDir"] = json!(dir);
    }
    answer
}

#[tokio::test]
async fn every_condition_that_a_file_does_not_meet_is_named() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon, &shelf.porto], "1").await;
    let bobs = world.picture(&world.bob, "root", "his.jpg").await;
    let purged = world.picture(ann, &shelf.lisbon, "purged.jpg").await;
    world.purge(ann, &purged).await;
    let (lisbon, porto) = (Some(&*shelf.lisbon), Some(&*shelf.porto));
    let (root, film, notes) = (ann.root(), &shelf.film, &shelf.notes);
    for (file, kept_out_by, dir) in [
        (&*shelf.beach, &[][..], lisbon),
        (&shelf.tram, &[], lisbon),
        (&shelf.bridge, &[], porto),
        (&shelf.map, &["directory"], None),
        (&shelf.cat, &["directory"], None),
        (film, &["kind"], lisbon),
        (notes, &["kind"], lisbon),
        (&shelf.day, &["kind"], lisbon),
        (&shelf.lisbon, &["kind", "directory"], None),
        (&shelf.trips, &["kind", "directory"], None),
        (&root, &["kind", "directory"], None),
        (&bobs, &["unknown"], None),
        (&purged, &["unknown"], None),
        (UNKNOWN, &["unknown"], None),
        ("root", &["unknown"], None),
        ("a%20b", &["unknown"], None),
        ("%00", &["unknown"], None),
        (&"F".repeat(65), &["unknown"], None),
        ("9007199254740993", &["unknown"], None),
    ] {
        assert_eq!(why(&shelf, &album, file).await, answer(kept_out_by, dir), "{file}");
    }
    shelf.update(&album, &json!({ "scopeKind": 2 })).await.ok();
    assert_eq!(why(&shelf, &album, film).await, answer(&[], lisbon));
    assert_eq!(why(&shelf, &album, &shelf.cat).await, answer(&["kind", "directory"], None));
    world.trash(ann, &[&shelf.lisbon]).await;
    world.trash(ann, &[&shelf.cat]).await;
    assert_eq!(why(&shelf, &album, film).await, answer(&["trashed"], lisbon));
    assert_eq!(why(&shelf, &album, &shelf.tram).await, answer(&["trashed", "kind"], lisbon));
    assert_eq!(why(&shelf, &album, &shelf.cat).await, answer(&["trashed", "kind", "directory"], None));
    world.restore(ann, &[&shelf.lisbon]).await;
    assert_eq!(why(&shelf, &album, film).await, answer(&[], lisbon));
}

/// The folders of a scope may come to lie in one another; the nearest is the one that reaches a file.
#[tokio::test]
async fn the_nearest_folder_of_the_scope_is_the_one() {
    let shelf = Shelf::new().await;
    let album = shelf.collection(&[&shelf.lisbon, &shelf.porto], "1").await;
    shelf.move_to(&shelf.porto, &shelf.day).await;
    assert_eq!(why(&shelf, &album, &shelf.bridge).await, answer(&[], Some(&shelf.porto)));
    assert_eq!(why(&shelf, &album, &shelf.tram).await, answer(&[], Some(&shelf.lisbon)));
    shelf.move_to(&shelf.lisbon, &shelf.home).await;
    assert_eq!(why(&shelf, &album, &shelf.bridge).await, answer(&[], Some(&shelf.porto)));
}

#[tokio::test]
async fn inner_folders_are_out_of_reach_where_the_operator_says_so() {
    let shelf = Shelf::with(Settings { reach: Reach::Shallow, ..Settings::default() }).await;
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    assert_eq!(why(&shelf, &album, &shelf.beach).await, answer(&[], Some(&shelf.lisbon)));
    assert_eq!(why(&shelf, &album, &shelf.tram).await, answer(&["directory"], None));
    shelf.world.trash(shelf.ann(), &[&shelf.lisbon]).await;
    assert_eq!(why(&shelf, &album, &shelf.tram).await, answer(&["trashed", "directory"], None));
    assert_eq!(why(&shelf, &album, &shelf.beach).await, answer(&["trashed"], Some(&shelf.lisbon)));
}

#[tokio::test]
async fn a_manual_album_holds_what_was_added() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = world.filled(ann, "Best", &[shelf.beach.clone(), shelf.tram.clone()]).await;
    let bobs = world.picture(&world.bob, "root", "his.jpg").await;
    for (file, kept_out_by) in [
        (&*shelf.beach, &[][..]),
        (&shelf.cat, &["unlinked"]),
        (&shelf.notes, &["unlinked"]),
        (&shelf.trips, &["unlinked"]),
        (&bobs, &["unknown"]),
        (UNKNOWN, &["unknown"]),
    ] {
        assert_eq!(why(&shelf, &album, file).await, answer(kept_out_by, None), "{file}");
    }
    world.trash(ann, &[&shelf.day]).await;
    world.trash(ann, &[&shelf.beach]).await;
    world.trash(ann, &[&shelf.cat]).await;
    assert_eq!(why(&shelf, &album, &shelf.tram).await, answer(&["trashed"], None));
    assert_eq!(why(&shelf, &album, &shelf.beach).await, answer(&["trashed"], None));
    assert_eq!(why(&shelf, &album, &shelf.cat).await, answer(&["unlinked"], None));
    world.restore(ann, &[&shelf.day]).await;
    assert_eq!(why(&shelf, &album, &shelf.tram).await, answer(&[], None));
    world.take_out(ann, &album, std::slice::from_ref(&shelf.tram)).await;
    assert_eq!(why(&shelf, &album, &shelf.tram).await, answer(&["unlinked"], None));
}

#[tokio::test]
async fn the_reason_is_a_sentence_in_the_callers_language() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    let manual = world.filled(ann, "Best", &[shelf.beach.clone(), shelf.tram.clone()]).await;
    world.trash(ann, &[&shelf.tram]).await;
    for (album, file, english, chinese) in [
        (&album, &*shelf.beach, "lies in the scope", "收集范围内"),
        (&album, &shelf.film, "takes only images, and", "只收集图片，"),
        (&album, &shelf.trips, "takes only images, and", "只收集图片，"),
        (&album, &shelf.cat, "does not lie in a folder", "不在此相册收集的文件夹中"),
        (&album, &shelf.tram, "is in the recycle bin", "在回收站中"),
        (&album, UNKNOWN, "no such file", "不存在"),
        (&manual, &shelf.beach, "was added", "已添加"),
        (&manual, &shelf.cat, "was not added", "未添加"),
        (&manual, &shelf.tram, "is in the recycle bin", "在回收站中"),
    ] {
        for (language, part) in [("en-US", english), ("de", english), ("", english), ("zh_cn", chinese)] {
            let path = format!("/albums/{album}/why?fileId={file}");
            let answer = ours(world, ann, Method::GET, &path, Value::Null, language).await.ok();
            let reason = answer["reason"].as_str().unwrap();
            assert!(reason.contains(part), "{language}: {reason}");
            assert_eq!(reason.matches(['.', '。']).count(), 1, "one sentence: {reason}");
        }
    }
}

#[tokio::test]
async fn what_is_not_asked_for_or_not_there_is_refused() {
    let shelf = Shelf::new().await;
    let (world, ann) = (&shelf.world, shelf.ann());
    let album = shelf.collection(&[&shelf.lisbon], "1").await;
    for query in ["", "?fileId=", "?fileid=F1"] {
        let path = format!("/albums/{album}/why{query}");
        ours(world, ann, Method::GET, &path, Value::Null, "").await.refused(13_000_102, "fileId");
    }
    for id in ["7", "x", "9223372036854775808"] {
        let path = format!("/albums/{id}/why?fileId={}", shelf.beach);
        ours(world, ann, Method::GET, &path, Value::Null, "").await.refused(13_000_309, "albumId");
    }
    let path = format!("/api/albums/{album}/why?fileId={}", shelf.beach);
    let nobody = world.request(ann.id, Method::GET, &path).body(axum::body::Body::empty()).unwrap();
    assert_eq!(world.send(nobody).await.status, StatusCode::UNAUTHORIZED);
    let elsewhere = world.get(ann, &format!("/api/albums/{album}/why?fileId={}", shelf.beach)).await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}
