//! Identifiers: what they look like on the wire and what they are inside (contract/albums.md §10).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text that is not an identifier of the kind asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an identifier of this kind")
    }
}

impl std::error::Error for IdError {}

/// Reads a positive 63-bit decimal number; neither signs nor leading zeros nor blanks.
fn decimal(text: &str) -> Result<i64, IdError> {
    let digits = !text.is_empty() && text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || text.starts_with('0') {
        return Err(IdError);
    }
    text.parse().map_err(|_| IdError)
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// A positive 63-bit number, written as a decimal string because it exceeds 2^53.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// Takes a number that is known to be one of these, from a row or from an id source.
            #[must_use]
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// The number, for a column.
            #[must_use]
            pub const fn number(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                decimal(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

number_id!(
    /// A user.
    UserId
);
number_id!(
    /// An album.
    AlbumId
);
number_id!(
    /// A job (`taskId`, `jobId`).
    JobId
);
number_id!(
    /// A family: the primary key of a shared folder (an album's `shareFolderId`), which is not the folder's file ID.
    FamilyId
);
number_id!(
    /// The group of a family's people (`groupId`).
    GroupId
);
number_id!(
    /// An invitation into a family (`inviteId`).
    InvitationId
);
number_id!(
    /// A stored object; never shown to a client.
    BlobId
);
number_id!(
    /// A session or a personal access token, as its user names it. It proves nothing.
    TokenId
);

/// A space (`containerId`): `IAA` and the decimal digits of a positive 63-bit number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceId(i64);

impl SpaceId {
    /// Takes a number that is known to be a space's, from a row or from an id source.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number, for a column.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The identifier of the space's root folder: `DEUI7pa0C24Aroot` and the space's own.
    #[must_use]
    pub fn root_folder(self) -> String {
        format!("{ROOT_PREFIX}{self}")
    }
}

const ROOT_PREFIX: &str = "DEUI7pa0C24Aroot";

impl fmt::Display for SpaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IAA{}", self.0)
    }
}

impl FromStr for SpaceId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        decimal(text.strip_prefix("IAA").ok_or(IdError)?).map(Self)
    }
}

impl Serialize for SpaceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A file or a folder: `F` and 32 characters of `-0-9A-Z_a-z`.
///
/// The characters stand for 192 bits, and their alphabet is in ASCII order, so identifiers sort by
/// the time they were made, as text and as bits. The root folder of a space has the longer form
/// `DEUI7pa0C24Aroot…` and is the one folder that is no row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(String);

const ALPHABET: &[u8; 64] = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

impl FileId {
    /// The longest identifier that the contract allows.
    pub const MAX_LENGTH: usize = 64;

    /// The identifier that stands for `bits`.
    #[must_use]
    pub fn from_bits(bits: [u8; 24]) -> Self {
        let mut text = String::with_capacity(33);
        text.push('F');
        for group in bits.chunks_exact(3) {
            let word = u32::from_be_bytes([0, group[0], group[1], group[2]]);
            for shift in [18, 12, 6, 0] {
                text.push(char::from(ALPHABET[(word >> shift & 63) as usize]));
            }
        }
        Self(text)
    }

    /// Takes a text that is known to be an identifier, from a row.
    #[must_use]
    pub const fn from_row(text: String) -> Self {
        Self(text)
    }

    /// The root folder of `space`.
    #[must_use]
    pub fn root_of(space: SpaceId) -> Self {
        Self(space.root_folder())
    }

    /// The space whose root folder this is, if it is one.
    #[must_use]
    pub fn as_root(&self) -> Option<SpaceId> {
        self.0.strip_prefix(ROOT_PREFIX)?.parse().ok()
    }

    /// The identifier as it stands on the wire and in a column.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Any non-empty text of at most 64 characters of the alphabet: whether it exists is the store's to say.
impl FromStr for FileId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let shaped =
            !text.is_empty() && text.len() <= Self::MAX_LENGTH && text.bytes().all(|byte| ALPHABET.contains(&byte));
        if shaped { Ok(Self(text.to_owned())) } else { Err(IdError) }
    }
}

impl Serialize for FileId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FileId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal, $format:literal, $letters:pat) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// The identifier that stands for `bits`.
            #[must_use]
            pub fn from_bits(bits: [u8; $bytes]) -> Self {
                Self(bits.iter().map(|byte| format!($format, byte)).collect())
            }

            /// The identifier as it stands on the wire and in a column.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                let shaped = text.len() == $bytes * 2 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | $letters));
                if shaped { Ok(Self(text.to_owned())) } else { Err(IdError) }
            }
        }
    };
}

hex_id!(
    /// An upload under way: 32 upper-case hexadecimal digits.
    UploadId,
    16,
    "{:02X}",
    b'A'..=b'F'
);
hex_id!(
    /// An app that signs its requests: 64 lower-case hexadecimal digits.
    AppId,
    32,
    "{:02x}",
    b'a'..=b'f'
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_strictly_decimal() {
        assert_eq!("1805929618625036417".parse(), Ok(AlbumId::new(1_805_929_618_625_036_417)));
        for bad in ["", "0", "-1", "+1", "01", "9223372036854775808", "1e3", " 1", "albumName"] {
            assert_eq!(bad.parse::<AlbumId>(), Err(IdError), "{bad}");
        }
    }

    #[test]
    fn a_root_folder_names_its_space() {
        let space: SpaceId = "IAA1645841408025905537".parse().unwrap();
        let root = FileId::root_of(space);
        assert_eq!(root.as_str(), "DEUI7pa0C24ArootIAA1645841408025905537");
        assert_eq!(root.as_root(), Some(space));
    }

    #[test]
    fn json_carries_numbers_as_strings() {
        assert_eq!(serde_json::to_string(&UserId::new(1_505_084_218_764_547_200)).unwrap(), "\"1505084218764547200\"");
    }

    proptest! {
        #[test]
        fn file_ids_keep_the_order_of_their_bits(a: [u8; 24], b: [u8; 24]) {
            prop_assert_eq!(FileId::from_bits(a).cmp(&FileId::from_bits(b)), a.cmp(&b));
            prop_assert_eq!(FileId::from_bits(a).as_str().parse::<FileId>(), Ok(FileId::from_bits(a)));
        }
    }
}
