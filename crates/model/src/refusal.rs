//! Why a request is refused: every documented situation, once.
//!
//! The codes and statuses they become on the wire stand in one table of the server.

/// The coarse class of a failure, the same in every room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// Nobody knows who asks.
    Unauthenticated,
    /// What was sent cannot be read.
    Malformed,
    /// What was sent breaks a rule.
    Invalid,
    /// It does not exist, or the caller may not know that it does.
    NotFound,
    /// The caller knows of it, and may not do this to it.
    Forbidden,
    /// The thing is in a state that does not allow it.
    Conflict,
    /// There is no room for it.
    NoRoom,
    /// The contract has it, this server does not.
    NotImplemented,
    /// Not now; the same request may work later.
    Unavailable,
    /// A fault on the server's side.
    Internal,
}

/// A situation in which the caller gets an error; fields name what was sent, in the contract's spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the same few everywhere: the name of what was sent, and limits")]
pub enum Refusal {
    /// No `Authorization` header.
    CredentialsMissing,
    /// The header has none of the accepted forms.
    CredentialsUnreadable,
    /// The token or app is unknown, or not this user's.
    CredentialsUnknown,
    /// The token was not used for too long.
    TokenExpired,
    /// The signature does not match the request.
    SignatureWrong,
    /// A header that must be signed is not.
    SignedHeaderMissing { header: &'static str },
    /// The account is frozen.
    UserFrozen,
    /// The session is unknown, has ended, or is not this user's.
    SessionOver,
    /// A browser sent it for another site.
    CrossSite,
    /// Name and password, or user and token, with which somebody wants to sign in are not right together.
    SignInWrong,
    /// A mandatory header is not there, or cannot be read.
    HeaderWrong { header: &'static str },
    /// `X-Date` is not of the form `yyyyMMddTHHmmssZ`, or no such moment exists.
    DateMalformed,
    /// `X-Date` lies too far back.
    DateTooOld { minutes: i64 },
    /// `X-Date` lies in the future.
    DateInFuture,
    /// The body is not JSON.
    BodyNotJson { line: usize, column: usize },
    /// The body is larger than the server reads.
    BodyTooLarge { limit: usize },
    /// A field has the wrong JSON type.
    WrongType { field: String, expected: &'static str },
    /// A mandatory field is not there.
    FieldMissing { field: &'static str },
    /// A text is too short or too long, in characters.
    FieldLength { field: &'static str, min: usize, max: usize },
    /// A number lies outside its range.
    FieldRange { field: &'static str, min: i64, max: i64 },
    /// A value is none of those allowed.
    FieldChoice { field: &'static str, choices: &'static str },
    /// A text holds what it may not hold.
    FieldCharacters { field: &'static str },
    /// A text has not the form that its field asks for.
    FieldFormat { field: &'static str },
    /// There is no time zone of this name.
    ZoneUnknown { field: &'static str },
    /// The first day lies after the last one.
    DaysReversed { field: &'static str, until: &'static str },
    /// A list has too few or too many entries.
    ListLength { field: &'static str, min: usize, max: usize },
    /// The cursor was made for something else, or changed.
    CursorWrong { field: &'static str },
    /// The thing does not exist, or the caller may not know that it does.
    NotFound { field: &'static str },
    /// The caller may see the thing, but not do this to it.
    NoRight { field: &'static str },
    /// The claimed owner is not the file's.
    OwnerWrong { field: &'static str },
    /// The space is missing, or not the one the file is in.
    SpaceWrong { field: &'static str },
    /// The space is switched off.
    SpaceDisabled,
    /// The file is in the recycle bin.
    InBin { field: &'static str },
    /// The file is not in the recycle bin.
    NotInBin { field: &'static str },
    /// The target folder is in the recycle bin.
    TargetInBin { field: &'static str },
    /// The target is not a folder.
    TargetNotFolder { field: &'static str },
    /// A folder where a file is needed.
    IsFolder { field: &'static str },
    /// Neither an image nor a video.
    NotMedia { field: &'static str },
    /// A collection album takes nothing by hand.
    IsCollection,
    /// A manual album has no scope.
    NoScope { field: &'static str },
    /// A folder of a scope does not lie directly in the scope's parent folder.
    NotInParent { field: &'static str, parent: &'static str },
    /// It does not lie in the shared folder, and is not the caller's own.
    OutsideFamily { field: &'static str },
    /// The group and the shared folder are of different families.
    FamiliesDiffer,
    /// The folder of a family, which is not handled as other folders are.
    IsFamilyFolder { field: &'static str },
    /// The number is the caller's own.
    InvitesSelf { field: &'static str },
    /// Who is invited is a member already.
    MemberAlready { field: &'static str },
    /// The family has as many members and open invitations as it may.
    FamilyFull { max: i64 },
    /// The invitation was answered otherwise, or has expired.
    InvitationOver { field: &'static str },
    /// A family's owner cannot leave it.
    OwnerStays { field: &'static str },
    /// It is not the password of who asks.
    PasswordWrong { field: &'static str },
    /// The operator cannot lock themselves out.
    OperatorStays { field: &'static str },
    /// A folder would end up inside itself.
    FoldersNest { field: &'static str },
    /// Too many folders inside one another.
    TooDeep { max: usize },
    /// It lies there already.
    AlreadyThere { field: &'static str },
    /// The name is taken.
    NameTaken { field: &'static str },
    /// The space has not room enough.
    SpaceFull,
    /// The server's disk has not room enough.
    DiskFull,
    /// No such upload, or it has ended.
    UploadUnknown { field: &'static str },
    /// The bytes that came are not as many as announced.
    UploadLength { expected: i64, got: i64 },
    /// The bytes that came have another digest.
    UploadDigest,
    /// A part was never sent.
    PartMissing { part: i64 },
    /// There is nothing to download.
    NoDownload { field: &'static str },
    /// Nothing says what kind of search is meant.
    SearchTypeMissing,
    /// There is no such kind of search.
    SearchTypeWrong,
    /// The folder that an upload goes into is in the recycle bin.
    UploadTargetInBin { field: &'static str },
    /// A link has expired or was changed.
    LinkWrong,
    /// The operation does not exist.
    NoSuchOperation,
    /// The contract has it, this version does not.
    NotImplemented { what: &'static str },
    /// Too much to do at this moment, or the store is away.
    Unavailable,
    /// A fault of the server; details are in its log.
    Internal,
}

impl Refusal {
    /// The class it belongs to.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::CredentialsMissing
            | Self::CredentialsUnreadable
            | Self::CredentialsUnknown
            | Self::TokenExpired
            | Self::SignatureWrong
            | Self::SignedHeaderMissing { .. }
            | Self::UserFrozen
            | Self::SessionOver
            | Self::CrossSite
            | Self::SignInWrong
            | Self::HeaderWrong { .. }
            | Self::DateMalformed
            | Self::DateTooOld { .. }
            | Self::DateInFuture
            | Self::LinkWrong => ErrorKind::Unauthenticated,
            Self::BodyNotJson { .. } | Self::BodyTooLarge { .. } | Self::WrongType { .. } => ErrorKind::Malformed,
            Self::FieldMissing { .. }
            | Self::FieldLength { .. }
            | Self::FieldRange { .. }
            | Self::FieldChoice { .. }
            | Self::FieldCharacters { .. }
            | Self::FieldFormat { .. }
            | Self::ZoneUnknown { .. }
            | Self::DaysReversed { .. }
            | Self::ListLength { .. }
            | Self::CursorWrong { .. }
            | Self::NotMedia { .. }
            | Self::IsCollection
            | Self::NoScope { .. }
            | Self::NotInParent { .. }
            | Self::FamiliesDiffer
            | Self::InvitesSelf { .. }
            | Self::MemberAlready { .. }
            | Self::FamilyFull { .. }
            | Self::InvitationOver { .. }
            | Self::OwnerStays { .. }
            | Self::PasswordWrong { .. }
            | Self::OperatorStays { .. }
            | Self::SearchTypeMissing
            | Self::SearchTypeWrong => ErrorKind::Invalid,
            Self::NotFound { .. } | Self::NoSuchOperation => ErrorKind::NotFound,
            Self::NoRight { .. } => ErrorKind::Forbidden,
            Self::OwnerWrong { .. }
            | Self::OutsideFamily { .. }
            | Self::IsFamilyFolder { .. }
            | Self::SpaceWrong { .. }
            | Self::SpaceDisabled
            | Self::InBin { .. }
            | Self::NotInBin { .. }
            | Self::TargetInBin { .. }
            | Self::TargetNotFolder { .. }
            | Self::UploadTargetInBin { .. }
            | Self::IsFolder { .. }
            | Self::FoldersNest { .. }
            | Self::TooDeep { .. }
            | Self::AlreadyThere { .. }
            | Self::NameTaken { .. }
            | Self::UploadUnknown { .. }
            | Self::UploadLength { .. }
            | Self::UploadDigest
            | Self::PartMissing { .. }
            | Self::NoDownload { .. } => ErrorKind::Conflict,
            Self::SpaceFull | Self::DiskFull => ErrorKind::NoRoom,
            Self::NotImplemented { .. } => ErrorKind::NotImplemented,
            Self::Unavailable => ErrorKind::Unavailable,
            Self::Internal => ErrorKind::Internal,
        }
    }
}
