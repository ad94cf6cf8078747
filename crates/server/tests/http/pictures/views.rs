//! `imageProcess` and `usage`: which view somebody gets.

use axum::http::{Method, header};
use leporello_media::Format;
use serde_json::json;

use super::{PHOTO, sample};
use crate::support::World;

#[tokio::test]
async fn every_mode_gives_its_shape() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    world.make_all().await;
    for (process, size, format) in [
        ("image/resize,m_lfit,h_128,w_128", (128, 96), Format::Jpeg),
        ("image/resize,m_mfit,h_128,w_128", (256, 192), Format::Jpeg),
        ("image/resize,m_fill,h_128,w_128", (128, 128), Format::Jpeg),
        ("image/resize,m_fill,w_100,h_200", (128, 256), Format::Jpeg),
        ("image/resize,m_pad,w_256,h_128", (256, 128), Format::Jpeg),
        ("image/resize,m_fixed,w_720,h_100", (720, 100), Format::Jpeg),
        ("image/resize,p_20", (128, 96), Format::Jpeg),
        ("image/resize,w_9/format,png", (128, 96), Format::Png),
        ("image/format,webp/resize,h_90", (128, 96), Format::Webp),
        ("image/quality,q_10", (640, 480), Format::Jpeg),
    ] {
        let view = world.view(&world.ann, &file, process).await;
        assert_eq!(view.size(), size, "{process}");
        assert_eq!(view.header(header::CONTENT_TYPE), format.mime(), "{process}");
        assert!(!view.is_stand_in(), "{process}");
    }
    let coarse = world.view(&world.ann, &file, "image/quality,q_10").await.bytes.len();
    let fine = world.view(&world.ann, &file, "image/quality,q_95").await.bytes.len();
    assert!(coarse * 3 < fine, "{coarse} against {fine}");
}

#[tokio::test]
async fn usage_names_views() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    let all = "minThumbnail,midThumbnail,largeThumbnail,superLargeThumbnail";
    let links = world.view_links(&world.ann, &file, json!({ "usage": all })).await;
    let names: Vec<&str> = links.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.join(","), all);
    for ((name, link), size) in links.iter().zip([(128, 96), (256, 192), (640, 480), (640, 480)]) {
        assert_eq!(world.fetch(Method::GET, link, &[]).await.size(), size, "{name}");
    }
    assert_eq!(world.view_links(&world.ann, &file, json!({ "usage": "preview" })).await, [], "a photo does not move");
    let both = json!({ "imageProcess": "image/resize,w_1", "usage": "minThumbnail" });
    assert_eq!(world.view_links(&world.ann, &file, both).await.len(), 2);
    let text = world.upload(&world.ann, "a.txt", b"text").await;
    assert_eq!(world.view_links(&world.ann, &text, json!({ "usage": all })).await, []);
}

#[tokio::test]
async fn anything_else_is_refused() {
    let world = World::new().await;
    let file = world.photo(&world.ann, PHOTO).await;
    let album = world.filled(&world.ann, "Summer", std::slice::from_ref(&file)).await;
    for (field, wrong) in [
        ("imageProcess", "image/rotate,90"),
        ("imageProcess", "image/resize,m_lfit,l_100"),
        ("imageProcess", "image/resize,w_0"),
        ("imageProcess", "image/resize,w_100/info"),
        ("imageProcess", "video/snapshot,t_7000"),
        ("usage", "tinyThumbnail"),
        ("usage", "minThumbnail;midThumbnail"),
    ] {
        let body = json!({ "containerId": world.ann.space, field: wrong });
        let detail = format!("/files/{file}/detail");
        world.post(&world.ann, &detail, body).await.refused(13_000_102, field);
        let body = json!({ "containerId": world.ann.space, "parentFileId": "root", field: wrong });
        world.post(&world.ann, "/files/0", body).await.refused(13_000_102, field);
        let body = json!({ "searchType": "personal", field: wrong });
        world.post(&world.ann, "/files/search", body).await.refused(13_000_102, field);
        let query = format!("/album/{album}/list?{field}={}", wrong.replace('/', "%2F").replace(',', "%2C"));
        world.get(&world.ann, &query).await.refused(13_000_102, field);
    }
    world.get(&world.ann, &format!("/album/{album}/list?mediaInfo=perhaps")).await.refused(13_000_102, "mediaInfo");
}

#[tokio::test]
async fn a_view_tells_nothing_but_the_picture() {
    let world = World::new().await;
    let photo = sample(PHOTO);
    assert!(photo.windows(4).any(|bytes| bytes == b"Exif"), "the original has metadata");
    let file = world.upload(&world.ann, "DSCN0010.jpg", &photo).await;
    for process in ["image/resize,w_1", "image/format,png", "image/format,webp", "image/resize,m_fill,w_128,h_128"] {
        let view = world.view(&world.ann, &file, process).await;
        assert!(view.bytes.len() > 1_000);
        for trace in
            [&b"Exif"[..], b"EXIF", b"eXIf", b"http://ns.adobe.com", b"ICC_PROFILE", b"iCCP", b"tEXt", b"COOLPIX"]
        {
            assert!(!view.bytes.windows(trace.len()).any(|bytes| bytes == trace), "{process}");
        }
        let name = view.header(header::CONTENT_DISPOSITION);
        assert!(name.starts_with("inline; filename=\"DSCN0010."), "{name}");
        assert_eq!(view.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(view.header(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    }
}
