//! One's own account, and tokens for programs of one's own.

mod wire;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Body;
use super::reply::{DONE, Done};
use super::session::{Me, no_store, token_id};
use crate::auth::{By, Proven};
use crate::{App, Failure};
use wire::{ChangePassword, CreateToken, TokenCreated, TokenList, UpdateAccount};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(update_account))
        .routes(routes!(change_password))
        .routes(routes!(list_tokens))
        .routes(routes!(create_token))
        .routes(routes!(delete_token))
}

/// Change one's account.
///
/// Some of name, language and time zone; what is left out stays as it is.
#[utoipa::path(patch, path = "/api/account", operation_id = "UpdateAccount", tag = "Users and spaces",
    request_body = UpdateAccount, responses((status = 200, body = Me)))]
async fn update_account(
    State(app): State<App>,
    Proven(caller): Proven,
    Body(body): Body<UpdateAccount>,
) -> Result<Response, Failure> {
    app.change_account(caller, body.read()).await?;
    Ok(no_store(Json(Me::new(app.me(caller).await?, caller))))
}

/// Change one's password.
///
/// Ends all other sessions and all short-lived tokens. Personal access tokens stay.
#[utoipa::path(put, path = "/api/account/password", operation_id = "ChangePassword", tag = "Users and spaces",
    request_body = ChangePassword, responses((status = 200, body = Done)))]
async fn change_password(
    State(app): State<App>,
    Proven(caller): Proven,
    By(current): By,
    Body(body): Body<ChangePassword>,
) -> Result<Json<Done>, Failure> {
    let (present, new) = body.read()?;
    app.change_password(caller, current, present, &new).await?;
    Ok(Json(DONE))
}

/// List personal access tokens.
///
/// The caller's own, newest first. The tokens themselves are shown only when they are made.
#[utoipa::path(get, path = "/api/tokens", operation_id = "ListTokens", tag = "Sign-in",
    responses((status = 200, body = TokenList)))]
async fn list_tokens(State(app): State<App>, Proven(caller): Proven) -> Result<Json<TokenList>, Failure> {
    Ok(Json(TokenList::new(app.tokens(caller).await?)))
}

/// Make a personal access token.
///
/// For a program that is to act for the caller: it is sent as `Authorization: Bearer <token>`. It is shown this once.
#[utoipa::path(post, path = "/api/tokens", operation_id = "CreateToken", tag = "Sign-in",
    request_body = CreateToken, responses((status = 200, body = TokenCreated)))]
async fn create_token(
    State(app): State<App>,
    Proven(caller): Proven,
    Body(body): Body<CreateToken>,
) -> Result<Response, Failure> {
    let (name, days) = body.read()?;
    let made = app.make_token(caller, &name, days).await?;
    Ok(no_store(Json(TokenCreated::new(made))))
}

/// Revoke a personal access token.
///
/// Whatever uses it is refused at once.
#[utoipa::path(delete, path = "/api/tokens/{id}", operation_id = "DeleteToken", tag = "Sign-in",
    params(("id" = String, Path, description = "The token, as it is listed.")),
    responses((status = 200, body = Done)))]
async fn delete_token(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(id): Path<String>,
) -> Result<Json<Done>, Failure> {
    app.revoke_token(caller, token_id(&id)?).await?;
    Ok(Json(DONE))
}
