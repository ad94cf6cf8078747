//! What is shown by time: days and pages, of one's own space and of albums, for everybody who may see them.

mod agreement;
mod bad_input;
mod known;
mod shared;

use axum::http::{Method, header};
use leporello_model::Millis;
use leporello_store::FileRow;
use serde_json::{Value, json};

use crate::pictures::PHOTO;
use crate::support::{Answer, Person, World};

impl World {
    /// Calls an operation of ours; `path` is what follows `/api`.
    async fn ours(&self, who: &Person, method: Method, path: &str, body: Value) -> Answer {
        let request = self
            .request(who.id, method, &format!("/api{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", who.token))
            .body(if body.is_null() { axum::body::Body::empty() } else { body.to_string().into() });
        self.send(request.unwrap()).await
    }

    /// The days that somebody is shown; `query` starts with `?` or is empty.
    async fn days(&self, who: &Person, query: &str) -> Value {
        self.ours(who, Method::GET, &format!("/moments/days{query}"), Value::Null).await.ok()
    }

    /// The moments that somebody is shown.
    async fn moments(&self, who: &Person, query: &str) -> Vec<Value> {
        let page = self.ours(who, Method::GET, &format!("/moments{query}"), Value::Null).await.ok();
        page["items"].as_array().unwrap().clone()
    }

    /// Their names, newest first.
    async fn moment_names(&self, who: &Person, query: &str) -> Vec<String> {
        let name = |moment: &Value| moment["fileName"].as_str().unwrap().to_owned();
        self.moments(who, query).await.iter().map(name).collect()
    }

    /// An image in the folder `parent` that was taken then.
    async fn shot(&self, who: &Person, parent: &str, name: &str, at: &str) -> String {
        let taken_at = Some(Millis::parse_body(at).unwrap());
        self.put(FileRow { taken_at, ..self.image(who, parent, name) }).await
    }
}

/// Days as `yyyy-MM-dd count`.
fn told(days: &Value) -> Vec<String> {
    let told = |day: &Value| format!("{} {}", day["day"].as_str().unwrap(), day["count"]);
    days["days"].as_array().unwrap().iter().map(told).collect()
}

#[tokio::test]
async fn a_day_is_what_the_calendar_says_in_a_zone() {
    let world = World::new().await;
    let ann = &world.ann;
    for (name, at) in [
        ("a", "2025-10-25T22:30:00Z"), // 00:30 in Berlin, where this day has 25 hours
        ("b", "2025-10-26T22:59:59.999Z"),
        ("c", "2025-10-26T23:00:00Z"),
        ("d", "1969-12-31T23:59:59.999Z"),
    ] {
        world.shot(ann, "root", name, at).await;
    }
    let berlin = world.days(ann, "?zone=europe/berlin").await;
    assert_eq!((&berlin["total"], &berlin["zone"]), (&json!(4), &json!("Europe/Berlin")));
    assert_eq!(told(&berlin), ["2025-10-27 1", "2025-10-26 2", "1970-01-01 1"]);
    let own = world.days(ann, "").await;
    assert_eq!(
        (&own["zone"], told(&own)),
        (&json!("UTC"), vec!["2025-10-26 2".into(), "2025-10-25 1".into(), "1969-12-31 1".into()])
    );
    let names = async |query: &str| world.moment_names(ann, query).await.concat();
    assert_eq!(names("?zone=Europe/Berlin&from=2025-10-26&to=2025-10-26").await, "ba");
    assert_eq!(names("?from=2025-10-26&to=2025-10-26").await, "cb");
    assert_eq!((names("?to=2000-01-01").await, names("?from=2000-01-01").await), ("d".to_owned(), "cba".to_owned()));
    assert_eq!((names("").await, names("?offset=1&limit=2").await), ("cbad".to_owned(), "ba".to_owned()));
    assert_eq!((names("?offset=4").await, names("?offset=9223372036854775807").await), (String::new(), String::new()));
}

#[tokio::test]
async fn days_are_counted_in_the_zone_of_the_account() {
    let world = World::new().await;
    let ann = world.ann.id;
    world.shot(&world.ann, "root", "late", "2025-01-01T20:00:00Z").await;
    world.app.store.write(move |write| write.set_zone(ann, "Asia/Shanghai")).await.unwrap();
    let days = world.days(&world.ann, "").await;
    assert_eq!((&days["zone"], told(&days)), (&json!("Asia/Shanghai"), vec!["2025-01-02 1".to_owned()]));
    assert_eq!(world.moment_names(&world.ann, "?from=2025-01-02").await, ["late"]);
    assert_eq!(world.moment_names(&world.ann, "?from=2025-01-02&zone=UTC").await, [] as [&str; 0]);
}

