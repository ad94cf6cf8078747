//! The order of a list in SQL.

use leporello_model::SortDirection;

/// The word behind each column of an `ORDER BY`, and the comparison that holds for what comes after a place in that
/// order.
pub(crate) const fn order(direction: SortDirection) -> (&'static str, &'static str) {
    match direction {
        SortDirection::Ascending => ("ASC", ">"),
        SortDirection::Descending => ("DESC", "<"),
    }
}
