//! What renditions are ordered and what comes back: shared by whoever orders and by the worker who makes them.

use serde::{Deserialize, Serialize};

/// What is to be made of one picture or video, in one go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The views, in any order; all are made from one decoding.
    pub views: Vec<View>,
    /// Whether a placeholder is wanted too.
    pub placeholder: bool,
    /// Whether the picture stands upright as it is stored, whatever its EXIF says: so it is with what a tool made.
    pub upright: bool,
}

/// One view of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct View {
    /// Width in pixels that is asked for, 1 to 4096.
    pub width: u32,
    /// Height in pixels that is asked for, 1 to 4096.
    pub height: u32,
    /// How the picture goes into that box.
    pub mode: Mode,
    /// How it is written.
    pub format: Format,
    /// 1 to 100; of JPEG only.
    pub quality: u8,
}

/// How a picture goes into a box of `width` by `height` (contract/drive.md §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// As large as fits inside, in its own shape; never larger than it is.
    Lfit,
    /// As small as covers the box, in its own shape; never larger than it is.
    Mfit,
    /// Covers the box, and what stands out is cut off on both sides: exactly the box.
    Fill,
    /// Fits inside, and white fills the rest: exactly the box.
    Pad,
    /// Stretched to exactly the box.
    Fixed,
}

/// How a rendition is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// JPEG; what is transparent becomes white.
    Jpeg,
    /// PNG.
    Png,
    /// WebP without loss.
    Webp,
}

impl Mode {
    /// What `imageProcess` calls it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lfit => "lfit",
            Self::Mfit => "mfit",
            Self::Fill => "fill",
            Self::Pad => "pad",
            Self::Fixed => "fixed",
        }
    }
}

impl Format {
    /// What `imageProcess` calls it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// One for each view, in the order of the order.
    pub pictures: Vec<Picture>,
    /// A ThumbHash, some 25 bytes, where it was wanted.
    pub placeholder: Option<Vec<u8>>,
}

/// A rendition: upright, in sRGB, without any metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How it is written.
    pub format: Format,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Why a file has no renditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
pub enum Trouble {
    /// Its bytes are damaged, or are not what they claim to be.
    #[error("cannot be decoded")]
    Undecodable,
    /// Nothing here can decode such a file.
    #[error("has no picture in it that can be decoded")]
    Unsupported,
    /// It has more pixels than are decoded.
    #[error("has too many pixels")]
    TooLarge,
    /// Decoding it needs more memory than a worker has.
    #[error("needs too much memory")]
    OutOfMemory,
    /// Decoding it takes longer than a worker has.
    #[error("takes too long")]
    TimedOut,
    /// The worker died on it.
    #[error("stopped the worker that decoded it")]
    Crashed,
    /// The program that decodes such files is not installed, or cannot be run safely here.
    #[error("needs a program that is not installed")]
    NoTool,
    /// Nothing is wrong with the file: the worker could not be run, or the disk failed. Worth another try.
    #[error("could not be tried")]
    NotTried,
}

impl Trouble {
    /// A word for it, as it is kept and shown: `undecodable`, `tooLarge`, …
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Undecodable => "undecodable",
            Self::Unsupported => "unsupported",
            Self::TooLarge => "tooLarge",
            Self::OutOfMemory => "outOfMemory",
            Self::TimedOut => "timedOut",
            Self::Crashed => "crashed",
            Self::NoTool => "noTool",
            Self::NotTried => "notTried",
        }
    }
}
