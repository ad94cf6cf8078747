//! A family, and what its people share.

use serde_json::{Value, json};

use super::handed::Handed;
use crate::policy::upload;
use crate::support::albums::{additions, ids};
use crate::support::families::Family;
use crate::support::{Person, World};
use crate::uploads::with;

/// A family of three, and what they share.
pub(super) struct Home {
    pub(super) world: World,
    pub(super) family: Family,
    /// A member: who loses the right.
    pub(super) cleo: Person,
    /// A member: who made the album.
    pub(super) dan: Person,
    /// A folder in the family's, with two pictures of the owner's in it.
    pub(super) trip: String,
    pub(super) pictures: [String; 2],
    /// The picture in the family's folder that the member put there.
    pub(super) uploaded: String,
    /// Pictures of both members in their own spaces, which they shared by the album.
    pub(super) of_cleo: String,
    pub(super) of_dan: String,
    pub(super) album: String,
    pub(super) collection: String,
    /// The member's own album, with one of the owner's pictures in it.
    pub(super) own_album: String,
}

impl Home {
    pub(super) async fn new() -> Self {
        let world = World::new().await;
        let cleo = world.person("Cleo", "0027820000001").await;
        let dan = world.person("Dan", "0027820000002").await;
        let family = world.family(&world.ann, "Family").await;
        for member in [&cleo, &dan] {
            world.join(&world.ann, &family, member).await;
        }
        let trip = world.folder(&world.ann, &family.folder, "trip").await;
        let mut pictures = Vec::new();
        for name in ["one.jpg", "two.jpg"] {
            pictures.push(upload(&world, &world.ann, &trip, name).await);
        }
        let pictures: [String; 2] = pictures.try_into().unwrap();
        let uploaded = upload(&world, &cleo, &family.folder, "uploaded.jpg").await;
        let of_cleo = upload(&world, &cleo, "root", "of cleo.jpg").await;
        let of_dan = upload(&world, &dan, "root", "of dan.jpg").await;
        let shared = json!({ "albumKind": 2, "groupId": family.group, "shareFolderId": family.id });
        let album = made(&world, &dan, json!({ "type": 2, "name": "Ours" }), &shared).await;
        let scope = json!({ "type": 1, "scopeDir": [trip], "scopeParentFolderId": family.folder, "scopeKind": "1" });
        let collection = made(&world, &world.ann, scope, &shared).await;
        let own_album = world.album(&cleo, "Mine").await;
        let home =
            Self { world, family, cleo, dan, trip, pictures, uploaded, of_cleo, of_dan, album, collection, own_album };
        let [one, two] = &home.pictures;
        home.add(&home.cleo, &home.own_album, &home.world.ann, one).await;
        home.add(&home.dan, &home.album, &home.world.ann, one).await;
        home.add(&home.cleo, &home.album, &home.world.ann, two).await;
        home.add(&home.cleo, &home.album, &home.cleo, &home.of_cleo).await;
        home.add(&home.dan, &home.album, &home.dan, &home.of_dan).await;
        home
    }

    pub(super) async fn add(&self, who: &Person, album: &str, owner: &Person, file: &str) {
        let body = additions(owner, &[file.to_owned()]);
        self.world.post(who, &format!("/album/{album}/add"), body).await.ok();
    }

    /// Everything that is handed out to a member.
    pub(super) async fn handed_to(&self, who: &Person) -> Handed {
        let mut handed = Handed::new(who);
        for file in self.pictures.iter().chain([&self.uploaded]) {
            handed.download(&self.world, &self.world.ann, file).await;
        }
        for (owner, file) in [(&self.cleo, &self.of_cleo), (&self.dan, &self.of_dan)] {
            handed.download(&self.world, owner, file).await;
            handed.view(&self.world, owner, file).await;
        }
        handed.covers(&self.world).await;
        handed.part(&self.world, &self.trip).await;
        handed.pages(&self.world, &self.trip, &self.album, &self.collection).await;
        handed.all_work(&self.world).await;
        handed
    }

    /// Takes somebody out of the family, by its owner.
    pub(super) async fn remove(&self, member: &Person) {
        let path = format!("/usergroupsInvite/deleteMember?groupId={}&deleteUserId={}", self.family.group, member.id);
        self.world.post(&self.world.ann, &path, Value::Null).await.ok();
    }

    pub(super) async fn contents(&self, who: &Person, album: &str) -> Vec<String> {
        ids(&self.world.contents(who, album, "").await)
    }
}

async fn made(world: &World, who: &Person, body: Value, shared: &Value) -> String {
    let body = with(body, shared.clone());
    world.post(who, "/album/create", body).await.ok()["albumId"].as_str().unwrap().to_owned()
}
