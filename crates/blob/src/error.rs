//! What can go wrong with bytes.

use std::error::Error;
use std::io;

use leporello_model::ErrorKind;

/// Why bytes were not stored or not found. Texts name no file but those this room made itself.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The disk, or the quota of the server's user on it, has no room left.
    #[error("the disk is full")]
    Full,
    /// There is no such object.
    #[error("there is no such object")]
    Missing,
    /// The bytes that came are not as many as announced; `got` is where it was noticed.
    #[error("{expected} bytes were announced and {got} came")]
    Length {
        /// How many bytes were announced.
        expected: u64,
        /// How many had come when it was noticed: fewer at the end, or too many.
        got: u64,
    },
    /// The stream the bytes came from broke off.
    #[error("the stream broke off")]
    Interrupted,
    /// A sync failed, now or earlier: nothing is written until the program is started again.
    #[error("the disk failed to keep what was written")]
    SyncFailed,
    /// A part that is to be joined was never sent.
    #[error("part {0} is missing")]
    PartMissing(u32),
    /// The key has an object with other bytes, which stays.
    #[error("the key is taken by other bytes")]
    Exists,
    /// A range that is empty or ends behind the object's last byte.
    #[error("the range is empty or ends at {end}, behind an object of {length} bytes")]
    OutOfRange {
        /// The end that was asked for, exclusive.
        end: u64,
        /// How long the object is.
        length: u64,
    },
    /// The system refused something else.
    #[error("input or output failed: {0}")]
    Io(#[source] io::Error),
}

impl BlobError {
    /// The class it belongs to.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Full => ErrorKind::NoRoom,
            Self::Missing => ErrorKind::NotFound,
            Self::Length { .. } | Self::PartMissing(_) => ErrorKind::Conflict,
            Self::Interrupted => ErrorKind::Malformed,
            // A disk that fails, or a process out of descriptors, may do better later.
            Self::SyncFailed | Self::Io(_) => ErrorKind::Unavailable,
            // Keys are given out once, and callers know the length: both mean damage.
            Self::Exists | Self::OutOfRange { .. } => ErrorKind::Internal,
        }
    }
}

/// Whether `error` says that there is no room.
pub(crate) fn says_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        if says_full(&error) { Self::Full } else { Self::Io(error) }
    }
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        if matches!(error, object_store::Error::NotFound { .. }) {
            return Self::Missing;
        }
        let causes = std::iter::successors(error.source(), |cause| (*cause).source());
        let kind = causes.filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind).next();
        io::Error::new(kind.unwrap_or(io::ErrorKind::Other), error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_room_is_told_from_other_failures() {
        let (full, over_quota, broken) = (28, 122, 5);
        for number in [full, over_quota] {
            let error = BlobError::from(io::Error::from_raw_os_error(number));
            assert!(matches!(error, BlobError::Full), "{number}: {error}");
            assert_eq!(error.kind(), ErrorKind::NoRoom);
        }
        let error = BlobError::from(io::Error::from_raw_os_error(broken));
        assert!(matches!(error, BlobError::Io(_)), "{error}");
        assert_eq!(error.kind(), ErrorKind::Unavailable);
    }

    #[test]
    fn the_library_s_errors_keep_their_cause() {
        let generic = |source| object_store::Error::Generic { store: "test", source };
        let full = generic(Box::new(io::Error::from_raw_os_error(28)));
        assert!(matches!(BlobError::from(full), BlobError::Full));
        let other = generic("something".into());
        assert!(matches!(BlobError::from(other), BlobError::Io(_)));
    }
}
