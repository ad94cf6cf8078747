//! Accounts: look one up, freeze one (contract/drive.md §6).

mod wire;

use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Body, Query};
use super::reply::{DONE, Done};
use crate::auth::{Administrator, Proven};
use crate::{App, Failure};
use wire::{FindUser, UpdateUser, UserFound, UserShown, user_id};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_user)).routes(routes!(get_user_info)).routes(routes!(update_user))
}

/// Look up a user.
///
/// Everybody may ask for their own account, an app for any.
#[utoipa::path(get, path = "/koodrive/ose/v1/users/{userId}", operation_id = "GetUser", tag = "Users and spaces",
    params(("userId" = String, Path, description = "The user.")), responses((status = 200, body = UserShown)))]
async fn get_user(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(user): Path<String>,
) -> Result<Json<UserShown>, Failure> {
    let user = app.user(caller, user_id(&user)?).await?;
    Ok(Json(UserShown::new(user)))
}

/// Look up a user by number or identifier.
///
/// Everybody may ask for themselves and for the people with whom they share a family, an app for anybody.
#[utoipa::path(get, path = "/koodrive/ose/v1/user/info", operation_id = "GetUserInfo", tag = "Users and spaces",
    params(FindUser), responses((status = 200, body = UserFound)))]
async fn get_user_info(
    State(app): State<App>,
    Proven(caller): Proven,
    Query(query): Query<FindUser>,
) -> Result<Json<UserFound>, Failure> {
    let (user, mobile) = query.read()?;
    let user = app.find_user(caller, user, mobile).await?;
    Ok(Json(UserFound::new(user)))
}

/// Freeze or enable a user.
///
/// Only for apps. A frozen user's requests are refused with 401 until the account is enabled again; nothing is lost.
#[utoipa::path(put, path = "/koodrive/ose/v1/users/{userId}", operation_id = "UpdateUser", tag = "Users and spaces",
    params(("userId" = String, Path, description = "The user.")),
    request_body = UpdateUser, responses((status = 200, body = Done)))]
async fn update_user(
    State(app): State<App>,
    Administrator(_app): Administrator,
    Path(user): Path<String>,
    Body(body): Body<UpdateUser>,
) -> Result<Json<Done>, Failure> {
    app.freeze_user(user_id(&user)?, body.frozen()?).await?;
    Ok(Json(DONE))
}
