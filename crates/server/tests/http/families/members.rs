//! Members: who they are, and how they leave.

use axum::body::Body;
use axum::http::{Method, header};
use leporello_model::Millis;
use serde_json::{Value, json};

use super::told;
use crate::support::families::Family;
use crate::support::{Answer, Person, World};

/// Ann's family, which Cleo and then Dan have joined.
async fn three(world: &World) -> (Family, Person, Person) {
    let cleo = world.person("Cleo", "0027830111567").await;
    let dan = world.person("Dan", "00278302").await;
    let family = world.family(&world.ann, "Home").await;
    world.later(Millis::MINUTE);
    world.join(&world.ann, &family, &dan).await;
    world.later(Millis::MINUTE);
    world.join(&world.ann, &family, &cleo).await;
    (family, cleo, dan)
}

async fn members(world: &World, who: &Person, family: &Family, query: &str) -> Answer {
    world.get(who, &format!("/usergroups/{}/members?{query}", family.group)).await
}

/// Sends ShareFolderDeleteMember; `owner` is empty where it is left out.
async fn remove(world: &World, who: &Person, family: &Family, owner: &str, user: &Person) -> Answer {
    let owner = if owner.is_empty() { String::new() } else { format!("ownerId={owner}&") };
    let path = format!("/usergroupsInvite/deleteMember?{owner}groupId={}&deleteUserId={}", family.group, user.id);
    world.call(who, Method::POST, &path, Value::Null).await
}

#[tokio::test]
async fn members_are_shown_owner_first_and_with_their_own_number_whole() {
    let world = World::new().await;
    let (family, cleo, dan) = three(&world).await;
    let member = |who: &Person, name: &str, mobile: &str, minute: i64, role: i64| {
        let joined = format!("2025-11-03T07:0{}:40.000Z", minute + 1);
        json!({
            "userId": who.id, "userName": name, "deptId": "", "deptName": "", "mobile": mobile,
            "createdTime": joined, "updatedTime": joined, "role": role, "top": 0,
        })
    };
    for (who, mobiles) in [
        (&world.ann, ["0027821234567", "0027****", "0027830****567"]),
        (&dan, ["0027821****567", "00278302", "0027830****567"]),
        (&cleo, ["0027821****567", "0027****", "0027830111567"]),
    ] {
        assert_eq!(
            members(&world, who, &family, "offset=0&limit=100").await.ok(),
            json!({
                "total": 3,
                "userGroupMemberInfos": [
                    member(&world.ann, "Ann", mobiles[0], 0, 1),
                    member(&dan, "Dan", mobiles[1], 1, 2),
                    member(&cleo, "Cleo", mobiles[2], 2, 2),
                ],
                "code": 0, "msg": "Success.",
            })
        );
    }
}

#[tokio::test]
async fn members_come_in_pages_and_by_name() {
    let world = World::new().await;
    let (family, cleo, _) = three(&world).await;
    let zoe = world.person("Zoë ÅKESSON", "0027830333567").await;
    world.later(1);
    world.join(&world.ann, &family, &zoe).await;
    let names = async |query: &str| {
        let page = members(&world, &cleo, &family, query).await.ok();
        let infos = page["userGroupMemberInfos"].as_array().unwrap();
        let names: Vec<Value> = infos.iter().map(|member| member["userName"].clone()).collect();
        (names, page["total"].as_i64().unwrap())
    };
    assert_eq!(names("offset=0&limit=2").await, (vec![json!("Ann"), json!("Dan")], 4));
    assert_eq!(names("offset=3&limit=2").await, (vec![json!("Zoë ÅKESSON")], 4));
    assert_eq!(names("offset=9223372036854775807&limit=2").await, (vec![], 4));
    assert_eq!(names("offset=0&limit=1&keyWord=AN").await, (vec![json!("Ann")], 2));
    assert_eq!(names("offset=1&limit=1&keyWord=AN").await, (vec![json!("Dan")], 2));
    assert_eq!(names("offset=0&limit=9&keyWord=zo%C3%8B%20%C3%A5k").await, (vec![json!("Zoë ÅKESSON")], 1));
    assert_eq!(names("offset=0&limit=9&keyWord=%25").await, (vec![], 0));
}

#[tokio::test]
async fn a_member_without_a_number_is_shown_without_one() {
    let world = World::new().await;
    let family = world.family(&world.bob, "Bob's").await;
    let list = members(&world, &world.bob, &family, "offset=0&limit=1").await.ok();
    assert!(!list["userGroupMemberInfos"][0].as_object().unwrap().contains_key("mobile"), "{list}");
    world.join(&world.bob, &family, &world.ann).await;
    let detail = world.get(&world.ann, "/sharefolder/list?offset=0&limit=1&queryType=2").await.ok();
    assert_eq!(detail["folders"][0]["ownerId"], world.bob.id.number());
}

