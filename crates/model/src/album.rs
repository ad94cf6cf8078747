//! What an album is, and how its contents may be sorted.

use crate::{AlbumId, FamilyFacts, UserId};

/// `type`, `albumType`: how contents come into an album.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlbumType {
    /// 1: a standing rule; contents follow from the files.
    Collection,
    /// 2: links that somebody made.
    Manual,
}

/// `albumKind`: who an album is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlbumKind {
    /// 1: its owner alone.
    Personal,
    /// 2: the group of a family.
    Shared,
}

/// `sortType` of ListAlbumContent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlbumSort {
    /// 1: when the picture was taken, or where that is unknown, when its file was created.
    TakeTime,
    /// 2: when the file was linked into the album.
    Created,
    /// 3: when the file was last changed.
    Updated,
}

/// `sortDirection`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortDirection {
    /// 1: oldest or smallest first.
    Ascending,
    /// 2: newest or largest first.
    Descending,
}

/// What the policy needs to know of an album.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlbumFacts {
    /// Which album.
    pub id: AlbumId,
    /// Whose it is: of a shared one, the family's owner.
    pub owner: UserId,
    /// Who created it.
    pub creator: UserId,
    /// How contents come into it.
    pub album_type: AlbumType,
    /// The family that it is shared with, for the person who asks; none for a personal album.
    pub family: Option<FamilyFacts>,
}

impl AlbumFacts {
    /// Who it is for.
    #[must_use]
    pub const fn kind(&self) -> AlbumKind {
        if self.family.is_some() { AlbumKind::Shared } else { AlbumKind::Personal }
    }
}

/// Some entries of a manual album, as a subject of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entries {
    /// The album.
    pub album: AlbumFacts,
    /// Whether it is only about those that the person who asks put into it, or whose files they own.
    pub theirs: bool,
}

macro_rules! codes {
    ($name:ident { $($variant:ident = $code:literal),+ }) => {
        impl $name {
            /// The documented code.
            #[must_use]
            pub const fn code(self) -> i64 {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value with this code.
            #[must_use]
            pub const fn from_code(code: i64) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

codes!(AlbumType { Collection = 1, Manual = 2 });
codes!(AlbumKind { Personal = 1, Shared = 2 });
codes!(AlbumSort { TakeTime = 1, Created = 2, Updated = 3 });
codes!(SortDirection { Ascending = 1, Descending = 2 });
