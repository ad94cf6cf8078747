//! Families: the five operations on shared folders (contract/drive.md §5.1 to §5.3).

pub(super) mod sent;
mod wire;

use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Body, Query};
use super::reply::{DONE, Done};
use crate::auth::Proven;
use crate::{App, Failure};
use wire::{
    CreateShareFolder, DeleteShareFolder, ListShareFolder, RenameShareFolder, ShareFolderCreated, ShareFolderList,
    ShareFolderRenamed, ShareFolderShown, share_folder_id,
};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_share_folder))
        .routes(routes!(delete_share_folder))
        .routes(routes!(list_share_folder))
        .routes(routes!(rename_share_folder))
        .routes(routes!(get_share_folder_metadata))
}

type Answer<T> = Result<Json<T>, Failure>;

/// Create a shared folder.
///
/// Makes a family: a new folder in the root of the caller's space, and the group of people who share it. The caller is
/// its owner, and the first of them.
#[utoipa::path(post, path = "/koodrive/ose/v1/sharefolder/create", operation_id = "CreateShareFolder", tag = "Families",
    request_body = CreateShareFolder, responses((status = 200, body = ShareFolderCreated)))]
async fn create_share_folder(
    State(app): State<App>,
    Proven(caller): Proven,
    Body(body): Body<CreateShareFolder>,
) -> Answer<ShareFolderCreated> {
    let (space, name) = body.read()?;
    let family = app.create_family(caller, space, name).await?;
    Ok(Json(ShareFolderCreated::new(&family)))
}

/// Delete shared folders.
///
/// Up to 100 at a time, all or none, and only by their owner. Members, invitations and shared albums are gone; the
/// folder goes into the recycle bin, from which its owner can restore it as an ordinary one.
#[utoipa::path(post, path = "/koodrive/ose/v1/sharefolder/delete", operation_id = "DeleteShareFolder", tag = "Families",
    request_body = DeleteShareFolder, responses((status = 200, body = Done)))]
async fn delete_share_folder(
    State(app): State<App>,
    Proven(caller): Proven,
    Body(body): Body<DeleteShareFolder>,
) -> Answer<Done> {
    app.delete_families(caller, body.families()?).await?;
    Ok(Json(DONE))
}

/// List shared folders.
///
/// Those that the caller made or joined, newest first.
#[utoipa::path(get, path = "/koodrive/ose/v1/sharefolder/list", operation_id = "ListShareFolder", tag = "Families",
    params(ListShareFolder), responses((status = 200, body = ShareFolderList)))]
async fn list_share_folder(
    State(app): State<App>,
    Proven(caller): Proven,
    Query(query): Query<ListShareFolder>,
) -> Answer<ShareFolderList> {
    let families = app.families(caller, query.read()?).await?;
    Ok(Json(ShareFolderList::new(families, app.settings.max_members)))
}

/// Rename a shared folder.
///
/// Only its owner. The folder has the same name.
#[utoipa::path(post, path = "/koodrive/ose/v1/sharefolder/rename", operation_id = "RenameShareFolder", tag = "Families",
    request_body = RenameShareFolder, responses((status = 200, body = ShareFolderRenamed)))]
async fn rename_share_folder(
    State(app): State<App>,
    Proven(caller): Proven,
    Body(body): Body<RenameShareFolder>,
) -> Answer<ShareFolderRenamed> {
    let (family, name) = body.read()?;
    app.rename_family(caller, family, name).await?;
    Ok(Json(ShareFolderRenamed { id: family.to_string(), done: DONE }))
}

/// Look at a shared folder.
///
/// One that the caller made or joined, by its primary key.
#[utoipa::path(get, path = "/koodrive/ose/v1/sharefolder/metadata/{shareFolderId}",
    operation_id = "GetShareFolderMetadata", tag = "Families",
    params(("shareFolderId" = String, Path, description = "The shared folder's `id`; not its file ID.")),
    responses((status = 200, body = ShareFolderShown)))]
async fn get_share_folder_metadata(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(id): Path<String>,
) -> Answer<ShareFolderShown> {
    let family = app.family(caller, share_folder_id(&id)?).await?;
    Ok(Json(ShareFolderShown::new(family, app.settings.max_members)))
}
