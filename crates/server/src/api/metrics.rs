//! The layer that counts requests, and the page that shows the numbers.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use crate::App;

/// The methods that are counted by name. Callers may make up any others, and each would be a series of its own.
const NAMED: [Method; 7] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];

/// The layer that counts.
#[expect(clippy::disallowed_methods, reason = "a duration is measured here; nothing depends on it")]
pub(super) async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let method = if NAMED.contains(&method) { method.as_str() } else { "other" };
    app.metrics.count(method, &route, response.status().as_u16(), begun.elapsed().as_secs_f64());
    response
}

/// All numbers, in the text form that Prometheus reads.
pub(super) async fn show(State(app): State<App>) -> String {
    // Anybody may ask, so not at every request. Without the store the other numbers are wanted all the more.
    if app.metrics.may_count(app.clock.now())
        && let Ok(count) = app.pictures_wanted().await
    {
        app.metrics.pictures_wanted(count);
    }
    app.metrics.text()
}
