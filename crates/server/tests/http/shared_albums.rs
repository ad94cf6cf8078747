//! Shared albums: made by anybody in a family, seen by everybody in it, and by nobody else.

mod collections;
mod endings;
mod entries;

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::albums::ids;
use crate::support::families::Family;
use crate::support::{Answer, Person, World};

/// Ann's family with Bob's cousin Cleo; Dan is in no family.
struct Home {
    world: World,
    cleo: Person,
    dan: Person,
    family: Family,
}

impl Home {
    async fn new() -> Self {
        let world = World::new().await;
        let (cleo, dan) = (world.person("Cleo", "0027820000001").await, world.person("Dan", "0027820000002").await);
        let family = world.family(&world.ann, "Home").await;
        world.join(&world.ann, &family, &cleo).await;
        Self { world, cleo, dan, family }
    }

    fn ann(&self) -> &Person {
        &self.world.ann
    }

    /// A new manual album that the family shares.
    async fn shared(&self, who: &Person, name: &str) -> String {
        let made = self.create(who, json!({ "name": name, "type": 2 })).await.ok();
        made["albumId"].as_str().unwrap().to_owned()
    }

    /// Asks for a shared album with these fields beside.
    async fn create(&self, who: &Person, mut body: Value) -> Answer {
        body["albumKind"] = json!(2);
        body["groupId"] = json!(self.family.group);
        body["shareFolderId"] = json!(self.family.id);
        self.world.post(who, "/album/create", body).await
    }

    /// Adds files, each said to be of one owner.
    async fn add(&self, who: &Person, album: &str, owner: &Person, files: &[&String]) -> Answer {
        let files: Vec<Value> = files.iter().map(|file| json!({ "fileId": file, "ownerId": owner.id })).collect();
        self.world.post(who, &format!("/album/{album}/add"), json!({ "fileIds": files })).await
    }

    async fn remove(&self, who: &Person, album: &str, files: &[&String]) -> Answer {
        self.world.call(who, Method::DELETE, &format!("/{album}/batchDelete"), json!({ "ids": files })).await
    }

    /// What somebody finds in an album, newest link first, after checking the total.
    async fn seen(&self, who: &Person, album: &str) -> Vec<String> {
        let contents = self.world.contents(who, album, "").await;
        let files = ids(&contents);
        assert_eq!(contents["total"], files.len());
        files
    }

    /// An image that a member put into the family's folder.
    async fn in_family(&self, who: &Person, name: &str) -> String {
        let row = self.world.image(who, &self.family.folder, name);
        self.world.put_into(self.ann(), row).await
    }
}

#[tokio::test]
async fn everybody_in_the_family_sees_a_shared_album_and_nobody_else() {
    let home = Home::new().await;
    let album = home.shared(&home.cleo, "Summer").await;
    for who in [home.ann(), &home.cleo] {
        for group in [String::new(), format!("&groupId={}", home.family.group)] {
            let list = home.world.get(who, &format!("/album/list?albumKind=2&albumType=2{group}")).await.ok();
            assert_eq!(list["total"], 1);
            let item = &list["albumList"][0];
            let expected = json!({
                "id": album, "name": "Summer", "albumType": 2, "albumKind": 2, "groupId": home.family.group,
                "shareFolderId": home.family.id, "containerId": home.ann().space.to_string(),
            });
            assert_eq!(item, &expected);
        }
        assert_eq!(home.seen(who, &album).await, [] as [String; 0]);
    }
    let list = home.world.get(&home.dan, "/album/list?albumKind=2&albumType=2").await.ok();
    assert_eq!((&list["albumList"], &list["total"]), (&json!([]), &json!(0)));
    let of_group = format!("/album/list?albumKind=2&albumType=2&groupId={}", home.family.group);
    home.world.get(&home.dan, &of_group).await.refused(13_000_309, "groupId");
    home.world.get(&home.dan, &format!("/album/{album}/list")).await.refused(13_000_309, "albumId");
}

#[tokio::test]
async fn only_who_made_it_and_the_familys_owner_change_or_delete_an_album() {
    let home = Home::new().await;
    let (anns, cleos) = (home.shared(home.ann(), "Ann's").await, home.shared(&home.cleo, "Cleo's").await);
    let rename = async |who: &Person, album: &str, name: &str| {
        home.world.post(who, &format!("/{album}/update"), json!({ "name": name })).await
    };
    rename(&home.cleo, &anns, "Mine").await.refused(13_000_410, "albumId");
    rename(&home.dan, &anns, "Mine").await.refused(13_000_309, "albumId");
    rename(&home.cleo, &cleos, "Cleo and Ann").await.ok();
    rename(home.ann(), &cleos, "Ann and Cleo").await.ok();
    let delete = async |who: &Person, album: &str| {
        home.world.call(who, Method::DELETE, &format!("/album/{album}"), Value::Null).await
    };
    delete(&home.cleo, &anns).await.refused(13_000_410, "albumId");
    delete(&home.dan, &cleos).await.refused(13_000_309, "albumId");
    delete(home.ann(), &cleos).await.ok();
    delete(home.ann(), &cleos).await.refused(13_000_309, "albumId");
    // Who made it and left has nothing to say any more.
    let cleos = home.shared(&home.cleo, "Cleo's").await;
    home.world.leave(&home.family, &home.cleo).await;
    delete(&home.cleo, &cleos).await.refused(13_000_309, "albumId");
    delete(home.ann(), &cleos).await.ok();
}

#[tokio::test]
async fn group_and_shared_folder_must_be_of_one_family() {
    let home = Home::new().await;
    let (other, dans) = (home.world.family(home.ann(), "Other").await, home.world.family(&home.dan, "Dan's").await);
    let create = async |who: &Person, group: Value, folder: Value| {
        let body = json!({ "name": "A", "type": 2, "albumKind": 2, "groupId": group, "shareFolderId": folder });
        home.world.post(who, "/album/create", body).await
    };
    let Family { id, group, folder } = home.family.clone();
    create(home.ann(), json!(group), json!(other.id)).await.refused(13_000_102, "shareFolderId");
    create(home.ann(), json!(other.group), json!(id)).await.refused(13_000_102, "groupId");
    create(home.ann(), json!(dans.group), json!(id)).await.refused(13_000_309, "groupId");
    create(home.ann(), json!(group), json!(dans.id)).await.refused(13_000_309, "shareFolderId");
    create(&home.dan, json!(group), json!(id)).await.refused(13_000_309, "groupId");
    // The folder is not the family, and neither is its group.
    create(home.ann(), json!(group), json!(folder)).await.refused(13_000_309, "shareFolderId");
    create(home.ann(), json!(group), json!(group)).await.refused(13_000_309, "shareFolderId");
    create(home.ann(), Value::Null, json!(id)).await.refused(13_000_102, "groupId");
    create(home.ann(), json!(group), json!("")).await.refused(13_000_102, "shareFolderId");
    // Rounded as a double would be: nobody's, and not a neighbour's.
    let rounded = |text: &str| json!(text.parse::<i64>().unwrap() as f64);
    create(home.ann(), rounded(&group), json!(id)).await.refused(13_000_309, "groupId");
    create(home.ann(), json!(group), rounded(&id)).await.refused(13_000_309, "shareFolderId");
    // Numbers are as good as strings.
    let number = |text: &str| json!(text.parse::<i64>().unwrap());
    create(home.ann(), number(&group), number(&id)).await.ok();
    let list = home.world.get(home.ann(), "/album/list?albumKind=2&albumType=2").await.ok();
    assert_eq!(list["total"], 1);
}
