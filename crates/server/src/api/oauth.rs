//! Tokens for apps and people, the way OAuth 2.0 asks for them (RFC 6749). The contract has no call for it.

use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use leporello_model::{Millis, Refusal, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::error::on_the_wire;
use super::extract::Body;
use super::loose::Loose;
use super::reply::{DONE, Done};
use crate::app::admin::{Issued, TOKEN_TTL};
use crate::app::sign_in::Denied;
use crate::messages::{self, Language};
use crate::{App, Failure};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(token))
}

/// What a token is asked for with, as a form or as JSON.
#[derive(Deserialize, ToSchema)]
struct TokenRequest {
    /// `client_credentials` for an app, `password` for a person. Mandatory.
    #[serde(default)]
    grant_type: Loose,
    /// The app, unless HTTP Basic names it.
    #[serde(default)]
    client_id: Loose,
    /// The app's secret, unless HTTP Basic has it.
    #[serde(default)]
    client_secret: Loose,
    /// The user that an app wants to act for.
    #[serde(default)]
    user_id: Loose,
    /// A person's user identifier or mobile number.
    #[serde(default)]
    username: Loose,
    /// The person's password.
    #[serde(default)]
    password: Loose,
}

/// A token.
#[derive(Serialize, ToSchema)]
struct TokenIssued {
    /// To be sent as `Authorization: Bearer <token>`.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// For how many seconds of disuse it lives.
    expires_in: i64,
    /// Whose it is: to be sent as `X-User-Id`.
    user_id: String,
    #[serde(flatten)]
    done: Done,
}

/// Why there is no token, in the words of OAuth and in those of the contract.
#[derive(Serialize, ToSchema)]
struct TokenRefused {
    error: &'static str,
    error_description: String,
    code: i64,
    msg: String,
}

/// Get a token.
///
/// With `grant_type=client_credentials` an app gets one for any user, by its secret in the body or in HTTP Basic.
/// With `grant_type=password` a person gets one who has a password. A token lives for 20 minutes after each use.
#[utoipa::path(post, path = "/oauth2/token", operation_id = "token", tag = "Sign-in",
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = TokenIssued), (status = 400, body = TokenRefused), (status = 401, body = TokenRefused)))]
async fn token(State(app): State<App>, language: Language, request: Request) -> Response {
    let issued = match read(request, &app).await {
        Ok(Asked::App { id, secret, user }) => app.sign_in_by_app(&id, &secret, &user).await.map_err(Refused::from),
        Ok(Asked::Person { name, password }) => app.sign_in_by_password(&name, password).await.map_err(Refused::from),
        Err(refused) => Err(refused),
    };
    let answer = match issued {
        Ok((user, issued)) => Json(TokenIssued::new(user, issued)).into_response(),
        Err(refused) => refused.told(language),
    };
    ([(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")], answer).into_response()
}

impl TokenIssued {
    fn new(user: UserId, issued: Issued) -> Self {
        Self {
            access_token: issued.token,
            token_type: "Bearer",
            expires_in: TOKEN_TTL / Millis::SECOND,
            user_id: user.to_string(),
            done: DONE,
        }
    }
}

/// A request for a token that has all it needs.
enum Asked {
    App { id: String, secret: String, user: String },
    Person { name: String, password: String },
}

async fn read(request: Request, app: &App) -> Result<Asked, Refused> {
    let basic = basic(request.headers());
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let sent: TokenRequest = if kind.starts_with("application/json") {
        let body = Body::from_request(request, app).await;
        body.map_err(|failure: Failure| Refused::Request(failure.refusal()))?.0
    } else {
        let form = Form::from_request(request, app).await;
        form.map_err(|_| Refused::Request(Refusal::FieldFormat { field: "body" }))?.0
    };
    let needed =
        |field: &'static str, sent: &Loose| sent.required(field).map(ToOwned::to_owned).map_err(Refused::Request);
    match needed("grant_type", &sent.grant_type)?.as_str() {
        "client_credentials" => {
            let (id, secret) = match basic {
                Some(basic) => basic,
                None => (needed("client_id", &sent.client_id)?, needed("client_secret", &sent.client_secret)?),
            };
            Ok(Asked::App { id, secret, user: needed("user_id", &sent.user_id)? })
        }
        "password" => Ok(Asked::Person {
            name: needed("username", &sent.username)?,
            password: needed("password", &sent.password)?,
        }),
        _ => Err(Refused::GrantType),
    }
}

/// Identifier and secret out of HTTP Basic.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, encoded) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Why there is no token.
enum Refused {
    Request(Refusal),
    GrantType,
    Denied(Denied),
}

impl From<Denied> for Refused {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl Refused {
    fn told(self, language: Language) -> Response {
        let by_refusal = |error, refusal: &Refusal| {
            let (_, code) = on_the_wire(refusal);
            answer(StatusCode::BAD_REQUEST, error, code, |language| messages::refusal(language, refusal), language)
        };
        let (_, unproved) = on_the_wire(&Refusal::CredentialsUnknown);
        match self {
            Self::Request(refusal) => by_refusal("invalid_request", &refusal),
            Self::GrantType => by_refusal(
                "unsupported_grant_type",
                &Refusal::FieldChoice { field: "grant_type", choices: "client_credentials, password" },
            ),
            Self::Denied(Denied::App) => {
                let text = |language| messages::text(language, "app-wrong");
                let answer = answer(StatusCode::UNAUTHORIZED, "invalid_client", unproved, text, language);
                ([(header::WWW_AUTHENTICATE, "Basic realm=\"leporello\"")], answer).into_response()
            }
            Self::Denied(Denied::Password) => {
                let text = |language| messages::text(language, "password-wrong");
                answer(StatusCode::BAD_REQUEST, "invalid_grant", unproved, text, language)
            }
            Self::Denied(Denied::User) => by_refusal("invalid_grant", &Refusal::NotFound { field: "user_id" }),
            Self::Denied(Denied::Frozen) => by_refusal("invalid_grant", &Refusal::UserFrozen),
            Self::Denied(Denied::Failed(failure)) => failure.into_response(),
        }
    }
}

fn answer(
    status: StatusCode,
    error: &'static str,
    code: i64,
    text: impl Fn(Language) -> String,
    language: Language,
) -> Response {
    // OAuth allows ASCII alone in its description.
    let body = TokenRefused { error, error_description: text(Language::English), code, msg: text(language) };
    (status, Json(body)).into_response()
}
