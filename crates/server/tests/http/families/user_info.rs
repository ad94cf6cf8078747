//! GetUserInfo: whom somebody may look up, and how much of them is shown.

use axum::http::Method;
use serde_json::{Value, json};

use super::told;
use crate::support::{Answer, Person, World};

const CLEO: &str = "0027830111567";

async fn info(world: &World, who: &Person, query: &str) -> Answer {
    world.get(who, &format!("/user/info{query}")).await
}

fn shown(who: &Person, name: &str, phone: &str) -> Value {
    json!({
        "data": { "userId": who.id, "firstname": name, "surname": "", "phone": phone, "email": "" },
        "code": 0, "msg": "Success.",
    })
}

#[tokio::test]
async fn everybody_finds_themselves() {
    let world = World::new().await;
    let (ann, id) = (&world.ann, world.ann.id);
    let expected = shown(ann, "Ann", "0027821234567");
    for query in [
        String::new(),
        "?phone=&userId=".to_owned(),
        format!("?userId={id}"),
        "?phone=0027821234567".to_owned(),
        format!("?phone=nobody&userId={id}"),
    ] {
        assert_eq!(info(&world, ann, &query).await.ok(), expected, "{query}");
    }
    let bob = info(&world, &world.bob, "").await.ok();
    assert!(!bob["data"].as_object().unwrap().contains_key("phone"), "{bob}");
}

#[tokio::test]
async fn people_of_one_family_find_each_other() {
    let world = World::new().await;
    let (cleo, dan) = (world.person("Cleo", CLEO).await, world.person("Dan", "0027830222567").await);
    let family = world.family(&world.ann, "Home").await;
    world.join(&world.ann, &family, &cleo).await;
    world.join(&world.ann, &family, &dan).await;
    let of_cleo = shown(&cleo, "Cleo", "0027830****567");
    for who in [&world.ann, &dan] {
        assert_eq!(info(&world, who, &format!("?userId={}", cleo.id)).await.ok(), of_cleo);
        assert_eq!(info(&world, who, &format!("?phone={CLEO}")).await.ok(), of_cleo);
    }
    let query = format!("?userId={}&phone={CLEO}", world.ann.id);
    assert_eq!(info(&world, &cleo, &query).await.ok(), shown(&world.ann, "Ann", "0027821****567"));
    world.leave(&family, &cleo).await;
    for who in [&world.ann, &dan] {
        info(&world, who, &format!("?userId={}", cleo.id)).await.refused(13_000_309, "userId");
        info(&world, who, &format!("?phone={CLEO}")).await.refused(13_000_309, "phone");
    }
}

#[tokio::test]
async fn strangers_are_as_good_as_nobody() {
    let world = World::new().await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    world.invite(&world.ann, &family, CLEO).await;
    let nobody = told(info(&world, &world.ann, "?userId=7").await);
    for id in [cleo.id.to_string(), world.bob.id.to_string(), "me".to_owned(), "1.5e18".to_owned()] {
        assert_eq!(told(info(&world, &world.ann, &format!("?userId={id}")).await), nobody, "{id}");
    }
    info(&world, &world.ann, "?userId=7").await.refused(13_000_309, "userId");
    let nobody = told(info(&world, &world.ann, "?phone=0027830999567").await);
    for phone in [CLEO, "nobody", "0", "%2B27830111567"] {
        assert_eq!(told(info(&world, &world.ann, &format!("?phone={phone}")).await), nobody, "{phone}");
    }
    info(&world, &world.ann, &format!("?phone={CLEO}")).await.refused(13_000_309, "phone");
}

#[tokio::test]
async fn an_app_finds_everybody() {
    let world = World::new().await;
    let cleo = world.person("Cleo", CLEO).await;
    let find = async |query: &str| {
        world.call_as_app(world.ann.id, Method::GET, &format!("/user/info{query}"), Value::Null).await
    };
    let expected = shown(&cleo, "Cleo", CLEO);
    assert_eq!(find(&format!("?userId={}", cleo.id)).await.ok(), expected);
    assert_eq!(find(&format!("?phone={CLEO}")).await.ok(), expected);
    assert_eq!(find("").await.ok(), shown(&world.ann, "Ann", "0027821234567"));
    find("?userId=7").await.refused(13_000_309, "userId");
    find("?phone=0027830999567").await.refused(13_000_309, "phone");
    // Whose number is it, if two have it?
    world.share_number(CLEO).await;
    find(&format!("?phone={CLEO}")).await.refused(13_000_309, "phone");
    assert_eq!(find(&format!("?userId={}", cleo.id)).await.ok(), expected);
}

#[tokio::test]
async fn a_mobile_number_is_given_to_one_account() {
    use leporello_model::Refusal;
    use leporello_server::Failure;
    use leporello_server::app::admin::NewUser;

    let world = World::new().await;
    let add = async |mobile: Option<&str>| {
        let (name, mobile, zone) = ("Cleo".to_owned(), mobile.map(ToOwned::to_owned), "UTC".to_owned());
        world.app.add_user(NewUser { name, mobile, password_hash: None, capacity: 1, zone }).await
    };
    let taken = add(Some("0027821234567")).await;
    assert!(
        matches!(taken, Err(Failure::Refused(Refusal::NameTaken { field: "mobile" }))),
        "{:?}",
        taken.map(|(user, _)| user)
    );
    add(Some(CLEO)).await.unwrap();
    add(None).await.unwrap();
    add(None).await.unwrap();
    assert_eq!(world.app.store.read(|read| read.any_user_count()).await.unwrap(), 5);
}
