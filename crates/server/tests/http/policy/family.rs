//! The family that the table is about, in each of the states that its things can be in.

use std::collections::BTreeMap;

use leporello_model::Millis;
use leporello_server::app::sessions::Proof;
use serde_json::{Value, json};

use super::people::{EVERYBODY, People, Who};
use super::table::State;
use crate::sessions::PASSWORD;
use crate::support::albums::additions;
use crate::support::{Person, World, job};
use crate::uploads::{promise, sha256, with};

/// A service with everybody in it, and what there is.
pub(super) struct Prepared {
    pub(super) world: World,
    pub(super) people: People,
    /// Identifiers and the like, by what they are of.
    pub(super) names: BTreeMap<&'static str, String>,
    /// Everybody's own album, with a picture of theirs that is in no album.
    pub(super) own: BTreeMap<Who, (String, String)>,
}

/// The smallest bytes that are a picture, and differ with `name`.
pub(super) fn picture(name: &str) -> Vec<u8> {
    let frame = b"\xff\xd8\xff\xc0\0\x11\x08\0\x1e\0\x28\x03\x01\x11\0\x02\x11\x01\x03\x11\x01\xff\xd9";
    [frame, name.as_bytes()].concat()
}

fn promised(folder: &str, name: &str) -> Value {
    let more = json!({ "parentFolder": [folder], "fileType": "15" });
    with(promise(name, picture(name).len()), more)
}

/// Uploads a picture into a folder.
pub(crate) async fn upload(world: &World, who: &Person, folder: &str, name: &str) -> String {
    let file = world.sent(who, promised(folder, name), &picture(name)).await;
    world.complete(who, &file).await.ok();
    file
}

async fn created(world: &World, who: &Person, body: Value) -> String {
    world.post(who, "/album/create", body).await.ok()["albumId"].as_str().unwrap().to_owned()
}

impl Prepared {
    /// The family with all its things, in `state`.
    pub(super) async fn new(state: State) -> Self {
        let world = World::new().await;
        let (people, family) = People::come(&world).await;
        let (invitation, refused) = people.invite(&world, &family).await;
        let names = BTreeMap::from([
            ("family", family.id),
            ("group", family.group),
            ("family root", family.folder),
            ("invitation", invitation),
            ("refused", refused),
            ("another family", people.another.id.clone()),
            ("leaver's album", people.left.clone()),
        ]);
        let mut this = Self { world, people, names, own: BTreeMap::new() };
        this.introduce().await;
        this.sign_in().await;
        this.fill_spaces().await;
        this.fill_family().await;
        this.make_albums().await;
        match state {
            State::There | State::Never => {}
            State::Bin => this.throw_away().await,
            State::Deleted => {
                let body = json!({ "id": this.names["family"] });
                this.world.post(this.who(Who::Owner), "/sharefolder/delete", body).await.ok();
            }
        }
        this
    }

    /// One of them.
    pub(super) fn who(&self, who: Who) -> &Person {
        self.people.get(who)
    }

    fn name(&mut self, what: &'static str, name: String) {
        assert!(self.names.insert(what, name).is_none(), "{what}");
    }

    /// Who people are, and what their files are called.
    async fn introduce(&mut self) {
        let (owner, contributor) = (self.who(Who::Owner), self.who(Who::Contributor));
        let account = self.world.get(owner, &format!("/users/{}", owner.id)).await.ok();
        let names = [
            ("owner", owner.id.to_string()),
            ("owner's number", account["data"]["mobile"].as_str().unwrap().to_owned()),
            ("owner's space", owner.space.to_string()),
            ("contributor", contributor.id.to_string()),
            ("contributor's space", contributor.space.to_string()),
            ("creator", self.who(Who::Creator).id.to_string()),
            ("outsider", self.who(Who::Stranger).id.to_string()),
            ("name of own file", "solo.jpg".to_owned()),
            ("name of family file", "family.jpg".to_owned()),
            ("digest of own file", sha256(&picture("solo.jpg"))),
        ];
        self.names.extend(names);
    }

    /// Everybody has the same password; the owner has a session and a token for a program.
    async fn sign_in(&mut self) {
        let (app, owner) = (&self.world.app, self.who(Who::Owner));
        let hash = app.hash_password(PASSWORD).await.unwrap();
        self.world.place.batch(&format!("UPDATE account SET password_hash = '{hash}'"));
        let proof = Proof::Token { user: owner.id.to_string(), token: owner.token.clone() };
        let caller = app.sign_in(proof, "Firefox").await.unwrap().caller;
        let session = app.sessions(caller).await.unwrap().remove(0).id.to_string();
        let token = app.make_token(caller, "frame", None).await.unwrap().id.to_string();
        self.name("own session", session);
        self.name("own token", token);
    }

