//! How much of a list is asked for.

/// The number of entries of one page: 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSize(u8);

impl PageSize {
    /// The most that one page may hold.
    pub const MAX: i64 = 100;

    /// A page of `size` entries, or none if it is outside 1 to 100: there is no clamping
    /// (contract/albums.md §14, 17).
    #[must_use]
    pub fn new(size: i64) -> Option<Self> {
        u8::try_from(size).ok().filter(|size| (1..=100).contains(size)).map(Self)
    }

    /// The number of entries.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0 as i64
    }
}
