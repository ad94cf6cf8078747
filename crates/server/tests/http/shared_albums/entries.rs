//! What goes into a shared manual album, and who takes it out again.

use serde_json::{Value, json};

use super::Home;

#[tokio::test]
async fn ones_own_file_is_shared_by_adding_it_and_no_more_once_it_is_taken_out() {
    let home = Home::new().await;
    let world = &home.world;
    let (mine, other) =
        (world.picture(&home.cleo, "root", "mine.jpg").await, world.picture(&home.cleo, "root", "other.jpg").await);
    let album = home.shared(home.ann(), "Together").await;
    home.add(&home.cleo, &album, &home.cleo, &[&mine]).await.ok();
    let contents = world.contents(home.ann(), &album, "").await;
    let entry = json!({ "id": mine, "ownerId": home.cleo.id.to_string(), "containerId": home.cleo.space.to_string() });
    assert_eq!(contents["contentList"], json!([entry]));
    // With what the entry tells, the file can be looked at, but not where it lies.
    let detail = |file: &str| format!("/files/{file}/detail");
    let of = json!({ "containerId": home.cleo.space });
    let shown = world.post(home.ann(), &detail(&mine), of.clone()).await.ok();
    assert_eq!((&shown["fileName"], &shown["parentFolder"]), (&json!("mine.jpg"), &json!([])));
    // Nothing else of hers is to be seen: not beside it, and not its folder.
    world.post(home.ann(), &detail(&other), of.clone()).await.refused(13_000_301, "containerId");
    let list = json!({ "containerId": home.cleo.space, "parentFileId": "root" });
    world.post(home.ann(), "/files/0", list).await.refused(13_000_301, "containerId");
    let path = format!("/files/path?fileId={mine}&containerId={}", home.cleo.space);
    world.get(home.ann(), &path).await.refused(13_000_301, "containerId");
    home.remove(&home.cleo, &album, &[&mine]).await.ok();
    world.post(home.ann(), &detail(&mine), of).await.refused(13_000_301, "containerId");
    assert_eq!(home.seen(home.ann(), &album).await, [] as [String; 0]);
}

#[tokio::test]
async fn what_may_be_added_is_the_familys_and_ones_own() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let (anns, cleos) =
        (world.picture(home.ann(), "root", "a.jpg").await, world.picture(&home.cleo, "root", "c.jpg").await);
    let (by_ann, by_cleo) = (home.in_family(home.ann(), "fa.jpg").await, home.in_family(&home.cleo, "fc.jpg").await);
    // Another family of the same owner, in which Dan put something.
    let second = world.family(home.ann(), "Second").await;
    world.join(home.ann(), &second, &home.cleo).await;
    world.join(home.ann(), &second, &home.dan).await;
    let elsewhere = world.put_into(home.ann(), world.image(&home.dan, &second.folder, "d.jpg")).await;

    home.add(&home.cleo, &album, home.ann(), &[&anns]).await.refused(13_000_309, "fileIds.fileId");
    home.add(home.ann(), &album, &home.cleo, &[&cleos]).await.refused(13_000_309, "fileIds.fileId");
    home.add(&home.cleo, &album, &home.dan, &[&elsewhere]).await.refused(13_000_302, "fileIds.fileId");
    home.add(home.ann(), &album, &home.dan, &[&elsewhere]).await.refused(13_000_302, "fileIds.fileId");
    home.add(&home.cleo, &album, &home.cleo, &[&by_ann]).await.refused(13_000_302, "fileIds.ownerId");
    home.add(&home.cleo, &album, home.ann(), &[&by_cleo]).await.refused(13_000_302, "fileIds.ownerId");
    home.add(&home.dan, &album, &home.dan, &[&elsewhere]).await.refused(13_000_309, "albumId");
    assert_eq!(home.seen(home.ann(), &album).await, [] as [String; 0]);

    home.add(&home.cleo, &album, &home.cleo, &[&cleos, &by_cleo]).await.ok();
    home.add(&home.cleo, &album, home.ann(), &[&by_ann]).await.ok();
    home.add(home.ann(), &album, home.ann(), &[&anns]).await.ok();
    let mut seen = home.seen(&home.cleo, &album).await;
    seen.sort();
    let mut all = [anns, cleos.clone(), by_ann, by_cleo];
    all.sort();
    assert_eq!(seen, all);
    // What is there already is success for everybody, if the owner is right.
    home.add(home.ann(), &album, &home.cleo, &[&cleos]).await.ok();
    home.add(home.ann(), &album, home.ann(), &[&cleos]).await.refused(13_000_302, "fileIds.ownerId");
}

#[tokio::test]
async fn a_batch_of_many_spaces_is_added_whole_or_not_at_all() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let (own, family) = (world.picture(&home.cleo, "root", "c.jpg").await, home.in_family(home.ann(), "f.jpg").await);
    let anns = world.picture(home.ann(), "root", "a.jpg").await;
    let entry = |file: &str, owner: &crate::support::Person| json!({ "fileId": file, "ownerId": owner.id });
    let add = async |entries: Vec<Value>| {
        world.post(&home.cleo, &format!("/album/{album}/add"), json!({ "fileIds": entries })).await
    };
    let good = || vec![entry(&own, &home.cleo), entry(&family, home.ann())];
    let mut bad = good();
    bad.push(entry(&anns, home.ann()));
    add(bad).await.refused(13_000_309, "fileIds.fileId");
    assert_eq!(home.seen(home.ann(), &album).await, [] as [String; 0]);
    add(good()).await.ok();
    assert_eq!(home.seen(home.ann(), &album).await.len(), 2);
}

