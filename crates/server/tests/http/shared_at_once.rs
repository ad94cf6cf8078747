//! Eight people of a family fill and empty one shared album at once. No call fails, and what comes of it is what some
//! order of the calls, one after the other, would have come to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{Method, StatusCode};
use leporello_model::{FileId, FileType};
use leporello_store::FileRow;
use serde_json::{Value, json};

use crate::collections_differential::dice::Dice;
use crate::support::families::Family;
use crate::support::{Person, World};

/// How many calls are made in all.
const CALLS: usize = 1_000;
/// How many each person has under way at a time.
const AT_ONCE: usize = 2;

/// A file, and who of the people it belongs to.
#[derive(Clone)]
struct File {
    id: String,
    owner: usize,
    /// Whether it lies in the family's folder, and not in its owner's own space.
    family: bool,
    image: bool,
}

/// An add or a removal of some files.
struct Call {
    adds: bool,
    files: Vec<String>,
    /// When it began and when it had ended, counted by what happened before.
    began: u64,
    ended: u64,
}

/// The first of the people owns the family; the second made the album.
struct Party {
    world: World,
    people: Vec<Person>,
    album: String,
    files: Vec<File>,
    moments: AtomicU64,
}

impl Party {
    async fn new() -> Self {
        let world = World::new().await;
        let mut people = Vec::new();
        for (number, name) in ["Ann", "Bob", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana"].into_iter().enumerate() {
            people.push(world.person(name, &format!("002782000000{number}")).await);
        }
        let family = world.family(&people[0], "Family").await;
        for member in &people[1..] {
            world.join(&people[0], &family, member).await;
        }
        let body = json!({
            "name": "Summer", "type": 2, "albumKind": 2, "groupId": family.group, "shareFolderId": family.id,
        });
        let made = world.post(&people[1], "/album/create", body).await.ok();
        let album = made["albumId"].as_str().unwrap().to_owned();
        let mut files = Vec::new();
        for owner in 0..people.len() {
            for number in 0..6 {
                let (in_family, image) = (number < 3, number % 3 != 2);
                let row = file(&world, &people, owner, &family, in_family, image);
                files.push(File { id: world.put(row).await, owner, family: in_family, image });
            }
        }
        Self { world, people, album, files, moments: AtomicU64::new(0) }
    }

    /// What somebody may put into the album, or take out of it, at any time, whoever is at work beside them.
    fn may(&self, who: usize, adds: bool) -> Vec<File> {
        let master = who < 2;
        let right = |file: &&File| file.owner == who || if adds { file.family } else { master };
        self.files.iter().filter(right).cloned().collect()
    }

    fn moment(&self) -> u64 {
        self.moments.fetch_add(1, Ordering::SeqCst)
    }

    async fn call(&self, who: usize, adds: bool, files: &[File]) -> Call {
        self.world.later(1);
        let (method, path, body) = if adds {
            let entry = |file: &File| json!({ "fileId": file.id, "ownerId": self.people[file.owner].id.to_string() });
            let entries: Vec<Value> = files.iter().map(entry).collect();
            (Method::POST, format!("/album/{}/add", self.album), json!({ "fileIds": entries }))
        } else {
            let ids: Vec<&str> = files.iter().map(|file| file.id.as_str()).collect();
            (Method::DELETE, format!("/{}/batchDelete", self.album), json!({ "ids": ids }))
        };
        let began = self.moment();
        let answer = self.world.call(&self.people[who], method, &path, body).await;
        let ended = self.moment();
        assert_eq!((answer.status, &answer.body["code"]), (StatusCode::OK, &json!(0)), "{path}: {}", answer.body);
        Call { adds, files: files.iter().map(|file| file.id.clone()).collect(), began, ended }
    }

