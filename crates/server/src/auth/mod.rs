//! Who asks: the one layer in which every request of the contract proves its caller.
//!
//! Three doors lead in: a bearer token, a browser's session, and an app's signature. Behind this layer handlers take a
//! [`Caller`]; there is no other way to get one from a request. What a caller may do is not decided
//! here but in the policy.

mod session;
pub mod signature;
mod token;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use leporello_model::{AppId, Caller, Door, Millis, Refusal, UserId};
use leporello_store::Standing;

use crate::app::sessions::Current;
use crate::{App, Failure};
pub(crate) use session::{check_site, cleared, cookie};
use signature::{Presented, Signed};

/// The largest body, in bytes, of any operation but the sending of parts.
pub const MAX_BODY: usize = 1 << 20;

/// How far back `X-Date` may lie.
const WINDOW: i64 = 15 * Millis::MINUTE;

/// The length that `X-Traceid` must have (contract/albums.md §2).
const TRACE_ID: usize = 58;

/// Somebody whose identity is proved, frozen or not; in a request's extensions.
#[derive(Clone)]
struct Authenticated {
    caller: Caller,
    frozen: bool,
    current: Current,
}

/// With what a request says who asks.
enum Claim {
    /// The `Authorization` header.
    Header(String),
    /// The cookie of a session.
    Cookie(session::Presented),
}

/// What a claim came to.
struct Proved {
    door: Door,
    standing: Standing,
    current: Current,
    /// The cookie once more, where the end of its session was moved on.
    renewed: Option<HeaderValue>,
}

/// The layer: proves who asks, or answers 401.
pub async fn authenticate(State(app): State<App>, request: Request, next: Next) -> Response {
    match proven(&app, request).await {
        Ok((request, renewed)) => session::renewed(private(next.run(request).await), renewed),
        Err(failure) => failure.into_response(),
    }
}

/// Keeps an answer out of every cache, unless it says itself how long it may be kept: a cookie alone does not.
fn private(mut response: Response) -> Response {
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

async fn proven(app: &App, request: Request) -> Result<(Request, Option<HeaderValue>), Failure> {
    let (user, claim) = claimed(app, &request)?;
    check_trace_id(request.headers())?;
    let (parts, body) = request.into_parts();
    let bytes = whole(body).await?;
    let proved = match claim {
        Claim::Cookie(presented) => session::check(app, presented).await?,
        Claim::Header(authorization) if authorization.starts_with("HMAC-SHA256") => {
            let standing = by_signature(app, user, &authorization, &parts, &bytes).await?;
            Proved { door: Door::App, standing, current: Current::default(), renewed: None }
        }
        Claim::Header(authorization) => token::check(app, user, &authorization).await?,
    };
    let Proved { door, standing, current, renewed } = proved;
    let mut request = Request::from_parts(parts, Body::from(bytes));
    let caller = Caller { user, space: standing.space, door };
    request.extensions_mut().insert(Authenticated { caller, frozen: standing.frozen, current });
    Ok((request, renewed))
}

/// Who asks, as they say, and with what they prove it. `X-Date` is for those who have no session: the clock of a browser
/// may be wrong.
fn claimed(app: &App, request: &Request) -> Result<(UserId, Claim), Refusal> {
    let headers = request.headers();
    let Some(authorization) = single(headers, "Authorization")? else {
        let presented = session::presented(request.method(), headers)?.ok_or(Refusal::CredentialsMissing)?;
        return Ok((presented.user, Claim::Cookie(presented)));
    };
    let user = single(headers, "X-User-Id")?
        .and_then(|text| text.parse().ok())
        .ok_or(Refusal::HeaderWrong { header: "X-User-Id" })?;
    check_date(app, single(headers, "X-Date")?)?;
    Ok((user, Claim::Header(authorization.to_owned())))
}

/// A header that may be sent once, by its documented name; a second one would leave open which of them counts.
fn single<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map(|value| value.to_str());
    match (value, values.next()) {
        (None, _) => Ok(None),
        (Some(Ok(text)), None) => Ok(Some(text)),
        _ => Err(Refusal::HeaderWrong { header: name }),
    }
}

