//! What tests of families need beside: more people, families, and coming and going.

use axum::http::Method;
use leporello_store::User;
use serde_json::{Value, json};

use super::{Person, World};

/// A family, as its owner got to know it.
#[derive(Clone, Debug)]
pub(crate) struct Family {
    /// The primary key.
    pub(crate) id: String,
    /// The group of its people.
    pub(crate) group: String,
    /// The file ID of its folder.
    pub(crate) folder: String,
}

impl World {
    /// Somebody else, with a token.
    pub(crate) async fn person(&self, name: &str, mobile: &str) -> Person {
        Person::new(&self.app, name, Some(mobile)).await
    }

    /// Gives a number to one account more. Nobody can do that any more, but older accounts may share one.
    pub(crate) async fn share_number(&self, mobile: &str) {
        let (id, created_at) = (self.app.ids.user(), self.now());
        let (name, mobile, zone) = ("Twin".to_owned(), Some(mobile.to_owned()), "UTC".to_owned());
        let twin = User { id, name, mobile, zone, language: String::new(), frozen: false, created_at };
        self.app.store.write(move |write| write.add_user(&twin, None)).await.unwrap();
    }

    /// A new family.
    pub(crate) async fn family(&self, owner: &Person, name: &str) -> Family {
        let body = json!({ "shareType": 0, "containerId": owner.space, "name": name });
        let made = self.post(owner, "/sharefolder/create", body).await.ok();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let group = made["data"]["groupId"].as_i64().unwrap().to_string();
        Family { id: text(&made["id"]), group, folder: text(&made["data"]["shareFolderId"]) }
    }

    /// Invites a number into a family and gives the invitation.
    pub(crate) async fn invite(&self, owner: &Person, family: &Family, mobile: &str) -> String {
        let path = format!("/usergroupsInvite/invite/{}?mobile={mobile}", family.group);
        self.post(owner, &path, Value::Null).await.ok()["inviteId"].as_str().unwrap().to_owned()
    }

    /// Lets somebody with a mobile number join a family: they are invited, and accept.
    pub(crate) async fn join(&self, owner: &Person, family: &Family, member: &Person) {
        let account = self.get(member, &format!("/users/{}", member.id)).await.ok();
        let invitation = self.invite(owner, family, account["data"]["mobile"].as_str().unwrap()).await;
        let path = format!("/usergroupsInvite/inviteConfirm/{}", family.group);
        self.post(member, &path, json!({ "inviteId": invitation, "confirm": 1 })).await.ok();
    }

    /// Lets a member leave a family.
    pub(crate) async fn leave(&self, family: &Family, member: &Person) {
        let id = member.id;
        let path = format!("/usergroupsInvite/deleteMember?ownerId={id}&groupId={}&deleteUserId={id}", family.group);
        self.call(member, Method::POST, &path, Value::Null).await.ok();
    }

    /// The names of a family's people, its owner first.
    pub(crate) async fn people_of(&self, who: &Person, family: &Family) -> Vec<String> {
        let path = format!("/usergroups/{}/members?offset=0&limit=100", family.group);
        let list = self.get(who, &path).await.ok();
        let members = list["userGroupMemberInfos"].as_array().unwrap();
        members.iter().map(|member| member["userName"].as_str().unwrap().to_owned()).collect()
    }

    /// The names of somebody's families, newest first.
    pub(crate) async fn families_of(&self, who: &Person) -> Vec<String> {
        let list = self.get(who, "/sharefolder/list?offset=0&limit=1000").await.ok();
        let folders = list["folders"].as_array().unwrap();
        folders.iter().map(|folder| folder["name"].as_str().unwrap().to_owned()).collect()
    }
}
