//! Jobs: the bin, moving, restoring, and the record of it all.

use axum::http::StatusCode;
use leporello_server::Settings;
use serde_json::{Value, json};

use crate::support::{Person, World, file_info, job};

fn move_to(files: &[&str], path: &str) -> Value {
    json!({ "taskType": 3, "actionType": 301, "taskInfo": { "fileInfo": file_info(files), "newFilePath": path } })
}

fn restore(files: &[&str]) -> Value {
    json!({ "taskType": 4, "taskInfo": { "fileInfo": file_info(files) } })
}

/// The names on the way to a file, without the root's.
async fn way(world: &World, who: &Person, file: &str) -> String {
    let path = world.get(who, &format!("/files/path?fileId={file}&containerId={}", who.space)).await.ok();
    path["namePath"].as_str().unwrap().split_once("/root").unwrap().1.split_once('/').unwrap().1.to_owned()
}

/// What is in the bin, newest first.
async fn bin(world: &World, who: &Person) -> Value {
    world.everything(who).await["bin"].clone()
}

#[tokio::test]
async fn what_is_binned_goes_out_of_sight_with_all_that_lies_below() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let below = world.picture(&world.ann, &folder, "below.jpg").await;
    let beside = world.picture(&world.ann, "root", "beside.jpg").await;
    let body = json!({
        "taskType": "2", "actionType": "201", "dstContainerId": world.ann.space, "password": "",
        "taskInfo": { "srcContainerId": world.ann.space, "fileInfo": [
            { "fileId": folder, "filePath": format!("/{}/{folder}", world.ann.root()) },
            { "fileId": folder },
        ] },
    });
    world.job(&world.ann, body).await;
    let now = world.everything(&world.ann).await;
    assert_eq!(
        (&now["paths"], &now["bin"]),
        (&json!([format!("/root{}/beside.jpg", world.ann.space)]), &json!(["folder"]))
    );
    assert_eq!(now["used"], "2", "the bin takes room");
    world.post(&world.ann, "/jobs", job(2, 201, &[&folder])).await.refused(13_000_306, "taskInfo.fileInfo.fileId");
    world
        .post(&world.ann, "/jobs", job(2, 201, &[&beside, &below]))
        .await
        .refused(13_000_306, "taskInfo.fileInfo.fileId");
    let detail = format!("/files/{below}/detail");
    let shown = world.post(&world.ann, &detail, json!({ "containerId": world.ann.space })).await.ok();
    assert_eq!(shown["recycled"], true);
}

#[tokio::test]
async fn what_is_restored_is_where_it_was() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let below = world.picture(&world.ann, &folder, "below.jpg").await;
    let before = world.everything(&world.ann).await["paths"].clone();
    world.trash(&world.ann, &[&folder]).await;
    world.post(&world.ann, "/jobs", restore(&[&below])).await.refused(13_000_303, "taskInfo.fileInfo.fileId");
    world.job(&world.ann, restore(&[&folder, &folder])).await;
    assert_eq!(world.everything(&world.ann).await["paths"], before);
    world.post(&world.ann, "/jobs", restore(&[&folder])).await.refused(13_000_303, "taskInfo.fileInfo.fileId");
}

#[tokio::test]
async fn what_was_binned_before_its_folder_stays_when_the_folder_comes_back() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let early = world.picture(&world.ann, &folder, "early.jpg").await;
    world.picture(&world.ann, &folder, "with it.jpg").await;
    world.trash(&world.ann, &[&early]).await;
    world.trash(&world.ann, &[&folder]).await;
    world.restore(&world.ann, &[&folder]).await;
    assert_eq!(bin(&world, &world.ann).await, json!(["early.jpg"]));
    world.restore(&world.ann, &[&early]).await;
    assert_eq!(way(&world, &world.ann, &early).await, "folder/early.jpg");
}

#[tokio::test]
async fn what_has_lost_its_folder_comes_back_into_the_root() {
    let world = World::new().await;
    let outer = world.folder(&world.ann, "root", "outer").await;
    let inner = world.folder(&world.ann, &outer, "inner").await;
    let file = world.picture(&world.ann, &inner, "file.jpg").await;
    for id in [&file, &inner, &outer] {
        world.trash(&world.ann, &[id]).await;
    }
    // Whatever the order: the folder goes first, into the root, and the file into its folder.
    world.restore(&world.ann, &[&file, &inner]).await;
    assert_eq!(way(&world, &world.ann, &file).await, "inner/file.jpg");
    assert_eq!(bin(&world, &world.ann).await, json!(["outer"]));
    world.trash(&world.ann, &[&file]).await;
    world.trash(&world.ann, &[&inner]).await;
    world.restore(&world.ann, &[&file]).await;
    assert_eq!(way(&world, &world.ann, &file).await, "file.jpg");
}

