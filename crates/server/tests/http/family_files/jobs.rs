//! Moving, binning, restoring and purging in a family's folder.

use serde_json::{Value, json};

use super::House;
use crate::support::{Answer, Person, file_info, job};

impl House {
    async fn run(&self, who: &Person, body: Value) -> Answer {
        self.post(who, "/jobs", body).await
    }

    async fn move_to(&self, who: &Person, files: &[&str], folder: &str) -> Answer {
        let mut body = job(3, 301, files);
        body["taskInfo"]["newFilePath"] = json!(folder);
        self.run(who, body).await
    }

    async fn restore(&self, who: &Person, files: &[&str]) -> Answer {
        self.run(who, json!({ "taskType": 4, "taskInfo": { "fileInfo": file_info(files) } })).await
    }

    async fn folder(&self, who: &Person, parent: &str, name: &str) -> String {
        let body = json!({ "fileName": name, "fileType": "10", "parentFolder": [parent] });
        self.world.post(who, "/directory", body).await.ok()["id"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn members_remove_what_is_theirs_and_the_owner_anything() {
    let house = House::new().await;
    let folder = &house.family.folder;
    let (anns, cleos) =
        (house.image(house.ann(), folder, "a.jpg").await, house.image(&house.cleo, folder, "c.jpg").await);
    let eves = house.image(&house.eve, folder, "e.jpg").await;
    for (task, action) in [(2, 201), (2, 202)] {
        house
            .run(&house.cleo, job(task, action, &[&cleos, &anns]))
            .await
            .refused(13_000_410, "taskInfo.fileInfo.fileId");
        house.run(&house.world.bob, job(task, action, &[&cleos])).await.refused(13_000_309, "x-hw-share-folder-id");
    }
    assert_eq!(house.names(&house.eve, folder).await, ["a.jpg", "c.jpg", "e.jpg"], "all or nothing");
    house.run(&house.cleo, job(2, 201, &[&cleos])).await.ok();
    house.run(house.ann(), job(2, 201, &[&eves])).await.ok();
    assert_eq!(house.names(&house.eve, folder).await, ["a.jpg"]);
    house.restore(&house.eve, &[&cleos]).await.refused(13_000_410, "taskInfo.fileInfo.fileId");
    house.restore(&house.eve, &[&eves]).await.ok();
    house.restore(&house.cleo, &[&cleos]).await.ok();
    house.run(&house.cleo, job(2, 202, &[&cleos])).await.ok();
    assert_eq!(house.names(&house.eve, folder).await, ["a.jpg", "e.jpg"]);
}

#[tokio::test]
async fn a_folder_goes_only_with_what_is_in_it() {
    let house = House::new().await;
    let trip = house.folder(&house.cleo, &house.family.folder, "Trip").await;
    house.image(&house.cleo, &trip, "c.jpg").await;
    let day = house.folder(&house.cleo, &trip, "Day 1").await;
    let eves = house.image(&house.eve, &day, "e.jpg").await;
    house.run(&house.cleo, job(2, 201, &[&trip])).await.refused(13_000_410, "taskInfo.fileInfo.fileId");
    house.move_to(&house.cleo, &[&day], &house.family.folder).await.refused(13_000_410, "taskInfo.fileInfo.fileId");
    house.run(&house.eve, job(2, 201, &[&eves])).await.ok();
    house.run(&house.cleo, job(2, 201, &[&trip])).await.refused(13_000_410, "taskInfo.fileInfo.fileId");
    house.run(&house.eve, job(2, 202, &[&eves])).await.ok();
    house.run(&house.cleo, job(2, 201, &[&trip])).await.ok();
}

#[tokio::test]
async fn members_move_what_is_theirs_within_the_folder_and_not_out_of_it() {
    let house = House::new().await;
    let trip = house.folder(&house.eve, &house.family.folder, "Trip").await;
    let cleos = house.image(&house.cleo, &house.family.folder, "c.jpg").await;
    house.move_to(&house.eve, &[&cleos], &trip).await.refused(13_000_410, "taskInfo.fileInfo.fileId");
    house.move_to(&house.cleo, &[&cleos], &house.private).await.refused(13_000_309, "taskInfo.newFilePath");
    house.move_to(&house.cleo, &[&cleos], &house.ann().root()).await.refused(13_000_309, "taskInfo.newFilePath");
    house.move_to(&house.cleo, &[&cleos], &house.cleo.root()).await.refused(13_000_309, "taskInfo.newFilePath");
    house.move_to(&house.cleo, &[&cleos], &trip).await.ok();
    assert_eq!(house.names(&house.eve, &trip).await, ["c.jpg"]);
    house.move_to(&house.cleo, &[&cleos], "root").await.ok();
    assert_eq!(house.names(&house.eve, &house.family.folder).await, ["Trip", "c.jpg"]);
    let mut body = job(3, 301, &[&cleos]);
    body["taskInfo"]["newFilePath"] = json!(trip);
    body["dstContainerId"] = json!(house.cleo.space);
    house.run(&house.cleo, body).await.refused(13_000_301, "dstContainerId");
}

#[tokio::test]
async fn the_familys_folder_stays_where_it_is() {
    let house = House::new().await;
    let folder = house.family.folder.as_str();
    let second = house.world.family(house.ann(), "Second").await;
    for (task, action) in [(2, 201), (2, 202)] {
        let answer = house.world.post(house.ann(), "/jobs", job(task, action, &[folder])).await;
        answer.refused(13_000_406, "taskInfo.fileInfo.fileId");
        house.run(&house.cleo, job(task, action, &[folder])).await.refused(13_000_410, "taskInfo.fileInfo.fileId");
    }
    for target in [&house.private, &second.folder] {
        let mut body = job(3, 301, &[folder]);
        body["taskInfo"]["newFilePath"] = json!(target);
        house.world.post(house.ann(), "/jobs", body).await.refused(13_000_406, "taskInfo.fileInfo.fileId");
    }
    assert_eq!(house.names(&house.cleo, folder).await, [] as [String; 0]);
}

#[tokio::test]
async fn what_is_restored_without_its_folder_stays_in_the_family() {
    let house = House::new().await;
    let trip = house.folder(&house.cleo, &house.family.folder, "Trip").await;
    let image = house.image(&house.cleo, &trip, "c.jpg").await;
    for who in [&house.cleo, house.ann()] {
        house.run(who, job(2, 201, &[&image])).await.ok();
        house.run(who, job(2, 201, &[&trip])).await.ok();
        // With the header, and without.
        house.restore(who, &[&image]).await.ok();
        assert_eq!(house.names(&house.eve, &house.family.folder).await, ["c.jpg"]);
        house.restore(who, &[&trip]).await.ok();
        house.move_to(who, &[&image], &trip).await.ok();
    }
    house.run(&house.cleo, job(2, 201, &[&image])).await.ok();
    house.run(&house.cleo, job(2, 201, &[&trip])).await.ok();
    house.world.restore(house.ann(), &[&image]).await;
    assert_eq!(house.names(&house.eve, &house.family.folder).await, ["c.jpg"]);
}

#[tokio::test]
async fn emptying_the_bin_inside_of_a_family_leaves_what_is_not_ones_own() {
    let house = House::new().await;
    let folder = &house.family.folder;
    let (cleos, eves) =
        (house.image(&house.cleo, folder, "c.jpg").await, house.image(&house.eve, folder, "e.jpg").await);
    let private = house.image(house.ann(), &house.private, "p.jpg").await;
    house.run(&house.cleo, job(2, 201, &[&cleos])).await.ok();
    house.run(&house.eve, job(2, 201, &[&eves])).await.ok();
    house.world.trash(house.ann(), &[&private]).await;
    let empty = || json!({ "taskType": 7, "actionType": 701 });
    let bin = async || {
        let body = json!({ "containerId": house.ann().space, "parentFileId": "root", "sortInfo": { "sortType": 1 } });
        let list = house.world.post(house.ann(), "/files/1", body).await.ok();
        let names = list["files"].as_array().unwrap().iter().map(|file| file["fileName"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    house.run(&house.cleo, empty()).await.ok();
    assert_eq!(bin().await, ["e.jpg", "p.jpg"]);
    house.run(house.ann(), empty()).await.ok();
    assert_eq!(bin().await, ["p.jpg"]);
    house.world.post(house.ann(), "/jobs", empty()).await.ok();
    assert_eq!(bin().await, [] as [String; 0]);
}