#[tokio::test]
async fn what_goes_into_the_bin_or_comes_out_is_seen_at_once() {
    let world = World::new().await;
    let ann = &world.ann;
    let outer = world.folder(ann, "root", "outer").await;
    let inner = world.folder(ann, &outer, "inner").await;
    let loose = world.shot(ann, "root", "loose", "2025-01-03T00:00:00Z").await;
    world.shot(ann, &outer, "middle", "2025-01-02T00:00:00Z").await;
    world.shot(ann, &inner, "deep", "2025-01-01T00:00:00Z").await;
    let seen = async || {
        let (days, names) = (world.days(ann, "").await, world.moment_names(ann, "").await);
        assert_eq!(days["total"], names.len());
        assert_eq!(told(&days).len(), names.len());
        names.join(" ")
    };
    assert_eq!(seen().await, "loose middle deep");
    world.trash(ann, &[&loose]).await;
    assert_eq!(seen().await, "middle deep");
    world.trash(ann, &[&outer]).await;
    assert_eq!(seen().await, "");
    world.restore(ann, &[&loose]).await;
    assert_eq!(seen().await, "loose");
    world.restore(ann, &[&outer]).await;
    assert_eq!(seen().await, "loose middle deep");
    world.trash(ann, &[&inner]).await;
    assert_eq!(seen().await, "loose middle");
    let later = json!({ "takeTime": "2020-02-02T00:00:00Z" });
    world.ours(ann, Method::PUT, &format!("/files/{loose}/takeTime"), later).await.ok();
    assert_eq!(seen().await, "middle loose", "and so is what was taken at another time");
    world.purge(ann, &loose).await;
    assert_eq!(seen().await, "middle");
}

#[tokio::test]
async fn a_moment_tells_what_the_list_of_an_album_does() {
    let world = World::new().await;
    let ann = &world.ann;
    let photo = world.photo(ann, PHOTO).await;
    let broken = world.picture(ann, "root", "undated.jpg").await;
    let album = world.filled(ann, "Some", &[photo.clone(), broken.clone()]).await;
    world.make_all().await;
    let query = "?sortType=1&mediaInfo=true&usage=midThumbnail,largeThumbnail";
    let entries = world.contents(ann, &album, query).await["contentList"].take();
    for query in [String::new(), format!("?albumId={album}")] {
        let moments = world.moments(ann, &query).await;
        assert_eq!(moments.len(), 2);
        for (moment, entry) in moments.iter().zip(entries.as_array().unwrap()) {
            for field in ["id", "ownerId", "fileName", "fileType"] {
                assert_eq!(moment[field], entry[field], "{moment}");
            }
            for field in ["width", "height", "durationMs", "thumbHash", "problem"] {
                assert_eq!(moment[field], entry["mediaInfo"][field], "{moment}");
            }
            for (field, link) in [("thumbnailUrl", 0), ("largeUrl", 1)] {
                assert_eq!(moment[field], entry["downloadLinks"][link]["downloadUrl"], "{moment}");
            }
            assert_eq!(
                (moment["containerId"].as_str(), moment.get("ownerName")),
                (Some(&*ann.space.to_string()), None)
            );
        }
        let [undated, dated] = &moments[..] else { panic!("{moments:?}") };
        assert_eq!(
            (&undated["id"], &undated["dated"], &undated["takeTime"]),
            (&json!(broken), &json!(false), &json!(world.now().to_string()))
        );
        assert_eq!((&dated["dated"], &dated["takeTime"]), (&json!(true), &json!("2008-10-22T16:28:39.000Z")));
        assert!(dated["thumbHash"].is_string() && dated["width"] == 640, "{dated}");
        let large = world.fetch(Method::GET, dated["largeUrl"].as_str().unwrap(), &[]).await;
        assert_eq!(large.size(), (640, 480));
        let small = world.fetch(Method::GET, dated["thumbnailUrl"].as_str().unwrap(), &[]).await;
        assert_eq!(small.size(), (256, 192));
    }
}

#[tokio::test]
async fn albums_of_both_types_are_shown_by_time() {
    let world = World::new().await;
    let ann = &world.ann;
    let (summer, winter) = (world.folder(ann, "root", "summer").await, world.folder(ann, "root", "winter").await);
    let beach = world.shot(ann, &summer, "beach", "2025-07-01T12:00:00Z").await;
    let snow = world.shot(ann, &winter, "snow", "2025-01-01T12:00:00Z").await;
    let film = FileRow { file_type: leporello_model::FileType::Video, ..world.image(ann, &summer, "film") };
    let film = world.put(FileRow { taken_at: Some(Millis(0)), ..film }).await;
    let manual = world.filled(ann, "Manual", &[snow, film, beach.clone()]).await;
    let scope =
        json!({ "type": 1, "albumKind": 1, "scopeDir": [summer], "scopeParentFolderId": "root", "scopeKind": "1" });
    let collection = world.post(ann, "/album/create", scope).await.ok()["albumId"].as_str().unwrap().to_owned();
    let shown = async |album: &str| {
        let query = format!("?albumId={album}");
        (told(&world.days(ann, &query).await).join(", "), world.moment_names(ann, &query).await.join(" "))
    };
    let manual_shown = ("2025-07-01 1, 2025-01-01 1, 1970-01-01 1".to_owned(), "beach snow film".to_owned());
    assert_eq!(shown(&manual).await, manual_shown);
    assert_eq!(shown(&collection).await, ("2025-07-01 1".to_owned(), "beach".to_owned()));
    world.trash(ann, &[&summer]).await;
    assert_eq!(shown(&manual).await, ("2025-01-01 1".to_owned(), "snow".to_owned()));
    assert_eq!(shown(&collection).await, (String::new(), String::new()));
    world.restore(ann, &[&summer]).await;
    assert_eq!(shown(&manual).await, manual_shown);
    world.take_out(ann, &manual, &[beach]).await;
    assert_eq!(shown(&manual).await.1, "snow film");
}
