//! The error table: what each refusal is on the wire (contract/albums.md §12).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leporello_model::Refusal;

use crate::Failure;

/// The HTTP status and the documented code of a refusal.
pub(crate) const fn on_the_wire(refusal: &Refusal) -> (StatusCode, i64) {
    match refusal {
        Refusal::CredentialsMissing
        | Refusal::CredentialsUnreadable
        | Refusal::CredentialsUnknown
        | Refusal::TokenExpired
        | Refusal::SignatureWrong
        | Refusal::SignedHeaderMissing { .. }
        | Refusal::UserFrozen
        | Refusal::HeaderWrong { .. }
        | Refusal::DateMalformed
        | Refusal::DateTooOld { .. }
        | Refusal::DateInFuture
        | Refusal::LinkWrong => (StatusCode::UNAUTHORIZED, 13_000_101),
        Refusal::BodyNotJson { .. } | Refusal::BodyTooLarge { .. } | Refusal::WrongType { .. } => {
            (StatusCode::BAD_REQUEST, 13_000_101)
        }
        Refusal::FieldMissing { .. }
        | Refusal::FieldLength { .. }
        | Refusal::FieldRange { .. }
        | Refusal::FieldChoice { .. }
        | Refusal::FieldCharacters { .. }
        | Refusal::FieldFormat { .. }
        | Refusal::ListLength { .. }
        | Refusal::CursorWrong { .. }
        | Refusal::NotMedia { .. }
        | Refusal::IsCollection
        | Refusal::NoScope { .. } => (StatusCode::BAD_REQUEST, 13_000_102),
        Refusal::SpaceWrong { .. } => (StatusCode::BAD_REQUEST, 13_000_301),
        Refusal::OwnerWrong { .. } => (StatusCode::BAD_REQUEST, 13_000_302),
        Refusal::NotInBin { .. } => (StatusCode::BAD_REQUEST, 13_000_303),
        Refusal::TargetNotFolder { .. } => (StatusCode::BAD_REQUEST, 13_000_304),
        Refusal::TargetInBin { .. } => (StatusCode::BAD_REQUEST, 13_000_305),
        Refusal::InBin { .. } => (StatusCode::BAD_REQUEST, 13_000_306),
        Refusal::FoldersNest { .. } => (StatusCode::BAD_REQUEST, 13_000_307),
        Refusal::NotFound { .. } => (StatusCode::BAD_REQUEST, 13_000_309),
        Refusal::TooDeep { .. } => (StatusCode::BAD_REQUEST, 13_000_310),
        Refusal::SpaceFull => (StatusCode::BAD_REQUEST, 13_000_311),
        Refusal::DiskFull => (StatusCode::INSUFFICIENT_STORAGE, 13_000_311),
        Refusal::AlreadyThere { .. } => (StatusCode::BAD_REQUEST, 13_000_312),
        Refusal::UploadUnknown { .. } => (StatusCode::BAD_REQUEST, 13_000_401),
        Refusal::UploadLength { .. } | Refusal::UploadDigest | Refusal::PartMissing { .. } => {
            (StatusCode::BAD_REQUEST, 13_000_402)
        }
        Refusal::NameTaken { .. } => (StatusCode::BAD_REQUEST, 13_000_405),
        Refusal::IsFolder { .. } => (StatusCode::BAD_REQUEST, 13_000_406),
        Refusal::NoDownload { .. } => (StatusCode::BAD_REQUEST, 13_000_407),
        Refusal::SpaceDisabled => (StatusCode::BAD_REQUEST, 13_000_412),
        Refusal::NoSuchOperation => (StatusCode::NOT_FOUND, 13_000_309),
        Refusal::NotImplemented { .. } => (StatusCode::NOT_IMPLEMENTED, 13_000_201),
        Refusal::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, 13_000_201),
        Refusal::Internal => (StatusCode::INTERNAL_SERVER_ERROR, 13_000_201),
    }
}

/// What an error response carries to the envelope, which knows the language and the trace.
#[derive(Clone)]
pub(crate) struct Told {
    pub(crate) refusal: Refusal,
    pub(crate) cause: Option<String>,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let told = Told { refusal: self.refusal(), cause: self.cause() };
        let (status, _) = on_the_wire(&told.refusal);
        let mut response = status.into_response();
        response.extensions_mut().insert(told);
        response
    }
}
