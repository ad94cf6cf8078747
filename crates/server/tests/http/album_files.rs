//! What albums see of what happens to their files.

use leporello_model::{FileType, Millis};
use leporello_store::FileRow;
use serde_json::{Value, json};

use crate::support::{World, file_info, job};

/// An album with files, seen through the operations of the contract.
struct Album<'w> {
    world: &'w World,
    id: String,
}

impl<'w> Album<'w> {
    async fn of(world: &'w World, files: &[&str]) -> Self {
        let body = json!({ "name": "Spring", "type": 2, "albumKind": 1 });
        let made = world.post(&world.ann, "/album/create", body).await.ok();
        let album = Self { world, id: made["albumId"].as_str().unwrap().to_owned() };
        for file in files {
            // One by one, so that the order of linking is known.
            let map = json!([{ "fileId": file, "ownerId": world.ann.id }]);
            world.post(&world.ann, &format!("/album/{}/add", album.id), json!({ "fileIds": map })).await.ok();
            world.later(1);
        }
        album
    }

    /// The files in the order of linking, and the total, which must agree.
    async fn files(&self) -> Vec<String> {
        self.sorted("sortType=2&sortDirection=1").await
    }

    async fn sorted(&self, query: &str) -> Vec<String> {
        let path = format!("/album/{}/list?{query}", self.id);
        let list = self.world.get(&self.world.ann, &path).await.ok();
        let id = |entry: &Value| entry["id"].as_str().unwrap().to_owned();
        let files: Vec<String> = list["contentList"].as_array().unwrap().iter().map(id).collect();
        assert_eq!(list["total"], files.len());
        files
    }

    /// The file whose picture is the cover.
    async fn cover(&self) -> Option<String> {
        let list = self.world.get(&self.world.ann, "/album/list?albumKind=1&albumType=2").await.ok();
        let link = list["albumList"][0]["coverImg"].as_str()?;
        Some(link.split('/').nth(6).unwrap().to_owned())
    }
}

#[tokio::test]
async fn a_binned_file_leaves_its_albums_and_comes_back_in_its_place() {
    let world = World::new().await;
    let first = world.picture(&world.ann, "root", "1.jpg").await;
    let second = world.picture(&world.ann, "root", "2.jpg").await;
    let third = world.picture(&world.ann, "root", "3.jpg").await;
    let album = Album::of(&world, &[&first, &second, &third]).await;
    assert_eq!(album.cover().await.as_ref(), Some(&first));

    world.trash(&world.ann, &[&first]).await;
    assert_eq!(album.files().await, [second.as_str(), &third]);
    assert_eq!(album.cover().await.as_ref(), Some(&second));
    world.trash(&world.ann, &[&second, &third]).await;
    assert_eq!((album.files().await, album.cover().await), (vec![], None));

    world.restore(&world.ann, &[&third, &first, &second]).await;
    assert_eq!(album.files().await, [first.as_str(), &second, &third]);
    assert_eq!(album.cover().await.as_ref(), Some(&first));
}

#[tokio::test]
async fn a_binned_folder_takes_all_below_it_along() {
    let world = World::new().await;
    let outer = world.folder(&world.ann, "root", "outer").await;
    let inner = world.folder(&world.ann, &outer, "inner").await;
    let deep = world.picture(&world.ann, &inner, "deep.jpg").await;
    let beside = world.picture(&world.ann, "root", "beside.jpg").await;
    let album = Album::of(&world, &[&deep, &beside]).await;
    world.trash(&world.ann, &[&outer]).await;
    assert_eq!(album.files().await, [beside.as_str()]);
    assert_eq!(album.cover().await.as_ref(), Some(&beside));
    world.restore(&world.ann, &[&outer]).await;
    assert_eq!(album.files().await, [deep.as_str(), &beside]);

    // Binned itself, then with its folder: it comes back only when both have.
    world.trash(&world.ann, &[&deep]).await;
    world.trash(&world.ann, &[&outer]).await;
    world.restore(&world.ann, &[&outer]).await;
    assert_eq!(album.files().await, [beside.as_str()]);
    world.restore(&world.ann, &[&deep]).await;
    assert_eq!(album.files().await, [deep.as_str(), &beside]);
}

