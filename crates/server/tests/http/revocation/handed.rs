//! What is handed out: links, and cursors, each with what it leads to.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use leporello_model::{Caller, Door, FileId, SpaceId};
use serde_json::{Value, json};

use crate::support::{Answer, Person, World};
use crate::uploads::{promise, with};

const PREFIX: &str = "/koodrive/ose/v1";

/// The bytes of the part that is sent.
const PART: &[u8] = b"part";

/// All that somebody was handed out.
pub(super) struct Handed {
    who: Person,
    /// Links to files: what each is, the file that it leads to, and the link.
    links: Vec<(&'static str, String, String)>,
    /// Where a part of an upload goes.
    parts: Vec<String>,
    /// Calls that go on where another ended.
    pages: Vec<(Method, String, Value)>,
}

/// All of an answer that may tell something.
type Told = (StatusCode, BTreeSet<(String, String)>, String);

impl Handed {
    pub(super) fn new(who: &Person) -> Self {
        Self { who: who.again(), links: Vec::new(), parts: Vec::new(), pages: Vec::new() }
    }

    /// Takes a link to download a file that lies in the space of `owner`.
    pub(super) async fn download(&mut self, world: &World, owner: &Person, file: &str) {
        let body = json!({ "containerId": owner.space, "fileIds": [file] });
        let links = world.post(&self.who, "/files/download", body).await.ok();
        let link = links["downloads"][0]["url"].as_str().unwrap_or_else(|| panic!("{links}"));
        self.links.push(("download", file.to_owned(), link.to_owned()));
    }

    /// Takes the link to a view of a picture.
    pub(super) async fn view(&mut self, world: &World, owner: &Person, file: &str) {
        let body = json!({ "containerId": owner.space, "imageProcess": "image/resize,w_128" });
        let shown = world.post(&self.who, &format!("/files/{file}/detail"), body).await.ok();
        let link = shown["downloadLinks"][0]["downloadUrl"].as_str().unwrap();
        self.links.push(("view", file.to_owned(), link.to_owned()));
    }

    /// Takes the covers of all albums.
    pub(super) async fn covers(&mut self, world: &World) {
        for list in ["albumKind=1&albumType=2", "albumKind=2&albumType=1", "albumKind=2&albumType=2"] {
            let list = world.get(&self.who, &format!("/album/list?{list}")).await.ok();
            for link in list["albumList"].as_array().unwrap().iter().filter_map(|album| album["coverImg"].as_str()) {
                let file = link.split('/').nth(6).unwrap();
                self.links.push(("cover", file.to_owned(), link.to_owned()));
            }
        }
        assert!(self.links.iter().any(|(what, ..)| *what == "cover"));
    }

    /// Takes a link for the part of an upload into a folder.
    pub(super) async fn part(&mut self, world: &World, folder: &str) {
        let body = with(promise("coming", PART.len()), json!({ "parentFolder": [folder], "autoRename": 2 }));
        let created = world.create(&self.who, body).await.ok();
        self.parts.push(created["multiParts"][0]["uploadUrl"].as_str().unwrap().to_owned());
    }

    /// Takes cursors of a folder of the family's, of a search in it, and of two albums.
    pub(super) async fn pages(&mut self, world: &World, folder: &str, album: &str, collection: &str) {
        let space = world.ann.space;
        let first = json!({ "pageSize": 1 });
        let list = json!({ "containerId": space, "parentFileId": folder, "pageInfo": first });
        let search = json!({ "searchType": "personal", "filter": { "containerId": space, "parentFolder": [folder] },
            "pageInfo": first });
        for (path, mut body) in [("/files/0", list), ("/files/search", search)] {
            let page = world.post(&self.who, path, body.clone()).await.ok();
            let cursor = page["nextCursor"].as_str().or(page["nextPageCursor"].as_str()).unwrap();
            assert!(!cursor.is_empty(), "{page}");
            body["pageInfo"]["pageCursor"] = json!(cursor);
            self.pages.push((Method::POST, format!("{PREFIX}{path}"), body));
        }
        for album in [album, collection] {
            let page = world.contents(&self.who, album, "?pageSize=1").await;
            let cursor = page["nextPageCursor"].as_str().unwrap();
            assert!(!cursor.is_empty(), "{page}");
            let path = format!("{PREFIX}/album/{album}/list?pageSize=1&pageCursor={cursor}");
            self.pages.push((Method::GET, path, Value::Null));
        }
        let preview = json!({ "albumId": collection });
        self.pages.push((Method::POST, "/api/albums/preview".to_owned(), preview));
    }

