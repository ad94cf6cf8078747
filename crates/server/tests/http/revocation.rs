//! Revocation: a right that ends takes along, at once, all that was handed out under it: links to files, covers, views
//! and parts, and pages that a cursor leads to. Where the right comes back, they work again.

mod handed;
mod home;

use axum::http::Method;
use serde_json::json;

use crate::support::job;
use handed::Handed;
use home::Home;

/// What has to hold when a member has gone, however that came.
async fn is_gone(home: &Home, of_cleo: &Handed, of_dan: &Handed) {
    let world = &home.world;
    // What is in their own space they still have.
    of_cleo.only_work(world, &[&home.of_cleo]).await;
    // What they shared out of their own space is no more shared, and what they put into the family's folder stays there.
    of_dan.all_work_but(world, &[&home.of_cleo]).await;
    assert!(!home.contents(&home.dan, &home.album).await.contains(&home.of_cleo));
    assert!(home.contents(&home.cleo, &home.own_album).await.is_empty(), "an album of theirs still shows the family's");
    let detail = format!("/files/{}/detail", home.uploaded);
    let seen = world.post(&home.dan, &detail, json!({ "containerId": world.ann.space })).await.ok();
    assert_eq!(seen["owners"][0]["userId"], home.cleo.id.to_string());
}

#[tokio::test]
async fn nothing_works_for_who_left() {
    let home = Home::new().await;
    let (of_cleo, of_dan) = (home.handed_to(&home.cleo).await, home.handed_to(&home.dan).await);
    home.world.leave(&home.family, &home.cleo).await;
    is_gone(&home, &of_cleo, &of_dan).await;
}

#[tokio::test]
async fn nothing_works_for_who_was_removed_until_they_come_back() {
    let home = Home::new().await;
    let (of_cleo, of_dan) = (home.handed_to(&home.cleo).await, home.handed_to(&home.dan).await);
    home.remove(&home.cleo).await;
    is_gone(&home, &of_cleo, &of_dan).await;
    home.world.join(&home.world.ann, &home.family, &home.cleo).await;
    // What they had shared by the album they have to share anew.
    of_dan.all_work_but(&home.world, &[&home.of_cleo]).await;
    home.add(&home.cleo, &home.album, &home.cleo, &home.of_cleo).await;
    of_dan.all_work(&home.world).await;
    // And what they had taken from the family into an album of their own they have to take anew.
    home.add(&home.cleo, &home.own_album, &home.world.ann, &home.pictures[0]).await;
    of_cleo.all_work(&home.world).await;
}

#[tokio::test]
async fn nothing_works_when_the_family_is_deleted_also_not_when_its_folder_is_restored() {
    let home = Home::new().await;
    let (of_cleo, of_dan) = (home.handed_to(&home.cleo).await, home.handed_to(&home.dan).await);
    let (world, family) = (&home.world, &home.family);
    let mut of_ann = Handed::new(&world.ann);
    of_ann.download(world, &world.ann, &home.pictures[0]).await;
    world.post(&world.ann, "/sharefolder/delete", json!({ "id": [family.id] })).await.ok();
    of_ann.only_work(world, &[]).await;
    for restored in [false, true] {
        if restored {
            world.restore(&world.ann, &[&family.folder]).await;
        }
        of_cleo.only_work(world, &[&home.of_cleo]).await;
        of_dan.only_work(world, &[&home.of_dan]).await;
        assert!(home.contents(&home.cleo, &home.own_album).await.is_empty());
    }
    // It is an ordinary folder of its owner's now.
    of_ann.all_work(world).await;
}

#[tokio::test]
async fn nothing_leads_to_a_file_that_was_moved_out_of_the_folder_until_it_is_back() {
    let home = Home::new().await;
    let (of_cleo, of_dan) = (home.handed_to(&home.cleo).await, home.handed_to(&home.dan).await);
    let (world, [one, _]) = (&home.world, &home.pictures);
    let moved = async |to: &str| {
        let info = json!({ "fileInfo": [{ "fileId": one }], "newFilePath": to });
        world.job(&world.ann, json!({ "taskType": 3, "taskInfo": info })).await;
    };
    moved("root").await;
    of_cleo.all_work_but(world, &[one]).await;
    of_dan.all_work_but(world, &[one]).await;
    assert!(home.contents(&home.cleo, &home.own_album).await.is_empty());
    assert!(!home.contents(&home.dan, &home.album).await.contains(one));
    moved(&home.trip).await;
    of_cleo.works(world, one).await;
    of_dan.works(world, one).await;
    assert!(home.contents(&home.cleo, &home.own_album).await.is_empty(), "links come back only by hand");
}

#[tokio::test]
async fn nothing_leads_into_a_folder_that_was_moved_out_until_it_is_back() {
    let home = Home::new().await;
    let of_cleo = home.handed_to(&home.cleo).await;
    let (world, [one, two]) = (&home.world, &home.pictures);
    let moved = async |to: &str| {
        let info = json!({ "fileInfo": [{ "fileId": home.trip }], "newFilePath": to });
        world.job(&world.ann, json!({ "taskType": 3, "taskInfo": info })).await;
    };
    assert_eq!(home.contents(&home.cleo, &home.collection).await.len(), 2);
    moved("root").await;
    of_cleo.links_work_but(world, &[one, two]).await;
    of_cleo.no_part_works(world).await;
    assert!(home.contents(&home.cleo, &home.collection).await.is_empty(), "the scope has left the family");
    assert!(home.contents(&home.cleo, &home.own_album).await.is_empty());
    assert_eq!(home.contents(&home.cleo, &home.album).await.len(), 2, "what both members shared");
    moved(&home.family.folder).await;
    of_cleo.works(world, one).await;
    assert_eq!(home.contents(&home.cleo, &home.collection).await.len(), 2);
}

#[tokio::test]
async fn nothing_leads_to_a_file_that_was_taken_out_of_the_album_until_it_is_added_again() {
    let home = Home::new().await;
    let of_cleo = home.handed_to(&home.cleo).await;
    let world = &home.world;
    world.take_out(&home.dan, &home.album, std::slice::from_ref(&home.of_dan)).await;
    of_cleo.all_work_but(world, &[&home.of_dan]).await;
    home.add(&home.dan, &home.album, &home.dan, &home.of_dan).await;
    of_cleo.all_work(world).await;
    // In the bin it is out of the album, too.
    world.job(&home.dan, job(2, 201, &[&home.of_dan])).await;
    of_cleo.all_work_but(world, &[&home.of_dan]).await;
    world.restore(&home.dan, &[&home.of_dan]).await;
    of_cleo.all_work(world).await;
}

#[tokio::test]
async fn nothing_works_for_who_is_frozen_until_they_are_free() {
    let home = Home::new().await;
    let (of_cleo, of_dan) = (home.handed_to(&home.cleo).await, home.handed_to(&home.dan).await);
    let frozen = async |status: i64| {
        let path = format!("/users/{}", home.cleo.id);
        home.world.call_as_app(home.dan.id, Method::PUT, &path, json!({ "status": status })).await.ok();
    };
    frozen(7).await;
    of_cleo.only_work(&home.world, &[]).await;
    // To others they are as they were.
    of_dan.all_work(&home.world).await;
    frozen(0).await;
    of_cleo.all_work(&home.world).await;
}