#[tokio::test]
async fn a_file_that_lost_its_folder_is_in_its_albums_again_when_it_is_restored() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let file = world.picture(&world.ann, &folder, "file.jpg").await;
    let album = Album::of(&world, &[&file]).await;
    world.trash(&world.ann, &[&file]).await;
    world.trash(&world.ann, &[&folder]).await;
    world.restore(&world.ann, &[&file]).await;
    assert_eq!(album.files().await, [file.as_str()]);
    world.restore(&world.ann, &[&folder]).await;
    assert_eq!(album.files().await, [file.as_str()]);
}

#[tokio::test]
async fn a_purged_file_is_in_no_album_any_more() {
    let world = World::new().await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let below = world.picture(&world.ann, &folder, "below.jpg").await;
    let binned = world.picture(&world.ann, "root", "binned.jpg").await;
    let stays = world.picture(&world.ann, "root", "stays.jpg").await;
    let album = Album::of(&world, &[&below, &binned, &stays]).await;
    world.job(&world.ann, job(2, 202, &[&folder])).await;
    assert_eq!(album.files().await, [binned.as_str(), &stays]);
    assert_eq!(album.cover().await.as_ref(), Some(&binned));
    world.trash(&world.ann, &[&binned]).await;
    world.job(&world.ann, json!({ "taskType": 7, "actionType": 701 })).await;
    assert_eq!(album.files().await, [stays.as_str()]);
    assert_eq!(album.cover().await.as_ref(), Some(&stays));
}

#[tokio::test]
async fn a_moved_or_renamed_file_stays_in_its_albums() {
    let world = World::new().await;
    let target = world.folder(&world.ann, "root", "target").await;
    let folder = world.folder(&world.ann, "root", "folder").await;
    let first = world.picture(&world.ann, &folder, "1.jpg").await;
    let second = world.picture(&world.ann, "root", "2.jpg").await;
    let album = Album::of(&world, &[&first, &second]).await;
    world.later(Millis::HOUR);
    let info = json!({ "fileInfo": file_info(&[&folder, &second]), "newFilePath": target });
    world.job(&world.ann, json!({ "taskType": 3, "actionType": 301, "taskInfo": info })).await;
    assert_eq!(album.files().await, [first.as_str(), &second]);
    assert_eq!(album.cover().await.as_ref(), Some(&first));

    // A rename is a change: by time of change the file is the newest now. By time of linking nothing moves.
    assert_eq!(album.sorted("sortType=3&sortDirection=1").await.len(), 2);
    world.post(&world.ann, &format!("/files/rename/{first}"), json!({ "name": "new.jpg" })).await.ok();
    assert_eq!(album.sorted("sortType=3&sortDirection=1").await, [second.as_str(), &first]);
    assert_eq!(album.files().await, [first.as_str(), &second]);
    // A rename while the file is hidden from albums is refused, so nothing can go stale.
    world.trash(&world.ann, &[&target]).await;
    let refused = world.post(&world.ann, &format!("/files/rename/{first}"), json!({ "name": "x.jpg" })).await;
    refused.refused(13_000_306, "fileId");
}

#[tokio::test]
async fn a_video_is_never_a_cover_and_a_binned_file_cannot_be_added() {
    let world = World::new().await;
    let video = FileRow { file_type: FileType::Video, ..world.image(&world.ann, "root", "a.mp4") };
    let video = world.put(video).await;
    let image = world.picture(&world.ann, "root", "b.jpg").await;
    let album = Album::of(&world, &[&video, &image]).await;
    assert_eq!(album.cover().await.as_ref(), Some(&image));
    world.trash(&world.ann, &[&image]).await;
    assert_eq!((album.files().await, album.cover().await), (vec![video], None));
    let map = json!([{ "fileId": image, "ownerId": world.ann.id }]);
    let refused = world.post(&world.ann, &format!("/album/{}/add", album.id), json!({ "fileIds": map })).await;
    refused.refused(13_000_306, "fileIds.fileId");
    world.restore(&world.ann, &[&image]).await;
    assert_eq!(album.cover().await.as_ref(), Some(&image));
}
