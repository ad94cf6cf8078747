//! Lists of files: folders, the recycle bin, and what a search finds.

use leporello_model::{FileType, Millis};
use leporello_store::FileRow;
use serde_json::{Value, json};

use crate::support::{Person, World};

/// The texts of one field of each entry.
fn texts(list: &Value, field: &str) -> Vec<String> {
    let text = |entry: &Value| entry[field].as_str().unwrap_or_default().to_owned();
    list.as_array().unwrap().iter().map(text).collect()
}

/// A list call with `change` put over the usual body, which is the root.
async fn list(world: &World, who: &Person, bin: bool, change: Value) -> Value {
    let mut body = json!({ "containerId": who.space, "parentFileId": "root" });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    world.post(who, if bin { "/files/1" } else { "/files/0" }, body).await.ok()
}

async fn names(world: &World, change: Value) -> Vec<String> {
    texts(&list(world, &world.ann, false, change).await["files"], "fileName")
}

async fn find(world: &World, body: Value) -> Value {
    let mut whole = json!({ "searchType": "personal" });
    whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    world.post(&world.ann, "/files/search", whole).await.ok()
}

async fn found(world: &World, filter: Value, recursived: bool) -> Vec<String> {
    let body = json!({ "filter": filter, "recursived": recursived, "sortInfo": { "sortType": 1 } });
    let hits = find(world, body).await;
    let names = texts(&hits["files"], "fileName");
    assert_eq!(hits["total"], names.len());
    names
}

/// Three files and a folder whose sorts all differ.
async fn shelf(world: &World) {
    for (name, size, created, edited) in [("b.png", 30, 2, 1), ("a.jpg", 10, 3, 2), ("c.gif", 20, 1, 3)] {
        let row = FileRow {
            size,
            created_at: Millis(created),
            edited_at: Millis(edited),
            ..world.image(&world.ann, "root", name)
        };
        world.put(row).await;
    }
    world.folder(&world.ann, "root", "d").await;
}

