//! Requests on families with something wrong in them: each is refused with its code and names the field.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::families::Family;
use crate::support::{Person, World};

/// Ann's family with Cleo in it, and an invitation for Dan.
struct Scene {
    world: World,
    cleo: Person,
    dan: Person,
    family: Family,
    invitation: String,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let cleo = world.person("Cleo", "0027830111567").await;
        let dan = world.person("Dan", "0027830222567").await;
        let family = world.family(&world.ann, "Home").await;
        world.join(&world.ann, &family, &cleo).await;
        let invitation = world.invite(&world.ann, &family, "0027830222567").await;
        Self { world, cleo, dan, family, invitation }
    }

    /// Everything that a refusal must leave as it was.
    async fn everything(&self) -> Vec<Value> {
        let invitations = format!("/usergroupsInvite/inviteList/{}", self.family.group);
        vec![
            json!(self.world.families_of(&self.world.ann).await),
            json!(self.world.people_of(&self.world.ann, &self.family).await),
            self.world.get(&self.world.ann, &invitations).await.ok(),
            self.world.get(&self.dan, "/usergroupsInvite/inviteConfrimList").await.ok(),
            self.world.everything(&self.world.ann).await,
        ]
    }

    /// Sends what is wrong in a body.
    async fn body(&self, who: &Person, path: &str, body: &str, code: i64, field: &str) {
        let uri = format!("/koodrive/ose/v1{path}");
        let request = self.world.request(who.id, Method::POST, &uri).header("authorization", &who.token);
        let answer = self.world.send(request.body(axum::body::Body::from(body.to_owned())).unwrap()).await;
        assert_eq!(answer.body["code"], code, "{path} {body}: {}", answer.body);
        answer.refused(code, field);
    }

    /// Sends what is wrong in a path or query.
    async fn path(&self, method: Method, path: &str, code: i64, field: &str) {
        let answer = self.world.call(&self.world.ann, method, path, Value::Null).await;
        assert_eq!(answer.body["code"], code, "{path}: {}", answer.body);
        answer.refused(code, field);
    }
}

/// A number as a client shows it that reads numbers as doubles.
fn rounded(id: &str) -> String {
    let double: f64 = id.parse().unwrap();
    format!("{double:e}")
}

#[tokio::test]
async fn creating() {
    let scene = Scene::new().await;
    let before = scene.everything().await;
    let (ann, space) = (&scene.world.ann, scene.world.ann.space.to_string());
    let good = json!({ "shareType": 0, "containerId": space, "name": "Us" });
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body.to_string()
    };
    let (missing, long) = (json!(null), "家".repeat(32));
    let others = scene.world.bob.space.to_string();
    for (field, value, code) in [
        ("shareType", missing.clone(), 13_000_102),
        ("shareType", json!(""), 13_000_102),
        ("shareType", json!(1), 13_000_102),
        ("shareType", json!(-1), 13_000_102),
        ("shareType", json!("family"), 13_000_102),
        ("shareType", json!([0]), 13_000_101),
        ("containerId", missing.clone(), 13_000_102),
        ("containerId", json!(""), 13_000_102),
        ("containerId", json!(others), 13_000_301),
        ("containerId", json!("IAA7"), 13_000_301),
        ("containerId", json!("root"), 13_000_301),
        ("containerId", json!({}), 13_000_101),
        ("name", missing, 13_000_102),
        ("name", json!(""), 13_000_102),
        ("name", json!(" \u{3000}\t"), 13_000_102),
        ("name", json!(long), 13_000_102),
        ("name", json!("a".repeat(32)), 13_000_102),
        ("name", json!("."), 13_000_102),
        ("name", json!(".."), 13_000_102),
        ("name", json!("🏡"), 13_000_102),
        ("name", json!("love ❤\u{fe0f}"), 13_000_102),
        ("name", json!(["Us"]), 13_000_101),
        ("name", json!("Home"), 13_000_405),
    ] {
        scene.body(ann, "/sharefolder/create", &with(field, value), code, field).await;
    }
    for forbidden in ['<', '>', '|', ':', '*', '?', '"', '/', '\\', '\n', '\r', '\u{8}', '\t', '\0'] {
        let body = with("name", json!(format!("a{forbidden}b")));
        scene.body(ann, "/sharefolder/create", &body, 13_000_102, "name").await;
    }
    assert_eq!(scene.everything().await, before);
    for name in ["家".repeat(31), "a".to_owned()] {
        scene
            .world
            .post(ann, "/sharefolder/create", serde_json::from_str(&with("name", json!(name))).unwrap())
            .await
            .ok();
    }
}

