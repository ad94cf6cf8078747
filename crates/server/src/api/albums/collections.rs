//! Ours, beside the contract: what a collection would hold, and why an album holds a file or does not.

use axum::Json;
use axum::extract::{Path, State};
use leporello_model::{FileId, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::extract::{Body, Query};
use super::super::loose::{Loose, album_id};
use super::super::reply::{DONE, Done};
use super::super::scope::Sent;
use super::contents::{AlbumContent, page_of};
use super::wire::shared_with;
use super::{Answer, App, Proven};
use crate::app::albums::PageOf;
use crate::app::collections::{Clause, Preview, PreviewOf, Why};
use crate::app::scopes::ScopeWish;
use crate::messages::{self, Language};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(why_contained)).routes(routes!(preview_collection))
}

/// Ask why a file is in an album, or why not.
///
/// Names every condition that the file does not meet. The answer is always the one that the list of the album gives.
#[utoipa::path(get, path = "/api/albums/{albumId}/why", operation_id = "whyContained", tag = "Albums",
    params(("albumId" = String, Path, description = "The album."), WhyContained),
    responses((status = 200, body = Contained)))]
async fn why_contained(
    State(app): State<App>,
    Proven(caller): Proven,
    language: Language,
    Path(album): Path<String>,
    Query(query): Query<WhyContained>,
) -> Answer<Contained> {
    let why = app.why(caller, album_id(&album)?, query.file()?).await?;
    Ok(Json(Contained::new(&why, language)))
}

/// Try out a scope.
///
/// What a collection with it would hold, and with `albumId` how many files would come into that collection and go out
/// of it. Changes nothing.
#[utoipa::path(post, path = "/api/albums/preview", operation_id = "previewCollection", tag = "Albums",
    request_body = PreviewCollection, responses((status = 200, body = Previewed)))]
async fn preview_collection(
    State(app): State<App>,
    Proven(caller): Proven,
    Body(body): Body<PreviewCollection>,
) -> Answer<Previewed> {
    let preview = app.preview(caller, body.scope()?, body.of()?, body.page()?).await?;
    Ok(Json(Previewed::new(&preview)))
}

/// The query of whyContained.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct WhyContained {
    /// The file.
    #[param(required)]
    file_id: Option<String>,
}

impl WhyContained {
    /// The file; none for what cannot be one.
    fn file(self) -> Result<Option<FileId>, Refusal> {
        Ok(Loose::of_query(self.file_id).required("fileId")?.parse().ok())
    }
}

/// The answer of whyContained.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Contained {
    /// Whether the file is in the album.
    contained: bool,
    /// Every condition that it does not meet: `unknown` (there is none, or not for the caller), `unlinked` (nobody
    /// added it to the manual album), `trashed`, `kind` (it is none that the collection takes), `directory` (it lies
    /// where the scope does not reach).
    kept_out_by: Vec<&'static str>,
    /// The folder of the scope by which it is reached; left out when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope_dir: Option<String>,
    /// The first of the conditions, or why the file is in, as a sentence in the language asked for.
    reason: String,
    #[serde(flatten)]
    done: Done,
}

impl Contained {
    fn new(why: &Why, language: Language) -> Self {
        let name = |clause: &Clause| match clause {
            Clause::Unknown => "unknown",
            Clause::Unlinked => "unlinked",
            Clause::Trashed => "trashed",
            Clause::Kind => "kind",
            Clause::Directory => "directory",
        };
        Self {
            contained: why.kept_out_by.is_empty(),
            kept_out_by: why.kept_out_by.iter().map(name).collect(),
            scope_dir: why.dir.as_ref().map(ToString::to_string),
            reason: messages::why(language, why),
            done: DONE,
        }
    }
}

/// The body of previewCollection.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PreviewCollection {
    /// A collection. What is not sent of a scope is taken from it; without it everything has to be sent.
    #[serde(default)]
    album_id: Loose,
    /// 1 to 30 folders that lie side by side.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 30)]
    scope_dir: Option<Vec<Loose>>,
    /// The same, as UpdateAlbum calls it.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, min_items = 1, max_items = 30)]
    scope_dir_list: Option<Vec<Loose>>,
    /// The folder that they lie in, or `root`.
    #[serde(default)]
    scope_parent_folder_id: Loose,
    /// `1` images, `2` videos, `1,2` both.
    #[serde(default)]
    scope_kind: Loose,
    /// The space that the folders lie in: the caller's, or the family's.
    #[serde(default)]
    container_id: Loose,
    /// For a new collection that a family shares: its group.
    #[serde(default)]
    group_id: Loose,
    /// For a new collection that a family shares: the primary key of its shared folder.
    #[serde(default)]
    share_folder_id: Loose,
    /// 1 to 100; 100 unless given.
    #[serde(default)]
    page_size: Loose,
    /// 1 shooting time (the default), 2 creation time, 3 update time.
    #[serde(default)]
    sort_type: Loose,
    /// 1 ascending, 2 descending (the default).
    #[serde(default)]
    sort_direction: Loose,
}

impl PreviewCollection {
    fn scope(&self) -> Result<ScopeWish, Refusal> {
        let sent = Sent {
            dirs: [("scopeDir", self.scope_dir.as_deref()), ("scopeDirList", self.scope_dir_list.as_deref())],
            parent: &self.scope_parent_folder_id,
            kind: &self.scope_kind,
        };
        Ok(ScopeWish { space: self.container_id.space_id()?, ..sent.read()? })
    }

    fn of(&self) -> Result<PreviewOf, Refusal> {
        let sent = self.group_id.text().or(self.share_folder_id.text());
        let family = sent.map(|_| shared_with(&self.group_id, &self.share_folder_id)).transpose()?;
        Ok(PreviewOf { album: self.album_id.id("albumId")?, family })
    }

    fn page(&self) -> Result<PageOf, Refusal> {
        page_of(&self.sort_type, &self.sort_direction, &self.page_size, String::new())
    }
}

/// The answer of previewCollection.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Previewed {
    /// How many files there would be.
    total: i64,
    /// The first page of them.
    content_list: Vec<AlbumContent>,
    /// With `albumId`: how many files would come into the album.
    #[serde(skip_serializing_if = "Option::is_none")]
    entering: Option<i64>,
    /// With `albumId`: how many files would go out of the album.
    #[serde(skip_serializing_if = "Option::is_none")]
    leaving: Option<i64>,
    #[serde(flatten)]
    done: Done,
}

impl Previewed {
    fn new(preview: &Preview) -> Self {
        let (entering, leaving) = preview.change.unzip();
        let content_list = preview.entries.iter().map(|entry| AlbumContent::new(entry, preview.home)).collect();
        Self { total: preview.total, content_list, entering, leaving, done: DONE }
    }
}
