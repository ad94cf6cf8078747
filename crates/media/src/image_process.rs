//! `imageProcess` and `usage`: which view of a picture somebody asks for (contract/drive.md §2.1).
//!
//! Holds the language and the arithmetic of sizes. It must never know how a view is made, or whether it can be.

use std::fmt;
use std::str::FromStr;

use leporello_model::Refusal;

use crate::{Format, Mode, View};

/// The sides in pixels of the squares that renditions are made for, smallest first. Whatever else is asked for is rounded
/// up to one of them; nothing larger is made.
pub const SIDES: [u32; 4] = [128, 256, 720, 1440];

/// The quality at which kept pictures are written.
const QUALITY: u8 = 80;

/// The longest `imageProcess`, in characters.
const LONGEST: usize = 300;
/// The longest `usage`, in characters.
const LONGEST_USAGE: usize = 100;
/// The largest side that may be asked for.
const LARGEST: u32 = 4096;
/// The largest percentage that may be asked for.
const MOST_PERCENT: u32 = 1000;

/// How large a view is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// As large as there is one.
    Whole,
    /// In a box; a side that is not given does not matter.
    Box { width: Option<u32>, height: Option<u32> },
    /// So many hundredths of the original.
    Percent(u32),
}

/// A view, as `imageProcess` asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process {
    mode: Mode,
    size: Size,
    /// How it is to be written, if somebody cares.
    format: Option<Format>,
    /// 1 to 100, if somebody cares.
    quality: Option<u8>,
}

/// What is to be shown, after rounding. As a text, which links carry: `256`, `256-fill-256x128-jpeg-80`, `preview`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rendition {
    /// The picture as it is made once and kept: inside of a square with this side, one of [`SIDES`].
    Kept(u32),
    /// Made anew from the kept one of this side whenever somebody asks for it.
    Anew(u32, View),
    /// The moving preview of a video.
    Preview,
}

impl Process {
    /// Reads an expression such as `image/resize,m_lfit,h_128,w_128/quality,q_80`; `field` is what it was sent as.
    ///
    /// # Errors
    /// [`Refusal::FieldLength`], [`Refusal::FieldFormat`] for anything but `resize` with `m_`, `w_`, `h_` or `p_`,
    /// `format` and `quality`, each once.
    pub fn parse(text: &str, field: &'static str) -> Result<Self, Refusal> {
        if text.chars().count() > LONGEST {
            return Err(Refusal::FieldLength { field, min: 1, max: LONGEST });
        }
        read(text).ok_or(Refusal::FieldFormat { field })
    }

    /// What is shown of a picture that is `original` pixels wide and high, if that is known.
    #[must_use]
    pub fn rendition(&self, original: Option<(u32, u32)>) -> Rendition {
        let (side, shape) = self.rounded(original);
        let written = (self.format.unwrap_or(Format::Jpeg), self.quality.unwrap_or(QUALITY));
        if shape.is_none() && written == (Format::Jpeg, QUALITY) {
            return Rendition::Kept(side);
        }
        let (mode, width, height) = shape.unwrap_or((Mode::Lfit, side, side));
        Rendition::Anew(side, View { width, height, mode, format: written.0, quality: written.1 })
    }

    /// The made side that it comes from; and the exact box, unless the picture keeps its own shape.
    fn rounded(&self, original: Option<(u32, u32)>) -> (u32, Option<(Mode, u32, u32)>) {
        let (width, height) = match self.size {
            Size::Whole => return (SIDES[3], None),
            Size::Percent(percent) => {
                let longest = original.map_or(SIDES[3], |(width, height)| width.max(height));
                let wanted = (u64::from(longest) * u64::from(percent)).div_ceil(100);
                return (made(u32::try_from(wanted).unwrap_or(u32::MAX)), None);
            }
            Size::Box { width, height } => (width, height),
        };
        match (width, height) {
            (Some(width), Some(height)) if !keeps_shape(self.mode) => {
                let (longest, side) = (width.max(height), made(width.max(height)));
                let grown = |length: u32| (length * side).div_ceil(longest).clamp(1, side);
                let (width, height) = (grown(width), grown(height));
                let covering = needed(Mode::Mfit, Some(width), Some(height), original);
                (made(covering), Some((self.mode, width, height)))
            }
            _ => (made(needed(self.mode, width, height, original)), None),
        }
    }
}