    /// What lies in people's own spaces.
    async fn fill_spaces(&mut self) {
        let world = &self.world;
        let (owner, contributor) = (self.who(Who::Owner), self.who(Who::Contributor));
        let folder = world.folder(owner, "root", "own").await;
        let own = upload(world, owner, &folder, "solo.jpg").await;
        let coming = world.sent(owner, promised(&folder, "coming.jpg"), &picture("coming.jpg")).await;
        let shown = upload(world, contributor, "root", "shown.jpg").await;
        let private = upload(world, contributor, "root", "private.jpg").await;
        let junk = world.folder(owner, "root", "junk").await;
        let done = world.job(owner, job(2, 201, &[&junk])).await;
        let names = [
            ("own folder", folder),
            ("own file", own),
            ("own upload", coming),
            ("shown file", shown),
            ("private file", private),
            ("job", done),
        ];
        self.names.extend(names);
        for who in EVERYBODY.into_iter().filter(|who| !who.is_unproven() && *who != Who::App) {
            let person = self.who(who);
            let album = self.world.album(person, "Own").await;
            let picture = upload(&self.world, person, "root", "mine.jpg").await;
            self.own.insert(who, (album, picture));
        }
    }

    /// What lies in the family's folder.
    async fn fill_family(&mut self) {
        let (world, root) = (&self.world, self.names["family root"].as_str());
        let (owner, contributor, member) = (self.who(Who::Owner), self.who(Who::Contributor), self.who(Who::Member));
        let subfolder = world.folder(owner, root, "subfolder").await;
        let entry = upload(world, owner, &subfolder, "entry.jpg").await;
        let theirs = world.folder(contributor, root, "theirs").await;
        let file = upload(world, contributor, &theirs, "family.jpg").await;
        let mixed = world.folder(contributor, root, "mixed").await;
        upload(world, member, &mixed, "another.jpg").await;
        let creator = self.who(Who::Creator);
        let foreign = world.family(creator, "Foreign").await;
        world.join(creator, &foreign, contributor).await;
        let foreign = upload(world, creator, &foreign.folder, "foreign.jpg").await;
        let coming = promised(&subfolder, "coming too.jpg");
        let coming = world.sent(contributor, coming, &picture("coming too.jpg")).await;
        let names = [
            ("family subfolder", subfolder),
            ("entry", entry),
            ("family file", file),
            ("mixed folder", mixed),
            ("foreign file", foreign),
            ("family upload", coming),
        ];
        self.names.extend(names);
    }

    async fn make_albums(&mut self) {
        let (world, names) = (&self.world, &self.names);
        let (owner, contributor, creator) = (self.who(Who::Owner), self.who(Who::Contributor), self.who(Who::Creator));
        let personal = world.filled(owner, "Personal", &[names["own file"].clone()]).await;
        let scope =
            |dir: &str, parent: &str| json!({ "scopeDir": [dir], "scopeParentFolderId": parent, "scopeKind": "1,2" });
        let collection = with(json!({ "type": 1, "albumKind": 1 }), scope(&names["own folder"], "root"));
        let collection = created(world, owner, collection).await;
        let of_family = json!({ "albumKind": 2, "groupId": names["group"], "shareFolderId": names["family"] });
        let shared = created(world, creator, with(json!({ "type": 2, "name": "Shared" }), of_family.clone())).await;
        let of_scope = with(json!({ "type": 1 }), scope(&names["family subfolder"], &names["family root"]));
        let of_scope = created(world, creator, with(of_scope, of_family)).await;
        let add = format!("/album/{shared}/add");
        world.post(contributor, &add, additions(contributor, &[names["shown file"].clone()])).await.ok();
        world.post(owner, &add, additions(owner, &[names["entry"].clone()])).await.ok();
        self.name("personal album", personal);
        self.name("personal collection", collection);
        self.name("shared album", shared);
        self.name("shared collection", of_scope);
    }

    /// Puts all files that the table is about into the bin, and the folders for uploads.
    async fn throw_away(&self) {
        self.world.later(Millis::SECOND);
        let thrown = [
            (Who::Owner, &["own file", "own folder", "family subfolder"][..]),
            (Who::Contributor, &["family file"]),
            (Who::Contributor, &["shown file", "private file"]),
        ];
        for (who, files) in thrown {
            for file in files {
                self.world.trash(self.who(who), &[&self.names[file]]).await;
            }
        }
    }
}
