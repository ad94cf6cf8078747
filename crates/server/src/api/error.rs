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
        | Refusal::SessionOver
        | Refusal::CrossSite
        | Refusal::SignInWrong
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
        | Refusal::ZoneUnknown { .. }
        | Refusal::DaysReversed { .. }
        | Refusal::ListLength { .. }
        | Refusal::CursorWrong { .. }
        | Refusal::NotMedia { .. }
        | Refusal::IsCollection
        | Refusal::NoScope { .. }
        | Refusal::NotInParent { .. }
        | Refusal::FamiliesDiffer
        | Refusal::InvitesSelf { .. }
        | Refusal::MemberAlready { .. }
        | Refusal::FamilyFull { .. }
        | Refusal::InvitationOver { .. }
        | Refusal::OwnerStays { .. }
        | Refusal::PasswordWrong { .. }
        | Refusal::OperatorStays { .. } => (StatusCode::BAD_REQUEST, 13_000_102),
        Refusal::SpaceWrong { .. } => (StatusCode::BAD_REQUEST, 13_000_301),
        Refusal::OwnerWrong { .. } | Refusal::OutsideFamily { .. } => (StatusCode::BAD_REQUEST, 13_000_302),
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
        Refusal::UploadTargetInBin { .. } => (StatusCode::BAD_REQUEST, 13_000_404),
        Refusal::NameTaken { .. } => (StatusCode::BAD_REQUEST, 13_000_405),
        Refusal::IsFolder { .. } | Refusal::IsFamilyFolder { .. } => (StatusCode::BAD_REQUEST, 13_000_406),
        Refusal::NoDownload { .. } => (StatusCode::BAD_REQUEST, 13_000_407),
        Refusal::NoRight { .. } => (StatusCode::BAD_REQUEST, 13_000_410),
        Refusal::SpaceDisabled => (StatusCode::BAD_REQUEST, 13_000_412),
        Refusal::SearchTypeWrong => (StatusCode::BAD_REQUEST, 13_000_413),
        Refusal::SearchTypeMissing => (StatusCode::BAD_REQUEST, 13_000_414),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::messages::tests::every;
    use crate::messages::{Language, refusal as told};

    const SOURCE: &str = include_str!("../../../model/src/refusal.rs");

    /// The name of a variant, out of what stands at its start.
    fn name(text: &str) -> &str {
        text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
    }

    #[test]
    fn the_table_is_as_it_was_reviewed() {
        let row = |refusal: Refusal| {
            let (status, code) = on_the_wire(&refusal);
            let (english, chinese) = (told(Language::English, &refusal), told(Language::Chinese, &refusal));
            format!("{refusal:?}\n    {} {code}\n    {english}\n    {chinese}\n", status.as_u16())
        };
        insta::assert_snapshot!(every().into_iter().map(row).collect::<String>());
    }

    #[test]
    fn every_refusal_stands_in_the_table() {
        let body = SOURCE.split_once("pub enum Refusal {").and_then(|(_, rest)| rest.split_once("\n}")).unwrap().0;
        let variants = body.lines().map(str::trim).filter(|line| line.starts_with(char::is_uppercase)).map(name);
        let every: Vec<String> = every().iter().map(|refusal| format!("{refusal:?}")).collect();
        assert_eq!(variants.collect::<BTreeSet<_>>(), every.iter().map(|text| name(text)).collect());
    }
}
