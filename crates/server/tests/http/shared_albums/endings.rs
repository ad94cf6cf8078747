//! What is left of shared albums when somebody leaves, is taken out, is frozen, or the family ends.

use axum::http::Method;
use serde_json::{Value, json};

use super::Home;

#[tokio::test]
async fn who_leaves_takes_their_own_files_along_and_leaves_what_they_gave() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let (own, given) = (world.picture(&home.cleo, "root", "c.jpg").await, home.in_family(&home.cleo, "f.jpg").await);
    home.add(&home.cleo, &album, &home.cleo, &[&own, &given]).await.ok();
    world.leave(&home.family, &home.cleo).await;
    assert_eq!(home.seen(home.ann(), &album).await, std::slice::from_ref(&given));
    world.get(&home.cleo, &format!("/album/{album}/list")).await.refused(13_000_309, "albumId");
    // Hers it is still, but she cannot come to it.
    let detail = |file: &str| format!("/files/{file}/detail");
    let shown = world.post(home.ann(), &detail(&given), json!({ "containerId": home.ann().space })).await.ok();
    assert_eq!(shown["owners"][0]["userId"], json!(home.cleo.id));
    world
        .post(&home.cleo, &detail(&given), json!({ "containerId": home.ann().space }))
        .await
        .refused(13_000_301, "containerId");
    // Coming back brings the right back, and no file.
    world.join(home.ann(), &home.family, &home.cleo).await;
    assert_eq!(home.seen(&home.cleo, &album).await, [given]);
}

#[tokio::test]
async fn a_family_that_ends_takes_its_albums_along_and_no_file() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(&home.cleo, "Together").await;
    let (own, given) = (world.picture(&home.cleo, "root", "c.jpg").await, home.in_family(&home.cleo, "f.jpg").await);
    home.add(&home.cleo, &album, &home.cleo, &[&own, &given]).await.ok();
    world.post(&home.cleo, "/sharefolder/delete", json!({ "id": home.family.id })).await.refused(13_000_410, "id");
    world.post(home.ann(), "/sharefolder/delete", json!({ "id": [home.family.id] })).await.ok();
    for who in [home.ann(), &home.cleo] {
        world.get(who, &format!("/album/{album}/list")).await.refused(13_000_309, "albumId");
        assert_eq!(world.get(who, "/album/list?albumKind=2&albumType=2").await.ok()["total"], 0);
    }
    home.create(home.ann(), json!({ "name": "Again", "type": 2 })).await.refused(13_000_309, "groupId");
    // The folder is in its owner's bin, and comes back out of it as an ordinary one.
    let bin = json!({ "containerId": home.ann().space, "parentFileId": "root" });
    assert_eq!(world.post(home.ann(), "/files/1", bin).await.ok()["files"][0]["id"], json!(home.family.folder));
    world.restore(home.ann(), &[&home.family.folder]).await;
    let list = json!({ "containerId": home.ann().space, "parentFileId": home.family.folder });
    assert_eq!(world.post(home.ann(), "/files/0", list.clone()).await.ok()["files"][0]["id"], json!(given));
    world.post(&home.cleo, "/files/0", list).await.refused(13_000_301, "containerId");
    let hers = json!({ "containerId": home.cleo.space });
    world.post(&home.cleo, &format!("/files/{own}/detail"), hers).await.ok();
}

#[tokio::test]
async fn what_a_frozen_member_shared_stays_and_they_come_back_to_it() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let own = world.picture(&home.cleo, "root", "c.jpg").await;
    home.add(&home.cleo, &album, &home.cleo, &[&own]).await.ok();
    let status = async |code: i64| {
        let path = format!("/users/{}", home.cleo.id);
        world.call_as_app(home.cleo.id, Method::PUT, &path, json!({ "status": code })).await.ok();
    };
    status(7).await;
    assert_eq!(world.get(&home.cleo, &format!("/album/{album}/list")).await.status, 401);
    assert_eq!(home.seen(home.ann(), &album).await, std::slice::from_ref(&own));
    status(0).await;
    assert_eq!(home.seen(&home.cleo, &album).await, [own]);
}

#[tokio::test]
async fn what_is_moved_out_of_the_familys_folder_goes_out_of_sight_of_its_members() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let (anns, cleos) = (home.in_family(home.ann(), "a.jpg").await, home.in_family(&home.cleo, "c.jpg").await);
    home.add(&home.cleo, &album, home.ann(), &[&anns]).await.ok();
    home.add(&home.cleo, &album, &home.cleo, &[&cleos]).await.ok();
    let personal = world.album(&home.cleo, "Mine").await;
    home.add(&home.cleo, &personal, home.ann(), &[&anns]).await.ok();
    let mut body = crate::support::job(3, 301, &[&anns, &cleos]);
    body["taskInfo"]["newFilePath"] = json!("root");
    world.job(home.ann(), body).await;
    for (who, album) in [(home.ann(), &album), (&home.cleo, &album), (&home.cleo, &personal)] {
        assert_eq!(home.seen(who, album).await, [] as [String; 0]);
    }
    for file in [&anns, &cleos] {
        let of = json!({ "containerId": home.ann().space });
        world.post(&home.cleo, &format!("/files/{file}/detail"), of).await.refused(13_000_309, "fileId");
    }
}

#[tokio::test]
async fn a_restored_file_comes_back_into_every_album() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let own = world.picture(&home.cleo, "root", "c.jpg").await;
    home.add(&home.cleo, &album, &home.cleo, &[&own]).await.ok();
    world.trash(&home.cleo, &[&own]).await;
    assert_eq!(home.seen(home.ann(), &album).await, [] as [String; 0]);
    let of = json!({ "containerId": home.cleo.space });
    world.post(home.ann(), &format!("/files/{own}/detail"), of).await.refused(13_000_301, "containerId");
    world.restore(&home.cleo, &[&own]).await;
    assert_eq!(home.seen(home.ann(), &album).await, std::slice::from_ref(&own));
    world.purge(&home.cleo, &own).await;
    assert_eq!(home.seen(home.ann(), &album).await, [] as [String; 0]);
    assert_eq!(world.contents(home.ann(), &album, "").await["total"], Value::from(0));
}
