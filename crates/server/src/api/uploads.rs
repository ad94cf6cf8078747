//! Uploads: promise, links for parts, the parts themselves, completion (contract/drive.md §2.3 to §2.5).

mod wire;

use axum::body::Body as Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::put;
use axum::{Json, Router};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Base, Body, Inside, Query};
use super::reply::{DONE, Done};
use crate::app::files::FileOf;
use crate::app::uploads::{Next, planned};
use crate::auth::Proven;
use crate::{App, Failure};
use wire::{CompleteFile, CreateFile, FileCreated, LinkOfPart, MultiPart, UploadUrl, UploadUrls};

/// The routes for whoever proves who they are.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(create_file)).routes(routes!(upload_url)).routes(routes!(complete_file))
}

/// The routes for whoever has a link.
pub(super) fn links() -> Router<App> {
    Router::new().route("/links/parts/{space}/{file}/{part}", put(put_part))
}

type Answer<T> = Result<Json<T>, Failure>;

/// Create a file, first step.
///
/// Promises a file and answers with a link for each of its parts, to be sent with `PUT`. If `sha256` is known in
/// the caller's space, the file is complete at once and `rapidUpload` is true.
#[utoipa::path(post, path = "/koodrive/ose/v1/files/create", operation_id = "createFile", tag = "Upload and download",
    request_body = CreateFile, responses((status = 200, body = FileCreated)))]
async fn create_file(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    inside: Inside,
    Body(body): Body<CreateFile>,
) -> Answer<FileCreated> {
    let promised = app.create_file(caller, body.read(inside)?).await?;
    let parts = match &promised.next {
        Next::Send(upload) => app.part_links(caller, &base.0, upload, planned(upload)).await?,
        Next::Nothing | Next::Same => Vec::new(),
    };
    Ok(Json(FileCreated::new(promised, parts)))
}

/// Get links for parts.
///
/// Anew, or for a new plan: parts that begin with 1 and together have the announced length replace the plan.
#[utoipa::path(post, path = "/koodrive/ose/v1/files/multipart/uploadUrl", operation_id = "uploadUrl",
    tag = "Upload and download", request_body = UploadUrl, responses((status = 200, body = UploadUrls)))]
async fn upload_url(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    inside: Inside,
    Body(body): Body<UploadUrl>,
) -> Answer<UploadUrls> {
    let (file, asked, small) = body.read()?;
    let of = FileOf { place: inside.place(None), file };
    let (upload, parts) = app.plan_parts(caller, of, asked, small).await?;
    let parts = app.part_links(caller, &base.0, &upload, parts).await?;
    Ok(Json(UploadUrls { multi_parts: parts.into_iter().map(MultiPart::new).collect(), done: DONE }))
}

/// Complete a file, last step.
///
/// Joins the parts and checks length and digest. Success again for a file that is complete.
#[utoipa::path(post, path = "/koodrive/ose/v1/files/complete", operation_id = "completeFile", tag = "Upload and download",
    request_body = CompleteFile, responses((status = 200, body = Done)))]
async fn complete_file(
    State(app): State<App>,
    Proven(caller): Proven,
    inside: Inside,
    Body(body): Body<CompleteFile>,
) -> Answer<Done> {
    let (file, sha256) = body.read()?;
    app.complete_file(caller, FileOf { place: inside.place(None), file }, sha256).await?;
    Ok(Json(DONE))
}

/// Takes the bytes of a part. The link is all that it asks for.
async fn put_part(
    State(app): State<App>,
    Path(place): Path<(String, String, String)>,
    Query(link): Query<LinkOfPart>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Done> {
    let link = link.read(place)?;
    app.put_part(&link, wire::content_length(&headers)?, body.into_data_stream()).await?;
    Ok(Json(DONE))
}