#[tokio::test]
async fn a_folder_is_sorted_by_name_unless_told_otherwise() {
    let world = World::new().await;
    shelf(&world).await;
    for (sort, direction, expected) in [
        ("", "", ["a.jpg", "b.png", "c.gif", "d"]),
        ("1", "", ["a.jpg", "b.png", "c.gif", "d"]),
        ("1", "2", ["d", "c.gif", "b.png", "a.jpg"]),
        ("2", "", ["b.png", "c.gif", "a.jpg", "d"]),
        ("2", "1", ["d", "a.jpg", "c.gif", "b.png"]),
        ("3", "1", ["c.gif", "b.png", "a.jpg", "d"]),
        ("4", "1", ["b.png", "a.jpg", "c.gif", "d"]),
        ("4", "", ["d", "c.gif", "a.jpg", "b.png"]),
        ("6", "", ["d", "c.gif", "a.jpg", "b.png"]),
    ] {
        let sort_info = json!({ "sortType": sort, "sortDirection": direction });
        assert_eq!(names(&world, json!({ "sortInfo": sort_info })).await, expected, "{sort_info}");
    }
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_repetition() {
    let world = World::new().await;
    shelf(&world).await;
    for (sort, direction) in (1..=6).filter(|sort| *sort != 5).flat_map(|sort| [(sort, 1), (sort, 2)]) {
        let sort_info = json!({ "sortType": sort, "sortDirection": direction });
        let whole = names(&world, json!({ "sortInfo": sort_info })).await;
        let (mut paged, mut cursor) = (Vec::new(), String::new());
        loop {
            let page_info = json!({ "pageSize": "1", "pageCursor": cursor });
            let page = list(&world, &world.ann, false, json!({ "sortInfo": sort_info, "pageInfo": page_info })).await;
            assert_eq!(page["category"], "drive#fileList");
            paged.extend(texts(&page["files"], "fileName"));
            cursor = page["nextCursor"].as_str().unwrap().to_owned();
            if cursor.is_empty() {
                break;
            }
        }
        assert_eq!(paged, whole, "{sort_info}");
    }
}

#[tokio::test]
async fn a_cursor_belongs_to_its_list() {
    let world = World::new().await;
    shelf(&world).await;
    let body = |cursor: &str| {
        json!({ "containerId": world.ann.space, "parentFileId": "root",
            "pageInfo": { "pageSize": 1, "pageCursor": cursor } })
    };
    let first = world.post(&world.ann, "/files/0", body("")).await.ok();
    let cursor = first["nextCursor"].as_str().unwrap();
    world.post(&world.ann, "/files/0", body(cursor)).await.ok();
    world.post(&world.ann, "/files/1", body(cursor)).await.refused(13_000_102, "pageCursor");
    for change in [json!({ "sortInfo": { "sortType": 2 } }), json!({ "fileType": "15" })] {
        let mut other = body(cursor);
        other.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        world.post(&world.ann, "/files/0", other).await.refused(13_000_102, "pageCursor");
    }
    let search = json!({ "searchType": "personal", "pageInfo": { "pageCursor": cursor } });
    world.post(&world.ann, "/files/search", search).await.refused(13_000_102, "pageCursor");
}

#[tokio::test]
async fn a_list_can_be_of_one_type_and_carry_links() {
    let world = World::new().await;
    shelf(&world).await;
    assert_eq!(names(&world, json!({ "fileType": "10" })).await, ["d"]);
    assert_eq!(names(&world, json!({ "fileType": 15 })).await, ["a.jpg", "b.png", "c.gif"]);
    assert_eq!(names(&world, json!({ "fileType": "20", "fileName": "" })).await, [""; 0]);
    let files = list(&world, &world.ann, false, json!({ "imageProcess": "image/resize,w_64" })).await;
    let with_link = files["files"].as_array().unwrap().iter().filter(|file| file["downloadLinks"].is_array());
    assert_eq!(with_link.count(), 3);
}

#[tokio::test]
async fn a_list_that_cannot_be_says_why() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let kept = world.folder(&world.ann, "root", "kept").await;
    let binned = world.folder(&world.ann, "root", "binned").await;
    world.trash(&world.ann, &[&binned]).await;
    let cases = [
        (0, json!({ "containerId": "" }), 13_000_102, "containerId"),
        (0, json!({ "containerId": world.bob.space }), 13_000_301, "containerId"),
        (0, json!({ "parentFileId": "" }), 13_000_102, "parentFileId"),
        (0, json!({ "parentFileId": "F0" }), 13_000_309, "parentFileId"),
        (0, json!({ "parentFileId": world.bob.root() }), 13_000_309, "parentFileId"),
        (0, json!({ "parentFileId": "x".repeat(65) }), 13_000_102, "parentFileId"),
        (0, json!({ "parentFileId": file }), 13_000_304, "parentFileId"),
        (0, json!({ "parentFileId": binned }), 13_000_306, "parentFileId"),
        (1, json!({ "parentFileId": kept }), 13_000_303, "parentFileId"),
        (0, json!({ "pageInfo": { "pageSize": 0 } }), 13_000_102, "pageSize"),
        (0, json!({ "pageInfo": { "pageSize": 101 } }), 13_000_102, "pageSize"),
        (0, json!({ "pageInfo": { "pageCursor": "bm9wZQ" } }), 13_000_102, "pageCursor"),
        (0, json!({ "pageInfo": "first" }), 13_000_101, "pageInfo"),
        (0, json!({ "sortInfo": { "sortType": 5 } }), 13_000_102, "sortType"),
        (1, json!({ "sortInfo": { "sortType": 7 } }), 13_000_102, "sortType"),
        (0, json!({ "sortInfo": { "sortDirection": 0 } }), 13_000_102, "sortDirection"),
        (0, json!({ "fileType": "1" }), 13_000_102, "fileType"),
        (0, json!({ "imageProcess": "video/x" }), 13_000_102, "imageProcess"),
    ];
    for (list, change, code, field) in cases {
        let mut body = json!({ "containerId": world.ann.space, "parentFileId": "root" });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        world.post(&world.ann, &format!("/files/{list}"), body).await.refused(code, field);
    }
}

