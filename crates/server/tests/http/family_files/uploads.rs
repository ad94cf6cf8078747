//! Uploads into a family's folder, and downloads out of it.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::House;
use crate::support::Person;
use crate::uploads::{noise, promise, sha256, with};

impl House {
    /// Uploads bytes into the family's folder and gives the file.
    async fn upload(&self, who: &Person, name: &str, bytes: &[u8]) -> String {
        let promised = self.post(who, "/files/create", promise(name, bytes.len())).await.ok();
        let url = promised["multiParts"][0]["uploadUrl"].as_str().unwrap();
        self.world.send_part(url, bytes.to_vec()).await.ok();
        let file = promised["fileId"].as_str().unwrap().to_owned();
        self.post(who, "/files/complete", json!({ "fileId": file })).await.ok();
        file
    }

    async fn used(&self, who: &Person) -> Value {
        self.world.get(who, &format!("/space/{}?type=1", who.id)).await.ok()["data"]["spaceUsed"].clone()
    }

    async fn fetched(&self, url: &str) -> StatusCode {
        self.world.raw(Request::get(url).body(Body::empty()).unwrap()).await.status()
    }
}

#[tokio::test]
async fn a_member_uploads_into_the_owners_space_and_the_file_is_the_members() {
    let house = House::new().await;
    let bytes = noise(4_096, 1);
    let promised = house.post(&house.cleo, "/files/create", promise("c.bin", bytes.len())).await.ok();
    assert_eq!(promised["containerId"], json!(house.ann().space));
    assert_eq!(promised["parentFolder"], json!([house.family.folder]));
    let file = house.upload(&house.cleo, "d.bin", &bytes).await;
    let of = json!({ "containerId": house.ann().space });
    let shown = house.world.post(&house.eve, &format!("/files/{file}/detail"), of).await.ok();
    assert_eq!((&shown["owners"][0]["name"], &shown["sha256"]), (&json!("Cleo"), &json!(sha256(&bytes))));
    assert_eq!((house.used(house.ann()).await, house.used(&house.cleo).await), (json!("4"), json!("0")));
    house.post(&house.cleo, "/jobs", crate::support::job(2, 202, &[&file])).await.ok();
    assert_eq!(house.used(house.ann()).await, json!("0"));
}

#[tokio::test]
async fn the_folder_alone_tells_where_an_upload_goes() {
    let house = House::new().await;
    let bytes = noise(100, 2);
    let body = with(promise("c.bin", bytes.len()), json!({ "parentFolder": [house.family.folder] }));
    let promised = house.world.create(&house.cleo, body).await.ok();
    assert_eq!(promised["containerId"], json!(house.ann().space));
    let file = promised["fileId"].as_str().unwrap();
    let links = json!({ "fileId": file, "multiParts": [{ "partNumber": 1 }] });
    let again = house.world.post(&house.cleo, "/files/multipart/uploadUrl", links).await.ok();
    house.world.send_part(again["multiParts"][0]["uploadUrl"].as_str().unwrap(), bytes).await.ok();
    house.world.complete(&house.eve, file).await.refused(13_000_401, "fileId");
    house.world.complete(house.ann(), file).await.refused(13_000_401, "fileId");
    house.world.complete(&house.cleo, file).await.ok();
    house.world.complete(&house.cleo, file).await.ok();
    assert_eq!(house.names(&house.eve, &house.family.folder).await, ["c.bin"]);
}

#[tokio::test]
async fn what_the_owner_has_is_not_to_be_found_out_by_a_digest() {
    let house = House::new().await;
    let bytes = noise(3_000, 3);
    // Ann has these bytes in private, and Eve put others into the family's folder.
    let promised = house.world.create(house.ann(), promise("secret.bin", bytes.len())).await.ok();
    house.world.send_part(promised["multiParts"][0]["uploadUrl"].as_str().unwrap(), bytes.clone()).await.ok();
    house.world.complete(house.ann(), promised["fileId"].as_str().unwrap()).await.ok();
    let others = noise(3_000, 4);
    house.upload(&house.eve, "e.bin", &others).await;
    for known in [&bytes, &others] {
        let body = with(promise("guess.bin", known.len()), json!({ "sha256": sha256(known), "autoRename": 2 }));
        let promised = house.post(&house.cleo, "/files/create", body).await.ok();
        assert_eq!((&promised["rapidUpload"], promised["multiParts"].as_array().unwrap().len()), (&Value::Null, 1));
    }
    let body = with(promise("again.bin", bytes.len()), json!({ "sha256": sha256(&bytes) }));
    assert_eq!(house.post(house.ann(), "/files/create", body).await.ok()["rapidUpload"], true, "her own space");
}

