//! Users and spaces, and the operations that the contract has and this server does not.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use leporello_model::{Millis, UserId};
use serde_json::{Value, json};

use crate::support::{World, job};

#[tokio::test]
async fn everybody_may_look_at_their_own_account() {
    let world = World::new().await;
    let (ann, bob) = (world.ann.id, world.bob.id);
    assert_eq!(
        world.get(&world.ann, &format!("/users/{ann}")).await.ok(),
        json!({
            "data": { "name": "Ann", "userId": ann, "mobile": "0027821234567", "role": 0, "status": 0, "id": ann },
            "code": 0, "msg": "Success.",
        })
    );
    let data = world.get(&world.bob, &format!("/users/{bob}")).await.ok()["data"].clone();
    assert!(!data.as_object().unwrap().contains_key("mobile"), "{data}");
    for other in [bob.to_string(), UserId::new(7).to_string(), "me".to_owned()] {
        world.get(&world.ann, &format!("/users/{other}")).await.refused(13_000_309, "userId");
    }
}

#[tokio::test]
async fn an_app_freezes_and_frees_a_user() {
    let world = World::new().await;
    let (ann, bob) = (world.ann.id, world.bob.id);
    let path = format!("/users/{bob}");
    let status = async |status: Value| {
        world.call_as_app(ann, Method::PUT, &path, json!({ "status": status })).await.ok();
        world.call_as_app(ann, Method::GET, &path, Value::Null).await.ok()["data"]["status"].clone()
    };
    let folder = world.folder(&world.bob, "root", "kept").await;
    assert_eq!(status(json!(7)).await, 7);
    let refused = world.get(&world.bob, &path).await;
    assert_eq!((refused.status, &refused.body["code"]), (StatusCode::UNAUTHORIZED, &json!(13_000_101)));
    assert_eq!(status(json!("0")).await, 0);
    world.get(&world.bob, &path).await.ok();
    let detail = format!("/files/{folder}/detail");
    world.post(&world.bob, &detail, json!({ "containerId": world.bob.space })).await.ok();

    // An app may free the very user it acts for.
    assert_eq!(status(json!(7)).await, 7);
    world.call_as_app(bob, Method::PUT, &path, json!({ "status": 0 })).await.ok();
    world.get(&world.bob, &path).await.ok();
}

#[tokio::test]
async fn freezing_is_for_apps_and_needs_a_status() {
    let world = World::new().await;
    let path = format!("/users/{}", world.ann.id);
    let refused = world.call(&world.ann, Method::PUT, &path, json!({ "status": 7 })).await;
    refused.refused(13_000_309, "userId");
    world.get(&world.ann, &path).await.ok();
    for status in [json!({}), json!({ "status": "" }), json!({ "status": 1 })] {
        world.call_as_app(world.ann.id, Method::PUT, &path, status).await.refused(13_000_102, "status");
    }
    let nobody = world.call_as_app(world.ann.id, Method::PUT, "/users/7", json!({ "status": 7 })).await;
    nobody.refused(13_000_309, "userId");
}

#[tokio::test]
async fn a_space_tells_how_full_it_is() {
    let world = World::new().await;
    let (ann, space, root) = (world.ann.id, world.ann.space, world.ann.root());
    world.picture(&world.ann, "root", "a.jpg").await;
    world.picture(&world.ann, "root", "b.jpg").await;
    assert_eq!(
        world.get(&world.ann, &format!("/space/{ann}?type=1&containerId={space}")).await.ok()["data"],
        json!({
            "type": "1", "status": "0", "ownerId": ann, "containerId": space, "rootFileId": root,
            "bizRootFileId": root, "capacity": "1", "capacityKb": "524288", "spaceUsed": "2", "creator": ann,
            "createTime": "2025-11-03T07:01:40.000Z",
        })
    );
    world.call_as_app(ann, Method::GET, &format!("/space/{ann}"), Value::Null).await.refused(13_000_102, "type");
}

#[tokio::test]
async fn only_the_own_space_is_shown() {
    let world = World::new().await;
    let (ann, bob) = (world.ann.id, world.bob.id);
    for other in [bob.to_string(), "7".to_owned(), "me".to_owned()] {
        world.get(&world.ann, &format!("/space/{other}?type=1")).await.refused(13_000_309, "ownerId");
    }
    for space in [world.bob.space.to_string(), "IAA7".to_owned(), "7".to_owned()] {
        let path = format!("/space/{ann}?type=1&containerId={space}");
        world.get(&world.ann, &path).await.refused(13_000_301, "containerId");
    }
    for query in ["", "?type=", "?type=0", "?type=personal"] {
        world.get(&world.ann, &format!("/space/{ann}{query}")).await.refused(13_000_102, "type");
    }
}

#[tokio::test]
async fn what_is_not_built_says_so_by_name() {
    let world = World::new().await;
    for (method, path, name) in [
        (Method::DELETE, "/users/7", "DeleteUser"),
        (Method::PUT, "/space/7", "UpdateSpace"),
        (Method::GET, "/space/usage/quota", "GetSpaceUsageByQuota"),
        (Method::POST, "/star/batch", "batchStarFile"),
        (Method::GET, "/files/F7/operations", "getFileOperations"),
        (Method::GET, "/related", "ListRelatedToMe"),
        (Method::PATCH, "/backup/record/7", "completeBackup"),
        (Method::DELETE, "/backup/lock", "releaseBackupLock"),
    ] {
        let answer = world.call(&world.ann, method, path, json!({})).await;
        assert_eq!((answer.status, &answer.body["code"]), (StatusCode::NOT_IMPLEMENTED, &json!(13_000_201)), "{path}");
        assert!(answer.body["msg"].as_str().unwrap().starts_with(name), "{}", answer.body);
    }
    for (task_type, name) in [(1, "CreateJob with taskType 1"), (5, "CreateJob with taskType 5"), (6, "CreateJob")] {
        let answer = world.post(&world.ann, "/jobs", job(task_type, 101, &["F7"])).await;
        assert_eq!(answer.status, StatusCode::NOT_IMPLEMENTED);
        assert!(answer.body["msg"].as_str().unwrap().starts_with(name), "{}", answer.body);
    }
}

#[tokio::test]
async fn nobody_is_answered_without_proof() {
    let world = World::new().await;
    for (method, path) in [
        (Method::POST, "/directory".to_owned()),
        (Method::GET, format!("/users/{}", world.ann.id)),
        (Method::POST, "/jobs".to_owned()),
        (Method::GET, "/123".to_owned()),
        (Method::GET, "/related".to_owned()),
    ] {
        let request = world.request(world.ann.id, method, &format!("/koodrive/ose/v1{path}"));
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    world.later(-Millis::HOUR);
    let early = world.request(world.ann.id, Method::GET, "/koodrive/ose/v1/jobs").body(Body::empty()).unwrap();
    world.later(Millis::HOUR);
    assert_eq!(world.raw(early).await.status(), StatusCode::UNAUTHORIZED);
}
