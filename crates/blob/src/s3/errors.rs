//! What the store's errors mean.
//!
//! Texts are made here and nowhere else, out of words of our own and the store's error code. The library's texts hold
//! addresses and keys, those of the HTTP client hold signed links: neither is ever passed on.

use std::error::Error;
use std::io;
use std::iter::successors;

use object_store::client::{HttpError, HttpErrorKind};

use crate::BlobError;

/// Why no link can be signed.
pub(super) const UNSIGNABLE: &str = "no link can be signed for this bucket and key";

const LATE: &str = "it did not answer in time";

const REDIRECTED: &str = "the store says that the bucket is elsewhere: look at `region` and `endpoint`";

/// What an error of the library means.
pub(crate) fn told(error: object_store::Error) -> BlobError {
    use object_store::Error as Told;
    // Its text holds the body of the answer.
    let text = causes(&error).last().map(ToString::to_string).unwrap_or_default();
    let code = code(&text).unwrap_or_default();
    let status = match error {
        Told::NotFound { .. } => 404,
        Told::PermissionDenied { .. } => 403,
        Told::Unauthenticated { .. } => 401,
        _ => 0,
    };
    match causes(&error).find_map(|cause| cause.downcast_ref::<HttpError>()) {
        Some(broken) => away(broken.kind(), broken),
        None if text.contains("LOCATION") => BlobError::Place(REDIRECTED.to_owned()),
        None => answered(status, code),
    }
}

/// What a failure of the HTTP client means, of which nothing is passed on.
pub(super) fn failed(error: &reqwest::Error) -> BlobError {
    let kind = match error {
        error if error.is_timeout() => HttpErrorKind::Timeout,
        error if error.is_connect() => HttpErrorKind::Connect,
        _ => HttpErrorKind::Interrupted,
    };
    away(kind, error)
}

/// What an answer means that is no success: its status, or 0 where only the code is known.
pub(super) fn answered(status: u16, code: &str) -> BlobError {
    match (status, code) {
        (_, "NoSuchBucket") => BlobError::NoBucket,
        (_, "NoSuchUpload") => BlobError::UploadGone,
        (507, _) => BlobError::Full,
        (_, code) if code.contains("QuotaExceeded") || code.contains("StorageFull") => BlobError::Full,
        (300..=399, _) | (_, "AuthorizationHeaderMalformed" | "PermanentRedirect" | "TemporaryRedirect") => {
            BlobError::Place(REDIRECTED.to_owned())
        }
        (401 | 403, _) | (_, "AccessDenied" | "InvalidAccessKeyId" | "SignatureDoesNotMatch") => BlobError::Denied,
        (404, _) => BlobError::Missing,
        // Refusals that pass, whatever their status says.
        (_, "RequestTimeout" | "OperationAborted") => BlobError::Unavailable(said(status, code)),
        (408 | 429, _) => BlobError::Unavailable(said(status, code)),
        (400..=499 | 501, _) => BlobError::Refused(said(status, code)),
        (0, "") => BlobError::Unavailable("it answered with an error".to_owned()),
        _ => BlobError::Unavailable(said(status, code)),
    }
}

/// Status and code, as far as they are known.
fn said(status: u16, code: &str) -> String {
    match status {
        0 => format!("it answered {code}"),
        _ => format!("it answered {status} {code}").trim_end().to_owned(),
    }
}

/// What an answer means that does not come.
pub(super) fn late() -> BlobError {
    BlobError::Unavailable(LATE.to_owned())
}

fn away(kind: HttpErrorKind, error: &(dyn Error + 'static)) -> BlobError {
    let why = match kind {
        HttpErrorKind::Connect if is_distrust(error) => "its certificate is not one that this system trusts",
        HttpErrorKind::Connect => "it cannot be reached",
        HttpErrorKind::Timeout => LATE,
        _ => "the connection broke",
    };
    BlobError::Unavailable(why.to_owned())
}

/// Whether there is a certificate behind an error. The system's errors do not name as their cause what they hold,
/// which may be another one.
fn is_distrust(error: &(dyn Error + 'static)) -> bool {
    let mut outer = causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>());
    outer.any(|outer| {
        let innermost = successors(Some(outer), |holder| holder.get_ref()?.downcast_ref()).last();
        let held = innermost.and_then(io::Error::get_ref).and_then(|held| held.downcast_ref::<rustls::Error>());
        matches!(held, Some(rustls::Error::InvalidCertificate(_)))
    })
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(Some(error), |cause| (*cause).source())
}

/// The code in the body of an answer, if there is one that looks like a code.
pub(super) fn code(body: &str) -> Option<&str> {
    let (_, rest) = body.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    (code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(code)
}

#[cfg(test)]
mod tests {
    use object_store::Error::Generic;
    use rustls::CertificateError::UnknownIssuer;

    use super::*;

    #[test]
    fn a_certificate_is_told_from_an_absence() {
        for (held, said) in [
            (io::Error::other(rustls::Error::InvalidCertificate(UnknownIssuer)), "certificate"),
            (io::Error::other(io::Error::other(rustls::Error::InvalidCertificate(UnknownIssuer))), "certificate"),
            (io::Error::other(rustls::Error::DecryptError), "reached"),
            (io::ErrorKind::ConnectionRefused.into(), "reached"),
        ] {
            let source = Box::new(HttpError::new(HttpErrorKind::Connect, held));
            let text = told(Generic { store: "S3", source }).to_string();
            assert!(text.contains(said), "{text}");
        }
    }

    #[test]
    fn a_store_without_room_is_told_from_one_that_is_away() {
        assert!(matches!(answered(507, ""), BlobError::Full));
        assert!(matches!(answered(403, "QuotaExceeded"), BlobError::Full));
        assert!(matches!(answered(400, "XMinioStorageFull"), BlobError::Full));
        assert_eq!(
            answered(503, "SlowDown").to_string(),
            "the object store cannot be used now: it answered 503 SlowDown"
        );
        assert_eq!(answered(500, "").to_string(), "the object store cannot be used now: it answered 500");
    }

    #[test]
    fn a_refusal_is_told_from_what_passes() {
        for (status, code) in [(400, ""), (400, "InvalidRequest"), (405, ""), (422, "Odd"), (501, "NotImplemented")] {
            let error = answered(status, code);
            assert!(matches!(error, BlobError::Refused(_)), "{error}");
            assert_eq!(error.kind(), leporello_model::ErrorKind::Unavailable);
        }
        for (status, code) in [
            (408, ""),
            (429, "TooManyRequests"),
            (400, "RequestTimeout"),
            (409, "OperationAborted"),
            (500, ""),
            (502, ""),
            (503, "SlowDown"),
            (0, "InternalError"),
        ] {
            let error = answered(status, code);
            assert!(matches!(error, BlobError::Unavailable(_)), "{error}");
        }
        let refused = "the object store refused a request: it answered 501 NotImplemented";
        assert_eq!(answered(501, "NotImplemented").to_string(), refused);
    }

    #[test]
    fn a_code_is_a_short_word_or_none() {
        assert_eq!(code("<Error><Code>SlowDown</Code><Message>m</Message></Error>"), Some("SlowDown"));
        for text in
            ["", "<Code>", "<Code>a b</Code>", "<Code>http://a?b=c</Code>", &format!("<Code>{}</Code>", "a".repeat(65))]
        {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
