//! Invitations: who may send, see and answer them, and when they are over.

use leporello_model::{Caller, Door, Manage, Millis};
use leporello_server::Settings;
use leporello_server::app::FamilyRow;
use leporello_store::{FamilyKey, NewInvitation};
use serde_json::{Value, json};

use super::told;
use crate::support::families::Family;
use crate::support::{Answer, Person, World};

const CLEO: &str = "0027830111567";
const DAN: &str = "0027830222567";

async fn invite(world: &World, who: &Person, family: &Family, mobile: &str) -> Answer {
    world.post(who, &format!("/usergroupsInvite/invite/{}?mobile={mobile}", family.group), Value::Null).await
}

async fn confirm(world: &World, who: &Person, family: &Family, invitation: &str, answer: i64) -> Answer {
    let body = json!({ "inviteId": invitation, "confirm": answer });
    world.post(who, &format!("/usergroupsInvite/inviteConfirm/{}", family.group), body).await
}

async fn detail(world: &World, who: &Person, invitation: &str) -> Answer {
    world.get(who, &format!("/usergroupsInvite/detail/{invitation}")).await
}

/// What became of a family's invitations, newest first.
async fn statuses(world: &World, owner: &Person, family: &Family) -> Vec<i64> {
    let list = world.get(owner, &format!("/usergroupsInvite/inviteList/{}", family.group)).await.ok();
    list["details"].as_array().unwrap().iter().map(|invitation| invitation["status"].as_i64().unwrap()).collect()
}

/// The invitations that somebody may answer.
async fn pending(world: &World, who: &Person) -> Vec<String> {
    let list = world.get(who, "/usergroupsInvite/inviteConfrimList").await.ok();
    let details = list["details"].as_array().unwrap();
    assert_eq!(list.get("detail"), details.first(), "{list}");
    details.iter().map(|invitation| invitation["inviteId"].as_str().unwrap().to_owned()).collect()
}

/// The row of a family, for its owner.
async fn row(world: &World, owner: &Person, family: &Family) -> FamilyRow {
    let (user, key) = (owner.id, FamilyKey::Id(family.id.parse().unwrap()));
    let row = world.app.store.read(move |read| read.family(user, &key)).await;
    row.unwrap().unwrap()
}

/// Adds an invitation past the rules.
async fn invite_past(world: &World, owner: &Person, family: &Family, mobile: &str) -> String {
    let (facts, now) = (row(world, owner, family).await.facts, world.now());
    let caller = Caller { user: owner.id, space: owner.space, door: Door::Token };
    let right = caller.may(Manage, facts, "test").unwrap();
    let id = world.app.ids.invitation();
    let new = NewInvitation { id, mobile: mobile.to_owned(), created_at: now, expires_at: now.plus(Millis::DAY) };
    world.app.store.write(move |write| write.add_invitation(&right, &new)).await.unwrap();
    id.to_string()
}

