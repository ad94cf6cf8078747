//! Families, invitations, accounts and sign-in.

use axum::http::Method;
use serde_json::{Value, json};

use super::Asking;
use super::albums::subject;
use super::plan::Plan;

/// How any of these operations is sent; none for every other.
pub(super) fn plan(asking: &Asking<'_>) -> Option<Plan> {
    let on = asking.row.on;
    let family = || subject("family");
    let (id, group) = (|| asking.name("family"), || asking.name("group"));
    Some(match asking.row.operation {
        "CreateShareFolder" => {
            let theirs = on == "their own space";
            let me = asking.prepared.who(asking.me());
            let space = if theirs { me.space.to_string() } else { asking.name("owner's space") };
            let body = json!({ "shareType": 0, "containerId": space, "name": "New" });
            Plan::post("/sharefolder/create", body).of(if theirs { &[] } else { &["owner's space"] }).writes()
        }
        "DeleteShareFolder" => Plan::post("/sharefolder/delete", json!({ "id": id() })).of(family()).writes(),
        "ListShareFolder" => Plan::get("/sharefolder/list?offset=0&limit=1000").shows("family"),
        "RenameShareFolder" => {
            Plan::post("/sharefolder/rename", json!({ "id": id(), "fileName": "Renamed" })).of(family()).writes()
        }
        "GetShareFolderMetadata" => Plan::get(&format!("/sharefolder/metadata/{}", id())).of(family()),
        "UserGroupInvite" => {
            let path = format!("/usergroupsInvite/invite/{}?mobile=0027830000000", group());
            Plan::post(&path, Value::Null).of(family()).writes()
        }
        "InviteList" => Plan::get(&format!("/usergroupsInvite/inviteList/{}", group())).of(family()),
        "InviteDetail" => {
            let path = format!("/usergroupsInvite/detail/{}", asking.name(invitation(on)[0]));
            Plan::get(&path).of(invitation(on))
        }
        "InviteConfrimList" => Plan::get("/usergroupsInvite/inviteConfrimList").shows("invitation"),
        "InviteConfirm" => {
            let body = json!({ "inviteId": asking.name(invitation(on)[0]), "confirm": 1 });
            Plan::post(&format!("/usergroupsInvite/inviteConfirm/{}", group()), body).of(invitation(on)).writes()
        }
        "GetUserGroupMemberList" => {
            Plan::get(&format!("/usergroups/{}/members?offset=0&limit=100", group())).of(family())
        }
        "ShareFolderDeleteMember" => {
            let who = match on {
                "membership" => "contributor",
                "owner's membership" => "owner",
                _ => "outsider",
            };
            let query = format!("groupId={}&deleteUserId={}", group(), asking.name(who));
            let plan = Plan::new(Method::POST, &format!("/usergroupsInvite/deleteMember?{query}"), Value::Null);
            plan.of(if who == "outsider" { &["outsider"] } else { family() }).writes()
        }
        _ => return of_users(asking),
    })
}

fn invitation(on: &str) -> &'static [&'static str] {
    if on == "invitation" { &["invitation"] } else { &["refused"] }
}

fn of_users(asking: &Asking<'_>) -> Option<Plan> {
    let on = asking.row.on;
    Some(match asking.row.operation {
        "GetUser" => Plan::get(&format!("/users/{}", asking.name("owner"))).of(&["owner"]),
        "GetUserInfo" if on == "account" => {
            Plan::get(&format!("/user/info?userId={}", asking.name("owner"))).of(&["owner"])
        }
        "GetUserInfo" => {
            Plan::get(&format!("/user/info?phone={}", asking.name("owner's number"))).of(&["owner's number"])
        }
        "UpdateUser" => {
            let path = format!("/users/{}", asking.name("owner"));
            Plan::new(Method::PUT, &path, json!({ "status": 7 })).of(&["owner"]).writes()
        }
        "GetSpace" if on == "own space" => Plan::get(&format!("/space/{}?type=1", asking.name("owner"))).of(&["owner"]),
        "GetSpace" => {
            let (me, space) = (asking.prepared.who(asking.me()).id, asking.name("owner's space"));
            Plan::get(&format!("/space/{me}?type=1&containerId={space}")).of(&["owner's space"])
        }
        "token" => {
            let (app, secret) = asking.prepared.people.app();
            let secret = if on.contains("wrong") { "wrong" } else { secret };
            let body = json!({ "grant_type": "client_credentials", "client_id": app, "client_secret": secret,
                "user_id": asking.name("owner") });
            Plan::post("/oauth2/token", body).of(&["owner"])
        }
        _ => return None,
    })
}
