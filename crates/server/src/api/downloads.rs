//! Downloads: links to files, and the bytes behind a link (contract/drive.md §2.6).

mod respond;
mod wire;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Base, Body, Inside, Query};
use crate::app::links::album_of;
use crate::auth::Proven;
use crate::messages::Language;
use crate::{App, Failure};
use wire::{Download, GetDownLoadUrl, LinkOfFile, Links};

/// The routes for whoever proves who they are.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_download_url))
}

/// The routes for whoever has a link.
pub(super) fn links() -> Router<App> {
    Router::new().route("/links/files/{space}/{file}/{name}", get(fetch))
}

/// Get links to download files.
///
/// Up to 100 files of one space; each has its own code and message. The links work with `GET` and `HEAD`, and with
/// `Range`.
#[utoipa::path(post, path = "/koodrive/ose/v1/files/download", operation_id = "getDownLoadUrl",
    tag = "Upload and download", request_body = GetDownLoadUrl, responses((status = 200, body = Links)))]
async fn get_download_url(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    language: Language,
    inside: Inside,
    Body(body): Body<GetDownLoadUrl>,
) -> Result<Json<Links>, Failure> {
    let (place, asked) = body.read(inside)?;
    let ids: Vec<_> = asked.iter().map(|text| text.parse().ok()).collect();
    let found = app.downloads(caller, place, &ids).await?;
    let download = |(asked, found)| match found {
        Ok((file, facts)) => {
            let link = app.download_link(caller, &base.0, &file, album_of(&facts));
            Download::link(asked, link, file.name)
        }
        Err(refusal) => Download::refused(asked, language, &refusal),
    };
    Ok(Json(Links::new(asked.into_iter().zip(found).map(download).collect())))
}

/// Gives the bytes of a file, or a range of them, or a view of it. The link is all that it asks for.
async fn fetch(
    State(app): State<App>,
    Path(place): Path<(String, String, String)>,
    Query(link): Query<LinkOfFile>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let link = link.read(place)?;
    match link.view {
        Some(view) => {
            let shown = app.picture(&link, view, |tag| respond::is_named(&headers, tag)).await?;
            Ok(respond::picture(&method, shown))
        }
        None => respond::file(&app, &method, &headers, &app.fetch(&link).await?).await,
    }
}