#[tokio::test]
async fn an_invitation_takes_its_course() {
    let world = World::new().await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    let sent = invite(&world, &world.ann, &family, CLEO).await.ok();
    let id = sent["inviteId"].as_str().unwrap();
    assert_eq!(sent, json!({ "inviteId": id, "code": 0, "msg": "Success." }));
    let list = |status: i64| {
        json!({
            "details": [{
                "createTime": "Mon Nov 03 07:01:40 UTC 2025", "expireTime": "Mon Nov 10 07:01:40 UTC 2025",
                "inviteId": id, "inviteePhone": "0027830****567", "status": status,
            }],
            "code": 0, "msg": "Success.",
        })
    };
    let sent_list = format!("/usergroupsInvite/inviteList/{}", family.group);
    assert_eq!(world.get(&world.ann, &sent_list).await.ok(), list(0));
    let received = json!({
        "createTime": "Mon Nov 03 07:01:40 UTC 2025", "expireTime": "Mon Nov 10 07:01:40 UTC 2025",
        "inviterPhone": "0027821****567", "shareFolderName": "Home", "inviteId": id, "groupId": family.group,
    });
    let shown = json!({ "detail": received, "code": 0, "msg": "Success." });
    assert_eq!(detail(&world, &cleo, id).await.ok(), shown);
    assert_eq!(detail(&world, &world.ann, id).await.ok(), shown);
    assert_eq!(
        world.get(&cleo, "/usergroupsInvite/inviteConfrimList").await.ok(),
        json!({ "details": [received], "detail": received, "code": 0, "msg": "Success." })
    );
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann"], "asked, and not a member yet");
    assert_eq!(world.families_of(&cleo).await, [""; 0]);

    let accepted = confirm(&world, &cleo, &family, id, 1).await.ok();
    assert_eq!(accepted, json!({ "code": 0, "msg": "Success." }));
    assert_eq!(world.people_of(&cleo, &family).await, ["Ann", "Cleo"]);
    assert_eq!(world.get(&world.ann, &sent_list).await.ok(), list(1));
    assert_eq!(
        world.get(&cleo, "/usergroupsInvite/inviteConfrimList").await.ok(),
        json!({ "details": [], "code": 0, "msg": "Success." })
    );
    detail(&world, &cleo, id).await.refused(13_000_309, "inviteId");
    detail(&world, &world.ann, id).await.ok();
}

#[tokio::test]
async fn an_invitation_is_refused() {
    let world = World::new().await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    let id = world.invite(&world.ann, &family, CLEO).await;
    let body = json!({ "inviteId": id.parse::<i64>().unwrap(), "confirm": "0" });
    world.post(&cleo, &format!("/usergroupsInvite/inviteConfirm/{}", family.group), body).await.ok();
    assert_eq!(statuses(&world, &world.ann, &family).await, [2]);
    assert_eq!(pending(&world, &cleo).await, [""; 0]);
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann"]);
    detail(&world, &cleo, &id).await.refused(13_000_309, "inviteId");
    detail(&world, &world.ann, &id).await.ok();
    // Who refused may be asked again.
    let again = world.invite(&world.ann, &family, CLEO).await;
    assert_ne!(again, id);
    confirm(&world, &cleo, &family, &again, 1).await.ok();
    assert_eq!(statuses(&world, &world.ann, &family).await, [1, 2]);
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann", "Cleo"]);
}

#[tokio::test]
async fn nothing_tells_whether_somebody_has_a_number() {
    let world = World::new().await;
    world.person("Cleo", CLEO).await;
    let answers = async |name: &str, mobile: &str| {
        let family = world.family(&world.ann, name).await;
        let mut invited = invite(&world, &world.ann, &family, mobile).await;
        let id = invited.body["inviteId"].as_str().unwrap().to_owned();
        let again = world.invite(&world.ann, &family, mobile).await;
        assert_eq!(again, id);
        let mut list = world.get(&world.ann, &format!("/usergroupsInvite/inviteList/{}", family.group)).await;
        let mut shown = detail(&world, &world.ann, &id).await;
        let mut ids = vec![invited.body["inviteId"].take()];
        ids.push(list.body["details"][0]["inviteId"].take());
        ids.push(shown.body["detail"]["inviteId"].take());
        ids.dedup();
        assert_eq!(ids, [json!(id)]);
        assert_eq!(id.len(), 19);
        assert_eq!(shown.body["detail"]["groupId"].take(), family.group);
        assert_eq!(shown.body["detail"]["shareFolderName"].take(), name);
        [invited, list, shown].map(|answer| (answer.status, answer.body))
    };
    let known = answers("known", CLEO).await;
    assert_eq!(known[0].0, 200);
    // The same beginning and end, so that even what is shown of it is the same.
    assert_eq!(known, answers("unknown", "0027830999567").await);
}

