//! The emulator's own switches: its clock, and back to the start. They exist in emulator mode only.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use leporello_model::Millis;
use serde_json::{Value, json};
use tower::ServiceExt;

/// The end of the time that identifiers can carry, in the year 2248.
const END: i64 = 1 << 43;

/// What the switches switch. The program that runs the emulator provides it.
pub trait Control: Send + Sync + 'static {
    /// What the emulator's clock shows.
    fn now(&self) -> Millis;
    /// Lets the clock stand still at a moment, or, without one, follow the system's again.
    fn set_clock(&self, at: Option<Millis>);
    /// Puts everything back to how it was after the start and gives the service over it. May block.
    ///
    /// # Errors
    /// Why that could not be done.
    fn reset(&self) -> Result<Router, String>;
}

struct Emulator {
    control: Arc<dyn Control>,
    service: RwLock<Router>,
}

/// The emulator: `service`, and the switches under `/_emulator/` beside it.
pub fn emulator(control: Arc<dyn Control>, service: Router) -> Router {
    let emulator = Arc::new(Emulator { control, service: RwLock::new(service) });
    Router::new()
        .route("/_emulator/clock", get(clock).put(set_clock).post(set_clock))
        .route("/_emulator/reset", post(reset))
        .fallback(pass)
        .with_state(emulator)
}

async fn pass(State(emulator): State<Arc<Emulator>>, request: Request) -> Response {
    let service = emulator.service.read().unwrap_or_else(PoisonError::into_inner).clone();
    match service.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

async fn clock(State(emulator): State<Arc<Emulator>>) -> Json<Value> {
    Json(shown(&emulator))
}

/// Takes `{"clock": "20251103T070140Z"}`, `{"clock": null}` for the system's time, or
/// `{"advanceSeconds": 60}`; nothing before 1970 or after 2248.
async fn set_clock(State(emulator): State<Arc<Emulator>>, body: Bytes) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let set = match (body.get("clock"), body.get("advanceSeconds").and_then(Value::as_i64)) {
        (Some(Value::Null), None) => Some(None),
        (Some(Value::String(text)), None) => Millis::parse_basic(text).map(Some),
        (None, Some(seconds)) => Some(Some(emulator.control.now().plus(seconds.saturating_mul(Millis::SECOND)))),
        _ => None,
    };
    match set.filter(|at| at.is_none_or(|at| (0..END).contains(&at.0))) {
        Some(at) => {
            emulator.control.set_clock(at);
            Json(shown(&emulator)).into_response()
        }
        None => {
            let msg = "Send {\"clock\": \"20251103T070140Z\"}, {\"clock\": null} or {\"advanceSeconds\": 60}; \
                       a time from 1970 to 2248.";
            (StatusCode::BAD_REQUEST, Json(json!({"code": 13_000_102, "msg": msg}))).into_response()
        }
    }
}

async fn reset(State(emulator): State<Arc<Emulator>>) -> Response {
    let control = Arc::clone(&emulator.control);
    let renewed = tokio::task::spawn_blocking(move || control.reset()).await;
    match renewed.map_err(|_| "it panicked".to_owned()).and_then(|renewed| renewed) {
        Ok(service) => {
            *emulator.service.write().unwrap_or_else(PoisonError::into_inner) = service;
            Json(shown(&emulator)).into_response()
        }
        Err(cause) => {
            tracing::error!(cause, "the emulator could not be reset");
            let body = json!({"code": 13_000_201, "msg": "The emulator could not be reset; its log says why."});
            (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
        }
    }
}

fn shown(emulator: &Emulator) -> Value {
    json!({"code": 0, "msg": "Success.", "clock": emulator.control.now().basic()})
}
