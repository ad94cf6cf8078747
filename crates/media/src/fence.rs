//! A fence around other people's parsers.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `parse` and gives its result, or nothing if it panicked.
///
/// The metadata libraries are careful, but they have had panics on broken files before, and one file must not take down
/// the request or job that looks at it. What they leave behind half-done is thrown away with them, so nothing here can
/// observe a broken invariant. The panic still reaches the program's panic hook, and with it the log.
pub(crate) fn fenced<T>(parse: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(parse)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_stays_inside() {
        assert_eq!(fenced(|| 7), Some(7));
        assert_eq!(fenced(|| [1, 2, 3][std::hint::black_box(3)]), None);
    }
}
