//! The file type codes of the contract (contract/drive.md §0.4).

/// What a file is; on the wire the code as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileType {
    /// 10, a folder.
    Folder,
    /// 15, a still picture.
    Image,
    /// 20, a moving picture.
    Video,
    /// 26, a word processor's document.
    Word,
    /// 27, a spreadsheet.
    Excel,
    /// 28, slides.
    PowerPoint,
    /// 30, sound.
    Audio,
    /// 35, an archive.
    Archive,
    /// 40, an application.
    Application,
    /// 45, anything else.
    Other,
}

impl FileType {
    const ALL: [Self; 10] = [
        Self::Folder,
        Self::Image,
        Self::Video,
        Self::Word,
        Self::Excel,
        Self::PowerPoint,
        Self::Audio,
        Self::Archive,
        Self::Application,
        Self::Other,
    ];

    /// The documented code.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Folder => 10,
            Self::Image => 15,
            Self::Video => 20,
            Self::Word => 26,
            Self::Excel => 27,
            Self::PowerPoint => 28,
            Self::Audio => 30,
            Self::Archive => 35,
            Self::Application => 40,
            Self::Other => 45,
        }
    }

    /// The type with this code.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether an album may hold it.
    #[must_use]
    pub const fn is_media(self) -> bool {
        matches!(self, Self::Image | Self::Video)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_names_its_type() {
        for kind in FileType::ALL {
            assert_eq!(FileType::from_code(kind.code()), Some(kind));
        }
        assert_eq!(FileType::from_code(11), None);
    }
}
