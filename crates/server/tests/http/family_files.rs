//! The drive inside of a family: what its people may do with files in its folder, and what lies outside of it.

mod jobs;
mod uploads;

use axum::body::Body;
use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::support::families::Family;
use crate::support::{Answer, Person, World};

/// Ann's family with Cleo and Bob's friend Eve; Ann has a private folder beside it.
struct House {
    world: World,
    cleo: Person,
    eve: Person,
    family: Family,
    private: String,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        let (cleo, eve) = (world.person("Cleo", "0027820000001").await, world.person("Eve", "0027820000003").await);
        let family = world.family(&world.ann, "House").await;
        world.join(&world.ann, &family, &cleo).await;
        world.join(&world.ann, &family, &eve).await;
        let private = world.folder(&world.ann, "root", "Private").await;
        Self { world, cleo, eve, family, private }
    }

    fn ann(&self) -> &Person {
        &self.world.ann
    }

    /// Calls an operation inside of a family, which `inside` names.
    async fn inside(&self, who: &Person, inside: &str, method: Method, path: &str, body: Value) -> Answer {
        let request = self
            .world
            .request(who.id, method, &format!("/koodrive/ose/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", who.token))
            .header("x-hw-share-folder-id", inside)
            .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) });
        self.world.send(request.unwrap()).await
    }

    /// The same with `POST` and the family's primary key.
    async fn post(&self, who: &Person, path: &str, body: Value) -> Answer {
        self.inside(who, &self.family.id, Method::POST, path, body).await
    }

    /// An image that somebody put into the family's folder, or one below it.
    async fn image(&self, who: &Person, parent: &str, name: &str) -> String {
        self.world.put_into(self.ann(), self.world.image(who, parent, name)).await
    }

    /// The names in a folder of Ann's space, as `who` finds them there.
    async fn names(&self, who: &Person, folder: &str) -> Vec<String> {
        let body = json!({ "containerId": self.ann().space, "parentFileId": folder });
        let list = self.world.post(who, "/files/0", body).await.ok();
        let files = list["files"].as_array().unwrap();
        files.iter().map(|file| file["fileName"].as_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn members_list_and_read_the_folder_with_or_without_the_header() {
    let house = House::new().await;
    let image = house.image(house.ann(), &house.family.folder, "a.jpg").await;
    let space = house.ann().space;
    let Family { id, group, folder } = house.family.clone();
    for who in [house.ann(), &house.cleo] {
        assert_eq!(house.names(who, &folder).await, ["a.jpg"]);
        for inside in [&id, &folder] {
            let body = json!({ "containerId": space, "parentFileId": "root" });
            let list = house.inside(who, inside, Method::POST, "/files/0", body).await.ok();
            assert_eq!(list["files"][0]["id"], json!(image));
        }
        let detail = format!("/files/{image}/detail");
        let shown = house.post(who, &detail, json!({ "containerId": space })).await.ok();
        assert_eq!((&shown["parentFolder"], &shown["owners"][0]["name"]), (&json!([folder]), &json!("Ann")));
        let path = format!("/files/path?fileId={image}&containerId={space}");
        let way = house.inside(who, &id, Method::GET, &path, Value::Null).await.ok();
        assert_eq!(way["namePath"], json!(format!("/root{space}/House/a.jpg")));
        let found = house.post(who, "/files/search", json!({ "searchType": "personal" })).await.ok();
        assert_eq!((&found["total"], &found["files"][0]["id"]), (&json!(1), &json!(image)));
    }
    // The group is not the folder, and a family that one is not in is none.
    for (who, inside) in [
        (&house.cleo, group.as_str()),
        (&house.world.bob, &id),
        (&house.world.bob, &folder),
        (&house.cleo, "1"),
        (&house.cleo, "no such"),
    ] {
        let body = json!({ "containerId": space, "parentFileId": "root" });
        house.inside(who, inside, Method::POST, "/files/0", body).await.refused(13_000_309, "x-hw-share-folder-id");
    }
}

#[tokio::test]
async fn what_lies_outside_of_the_folder_does_not_exist_there() {
    let house = House::new().await;
    let private = house.image(house.ann(), &house.private, "p.jpg").await;
    let space = house.ann().space;
    let of = json!({ "containerId": space });
    // To members neither with the header nor without; to the owner not inside of the family.
    for who in [&house.cleo, house.ann()] {
        house.post(who, &format!("/files/{private}/detail"), of.clone()).await.refused(13_000_309, "fileId");
        let list = json!({ "containerId": space, "parentFileId": house.private });
        house.post(who, "/files/0", list).await.refused(13_000_309, "parentFileId");
        let rename = json!({ "containerId": space, "name": "new.jpg" });
        house.post(who, &format!("/files/rename/{private}"), rename).await.refused(13_000_309, "fileId");
    }
    let detail = format!("/files/{private}/detail");
    house.world.post(&house.cleo, &detail, of.clone()).await.refused(13_000_309, "fileId");
    for folder in [&house.private, &house.ann().root()] {
        let list = json!({ "containerId": space, "parentFileId": folder });
        house.world.post(&house.cleo, "/files/0", list).await.refused(13_000_309, "parentFileId");
    }
    // For whom nothing there is shared, the space itself is none.
    house.world.post(&house.world.bob, &detail, of.clone()).await.refused(13_000_301, "containerId");
    house.world.post(house.ann(), &detail, of.clone()).await.ok();
    let other = json!({ "containerId": house.cleo.space });
    house.post(&house.cleo, &detail, other).await.refused(13_000_301, "containerId");
}

#[tokio::test]
async fn the_bin_is_the_owners() {
    let house = House::new().await;
    let image = house.image(&house.cleo, &house.family.folder, "c.jpg").await;
    house.post(&house.cleo, "/jobs", crate::support::job(2, 201, &[&image])).await.ok();
    let bin = json!({ "containerId": house.ann().space, "parentFileId": "root" });
    house.world.post(&house.cleo, "/files/1", bin.clone()).await.refused(13_000_410, "containerId");
    house.post(&house.cleo, "/files/1", bin.clone()).await.refused(13_000_410, "containerId");
    let list = house.world.post(house.ann(), "/files/1", bin).await.ok();
    assert_eq!(list["files"][0]["id"], json!(image));
    // Whose it is may look at it, and bring it back.
    let of = json!({ "containerId": house.ann().space });
    let shown = house.world.post(&house.cleo, &format!("/files/{image}/detail"), of).await.ok();
    assert_eq!(shown["recycled"], true);
}

#[tokio::test]
async fn members_make_folders_and_rename_what_is_theirs() {
    let house = House::new().await;
    let body = json!({ "fileName": "Trip", "fileType": "10" });
    // Inside of the family the root is its folder; so it is where the folder itself is named.
    let made = house.post(&house.cleo, "/directory", body.clone()).await.ok();
    assert_eq!(made["parentFolder"], json!([house.family.folder]));
    let trip = made["id"].as_str().unwrap().to_owned();
    let below = json!({ "fileName": "Day 1", "fileType": "10", "parentFolder": [trip] });
    house.world.post(&house.eve, "/directory", below).await.ok();
    assert_eq!(house.names(&house.eve, &trip).await, ["Day 1"]);
    // Without a word about where, it is in one's own space.
    let own = house.world.post(&house.cleo, "/directory", body).await.ok();
    assert_eq!(own["parentFolder"], json!([house.cleo.root()]));

    let rename = async |who: &Person, file: &str, name: &str| {
        let body = json!({ "containerId": house.ann().space, "name": name });
        house.world.post(who, &format!("/files/rename/{file}"), body).await
    };
    rename(&house.eve, &trip, "Mine").await.refused(13_000_410, "fileId");
    rename(&house.cleo, &trip, "Our trip").await.ok();
    rename(house.ann(), &trip, "The trip").await.ok();
    // The family's own folder has its name from the family.
    for who in [house.ann(), &house.cleo] {
        let code = if who.id == house.ann().id { 13_000_406 } else { 13_000_410 };
        rename(who, &house.family.folder, "New").await.refused(code, "fileId");
    }
    assert_eq!(house.world.families_of(house.ann()).await, ["House"]);
}

#[tokio::test]
async fn a_shooting_time_is_corrected_by_whose_picture_it_is() {
    let house = House::new().await;
    let image = house.image(&house.cleo, &house.family.folder, "c.jpg").await;
    let correct = async |who: &Person| {
        let request = house
            .world
            .request(who.id, Method::PUT, &format!("/api/files/{image}/takeTime"))
            .header(header::AUTHORIZATION, format!("Bearer {}", who.token))
            .body(Body::from(json!({ "takeTime": "2020-01-02T03:04:05Z" }).to_string()));
        house.world.send(request.unwrap()).await
    };
    correct(&house.eve).await.refused(13_000_410, "fileId");
    correct(&house.world.bob).await.refused(13_000_309, "fileId");
    correct(&house.cleo).await.ok();
    correct(house.ann()).await.ok();
}

#[tokio::test]
async fn whom_two_families_of_one_owner_share_with_sees_both_and_each_alone() {
    let house = House::new().await;
    let second = house.world.family(house.ann(), "Second").await;
    house.world.join(house.ann(), &second, &house.cleo).await;
    let (one, two) = (
        house.image(house.ann(), &house.family.folder, "1.jpg").await,
        house.image(house.ann(), &second.folder, "2.jpg").await,
    );
    let space = house.ann().space;
    for (folder, name) in [(&house.family.folder, "1.jpg"), (&second.folder, "2.jpg")] {
        assert_eq!(house.names(&house.cleo, folder).await, [name]);
    }
    let detail = |file: &str| format!("/files/{file}/detail");
    let of = json!({ "containerId": space });
    house.world.post(&house.cleo, &detail(&two), of.clone()).await.ok();
    house.world.post(&house.eve, &detail(&two), of.clone()).await.refused(13_000_309, "fileId");
    house.post(&house.cleo, &detail(&two), of.clone()).await.refused(13_000_309, "fileId");
    house.post(&house.cleo, &detail(&one), of).await.ok();
}
