//! What an album may be called (contract/albums.md §3 and §14, 18).

use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn names_are_kept_as_they_are_but_for_outer_white_space() {
    let world = World::new().await;
    let long = ["a".repeat(20), "é".repeat(20), "相".repeat(20), "🏖".repeat(20), "e\u{301}".repeat(10)];
    let family = "👨\u{200d}👩\u{200d}👧\u{200d}👦".to_owned();
    let odd = ["a", "'; DROP TABLE a; --", "<b>&amp;\"\\</b>", "a  b", "null", "0", "\u{202e}txt"].map(str::to_owned);
    let album = world.album(&world.ann, "first").await;
    for name in long.iter().chain(&odd).chain([&family]) {
        for sent in [name.clone(), format!("  {name}\u{3000}\t"), format!("\u{a0}{name}\n")] {
            world.album(&world.ann, &sent).await;
            assert_eq!(&world.albums(&world.ann).await["albumList"][0]["name"], name);
        }
        world.later(1);
        world.post(&world.ann, &format!("/{album}/update"), json!({ "name": name })).await.ok();
    }
}

#[tokio::test]
async fn what_breaks_the_rules_is_refused_on_making_and_on_renaming() {
    let world = World::new().await;
    let album = world.album(&world.ann, "Summer").await;
    let before = world.dump().await;
    let mut bad = vec!["".to_owned(), "   ".to_owned(), "\u{3000}".to_owned(), "a\0b".to_owned(), "a\u{7f}".to_owned()];
    bad.extend(["a\u{85}b".to_owned(), "a\nb".to_owned(), "a\u{1b}[0m".to_owned()]);
    bad.extend(["a".repeat(21), "相".repeat(21), "🏖".repeat(21), "e\u{301}".repeat(11)]);
    for name in bad {
        let body = json!({ "name": name, "type": 2, "albumKind": 1 });
        world.post(&world.ann, "/album/create", body).await.refused(13_000_102, "name");
        world.post(&world.ann, &format!("/{album}/update"), json!({ "name": name })).await.refused(13_000_102, "name");
    }
    assert_eq!(world.dump().await, before);
}