    /// Holds if everything works.
    pub(super) async fn all_work(&self, world: &World) {
        self.all_work_but(world, &[]).await;
    }

    /// Holds if everything works but what leads to these files.
    pub(super) async fn all_work_but(&self, world: &World, files: &[&str]) {
        self.links_work_but(world, files).await;
        for link in &self.parts {
            assert_eq!(sent(world, link).await.0, StatusCode::OK, "a part");
        }
        for page in &self.pages {
            self.called(world, page).await.ok();
        }
    }

    /// Holds if nothing works but what leads to these files.
    pub(super) async fn only_work(&self, world: &World, files: &[&str]) {
        self.links_work(world, |file| files.contains(&file)).await;
        self.no_part_works(world).await;
        for page in &self.pages {
            let answer = self.called(world, page).await;
            let (code, of_frozen) = (&answer.body["code"], answer.status == StatusCode::UNAUTHORIZED);
            assert!(of_frozen || *code == 13_000_301 || *code == 13_000_309, "{page:?}: {}", answer.body);
        }
    }

    /// Holds if all links work but those to these files.
    pub(super) async fn links_work_but(&self, world: &World, files: &[&str]) {
        self.links_work(world, |file| !files.contains(&file)).await;
    }

    /// Holds if no link for a part works.
    pub(super) async fn no_part_works(&self, world: &World) {
        for link in &self.parts {
            assert_eq!(sent(world, link).await, sent(world, &self.no_part(world, link)).await, "a part");
        }
    }

    async fn called(&self, world: &World, (method, uri, body): &(Method, String, Value)) -> Answer {
        let request = world.request(self.who.id, method.clone(), uri).header(header::AUTHORIZATION, &self.who.token);
        world.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Holds if what leads to a file works, but for covers: those stand on a place in an album, which does not come back
    /// by itself.
    pub(super) async fn works(&self, world: &World, file: &str) {
        for (what, _, link) in self.links.iter().filter(|(what, of, _)| of == file && *what != "cover") {
            assert_eq!(fetched(world, link).await.0, StatusCode::OK, "{what}");
        }
    }

    async fn links_work(&self, world: &World, works: impl Fn(&str) -> bool) {
        for (what, file, link) in &self.links {
            let told = fetched(world, link).await;
            if works(file) {
                assert_eq!(told.0, StatusCode::OK, "{what}: {}", told.2);
                continue;
            }
            // A seal that was made up, and a right one for a file that never was.
            for wrong in [changed(link), self.no_file(world, link)] {
                assert_eq!(told, fetched(world, &wrong).await, "{what}");
            }
        }
    }

    fn caller(&self) -> Caller {
        Caller { user: self.who.id, space: self.who.space, door: Door::Token }
    }

    /// A link with a right seal, to a file that never was.
    fn no_file(&self, world: &World, link: &str) -> String {
        let row = world.image(&self.who, "root", "never.jpg");
        let space: SpaceId = link.split('/').nth(5).unwrap().parse().unwrap();
        world.app.download_link(self.caller(), "http://photos.test", &leporello_store::FileRow { space, ..row }, None)
    }

    /// A link with a right seal, to a part of an upload that never was.
    fn no_part(&self, world: &World, link: &str) -> String {
        let space: SpaceId = link.split('/').nth(5).unwrap().parse().unwrap();
        let file: FileId = world.app.ids.file();
        world.app.part_link(self.caller(), "http://photos.test", space, &file, 1, PART.len() as i64)
    }
}

/// The link with another last digit of its seal.
fn changed(link: &str) -> String {
    let (start, last) = link.split_at(link.len() - 1);
    format!("{start}{}", if last == "0" { "1" } else { "0" })
}

async fn fetched(world: &World, link: &str) -> Told {
    told(world, Request::get(link).body(Body::empty()).unwrap()).await
}

/// Sends a part to a link.
async fn sent(world: &World, link: &str) -> Told {
    let request = Request::put(link).header(header::CONTENT_LENGTH, PART.len());
    told(world, request.body(Body::from(PART)).unwrap()).await
}

async fn told(world: &World, request: Request<Body>) -> Told {
    let response = world.raw(request).await;
    let headers = response.headers().iter().filter(|(name, _)| **name != header::DATE);
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let body = match serde_json::from_slice::<Value>(&bytes) {
        Ok(mut body) => {
            body.as_object_mut().map(|fields| fields.remove("traceId"));
            body.to_string()
        }
        Err(_) => format!("{} bytes", bytes.len()),
    };
    (status, headers, body)
}
