//! Families that are deleted: what their owner keeps, and what nobody finds any more.

use axum::http::Method;
use serde_json::{Value, json};

use super::{metadata, told};
use crate::support::families::Family;
use crate::support::{Answer, Person, World};

async fn delete(world: &World, who: &Person, id: Value) -> Answer {
    world.post(who, "/sharefolder/delete", json!({ "id": id })).await
}

#[tokio::test]
async fn a_deleted_family_leaves_an_ordinary_folder_in_the_bin() {
    let world = World::new().await;
    let cleo = world.person("Cleo", "0027830111567").await;
    let family = world.family(&world.ann, "Home").await;
    world.join(&world.ann, &family, &cleo).await;
    let picture = world.picture(&world.ann, &family.folder, "a.jpg").await;
    let used = world.everything(&world.ann).await["used"].clone();
    assert_eq!(delete(&world, &world.ann, json!(family.id)).await.ok(), json!({ "code": 0, "msg": "Success." }));
    for who in [&world.ann, &cleo] {
        assert_eq!(world.families_of(who).await, [""; 0]);
    }
    let all = world.everything(&world.ann).await;
    assert_eq!((&all["bin"], &all["paths"], &all["used"]), (&json!(["Home"]), &json!([]), &used));

    world.restore(&world.ann, &[&family.folder]).await;
    let home = format!("/root{}/Home", world.ann.space);
    assert_eq!(world.everything(&world.ann).await["paths"], json!([home, format!("{home}/a.jpg")]));
    let detail = format!("/files/{picture}/detail");
    world.post(&world.ann, &detail, json!({ "containerId": world.ann.space })).await.ok();
    assert_eq!(world.families_of(&world.ann).await, [""; 0]);
    // It is renamed as every folder is.
    let rename = format!("/files/rename/{}", family.folder);
    world.post(&world.ann, &rename, json!({ "containerId": world.ann.space, "name": "Was home" })).await.ok();
    world.family(&world.ann, "Home").await;
}

#[tokio::test]
async fn several_families_are_deleted_or_none() {
    let world = World::new().await;
    let cleo = world.person("Cleo", "0027830111567").await;
    let [one, two, three] =
        [world.family(&world.ann, "1").await, world.family(&world.ann, "2").await, world.family(&world.ann, "3").await];
    let cleos = world.family(&cleo, "Cleo's").await;
    world.join(&world.ann, &one, &cleo).await;
    let before = world.everything(&world.ann).await;
    delete(&world, &world.ann, json!([one.id, "7"])).await.refused(13_000_309, "id");
    delete(&world, &world.ann, json!([one.id, cleos.id])).await.refused(13_000_309, "id");
    delete(&world, &cleo, json!([cleos.id, one.id])).await.refused(13_000_410, "id");
    delete(&world, &cleo, json!([two.id])).await.refused(13_000_309, "id");
    assert_eq!(world.everything(&world.ann).await, before);
    assert_eq!(world.families_of(&world.ann).await, ["3", "2", "1"]);
    assert_eq!(world.families_of(&cleo).await, ["Cleo's", "1"]);

    delete(&world, &world.ann, json!([one.id, two.id, one.id])).await.ok();
    assert_eq!(world.families_of(&world.ann).await, ["3"]);
    delete(&world, &world.ann, json!(three.id.parse::<i64>().unwrap())).await.ok();
    delete(&world, &cleo, json!([cleos.id.parse::<i64>().unwrap()])).await.ok();
    assert_eq!((world.families_of(&world.ann).await, world.families_of(&cleo).await), (vec![], vec![]));
}

#[tokio::test]
async fn nothing_finds_a_deleted_family() {
    let world = World::new().await;
    let cleo = world.person("Cleo", "0027830111567").await;
    let dan = world.person("Dan", "0027830222567").await;
    let family = world.family(&world.ann, "Home").await;
    world.join(&world.ann, &family, &cleo).await;
    let invitation = world.invite(&world.ann, &family, "0027830222567").await;
    delete(&world, &world.ann, json!([family.id])).await.ok();
    let Family { id, group, .. } = &family;
    for who in [&world.ann, &cleo, &dan] {
        metadata(&world, who, &family).await.refused(13_000_309, "shareFolderId");
        delete(&world, who, json!(id)).await.refused(13_000_309, "id");
        let rename = world.post(who, "/sharefolder/rename", json!({ "id": id, "fileName": "Us" })).await;
        rename.refused(13_000_309, "id");
        let invite = format!("/usergroupsInvite/invite/{group}?mobile=0027831234567");
        world.post(who, &invite, Value::Null).await.refused(13_000_309, "groupId");
        world.get(who, &format!("/usergroupsInvite/inviteList/{group}")).await.refused(13_000_309, "groupId");
        world.get(who, &format!("/usergroupsInvite/detail/{invitation}")).await.refused(13_000_309, "inviteId");
        let confirm = json!({ "inviteId": invitation, "confirm": 1 });
        let confirmed = world.post(who, &format!("/usergroupsInvite/inviteConfirm/{group}"), confirm).await;
        confirmed.refused(13_000_309, "inviteId");
        let leave = format!("/usergroupsInvite/deleteMember?groupId={group}&deleteUserId={}", who.id);
        world.call(who, Method::POST, &leave, Value::Null).await.refused(13_000_309, "groupId");
        let members = world.get(who, &format!("/usergroups/{group}/members?offset=0&limit=1")).await;
        members.refused(13_000_309, "group_id");
        let pending = world.get(who, "/usergroupsInvite/inviteConfrimList").await.ok();
        assert_eq!(pending, json!({ "details": [], "code": 0, "msg": "Success." }));
    }
    let never = world.get(&dan, "/usergroupsInvite/detail/7").await;
    let over = world.get(&dan, &format!("/usergroupsInvite/detail/{invitation}")).await;
    assert_eq!(told(over), told(never));
}