#[tokio::test]
async fn whoever_has_the_number_later_finds_the_invitation() {
    let world = World::new().await;
    let family = world.family(&world.bob, "Home").await;
    let id = world.invite(&world.bob, &family, CLEO).await;
    let cleo = world.person("Cleo", CLEO).await;
    assert_eq!(pending(&world, &cleo).await, [&*id]);
    let shown = detail(&world, &cleo, &id).await.ok();
    assert!(!shown["detail"].as_object().unwrap().contains_key("inviterPhone"), "Bob has no number: {shown}");
    confirm(&world, &cleo, &family, &id, 1).await.ok();
    assert_eq!(world.people_of(&cleo, &family).await, ["Bob", "Cleo"]);
}

#[tokio::test]
async fn a_number_that_two_have_is_nobodys() {
    let world = World::new().await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    let id = world.invite(&world.ann, &family, CLEO).await;
    world.share_number(CLEO).await;
    assert_eq!(pending(&world, &cleo).await, [""; 0]);
    detail(&world, &cleo, &id).await.refused(13_000_309, "inviteId");
    confirm(&world, &cleo, &family, &id, 1).await.refused(13_000_309, "inviteId");
    assert_eq!(world.invite(&world.ann, &family, CLEO).await, id, "the owner sees no difference");
}

#[tokio::test]
async fn only_the_owner_invites_and_sees_whom() {
    let world = World::new().await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    world.join(&world.ann, &family, &cleo).await;
    let list = |group: &str| format!("/usergroupsInvite/inviteList/{group}");
    invite(&world, &cleo, &family, DAN).await.refused(13_000_410, "groupId");
    world.get(&cleo, &list(&family.group)).await.refused(13_000_410, "groupId");
    let nothing = Family { group: "7".to_owned(), ..family.clone() };
    let known = told(invite(&world, &world.bob, &family, DAN).await);
    assert_eq!(known, told(invite(&world, &world.bob, &nothing, DAN).await));
    let known = told(world.get(&world.bob, &list(&family.group)).await);
    assert_eq!(known, told(world.get(&world.bob, &list("7")).await));
    // A family's other keys are no groups.
    invite(&world, &world.ann, &Family { group: family.id.clone(), ..family.clone() }, DAN)
        .await
        .refused(13_000_309, "groupId");
    assert_eq!(statuses(&world, &world.ann, &family).await, [1]);
}

#[tokio::test]
async fn nobody_is_invited_twice_and_no_member_at_all() {
    let world = World::new().await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    let own = invite(&world, &world.ann, &family, "0027821234567").await;
    assert!(own.body["msg"].as_str().unwrap().contains("your own number"), "{}", own.body);
    own.refused(13_000_102, "mobile");
    let id = world.invite(&world.ann, &family, CLEO).await;
    world.later(Millis::DAY);
    assert_eq!(world.invite(&world.ann, &family, CLEO).await, id);
    assert_eq!(statuses(&world, &world.ann, &family).await, [0]);
    // Every family asks for itself.
    let other = world.family(&world.ann, "Other").await;
    let second = world.invite(&world.ann, &other, CLEO).await;
    assert_eq!(pending(&world, &cleo).await, [second, id.clone()]);
    confirm(&world, &cleo, &family, &id, 1).await.ok();
    let member = invite(&world, &world.ann, &family, CLEO).await;
    assert!(member.body["msg"].as_str().unwrap().contains("a member of this family already"), "{}", member.body);
    member.refused(13_000_102, "mobile");
    assert_eq!(statuses(&world, &world.ann, &family).await, [1]);
}

