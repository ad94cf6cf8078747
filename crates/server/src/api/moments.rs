//! Ours, beside the contract: what is shown by time, and which files are known by their bytes.

mod wire;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Base, Body, Query};
use super::reply::DONE;
use crate::auth::Proven;
use crate::{App, Failure};
use wire::{KnownDigests, KnownFiles, ListDays, ListMoments, MomentDays, MomentPage};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_days)).routes(routes!(list_moments)).routes(routes!(known_files))
}

type Answer<T> = Result<Json<T>, Failure>;

/// Count images and videos by day.
///
/// Of the caller's own space, without what is in the recycle bin, or of an album: every day that has any, newest first. A
/// file is of the day of its shooting time, or where that is not known, of its creation.
#[utoipa::path(get, path = "/api/moments/days", operation_id = "listMomentDays", tag = "Moments",
    params(ListDays), responses((status = 200, body = MomentDays)))]
async fn list_days(
    State(app): State<App>,
    Proven(caller): Proven,
    Query(query): Query<ListDays>,
) -> Answer<MomentDays> {
    let (days, zone) = app.moment_days(caller, query.read()?).await?;
    Ok(Json(MomentDays::new(&days, &zone)))
}

/// List the images and videos of some days.
///
/// Newest first, those of the same moment by file ID from the last to the first; always in step with what listMomentDays
/// counts.
#[utoipa::path(get, path = "/api/moments", operation_id = "listMoments", tag = "Moments",
    params(ListMoments), responses((status = 200, body = MomentPage)))]
async fn list_moments(
    State(app): State<App>,
    Proven(caller): Proven,
    base: Base,
    Query(query): Query<ListMoments>,
) -> Answer<MomentPage> {
    let (of, part) = query.read()?;
    let moments = app.moments(caller, of, part).await?;
    Ok(Json(MomentPage::new(&moments, &app, caller, &base.0)))
}

/// Ask which files are there already.
///
/// By the digests of their bytes, in the caller's own space and without what is in the recycle bin; of each digest one file
/// is named. What others have, nobody learns by it.
#[utoipa::path(post, path = "/api/files/known", operation_id = "knownFiles", tag = "Moments",
    request_body = KnownDigests, responses((status = 200, body = KnownFiles)))]
async fn known_files(
    State(app): State<App>,
    Proven(caller): Proven,
    Body(body): Body<KnownDigests>,
) -> Answer<KnownFiles> {
    let known = app.known_files(caller, body.read()?).await?;
    Ok(Json(KnownFiles { known: known.into_iter().map(Into::into).collect(), done: DONE }))
}
