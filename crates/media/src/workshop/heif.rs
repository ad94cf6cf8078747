//! What has to be known of a HEIF file before a tool turns it into something else: which of its pictures is the one to
//! show, and whether that may be transparent. Works on bytes alone.

use crate::moov::{atoms, find};

/// What its header says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Heif {
    /// The place of the picture to show among all that stand for themselves, from 1 on; none if that cannot be told.
    pub(super) place: Option<usize>,
    /// A picture in it has a mask of transparency.
    pub(super) transparent: bool,
}

/// How the mask is named, in HEVC, AVC and everything else.
const MASKS: [&[u8]; 3] = [b"urn:mpeg:hevc:2015:auxid:1", b"urn:mpeg:avc:2015:auxid:1", b"systems:auxiliary:alpha"];

impl Heif {
    /// Reads the beginning of a file.
    pub(super) fn read(head: &[u8]) -> Self {
        let Some(meta) = find(head, b"meta").and_then(|body| body.get(4..)) else { return Self::default() };
        let transparent = MASKS.iter().any(|name| memchr::memmem::find(meta, name).is_some());
        Self { place: place(meta), transparent }
    }
}

/// Pictures are counted in the order of their numbers, as libheif does; thumbnails, masks and tiles do not count.
fn place(meta: &[u8]) -> Option<usize> {
    let primary = number(find(meta, b"pitm")?, 4, 0)?;
    let references = find(meta, b"iref").unwrap_or_default();
    let attached: Vec<u32> = atoms(references.get(4..).unwrap_or_default())
        .filter(|(name, _)| matches!(name, b"thmb" | b"auxl"))
        .filter_map(|(_, body)| if references.first() == Some(&0) { narrow(body, 0) } else { wide(body, 0) })
        .collect();
    let items = find(meta, b"iinf")?;
    let first = if items.first() == Some(&0) { 6 } else { 8 };
    let mut pictures: Vec<u32> = atoms(items.get(first..)?)
        .filter_map(|(_, body)| picture(body))
        .filter(|number| !attached.contains(number))
        .collect();
    pictures.sort_unstable();
    pictures.iter().position(|number| *number == primary).map(|place| place + 1)
}

/// The number of an item that is a picture to be seen.
fn picture(body: &[u8]) -> Option<u32> {
    let (hidden, kind) = (body.get(3)? & 1 == 1, if body.first()? < &3 { 8 } else { 10 });
    let seen = matches!(body.get(kind..kind + 4)?, b"hvc1" | b"av01" | b"vvc1" | b"jpeg" | b"grid" | b"iden" | b"iovl");
    if seen && !hidden { number(body, 4, 2) } else { None }
}

/// A number of two bytes up to this version of the box, and of four from then on.
fn number(body: &[u8], at: usize, narrow_until: u8) -> Option<u32> {
    if *body.first()? <= narrow_until { narrow(body, at) } else { wide(body, at) }
}

fn narrow(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_be_bytes(*bytes).into())
}

fn wide(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&(8 + body.len() as u32).to_be_bytes(), &name[..], body].concat()
    }

    /// A header with these items: number, type, hidden. One, if any, is the thumbnail of another.
    fn file(primary: u8, items: &[(u8, &[u8; 4], bool)], thumbnail: Option<u8>) -> Vec<u8> {
        let entries = items.iter().flat_map(|(number, kind, hidden)| {
            atom(b"infe", &[&[2, 0, 0, u8::from(*hidden), 0, *number, 0, 0], &kind[..], b"\0"].concat())
        });
        let items: Vec<u8> = [0, 0, 0, 0, 0, items.len() as u8].into_iter().chain(entries).collect();
        let mut meta = [&[0; 4][..], &atom(b"pitm", &[0, 0, 0, 0, 0, primary]), &atom(b"iinf", &items)].concat();
        if let Some(number) = thumbnail {
            let link = atom(b"thmb", &[0, number, 0, 1, 0, primary]);
            meta.extend(atom(b"iref", &[&[0; 4], &link[..]].concat()));
        }
        [atom(b"ftyp", b"heic\0\0\0\0"), atom(b"meta", &meta)].concat()
    }

    #[test]
    fn the_picture_to_show_is_found_among_the_others() {
        let items =
            [(9, b"hvc1", false), (3, b"hvc1", false), (4, b"hvc1", true), (2, b"Exif", false), (5, b"grid", false)];
        for (primary, thumbnail, place) in
            [(3, None, Some(1)), (5, None, Some(2)), (9, None, Some(3)), (9, Some(3), Some(2)), (4, None, None)]
        {
            assert_eq!(Heif::read(&file(primary, &items, thumbnail)).place, place, "{primary} {thumbnail:?}");
        }
    }

    #[test]
    fn broken_headers_say_nothing() {
        let whole = file(3, &[(3, b"hvc1", false)], Some(3));
        (0..whole.len()).for_each(|end| assert!(!Heif::read(&whole[..end]).transparent));
        assert_eq!(Heif::read(b""), Heif::default());
    }
}