#[tokio::test]
async fn an_invitation_expires() {
    let world = World::with(Settings { invitation_ttl: 2 * Millis::DAY, ..Settings::default() }).await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    let id = world.invite(&world.ann, &family, CLEO).await;
    let shown = detail(&world, &cleo, &id).await.ok();
    assert_eq!(shown["detail"]["expireTime"], "Wed Nov 05 07:01:40 UTC 2025");
    world.later(2 * Millis::DAY - 1);
    assert_eq!(pending(&world, &cleo).await, [&*id]);
    detail(&world, &cleo, &id).await.ok();
    assert_eq!(world.invite(&world.ann, &family, CLEO).await, id);
    world.later(1);
    assert_eq!(pending(&world, &cleo).await, [""; 0]);
    detail(&world, &cleo, &id).await.refused(13_000_309, "inviteId");
    detail(&world, &world.ann, &id).await.ok();
    for answer in [0, 1] {
        confirm(&world, &cleo, &family, &id, answer).await.refused(13_000_102, "inviteId");
    }
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann"]);
    let new = world.invite(&world.ann, &family, CLEO).await;
    assert_ne!(new, id);
    assert_eq!(statuses(&world, &world.ann, &family).await, [0, 0]);
    confirm(&world, &cleo, &family, &new, 1).await.ok();
    confirm(&world, &cleo, &family, &id, 1).await.refused(13_000_102, "inviteId");
    assert_eq!(statuses(&world, &world.ann, &family).await, [1, 0]);
}

#[tokio::test]
async fn the_same_answer_again_is_success_and_another_is_not() {
    let world = World::new().await;
    let (cleo, dan) = (world.person("Cleo", CLEO).await, world.person("Dan", DAN).await);
    let family = world.family(&world.ann, "Home").await;
    let (yes, no) = (world.invite(&world.ann, &family, CLEO).await, world.invite(&world.ann, &family, DAN).await);
    confirm(&world, &cleo, &family, &yes, 1).await.ok();
    confirm(&world, &dan, &family, &no, 0).await.ok();
    for days in [0, 6, 30] {
        world.later(days * Millis::DAY);
        confirm(&world, &cleo, &family, &yes, 1).await.ok();
        confirm(&world, &cleo, &family, &yes, 0).await.refused(13_000_102, "inviteId");
        confirm(&world, &dan, &family, &no, 0).await.ok();
        confirm(&world, &dan, &family, &no, 1).await.refused(13_000_102, "inviteId");
    }
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann", "Cleo"]);
    assert_eq!(statuses(&world, &world.ann, &family).await, [2, 1]);
}

#[tokio::test]
async fn nobody_comes_back_with_an_old_invitation() {
    let world = World::new().await;
    let (cleo, dan) = (world.person("Cleo", CLEO).await, world.person("Dan", DAN).await);
    let family = world.family(&world.ann, "Home").await;
    let [first, second] = [world.invite(&world.ann, &family, CLEO).await, world.invite(&world.ann, &family, DAN).await];
    confirm(&world, &cleo, &family, &first, 1).await.ok();
    confirm(&world, &dan, &family, &second, 1).await.ok();
    let path = format!("/usergroupsInvite/deleteMember?groupId={}&deleteUserId={}", family.group, cleo.id);
    world.post(&world.ann, &path, Value::Null).await.ok();
    world.leave(&family, &dan).await;
    for (who, invitation) in [(&cleo, &first), (&dan, &second)] {
        confirm(&world, who, &family, invitation, 1).await.refused(13_000_102, "inviteId");
        detail(&world, who, invitation).await.refused(13_000_309, "inviteId");
    }
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann"]);
}

#[tokio::test]
async fn anothers_invitation_looks_like_none() {
    let world = World::new().await;
    let (cleo, dan) = (world.person("Cleo", CLEO).await, world.person("Dan", DAN).await);
    let family = world.family(&world.ann, "Home").await;
    let dans = world.family(&dan, "Dan's").await;
    world.join(&world.ann, &family, &dan).await;
    let id = world.invite(&world.ann, &family, CLEO).await;
    for who in [&world.bob, &dan] {
        let none = told(detail(&world, who, "7").await);
        assert_eq!(told(detail(&world, who, &id).await), none);
        for answer in [0, 1] {
            for family in [&family, &dans, &Family { group: "7".to_owned(), ..family.clone() }] {
                let none = told(confirm(&world, who, family, "7", answer).await);
                assert_eq!(told(confirm(&world, who, family, &id, answer).await), none);
                assert_eq!(none.1["code"], 13_000_309);
            }
        }
    }
    confirm(&world, &world.ann, &family, &id, 1).await.refused(13_000_410, "inviteId");
    confirm(&world, &cleo, &dans, &id, 1).await.refused(13_000_309, "groupId");
    confirm(&world, &cleo, &Family { group: "7".to_owned(), ..family.clone() }, &id, 1)
        .await
        .refused(13_000_309, "groupId");
    assert_eq!(pending(&world, &cleo).await, [id]);
    assert_eq!(world.people_of(&world.ann, &family).await, ["Ann", "Dan"]);
}

