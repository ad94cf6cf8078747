//! The rule of a collection album: which folders, and which kinds of media (contract/albums.md §3, §4).

use crate::{FileId, FileType, SpaceId};

/// `scopeKind`: what a collection takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    /// `1`
    Images,
    /// `2`
    Videos,
    /// `1,2`
    Both,
}

impl ScopeKind {
    /// Reads `1`, `2`, `1,2` or `2,1`; blanks around a number do not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let kinds: Vec<&str> = text.split(',').map(str::trim).collect();
        match kinds.as_slice() {
            ["1"] => Some(Self::Images),
            ["2"] => Some(Self::Videos),
            ["1", "2"] | ["2", "1"] => Some(Self::Both),
            _ => None,
        }
    }

    /// How it is written: `1`, `2` or `1,2`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Images => "1",
            Self::Videos => "2",
            Self::Both => "1,2",
        }
    }

    /// The types of files that it takes.
    #[must_use]
    pub const fn types(self) -> &'static [FileType] {
        match self {
            Self::Images => &[FileType::Image],
            Self::Videos => &[FileType::Video],
            Self::Both => &[FileType::Image, FileType::Video],
        }
    }

    /// Whether it takes files of this type.
    #[must_use]
    pub fn takes(self, file_type: FileType) -> bool {
        self.types().contains(&file_type)
    }
}

/// The rule of a collection album: its contents follow from it and from the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The space that the folders lie in.
    pub space: SpaceId,
    /// The folder that they all lay in when the scope was set.
    pub parent: FileId,
    /// The folders whose files it takes: 1 to [`MAX_DIRS`](Self::MAX_DIRS), each once, in the order sent.
    pub dirs: Vec<FileId>,
    /// Which of their files.
    pub kind: ScopeKind,
}

impl Scope {
    /// The most folders that a scope may name.
    pub const MAX_DIRS: usize = 30;
}

/// How far down a collection reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The files in the folders of the scope, and no further.
    Shallow,
    /// Also those in all folders below.
    Deep,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_form_of_a_kind_is_read() {
        for (text, kind) in [
            ("1", ScopeKind::Images),
            ("2", ScopeKind::Videos),
            ("1,2", ScopeKind::Both),
            ("2,1", ScopeKind::Both),
            (" 1 , 2 ", ScopeKind::Both),
        ] {
            assert_eq!(ScopeKind::parse(text), Some(kind), "{text}");
            assert_eq!(ScopeKind::parse(kind.as_str()), Some(kind));
        }
        for wrong in ["", "0", "3", "1,1", "1,2,1", "1;2", "12", ",1", "1,", "１"] {
            assert_eq!(ScopeKind::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_kind_takes_its_types_and_nothing_else() {
        assert!(ScopeKind::Images.takes(FileType::Image) && !ScopeKind::Images.takes(FileType::Video));
        assert!(ScopeKind::Videos.takes(FileType::Video) && !ScopeKind::Videos.takes(FileType::Image));
        assert!(ScopeKind::Both.takes(FileType::Image) && ScopeKind::Both.takes(FileType::Video));
        assert!(!ScopeKind::Both.takes(FileType::Audio) && !ScopeKind::Both.takes(FileType::Folder));
    }
}
