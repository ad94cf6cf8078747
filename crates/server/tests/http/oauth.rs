//! Tokens for apps and for people.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt;
use leporello_model::Millis;
use leporello_server::app::admin::{NewApp, NewUser};
use serde_json::{Value, json};

use crate::support::{Person, World};

impl World {
    /// Asks for a token with a form; gives status and body, after a look at the headers.
    async fn token(&self, authorization: Option<&str>, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let encoded =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let form: Vec<_> = form.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post("/oauth2/token").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = match authorization {
            Some(authorization) => request.header(header::AUTHORIZATION, authorization),
            None => request,
        };
        self.token_answer(request.body(Body::from(form.join("&"))).unwrap()).await
    }

    async fn token_answer(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.raw(request).await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
        let status = response.status();
        assert_eq!(response.headers().contains_key(header::WWW_AUTHENTICATE), status == StatusCode::UNAUTHORIZED);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// Whether a token opens the door for its user.
    async fn opens(&self, token: &Value, user: &str) -> bool {
        let request = self
            .request(user.parse().unwrap(), Method::GET, "/koodrive/ose/v1/album/list?albumKind=1&albumType=2")
            .header(header::AUTHORIZATION, format!("Bearer {}", token.as_str().unwrap()));
        self.send(request.body(Body::empty()).unwrap()).await.status == StatusCode::OK
    }

    async fn person_with_password(&self, mobile: &str, password: &str) -> Person {
        let password_hash = Some(self.app.hash_password(password).await.unwrap());
        let new = NewUser {
            name: "Eve".to_owned(),
            mobile: Some(mobile.to_owned()),
            password_hash,
            capacity: 1,
            zone: "UTC".to_owned(),
        };
        let (id, space) = self.app.add_user(new).await.unwrap();
        Person { id, space, token: String::new() }
    }
}

fn refused(answer: (StatusCode, Value), status: StatusCode, error: &str) -> Value {
    assert_eq!((answer.0, answer.1["error"].as_str()), (status, Some(error)), "{}", answer.1);
    assert!(answer.1["error_description"].as_str().unwrap().is_ascii());
    assert!(answer.1["code"].as_i64().unwrap() > 0 && answer.1["msg"].is_string());
    answer.1
}

#[tokio::test]
async fn an_app_gets_a_token_for_a_user() {
    let world = World::new().await;
    let NewApp { id, secret } = world.app.add_app("client".to_owned()).await.unwrap();
    let (id, user) = (id.as_str(), world.ann.id.to_string());
    let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let grant = ("grant_type", "client_credentials");
    let body = [grant, ("client_id", id), ("client_secret", &secret), ("user_id", &user)];
    let json = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret, "user_id": world.ann.id });
    let json = Request::post("/oauth2/token")
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(Body::from(json.to_string()));
    for (status, token) in [
        world.token(None, &body).await,
        world.token(Some(&basic), &[grant, ("user_id", &user)]).await,
        world.token_answer(json.unwrap()).await,
    ] {
        assert_eq!(status, StatusCode::OK, "{token}");
        assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(1200)));
        assert_eq!((&token["user_id"], &token["code"]), (&json!(user), &json!(0)));
        assert!(world.opens(&token["access_token"], &user).await);
        assert!(!world.opens(&token["access_token"], &world.bob.id.to_string()).await);
    }
    let (_, token) = world.token(None, &body).await;
    world.later(20 * Millis::MINUTE);
    assert!(!world.opens(&token["access_token"], &user).await);
}

#[tokio::test]
async fn an_app_that_is_not_one_gets_none() {
    let world = World::new().await;
    let NewApp { id, secret } = world.app.add_app("client".to_owned()).await.unwrap();
    let (id, user) = (id.as_str(), world.ann.id.to_string());
    // Derived like that of any app, but no such app was ever made.
    let (other, derived) = ("0".repeat(64), world.app.secrets.app_secret(&"0".repeat(64).parse().unwrap()));
    let grant = ("grant_type", "client_credentials");
    let ask = async |id: &str, secret: &str| {
        let form = [grant, ("client_id", id), ("client_secret", secret), ("user_id", &user)];
        refused(world.token(None, &form).await, StatusCode::UNAUTHORIZED, "invalid_client")
    };
    let first = ask(id, "wrong").await;
    assert_eq!(first["code"], 13_000_101);
    for (id, secret) in [(id, secret.to_uppercase().as_str()), ("x", &secret), (&other, &secret), (&other, &derived)] {
        assert_eq!(ask(id, secret).await, first);
    }
    let wrong_header = world.token(Some("Basic eDp5"), &[grant, ("user_id", &user)]).await;
    refused(wrong_header, StatusCode::UNAUTHORIZED, "invalid_client");
}

