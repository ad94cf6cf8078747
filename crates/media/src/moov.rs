//! The movie atom of QuickTime and MP4: headers, tracks and the notes that cameras leave in it. Works on bytes alone.

use std::collections::HashMap;

use crate::place::{self, Position};
use crate::time::{self, Shot};

/// What a movie atom says, unchecked unless noted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Movie {
    /// When it was made, according to its header: a time that can be believed.
    pub(crate) created: Option<Shot>,
    /// Playing time in milliseconds.
    pub(crate) duration_ms: Option<i64>,
    /// Width and height of the first picture track, not yet turned.
    pub(crate) size: Option<(u32, u32)>,
    /// How that track is to be turned, as an EXIF orientation; none if not at all.
    pub(crate) orientation: Option<u8>,
    /// Whether there is a track of pictures.
    pub(crate) pictures: bool,
    /// Whether there is a track of sound.
    pub(crate) sound: bool,
    /// Units of time in a second.
    scale: u32,
    /// Where it was made, as degrees north and east.
    pub(crate) place: Option<Position>,
    /// The camera's notes by key.
    notes: HashMap<String, String>,
}

/// The keys under which Apple, Android and older cameras note the same thing, the best first.
pub(crate) const DATE: &[&str] = &["com.apple.quicktime.creationdate"];
const PLACE: &[&str] = &["com.apple.quicktime.location.ISO6709", "©xyz"];
pub(crate) const MAKE: &[&str] = &["com.apple.quicktime.make", "com.android.manufacturer", "©mak"];
pub(crate) const MODEL: &[&str] = &["com.apple.quicktime.model", "com.android.model", "©mod"];

impl Movie {
    /// Reads the body of a movie atom; what is missing or broken in it is left out.
    pub(crate) fn read(body: &[u8]) -> Self {
        let mut movie = Self::default();
        for (name, body) in atoms(body) {
            match &name {
                b"mvhd" => movie.header(body),
                b"trak" => movie.track(body),
                b"mvex" => movie.duration_ms = movie.duration_ms.or_else(|| movie.fragments(body)),
                b"meta" => movie.keyed(body),
                b"udta" => movie.user_data(body),
                _ => {}
            }
        }
        movie.place = movie.note(PLACE).and_then(place::iso6709).or(movie.place);
        movie
    }

    /// The note under the first of these keys that there is.
    pub(crate) fn note(&self, keys: &[&str]) -> Option<&str> {
        keys.iter().find_map(|key| self.notes.get(*key)).map(String::as_str)
    }

    fn header(&mut self, body: &[u8]) {
        let header = || {
            Some(match body.first()? {
                0 => (u32_at(body, 4)?.into(), u32_at(body, 12)?, u32_at(body, 16)?.into()),
                _ => (u64_at(body, 4)?, u32_at(body, 20)?, u64_at(body, 24)?),
            })
        };
        let Some((created, scale, duration)) = header() else { return };
        self.created = time::quicktime(created);
        self.scale = scale;
        self.duration_ms = self.millis(duration);
    }

    /// The playing time of a movie that was recorded in fragments stands in a header of their own.
    fn fragments(&self, body: &[u8]) -> Option<i64> {
        let header = find(body, b"mehd")?;
        self.millis(if header.first()? == &0 { u32_at(header, 4)?.into() } else { u64_at(header, 4)? })
    }

    /// A playing time in milliseconds; zero, and the largest numbers, mean that it is not known.
    fn millis(&self, units: u64) -> Option<i64> {
        let known = units != 0 && units != u64::from(u32::MAX) && units != u64::MAX;
        let millis = (u128::from(units) * 1000).checked_div(self.scale.into()).filter(|_| known)?;
        i64::try_from(millis).ok()
    }

