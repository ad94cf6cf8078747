//! What a file is, from its first bytes and never from its name.
//!
//! Pictures and videos are told apart here, strictly: whatever is called one lands in somebody's album. Everything else is
//! left to the `infer` crate and to `document`.

use std::io::{Read, Seek};

use infer::MatcherType;
use leporello_model::FileType;

use crate::document;
use crate::fence::fenced;
use crate::source::Source;

/// The media type of what nobody knows.
pub(crate) const UNKNOWN: &str = "application/octet-stream";

/// How a file is built, as far as it decides who can read its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// HEIF with whatever inside: HEIC, AVIF.
    Heif,
    /// TIFF, and the many raw formats that are TIFF in all but name.
    Tiff,
    /// Canon's raw files of the third kind, built like a movie.
    Cr3,
    /// Fujifilm's raw files.
    Raf,
    /// A bitmap.
    Bmp,
    /// A picture of whose metadata only the size is read.
    Picture,
    /// QuickTime, MP4 and their relatives.
    Movie,
    /// Matroska and WebM.
    Matroska,
    /// AVI.
    Avi,
    /// Nothing that is looked into.
    Opaque,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) file_type: FileType,
    pub(crate) mime: &'static str,
    pub(crate) container: Container,
}

impl Kind {
    /// Something that is not looked into.
    pub(crate) const fn opaque(file_type: FileType, mime: &'static str) -> Self {
        Self { file_type, mime, container: Container::Opaque }
    }

    const fn picture(mime: &'static str, container: Container) -> Self {
        Self { file_type: FileType::Image, mime, container }
    }

    const fn video(mime: &'static str, container: Container) -> Self {
        Self { file_type: FileType::Video, mime, container }
    }
}

/// Tells what the file in `source` is.
pub(crate) fn of<R: Read + Seek>(source: &mut Source<'_, R>) -> Kind {
    // Text first: it may begin with any letters, and no picture or video is free of control characters.
    if let Some(kind) = document::of(source) {
        return kind;
    }
    let head = source.head();
    picture(head).or_else(|| iso(head)).or_else(|| video(head)).unwrap_or_else(|| other(head))
}

/// Pictures by their signatures, each long enough not to be met by accident.
fn picture(head: &[u8]) -> Option<Kind> {
    use Container::{Bmp, Jpeg, Picture, Png, Raf, Tiff, Webp};
    const SIGNATURES: [(&[u8], &str, Container); 17] = [
        (b"\xff\xd8\xff", "image/jpeg", Jpeg),
        (b"\x89PNG\r\n\x1a\n", "image/png", Png),
        (b"GIF87a", "image/gif", Picture),
        (b"GIF89a", "image/gif", Picture),
        (b"II\x2a\0\x10\0\0\0CR\x02", "image/x-canon-cr2", Tiff),
        (b"II\x2a\0", "image/tiff", Tiff),
        (b"MM\0\x2a", "image/tiff", Tiff),
        (b"II\x2b\0\x08\0", "image/tiff", Picture),
        (b"MM\0\x2b\0\x08", "image/tiff", Picture),
        (b"IIRO", "image/x-olympus-orf", Tiff),
        (b"IIRS", "image/x-olympus-orf", Tiff),
        (b"MMOR", "image/x-olympus-orf", Tiff),
        (b"IIU\0", "image/x-panasonic-rw2", Tiff),
        (b"FUJIFILMCCD-RAW ", "image/x-fuji-raf", Raf),
        (b"8BPS\0\x01", "image/vnd.adobe.photoshop", Picture),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl", Picture),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2", Picture),
    ];
    let signature = SIGNATURES.iter().find(|(signature, ..)| head.starts_with(signature));
    if let Some((_, mime, container)) = signature {
        return Some(Kind::picture(mime, *container));
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(Kind::picture("image/webp", Webp));
    }
    // Two letters are too little: a bitmap also has a header of one of the known lengths.
    let bitmap = head.starts_with(b"BM") && matches!(head.get(14..18)?, [12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]);
    bitmap.then(|| Kind::picture("image/bmp", Bmp))
}