    /// What the album lists, the first linked first, after checking that it lists nothing twice and counts right.
    async fn listed(&self, who: usize) -> Vec<String> {
        let path = format!("/album/{}/list?sortDirection=1", self.album);
        let page = self.world.get(&self.people[who], &path).await.ok();
        let entries = page["contentList"].as_array().unwrap();
        let ids: Vec<String> = entries.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(page["total"], ids.len(), "{page}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{page}");
        ids
    }

    /// One of several things that somebody does at the same time; now and then they look at the album.
    async fn lane(self: Arc<Self>, who: usize, lane: usize) -> Vec<Call> {
        let (mut dice, mut calls) = (Dice::new((who * AT_ONCE + lane) as u64), Vec::new());
        for _ in 0..CALLS.div_ceil(self.people.len() * AT_ONCE) {
            let adds = !dice.once_in(2);
            let files = dice.some(&self.may(who, adds), 5);
            calls.push(self.call(who, adds, &files).await);
            if dice.once_in(5) {
                self.listed(who).await;
            }
        }
        calls
    }
}

fn file(world: &World, people: &[Person], owner: usize, family: &Family, in_family: bool, image: bool) -> FileRow {
    let name = format!("{}.{}", world.app.ids.file(), if image { "jpg" } else { "mp4" });
    let row = world.image(&people[owner], "root", &name);
    let file_type = if image { FileType::Image } else { FileType::Video };
    if in_family {
        let folder: FileId = family.folder.parse().unwrap();
        FileRow { space: people[0].space, parent: Some(folder), file_type, ..row }
    } else {
        FileRow { file_type, ..row }
    }
}

/// Whether a file is in the album when all is done: what each of the calls says that may have been the last. A call may
/// not, if another one began when it had ended.
fn outcomes(calls: &[Call], file: &str) -> BTreeSet<bool> {
    let about: Vec<&Call> = calls.iter().filter(|call| call.files.iter().any(|id| id == file)).collect();
    let last = about.iter().map(|call| call.began).max();
    about.iter().filter(|call| Some(call.ended) > last).map(|call| call.adds).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_adds_and_removals_by_eight_people_come_to_some_order_of_them() {
    let party = Arc::new(Party::new().await);
    let lanes = (0..party.people.len()).flat_map(|who| (0..AT_ONCE).map(move |lane| (who, lane)));
    let lanes: Vec<_> = lanes.map(|(who, lane)| tokio::spawn(Arc::clone(&party).lane(who, lane))).collect();
    let mut calls = Vec::new();
    for lane in lanes {
        calls.extend(lane.await.unwrap());
    }
    assert!(calls.len() >= CALLS, "{}", calls.len());
    let overlap = |call: &&Call| calls.iter().any(|other| other.began > call.began && other.began < call.ended);
    let overlapped = calls.iter().filter(overlap).count();
    assert!(overlapped > CALLS / 2, "only {overlapped} calls met others");

    let listed = party.listed(2).await;
    let mut decided = 0;
    let possible: BTreeMap<&str, BTreeSet<bool>> =
        party.files.iter().map(|file| (file.id.as_str(), outcomes(&calls, &file.id))).collect();
    for (file, outcomes) in possible {
        decided += usize::from(outcomes.len() == 1);
        let is_in = listed.iter().any(|id| id == file);
        assert!(outcomes.contains(&is_in), "{file} is in the album: {is_in}, and may be so: {outcomes:?}");
    }
    assert!(decided * 2 > party.files.len(), "of {decided} files it is clear what had to come of them");

    let first_image = listed.iter().find(|id| party.files.iter().any(|file| file.id == **id && file.image));
    let albums = party.world.get(&party.people[2], "/album/list?albumKind=2&albumType=2").await.ok();
    let cover = albums["albumList"][0]["coverImg"].as_str();
    assert_eq!(cover.is_some(), first_image.is_some());
    for (cover, first) in cover.iter().zip(first_image) {
        assert!(cover.contains(&format!("/{first}/")), "the cover is {cover}, the first image {first}");
    }
}