    fn track(&mut self, body: &[u8]) {
        let handler = find(body, b"mdia").and_then(|media| find(media, b"hdlr")).and_then(|body| body.get(8..12));
        self.sound |= handler == Some(b"soun");
        if handler != Some(b"vide") || self.pictures {
            return;
        }
        self.pictures = true;
        let Some(header) = find(body, b"tkhd") else { return };
        let matrix = if header.first() == Some(&0) { 40 } else { 52 };
        let number = |index: usize| u32_at(header, matrix + index * 4);
        // The size follows the nine numbers of the matrix; all are fixed-point, with 16 bits of fraction.
        let size = number(9).zip(number(10)).map(|(width, height)| (width >> 16, height >> 16));
        self.size = size.filter(|(width, height)| *width > 0 && *height > 0);
        const ONE: u32 = 1 << 16;
        const MINUS_ONE: u32 = ONE.wrapping_neg();
        self.orientation = match [number(0), number(1), number(3), number(4)] {
            [Some(0), Some(ONE), Some(MINUS_ONE), Some(0)] => Some(6),
            [Some(MINUS_ONE), Some(0), Some(0), Some(MINUS_ONE)] => Some(3),
            [Some(0), Some(MINUS_ONE), Some(ONE), Some(0)] => Some(8),
            _ => None,
        };
    }

    /// Notes as Apple keeps them: a list of keys, and values under each key's number.
    fn keyed(&mut self, body: &[u8]) {
        // In MP4, unlike in QuickTime, this atom begins with a version.
        let body = if body.get(4..8) == Some(b"hdlr") { body } else { body.get(4..).unwrap_or_default() };
        let (Some(keys), Some(values)) = (find(body, b"keys"), find(body, b"ilst")) else { return };
        let keys: Vec<_> = atoms(keys.get(8..).unwrap_or_default()).map(|(_, key)| key).collect();
        for (number, value) in atoms(values) {
            let index = usize::try_from(u32::from_be_bytes(number)).ok().and_then(|number| number.checked_sub(1));
            let key = index.and_then(|index| keys.get(index));
            let text = find(value, b"data").and_then(|data| data.get(8..));
            if let Some((key, text)) = key.zip(text) {
                self.keep(&String::from_utf8_lossy(key), text);
            }
        }
    }

    /// Notes as older cameras and Android keep them: an atom each, with a length and a language before the text.
    fn user_data(&mut self, body: &[u8]) {
        for (name, body) in atoms(body) {
            match (name, body.get(4..)) {
                ([b'm', b'e', b't', b'a'], _) => self.keyed(body),
                ([b'l', b'o', b'c', b'i'], _) => self.place = located(body),
                // The first byte is the sign © in the Macintosh's old alphabet.
                ([0xa9, name @ ..], Some(text)) => self.keep(&format!("©{}", String::from_utf8_lossy(&name)), text),
                _ => {}
            }
        }
    }

    fn keep(&mut self, key: &str, text: &[u8]) {
        const LONGEST: usize = 256;
        let wanted = [DATE, PLACE, MAKE, MODEL].iter().any(|keys| keys.contains(&key));
        if wanted && text.len() <= LONGEST {
            self.notes.entry(key.to_owned()).or_insert_with(|| String::from_utf8_lossy(text).into_owned());
        }
    }
}

/// The atoms that `bytes` are a sequence of: name and body; a body that is cut off is given as far as it goes.
pub(crate) fn atoms(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (length, name) = (u32_at(bytes, 0)?, *bytes.get(4..)?.first_chunk::<4>()?);
        let (header, length) = match length {
            0 => (8, u64::MAX),
            1 => (16, u64_at(bytes, 8)?),
            length => (8, length.into()),
        };
        let end = usize::try_from(length).unwrap_or(usize::MAX).min(bytes.len());
        let body = bytes.get(header..end)?;
        bytes = &bytes[end..];
        Some((name, body))
    })
}

/// The body of the first atom of that name.
pub(crate) fn find<'a>(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    atoms(bytes).find(|(found, _)| found == name).map(|(_, body)| body)
}

/// A place as 3GPP notes it: after version, language, a name and its role, longitude and latitude as fixed-point numbers.
fn located(body: &[u8]) -> Option<Position> {
    let name = body.get(6..)?;
    let rest = name.get(name.iter().position(|byte| *byte == 0)? + 2..)?;
    let degrees = |at| u32_at(rest, at).map(|number| f64::from(number.cast_signed()) / 65_536.0);
    place::position(degrees(4)?, degrees(0)?)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))
}
