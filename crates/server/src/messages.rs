//! What the API says to its callers, in two languages.
//!
//! The texts stand in `messages/*.ftl`; this file only chooses one and fills it in. It must never put
//! anything into a text but what a [`Refusal`] carries, and it knows neither HTTP nor error codes.

use std::io::ErrorKind;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use leporello_model::{Refusal, ScopeKind};
use unic_langid::LanguageIdentifier;

use crate::app::collections::{Clause, Why};
use crate::app::import::Skipped;

const ENGLISH: &str = include_str!("messages/en-US.ftl");
const CHINESE: &str = include_str!("messages/zh-CN.ftl");

/// Whole numbers up to here are exact as the floating-point numbers that plural rules work on.
const EXACT: i64 = 1 << 53;

/// The languages there are texts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// `en-US`, the default.
    English,
    /// `zh-CN`.
    Chinese,
}

impl Language {
    /// Reads the `language` header (contract/albums.md §2): `-` or `_`, any letter case. Whatever is
    /// not Chinese, or not there, is English.
    #[must_use]
    pub fn from_header(header: Option<&str>) -> Self {
        let first = header.unwrap_or_default().trim().split(['-', '_', ',', ';']).next();
        match first {
            Some(primary) if primary.eq_ignore_ascii_case("zh") => Self::Chinese,
            _ => Self::English,
        }
    }

    /// The tag that HTML and headers use.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::Chinese => "zh-CN",
        }
    }
}

/// What to tell the caller about a refusal: what is wrong, where, and how to mend it. Safe to show.
///
/// The texts know these values of [`Refusal::WrongType`]'s `expected` by their own words: `string`,
/// `integer`, `number`, `boolean`, `array`, `object`. Everything else the refusal carries is shown as it is.
#[must_use]
pub fn refusal(language: Language, refusal: &Refusal) -> String {
    format(language, id(refusal), Some(&arguments(refusal)))
}

/// Why a file was not imported, for whoever imports it.
#[must_use]
pub fn skipped(language: Language, skipped: Skipped) -> String {
    let (id, reason) = match skipped {
        Skipped::AlreadyThere => ("skipped-already-there", ""),
        Skipped::Name => ("skipped-name", ""),
        Skipped::SpaceFull => ("skipped-space-full", ""),
        Skipped::FolderGone => ("skipped-folder-gone", ""),
        Skipped::Unreadable(ErrorKind::NotFound) => ("skipped-unreadable", "missing"),
        Skipped::Unreadable(ErrorKind::PermissionDenied) => ("skipped-unreadable", "forbidden"),
        Skipped::Unreadable(ErrorKind::InvalidInput) => ("skipped-unreadable", "special"),
        Skipped::Unreadable(_) => ("skipped-unreadable", "broken"),
    };
    format(language, id, Some(&FluentArgs::from_iter([("reason", reason)])))
}

/// Why a file is in an album, or the first reason why it is not.
#[must_use]
pub fn why(language: Language, why: &Why) -> String {
    let id = match (why.kept_out_by.first(), why.kind) {
        (None, None) => "why-linked",
        (None, Some(_)) => "why-collected",
        (Some(Clause::Unknown), _) => "why-unknown",
        (Some(Clause::Unlinked), _) => "why-unlinked",
        (Some(Clause::Trashed), _) => "why-trashed",
        (Some(Clause::Kind), _) => "why-kind",
        (Some(Clause::Directory), _) => "why-directory",
    };
    let kind = match why.kind {
        Some(ScopeKind::Images) => "images",
        Some(ScopeKind::Videos) => "videos",
        Some(ScopeKind::Both) | None => "both",
    };
    format(language, id, Some(&FluentArgs::from_iter([("kind", kind)])))
}

/// A fixed text, such as `success`. An ID without a text gives the ID itself.
#[must_use]
pub fn text(language: Language, id: &'static str) -> String {
    format(language, id, None)
}

fn format(language: Language, id: &'static str, arguments: Option<&FluentArgs<'_>>) -> String {
    let bundle = bundle(language);
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        return id.to_owned();
    };
    bundle.format_pattern(pattern, arguments, &mut Vec::new()).into_owned()
}

fn bundle(language: Language) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: [OnceLock<FluentBundle<FluentResource>>; 2] = [OnceLock::new(), OnceLock::new()];
    let [english, chinese] = &BUNDLES;
    match language {
        Language::English => english.get_or_init(|| build(language, ENGLISH)),
        Language::Chinese => chinese.get_or_init(|| build(language, CHINESE)),
    }
}

