//! What the operator sees and does; and that to everybody else there is nothing of the kind.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use http_body_util::BodyExt;
use leporello_model::Millis;
use serde_json::{Value, json};

use crate::sessions::PASSWORD;
use crate::support::{CAPACITY, Person, World};

const OVERVIEW: &str = "/api/operator/overview";
const USERS: &str = "/api/operator/users";

/// Asks with the token of somebody; gives the whole answer but for what differs with each.
async fn told(world: &World, who: &Person, method: Method, path: &str, body: &str) -> (StatusCode, String, Value) {
    let request = world.request(who.id, method, path).header(header::AUTHORIZATION, &who.token);
    let response = world.raw(request.body(Body::from(body.to_owned())).unwrap()).await;
    let (status, headers) = (response.status(), format!("{:?}", response.headers()));
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let mut body: Value = serde_json::from_slice(&bytes).unwrap();
    body.as_object_mut().unwrap().remove("traceId");
    (status, headers, body)
}

#[tokio::test]
async fn to_everybody_else_there_are_no_such_operations() {
    let world = World::new().await;
    let user = format!("{USERS}/{}", world.bob.id);
    for (method, path) in
        [(Method::GET, OVERVIEW), (Method::GET, USERS), (Method::POST, USERS), (Method::PATCH, user.as_str())]
    {
        for (query, body) in [("", ""), ("?limit=x", ""), ("", "{"), ("", r#"{"name":"Eve","password":"long enough"}"#)]
        {
            let heard = told(&world, &world.bob, method.clone(), &format!("{path}{query}"), body).await;
            let nowhere = told(&world, &world.bob, method.clone(), "/api/nowhere", body).await;
            assert_eq!(heard, nowhere, "{method} {path}");
            assert_eq!((heard.0, &heard.2["code"]), (StatusCode::NOT_FOUND, &json!(13_000_309)));
        }
        let answer = world.browser(&world.bob).await.call(method, path, Value::Null).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(world.place.number("SELECT count(*) FROM account"), 2);
    world.freeze(&world.ann, true).await;
    let request = world.request(world.ann.id, Method::GET, OVERVIEW).header(header::AUTHORIZATION, &world.ann.token);
    world.send(request.body(Body::empty()).unwrap()).await.turned_away("frozen");
}

#[tokio::test]
async fn the_operator_sees_how_the_server_stands() {
    let world = World::new().await;
    let ann = world.browser(&world.ann).await;
    let on = if world.app.store.is_on_postgres() { "postgresql" } else { "sqlite" };
    let mut seen = ann.get(OVERVIEW).await.ok();
    let free = seen.as_object_mut().unwrap().remove("freeBytes").unwrap();
    assert!(free.as_i64().unwrap() > 0, "{free}");
    let expected = json!({
        "version": env!("CARGO_PKG_VERSION"), "startedTime": "2025-11-03T07:01:40.000Z", "database": on,
        "blobs": "disk", "healthy": true, "users": 2, "usedBytes": 0, "capacityBytes": 2 * CAPACITY, "files": 0,
        "pictures": { "waiting": 0, "givenUp": 0 }, "uploads": { "pending": 0 }, "jobs": { "unclaimed": 0 },
        "code": 0, "msg": "Success."
    });
    assert_eq!(seen, expected);
    world.later(Millis::DAY);
    crate::policy::upload(&world, &world.bob, "root", "a.jpg").await;
    let promise = crate::uploads::promise("b.jpg", 5);
    world.post(&world.bob, "/files/create", promise).await.ok();
    world.folder(&world.bob, "root", "folder").await;
    let seen = ann.get(OVERVIEW).await.ok();
    assert_eq!((&seen["files"], &seen["uploads"]["pending"]), (&json!(1), &json!(1)), "{seen}");
    assert_eq!((&seen["pictures"]["waiting"], &seen["startedTime"]), (&json!(1), &expected["startedTime"]), "{seen}");
    assert!(seen["usedBytes"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn the_operator_sees_users_in_pages() {
    let world = World::new().await;
    world.person("Cleo", "0027820000001").await;
    world.freeze(&world.bob, true).await;
    let ann = world.browser(&world.ann).await;
    let all = ann.get(USERS).await.ok();
    let names = |page: &Value| -> Vec<String> {
        page["users"].as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((names(&all), &all["total"]), (vec!["Ann".into(), "Bob".into(), "Cleo".into()], &json!(3)));
    let bob = json!({ "userId": world.bob.id, "name": "Bob", "frozen": true, "usedBytes": 0,
        "capacityBytes": CAPACITY, "createdTime": "2025-11-03T07:01:40.000Z" });
    assert_eq!(all["users"][1], bob);
    assert_eq!(all["users"][0]["mobile"], "0027821234567");
    let page = ann.get(&format!("{USERS}?offset=1&limit=1")).await.ok();
    assert_eq!((names(&page), &page["total"]), (vec!["Bob".into()], &json!(3)));
    assert_eq!(names(&ann.get(&format!("{USERS}?offset=3")).await.ok()), [] as [String; 0]);
    for (query, field) in
        [("offset=-1", "offset"), ("offset=x", "offset"), ("limit=0", "limit"), ("limit=501", "limit")]
    {
        ann.get(&format!("{USERS}?{query}")).await.refused(13_000_102, field);
    }
}

#[tokio::test]
async fn the_operator_makes_users_who_can_sign_in() {
    let world = World::new().await;
    let ann = world.browser(&world.ann).await;
    let make = async |body: Value| ann.call(Method::POST, USERS, body).await;
    let whole = json!({ "name": " Dan ", "mobile": "0027820000002", "password": PASSWORD, "capacityGb": 3,
        "zone": "Africa/Johannesburg" });
    let made = make(whole).await.ok();
    let plain = make(json!({ "name": "Eve", "password": PASSWORD })).await.ok();
    let users = ann.get(USERS).await.ok();
    let (dan, eve) = (&users["users"][2], &users["users"][3]);
    assert_eq!((&dan["userId"], &eve["userId"]), (&made["userId"], &plain["userId"]));
    assert_eq!((&dan["name"], &dan["capacityBytes"]), (&json!("Dan"), &json!(3_i64 << 30)));
    assert_eq!((eve.get("mobile"), &eve["capacityBytes"]), (None, &json!(100_i64 << 30)));
    let me = world.signed_in(&json!({ "username": "0027820000002", "password": PASSWORD })).await;
    assert_eq!(
        (&me["userId"], &me["zone"], &me["operator"]),
        (&made["userId"], &json!("Africa/Johannesburg"), &json!(false))
    );
    let me = world.signed_in(&json!({ "username": plain["userId"], "password": PASSWORD })).await;
    assert_eq!((&me["userId"], &me["zone"]), (&plain["userId"], &json!("UTC")));
    for (body, code, field) in [
        (json!({ "password": PASSWORD }), 13_000_102, "name"),
        (json!({ "name": "x".repeat(81), "password": PASSWORD }), 13_000_102, "name"),
        (json!({ "name": "Finn" }), 13_000_102, "password"),
        (json!({ "name": "Finn", "password": "1234567" }), 13_000_102, "password"),
        (json!({ "name": "Finn", "password": PASSWORD, "mobile": "+27 82" }), 13_000_102, "mobile"),
        (json!({ "name": "Finn", "password": PASSWORD, "mobile": "0027820000002" }), 13_000_405, "mobile"),
        (json!({ "name": "Finn", "password": PASSWORD, "zone": "Nowhere" }), 13_000_102, "zone"),
        (json!({ "name": "Finn", "password": PASSWORD, "capacityGb": 0 }), 13_000_102, "capacityGb"),
        (json!({ "name": "Finn", "password": PASSWORD, "capacityGb": 1 << 21 }), 13_000_102, "capacityGb"),
    ] {
        make(body).await.refused(code, field);
    }
    assert_eq!(ann.get(USERS).await.ok()["total"], 4);
}

#[tokio::test]
async fn the_operator_freezes_enables_and_gives_room() {
    let world = World::new().await;
    let (ann, bob) = (world.browser(&world.ann).await, world.browser(&world.bob).await);
    let path = format!("{USERS}/{}", world.bob.id);
    let patch = async |path: &str, body: Value| ann.call(Method::PATCH, path, body).await;
    patch(&path, json!({ "frozen": true, "capacityGb": "7" })).await.ok();
    bob.get("/api/session").await.turned_away("frozen");
    let of_bob = async || ann.get(USERS).await.ok()["users"][1].clone();
    let seen = of_bob().await;
    assert_eq!((&seen["frozen"], &seen["capacityBytes"]), (&json!(true), &json!(7_i64 << 30)));
    patch(&path, json!({ "capacityGb": 8 })).await.ok();
    assert_eq!(of_bob().await["frozen"], true, "what is left out stays");
    patch(&path, json!({ "frozen": false })).await.ok();
    bob.get("/api/session").await.ok();
    assert_eq!(of_bob().await["capacityBytes"], 8_i64 << 30);
    patch(&path, json!({})).await.ok();
    patch(&path, json!({ "frozen": "yes" })).await.refused(13_000_101, "frozen");
    patch(&path, json!({ "capacityGb": 0, "frozen": true })).await.refused(13_000_102, "capacityGb");
    patch(&path, json!({ "password": "short", "frozen": true })).await.refused(13_000_102, "password");
    assert_eq!(of_bob().await["frozen"], false, "a refusal changes nothing");
    for nobody in ["1", "bob"] {
        patch(&format!("{USERS}/{nobody}"), json!({ "capacityGb": 1 })).await.refused(13_000_309, "userId");
    }
    let own = format!("{USERS}/{}", world.ann.id);
    patch(&own, json!({ "frozen": true, "capacityGb": 9 })).await.refused(13_000_102, "frozen");
    let seen = ann.get(USERS).await.ok();
    assert_eq!(seen["users"][0]["capacityBytes"], CAPACITY);
    patch(&own, json!({ "frozen": false, "capacityGb": 9 })).await.ok();
}

#[tokio::test]
async fn a_new_password_from_the_operator_signs_a_user_out() {
    let world = World::new().await;
    let (ann, bob) = (world.browser(&world.ann).await, world.browser(&world.bob).await);
    let short = world.app.issue_token(world.bob.id, Some(20 * Millis::MINUTE)).await.unwrap().token;
    let opens = async |token: &str| {
        let request = world.request(world.bob.id, Method::GET, "/api/session").header(header::AUTHORIZATION, token);
        world.send(request.body(Body::empty()).unwrap()).await.status == StatusCode::OK
    };
    assert!(opens(&short).await);
    let path = format!("{USERS}/{}", world.bob.id);
    ann.call(Method::PATCH, &path, json!({ "password": PASSWORD })).await.ok();
    bob.get("/api/session").await.turned_away("session has ended");
    assert!(!opens(&short).await && opens(&world.bob.token).await);
    world.signed_in(&json!({ "username": world.bob.id, "password": PASSWORD })).await;
    // Their own is another matter: they stay where they are.
    let elsewhere = world.browser(&world.ann).await;
    let own = format!("{USERS}/{}", world.ann.id);
    ann.call(Method::PATCH, &own, json!({ "password": PASSWORD })).await.ok();
    ann.get("/api/session").await.ok();
    elsewhere.get("/api/session").await.turned_away("session has ended");
}

#[tokio::test]
async fn an_app_that_acts_for_the_operator_may_what_they_may() {
    let world = World::new().await;
    let app = world.app.add_app("console".to_owned()).await.unwrap();
    for (user, status) in [(world.ann.id, 200), (world.bob.id, 404)] {
        let mut request = world.request(user, Method::GET, OVERVIEW).body(String::new()).unwrap();
        crate::sign_in::sign(&app, &["x-date", "x-user-id"], &mut request);
        assert_eq!(world.send(request.map(Body::from)).await.status.as_u16(), status);
    }
}
