//! What the operator of the server sees and does. To everybody else there are no such operations.

mod wire;

use axum::Json;
use axum::extract::{Path, State};
use leporello_model::Refusal;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Body, Query};
use super::reply::{DONE, Done};
use crate::auth::{By, Operator};
use crate::{App, Failure};
use wire::{CreateUser, ListUsers, OperatorOverview, OperatorUserList, UpdateUserAccount, UserCreated};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_overview))
        .routes(routes!(list_users))
        .routes(routes!(create_user))
        .routes(routes!(update_user_account))
}

/// See how the server stands.
///
/// Only for the operator, who is the server's first user.
#[utoipa::path(get, path = "/api/operator/overview", operation_id = "GetOverview", tag = "Operator",
    responses((status = 200, body = OperatorOverview)))]
async fn get_overview(State(app): State<App>, Operator(caller): Operator) -> Result<Json<OperatorOverview>, Failure> {
    Ok(Json(OperatorOverview::new(app.overview(caller).await?)))
}

/// List users.
///
/// All of them, in the order in which they were made. Only for the operator.
#[utoipa::path(get, path = "/api/operator/users", operation_id = "ListUsers", tag = "Operator",
    params(ListUsers), responses((status = 200, body = OperatorUserList)))]
async fn list_users(
    State(app): State<App>,
    Operator(caller): Operator,
    Query(query): Query<ListUsers>,
) -> Result<Json<OperatorUserList>, Failure> {
    let (offset, limit) = query.read()?;
    let (users, total) = app.accounts(caller, offset, limit).await?;
    Ok(Json(OperatorUserList::new(users, total)))
}

/// Make a user.
///
/// With a space of their own, and a password to begin with. Only for the operator.
#[utoipa::path(post, path = "/api/operator/users", operation_id = "CreateUser", tag = "Operator",
    request_body = CreateUser, responses((status = 200, body = UserCreated)))]
async fn create_user(
    State(app): State<App>,
    Operator(caller): Operator,
    Body(body): Body<CreateUser>,
) -> Result<Json<UserCreated>, Failure> {
    let user = app.make_user(caller, body.read()?).await?;
    Ok(Json(UserCreated::new(user)))
}

/// Change a user's account.
///
/// Freezes or enables it, gives it another capacity or another password, which ends that user's sessions and short-lived
/// tokens. Only for the operator, who cannot freeze themselves.
#[utoipa::path(patch, path = "/api/operator/users/{userId}", operation_id = "UpdateUserAccount", tag = "Operator",
    params(("userId" = String, Path, description = "The user.")),
    request_body = UpdateUserAccount, responses((status = 200, body = Done)))]
async fn update_user_account(
    State(app): State<App>,
    Operator(caller): Operator,
    By(current): By,
    Path(user): Path<String>,
    Body(body): Body<UpdateUserAccount>,
) -> Result<Json<Done>, Failure> {
    let user = user.parse().map_err(|_| Refusal::NotFound { field: "userId" })?;
    app.change_user(caller, current, user, body.read()?).await?;
    Ok(Json(DONE))
}
