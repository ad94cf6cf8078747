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
        Refusal::TooDeep { max } => vec![("max", number(*max))],
        Refusal::FamilyFull { max } => vec![("max", number(*max))],
        Refusal::UploadLength { expected, got } => vec![("expected", number(*expected)), ("got", number(*got))],
        Refusal::PartMissing { part } => vec![("part", number(*part))],
        Refusal::NotImplemented { what } => vec![("what", (*what).into())],
        Refusal::FieldMissing { field }
        | Refusal::FieldCharacters { field }
        | Refusal::FieldFormat { field }
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
pub(crate) mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const LANGUAGES: [Language; 2] = [Language::English, Language::Chinese];

    /// The texts that belong to no refusal and say the same each time.
    const FIXED: [&str; 3] = ["success", "app-wrong", "password-wrong"];

    /// One refusal for every text; the catalogue test fails when one is missing here.
    pub(crate) fn every() -> Vec<Refusal> {
        use Refusal as R;
        let field = "albumId";
        vec![
            R::CredentialsMissing,
            R::CredentialsUnreadable,
            R::CredentialsUnknown,
            R::TokenExpired,
            R::SignatureWrong,
            R::SignedHeaderMissing { header: "x-date" },
            R::UserFrozen,
            R::HeaderWrong { header: "X-User-Id" },
            R::DateMalformed,
            R::DateTooOld { minutes: 15 },
            R::DateInFuture,
            R::BodyNotJson { line: 3, column: 7 },
            R::BodyTooLarge { limit: 1_048_576 },
            R::WrongType { field: "fileIds[0].fileId".to_owned(), expected: "string" },
            R::FieldMissing { field },
            R::FieldLength { field: "name", min: 1, max: 20 },
            R::FieldLength { field: "X-Traceid", min: 58, max: 58 },
            R::FieldRange { field: "pageSize", min: 1, max: 100 },
            R::FieldRange { field: "pageNum", min: 1, max: i64::MAX },
            R::FieldChoice { field: "albumKind", choices: "1, 2" },
            R::FieldCharacters { field },
            R::FieldFormat { field },
            R::ListLength { field: "scopeDir", min: 1, max: 30 },
            R::CursorWrong { field: "pageCursor" },
            R::NotFound { field },
            R::NoRight { field },
            R::OwnerWrong { field },
            R::SpaceWrong { field },
            R::SpaceDisabled,
            R::InBin { field },
            R::NotInBin { field },
            R::TargetInBin { field },
            R::UploadTargetInBin { field },
            R::SearchTypeMissing,
            R::SearchTypeWrong,
            R::TargetNotFolder { field },
            R::IsFolder { field },
            R::NotMedia { field },
            R::IsCollection,
            R::NoScope { field },
            R::NotInParent { field: "scopeDir", parent: "scopeParentFolderId" },
            R::OutsideFamily { field: "fileIds.fileId" },
            R::FamiliesDiffer,
            R::IsFamilyFolder { field: "fileId" },
            R::InvitesSelf { field: "mobile" },
            R::MemberAlready { field: "mobile" },
            R::FamilyFull { max: 20 },
            R::InvitationOver { field: "inviteId" },
            R::OwnerStays { field: "deleteUserId" },
            R::FoldersNest { field },
            R::TooDeep { max: 64 },
            R::AlreadyThere { field },
            R::NameTaken { field },
            R::SpaceFull,
            R::DiskFull,
            R::UploadUnknown { field },
            R::UploadLength { expected: 9_007_199_254_740_993, got: 1 },
            R::UploadDigest,
            R::PartMissing { part: 2 },
            R::NoDownload { field },
            R::LinkWrong,
            R::NoSuchOperation,
            R::NotImplemented { what: "CreateJob with taskType 9" },
            R::Unavailable,
            R::Internal,
        ]
    }

    /// IDs of a catalogue with the variables each text uses.
    fn outline(source: &'static str) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let mut messages = BTreeMap::<_, BTreeSet<_>>::new();
        let mut current = "";
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((id, _)) = line.split_once(" = ").filter(|_| !line.starts_with(' ')) {
                assert!(messages.insert(id, BTreeSet::new()).is_none(), "{id} stands twice");
                current = id;
            }
            let names = line.split('$').skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            messages.entry(current).or_default().extend(names);
        }
        messages.remove("");
        messages
    }

    #[test]
    fn the_header_chooses_the_language() {
        for chinese in ["zh-CN", "zh_cn", "ZH", " zh-Hans-CN", "zh_TW", "zh-CN,en;q=0.5"] {
            assert_eq!(Language::from_header(Some(chinese)), Language::Chinese, "{chinese}");
        }
        for english in [None, Some(""), Some("en_us"), Some("en-US"), Some("de-DE"), Some("zhuang"), Some("中文")] {
            assert_eq!(Language::from_header(english), Language::English, "{english:?}");
        }
    }

    #[test]
    fn the_catalogues_are_sound_and_alike() {
        for source in [ENGLISH, CHINESE] {
            let errors = FluentResource::try_new(source.to_owned()).err().map(|(_, errors)| errors);
            assert_eq!(errors, None);
        }
        assert_eq!(outline(ENGLISH), outline(CHINESE));
        let used: BTreeSet<_> = every().iter().map(id).chain(FIXED).collect();
        let not_refusals = ["skipped-", "first-user-", "why-"];
        let there = outline(ENGLISH).into_keys().filter(|id| !not_refusals.iter().any(|start| id.starts_with(start)));
        assert_eq!(there.collect::<BTreeSet<_>>(), used);
    }

    #[test]
    fn every_refusal_is_told_in_every_language() {
        for language in LANGUAGES {
            for refusal in every() {
                let bundle = bundle(language);
                let message = bundle.get_message(id(&refusal)).and_then(|message| message.value()).unwrap();
                let mut errors = Vec::new();
                let told = bundle.format_pattern(message, Some(&arguments(&refusal)), &mut errors);
                assert!(errors.is_empty(), "{refusal:?}: {errors:?}");
                assert_eq!(told, super::refusal(language, &refusal));
                assert!(told.ends_with(['.', '。']) && !told.contains(['{', '}', '$', '\u{2068}', '\n']), "{told}");
                assert!(told.chars().count() <= 220, "too long: {told}");
                // A whole text names what was sent.
                for (_, value) in arguments(&refusal).iter().filter(|(name, _)| ["field", "header"].contains(name)) {
                    assert!(
                        matches!(value, FluentValue::String(name) if told.contains(&format!("`{name}`"))),
                        "{told}"
                    );
                }
            }
        }
    }

    #[test]
    fn why_a_file_was_skipped_is_told_in_every_language() {
        use ErrorKind as E;
        let unreadable = [E::NotFound, E::PermissionDenied, E::InvalidInput, E::Other].map(Skipped::Unreadable);
        let others = [Skipped::AlreadyThere, Skipped::Name, Skipped::SpaceFull, Skipped::FolderGone];
        let mut told = BTreeSet::new();
        for reason in unreadable.into_iter().chain(others) {
            let (english, chinese) = (skipped(Language::English, reason), skipped(Language::Chinese, reason));
            assert!(english.is_ascii() && english.ends_with('.') && !english.starts_with("skipped-"), "{english}");
            assert!(chinese.ends_with('。') && !chinese.contains('$'), "{chinese}");
            told.insert(english);
        }
        assert_eq!(told.len(), 8);
        assert_eq!(skipped(Language::English, unreadable[0]), "It cannot be read: it is not there any more.");
    }

    #[test]
    fn why_a_file_is_in_an_album_or_not_is_told_in_every_language() {
        let (mut english, mut chinese) = (BTreeSet::new(), BTreeSet::new());
        let clauses = [Clause::Unknown, Clause::Unlinked, Clause::Trashed, Clause::Kind, Clause::Directory];
        for clause in clauses.map(Some).into_iter().chain([None]) {
            for kind in [None, Some(ScopeKind::Images), Some(ScopeKind::Videos), Some(ScopeKind::Both)] {
                let of = Why { kept_out_by: clause.into_iter().chain([Clause::Directory]).collect(), kind, dir: None };
                let of = Why { kept_out_by: if clause.is_none() { Vec::new() } else { of.kept_out_by }, ..of };
                let told = LANGUAGES.map(|language| why(language, &of));
                assert!(told[0].is_ascii() && told[0].ends_with('.') && !told[0].starts_with("why-"), "{told:?}");
                assert!(told[1].ends_with('。') && !told[1].contains('$'), "{told:?}");
                let [one, other] = told;
                english.insert(one);
                chinese.insert(other);
            }
        }
        // Six reasons; the kinds make three of one, and the types of albums two of being in.
        assert_eq!((english.len(), chinese.len()), (9, 9));
    }

    #[test]
    fn chinese_is_chinese_and_english_ascii() {
        for refusal in every() {
            assert!(super::refusal(Language::English, &refusal).is_ascii());
            assert!(!super::refusal(Language::Chinese, &refusal).is_ascii());
        }
    }

    #[test]
    fn nothing_internal_is_told() {
        for source in [ENGLISH, CHINESE] {
            let source = source.to_lowercase();
            for word in ["sql", "panic", "rust", "axum", "thread", "crate", "stack", "hash", "table"] {
                let told = source.lines().find(|line| !line.starts_with('#') && line.contains(word));
                assert!(told.is_none(), "{word}: {told:?}");
            }
        }
    }

    #[test]
    fn texts_read_well() {
        let told = |refusal: Refusal| super::refusal(Language::English, &refusal);
        assert_eq!(text(Language::English, "success"), "Success.");
        assert_eq!(text(Language::Chinese, "success"), "成功");
        assert_eq!(text(Language::English, "no-such-text"), "no-such-text");
        assert_eq!(
            told(Refusal::FieldLength { field: "name", min: 1, max: 20 }),
            "`name` must be 1 to 20 characters long."
        );
        assert_eq!(told(Refusal::ListLength { field: "ids", min: 1, max: 1000 }), "`ids` must have 1 to 1000 entries.");
        assert_eq!(
            told(Refusal::WrongType { field: "name".to_owned(), expected: "string" }),
            "`name` must be a string."
        );
        let range = Refusal::FieldRange { field: "size", min: i64::MIN, max: i64::MAX - 1 };
        assert_eq!(told(range), "`size` must be a whole number from -9223372036854775808 to 9223372036854775806.");
        assert!(told(Refusal::BodyTooLarge { limit: usize::MAX }).contains("9223372036854775807"));
        assert!(told(Refusal::DateTooOld { minutes: 1 }).contains("more than 1 minute old"));
    }

    #[test]
    fn what_a_caller_wrote_cannot_dress_up_a_text() {
        let field = "a`{ $x }\u{202e}\n".to_owned() + &"b".repeat(500);
        let told = super::refusal(Language::English, &Refusal::WrongType { field, expected: "string" });
        assert!(told.starts_with("`a?{?$x?}??bbb") && told.is_ascii() && told.len() < 120, "{told}");
    }
}
