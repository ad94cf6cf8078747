//! Albums that a family shares: for its people, and for nobody else.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::pictures::PHOTO;
use crate::policy::upload;
use crate::support::World;
use crate::support::albums::additions;
use crate::uploads::with;

#[tokio::test]
async fn a_shared_album_is_shown_to_the_family_and_to_nobody_else() {
    let world = World::new().await;
    let (ann, cleo) = (&world.ann, &world.person("Cleo", "0027820000001").await);
    let family = world.family(ann, "Home").await;
    world.join(ann, &family, cleo).await;
    let of_family = |album_type: i64| json!({ "name": "Ours", "type": album_type, "albumKind": 2, "groupId": family.group, "shareFolderId": family.id });
    let album =
        async |body: Value| world.post(ann, "/album/create", body).await.ok()["albumId"].as_str().unwrap().to_owned();
    let manual = album(of_family(2)).await;
    let folder = world.folder(ann, &family.folder, "inside").await;
    let scope = json!({ "scopeDir": [folder], "scopeParentFolderId": family.folder, "scopeKind": "1,2" });
    let collection = album(with(of_family(1), scope)).await;
    let anns = upload(&world, ann, &folder, "of Ann").await;
    let cleos = world.photo(cleo, PHOTO).await;
    for (who, file) in [(ann, anns), (cleo, cleos.clone())] {
        world.post(who, &format!("/album/{manual}/add"), additions(who, &[file])).await.ok();
    }
    let told = async |who, album: &str| -> Vec<String> {
        let moments = world.moments(who, &format!("?albumId={album}")).await;
        let text = |moment: &Value, field: &str| moment[field].as_str().unwrap().to_owned();
        moments.iter().map(|moment| format!("{} by {}", text(moment, "fileName"), text(moment, "ownerName"))).collect()
    };
    for who in [ann, cleo] {
        assert_eq!(told(who, &manual).await, ["of Ann by Ann", "DSCN0010.jpg by Cleo"]);
        assert_eq!(told(who, &collection).await, ["of Ann by Ann"]);
        for (album, total) in [(&manual, 2), (&collection, 1)] {
            assert_eq!(world.days(who, &format!("?albumId={album}")).await["total"], total);
        }
        // What lies in another's space is fetched by the album, and so by its link.
        for moment in world.moments(who, &format!("?albumId={manual}")).await {
            for field in ["thumbnailUrl", "largeUrl"] {
                let link = moment[field].as_str().unwrap();
                assert_eq!(world.fetch(Method::GET, link, &[]).await.status, StatusCode::OK, "{link}");
            }
        }
    }
    assert_eq!(world.moment_names(cleo, "").await, ["DSCN0010.jpg"], "one's own space has nothing of others");
    let stranger = async || {
        for album in [&manual, &collection] {
            for path in ["/moments", "/moments/days"] {
                let path = format!("{path}?albumId={album}");
                world.ours(&world.bob, Method::GET, &path, Value::Null).await.refused(13_000_309, "albumId");
            }
        }
    };
    stranger().await;
    world.trash(cleo, &[&cleos]).await;
    assert_eq!(told(ann, &manual).await, ["of Ann by Ann"]);
    world.leave(&family, cleo).await;
    world
        .ours(cleo, Method::GET, &format!("/moments/days?albumId={manual}"), Value::Null)
        .await
        .refused(13_000_309, "albumId");
    stranger().await;
}
