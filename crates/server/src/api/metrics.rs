//! Numbers for the operator: how many requests, of what kind, how they ended, how long they took.
//!
//! Labels are route patterns, methods and statuses; never anything that a caller sent.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use metrics::{counter, histogram, with_local_recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use crate::App;

/// The numbers of one service.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Default for Metrics {
    fn default() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        Self { recorder, handle }
    }
}

impl Metrics {
    fn count(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
        with_local_recorder(&self.recorder, || {
            counter!("leporello_requests_total", &labels).increment(1);
            histogram!("leporello_request_seconds", &labels[..2]).record(seconds);
        });
    }
}

/// The layer that counts.
#[expect(clippy::disallowed_methods, reason = "a duration is measured here; nothing depends on it")]
pub(super) async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    app.metrics.count(method.as_str(), &route, response.status().as_u16(), begun.elapsed().as_secs_f64());
    response
}

/// All numbers, in the text form that Prometheus reads.
pub(super) async fn show(State(app): State<App>) -> String {
    app.metrics.handle.run_upkeep();
    app.metrics.handle.render()
}