#[tokio::test]
async fn strangers_learn_nothing_of_members() {
    let world = World::new().await;
    let (family, cleo, _) = three(&world).await;
    let nothing = Family { id: "7".to_owned(), group: "7".to_owned(), folder: "F7".to_owned() };
    let known = members(&world, &world.bob, &family, "offset=0&limit=1").await;
    assert_eq!(told(known), told(members(&world, &world.bob, &nothing, "offset=0&limit=1").await));
    let known = remove(&world, &world.bob, &family, "", &cleo).await;
    assert_eq!(told(known), told(remove(&world, &world.bob, &nothing, "", &cleo).await));
    let known = remove(&world, &world.bob, &family, "", &world.bob).await;
    assert_eq!(told(known), told(remove(&world, &world.bob, &nothing, "", &world.bob).await));
    // The other keys of the family are no groups.
    for other in [&family.id, &family.folder] {
        let path = format!("/usergroups/{other}/members?offset=0&limit=1");
        world.get(&world.ann, &path).await.refused(13_000_309, "group_id");
    }
}

#[tokio::test]
async fn a_member_leaves() {
    let world = World::new().await;
    let (family, cleo, dan) = three(&world).await;
    world.leave(&family, &cleo).await;
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann", "Dan"]);
    assert_eq!(world.families_of(&cleo).await, [""; 0]);
    members(&world, &cleo, &family, "offset=0&limit=1").await.refused(13_000_309, "group_id");
    remove(&world, &cleo, &family, "", &cleo).await.refused(13_000_309, "groupId");
    let owner = world.ann.id.to_string();
    assert_eq!(
        remove(&world, &dan, &family, &owner, &dan).await.ok(),
        json!({ "code": 0, "msg": "Success." }),
        "naming the family's owner"
    );
    // Who left may be asked again.
    world.join(&world.ann, &family, &cleo).await;
    assert_eq!(world.people_of(&cleo, &family).await, ["Ann", "Cleo"]);
    remove(&world, &cleo, &family, "", &cleo).await.ok();
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann"]);
}

#[tokio::test]
async fn the_owner_removes_anybody_else() {
    let world = World::new().await;
    let (family, cleo, dan) = three(&world).await;
    let owner = world.ann.id.to_string();
    remove(&world, &world.ann, &family, &owner, &cleo).await.ok();
    remove(&world, &world.ann, &family, &owner, &cleo).await.refused(13_000_309, "deleteUserId");
    remove(&world, &world.ann, &family, "", &world.bob).await.refused(13_000_309, "deleteUserId");
    remove(&world, &world.ann, &family, "", &dan).await.ok();
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann"]);
    for owner in ["", &owner] {
        remove(&world, &world.ann, &family, owner, &world.ann).await.refused(13_000_102, "deleteUserId");
    }
    assert_eq!(world.families_of(&world.ann).await, ["Home"]);
}

#[tokio::test]
async fn a_member_removes_nobody_else() {
    let world = World::new().await;
    let (family, cleo, dan) = three(&world).await;
    let of_a_member = told(remove(&world, &cleo, &family, "", &dan).await);
    assert_eq!(of_a_member, told(remove(&world, &cleo, &family, "", &world.bob).await));
    assert_eq!(of_a_member, told(remove(&world, &cleo, &family, "", &world.ann).await));
    remove(&world, &cleo, &family, "", &dan).await.refused(13_000_410, "deleteUserId");
    for owner in [dan.id.to_string(), world.bob.id.to_string(), "7".to_owned()] {
        remove(&world, &cleo, &family, &owner, &cleo).await.refused(13_000_309, "ownerId");
        remove(&world, &world.ann, &family, &owner, &cleo).await.refused(13_000_309, "ownerId");
    }
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann", "Dan", "Cleo"]);
}

#[tokio::test]
async fn one_family_is_no_other() {
    let world = World::new().await;
    let (family, cleo, _) = three(&world).await;
    let other = world.family(&world.ann, "Other").await;
    world.join(&world.ann, &other, &cleo).await;
    world.leave(&other, &cleo).await;
    assert_eq!(world.families_of(&cleo).await, ["Home"]);
    assert_eq!(world.people_of(&cleo, &family).await, ["Ann", "Dan", "Cleo"]);
    assert_eq!(world.people_of(&world.ann, &other).await, ["Ann"]);
}

/// The pages of these operations print the token in another way.
#[tokio::test]
async fn the_token_may_be_sent_as_these_pages_print_it() {
    let world = World::new().await;
    let family = world.family(&world.ann, "Home").await;
    for path in [format!("/usergroups/{}/members?offset=0&limit=1", family.group), "/user/info".to_owned()] {
        let request = || world.request(world.ann.id, Method::GET, &format!("/koodrive/ose/v1{path}"));
        let with = |builder: axum::http::request::Builder| {
            builder.header(header::AUTHORIZATION, format!("AT+{}", world.ann.token)).body(Body::empty()).unwrap()
        };
        world.send(with(request())).await.ok();
        for mandatory in ["x-user-id", "x-date"] {
            let mut without = with(request());
            without.headers_mut().remove(mandatory);
            assert_eq!(world.send(without).await.status, 401, "{mandatory}");
        }
    }
}