/// The view of the picture that is kept for this side.
#[must_use]
pub const fn kept(side: u32) -> View {
    View { width: side, height: side, mode: Mode::Lfit, format: Format::Jpeg, quality: QUALITY }
}

impl fmt::Display for Rendition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept(side) => write!(formatter, "{side}"),
            Self::Preview => formatter.write_str("preview"),
            Self::Anew(side, View { width, height, mode, format, quality }) => {
                write!(formatter, "{side}-{}-{width}x{height}-{}-{quality}", mode.word(), format.word())
            }
        }
    }
}

/// Reads what `Display` writes, and nothing else.
impl FromStr for Rendition {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if text == "preview" {
            return Ok(Self::Preview);
        }
        let side = |text: &str| number(text, LARGEST).filter(|side| SIDES.contains(side));
        let anew = || {
            let [from, mode, size, format, quality] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
            let (width, height) = size.split_once('x')?;
            let view = View {
                width: number(width, LARGEST)?,
                height: number(height, LARGEST)?,
                mode: mode_of(mode)?,
                format: format_of(format)?,
                quality: u8::try_from(number(quality, 100)?).ok()?,
            };
            Some(Self::Anew(side(from)?, view))
        };
        side(text).map(Self::Kept).or_else(anew).ok_or(())
    }
}

/// Reads `usage`: some of `minThumbnail`, `midThumbnail`, `largeThumbnail`, `superLargeThumbnail`, and ours, `preview`;
/// gives each with the made side that it stands for, and `preview` with none.
///
/// # Errors
/// [`Refusal::FieldLength`], [`Refusal::FieldFormat`].
pub fn usage(text: &str, field: &'static str) -> Result<Vec<(&'static str, Option<u32>)>, Refusal> {
    const NAMES: [(&str, Option<u32>); 5] = [
        ("minThumbnail", Some(SIDES[0])),
        ("midThumbnail", Some(SIDES[1])),
        ("largeThumbnail", Some(SIDES[2])),
        ("superLargeThumbnail", Some(SIDES[3])),
        ("preview", None),
    ];
    if text.chars().count() > LONGEST_USAGE {
        return Err(Refusal::FieldLength { field, min: 1, max: LONGEST_USAGE });
    }
    let named = |word: &str| NAMES.into_iter().find(|(name, _)| *name == word.trim());
    let mut wanted: Vec<_> = text.split(',').map(named).collect::<Option<_>>().ok_or(Refusal::FieldFormat { field })?;
    let mut seen = Vec::new();
    wanted.retain(|name| {
        !seen.contains(name) && {
            seen.push(*name);
            true
        }
    });
    Ok(wanted)
}

/// Whether the outcome has the picture's own shape.
const fn keeps_shape(mode: Mode) -> bool {
    matches!(mode, Mode::Lfit | Mode::Mfit)
}

/// The smallest made side that is no smaller, or the largest there is.
fn made(side: u32) -> u32 {
    SIDES.into_iter().find(|made| *made >= side).unwrap_or(SIDES[3])
}

/// The longer side of the picture once it is in the box; it never grows.
fn needed(mode: Mode, width: Option<u32>, height: Option<u32>, original: Option<(u32, u32)>) -> u32 {
    let given = [width, height].into_iter().flatten();
    let Some((whole_width, whole_height)) = original.filter(|(width, height)| *width > 0 && *height > 0) else {
        // Whichever shape it has, it is no longer than this; but to cover the box it may have to be.
        return if mode == Mode::Mfit { SIDES[3] } else { given.max().unwrap_or(SIDES[3]) };
    };
    let longest = u64::from(whole_width.max(whole_height));
    // The longer side that goes with each side that is given.
    let with =
        |asked: Option<u32>, whole: u32| asked.map(|asked| (u64::from(asked) * longest).div_ceil(u64::from(whole)));
    let both = [with(width, whole_width), with(height, whole_height)].into_iter().flatten();
    let needed = if mode == Mode::Mfit { both.max() } else { both.min() };
    u32::try_from(needed.unwrap_or(longest).min(longest)).unwrap_or(u32::MAX)
}

