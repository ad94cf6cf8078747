//! The seven album operations (contract/albums.md §3 to §9), and ours beside them.

mod collections;
mod contents;
mod wire;

use axum::Json;
use axum::extract::{Path, State};
use leporello_media::Rendition;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Base, Body, Query};
use super::loose::album_id;
use super::reply::{DONE, Done};
use super::views::Viewer;
use crate::app::albums::Listed;
use crate::auth::Proven;
use crate::{App, Failure};
use contents::{AddContent, AlbumContents, ListContents, RemoveContent};
use wire::{AlbumCreated, AlbumList, CreateAlbum, ListAlbums};

/// The routes, irregular paths included.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_album))
        .routes(routes!(update_album))
        .routes(routes!(delete_album))
        .routes(routes!(list_albums))
        .routes(routes!(list_album_content))
        .routes(routes!(batch_add_content))
        .routes(routes!(batch_delete_content))
        .merge(collections::routes())
        // Ours: the same two operations where one would look for them.
        .route("/koodrive/ose/v1/album/{albumId}/update", axum::routing::post(update_album))
        .route("/koodrive/ose/v1/album/{albumId}/batchDelete", axum::routing::delete(batch_delete_content))
}

type Answer<T> = Result<Json<T>, Failure>;

/// The view that is an album's cover.
const COVER: Rendition = Rendition::Kept(256);

/// Create an album.
///
/// What is in a manual album is added by hand; what is in a collection follows from its scope. A shared album
/// (`albumKind` 2) is seen by everybody in the family that `groupId` and `shareFolderId` name.
#[utoipa::path(post, path = "/koodrive/ose/v1/album/create", operation_id = "CreateAlbum", tag = "Albums",
    request_body = CreateAlbum, responses((status = 200, body = AlbumCreated)))]
async fn create_album(
    State(app): State<App>,
    Proven(caller): Proven,
    Body(body): Body<CreateAlbum>,
) -> Answer<AlbumCreated> {
    let album_id = app.create_album(caller, body.read()?).await?;
    Ok(Json(AlbumCreated { album_id: album_id.to_string(), done: DONE }))
}

/// Update an album.
///
/// Changes its name, or the scope of a collection; absent fields stay as they are. A shared album is changed by who made
/// it and by the family's owner. `coverImageUrl` is reserved and ignored.
#[utoipa::path(post, path = "/koodrive/ose/v1/{albumId}/update", operation_id = "UpdateAlbum", tag = "Albums",
    params(("albumId" = String, Path, description = "The album.")),
    request_body = wire::UpdateAlbum, responses((status = 200, body = Done)))]
async fn update_album(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(album): Path<String>,
    Body(body): Body<wire::UpdateAlbum>,
) -> Answer<Done> {
    app.update_album(caller, album_id(&album)?, body.new_name()?, body.scope()?).await?;
    Ok(Json(DONE))
}

/// Delete an album.
///
/// The files in it stay where they are.
#[utoipa::path(delete, path = "/koodrive/ose/v1/album/{albumId}", operation_id = "DeleteAlbum", tag = "Albums",
    params(("albumId" = String, Path, description = "The album.")),
    responses((status = 200, body = Done)))]
async fn delete_album(State(app): State<App>, Proven(caller): Proven, Path(album): Path<String>) -> Answer<Done> {
    app.delete_album(caller, album_id(&album)?).await?;
    Ok(Json(DONE))
}

/// List albums.
///
/// The caller's albums of one type and kind, newest first: their own, or those that their families share.
#[utoipa::path(get, path = "/koodrive/ose/v1/album/list", operation_id = "ListAlbums", tag = "Albums",
    params(ListAlbums), responses((status = 200, body = AlbumList)))]
async fn list_albums(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    Query(query): Query<ListAlbums>,
) -> Answer<AlbumList> {
    let (albums, total) = app.list_albums(caller, query.read()?).await?;
    let link = |listed: &Listed| {
        let cover = listed.cover.as_ref()?;
        let by = (cover.space != caller.space).then_some(listed.album.facts.id);
        Some(app.picture_link(caller, &base.0, cover, by, COVER))
    };
    let album_list = albums.iter().map(|listed| wire::AlbumItem::new(listed, link(listed))).collect();
    Ok(Json(AlbumList { album_list, total, done: DONE }))
}

/// List the files of an album.
///
/// Page by page, in one of three orders. What is in a collection follows from the files at each call. The cursor is bound to the album and the order.
#[utoipa::path(get, path = "/koodrive/ose/v1/album/{albumId}/list", operation_id = "ListAlbumContent", tag = "Albums",
    params(("albumId" = String, Path, description = "The album."), ListContents),
    responses((status = 200, body = AlbumContents)))]
async fn list_album_content(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    Path(album): Path<String>,
    Query(query): Query<ListContents>,
) -> Answer<AlbumContents> {
    let album = album_id(&album)?;
    let (page, views) = query.read()?;
    let contents = app.album_contents(caller, album, page).await?;
    Ok(Json(AlbumContents::new(contents, &Viewer { app: &app, caller, base: base.0, views })))
}

/// Add files to a manual album.
///
/// Links up to 100 existing images and videos: all of them or none. A file that is in the album already is success.
/// A shared album takes what lies in the family's folder, and the caller's own, which everybody in the family sees then.
#[utoipa::path(post, path = "/koodrive/ose/v1/album/{albumId}/add", operation_id = "BatchAddContent2Album", tag = "Albums",
    params(("albumId" = String, Path, description = "The album.")),
    request_body = AddContent, responses((status = 200, body = Done)))]
async fn batch_add_content(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(album): Path<String>,
    Body(body): Body<AddContent>,
) -> Answer<Done> {
    app.add_to_album(caller, album_id(&album)?, body.additions()?).await?;
    Ok(Json(DONE))
}

/// Take files out of a manual album.
///
/// Up to 1,000; the original files stay, and what is not in the album does not matter. Out of a shared album a member takes
/// what they added and what is theirs; who made it and the family's owner, anything.
#[utoipa::path(delete, path = "/koodrive/ose/v1/{albumId}/batchDelete", operation_id = "BatchDeleteAlbumContent", tag = "Albums",
    params(("albumId" = String, Path, description = "The album.")),
    request_body = RemoveContent, responses((status = 200, body = Done)))]
async fn batch_delete_content(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(album): Path<String>,
    Body(body): Body<RemoveContent>,
) -> Answer<Done> {
    app.remove_from_album(caller, album_id(&album)?, body.files()?).await?;
    Ok(Json(DONE))
}