#[tokio::test]
async fn the_bin_shows_what_was_put_there_and_what_lies_in_it() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let inside = world.picture(&world.ann, &folder, "inside.jpg").await;
    world.picture(&world.ann, &folder, "with it.jpg").await;
    world.picture(&world.ann, &folder, "too.jpg").await;
    let file = world.picture(&world.ann, "root", "file.jpg").await;
    for (moment, id) in [&inside, &folder, &file].into_iter().enumerate() {
        world.later(i64::try_from(moment).unwrap() + 1);
        world.trash(&world.ann, &[id]).await;
    }
    let bin = list(&world, &world.ann, true, json!({})).await;
    assert_eq!(texts(&bin["files"], "fileName"), ["file.jpg", "folder", "inside.jpg"], "newest first");
    assert!(bin["files"].as_array().unwrap().iter().all(|file| file["recycled"] == true));
    let by_root = list(&world, &world.ann, true, json!({ "parentFileId": world.ann.root() })).await;
    assert_eq!(by_root["files"], bin["files"]);
    let by_name = list(&world, &world.ann, true, json!({ "sortInfo": { "sortType": 1 } })).await;
    assert_eq!(texts(&by_name["files"], "fileName"), ["file.jpg", "folder", "inside.jpg"]);
    let first = list(&world, &world.ann, true, json!({ "pageInfo": { "pageSize": 2 } })).await;
    let page_info = json!({ "pageSize": 2, "pageCursor": first["nextCursor"] });
    let second = list(&world, &world.ann, true, json!({ "pageInfo": page_info })).await;
    assert_eq!(texts(&second["files"], "fileName"), ["inside.jpg"]);
    for sort in ["", "5"] {
        let below = async |cursor: &Value| {
            let page_info = json!({ "pageSize": 1, "pageCursor": cursor });
            let change = json!({ "parentFileId": folder, "sortInfo": { "sortType": sort }, "pageInfo": page_info });
            list(&world, &world.ann, true, change).await
        };
        let first = below(&json!("")).await;
        assert_eq!(texts(&first["files"], "fileName"), ["too.jpg"]);
        assert_eq!(texts(&below(&first["nextCursor"]).await["files"], "fileName"), ["with it.jpg"]);
    }
    assert_eq!(names(&world, json!({})).await, [""; 0]);
    assert_eq!(list(&world, &world.bob, true, json!({})).await["files"], json!([]));
}

#[tokio::test]
async fn a_hit_tells_where_it_lies_and_whose_it_is() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "Lisbon").await;
    let id = world.picture(&world.ann, &folder, "Tram.jpg").await;
    let (root, space) = (world.ann.root(), world.ann.space);
    let body = json!({ "filter": { "keyWord": "TRAM", "containerId": space }, "imageProcess": "image/resize,w_64" });
    let hits = find(&world, body).await;
    let link = &hits["files"][0]["downloadLinks"][0]["downloadUrl"];
    assert!(link.as_str().unwrap().contains("/links/files/"), "{hits}");
    assert_eq!(
        hits,
        json!({
            "files": [{
                "id": id, "fileName": "Tram.jpg", "fileSuffix": "jpg", "fileType": "15", "size": "1000",
                "updateTime": "2025-11-03T07:01:40.000Z", "namePath": format!("/root{space}/Lisbon/Tram.jpg"),
                "idPath": format!("/{root}/{folder}/{id}"), "containerId": space, "containerType": 1,
                "favorite": false, "owner": { "userId": world.ann.id, "name": "Ann" },
                "downloadLinks": [{ "process": "image/resize,w_64", "downloadUrl": link }],
            }],
            "total": 1, "nextPageCursor": "", "code": 0, "msg": "Success.",
        })
    );
}