#[tokio::test]
async fn a_request_that_lacks_something_says_what() {
    let world = World::new().await;
    let NewApp { id, secret } = world.app.add_app("client".to_owned()).await.unwrap();
    let (grant, id, secret) =
        (("grant_type", "client_credentials"), ("client_id", id.as_str()), ("client_secret", secret.as_str()));
    let bad = StatusCode::BAD_REQUEST;
    for (form, error, field) in [
        (vec![], "invalid_request", "grant_type"),
        (vec![("grant_type", "authorization_code")], "unsupported_grant_type", "grant_type"),
        (vec![grant, id, ("user_id", "1")], "invalid_request", "client_secret"),
        (vec![grant, id, secret], "invalid_request", "user_id"),
        (vec![("grant_type", "password"), ("username", "1")], "invalid_request", "password"),
        (vec![grant, grant, id, secret, ("user_id", "1")], "invalid_request", "body"),
        (vec![grant, id, secret, ("user_id", "1")], "invalid_grant", "user_id"),
        (vec![grant, id, secret, ("user_id", "nobody")], "invalid_grant", "user_id"),
    ] {
        let answer = refused(world.token(None, &form).await, bad, error);
        assert!(answer["msg"].as_str().unwrap().contains(&format!("`{field}`")), "{answer}");
    }
    let plain = Request::post("/oauth2/token").body(Body::from("grant_type=password")).unwrap();
    refused(world.token_answer(plain).await, bad, "invalid_request");
    world.freeze(&world.ann, true).await;
    let user = world.ann.id.to_string();
    refused(world.token(None, &[grant, id, secret, ("user_id", &user)]).await, bad, "invalid_grant");
}

#[tokio::test]
async fn a_person_gets_a_token_by_identifier_or_mobile_number() {
    let world = World::new().await;
    let eve = world.person_with_password("00861390000", "correct horse & battery").await;
    let user = eve.id.to_string();
    let ask = async |name: &str, password: &str| {
        world.token(None, &[("grant_type", "password"), ("username", name), ("password", password)]).await
    };
    for name in [user.as_str(), "00861390000"] {
        let (status, token) = ask(name, "correct horse & battery").await;
        assert_eq!((status, &token["user_id"]), (StatusCode::OK, &json!(user)), "{token}");
        assert!(world.opens(&token["access_token"], &user).await);
    }
    let bad = StatusCode::BAD_REQUEST;
    let wrong = refused(ask(&user, "wrong").await, bad, "invalid_grant");
    // Nobody; somebody without a password; two with one number; more than any password has.
    world.person_with_password("00861390001", "one of two").await;
    world.share_number("00861390001").await;
    let (ann, long) = (world.ann.id.to_string(), "x".repeat(2_000));
    for (name, password) in [
        ("7", "x"),
        ("nobody", "x"),
        (&ann, "x"),
        ("0027821234567", "x"),
        ("00861390001", "one of two"),
        (&user, &long),
    ] {
        assert_eq!(refused(ask(name, password).await, bad, "invalid_grant"), wrong, "{name}");
    }
    world.freeze(&eve, true).await;
    assert_eq!(refused(ask(&user, "wrong").await, bad, "invalid_grant"), wrong, "only who knows the password is told");
    let frozen = refused(ask(&user, "correct horse & battery").await, bad, "invalid_grant");
    assert_ne!(frozen["msg"], wrong["msg"]);
}

#[tokio::test]
async fn a_password_is_kept_as_a_salted_argon2id_string() {
    let world = World::new().await;
    let (one, two) = (world.app.hash_password("same").await.unwrap(), world.app.hash_password("same").await.unwrap());
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
    assert_ne!(one, two);
    for bad in ["", &"x".repeat(1_025)] {
        assert!(world.app.hash_password(bad).await.is_err());
    }
}
