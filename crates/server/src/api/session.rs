//! Sessions: signing in and out in a browser.

mod wire;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use leporello_model::Refusal;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Body;
use super::reply::{DONE, Done};
use crate::auth::{By, Proven, check_site, cleared, cookie};
use crate::{App, Failure};
pub(super) use wire::{Me, token_id};
use wire::{SessionList, SignIn};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_session))
        .routes(routes!(sign_out))
        .routes(routes!(list_sessions))
        .routes(routes!(end_session))
        .routes(routes!(end_sessions))
}

/// The route where nobody is known yet.
pub(super) fn open() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(sign_in))
}

/// Sign in.
///
/// Begins a session of a browser, by a password or by a token of the user's, and sets the cookie `leporello_session`
/// that later requests are sent with in place of `Authorization` and `X-Date`. It lives for 30 days after each use.
/// Whatever is wrong, the answer is the same.
#[utoipa::path(post, path = "/api/session", operation_id = "SignIn", tag = "Sign-in",
    request_body = SignIn, responses((status = 200, body = Me), (status = 401, body = super::envelope::ErrorBody)))]
async fn sign_in(State(app): State<App>, headers: HeaderMap, Body(body): Body<SignIn>) -> Result<Response, Failure> {
    check_sender(&headers)?;
    let signed_in = app.sign_in(body.read()?, &device(&headers)).await?;
    let me = Me::new(app.me(signed_in.caller).await?, signed_in.caller);
    let cookie = cookie(&app, signed_in.caller.user, &signed_in.secret);
    Ok(([(header::SET_COOKIE, cookie)], no_store(Json(me))).into_response())
}

/// Who is signed in.
///
/// With a session, `X-User-Id` may be left out here, as with every `GET`.
#[utoipa::path(get, path = "/api/session", operation_id = "GetSession", tag = "Sign-in",
    responses((status = 200, body = Me)))]
async fn get_session(State(app): State<App>, Proven(caller): Proven) -> Result<Response, Failure> {
    Ok(no_store(Json(Me::new(app.me(caller).await?, caller))))
}

/// Sign out.
///
/// Ends this session and takes the cookie away. Where a token or an app asks there is nothing to end.
#[utoipa::path(delete, path = "/api/session", operation_id = "SignOut", tag = "Sign-in",
    responses((status = 200, body = Done)))]
async fn sign_out(State(app): State<App>, Proven(caller): Proven, By(current): By) -> Result<Response, Failure> {
    if let Some(session) = current.session {
        app.end_session(caller, session).await?;
    }
    Ok(([(header::SET_COOKIE, cleared(&app))], Json(DONE)).into_response())
}

/// List sessions.
///
/// All sessions of the user's browsers, newest first.
#[utoipa::path(get, path = "/api/sessions", operation_id = "ListSessions", tag = "Sign-in",
    responses((status = 200, body = SessionList)))]
async fn list_sessions(
    State(app): State<App>,
    Proven(caller): Proven,
    By(current): By,
) -> Result<Json<SessionList>, Failure> {
    let sessions = app.sessions(caller).await?;
    Ok(Json(SessionList::new(sessions, current.session)))
}

/// End a session.
///
/// Whoever uses it is signed out at once.
#[utoipa::path(delete, path = "/api/sessions/{id}", operation_id = "EndSession", tag = "Sign-in",
    params(("id" = String, Path, description = "The session, as it is listed.")),
    responses((status = 200, body = Done)))]
async fn end_session(
    State(app): State<App>,
    Proven(caller): Proven,
    By(current): By,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = token_id(&id)?;
    app.end_session(caller, id).await?;
    if current.session == Some(id) {
        return Ok(([(header::SET_COOKIE, cleared(&app))], Json(DONE)).into_response());
    }
    Ok(Json(DONE).into_response())
}

/// Sign out everywhere.
///
/// Ends all of the user's sessions and short-lived tokens. Personal access tokens stay.
#[utoipa::path(delete, path = "/api/sessions", operation_id = "EndSessions", tag = "Sign-in",
    responses((status = 200, body = Done)))]
async fn end_sessions(State(app): State<App>, Proven(caller): Proven) -> Result<Response, Failure> {
    app.sign_out_everywhere(caller).await?;
    Ok(([(header::SET_COOKIE, cleared(&app))], Json(DONE)).into_response())
}

/// What a browser calls itself.
pub(super) fn device(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned()
}

/// An answer that nobody may keep.
pub(super) fn no_store(answer: impl IntoResponse) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], answer).into_response()
}

/// Refuses what another site may have sent: nobody is to be signed in without their knowing. A form cannot send JSON as what
/// it is, so this holds also with browsers that do not say where a request comes from.
fn check_sender(headers: &HeaderMap) -> Result<(), Refusal> {
    check_site(headers)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let json = kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    if json { Ok(()) } else { Err(Refusal::HeaderWrong { header: "Content-Type" }) }
}