#[tokio::test]
async fn a_whole_tree_comes_back_in_one_job_in_any_order() {
    let world = World::new().await;
    let outer = world.folder(&world.ann, "root", "outer").await;
    let middle = world.folder(&world.ann, &outer, "middle").await;
    let inner = world.folder(&world.ann, &middle, "inner").await;
    let file = world.picture(&world.ann, &inner, "file.jpg").await;
    let before = world.everything(&world.ann).await["paths"].clone();
    for id in [&file, &inner, &outer] {
        world.trash(&world.ann, &[id]).await;
    }
    world.restore(&world.ann, &[&inner, &file, &outer]).await;
    assert_eq!(world.everything(&world.ann).await["paths"], before);
}

#[tokio::test]
async fn what_finds_its_name_taken_comes_back_under_another() {
    let world = World::new().await;
    let first = world.picture(&world.ann, "root", "a.jpg").await;
    world.trash(&world.ann, &[&first]).await;
    let second = world.picture(&world.ann, "root", "a.jpg").await;
    world.trash(&world.ann, &[&second]).await;
    world.picture(&world.ann, "root", "a.jpg").await;
    world.restore(&world.ann, &[&second, &first]).await;
    assert_eq!(way(&world, &world.ann, &second).await, "a_20251103_070140.jpg");
    assert_eq!(way(&world, &world.ann, &first).await, "a_20251103_070140_2.jpg");
}

#[tokio::test]
async fn what_is_deleted_for_good_is_gone_and_its_room_is_free() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let below = world.picture(&world.ann, &folder, "below.jpg").await;
    let beside = world.picture(&world.ann, "root", "beside.jpg").await;
    let last = world.picture(&world.ann, "root", "last.jpg").await;
    world.trash(&world.ann, &[&beside]).await;
    world.job(&world.ann, job(2, 202, &[&folder, &below, &beside])).await;
    let now = world.everything(&world.ann).await;
    assert_eq!((&now["bin"], &now["used"]), (&json!([]), &json!("1")));
    for gone in [&folder, &below, &beside] {
        let body = json!({ "containerId": world.ann.space });
        world.post(&world.ann, &format!("/files/{gone}/detail"), body).await.refused(13_000_309, "fileId");
    }
    world.job(&world.ann, job(2, 202, &[&last])).await;
    assert_eq!(world.everything(&world.ann).await["used"], "0");
}

#[tokio::test]
async fn an_emptied_bin_holds_nothing_and_the_rest_stays() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    world.picture(&world.ann, &folder, "below.jpg").await;
    let beside = world.picture(&world.ann, "root", "beside.jpg").await;
    world.picture(&world.ann, "root", "stays.jpg").await;
    world.trash(&world.ann, &[&folder, &beside]).await;
    let bobs = world.picture(&world.bob, "root", "his.jpg").await;
    world.trash(&world.bob, &[&bobs]).await;
    for body in [json!({ "taskType": 7, "actionType": 701 }), json!({ "taskType": 7, "taskInfo": {} })] {
        world.job(&world.ann, body).await;
        let now = world.everything(&world.ann).await;
        assert_eq!((&now["bin"], &now["used"]), (&json!([]), &json!("1")));
    }
    assert_eq!(bin(&world, &world.bob).await, json!(["his.jpg"]));
}

#[tokio::test]
async fn a_target_is_a_path_of_identifiers_or_the_last_of_them() {
    let world = World::new().await;
    let target = world.folder(&world.ann, "root", "target").await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let file = world.picture(&world.ann, &folder, "file.jpg").await;
    let (root, folder) = (world.ann.root(), folder.as_str());
    for path in [format!("/{root}/{target}"), target.clone(), format!("/root/{target}/")] {
        world.job(&world.ann, move_to(&[folder], &path)).await;
        assert_eq!(way(&world, &world.ann, &file).await, "target/folder/file.jpg");
        for path in ["root", &root, &format!("/{root}")] {
            if way(&world, &world.ann, folder).await != "folder" {
                world.job(&world.ann, move_to(&[folder], path)).await;
            }
            assert_eq!(way(&world, &world.ann, &file).await, "folder/file.jpg");
        }
    }
    for path in ["", "/"] {
        let refused = world.post(&world.ann, "/jobs", move_to(&[folder], path)).await;
        refused.refused(13_000_102, "taskInfo.newFilePath");
    }
}