fn read(text: &str) -> Option<Process> {
    let mut process = Process { mode: Mode::Lfit, size: Size::Whole, format: None, quality: None };
    let mut seen = Vec::new();
    for operation in text.strip_prefix("image/")?.split('/') {
        let (name, values) = operation.split_once(',')?;
        if seen.contains(&name) {
            return None;
        }
        seen.push(name);
        match name {
            "resize" => (process.mode, process.size) = resize(values)?,
            "format" => process.format = Some(format_of(values)?),
            "quality" => process.quality = Some(quality(values)?),
            _ => return None,
        }
    }
    Some(process)
}

fn resize(values: &str) -> Option<(Mode, Size)> {
    let (mut mode, mut width, mut height, mut percent) = (None, None, None, None);
    for value in values.split(',') {
        let (key, value) = value.split_once('_')?;
        let fresh = match key {
            "m" => mode.replace(mode_of(value)?).is_none(),
            "w" => width.replace(number(value, LARGEST)?).is_none(),
            "h" => height.replace(number(value, LARGEST)?).is_none(),
            "p" => percent.replace(number(value, MOST_PERCENT)?).is_none(),
            _ => false,
        };
        if !fresh {
            return None;
        }
    }
    let size = match (width, height, percent) {
        (None, None, Some(percent)) => Size::Percent(percent),
        (None, None, None) | (.., Some(_)) => return None,
        (width, height, None) => Size::Box { width, height },
    };
    Some((mode.unwrap_or(Mode::Lfit), size))
}

fn mode_of(name: &str) -> Option<Mode> {
    Some(match name {
        "lfit" => Mode::Lfit,
        "mfit" => Mode::Mfit,
        "fill" => Mode::Fill,
        "pad" => Mode::Pad,
        "fixed" => Mode::Fixed,
        _ => return None,
    })
}

fn format_of(name: &str) -> Option<Format> {
    Some(match name {
        "jpg" | "jpeg" => Format::Jpeg,
        "png" => Format::Png,
        "webp" => Format::Webp,
        _ => return None,
    })
}

/// `q_80` or `Q_80`: relative to the original or not is the same here, for a view is always written anew.
fn quality(value: &str) -> Option<u8> {
    let digits = value.strip_prefix("q_").or_else(|| value.strip_prefix("Q_"))?;
    u8::try_from(number(digits, 100)?).ok()
}