fn check_date(app: &App, header: Option<&str>) -> Result<(), Refusal> {
    let text = header.ok_or(Refusal::HeaderWrong { header: "X-Date" })?;
    let date = Millis::parse_basic(text).ok_or(Refusal::DateMalformed)?;
    // The header counts in whole seconds, so the clock does too: 15:00.4 is still 15:00.
    let age = app.clock.now().0.div_euclid(Millis::SECOND) * Millis::SECOND - date.0;
    if age > WINDOW {
        return Err(Refusal::DateTooOld { minutes: WINDOW / Millis::MINUTE });
    }
    if age < -app.settings.max_future_skew {
        return Err(Refusal::DateInFuture);
    }
    Ok(())
}

/// Whether this may be told and logged as a trace.
pub(crate) fn is_trace_id(sent: &[u8]) -> bool {
    sent.len() == TRACE_ID && sent.iter().all(u8::is_ascii_graphic)
}

fn check_trace_id(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut sent = headers.get_all("X-Traceid").iter();
    match (sent.next(), sent.next()) {
        (_, Some(_)) => Err(Refusal::HeaderWrong { header: "X-Traceid" }),
        (Some(value), None) if !is_trace_id(value.as_bytes()) => {
            Err(Refusal::FieldLength { field: "X-Traceid", min: TRACE_ID, max: TRACE_ID })
        }
        _ => Ok(()),
    }
}

/// The whole body: a signature covers it, and every operation behind this layer is small.
async fn whole(body: Body) -> Result<Bytes, Failure> {
    match Limited::new(body, MAX_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::BodyTooLarge { limit: MAX_BODY }.into()),
        Err(_) => Err(Refusal::BodyNotJson { line: 0, column: 0 }.into()),
    }
}

async fn by_signature(
    app: &App,
    user: UserId,
    authorization: &str,
    parts: &Parts,
    body: &[u8],
) -> Result<Standing, Failure> {
    let presented = Presented::parse(authorization).ok_or(Refusal::CredentialsUnreadable)?;
    let id: AppId = presented.app_id.parse().map_err(|_| Refusal::CredentialsUnknown)?;
    let secret = app.secrets.app_secret(&id);
    signature::verify(
        &presented,
        &Signed {
            method: parts.method.as_str(),
            path: parts.uri.path(),
            query: parts.uri.query(),
            headers: &|name| header_for_signature(parts, name),
            body_sha256: &signature::body_sha256(body),
        },
        &secret,
    )?;
    let known = app
        .store
        .read(move |read| Ok::<_, Failure>(if read.any_app(&id)? { read.any_standing(user)? } else { None }))
        .await?;
    Ok(known.ok_or(Refusal::CredentialsUnknown)?)
}

/// The value that a signature covers: the only one of its name. HTTP/1.1 has `Host` as a header.
fn header_for_signature(parts: &Parts, name: &str) -> Option<String> {
    let mut values = parts.headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then(|| value.to_owned())
}

/// A caller who is not frozen.
impl<S: Sync> FromRequestParts<S> for Proven {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let Authenticated { caller, frozen, .. } = authenticated(parts)?;
        if frozen { Err(Refusal::UserFrozen.into()) } else { Ok(Self(caller)) }
    }
}

/// The caller of an operation.
pub struct Proven(pub Caller);

/// An app that administers users: it may act also for a user that is frozen, to free them.
pub struct Administrator(pub Caller);

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let Authenticated { caller, frozen, .. } = authenticated(parts)?;
        match caller.door {
            Door::App | Door::Command => Ok(Self(caller)),
            Door::Token if frozen => Err(Refusal::UserFrozen.into()),
            Door::Token => Err(Refusal::NotFound { field: "userId" }.into()),
        }
    }
}

/// A caller who operates the server. To everybody else there is no such operation, whatever else they sent.
pub struct Operator(pub Caller);

impl FromRequestParts<App> for Operator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Proven(caller) = Proven::from_request_parts(parts, app).await?;
        app.check_operator(caller).await?;
        Ok(Self(caller))
    }
}

/// By what the caller proved who they are.
pub struct By(pub Current);

impl<S: Sync> FromRequestParts<S> for By {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(Self(authenticated(parts)?.current))
    }
}

fn authenticated(parts: &Parts) -> Result<Authenticated, Failure> {
    // Without the layer there is nobody; a route that forgot it lets nobody in.
    parts.extensions.get().cloned().ok_or_else(|| Refusal::CredentialsMissing.into())
}
