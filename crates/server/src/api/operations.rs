//! What stands beside the contract: is it alive, is it ready, what can it do.

use axum::Json;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use leporello_model::Refusal;

use crate::{App, Failure, docs};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(super::metrics::show))
        .route("/openapi.json", get(async || Json(super::openapi())))
        .route("/docs", get(async || Redirect::permanent("docs/")))
        .route("/docs/", get(async || page("")))
        .route("/docs/{file}", get(async |Path(file): Path<String>| page(&file)))
}

async fn ready(State(app): State<App>) -> Response {
    match app.ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response(),
    }
}

fn page(file: &str) -> Response {
    match docs::asset(file) {
        Some((kind, bytes)) => {
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, docs::POLICY)], bytes).into_response()
        }
        None => Failure::from(Refusal::NoSuchOperation).into_response(),
    }
}
