//! Spaces: how full one is, and where its root folder is (contract/drive.md §4.1).

mod wire;

use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Query;
use crate::auth::Proven;
use crate::{App, Failure};
use wire::{GetSpace, SpaceShown, owner_id};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_space))
}

/// Look at a personal space.
///
/// The caller's own: who they are, they know; `containerId` and the root folder they learn here.
#[utoipa::path(get, path = "/koodrive/ose/v1/space/{ownerId}", operation_id = "GetSpace", tag = "Users and spaces",
    params(("ownerId" = String, Path, description = "The user whose space it is."), GetSpace),
    responses((status = 200, body = SpaceShown)))]
async fn get_space(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(owner): Path<String>,
    Query(query): Query<GetSpace>,
) -> Result<Json<SpaceShown>, Failure> {
    let space = app.space(caller, owner_id(&owner)?, query.read()?).await?;
    Ok(Json(SpaceShown::new(&space)))
}