#[tokio::test]
async fn a_member_takes_out_what_they_added_or_own_and_the_owner_anything() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let (own, anns) =
        (world.picture(&home.cleo, "root", "c.jpg").await, world.picture(home.ann(), "root", "a.jpg").await);
    let (by_cleo, by_ann) = (home.in_family(&home.cleo, "fc.jpg").await, home.in_family(home.ann(), "fa.jpg").await);
    home.add(&home.cleo, &album, &home.cleo, &[&own]).await.ok();
    home.add(&home.cleo, &album, home.ann(), &[&by_ann]).await.ok();
    home.add(home.ann(), &album, home.ann(), &[&anns]).await.ok();
    home.add(home.ann(), &album, &home.cleo, &[&by_cleo]).await.ok();
    home.remove(&home.cleo, &album, &[&own, &anns]).await.refused(13_000_410, "ids");
    assert_eq!(home.seen(home.ann(), &album).await.len(), 4, "all or nothing");
    home.remove(&home.dan, &album, &[&own]).await.refused(13_000_309, "albumId");
    // Added by her; her own file, whoever added it.
    home.remove(&home.cleo, &album, &[&by_ann, &by_cleo]).await.ok();
    home.remove(home.ann(), &album, &[&own]).await.ok();
    assert_eq!(home.seen(&home.cleo, &album).await, [anns]);
    assert!(world.get(&home.cleo, &format!("/space/{}?type=1", home.cleo.id)).await.ok()["data"].is_object());
}

#[tokio::test]
async fn what_is_in_the_bin_is_taken_out_by_nobody_who_cannot_know_of_it() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let (anns, own) =
        (world.picture(home.ann(), "root", "a.jpg").await, world.picture(&home.cleo, "root", "c.jpg").await);
    home.add(home.ann(), &album, home.ann(), &[&anns]).await.ok();
    home.add(&home.cleo, &album, &home.cleo, &[&own]).await.ok();
    world.trash(home.ann(), &[&anns]).await;
    // As if it were not there: success for the rest, and it comes back to its place.
    home.remove(&home.cleo, &album, &[&anns, &own]).await.ok();
    world.restore(home.ann(), &[&anns]).await;
    assert_eq!(home.seen(&home.cleo, &album).await, std::slice::from_ref(&anns));
    // Of their own things everybody disposes, also in the bin; and the owner of everything.
    home.add(&home.cleo, &album, &home.cleo, &[&own]).await.ok();
    world.trash(&home.cleo, &[&own]).await;
    world.trash(home.ann(), &[&anns]).await;
    home.remove(home.ann(), &album, &[&anns, &own]).await.ok();
    world.restore(&home.cleo, &[&own]).await;
    world.restore(home.ann(), &[&anns]).await;
    assert_eq!(home.seen(home.ann(), &album).await, [] as [String; 0]);
}

#[tokio::test]
async fn a_personal_album_takes_what_a_family_shares() {
    let home = Home::new().await;
    let world = &home.world;
    let (family, own) = (home.in_family(home.ann(), "f.jpg").await, world.picture(&home.cleo, "root", "c.jpg").await);
    let private = world.picture(home.ann(), "root", "a.jpg").await;
    let album = world.album(&home.cleo, "Mine").await;
    home.add(&home.cleo, &album, home.ann(), &[&private]).await.refused(13_000_309, "fileIds.fileId");
    home.add(&home.cleo, &album, home.ann(), &[&family]).await.ok();
    home.add(&home.cleo, &album, &home.cleo, &[&own]).await.ok();
    assert_eq!(home.seen(&home.cleo, &album).await.len(), 2);
    // Where it lies goes without saying only in one's own space.
    let entries = world.contents(&home.cleo, &album, "?sortDirection=1").await["contentList"].clone();
    let space =
        |id: &str| entries.as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap()["containerId"].clone();
    assert_eq!((space(&family), space(&own)), (json!(home.ann().space), Value::Null));
    world.get(home.ann(), &format!("/album/{album}/list")).await.refused(13_000_309, "albumId");
    world.leave(&home.family, &home.cleo).await;
    assert_eq!(home.seen(&home.cleo, &album).await, [own]);
}

#[tokio::test]
async fn why_answers_for_what_others_shared_too() {
    let home = Home::new().await;
    let world = &home.world;
    let album = home.shared(home.ann(), "Together").await;
    let (shared, private) =
        (world.picture(&home.cleo, "root", "c.jpg").await, world.picture(&home.cleo, "root", "p.jpg").await);
    let family = home.in_family(&home.cleo, "f.jpg").await;
    home.add(&home.cleo, &album, &home.cleo, &[&shared]).await.ok();
    let why = async |file: &str| {
        let path = format!("/api/albums/{album}/why?fileId={file}");
        let request = world
            .request(home.ann().id, axum::http::Method::GET, &path)
            .header(axum::http::header::AUTHORIZATION, format!("Bearer {}", home.ann().token));
        let answer = world.send(request.body(axum::body::Body::empty()).unwrap()).await.ok();
        (answer["contained"].clone(), answer["keptOutBy"].clone())
    };
    assert_eq!(why(&shared).await, (json!(true), json!([])));
    assert_eq!(why(&private).await, (json!(false), json!(["unknown"])));
    assert_eq!(why(&family).await, (json!(false), json!(["unlinked"])));
}
