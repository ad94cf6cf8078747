//! Bearer tokens: reading their spellings, checking, and sliding the expiry.

use leporello_model::{Door, Millis, Refusal, UserId};
use leporello_store::Token;

use super::Proved;
use crate::app::sessions::Current;
use crate::app::token_hash;
use crate::{App, Failure};

/// How long a written expiry serves the uses after it, in milliseconds: a minute, or a twentieth of a short life.
const fn headroom(ttl: i64) -> i64 {
    if ttl / 20 < Millis::MINUTE { ttl / 20 } else { Millis::MINUTE }
}

/// Checks the token in `authorization`; its user must be `user`.
pub(super) async fn check(app: &App, user: UserId, authorization: &str) -> Result<Proved, Failure> {
    let hash = token_hash(bearer(authorization)?);
    let found = app.store.read(move |read| Ok::<_, Failure>(read.any_token(user, &hash)?)).await?;
    let (token, standing) = found.ok_or(Refusal::CredentialsUnknown)?;
    let now = app.clock.now();
    if token.expires_at.is_some_and(|expires_at| expires_at <= now) {
        return Err(Refusal::TokenExpired.into());
    }
    let current = Current { session: None, hash: Some(token.hash.clone()) };
    slide(app, token, now).await;
    Ok(Proved { door: Door::Token, standing, current, renewed: None })
}

/// The token itself, out of `Bearer <t>`, `Bearer+<t>`, `AT <t>`, `AT+<t>` (any case; contract/drive.md §0.1), or `<t>`.
fn bearer(authorization: &str) -> Result<&str, Refusal> {
    const SEPARATORS: [char; 2] = [' ', '+'];
    let behind = |scheme: &str| {
        let (start, rest) = authorization.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    };
    let token = match behind("Bearer") {
        Some(rest) => rest.strip_prefix(SEPARATORS),
        // What merely begins with these two letters is a token.
        None => Some(behind("AT").and_then(|rest| rest.strip_prefix(SEPARATORS)).unwrap_or(authorization)),
    };
    let readable = |token: &&str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    token.filter(readable).ok_or(Refusal::CredentialsUnreadable)
}

/// Every use restarts the token's time, but is written down at most once a minute: a written expiry lies
/// that much further off, so that no use in between is cut short. So a token outlives its last use by its
/// time, and by up to the headroom more; one that was never used ends when it was said to. Gives whether it was written.
pub(super) async fn slide(app: &App, token: Token, now: Millis) -> bool {
    let (Some(ttl), Some(old)) = (token.ttl, token.expires_at) else { return false };
    if now.plus(ttl) <= old {
        return false;
    }
    let expires_at = now.plus(ttl).plus(headroom(ttl));
    let slid =
        app.store.write(move |write| Ok::<_, Failure>(write.slide_token(token.user, &token.hash, expires_at, now)?));
    // The token was good; that its new expiry could not be written is no reason to turn it away.
    match slid.await {
        Ok(()) => true,
        Err(failure) => {
            tracing::warn!(cause = failure.cause(), "a token's expiry could not be moved on");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read() {
        for spelling in
            ["Bearer abc", "bearer abc", "Bearer+abc", "bEaReR+abc", "AT abc", "AT+abc", "at abc", "aT+abc", "abc"]
        {
            assert_eq!(bearer(spelling), Ok("abc"), "{spelling}");
        }
        for token in ["at", "atabc", "AT-abc", "a"] {
            assert_eq!(bearer(token), Ok(token), "{token}");
        }
    }

    #[test]
    fn anything_else_is_unreadable() {
        for spelling in
            ["", "Bearer", "Bearer ", "Bearer  abc", "Bearer-abc", "Basic YWJj x", "a b", "AT ", "AT+", "AT  abc"]
        {
            assert_eq!(bearer(spelling), Err(Refusal::CredentialsUnreadable), "{spelling}");
        }
    }
}
