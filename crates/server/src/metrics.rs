//! Numbers for the operator: how many requests, of what kind, how they ended, how long they took.
//!
//! Labels are route patterns, methods and statuses; never anything that a caller sent.

use metrics::{counter, gauge, histogram, with_local_recorder};
use std::sync::atomic::{AtomicI64, Ordering};

use leporello_model::Millis;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

/// The numbers of one service.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    /// When it was last counted what is wanted.
    counted: AtomicI64,
}

impl Default for Metrics {
    fn default() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        Self { recorder, handle, counted: AtomicI64::new(i64::MIN) }
    }
}

impl Metrics {
    /// Counts a request by its `method`, the pattern of its `route`, its `status` and its duration.
    pub(crate) fn count(&self, method: &str, route: &str, status: u16, seconds: f64) {
        let labels = [("method", method.to_owned()), ("route", route.to_owned()), ("status", status.to_string())];
        with_local_recorder(&self.recorder, || {
            counter!("leporello_requests_total", &labels).increment(1);
            histogram!("leporello_request_seconds", &labels[..2]).record(seconds);
        });
    }

    /// Whether enough time has passed to count again what is wanted: a second.
    pub(crate) fn may_count(&self, now: Millis) -> bool {
        let last = self.counted.load(Ordering::Relaxed);
        let due = last.saturating_add(Millis::SECOND) <= now.0;
        due && self.counted.compare_exchange(last, now.0, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// Notes of how many files pictures are still wanted.
    #[expect(clippy::cast_precision_loss, reason = "a rough number is enough")]
    pub(crate) fn pictures_wanted(&self, count: i64) {
        with_local_recorder(&self.recorder, || gauge!("leporello_pictures_wanted").set(count as f64));
    }

    /// All numbers, in the text form that Prometheus reads.
    pub(crate) fn text(&self) -> String {
        self.handle.run_upkeep();
        self.handle.render()
    }
}