fn build(language: Language, source: &str) -> FluentBundle<FluentResource> {
    let locale: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Isolation marks would end up inside JSON strings, where programs compare and people copy.
    bundle.set_use_isolating(false);
    // A fault in a catalogue fails a test; here the sound messages of it are better than none.
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
    bundle.add_resource_overriding(resource);
    bundle
}

/// The ID of a refusal's text in the catalogues.
fn id(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::CredentialsMissing => "credentials-missing",
        Refusal::CredentialsUnreadable => "credentials-unreadable",
        Refusal::CredentialsUnknown => "credentials-unknown",
        Refusal::TokenExpired => "token-expired",
        Refusal::SignatureWrong => "signature-wrong",
        Refusal::SignedHeaderMissing { .. } => "signed-header-missing",
        Refusal::UserFrozen => "user-frozen",
        Refusal::SessionOver => "session-over",
        Refusal::CrossSite => "cross-site",
        Refusal::SignInWrong => "sign-in-wrong",
        Refusal::HeaderWrong { .. } => "header-wrong",
        Refusal::DateMalformed => "date-malformed",
        Refusal::DateTooOld { .. } => "date-too-old",
        Refusal::DateInFuture => "date-in-future",
        Refusal::BodyNotJson { .. } => "body-not-json",
        Refusal::BodyTooLarge { .. } => "body-too-large",
        Refusal::WrongType { .. } => "wrong-type",
        Refusal::FieldMissing { .. } => "field-missing",
        Refusal::FieldLength { min, max, .. } if min == max => "field-length-exact",
        Refusal::FieldLength { .. } => "field-length",
        Refusal::FieldRange { max: i64::MAX, .. } => "field-at-least",
        Refusal::FieldRange { .. } => "field-range",
        Refusal::FieldChoice { .. } => "field-choice",
        Refusal::FieldCharacters { .. } => "field-characters",
        Refusal::FieldFormat { .. } => "field-format",
        Refusal::ZoneUnknown { .. } => "zone-unknown",
        Refusal::DaysReversed { .. } => "days-reversed",
        Refusal::ListLength { .. } => "list-length",
        Refusal::CursorWrong { .. } => "cursor-wrong",
        Refusal::NotFound { .. } => "not-found",
        Refusal::NoRight { .. } => "no-right",
        Refusal::OwnerWrong { .. } => "owner-wrong",
        Refusal::SpaceWrong { .. } => "space-wrong",
        Refusal::SpaceDisabled => "space-disabled",
        Refusal::InBin { .. } => "in-bin",
        Refusal::NotInBin { .. } => "not-in-bin",
        Refusal::TargetInBin { .. } => "target-in-bin",
        Refusal::UploadTargetInBin { .. } => "target-in-bin",
        Refusal::SearchTypeMissing => "search-type-missing",
        Refusal::SearchTypeWrong => "search-type-wrong",
        Refusal::TargetNotFolder { .. } => "target-not-folder",
        Refusal::IsFolder { .. } => "is-folder",
        Refusal::NotMedia { .. } => "not-media",
        Refusal::IsCollection => "is-collection",
        Refusal::NoScope { .. } => "no-scope",
        Refusal::NotInParent { .. } => "not-in-parent",
        Refusal::OutsideFamily { .. } => "outside-family",
        Refusal::FamiliesDiffer => "families-differ",
        Refusal::IsFamilyFolder { .. } => "is-family-folder",
        Refusal::InvitesSelf { .. } => "invites-self",
        Refusal::MemberAlready { .. } => "member-already",
        Refusal::FamilyFull { .. } => "family-full",
        Refusal::InvitationOver { .. } => "invitation-over",
        Refusal::OwnerStays { .. } => "owner-stays",
        Refusal::PasswordWrong { .. } => "own-password-wrong",
        Refusal::OperatorStays { .. } => "operator-stays",
        Refusal::FoldersNest { .. } => "folders-nest",
        Refusal::TooDeep { .. } => "too-deep",
        Refusal::AlreadyThere { .. } => "already-there",
        Refusal::NameTaken { .. } => "name-taken",
        Refusal::SpaceFull => "space-full",
        Refusal::DiskFull => "disk-full",
        Refusal::UploadUnknown { .. } => "upload-unknown",
        Refusal::UploadLength { .. } => "upload-length",
        Refusal::UploadDigest => "upload-digest",
        Refusal::PartMissing { .. } => "part-missing",
        Refusal::NoDownload { .. } => "no-download",
        Refusal::LinkWrong => "link-wrong",
        Refusal::NoSuchOperation => "no-such-operation",
        Refusal::NotImplemented { .. } => "not-implemented",
        Refusal::Unavailable => "unavailable",
        Refusal::Internal => "internal",
    }
}