/// The family of ISO base media files, by the brands they declare.
fn iso(head: &[u8]) -> Option<Kind> {
    if head.get(4..8)? != b"ftyp" {
        return quicktime_without_brand(head);
    }
    let length = u32::from_be_bytes(head.get(..4)?.try_into().ok()?);
    let length = usize::try_from(length).ok()?.clamp(16, head.len().max(16));
    let major = head.get(8..12)?;
    let compatible = head.get(16..length).unwrap_or_default();
    let has = |brand: &[u8]| major == brand || compatible.chunks_exact(4).any(|other| other == brand);
    Some(match major {
        b"crx " => Kind::picture("image/x-canon-cr3", Container::Cr3),
        b"heic" | b"heix" | b"heim" | b"heis" => Kind::picture("image/heic", Container::Heif),
        b"avif" | b"avis" => Kind::picture("image/avif", Container::Heif),
        b"hevc" | b"hevx" | b"hevm" | b"hevs" => Kind::picture("image/heic-sequence", Container::Heif),
        b"mif1" | b"mif2" | b"msf1" | b"miaf" | b"MiHE" | b"MiHB" if has(b"avif") => {
            Kind::picture("image/avif", Container::Heif)
        }
        b"mif1" | b"mif2" | b"msf1" | b"miaf" | b"MiHE" | b"MiHB" if has(b"heic") => {
            Kind::picture("image/heic", Container::Heif)
        }
        b"mif1" | b"mif2" | b"msf1" | b"miaf" | b"MiHE" | b"MiHB" => Kind::picture("image/heif", Container::Heif),
        b"M4A " | b"M4B " | b"M4P " | b"F4A " | b"F4B " => {
            Kind { file_type: FileType::Audio, ..Kind::video("audio/mp4", Container::Movie) }
        }
        b"qt  " | b"mqt " => Kind::video("video/quicktime", Container::Movie),
        b"M4V " | b"M4VH" | b"M4VP" => Kind::video("video/x-m4v", Container::Movie),
        [b'3', b'g', b'2', _] => Kind::video("video/3gpp2", Container::Movie),
        [b'3', b'g', _, _] => Kind::video("video/3gpp", Container::Movie),
        // A brand of somebody's own, on a picture that any reader of HEIF is said to understand.
        _ if has(b"avif") => Kind::picture("image/avif", Container::Heif),
        _ if has(b"heic") || has(b"mif1") => Kind::picture("image/heic", Container::Heif),
        _ if has(b"qt  ") => Kind::video("video/quicktime", Container::Movie),
        _ => Kind::video("video/mp4", Container::Movie),
    })
}

/// QuickTime from before there were brands: a first atom that only QuickTime has, of a length that makes sense.
fn quicktime_without_brand(head: &[u8]) -> Option<Kind> {
    let length = u32::from_be_bytes(head.get(..4)?.try_into().ok()?);
    let next = || head.get(usize::try_from(length).ok()?.checked_add(4)?..)?.get(..4);
    let known = match head.get(4..8)? {
        b"moov" | b"mdat" | b"pnot" => length >= 8 || length == 1 || length == 0,
        b"wide" | b"free" | b"skip" => {
            length >= 8 && matches!(next(), Some(b"mdat" | b"moov" | b"free" | b"wide" | b"skip"))
        }
        _ => false,
    };
    known.then(|| Kind::video("video/quicktime", Container::Movie))
}

/// Videos outside that family.
fn video(head: &[u8]) -> Option<Kind> {
    let start = &head[..head.len().min(4096)];
    if head.starts_with(b"\x1a\x45\xdf\xa3") {
        let webm = memchr::memmem::find(start, b"\x42\x82\x84webm").is_some();
        let matroska = memchr::memmem::find(start, b"matroska").is_some();
        return match (webm, matroska) {
            (true, _) => Some(Kind::video("video/webm", Container::Matroska)),
            (_, true) => Some(Kind::video("video/x-matroska", Container::Matroska)),
            _ => None,
        };
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"AVI ") {
        return Some(Kind::video("video/x-msvideo", Container::Avi));
    }
    // Transport streams have no signature but a mark every 188 bytes, or 192 on camcorders that add a time to each.
    let marked = |first: usize, step: usize| (0..5).all(|n| head.get(first + n * step) == Some(&0x47));
    let stream = marked(0, 188) || marked(4, 192);
    stream.then(|| Kind::video("video/mp2t", Container::Opaque))
}

