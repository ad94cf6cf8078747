//! What can go wrong with bytes. No text here may hold a secret, a signed link or an address.

use std::io;

use leporello_model::ErrorKind;

/// Why bytes were not stored or not found. Texts name no file but those this room made itself.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The disk, the quota of the server's user on it, or the object store has no room left.
    #[error("there is no room left")]
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
    /// The store has lost the parts of an upload, or was never sent any: it has to begin anew.
    #[error("the store has lost the parts")]
    UploadGone,
    /// The object store cannot be reached, does not answer, or answers that it cannot do it now.
    #[error("the object store cannot be used now: {0}")]
    Unavailable(String),
    /// The object store does not do what it was asked for, and will not when it is asked again. Comes wherever
    /// [`BlobError::Unavailable`] may.
    #[error("the object store refused a request: {0}")]
    Refused(String),
    /// The object store does not know the access key, or does not allow it this.
    #[error("the object store refused the access key: look at the key, the bucket's policy and this machine's clock")]
    Denied,
    /// The object store has no such bucket.
    #[error("the object store has no bucket of this name: make it, or look at the endpoint and the region")]
    NoBucket,
    /// The setting that says where the bytes are is wrong; the text says how.
    #[error("the place of the blobs: {0}")]
    Place(String),
    /// Something was asked for that this kind of store does not do.
    #[error("{0}")]
    Unsupported(&'static str),
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
            Self::Length { .. } | Self::PartMissing(_) | Self::UploadGone => ErrorKind::Conflict,
            Self::Interrupted => ErrorKind::Malformed,
            // A disk that fails, a process out of descriptors, or a store that is set up wrongly, may do better later.
            Self::SyncFailed
            | Self::Io(_)
            | Self::Unavailable(_)
            | Self::Refused(_)
            | Self::Denied
            | Self::NoBucket
            | Self::Place(_) => ErrorKind::Unavailable,
            // Keys are given out once, and callers know the length and the store: all mean damage.
            Self::Exists | Self::OutOfRange { .. } | Self::Unsupported(_) => ErrorKind::Internal,
        }
    }
}

/// Whether `error` says that there is no room.
pub(crate) fn says_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

impl From<io::Error> for BlobError {
    /// Also finds the error again that a reader over an object had to hide in one of the system's.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(hidden) => hidden,
            Err(error) if says_full(&error) => Self::Full,
            Err(error) => Self::Io(error),
        }
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
    fn what_a_reader_had_to_hide_is_found_again() {
        let hidden = io::Error::other(BlobError::Unavailable("it is away".to_owned()));
        assert!(matches!(BlobError::from(hidden), BlobError::Unavailable(_)));
    }
}