#[tokio::test]
async fn members_and_open_invitations_fill_a_family() {
    let world = World::with(Settings { max_members: 3, ..Settings::default() }).await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    world.join(&world.ann, &family, &cleo).await;
    let other = |number: i64| format!("002784000{number:04}");
    let full = async |number: i64| {
        let answer = invite(&world, &world.ann, &family, &other(number)).await;
        assert!(answer.body["msg"].as_str().unwrap().contains(" 3 "), "{}", answer.body);
        assert_eq!((answer.status.as_u16(), answer.body["code"].as_i64()), (400, Some(13_000_102)));
    };
    let open = world.invite(&world.ann, &family, &other(1)).await;
    full(2).await;
    assert_eq!(world.invite(&world.ann, &family, &other(1)).await, open, "asked already");
    invite(&world, &world.ann, &family, CLEO).await.refused(13_000_102, "mobile");
    // A place is free again when an invitation expires, or is refused, or a member leaves.
    world.later(7 * Millis::DAY);
    world.invite(&world.ann, &family, &other(2)).await;
    full(3).await;
    let second = world.person("Second", &other(2)).await;
    let id = pending(&world, &second).await.remove(0);
    confirm(&world, &second, &family, &id, 0).await.ok();
    world.invite(&world.ann, &family, &other(3)).await;
    full(4).await;
    world.leave(&family, &cleo).await;
    world.invite(&world.ann, &family, &other(4)).await;
    full(5).await;
}

#[tokio::test]
async fn nobody_joins_a_family_that_is_full() {
    let world = World::with(Settings { max_members: 2, ..Settings::default() }).await;
    let (cleo, dan) = (world.person("Cleo", CLEO).await, world.person("Dan", DAN).await);
    let family = world.family(&world.ann, "Home").await;
    // As if the operator had lowered the number meanwhile.
    let late = invite_past(&world, &world.ann, &family, DAN).await;
    let early = invite_past(&world, &world.ann, &family, CLEO).await;
    confirm(&world, &cleo, &family, &early, 1).await.ok();
    let refused = confirm(&world, &dan, &family, &late, 1).await;
    assert_eq!((refused.status.as_u16(), refused.body["code"].as_i64()), (400, Some(13_000_102)));
    assert_eq!(pending(&world, &dan).await, [&*late], "it may be accepted later");
    confirm(&world, &cleo, &family, &early, 1).await.ok();
    world.leave(&family, &cleo).await;
    confirm(&world, &dan, &family, &late, 1).await.ok();
    assert_eq!(world.people_of(&dan, &family).await, ["Ann", "Dan"]);
}

#[tokio::test]
async fn who_belongs_already_may_answer_all_the_same() {
    let world = World::with(Settings { max_members: 2, ..Settings::default() }).await;
    let cleo = world.person("Cleo", CLEO).await;
    let family = world.family(&world.ann, "Home").await;
    let first = invite_past(&world, &world.ann, &family, CLEO).await;
    let second = invite_past(&world, &world.ann, &family, CLEO).await;
    let third = invite_past(&world, &world.ann, &family, CLEO).await;
    confirm(&world, &cleo, &family, &first, 1).await.ok();
    confirm(&world, &cleo, &family, &second, 1).await.ok();
    confirm(&world, &cleo, &family, &third, 0).await.ok();
    assert_eq!(world.people_of(&cleo, &family).await, ["Ann", "Cleo"]);
    assert_eq!(statuses(&world, &world.ann, &family).await, [2, 1, 1]);
}