/// All that is neither a picture nor one of those videos nor a document.
fn other(head: &[u8]) -> Kind {
    let Some(found) = fenced(|| infer::get(head)).flatten() else { return Kind::opaque(FileType::Other, UNKNOWN) };
    // What is told by two letters or so, which other files bear by accident, and drawings that are no photographs.
    const WEAK: [&str; 11] = ["obj", "bc", "der", "pem", "qcow2", "dwg", "djvu", "bmp", "gif", "webp", "mov"];
    let file_type = match found.matcher_type() {
        _ if WEAK.contains(&found.extension()) => return Kind::opaque(FileType::Other, UNKNOWN),
        MatcherType::Text => return Kind::opaque(FileType::Other, "text/plain"),
        MatcherType::Image => FileType::Image,
        MatcherType::Video => FileType::Video,
        MatcherType::Audio => FileType::Audio,
        MatcherType::App => FileType::Application,
        MatcherType::Archive => document::archive(found.extension()),
        _ => FileType::Other,
    };
    let container = if file_type == FileType::Image { Container::Picture } else { Container::Opaque };
    Kind { file_type, mime: found.mime_type(), container }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn kind(bytes: &[u8]) -> (FileType, &'static str) {
        let mut cursor = Cursor::new(bytes);
        let kind = of(&mut Source::open(&mut cursor, bytes.len() as u64).unwrap());
        (kind.file_type, kind.mime)
    }

    fn ftyp(brands: &[&[u8; 4]]) -> Vec<u8> {
        let mut bytes = (12 + 4 * brands.len() as u32).to_be_bytes().to_vec();
        bytes.extend(b"ftyp");
        bytes.extend(brands[0]);
        bytes.extend([0; 4]);
        brands[1..].iter().for_each(|brand| bytes.extend(*brand));
        bytes
    }

    #[test]
    fn brands_tell_pictures_from_videos_and_sound() {
        use FileType::{Audio, Image, Video};
        for (brands, expected) in [
            (&[b"heic", b"mif1"][..], (Image, "image/heic")),
            (&[b"mif1", b"mif1", b"heic"], (Image, "image/heic")),
            (&[b"mif1", b"avif", b"miaf"], (Image, "image/avif")),
            (&[b"avif"], (Image, "image/avif")),
            (&[b"mif1", b"jpeg"], (Image, "image/heif")),
            (&[b"crx ", b"isom"], (Image, "image/x-canon-cr3")),
            (&[b"XYZ ", b"mif1"], (Image, "image/heic")),
            (&[b"qt  "], (Video, "video/quicktime")),
            (&[b"isom", b"iso2", b"mp41"], (Video, "video/mp4")),
            (&[b"iso5"], (Video, "video/mp4")),
            (&[b"MSNV"], (Video, "video/mp4")),
            (&[b"M4V "], (Video, "video/x-m4v")),
            (&[b"3gp4"], (Video, "video/3gpp")),
            (&[b"3g2a"], (Video, "video/3gpp2")),
            (&[b"zzzz"], (Video, "video/mp4")),
            (&[b"M4A ", b"isom"], (Audio, "audio/mp4")),
        ] {
            assert_eq!(kind(&ftyp(brands)), expected, "{brands:?}");
        }
    }

    #[test]
    fn signatures_are_long_enough() {
        let nothing = (FileType::Other, UNKNOWN);
        assert_eq!(kind(b""), nothing);
        assert_eq!(kind(&[0, 2, 0, 0, 1, 1, 1, 1]), nothing);
        assert_eq!(kind(b"BM\xff\xff\xff\0\0\0\0\0\x36\0\0\0\x29\0\0\0"), nothing);
        assert_eq!(kind(b"BM\xff\xff\xff\0\0\0\0\0\x36\0\0\0\x28\0\0\0").1, "image/bmp");
        assert_eq!(kind(b"GIF\0\0\0\0\0"), nothing);
        for text in ["The moov atom", "GIF89a in short", "IIRO", "all ftyp isom"] {
            assert_eq!(kind(text.as_bytes()), (FileType::Other, "text/plain"), "{text}");
        }
        assert_eq!(kind(b"GIF89a\x01\0\x01\0\x80").1, "image/gif");
        assert_eq!(kind(b"\0\0\0\x08wide\0\0\x01\0mdat").1, "video/quicktime");
        assert_eq!(kind(b"\0\0\0\x08wide\0\0\x01\0\xff\xff\xff\xff"), nothing);
        assert_eq!(kind(b"RIFF\0\0\0\0AVI LIST").1, "video/x-msvideo");
        assert_eq!(kind(b"RIFF\0\0\0\0WAVEfmt ").0, FileType::Audio);
        assert_eq!(kind(b"ID3\x03\0\0\0\0").0, FileType::Audio);
    }

    #[test]
    fn camcorder_streams_are_videos() {
        for (first, step) in [(0, 188), (4, 192)] {
            let mut stream = vec![0xff; 192 * 6];
            (0..6).for_each(|n| stream[first + n * step] = 0x47);
            assert_eq!(kind(&stream), (FileType::Video, "video/mp2t"));
        }
    }
}