/// A number from 1 to `most`, in digits, without a zero in front.
fn number(digits: &str, most: u32) -> Option<u32> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|number| plain && (1..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELD: &str = "imageProcess";
    const LANDSCAPE: Option<(u32, u32)> = Some((4000, 3000));

    fn rounded(text: &str, original: Option<(u32, u32)>) -> (u32, Option<(Mode, u32, u32)>) {
        Process::parse(text, FIELD).unwrap().rounded(original)
    }

    #[test]
    fn sizes_are_rounded_up_to_the_made_ones() {
        for (text, side) in [
            ("image/resize,m_lfit,h_128,w_128", 128),
            ("image/resize,w_128", 128),
            ("image/resize,h_128", 256),
            ("image/resize,w_129,h_4096", 256),
            ("image/resize,m_mfit,w_128,h_128", 256),
            ("image/resize,w_720,h_720", 720),
            ("image/resize,w_721,h_721", 1440),
            ("image/resize,w_4096,h_4096", 1440),
            ("image/resize,p_3", 128),
            ("image/resize,p_10", 720),
            ("image/resize,p_1000", 1440),
            ("image/format,png", 1440),
            ("image/quality,q_1", 1440),
        ] {
            assert_eq!(rounded(text, LANDSCAPE), (side, None), "{text}");
        }
        // What is not known may be of any shape; what is smaller stays so.
        assert_eq!(rounded("image/resize,w_300,h_100", None), (720, None));
        assert_eq!(rounded("image/resize,m_mfit,w_300,h_100", None), (1440, None));
        assert_eq!(rounded("image/resize,w_1440", Some((100, 50))), (128, None));
        assert_eq!(rounded("image/resize,w_1", Some((1, 1_000_000))), (1440, None));
    }

    #[test]
    fn an_exact_shape_keeps_its_proportions_and_comes_from_a_picture_that_covers_it() {
        for (text, side, shape) in [
            ("image/resize,m_fill,w_128,h_128", 256, (Mode::Fill, 128, 128)),
            ("image/resize,m_fill,w_200,h_100", 256, (Mode::Fill, 256, 128)),
            ("image/resize,m_pad,w_100,h_200", 720, (Mode::Pad, 128, 256)),
            ("image/resize,m_fixed,w_4096,h_1", 1440, (Mode::Fixed, 1440, 1)),
        ] {
            assert_eq!(rounded(text, LANDSCAPE), (side, Some(shape)), "{text}");
        }
        // One side alone is no shape.
        assert_eq!(rounded("image/resize,m_fill,w_128", LANDSCAPE), (128, None));
    }

    #[test]
    fn a_rendition_is_kept_or_made_anew_and_has_a_name() {
        for (text, name) in [
            ("image/resize,m_lfit,h_128,w_128", "128"),
            ("image/resize,w_200/format,jpg/quality,q_80", "256"),
            ("image/format,jpeg", "1440"),
            ("image/resize,w_9/format,webp/quality,Q_7", "128-lfit-128x128-webp-7"),
            ("image/resize,m_fill,w_200,h_100", "256-fill-256x128-jpeg-80"),
            ("image/quality,q_100", "1440-lfit-1440x1440-jpeg-100"),
        ] {
            let rendition = Process::parse(text, FIELD).unwrap().rendition(LANDSCAPE);
            assert_eq!(rendition.to_string(), name, "{text}");
            assert_eq!(name.parse(), Ok(rendition));
        }
        assert_eq!("preview".parse(), Ok(Rendition::Preview));
        for wrong in
            ["", "129", "0128", "256-fill-256x128-jpeg", "256-fill-5000x1-jpeg-80", "256-fill-1x1-jpeg-0", "-1"]
        {
            assert_eq!(wrong.parse::<Rendition>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for wrong in [
            "",
            "image",
            "image/",
            "image/resize",
            "image/resize,",
            "image/resize,m_lfit",
            "image/resize,w_0",
            "image/resize,w_4097",
            "image/resize,w_-1",
            "image/resize,w_+1",
            "image/resize,w_1.5",
            "image/resize,w_",
            "image/resize,w_1,w_1",
            "image/resize,m_lfit,m_pad,w_1",
            "image/resize,m_LFIT,w_1",
            "image/resize,p_0",
            "image/resize,p_1001",
            "image/resize,p_50,w_1",
            "image/resize,l_100",
            "image/resize,w_1,limit_0",
            "image/resize,w_1,color_FF0000",
            "image/resize, w_1",
            "image/resize,w_1/",
            "image/resize,w_1/resize,w_2",
            "image/format,gif",
            "image/format,jpg,png",
            "image/quality,80",
            "image/quality,q_0",
            "image/quality,q_101",
            "image/rotate,90",
            "image/info",
            "image/watermark,text_YQ==",
            "video/snapshot,t_1000",
            "IMAGE/resize,w_1",
            "image/resize,w_00001",
            "style/small",
            "image/resize,w_\u{661}",
        ] {
            assert_eq!(Process::parse(wrong, FIELD), Err(Refusal::FieldFormat { field: FIELD }), "{wrong}");
        }
        let long = format!("image/resize,w_1{}", " ".repeat(300));
        assert_eq!(Process::parse(&long, FIELD), Err(Refusal::FieldLength { field: FIELD, min: 1, max: 300 }));
    }

    #[test]
    fn usage_names_made_sizes() {
        assert_eq!(
            usage("minThumbnail, largeThumbnail", "usage").unwrap(),
            [("minThumbnail", Some(128)), ("largeThumbnail", Some(720))]
        );
        assert_eq!(usage("preview", "usage").unwrap(), [("preview", None)]);
        for wrong in ["", "thumbnail", "minThumbnail,", "MINTHUMBNAIL"] {
            assert!(usage(wrong, "usage").is_err(), "{wrong}");
        }
    }
}
