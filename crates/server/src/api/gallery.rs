//! Sending the gallery's files.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::App;
use crate::gallery::{Asset, asset, names, page, policy};

/// One route for each file: a name that is none of theirs is no address here.
pub(super) fn routes() -> Router<App> {
    names().filter(|name| name != "index.html").fold(
        Router::new().route(
            "/",
            get(async |State(app): State<App>, headers: HeaderMap| {
                send(&app, &headers, Some(page(understands_gzip(&headers))))
            }),
        ),
        |router, name| {
            let path = format!("/{name}");
            router.route(
                &path,
                get(async move |State(app): State<App>, headers: HeaderMap| {
                    send(&app, &headers, asset(&name, understands_gzip(&headers)))
                }),
            )
        },
    )
}

fn understands_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|codings| codings.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        // A weight of nothing says no.
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// Whether one of the tags that the browser has is this; a proxy that compresses makes them weak.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|tags| tags.split(',')).any(|known| known.trim().trim_start_matches("W/") == tag)
}

fn send(app: &App, headers: &HeaderMap, asset: Option<Asset>) -> Response {
    let Some(Asset { bytes, kind, keep, compressed }) = asset else { return StatusCode::NOT_FOUND.into_response() };
    let digest = Sha256::digest(&bytes);
    let tag = format!("\"{}\"", digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>());
    let mut response =
        if is_known(headers, &tag) { StatusCode::NOT_MODIFIED.into_response() } else { bytes.into_response() };
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, kind);
    set(header::CACHE_CONTROL, keep);
    set(header::ETAG, &tag);
    set(header::VARY, "accept-encoding");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(header::CONTENT_SECURITY_POLICY, &policy(app));
    if compressed {
        set(header::CONTENT_ENCODING, "gzip");
    }
    response
}
