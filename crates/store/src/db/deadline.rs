//! Until when something may take. The one place in this room that looks at a clock: what is stored never depends on it.

use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

/// A moment by which something has to be done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// So long from now.
    pub(crate) fn after(wait: Duration) -> Self {
        Self(now() + wait)
    }

    /// How long it is until then; zero when it has passed.
    pub(crate) fn left(self) -> Duration {
        self.0.saturating_duration_since(now())
    }

    /// Whether it has passed.
    pub(crate) fn passed(self) -> bool {
        self.left().is_zero()
    }

    /// Something that gives a value at that moment.
    pub(crate) fn signal(self) -> Receiver<Instant> {
        crossbeam_channel::at(self.0)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long something may take is measured here; nothing stored depends on it"
)]
fn now() -> Instant {
    Instant::now()
}
