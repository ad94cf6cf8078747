//! Every text is there in both languages, says what it is asked to, and tells nothing else.

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
        R::SessionOver,
        R::CrossSite,
        R::SignInWrong,
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
        R::ZoneUnknown { field: "zone" },
        R::DaysReversed { field: "from", until: "to" },
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
        R::PasswordWrong { field: "current" },
        R::OperatorStays { field: "frozen" },
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
                assert!(matches!(value, FluentValue::String(name) if told.contains(&format!("`{name}`"))), "{told}");
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
    assert_eq!(told(Refusal::WrongType { field: "name".to_owned(), expected: "string" }), "`name` must be a string.");
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
