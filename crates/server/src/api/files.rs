//! Folders and files but for their bytes: make, look at, list, rename, search (contract/drive.md §2), and ours: put
//! right when a picture was taken.

mod lists;
pub(crate) mod object;
mod wire;

use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Base, Body, Inside, Query};
use super::reply::{DONE, Done};
use super::views::Viewer;
use crate::app::files::FileOf;
use crate::auth::Proven;
use crate::{App, Failure};
use lists::{FileList, GetPersonalFiles, SearchFiles, SearchResult};
use wire::{CorrectTakeTime, CreateDirectory, DirectoryCreated, FileShown, FullPath, GetFile, GetFullPath, RenameFile};

/// The routes. Of `/files/{type}` only `0` and `1` are lists; fixed words in that place go before it.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create_directory))
        .routes(routes!(get_file))
        .routes(routes!(get_personal_files))
        .routes(routes!(rename_file))
        .routes(routes!(get_full_path))
        .routes(routes!(search))
        .routes(routes!(correct_take_time))
}

type Answer<T> = Result<Json<T>, Failure>;

/// Make a folder.
///
/// In the folder that `parentFolder` names, or in the root of the caller's space.
#[utoipa::path(post, path = "/koodrive/ose/v1/directory", operation_id = "createDirectory", tag = "Files",
    request_body = CreateDirectory, responses((status = 200, body = DirectoryCreated)))]
async fn create_directory(
    State(app): State<App>,
    Proven(caller): Proven,
    inside: Inside,
    Body(body): Body<CreateDirectory>,
) -> Answer<DirectoryCreated> {
    let folder = app.create_folder(caller, body.read(inside)?).await?;
    Ok(Json(DirectoryCreated::new(&folder)))
}

/// Look at a file or folder.
///
/// Also at one in the recycle bin; `recycled` tells.
#[utoipa::path(post, path = "/koodrive/ose/v1/files/{fileId}/detail", operation_id = "getFile", tag = "Files",
    params(("fileId" = String, Path, description = "The file or folder.")),
    request_body = GetFile, responses((status = 200, body = FileShown)))]
async fn get_file(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    inside: Inside,
    Path(file): Path<String>,
    Body(body): Body<GetFile>,
) -> Answer<FileShown> {
    let of = FileOf { file: wire::file_id(file)?, place: inside.place(wire::required_space(&body.container_id)?) };
    let views = body.views()?;
    let (file, about) = app.file(caller, of).await?;
    let viewer = Viewer { app: &app, caller, base: base.0, views };
    Ok(Json(FileShown { file: viewer.show(&file, &about), done: DONE }))
}

/// List a folder or the recycle bin.
///
/// Page by page. In the bin, `root` is all that was put into it, and a folder there is what lies in that folder.
#[utoipa::path(post, path = "/koodrive/ose/v1/files/{type}", operation_id = "getPersonalFiles", tag = "Files",
    params(("type" = String, Path, description = "0 the personal space, 1 its recycle bin.")),
    request_body = GetPersonalFiles, responses((status = 200, body = FileList)))]
async fn get_personal_files(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    inside: Inside,
    Path(list): Path<String>,
    Body(body): Body<GetPersonalFiles>,
) -> Answer<FileList> {
    let views = body.views()?;
    let (folder, page) = body.read(&list, inside)?;
    let files = app.personal_files(caller, folder, page).await?;
    let viewer = Viewer { app: &app, caller, base: base.0, views };
    Ok(Json(FileList::new(files, &viewer)))
}

/// Rename a file or folder.
///
/// The name it has already is success. Albums see the new time of change.
#[utoipa::path(post, path = "/koodrive/ose/v1/files/rename/{fileId}", operation_id = "renameFile", tag = "Files",
    params(("fileId" = String, Path, description = "The file or folder.")),
    request_body = RenameFile, responses((status = 200, body = Done)))]
async fn rename_file(
    State(app): State<App>,
    Proven(caller): Proven,
    inside: Inside,
    Path(file): Path<String>,
    Body(body): Body<RenameFile>,
) -> Answer<Done> {
    let (of, name, clash) = body.read(file, inside)?;
    app.rename_file(caller, of, name, clash).await?;
    Ok(Json(DONE))
}

/// The way to a file or folder.
///
/// From the root folder down to the file itself, in identifiers and in names.
#[utoipa::path(get, path = "/koodrive/ose/v1/files/path", operation_id = "GetFullPath", tag = "Files",
    params(GetFullPath), responses((status = 200, body = FullPath)))]
async fn get_full_path(
    State(app): State<App>,
    Proven(caller): Proven,
    inside: Inside,
    Query(query): Query<GetFullPath>,
) -> Answer<FullPath> {
    let path = app.full_path(caller, query.read(inside)?).await?;
    Ok(Json(FullPath::new(&path)))
}

/// Search files and folders.
///
/// By a part of the name, by folder, by type and by time of change. Nothing in the recycle bin is found.
#[utoipa::path(post, path = "/koodrive/ose/v1/files/search", operation_id = "Search", tag = "Files",
    request_body = SearchFiles, responses((status = 200, body = SearchResult)))]
async fn search(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    inside: Inside,
    Body(body): Body<SearchFiles>,
) -> Answer<SearchResult> {
    let views = body.views()?;
    let (wanted, page) = body.read(inside)?;
    let hits = app.search_files(caller, wanted, page).await?;
    let viewer = Viewer { app: &app, caller, base: base.0, views };
    Ok(Json(SearchResult::new(hits, &viewer)))
}

/// Put right when a picture or video was taken.
///
/// Albums in the order of shooting time see it at once. It is a change of the file: its `editedTime` is now.
#[utoipa::path(put, path = "/api/files/{fileId}/takeTime", operation_id = "correctTakeTime", tag = "Files",
    params(("fileId" = String, Path, description = "The image or video.")),
    request_body = CorrectTakeTime, responses((status = 200, body = Done)))]
async fn correct_take_time(
    State(app): State<App>,
    Proven(caller): Proven,
    inside: Inside,
    Path(file): Path<String>,
    Body(body): Body<CorrectTakeTime>,
) -> Answer<Done> {
    app.correct_taken(caller, FileOf { place: inside.place(None), file: wire::file_id(file)? }, body.taken_at()?)
        .await?;
    Ok(Json(DONE))
}
