//! What Leporello talks about: identifiers, names, file types, rights, refusals, time and chance.
//!
//! Everything here is pure. This room must never do input or output, never wait, and never know
//! HTTP, SQL or a file system; a value of these types is valid wherever it appears.

mod album;
mod chance;
mod clock;
mod days;
mod family;
mod file_type;
mod ids;
mod name;
mod page;
mod policy;
mod refusal;
mod scope;

pub use album::{AlbumFacts, AlbumKind, AlbumSort, AlbumType, Entries, SortDirection};
pub use chance::{IdSource, Random};
pub use clock::{Clock, Millis};
pub use days::{Day, Span, Stretch, Zone};
pub use family::{Answer, FamilyFacts, InvitationFacts, MemberFacts, Membership};
pub use file_type::FileType;
pub use ids::{
    AlbumId, AppId, BlobId, FamilyId, FileId, GroupId, IdError, InvitationId, JobId, SpaceId, TokenId, UploadId, UserId,
};
pub use name::{NameError, album_name, description, family_name, file_name, numbered_name};
pub use page::PageSize;
pub use policy::{
    Add, Arrange, Caller, Door, Download, Grant, Manage, Remove, Right, ServerFacts, SpaceFacts, Subject, View, Wanted,
    Way,
};
pub use refusal::{ErrorKind, Refusal};
pub use scope::{Reach, Scope, ScopeKind};
