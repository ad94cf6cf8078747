//! The outermost layer: gives every request a trace, every error its body, and the log its line.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leporello_model::Refusal;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use utoipa::ToSchema;

use super::error::{Told, on_the_wire};
use crate::auth::is_trace_id;
use crate::messages::{self, Language};
use crate::{App, Failure};

/// The body of every error.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorBody {
    /// The documented code of what went wrong; never 0.
    code: i64,
    /// What went wrong and how to mend it, in the language asked for.
    msg: String,
    /// The trace under which the server's log knows this request: what the client sent, or one made for it.
    trace_id: String,
    /// With status 401: the server's time, `yyyyMMddTHHmmssZ`, so that a clock that is off can be corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    server_time: Option<String>,
}

/// The layer.
pub(crate) async fn wrap(State(app): State<App>, request: Request, next: Next) -> Response {
    let language = Language::from_header(header_text(&request, "language"));
    let sent = header_text(&request, "x-traceid").filter(|sent| is_trace_id(sent.as_bytes())).map(ToOwned::to_owned);
    let trace = sent.unwrap_or_else(|| app.ids.trace());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    // No identifier and no route has other bytes, and no handler has to think of them.
    let readable = percent_decode_str(&path).decode_utf8().is_ok();
    let mut response =
        if readable { next.run(request).await } else { Failure::from(Refusal::NoSuchOperation).into_response() };
    if let Some(told) = response.extensions_mut().remove::<Told>() {
        if let Some(cause) = &told.cause {
            tracing::error!(%method, path, trace, cause, "a request failed");
        }
        response = error(&app, language, trace.clone(), &told);
    }
    tracing::debug!(%method, path, trace, status = response.status().as_u16(), "answered");
    if let Ok(date) = HeaderValue::from_str(&app.clock.now().http_date()) {
        response.headers_mut().insert(header::DATE, date);
    }
    if app.is_leaving() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn header_text<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

fn error(app: &App, language: Language, trace_id: String, told: &Told) -> Response {
    let (status, code) = on_the_wire(&told.refusal);
    let server_time = (status == StatusCode::UNAUTHORIZED).then(|| app.clock.now().basic());
    let body = ErrorBody { code, msg: messages::refusal(language, &told.refusal), trace_id, server_time };
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
