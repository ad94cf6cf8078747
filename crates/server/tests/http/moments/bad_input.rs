//! Everything that can be sent wrong.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::World;

#[tokio::test]
async fn what_is_wrong_is_named() {
    let world = World::new().await;
    let ann = &world.ann;
    let album = world.album(&world.bob, "Bob's").await;
    let get = async |path: &str| world.ours(ann, Method::GET, path, Value::Null).await;
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("offset=-1", "offset"),
        ("offset=1.5", "offset"),
        ("offset=9223372036854775808", "offset"),
        ("from=2025-9-1", "from"),
        ("from=2025-02-29", "from"),
        ("from=2025-09-01T00:00:00Z", "from"),
        ("from=20250901", "from"),
        ("from=%2B025-09-01", "from"),
        ("to=tomorrow", "to"),
        ("to=2025-13-01", "to"),
        ("zone=Europe/Nowhere", "zone"),
        ("zone=%2B02:00", "zone"),
        ("zone=../../etc/passwd", "zone"),
        ("from=2025-09-02&to=2025-09-01", "from"),
    ] {
        get(&format!("/moments?{query}")).await.refused(13_000_102, field);
    }
    get("/moments/days?zone=CEST%20").await.refused(13_000_102, "zone");
    for unknown in [album, "1".to_owned(), "x".to_owned(), "-1".to_owned(), "99999999999999999999".to_owned()] {
        for path in ["/moments", "/moments/days"] {
            get(&format!("{path}?albumId={unknown}")).await.refused(13_000_309, "albumId");
        }
    }
}

#[tokio::test]
async fn what_is_empty_is_not_given() {
    let world = World::new().await;
    let page =
        world.ours(&world.ann, Method::GET, "/moments?albumId=&zone=&from=&to=&offset=&limit=", Value::Null).await.ok();
    assert_eq!(page["items"], json!([]));
    let days = world.days(&world.ann, "?albumId=&zone=").await;
    assert_eq!((&days["total"], &days["days"]), (&json!(0), &json!([])));
    for ends in ["from=0000-01-01&to=9999-12-31", "from=9999-12-31", "to=0001-01-01"] {
        assert_eq!(world.moments(&world.ann, &format!("?{ends}&zone=Pacific/Apia&limit=500")).await, [] as [Value; 0]);
    }
}

#[tokio::test]
async fn digests_are_64_hexadecimal_digits() {
    let world = World::new().await;
    let ask = async |body: Value| world.ours(&world.ann, Method::POST, "/files/known", body).await;
    let digest = "ab".repeat(32);
    ask(json!({})).await.refused(13_000_102, "sha256");
    for wrong in [json!([]), json!(vec![digest.clone(); 101])] {
        ask(json!({ "sha256": wrong })).await.refused(13_000_102, "sha256");
    }
    for wrong in ["", "ab", &"ab".repeat(33), &"xy".repeat(32), &"ä".repeat(32)] {
        ask(json!({ "sha256": [digest, wrong] })).await.refused(13_000_102, "sha256");
    }
    ask(json!({ "sha256": digest })).await.refused(13_000_101, "sha256");
    assert_eq!(ask(json!({ "sha256": vec![digest.clone(); 100] })).await.ok()["known"], json!([]));
}
