//! Families: shared folders and the people who share them.

mod bad_input;
mod gone;
mod invitations;
mod members;
mod user_info;

use axum::http::StatusCode;
use leporello_model::Millis;
use leporello_server::Settings;
use serde_json::{Value, json};

use crate::support::families::Family;
use crate::support::{Answer, Person, World};

/// A refusal without its trace, to be compared with another one.
fn told(answer: Answer) -> (StatusCode, Value) {
    let Answer { status, mut body } = answer;
    assert!(body.as_object_mut().unwrap().remove("traceId").is_some(), "{body}");
    (status, body)
}

/// What GetShareFolderMetadata and ListShareFolder show of a family that was made at the beginning.
fn shown(owner: &Person, family: &Family, name: &str) -> Value {
    json!({
        "tenantId": "0", "creator": owner.id, "createTime": "2025-11-03T07:01:40.000Z",
        "ownerId": owner.id.number(), "status": 0, "id": family.id, "containerId": owner.space,
        "shareFolderFileId": family.folder, "name": name, "groupId": family.group, "maxMember": 20,
    })
}

async fn metadata(world: &World, who: &Person, family: &Family) -> Answer {
    world.get(who, &format!("/sharefolder/metadata/{}", family.id)).await
}

#[tokio::test]
async fn a_family_is_made_as_the_page_prints_it() {
    let world = World::new().await;
    let ann = &world.ann;
    let body = json!({ "shareType": 0, "containerId": ann.space, "name": "Test Creating a Shared Folder" });
    let made = world.post(ann, "/sharefolder/create", body).await.ok();
    let (id, data) = (made["id"].as_str().unwrap(), &made["data"]);
    assert_eq!(
        made,
        json!({
            "id": id,
            "data": {
                "tenantId": "0", "creator": ann.id, "createTime": "2025-11-03T07:01:40.000Z",
                "groupId": data["groupId"], "id": id, "shareFolderId": data["shareFolderId"],
            },
            "code": 0, "msg": "Success.",
        })
    );
    assert!(id.len() == 19 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    assert!(data["groupId"].as_i64().is_some_and(|group| group.to_string() != id), "a number, and another one: {data}");
    let folder = data["shareFolderId"].as_str().unwrap();
    let detail = json!({ "containerId": ann.space });
    let file = world.post(ann, &format!("/files/{folder}/detail"), detail).await.ok();
    assert_eq!(
        (&file["fileName"], &file["fileType"], &file["parentFolder"]),
        (&json!("Test Creating a Shared Folder"), &json!("10"), &json!([ann.root()]))
    );
    let family = Family { id: id.to_owned(), group: data["groupId"].to_string(), folder: folder.to_owned() };
    assert_eq!(world.people_of(ann, &family).await, ["Ann"]);
}

#[tokio::test]
async fn a_family_is_shown_to_its_people() {
    let world = World::new().await;
    let cleo = world.person("Cleo", "0027830111567").await;
    let family = world.family(&world.ann, " The Müllers ").await;
    world.join(&world.ann, &family, &cleo).await;
    let expected = shown(&world.ann, &family, "The Müllers");
    for who in [&world.ann, &cleo] {
        assert_eq!(
            metadata(&world, who, &family).await.ok(),
            json!({ "sharefolder": expected, "code": 0, "msg": "Success." })
        );
        assert_eq!(
            world.get(who, "/sharefolder/list?offset=0&limit=1000").await.ok(),
            json!({ "folders": [expected], "code": 0, "msg": "Success." })
        );
    }
    assert_eq!(
        world.get(&world.bob, "/sharefolder/list?offset=0&limit=1").await.ok(),
        json!({ "folders": [], "code": 0, "msg": "Success." })
    );
    let unknown = world.get(&world.bob, "/sharefolder/metadata/7").await;
    assert_eq!(told(metadata(&world, &world.bob, &family).await), told(unknown));
}

#[tokio::test]
async fn families_are_listed_newest_first_in_pages_and_by_name() {
    let world = World::new().await;
    let cleo = world.person("Cleo", "0027830111567").await;
    for name in ["Home", "ÄRGER 100%", "home 2"] {
        world.family(&cleo, name).await;
        world.later(1);
    }
    let joined = world.family(&world.ann, "Ann's home").await;
    world.join(&world.ann, &joined, &cleo).await;
    let names = async |query: &str| -> Vec<Value> {
        let list = world.get(&cleo, &format!("/sharefolder/list?{query}")).await.ok();
        list["folders"].as_array().unwrap().iter().map(|folder| folder["name"].clone()).collect()
    };
    assert_eq!(names("offset=0&limit=10").await, ["Ann's home", "home 2", "ÄRGER 100%", "Home"]);
    assert_eq!(names("offset=1&limit=2&queryType=0&status=0&keyWord=").await, ["home 2", "ÄRGER 100%"]);
    assert_eq!(names("offset=4&limit=10").await, [""; 0]);
    assert_eq!(names("offset=9223372036854775807&limit=1000").await, [""; 0]);
    assert_eq!(names("offset=0&limit=10&queryType=1").await, ["home 2", "ÄRGER 100%", "Home"]);
    assert_eq!(names("offset=0&limit=10&queryType=2").await, ["Ann's home"]);
    assert_eq!(names("offset=0&limit=10&keyWord=HOME").await, ["Ann's home", "home 2", "Home"]);
    assert_eq!(names("offset=1&limit=1&keyWord=HOME&queryType=1").await, ["Home"]);
    assert_eq!(names("offset=0&limit=10&keyWord=%C3%A4rger%20100%25").await, ["ÄRGER 100%"]);
    assert_eq!(names("offset=0&limit=10&keyWord=%25").await, ["ÄRGER 100%"], "no wildcard");
    assert_eq!(names("offset=0&limit=10&keyWord=_").await, [""; 0], "no wildcard");
}

#[tokio::test]
async fn the_number_of_people_is_the_operators_to_say() {
    let world = World::with(Settings { max_members: 5, ..Settings::default() }).await;
    let family = world.family(&world.ann, "Home").await;
    assert_eq!(metadata(&world, &world.ann, &family).await.ok()["sharefolder"]["maxMember"], 5);
}

#[tokio::test]
async fn only_the_owner_renames_a_family() {
    let world = World::new().await;
    let cleo = world.person("Cleo", "0027830111567").await;
    let family = world.family(&world.ann, "Home").await;
    world.join(&world.ann, &family, &cleo).await;
    world.folder(&world.ann, "root", "Taken").await;
    world.later(Millis::MINUTE);
    let rename = async |who: &Person, name: &str| {
        world.post(who, "/sharefolder/rename", json!({ "id": family.id, "fileName": name })).await
    };
    let done = json!({ "id": family.id, "code": 0, "msg": "Success." });
    assert_eq!(rename(&world.ann, " Us ").await.ok(), done);
    assert_eq!(rename(&world.ann, "Us").await.ok(), done, "the name that it has");
    for who in [&world.ann, &cleo] {
        let mut expected = shown(&world.ann, &family, "Us");
        expected["createTime"] = json!("2025-11-03T07:01:40.000Z");
        assert_eq!(metadata(&world, who, &family).await.ok()["sharefolder"], expected);
    }
    let detail = format!("/files/{}/detail", family.folder);
    let file = world.post(&world.ann, &detail, json!({ "containerId": world.ann.space })).await.ok();
    assert_eq!((&file["fileName"], &file["editedTime"]), (&json!("Us"), &json!("2025-11-03T07:02:40.000Z")));

    rename(&world.ann, "Taken").await.refused(13_000_405, "fileName");
    rename(&cleo, "Mine").await.refused(13_000_410, "id");
    let unknown = world.post(&world.bob, "/sharefolder/rename", json!({ "id": "7", "fileName": "Mine" })).await;
    assert_eq!(told(rename(&world.bob, "Mine").await), told(unknown));
    assert_eq!(world.families_of(&cleo).await, ["Us"]);
    let by_number = json!({ "id": family.id.parse::<i64>().unwrap(), "fileName": 7 });
    assert_eq!(world.post(&world.ann, "/sharefolder/rename", by_number).await.ok(), done);
    assert_eq!(world.families_of(&cleo).await, ["7"]);
}

#[tokio::test]
async fn a_name_is_free_or_refused() {
    let world = World::new().await;
    world.folder(&world.ann, "root", "Home").await;
    let create = async |who: &Person, name: &str| {
        let body = json!({ "shareType": "0", "containerId": who.space, "name": name });
        world.post(who, "/sharefolder/create", body).await
    };
    create(&world.ann, "Home").await.refused(13_000_405, "name");
    assert_eq!(world.families_of(&world.ann).await, [""; 0]);
    create(&world.bob, "Home").await.ok();
    create(&world.ann, "home").await.ok();
    create(&world.ann, "home").await.refused(13_000_405, "name");
    assert_eq!(world.families_of(&world.ann).await, ["home"]);
}
