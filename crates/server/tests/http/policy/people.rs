//! The principals of the table: everybody who may ask, and how they prove who they are.

use std::collections::BTreeMap;

use axum::http::Method;
use leporello_server::auth::signature::{self, Signed};
use serde_json::{Value, json};

use crate::support::families::Family;
use crate::support::{Person, World};

/// Somebody who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// The owner, they say, without any proof.
    Nobody,
    /// The owner, they say, with a token that never was.
    Bad,
    /// The owner, they say, with the stranger's token.
    Borrowed,
    /// The owner, with a token that was not used for too long.
    Expired,
    /// A member whose account is frozen.
    Frozen,
    /// Somebody who has nothing to do with the family.
    Stranger,
    /// A member of another family of the owner's.
    Neighbour,
    /// Somebody who was invited and has not answered.
    Invited,
    /// Somebody who was invited and refused.
    Refused,
    /// Somebody who was a member, and was removed.
    Removed,
    /// An app that acts for the stranger.
    App,
    /// A member.
    Member,
    /// A member who put there what it is about.
    Contributor,
    /// A member who made the shared albums.
    Creator,
    /// Who made the family; of what is personal, whose it is.
    Owner,
}

/// All of them.
pub(super) const EVERYBODY: [Who; 15] = [
    Who::Nobody,
    Who::Bad,
    Who::Borrowed,
    Who::Expired,
    Who::Frozen,
    Who::Stranger,
    Who::Neighbour,
    Who::Invited,
    Who::Refused,
    Who::Removed,
    Who::App,
    Who::Member,
    Who::Contributor,
    Who::Creator,
    Who::Owner,
];

impl Who {
    /// As the table calls them.
    pub(super) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Whether they cannot prove who they are.
    pub(super) const fn is_unproven(self) -> bool {
        matches!(self, Self::Nobody | Self::Bad | Self::Borrowed | Self::Expired | Self::Frozen)
    }

    /// Whether they belong to the family and are known to.
    pub(super) const fn is_in_family(self) -> bool {
        matches!(self, Self::Member | Self::Contributor | Self::Creator | Self::Owner)
    }
}

/// Everybody, with what proves who they are.
pub(super) struct People {
    people: BTreeMap<Who, Person>,
    app: (String, String),
    /// Another family of the owner's.
    pub(super) another: Family,
    /// The album that somebody made for the family before they were removed.
    pub(super) left: String,
}

/// What everybody but the stranger has for a number.
fn mobile(who: Who) -> String {
    format!("0027820000{:03}", who as usize)
}

impl People {
    /// Everybody, in a family of the owner's.
    pub(super) async fn come(world: &World) -> (Self, Family) {
        let owner = &world.ann;
        let family = world.family(owner, "Family").await;
        let mut people = BTreeMap::from([(Who::Owner, owner.again()), (Who::Stranger, world.bob.again())]);
        let others = [
            (Who::Member, "Cleo"),
            (Who::Contributor, "Dan"),
            (Who::Creator, "Eve"),
            (Who::Frozen, "Finn"),
            (Who::Removed, "Gus"),
            (Who::Invited, "Hal"),
            (Who::Refused, "Ida"),
            (Who::Neighbour, "Jack"),
        ];
        for (who, name) in others {
            let person = world.person(name, &mobile(who)).await;
            if who.is_in_family() || matches!(who, Who::Frozen | Who::Removed) {
                world.join(owner, &family, &person).await;
            }
            people.insert(who, person);
        }
        let another = world.family(owner, "Another").await;
        world.join(owner, &another, &people[&Who::Neighbour]).await;
        let shared =
            json!({ "name": "Left", "type": 2, "albumKind": 2, "groupId": family.group, "shareFolderId": family.id });
        let left = world.post(&people[&Who::Removed], "/album/create", shared).await.ok();
        let left = left["albumId"].as_str().unwrap().to_owned();
        let (group, gone) = (&family.group, people[&Who::Removed].id);
        let remove = format!("/usergroupsInvite/deleteMember?groupId={group}&deleteUserId={gone}");
        world.post(owner, &remove, Value::Null).await.ok();
        let freeze = format!("/users/{}", people[&Who::Frozen].id);
        world.call_as_app(owner.id, Method::PUT, &freeze, json!({ "status": 7 })).await.ok();
        let app = world.app.add_app("policy".to_owned()).await.unwrap();
        let expired = world.app.issue_token(owner.id, Some(1_000)).await.unwrap().token;
        people.insert(Who::Expired, Person { token: expired, ..owner.again() });
        world.later(2_000);
        people.insert(Who::Bad, Person { token: owner.token.chars().rev().collect(), ..owner.again() });
        people.insert(Who::Borrowed, Person { token: world.bob.token.clone(), ..owner.again() });
        people.insert(Who::Nobody, Person { token: String::new(), ..owner.again() });
        people.insert(Who::App, world.bob.again());
        (Self { people, app: (app.id.as_str().to_owned(), app.secret), another, left }, family)
    }

    /// Invites who is to be invited, and lets refuse who is to refuse; gives both invitations.
    pub(super) async fn invite(&self, world: &World, family: &Family) -> (String, String) {
        let open = world.invite(&world.ann, family, &mobile(Who::Invited)).await;
        let refused = world.invite(&world.ann, family, &mobile(Who::Refused)).await;
        let path = format!("/usergroupsInvite/inviteConfirm/{}", family.group);
        let answer = json!({ "inviteId": refused, "confirm": 0 });
        world.post(self.get(Who::Refused), &path, answer).await.ok();
        (open, refused)
    }

    /// One of them.
    pub(super) fn get(&self, who: Who) -> &Person {
        &self.people[&who]
    }

    /// The app, and its secret.
    pub(super) const fn app(&self) -> &(String, String) {
        &self.app
    }

    /// What somebody sends as `Authorization`, if they send it, with a request at this moment.
    pub(super) fn proof(&self, world: &World, who: Who, method: &Method, uri: &str, body: &str) -> Option<String> {
        let person = self.get(who);
        match who {
            Who::Nobody => None,
            Who::App => {
                let (path, query) = uri.split_once('?').map_or((uri, None), |(path, query)| (path, Some(query)));
                let (user, date) = (person.id.to_string(), world.now().basic());
                let signed = Signed {
                    method: method.as_str(),
                    path,
                    query,
                    headers: &|name| match name {
                        "x-date" => Some(date.clone()),
                        "x-user-id" => Some(user.clone()),
                        _ => None,
                    },
                    body_sha256: &signature::body_sha256(body.as_bytes()),
                };
                Some(signature::sign(&self.app.0, &self.app.1, &["x-date", "x-user-id"], &signed))
            }
            _ => Some(format!("Bearer {}", person.token)),
        }
    }
}