#[tokio::test]
async fn what_moves_into_a_taken_name_gets_another() {
    let world = World::new().await;
    let target = world.folder(&world.ann, "root", "target").await;
    let other = world.folder(&world.ann, "root", "other").await;
    world.picture(&world.ann, &target, "a.jpg").await;
    let first = world.picture(&world.ann, "root", "a.jpg").await;
    let second = world.picture(&world.ann, &other, "a.jpg").await;
    let free = world.picture(&world.ann, &other, "b.jpg").await;
    world.job(&world.ann, move_to(&[&first, &second, &free, &first], &target)).await;
    assert_eq!(way(&world, &world.ann, &first).await, "target/a_20251103_070140.jpg");
    assert_eq!(way(&world, &world.ann, &second).await, "target/a_20251103_070140_2.jpg");
    assert_eq!(way(&world, &world.ann, &free).await, "target/b.jpg");
}

#[tokio::test]
async fn a_move_keeps_to_the_depth_of_all_that_moves() {
    let world = World::with(Settings { max_depth: 3, ..Settings::default() }).await;
    let tall = world.folder(&world.ann, "root", "tall").await;
    world.folder(&world.ann, &tall, "below").await;
    let one = world.folder(&world.ann, "root", "one").await;
    let two = world.folder(&world.ann, &one, "two").await;
    let file = world.picture(&world.ann, "root", "file.jpg").await;
    let answer = world.post(&world.ann, "/jobs", move_to(&[&file, &tall], &two)).await;
    assert_eq!((answer.status, &answer.body["code"]), (StatusCode::BAD_REQUEST, &json!(13_000_310)));
    assert_eq!(way(&world, &world.ann, &file).await, "file.jpg");
    world.job(&world.ann, move_to(&[&file, &tall], &one)).await;
    let three = world.folder(&world.ann, &two, "three").await;
    world.job(&world.ann, move_to(&[&file], &three)).await;
}

#[tokio::test]
async fn one_wrong_file_fails_the_whole_job() {
    let world = World::new().await;
    let good = world.picture(&world.ann, "root", "good.jpg").await;
    let target = world.folder(&world.ann, "root", "target").await;
    let inside = world.folder(&world.ann, &target, "inside").await;
    let there = world.picture(&world.ann, &inside, "there.jpg").await;
    let binned = world.folder(&world.ann, "root", "binned").await;
    let below = world.picture(&world.ann, &binned, "below.jpg").await;
    world.trash(&world.ann, &[&binned]).await;
    let bobs = world.picture(&world.bob, "root", "his.jpg").await;
    let before = world.everything(&world.ann).await;
    let root = world.ann.root();
    let (file, to) = ("taskInfo.fileInfo.fileId", "taskInfo.newFilePath");
    let cases = [
        (job(2, 201, &[&good, "F0"]), 13_000_309, file),
        (job(2, 201, &[&good, &bobs]), 13_000_309, file),
        (job(2, 201, &[&good, &root]), 13_000_309, file),
        (job(2, 201, &[&good, &binned]), 13_000_306, file),
        (job(2, 202, &[&good, "F0"]), 13_000_309, file),
        (job(2, 202, &[&good, &root]), 13_000_309, file),
        (job(2, 202, &[&good, &bobs]), 13_000_309, file),
        (restore(&[&binned, &good]), 13_000_303, file),
        (restore(&[&binned, &below]), 13_000_303, file),
        (restore(&[&binned, &bobs]), 13_000_309, file),
        (move_to(&[&good, "F0"], &target), 13_000_309, file),
        (move_to(&[&good, &root], &target), 13_000_309, file),
        (move_to(&[&good, &below], &target), 13_000_306, file),
        (move_to(&[&good, &there], &inside), 13_000_312, file),
        (move_to(&[&good, &target], &target), 13_000_307, to),
        (move_to(&[&good, &target], &inside), 13_000_307, to),
        (move_to(&[&good], "F0"), 13_000_309, to),
        (move_to(&[&good], &world.bob.root()), 13_000_309, to),
        (move_to(&[&good], &there), 13_000_304, to),
        (move_to(&[&good], &binned), 13_000_305, to),
    ];
    for (body, code, field) in cases {
        world.post(&world.ann, "/jobs", body).await.refused(code, field);
    }
    assert_eq!(world.everything(&world.ann).await, before);
}

