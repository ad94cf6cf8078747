//! Pictures that are made of files: thumbnails, posters, previews and covers, in real worker processes.

mod caching;
mod hostile;
mod lists;
mod making;
mod rescan;
mod videos;
mod views;

use axum::http::{Method, StatusCode, header};
use serde_json::{Value, json};

use crate::downloads::Fetched;
use crate::support::{Person, World};

/// One of the sample photos: 640 by 480 pixels, with a place and a time.
pub(crate) const PHOTO: &str = "jpg/gps/DSCN0010.jpg";

/// The bytes of a sample photo.
pub(crate) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(crate::import::photos().join(name)).unwrap()
}

impl World {
    /// Uploads a sample photo into the root folder and gives its identifier.
    pub(crate) async fn photo(&self, who: &Person, name: &str) -> String {
        self.upload(who, name.rsplit('/').next().unwrap(), &sample(name)).await
    }

    /// Makes all pictures that are wanted, as the server does in the background.
    pub(crate) async fn make_all(&self) {
        leporello_server::jobs::pictures::drain(&self.app, 2, || ()).await.unwrap();
        assert_eq!(self.app.pictures_wanted().await.unwrap(), 0);
    }

    /// What getFile says of a file, with these fields beside `containerId`.
    pub(crate) async fn shown(&self, who: &Person, file: &str, mut more: Value) -> Value {
        more["containerId"] = json!(who.space);
        self.post(who, &format!("/files/{file}/detail"), more).await.ok()
    }

    /// The links to the views that `more` asks for, each with what it was asked for as.
    pub(crate) async fn view_links(&self, who: &Person, file: &str, more: Value) -> Vec<(String, String)> {
        let shown = self.shown(who, file, more).await;
        let links = shown["downloadLinks"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        links.iter().map(|link| (text(&link["process"]), text(&link["downloadUrl"]))).collect()
    }

    /// Fetches the view that an expression asks for.
    pub(crate) async fn view(&self, who: &Person, file: &str, process: &str) -> Fetched {
        let links = self.view_links(who, file, json!({ "imageProcess": process })).await;
        let [(of, link)] = links.try_into().unwrap();
        assert_eq!(of, process);
        self.fetch(Method::GET, &link, &[]).await
    }
}

impl Fetched {
    /// Width and height of a picture that was fetched well.
    #[track_caller]
    pub(crate) fn size(&self) -> (usize, usize) {
        assert_eq!(self.status, StatusCode::OK, "{}", String::from_utf8_lossy(&self.bytes));
        let size = imagesize::blob_size(&self.bytes).unwrap();
        (size.width, size.height)
    }

    /// Whether it is a stand-in, which nobody keeps.
    pub(crate) fn is_stand_in(&self) -> bool {
        self.header(header::ETAG).starts_with("\"none-")
    }
}
