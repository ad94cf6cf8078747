//! Shared collections: their scope lies in the family's folder, and what leaves it leaves them.

use serde_json::{Value, json};

use super::Home;
use crate::support::{Person, World, job};

impl Home {
    /// A folder in the family's, with one image of Ann's.
    async fn shelf(&self, name: &str) -> (String, String) {
        let folder = self.world.folder(self.ann(), &self.family.folder, name).await;
        let image = self.world.picture(self.ann(), &folder, &format!("{name}.jpg")).await;
        (folder, image)
    }

    async fn collection(&self, who: &Person, dirs: Value, parent: &str) -> crate::support::Answer {
        self.create(who, json!({ "type": 1, "scopeDir": dirs, "scopeParentFolderId": parent, "scopeKind": "1,2" }))
            .await
    }
}

#[tokio::test]
async fn a_member_makes_a_collection_of_folders_in_the_familys() {
    let home = Home::new().await;
    let (folder, image) = home.shelf("Lisbon").await;
    let made = home.collection(&home.cleo, json!([folder]), &home.family.folder).await.ok();
    let album = made["albumId"].as_str().unwrap();
    for who in [home.ann(), &home.cleo] {
        assert_eq!(home.seen(who, album).await, std::slice::from_ref(&image));
    }
    let list = home.world.get(home.ann(), "/album/list?albumKind=2&albumType=1").await.ok();
    let item = &list["albumList"][0];
    assert_eq!((&item["scopeDir"], &item["scopeKind"]), (&json!([folder]), &json!("1,2")));
    assert_eq!(
        (&item["scopeParentFolderId"], &item["containerId"]),
        (&json!(home.family.folder), &json!(home.ann().space))
    );
    // `root` is the family's folder here.
    home.collection(&home.cleo, json!([folder]), "root").await.ok();
    // What a member puts there is in it at once.
    let row = home.world.image(&home.cleo, &folder, "new.jpg");
    let new = home.world.put_into(home.ann(), row).await;
    assert!(home.seen(home.ann(), album).await.contains(&new));
}

#[tokio::test]
async fn folders_outside_of_the_familys_are_refused() {
    let home = Home::new().await;
    let world = &home.world;
    let private = world.folder(home.ann(), "root", "Private").await;
    let below = world.folder(home.ann(), &private, "Below").await;
    let hers = world.folder(&home.cleo, "root", "Hers").await;
    // To the owner they are known; to a member they do not exist.
    home.collection(home.ann(), json!([below]), &private).await.refused(13_000_302, "scopeParentFolderId");
    home.collection(&home.cleo, json!([below]), &private).await.refused(13_000_309, "scopeParentFolderId");
    home.collection(home.ann(), json!([private]), &home.ann().root()).await.refused(13_000_302, "scopeParentFolderId");
    home.collection(&home.cleo, json!([hers]), &home.cleo.root()).await.refused(13_000_309, "scopeParentFolderId");
    home.collection(&home.cleo, json!([hers]), "root").await.refused(13_000_309, "scopeDir");
    let (folder, _) = home.shelf("Lisbon").await;
    let mut body =
        json!({ "type": 1, "scopeDir": [folder], "scopeParentFolderId": home.family.folder, "scopeKind": 1 });
    body["containerId"] = json!(home.cleo.space);
    home.create(&home.cleo, body.clone()).await.refused(13_000_301, "containerId");
    body["containerId"] = json!(home.ann().space);
    home.create(&home.cleo, body).await.ok();
    let none = world.get(home.ann(), "/album/list?albumKind=2&albumType=1").await.ok();
    assert_eq!(none["total"], 1);
}

#[tokio::test]
async fn a_folder_that_is_moved_out_of_the_familys_takes_its_files_out_of_the_collection() {
    let home = Home::new().await;
    let (folder, image) = home.shelf("Lisbon").await;
    let album = home.collection(&home.cleo, json!([folder]), "root").await.ok()["albumId"].as_str().unwrap().to_owned();
    let to = async |world: &World, target: &str| {
        let mut body = job(3, 301, &[&folder]);
        body["taskInfo"]["newFilePath"] = json!(target);
        world.job(home.ann(), body).await;
    };
    to(&home.world, &home.ann().root()).await;
    for who in [home.ann(), &home.cleo] {
        assert_eq!(home.seen(who, &album).await, [] as [String; 0]);
    }
    to(&home.world, &home.family.folder).await;
    assert_eq!(home.seen(&home.cleo, &album).await, [image]);
}

#[tokio::test]
async fn a_scope_can_be_tried_out_before() {
    let home = Home::new().await;
    let (folder, image) = home.shelf("Lisbon").await;
    let preview = async |who: &Person, body: Value| {
        let request = home
            .world
            .request(who.id, axum::http::Method::POST, "/api/albums/preview")
            .header(axum::http::header::AUTHORIZATION, format!("Bearer {}", who.token));
        home.world.send(request.body(axum::body::Body::from(body.to_string())).unwrap()).await
    };
    let mut body = json!({ "scopeDir": [folder], "scopeParentFolderId": "root", "scopeKind": "1",
        "groupId": home.family.group, "shareFolderId": home.family.id });
    let tried = preview(&home.cleo, body.clone()).await.ok();
    assert_eq!((&tried["total"], &tried["contentList"][0]["id"]), (&json!(1), &json!(image)));
    preview(&home.dan, body.clone()).await.refused(13_000_309, "groupId");
    // In one's own space there is no such folder.
    body["groupId"] = Value::Null;
    body["shareFolderId"] = Value::Null;
    preview(&home.cleo, body).await.refused(13_000_309, "scopeDir");
}