#[tokio::test]
async fn a_search_keeps_to_what_was_asked() {
    let world = World::new().await;
    let outer = world.folder(&world.ann, "root", "100%").await;
    let inner = world.folder(&world.ann, &outer, "inner_1").await;
    world.picture(&world.ann, "root", "at root.jpg").await;
    world.later(Millis::HOUR);
    world.picture(&world.ann, &outer, "in outer.jpg").await;
    world.later(Millis::HOUR);
    let video = FileRow { file_type: FileType::Video, ..world.image(&world.ann, &inner, "Überfahrt.mp4") };
    world.put(video).await;
    let gone = world.picture(&world.ann, &inner, "gone.jpg").await;
    world.trash(&world.ann, &[&gone]).await;
    world.picture(&world.bob, "root", "in bobs.jpg").await;

    let all = ["100%", "at root.jpg", "in outer.jpg", "inner_1", "Überfahrt.mp4"];
    assert_eq!(found(&world, json!({}), false).await, all);
    assert_eq!(found(&world, json!({ "keyWord": "", "unknown": [1] }), true).await, all);
    assert_eq!(found(&world, json!({ "keyWord": "ÜBER" }), false).await, ["Überfahrt.mp4"]);
    assert_eq!(found(&world, json!({ "keyWord": "%" }), false).await, ["100%"], "no wildcard");
    assert_eq!(found(&world, json!({ "keyWord": "r_1" }), false).await, ["inner_1"]);
    assert_eq!(found(&world, json!({ "fileType": "20" }), false).await, ["Überfahrt.mp4"]);
    assert_eq!(found(&world, json!({ "parentFolder": "root" }), false).await, ["100%", "at root.jpg"]);
    assert_eq!(found(&world, json!({ "parentFolder": ["root"] }), true).await, all);
    assert_eq!(found(&world, json!({ "parentFolder": [outer] }), false).await, ["in outer.jpg", "inner_1"]);
    assert_eq!(found(&world, json!({ "parentFolder": outer }), true).await, all[2..]);
    let (from, to) = ("2025-11-03T08:01:40.000Z", "2025-11-03 08:01:40");
    for range in [json!({ "startTime": from, "endTime": to }), json!([from, to])] {
        assert_eq!(found(&world, json!({ "updateTimeRange": range }), false).await, ["in outer.jpg"]);
    }
    assert_eq!(found(&world, json!({ "updateTimeRange": { "startTime": from } }), false).await.len(), 2);
    assert_eq!(found(&world, json!({ "updateTimeRange": [null, to] }), false).await.len(), 4);
}

#[tokio::test]
async fn hits_come_in_pages_newest_first() {
    let world = World::new().await;
    for name in ["1.jpg", "2.jpg", "3.jpg"] {
        world.picture(&world.ann, "root", name).await;
        world.later(1);
    }
    let first = find(&world, json!({ "pageInfo": { "pageSize": 2 } })).await;
    assert_eq!(texts(&first["files"], "fileName"), ["3.jpg", "2.jpg"]);
    let page_info = json!({ "pageSize": 2, "pageCursor": first["nextPageCursor"] });
    let second = find(&world, json!({ "pageInfo": page_info })).await;
    assert_eq!(texts(&second["files"], "fileName"), ["1.jpg"]);
    assert_eq!((&second["total"], &second["nextPageCursor"]), (&json!(3), &json!("")));
    let other = json!({ "searchType": "personal", "pageInfo": page_info, "filter": { "keyWord": "j" } });
    world.post(&world.ann, "/files/search", other).await.refused(13_000_102, "pageCursor");
}

#[tokio::test]
async fn a_search_that_cannot_be_says_why() {
    let world = World::new().await;
    let file = world.picture(&world.ann, "root", "a.jpg").await;
    let binned = world.folder(&world.ann, "root", "binned").await;
    world.trash(&world.ann, &[&binned]).await;
    let cases = [
        (json!({ "searchType": "" }), 13_000_414, "searchType"),
        (json!({ "searchType": "team" }), 13_000_413, "searchType"),
        (json!({ "filter": { "keyWord": "x".repeat(81) } }), 13_000_102, "filter.keyWord"),
        (json!({ "filter": { "containerId": world.bob.space } }), 13_000_301, "filter.containerId"),
        (json!({ "filter": { "parentFolder": "F0" } }), 13_000_309, "filter.parentFolder"),
        (json!({ "filter": { "parentFolder": world.bob.root() } }), 13_000_309, "filter.parentFolder"),
        (json!({ "filter": { "parentFolder": [file] } }), 13_000_304, "filter.parentFolder"),
        (json!({ "filter": { "parentFolder": [binned] } }), 13_000_306, "filter.parentFolder"),
        (json!({ "filter": { "fileType": "photo" } }), 13_000_102, "fileType"),
        (json!({ "filter": { "updateTimeRange": ["soon"] } }), 13_000_102, "filter.updateTimeRange"),
        (json!({ "filter": { "updateTimeRange": "soon" } }), 13_000_101, "filter.updateTimeRange"),
        (json!({ "sortInfo": { "sortType": 5 } }), 13_000_102, "sortType"),
        (json!({ "pageInfo": { "pageSize": "many" } }), 13_000_102, "pageSize"),
        (json!({ "recursived": "yes" }), 13_000_101, "recursived"),
        (json!({ "imageProcess": "image" }), 13_000_102, "imageProcess"),
    ];
    for (change, code, field) in cases {
        let mut body = json!({ "searchType": "personal" });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        world.post(&world.ann, "/files/search", body).await.refused(code, field);
    }
}
