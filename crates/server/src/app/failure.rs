//! How a use case fails: it refuses, or a room below it could not.

use leporello_blob::BlobError;
use leporello_model::{ErrorKind, Refusal};
use leporello_store::StoreError;

/// Why something was not done. Only the refusal in it is ever shown to a caller; causes are logged.
#[derive(Debug)]
pub enum Failure {
    /// The request breaks a rule, or a right is missing.
    Refused(Refusal),
    /// The metadata could not be read or written.
    Store(StoreError),
    /// The bytes could not be read or written.
    Blob(BlobError),
}

impl Failure {
    /// What the caller is told.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let kind = match self {
            Self::Refused(refusal) => return refusal.clone(),
            Self::Store(error) => error.kind(),
            Self::Blob(error) => error.kind(),
        };
        match kind {
            ErrorKind::NoRoom => Refusal::DiskFull,
            ErrorKind::Unavailable => Refusal::Unavailable,
            _ => Refusal::Internal,
        }
    }

    /// What the log is told; none when the request alone was at fault.
    #[must_use]
    pub fn cause(&self) -> Option<String> {
        match self {
            Self::Refused(_) => None,
            Self::Store(error) => Some(error.to_string()),
            Self::Blob(error) => Some(error.to_string()),
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        Self::Blob(error)
    }
}