/// What a refusal carries, under the names the texts use.
fn arguments(refusal: &Refusal) -> FluentArgs<'_> {
    let pairs: Vec<(&'static str, FluentValue<'_>)> = match refusal {
        Refusal::SignedHeaderMissing { header } | Refusal::HeaderWrong { header } => vec![("header", (*header).into())],
        Refusal::DateTooOld { minutes } => vec![("minutes", number(*minutes))],
        Refusal::BodyNotJson { line, column } => vec![("line", number(*line)), ("column", number(*column))],
        Refusal::BodyTooLarge { limit } => vec![("limit", number(*limit))],
        Refusal::WrongType { field, expected } => {
            vec![("field", tidy(field).into()), ("expected", (*expected).into())]
        }
        Refusal::FieldLength { field, min, max } | Refusal::ListLength { field, min, max } => {
            vec![("field", (*field).into()), ("min", number(*min)), ("max", number(*max))]
        }
        Refusal::FieldRange { field, min, max } => {
            vec![("field", (*field).into()), ("min", number(*min)), ("max", number(*max))]
        }
        Refusal::FieldChoice { field, choices } => vec![("field", (*field).into()), ("choices", (*choices).into())],
        Refusal::NotInParent { field, parent } => vec![("field", (*field).into()), ("parent", (*parent).into())],
        Refusal::DaysReversed { field, until } => vec![("field", (*field).into()), ("until", (*until).into())],
        Refusal::TooDeep { max } => vec![("max", number(*max))],
        Refusal::FamilyFull { max } => vec![("max", number(*max))],
        Refusal::UploadLength { expected, got } => vec![("expected", number(*expected)), ("got", number(*got))],
        Refusal::PartMissing { part } => vec![("part", number(*part))],
        Refusal::NotImplemented { what } => vec![("what", (*what).into())],
        Refusal::FieldMissing { field }
        | Refusal::FieldCharacters { field }
        | Refusal::FieldFormat { field }
        | Refusal::ZoneUnknown { field }
        | Refusal::CursorWrong { field }
        | Refusal::NotFound { field }
        | Refusal::NoRight { field }
        | Refusal::OwnerWrong { field }
        | Refusal::SpaceWrong { field }
        | Refusal::InBin { field }
        | Refusal::NotInBin { field }
        | Refusal::TargetInBin { field }
        | Refusal::UploadTargetInBin { field }
        | Refusal::TargetNotFolder { field }
        | Refusal::IsFolder { field }
        | Refusal::NotMedia { field }
        | Refusal::NoScope { field }
        | Refusal::OutsideFamily { field }
        | Refusal::IsFamilyFolder { field }
        | Refusal::InvitesSelf { field }
        | Refusal::MemberAlready { field }
        | Refusal::InvitationOver { field }
        | Refusal::OwnerStays { field }
        | Refusal::PasswordWrong { field }
        | Refusal::OperatorStays { field }
        | Refusal::FoldersNest { field }
        | Refusal::AlreadyThere { field }
        | Refusal::NameTaken { field }
        | Refusal::UploadUnknown { field }
        | Refusal::NoDownload { field } => vec![("field", (*field).into())],
        Refusal::SearchTypeMissing
        | Refusal::SearchTypeWrong
        | Refusal::CredentialsMissing
        | Refusal::CredentialsUnreadable
        | Refusal::CredentialsUnknown
        | Refusal::TokenExpired
        | Refusal::SignatureWrong
        | Refusal::UserFrozen
        | Refusal::SessionOver
        | Refusal::CrossSite
        | Refusal::SignInWrong
        | Refusal::DateMalformed
        | Refusal::DateInFuture
        | Refusal::SpaceDisabled
        | Refusal::IsCollection
        | Refusal::FamiliesDiffer
        | Refusal::SpaceFull
        | Refusal::DiskFull
        | Refusal::UploadDigest
        | Refusal::LinkWrong
        | Refusal::NoSuchOperation
        | Refusal::Unavailable
        | Refusal::Internal => Vec::new(),
    };
    pairs.into_iter().collect()
}

/// A number as plain digits, without grouping. What plural rules cannot count exactly goes in as text.
fn number(n: impl TryInto<i64>) -> FluentValue<'static> {
    let n = n.try_into().unwrap_or(i64::MAX);
    if (-EXACT..=EXACT).contains(&n) { n.into() } else { n.to_string().into() }
}

/// The one text that may hold what a caller wrote: where in a body a wrong type was found.
fn tidy(field: &str) -> String {
    field.chars().take(80).map(|c| if c.is_ascii_graphic() && c != '`' { c } else { '?' }).collect()
}

#[cfg(test)]
pub(crate) mod tests;