#[tokio::test]
async fn a_job_that_cannot_be_read_says_why() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let many = vec![file.as_str(); 1_001];
    let with = |change: Value| {
        let mut body = job(2, 201, &[&file]);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    let bobs = world.bob.space;
    let cases = [
        (with(json!({ "taskType": "" })), 13_000_102, "taskType"),
        (with(json!({ "taskType": 8 })), 13_000_102, "taskType"),
        (with(json!({ "actionType": null })), 13_000_102, "actionType"),
        (with(json!({ "actionType": 301 })), 13_000_102, "actionType"),
        (with(json!({ "taskType": 3 })), 13_000_102, "actionType"),
        (with(json!({ "taskType": 7 })), 13_000_102, "actionType"),
        (with(json!({ "taskType": 3, "actionType": 301 })), 13_000_102, "taskInfo.newFilePath"),
        (with(json!({ "taskInfo": null })), 13_000_102, "taskInfo.fileInfo"),
        (with(json!({ "taskInfo": { "fileInfo": [] } })), 13_000_102, "taskInfo.fileInfo"),
        (job(2, 201, &many), 13_000_102, "taskInfo.fileInfo"),
        (with(json!({ "taskInfo": { "fileInfo": [{}] } })), 13_000_102, "taskInfo.fileInfo.fileId"),
        (job(2, 201, &[&"F".repeat(65)]), 13_000_102, "taskInfo.fileInfo.fileId"),
        (with(json!({ "dstContainerId": bobs })), 13_000_301, "dstContainerId"),
        (with(json!({ "dstContainerId": "x" })), 13_000_301, "dstContainerId"),
        (
            with(json!({ "taskInfo": { "fileInfo": [{ "fileId": file }], "srcContainerId": bobs } })),
            13_000_301,
            "taskInfo.srcContainerId",
        ),
    ];
    for (body, code, field) in cases {
        world.post(&world.ann, "/jobs", body).await.refused(code, field);
    }
    world.job(&world.ann, job(2, 201, &many[..1_000])).await;
}

#[tokio::test]
async fn a_job_may_be_asked_about_when_it_is_done() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let id = world.job(&world.ann, job(2, 201, &[&file])).await;
    let info = json!({
        "taskId": id, "userId": world.ann.id, "taskType": 2, "actionType": 201, "status": 2, "taskResultCode": 0,
        "progress": 100, "contentNum": 1, "containerId": world.ann.space,
        "beginTime": "2025-11-03T07:01:40.000Z", "endTime": "2025-11-03T07:01:40.000Z",
    });
    let detail = world.get(&world.ann, &format!("/{id}")).await.ok();
    assert_eq!(detail["data"], json!({ "jobInfo": info, "taskInfos": [{ "fileId": file, "code": 0 }] }));
    assert_eq!(world.get(&world.ann, "/jobs").await.ok()["data"], json!([info]));

    world.get(&world.bob, &format!("/{id}")).await.refused(13_000_309, "jobId");
    world.get(&world.ann, "/7").await.refused(13_000_309, "jobId");
    world.get(&world.ann, "/99999999999999999999").await.refused(13_000_309, "jobId");
    assert_eq!(world.get(&world.ann, "/7a").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&world.bob, "/jobs").await.ok()["data"], json!([]));
}

#[tokio::test]
async fn jobs_are_listed_newest_first_by_type_and_in_parts() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let mut made = Vec::new();
    for body in [job(2, 201, &[&file]), restore(&[&file]), job(2, 202, &[&file]), json!({ "taskType": 7 })] {
        made.push(world.job(&world.ann, body).await);
    }
    made.reverse();
    let ids = async |query: &str| -> Vec<String> {
        let jobs = world.get(&world.ann, &format!("/jobs{query}")).await.ok();
        let id = |job: &Value| job["taskId"].as_str().unwrap().to_owned();
        jobs["data"].as_array().unwrap().iter().map(id).collect()
    };
    assert_eq!(ids("").await, made);
    assert_eq!(ids("?offset=1&limit=2").await, made[1..3]);
    assert_eq!(ids("?offset=4").await, made[4..]);
    assert_eq!(ids("?type=2").await, [made[1].as_str(), made[3].as_str()]);
    assert_eq!(ids("?type=4&status=2&offset=0&limit=100").await, made[2..3]);
    assert_eq!(ids("?status=3&type=").await, made[4..]);
    for (query, field) in [
        ("?type=8", "type"),
        ("?status=4", "status"),
        ("?offset=-1", "offset"),
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
    ] {
        world.get(&world.ann, &format!("/jobs{query}")).await.refused(13_000_102, field);
    }
    let restored = world.get(&world.ann, "/jobs?type=4").await.ok()["data"][0].clone();
    assert!(!restored.as_object().unwrap().contains_key("actionType"), "{restored}");
}

#[tokio::test]
async fn cancelling_a_job_that_is_done_changes_nothing() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let id = world.job(&world.ann, job(2, 201, &[&file])).await;
    let before = world.everything(&world.ann).await;
    world.post(&world.ann, "/cancel", json!({ "jobId": id })).await.ok();
    world.post(&world.ann, "/cancel", json!({})).await.refused(13_000_102, "jobId");
    for unknown in ["7", "x"] {
        world.post(&world.ann, "/cancel", json!({ "jobId": unknown })).await.refused(13_000_309, "jobId");
    }
    world.post(&world.bob, "/cancel", json!({ "jobId": id })).await.refused(13_000_309, "jobId");
    assert_eq!(world.everything(&world.ann).await, before);
    assert_eq!(world.get(&world.ann, &format!("/{id}")).await.ok()["data"]["jobInfo"]["status"], 2);
}