#[tokio::test]
async fn renaming_and_deleting() {
    let scene = Scene::new().await;
    let before = scene.everything().await;
    let Family { id, group, folder } = &scene.family;
    let ann = &scene.world.ann;
    let rename = "/sharefolder/rename";
    for (body, code, field) in [
        (json!({ "fileName": "Us" }).to_string(), 13_000_102, "id"),
        (json!({ "id": "", "fileName": "Us" }).to_string(), 13_000_102, "id"),
        (json!({ "id": id }).to_string(), 13_000_102, "fileName"),
        (json!({ "id": id, "name": "Us" }).to_string(), 13_000_102, "fileName"),
        (json!({ "id": id, "fileName": "" }).to_string(), 13_000_102, "fileName"),
        (json!({ "id": id, "fileName": "a".repeat(32) }).to_string(), 13_000_102, "fileName"),
        (json!({ "id": id, "fileName": "a/b" }).to_string(), 13_000_102, "fileName"),
        (json!({ "id": id, "fileName": "👍🏽" }).to_string(), 13_000_102, "fileName"),
        (json!({ "id": group, "fileName": "Us" }).to_string(), 13_000_309, "id"),
        (json!({ "id": folder, "fileName": "Us" }).to_string(), 13_000_309, "id"),
        (json!({ "id": "7", "fileName": "Us" }).to_string(), 13_000_309, "id"),
        (json!({ "id": format!("0{id}"), "fileName": "Us" }).to_string(), 13_000_309, "id"),
        (json!({ "id": -1, "fileName": "Us" }).to_string(), 13_000_309, "id"),
        (format!(r#"{{"id":{},"fileName":"Us"}}"#, rounded(id)), 13_000_309, "id"),
        (format!(r#"{{"id":{id}.0,"fileName":"Us"}}"#), 13_000_309, "id"),
        (json!({ "id": [id], "fileName": "Us" }).to_string(), 13_000_101, "id"),
    ] {
        scene.body(ann, rename, &body, code, field).await;
    }
    let delete = "/sharefolder/delete";
    for (ids, code) in [
        ("null".to_owned(), 13_000_102),
        ("\"\"".to_owned(), 13_000_102),
        ("[]".to_owned(), 13_000_102),
        (json!([id, ""]).to_string(), 13_000_102),
        (json!([null, id]).to_string(), 13_000_102),
        (json!(vec![id; 101]).to_string(), 13_000_102),
        (json!([id, "7"]).to_string(), 13_000_309),
        (json!(group).to_string(), 13_000_309),
        (json!([id, folder]).to_string(), 13_000_309),
        (rounded(id), 13_000_309),
        (format!("[\"{id}\",{id}.0]"), 13_000_309),
        ("true".to_owned(), 13_000_101),
        ("{}".to_owned(), 13_000_101),
    ] {
        scene.body(ann, delete, &format!(r#"{{"id":{ids}}}"#), code, "id").await;
    }
    scene.body(ann, delete, &json!({ "id": [id, []] }).to_string(), 13_000_101, "id[1]").await;
    scene.body(ann, delete, "{}", 13_000_102, "id").await;
    scene.body(&scene.cleo, delete, &json!({ "id": id }).to_string(), 13_000_410, "id").await;
    assert_eq!(scene.everything().await, before);
    scene.world.post(ann, delete, json!({ "id": vec![id; 100] })).await.ok();
}

#[tokio::test]
async fn listing_and_looking() {
    let scene = Scene::new().await;
    let Family { id, group, folder } = &scene.family;
    for (query, field) in [
        ("", "offset"),
        ("limit=1", "offset"),
        ("offset=&limit=1", "offset"),
        ("offset=-1&limit=1", "offset"),
        ("offset=x&limit=1", "offset"),
        ("offset=1.5&limit=1", "offset"),
        ("offset=9223372036854775808&limit=1", "offset"),
        ("offset=0", "limit"),
        ("offset=0&limit=", "limit"),
        ("offset=0&limit=0", "limit"),
        ("offset=0&limit=1001", "limit"),
        ("offset=0&limit=-1", "limit"),
        ("offset=0&limit=1&status=1", "status"),
        ("offset=0&limit=1&status=x", "status"),
        ("offset=0&limit=1&queryType=3", "queryType"),
        ("offset=0&limit=1&queryType=-1", "queryType"),
        ("offset=0&limit=1&keyWord=123456789012345678901234567890123", "keyWord"),
        ("offset=0&limit=1&offset=2", "query"),
    ] {
        scene.path(Method::GET, &format!("/sharefolder/list?{query}"), 13_000_102, field).await;
    }
    let word = "%E5%AE%B6".repeat(32);
    let list = scene.world.get(&scene.world.ann, &format!("/sharefolder/list?offset=0&limit=1&keyWord={word}")).await;
    assert_eq!(list.ok()["folders"], json!([]));
    let metadata = |key: &str| format!("/sharefolder/metadata/{key}");
    let (float, zero, hundred) = (rounded(id), format!("0{id}"), "1".repeat(100));
    for key in [group.as_str(), folder, "7", "0", "-1", &float, &zero, "x", &hundred, "%20"] {
        scene.path(Method::GET, &metadata(key), 13_000_309, "shareFolderId").await;
    }
    for key in ["1".repeat(101), "%E5%AE%B6".repeat(101)] {
        scene.path(Method::GET, &metadata(&key), 13_000_102, "shareFolderId").await;
    }
}

#[tokio::test]
async fn inviting() {
    let scene = Scene::new().await;
    let before = scene.everything().await;
    let Family { id, group, folder } = &scene.family;
    let invite = |group: &str, query: &str| format!("/usergroupsInvite/invite/{group}{query}");
    for query in ["", "?mobile=", "?phone=0027831234567"] {
        scene.path(Method::POST, &invite(group, query), 13_000_102, "mobile").await;
    }
    for mobile in [
        "0027831",
        "002783123456789012345",
        "27831234567",
        "+27831234567",
        "%2B27831234567",
        "0027-831234567",
        "00278312345x",
        "0127831234567",
        "0027831%20234567",
        "%D9%A0%D9%A0%D9%A2%D9%A7%D9%A8%D9%A3%D9%A1%D9%A2",
    ] {
        scene.path(Method::POST, &invite(group, &format!("?mobile={mobile}")), 13_000_102, "mobile").await;
    }
    for key in [id.as_str(), folder, "7", "x", "-1", &rounded(group), &format!("{group}.0")] {
        scene.path(Method::POST, &invite(key, "?mobile=0027831234567"), 13_000_309, "groupId").await;
        scene.path(Method::GET, &format!("/usergroupsInvite/inviteList/{key}"), 13_000_309, "groupId").await;
    }
    let invitation = &scene.invitation;
    for key in [group.as_str(), id, "7", "x", &rounded(invitation), &format!("0{invitation}")] {
        scene.path(Method::GET, &format!("/usergroupsInvite/detail/{key}"), 13_000_309, "inviteId").await;
    }
    assert_eq!(scene.everything().await, before);
    for mobile in ["00278312", "00278312345678901234"] {
        scene.world.invite(&scene.world.ann, &scene.family, mobile).await;
    }
}

#[tokio::test]
async fn answering() {
    let scene = Scene::new().await;
    let before = scene.everything().await;
    let Family { id, group, folder } = &scene.family;
    let invitation = &scene.invitation;
    let confirm = format!("/usergroupsInvite/inviteConfirm/{group}");
    for (body, code, field) in [
        (json!({ "confirm": 1 }).to_string(), 13_000_102, "inviteId"),
        (json!({ "inviteId": "", "confirm": 1 }).to_string(), 13_000_102, "inviteId"),
        (json!({ "inviteId": invitation }).to_string(), 13_000_102, "confirm"),
        (json!({ "inviteId": invitation, "confirm": "" }).to_string(), 13_000_102, "confirm"),
        (json!({ "inviteId": invitation, "confirm": 2 }).to_string(), 13_000_102, "confirm"),
        (json!({ "inviteId": invitation, "confirm": -1 }).to_string(), 13_000_102, "confirm"),
        (json!({ "inviteId": invitation, "confirm": "yes" }).to_string(), 13_000_102, "confirm"),
        (json!({ "inviteId": invitation, "confirm": true }).to_string(), 13_000_101, "confirm"),
        (json!({ "inviteId": "7", "confirm": 1 }).to_string(), 13_000_309, "inviteId"),
        (json!({ "inviteId": "x", "confirm": 1 }).to_string(), 13_000_309, "inviteId"),
        (format!(r#"{{"inviteId":{},"confirm":1}}"#, rounded(invitation)), 13_000_309, "inviteId"),
        (format!(r#"{{"inviteId":{invitation}.0,"confirm":1}}"#), 13_000_309, "inviteId"),
        (json!({ "inviteId": [invitation], "confirm": 1 }).to_string(), 13_000_101, "inviteId"),
    ] {
        scene.body(&scene.dan, &confirm, &body, code, field).await;
    }
    let good = json!({ "inviteId": invitation, "confirm": 1 }).to_string();
    for key in [id.as_str(), folder, "7", "x", &rounded(group)] {
        let path = format!("/usergroupsInvite/inviteConfirm/{key}");
        scene.body(&scene.dan, &path, &good, 13_000_309, "groupId").await;
    }
    assert_eq!(scene.everything().await, before);
    scene.world.post(&scene.dan, &confirm, json!({ "inviteId": invitation, "confirm": 1 })).await.ok();
}

#[tokio::test]
async fn members() {
    let scene = Scene::new().await;
    let before = scene.everything().await;
    let Family { id, group, folder } = &scene.family;
    let cleo = scene.cleo.id.to_string();
    let delete = |query: &str| format!("/usergroupsInvite/deleteMember?{query}");
    for (query, code, field) in [
        (format!("deleteUserId={cleo}"), 13_000_102, "groupId"),
        (format!("groupId=&deleteUserId={cleo}"), 13_000_102, "groupId"),
        (format!("groupId={group}"), 13_000_102, "deleteUserId"),
        (format!("groupId={group}&deleteUserId="), 13_000_102, "deleteUserId"),
        (format!("groupId={id}&deleteUserId={cleo}"), 13_000_309, "groupId"),
        (format!("groupId={folder}&deleteUserId={cleo}"), 13_000_309, "groupId"),
        (format!("groupId={}&deleteUserId={cleo}", rounded(group)), 13_000_309, "groupId"),
        (format!("groupId={group}&deleteUserId=me"), 13_000_309, "deleteUserId"),
        (format!("groupId={group}&deleteUserId=7"), 13_000_309, "deleteUserId"),
        (format!("groupId={group}&deleteUserId={}", rounded(&cleo)), 13_000_309, "deleteUserId"),
        (format!("ownerId=me&groupId={group}&deleteUserId={cleo}"), 13_000_309, "ownerId"),
        (format!("ownerId={cleo}&groupId={group}&deleteUserId={cleo}"), 13_000_309, "ownerId"),
        (format!("ownerId={}.0&groupId={group}&deleteUserId={cleo}", scene.world.ann.id), 13_000_309, "ownerId"),
    ] {
        scene.path(Method::POST, &delete(&query), code, field).await;
    }
    let list = |key: &str, query: &str| format!("/usergroups/{key}/members?{query}");
    for (query, field) in [
        ("", "offset"),
        ("limit=1", "offset"),
        ("offset=-1&limit=1", "offset"),
        ("offset=x&limit=1", "offset"),
        ("offset=0", "limit"),
        ("offset=0&limit=0", "limit"),
        ("offset=0&limit=101", "limit"),
        ("offset=0&limit=1.5", "limit"),
    ] {
        scene.path(Method::GET, &list(group, query), 13_000_102, field).await;
    }
    for key in [id.as_str(), folder, "7", "x", &rounded(group), &format!("0{group}")] {
        scene.path(Method::GET, &list(key, "offset=0&limit=1"), 13_000_309, "group_id").await;
    }
    assert_eq!(scene.everything().await, before);
}
