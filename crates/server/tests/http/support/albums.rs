//! What tests of albums need beside: making, filling and reading albums, and files of any kind.

use axum::http::Method;
use leporello_model::{Arrange, Caller, Door, FileId, FileType, SpaceFacts};
use leporello_store::FileRow;
use serde_json::{Value, json};

use super::{Person, World};

impl World {
    /// A new manual album and its identifier.
    pub(crate) async fn album(&self, who: &Person, name: &str) -> String {
        let body = json!({ "name": name, "type": 2, "albumKind": 1 });
        self.post(who, "/album/create", body).await.ok()["albumId"].as_str().unwrap().to_owned()
    }

    /// A new album with these files in it.
    pub(crate) async fn filled(&self, who: &Person, name: &str, files: &[String]) -> String {
        let album = self.album(who, name).await;
        for hundred in files.chunks(100) {
            self.post(who, &format!("/album/{album}/add"), additions(who, hundred)).await.ok();
        }
        album
    }

    /// Takes files out of an album.
    pub(crate) async fn take_out(&self, who: &Person, album: &str, files: &[String]) -> Value {
        self.call(who, Method::DELETE, &format!("/{album}/batchDelete"), json!({ "ids": files })).await.ok()
    }

    /// The first page of an album; `query` starts with `?` or is empty.
    pub(crate) async fn contents(&self, who: &Person, album: &str, query: &str) -> Value {
        self.get(who, &format!("/album/{album}/list{query}")).await.ok()
    }

    /// The first ten personal manual albums.
    pub(crate) async fn albums(&self, who: &Person) -> Value {
        self.get(who, "/album/list?albumKind=1&albumType=2").await.ok()
    }

    /// Everything that albums show of both people, at most a hundred albums and files each.
    pub(crate) async fn dump(&self) -> Vec<Value> {
        let mut dump = Vec::new();
        for who in [&self.ann, &self.bob] {
            let albums = self.get(who, "/album/list?albumKind=1&albumType=2&pageSize=100").await.ok();
            for album in albums["albumList"].as_array().unwrap() {
                dump.push(self.contents(who, album["id"].as_str().unwrap(), "").await);
            }
            dump.push(albums);
        }
        dump
    }

    /// A row of any kind in the folder `parent`, added past the uploads.
    pub(crate) async fn put_kind(&self, who: &Person, parent: &str, name: &str, file_type: FileType) -> String {
        self.put(FileRow { file_type, ..self.image(who, parent, name) }).await
    }

    /// As many images in the root as asked for, each made one second after the other.
    pub(crate) async fn pictures(&self, who: &Person, count: usize) -> Vec<String> {
        let mut pictures = Vec::new();
        for _ in 0..count {
            self.later(1_000);
            pictures.push(self.picture(who, "root", &format!("{}.jpg", self.now().0)).await);
        }
        pictures
    }

    /// All bytes that the service has written to its folder.
    pub(crate) fn on_disk(&self) -> Vec<u8> {
        // What a PostgreSQL keeps lies elsewhere.
        let rows = self.place.tables().into_iter().flat_map(|table| self.place.rows(&format!("SELECT * FROM {table}")));
        let mut bytes = rows.flatten().collect::<Vec<_>>().join("\n").into_bytes();
        let mut folders = vec![self.place.folder().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.file_type().unwrap().is_dir() {
                    folders.push(entry.path());
                } else {
                    bytes.extend(std::fs::read(entry.path()).unwrap());
                }
            }
        }
        bytes
    }

    /// Removes a file or folder for good.
    pub(crate) async fn purge(&self, who: &Person, file: &str) {
        let (space, id) = (who.arranges(), [file.parse::<FileId>().unwrap()]);
        self.app.store.write(move |write| write.purge(&space, &id)).await.unwrap();
    }

    /// Gives a file another name, and with it the present moment as its time of change.
    pub(crate) async fn rename(&self, who: &Person, file: &str, name: &str) {
        let (space, id, name) = (who.arranges(), file.parse::<FileId>().unwrap(), name.to_owned());
        let now = self.now();
        self.app.store.write(move |write| write.rename_file(&space, &id, &name, now)).await.unwrap();
    }
}

impl Person {
    /// The right to arrange the personal space.
    pub(crate) fn arranges(&self) -> leporello_model::Grant<Arrange, SpaceFacts> {
        let caller = Caller { user: self.id, space: self.space, door: Door::Token };
        caller.may(Arrange, SpaceFacts::whole(self.space, self.id), "test").unwrap()
    }
}

/// The body of BatchAddContent2Album for files of `owner`.
pub(crate) fn additions(owner: &Person, files: &[String]) -> Value {
    let owner = owner.id.to_string();
    let entries: Vec<Value> = files.iter().map(|file| json!({ "fileId": file, "ownerId": owner })).collect();
    json!({ "fileIds": entries })
}

/// The identifiers of a page of contents, in their order.
pub(crate) fn ids(page: &Value) -> Vec<String> {
    let entries = page["contentList"].as_array().unwrap();
    entries.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}