#[tokio::test]
async fn who_leaves_while_uploading_cannot_end_it() {
    let house = House::new().await;
    let bytes = noise(50, 5);
    let promised = house.post(&house.cleo, "/files/create", promise("c.bin", bytes.len())).await.ok();
    let (file, url) = (promised["fileId"].as_str().unwrap(), promised["multiParts"][0]["uploadUrl"].as_str().unwrap());
    house.world.send_part(url, bytes.clone()).await.ok();
    house.world.leave(&house.family, &house.cleo).await;
    house.world.complete(&house.cleo, file).await.refused(13_000_401, "fileId");
    assert_eq!(house.world.send_part(url, bytes).await.body["code"], 13_000_401);
    assert_eq!(house.names(house.ann(), &house.family.folder).await, [] as [String; 0]);
    // The right comes back, and the upload goes on.
    house.world.join(house.ann(), &house.family, &house.cleo).await;
    house.world.complete(&house.cleo, file).await.ok();
    assert_eq!(house.names(house.ann(), &house.family.folder).await, ["c.bin"]);
}

#[tokio::test]
async fn an_upload_whose_folder_was_moved_out_of_the_family_is_over() {
    let house = House::new().await;
    let body = json!({ "fileName": "Trip", "fileType": "10" });
    let trip = house.post(&house.cleo, "/directory", body).await.ok()["id"].as_str().unwrap().to_owned();
    let promised = with(promise("c.bin", 0), json!({ "parentFolder": [trip] }));
    let promised = house.post(&house.cleo, "/files/create", promised).await.ok();
    let mut out = crate::support::job(3, 301, &[&trip]);
    out["taskInfo"]["newFilePath"] = json!(house.private);
    house.world.job(house.ann(), out).await;
    let file = promised["fileId"].as_str().unwrap();
    house.world.complete(&house.cleo, file).await.refused(13_000_401, "fileId");
}

#[tokio::test]
async fn a_link_of_a_family_file_works_for_its_people_as_long_as_they_are() {
    let house = House::new().await;
    let file = house.upload(house.ann(), "a.bin", &noise(700, 6)).await;
    let link = async |who: &Person| {
        let body = json!({ "containerId": house.ann().space, "fileIds": [file] });
        let links = house.world.post(who, "/files/download", body).await.ok();
        links["downloads"][0]["url"].as_str().unwrap().to_owned()
    };
    let (cleos, eves) = (link(&house.cleo).await, link(&house.eve).await);
    assert_eq!((house.fetched(&cleos).await, house.fetched(&eves).await), (StatusCode::OK, StatusCode::OK));
    // A browser has to ask again each time; the owner's may keep what is hers.
    let kept = async |url: &str| {
        let response = house.world.raw(Request::get(url).body(Body::empty()).unwrap()).await;
        response.headers()["cache-control"].to_str().unwrap().to_owned()
    };
    assert_eq!(kept(&cleos).await, "private, no-cache");
    assert!(kept(&link(house.ann()).await).await.starts_with("private, max-age="));
    let path = format!(
        "/usergroupsInvite/deleteMember?ownerId={}&groupId={}&deleteUserId={}",
        house.ann().id,
        house.family.group,
        house.cleo.id
    );
    house.world.call(house.ann(), Method::POST, &path, Value::Null).await.ok();
    assert_eq!((house.fetched(&cleos).await, house.fetched(&eves).await), (StatusCode::UNAUTHORIZED, StatusCode::OK));
    let body = json!({ "containerId": house.ann().space, "fileIds": [file] });
    house.world.post(&house.cleo, "/files/download", body).await.refused(13_000_301, "containerId");
}

#[tokio::test]
async fn the_owners_room_is_what_counts() {
    let house = House::new().await;
    let length = crate::support::CAPACITY as usize + 1;
    let answer = house.post(&house.cleo, "/files/create", promise("big.bin", length)).await;
    assert_eq!(answer.body["code"], 13_000_311, "{}", answer.body);
}
