//! Sessions of browsers: the cookie that holds one, checking it, and what keeps other sites from using it.
//!
//! The cookie is never shown to scripts and never sent along from another site. Besides, whatever changes something needs
//! `X-User-Id`, a header that no form of another site can send, and a browser that says where a request comes from has to
//! say that it comes from here.

use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use leporello_model::{Door, Millis, Refusal, UserId};

use super::{Proved, single, token};
use crate::app::session_hash;
use crate::app::sessions::{Current, SESSION_TTL};
use crate::{App, Failure};

/// The cookie: user and secret, with a point between them.
const NAME: &str = "leporello_session";

/// What a request with the cookie claims.
pub(super) struct Presented {
    pub(super) user: UserId,
    secret: String,
}

/// The session that a request is sent with; none if there is no such cookie.
///
/// # Errors
/// [`Refusal::SessionOver`] for a cookie that cannot be one, and where `X-User-Id` names another user;
/// [`Refusal::HeaderWrong`] where that is missing and something may be changed; [`Refusal::CrossSite`].
pub(super) fn presented(method: &Method, headers: &HeaderMap) -> Result<Option<Presented>, Refusal> {
    let Some(value) = sent(headers) else { return Ok(None) };
    check_site(headers)?;
    let (user, secret) = value.split_once('.').ok_or(Refusal::SessionOver)?;
    let user: UserId = user.parse().map_err(|_| Refusal::SessionOver)?;
    match single(headers, "X-User-Id")? {
        Some(named) if named.parse() != Ok(user) => return Err(Refusal::SessionOver),
        None if !method.is_safe() => return Err(Refusal::HeaderWrong { header: "X-User-Id" }),
        _ => {}
    }
    Ok(Some(Presented { user, secret: secret.to_owned() }))
}

/// The value of the cookie. Of several the first was set for the longest path, which is the nearest.
fn sent(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == NAME && !value.is_empty()).map(|(_, value)| value)
}

/// Refuses what a browser says that another site made it send.
///
/// # Errors
/// [`Refusal::CrossSite`]. Where nothing is said there is nothing to refuse.
pub(crate) fn check_site(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut said = headers.get_all("Sec-Fetch-Site").iter();
    let from_here = said.all(|site| site == "same-origin" || site == "none");
    if from_here { Ok(()) } else { Err(Refusal::CrossSite) }
}

/// Checks the session, and moves its end on.
pub(super) async fn check(app: &App, presented: Presented) -> Result<Proved, Failure> {
    let Presented { user, secret } = presented;
    let hash = session_hash(&secret);
    let found = app.store.read(move |read| Ok::<_, Failure>(read.any_session(user, &hash)?)).await?;
    let (session, standing) = found.ok_or(Refusal::SessionOver)?;
    let now = app.clock.now();
    if session.expires_at.is_none_or(|expires_at| expires_at <= now) {
        return Err(Refusal::SessionOver.into());
    }
    let current = Current { session: session.id, hash: Some(session.hash.clone()) };
    let renewed = token::slide(app, session, now).await.then(|| cookie(app, user, &secret));
    Ok(Proved { door: Door::Token, standing, current, renewed })
}

/// The answer with the cookie once more, so that the browser keeps it as long as the session; unless it has one already.
pub(super) fn renewed(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie
        && !response.headers().contains_key(header::SET_COOKIE)
    {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// What sets the cookie of a session.
pub(crate) fn cookie(app: &App, user: UserId, secret: &str) -> HeaderValue {
    value(app, &format!("{user}.{secret}"), SESSION_TTL / Millis::SECOND)
}

/// What takes the cookie away.
pub(crate) fn cleared(app: &App) -> HeaderValue {
    value(app, "", 0)
}

fn value(app: &App, value: &str, age: i64) -> HeaderValue {
    let (path, secure) = scope(app.settings.public_url.as_deref().unwrap_or_default());
    let cookie = format!("{NAME}={value}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    // There is nothing in it that a header cannot hold.
    HeaderValue::try_from(cookie).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The path that the cookie is for, and whether it may only be sent where nobody listens, by the server's address.
fn scope(url: &str) -> (&str, &'static str) {
    let secure = if url.starts_with("https://") { "; Secure" } else { "" };
    let behind = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = behind.find('/').map_or("", |start| &behind[start..]);
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let sound = !path.is_empty() && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';');
    (if sound { path } else { "/" }, secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_for_the_path_of_the_public_address() {
        for (url, path, secure) in [
            ("", "/", ""),
            ("http://photos.test", "/", ""),
            ("https://photos.test/", "/", "; Secure"),
            ("https://photos.test:8443/family/photos/", "/family/photos", "; Secure"),
            ("http://photos.test/a?b#c", "/a", ""),
            ("https://photos.test/a;b", "/", "; Secure"),
            ("https://photos.test/相册", "/", "; Secure"),
        ] {
            assert_eq!(scope(url), (path, secure), "{url}");
        }
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let sent_with = |lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, HeaderValue::try_from(*line).unwrap());
            }
            sent(&headers).map(ToOwned::to_owned)
        };
        assert_eq!(sent_with(&["a=b; leporello_session=1.x; c=d"]).as_deref(), Some("1.x"));
        assert_eq!(sent_with(&["a=b", "leporello_session=1.x", "leporello_session=2.y"]).as_deref(), Some("1.x"));
        assert_eq!(sent_with(&["leporello_session=; leporello_session=2.y"]).as_deref(), Some("2.y"));
        for none in
            ["", "a", "leporello_session", "leporello_session=", "xleporello_session=1.x", "a=leporello_session"]
        {
            assert_eq!(sent_with(&[none]), None, "{none}");
        }
    }
}
