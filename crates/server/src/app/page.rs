//! Cutting pages.

use leporello_model::PageSize;

/// The page out of what the store gave, which is one entry more where there is a next page; and
/// whether there is one.
pub(crate) fn cut<T>(mut entries: Vec<T>, size: PageSize) -> (Vec<T>, bool) {
    let size = usize::try_from(size.get()).unwrap_or(usize::MAX);
    let more = entries.len() > size;
    entries.truncate(size);
    (entries, more)
}
