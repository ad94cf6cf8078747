//! Excerpts of TIFF: the few small tags that matter, out of files that may be huge, raw or hostile.
//!
//! A scan or a camera's raw file is a TIFF of many megabytes whose directories may lie at its end, and a hostile one may
//! have thousands of overlapping values. An excerpt is a small, well-formed EXIF block with the same tags, which is then
//! left to the library to interpret.

use std::io::{Read, Seek, SeekFrom};

/// The most entries of a directory that are looked at; cameras write fewer than a hundred.
const ENTRIES: u16 = 512;
/// Values longer than this, such as maker notes and previews, are left out.
const VALUE: u64 = 1024;
/// The most pictures of one file that are looked at.
const PICTURES: usize = 8;

const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;
const INTEROPERABILITY: u16 = 0xa005;
const SUB_PICTURES: u16 = 0x014a;
const SUBFILE_TYPE: u16 = 0x00fe;
const MAKE: u16 = 0x010f;
const DNG_VERSION: u16 = 0xc612;

/// The small tags of a TIFF file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Excerpt {
    /// An EXIF block with the tags of the first picture, of the shot and of the satellite receiver.
    pub(crate) block: Vec<u8>,
    /// Width and height of the largest picture in the file, as stored.
    pub(crate) size: Option<(u32, u32)>,
    /// Whether the first picture has tags at all.
    pub(crate) found: bool,
    /// The raw format it is, where the first picture's tags betray one: a media type.
    pub(crate) raw: Option<&'static str>,
}

struct Entry {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

/// Takes an excerpt of the TIFF that `source` holds from its position 0 on; none if it does not begin like one.
pub(crate) fn excerpt<S: Read + Seek>(source: &mut S) -> Option<Excerpt> {
    let mut head = [0; 8];
    source.seek(SeekFrom::Start(0)).ok()?;
    source.read_exact(&mut head).ok()?;
    let mut walk = Walk { source, little: head[0] == b'I' };
    let offset = walk.u32(&head[4..8])?;
    let picture = walk.directory(offset);
    let size = walk.largest(&picture);
    let shot = walk.child(&picture, EXIF);
    let gps = walk.child(&picture, GPS);
    let raw = walk.raw(&picture);
    let found = !picture.is_empty();
    Some(Excerpt { block: walk.write(picture, shot, gps), size, found, raw })
}

struct Walk<'a, S> {
    source: &'a mut S,
    little: bool,
}

impl<S: Read + Seek> Walk<'_, S> {
    /// The entries of the directory at `offset` whose values are small and lie within the file.
    fn directory(&mut self, offset: u32) -> Vec<Entry> {
        let mut entries = Vec::new();
        let Some(count) = self.at(offset.into(), 2).and_then(|bytes| self.u16(&bytes)) else { return entries };
        let table = u64::from(offset) + 2;
        for index in 0..count.min(ENTRIES) {
            let Some(raw) = self.at(table + u64::from(index) * 12, 12) else { break };
            entries.extend(self.entry(&raw));
        }
        entries
    }

    fn entry(&mut self, raw: &[u8]) -> Option<Entry> {
        let (tag, kind, count) = (self.u16(&raw[..2])?, self.u16(&raw[2..4])?, self.u32(&raw[4..8])?);
        let unit = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = u64::from(count) * unit;
        let value = match length {
            0 => return None,
            1..=4 => raw[8..12].to_vec(),
            5..=VALUE => {
                let offset = self.u32(&raw[8..12])?;
                self.at(offset.into(), length)?
            }
            _ => return None,
        };
        Some(Entry { tag, kind, count, value })
    }

    fn child(&mut self, parent: &[Entry], tag: u16) -> Vec<Entry> {
        let pointer = parent.iter().find(|entry| entry.tag == tag).and_then(|entry| self.number(entry, 0));
        pointer.map(|offset| self.directory(offset)).unwrap_or_default()
    }

    /// The size of the largest of the first picture and those beneath it: in raw files the first one is a thumbnail.
    fn largest(&mut self, first: &[Entry]) -> Option<(u32, u32)> {
        let beneath = first.iter().find(|entry| entry.tag == SUB_PICTURES);
        let offsets: Vec<u32> =
            (0..PICTURES).map_while(|index| beneath.and_then(|entry| self.number(entry, index))).collect();
        let mut sizes: Vec<_> = self.size(first).into_iter().collect();
        for offset in offsets {
            let entries = self.directory(offset);
            sizes.extend(self.size(&entries));
        }
        sizes.into_iter().max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
    }

    fn size(&self, entries: &[Entry]) -> Option<(u32, u32)> {
        let of = |tag| entries.iter().find(|entry| entry.tag == tag).and_then(|entry| self.number(entry, 0));
        Some((of(0x0100)?, of(0x0101)?)).filter(|(width, height)| *width > 0 && *height > 0)
    }

    /// Raw files call themselves TIFF; their first picture is but a preview of the one beneath it.
    fn raw(&self, first: &[Entry]) -> Option<&'static str> {
        const MAKERS: [(&[u8], &str); 3] =
            [(b"NIKON", "image/x-nikon-nef"), (b"SONY", "image/x-sony-arw"), (b"SAMSUNG", "image/x-samsung-srw")];
        let of = |tag| first.iter().find(|entry| entry.tag == tag);
        if of(DNG_VERSION).is_some() {
            return Some("image/x-adobe-dng");
        }
        let preview = of(SUBFILE_TYPE).and_then(|entry| self.number(entry, 0)) == Some(1);
        let make = &of(MAKE)?.value;
        let maker = MAKERS.iter().find(|(name, _)| make.starts_with(name));
        maker.filter(|_| preview && of(SUB_PICTURES).is_some()).map(|(_, mime)| *mime)
    }

    fn number(&self, entry: &Entry, index: usize) -> Option<u32> {
        if index >= usize::try_from(entry.count).ok()? {
            return None;
        }
        match entry.kind {
            3 => self.u16(entry.value.get(index * 2..)?.get(..2)?).map(u32::from),
            4 | 13 => self.u32(entry.value.get(index * 4..)?.get(..4)?),
            _ => None,
        }
    }

    fn at(&mut self, offset: u64, length: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.source.seek(SeekFrom::Start(offset)).ok()?;
        self.source.by_ref().take(length).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 == length).then_some(bytes)
    }

    /// A TIFF of three directories, none of which has a successor.
    fn write(&self, mut picture: Vec<Entry>, shot: Vec<Entry>, gps: Vec<Entry>) -> Vec<u8> {
        // Pointers into the original are void here; those to the two other directories are made anew.
        picture.retain(|entry| !matches!(entry.tag, EXIF | GPS));
        let mut out = if self.little { b"II\x2a\0".to_vec() } else { b"MM\0\x2a".to_vec() };
        out.extend([0; 4]);
        for (tag, entries) in [(EXIF, shot), (GPS, gps)] {
            let offset = self.write_directory(&mut out, &entries);
            picture.push(Entry { tag, kind: 4, count: 1, value: self.put_u32(offset).to_vec() });
        }
        let first = self.write_directory(&mut out, &picture);
        out[4..8].copy_from_slice(&self.put_u32(first));
        out
    }

    fn write_directory(&self, out: &mut Vec<u8>, entries: &[Entry]) -> u32 {
        let entries = entries.iter().filter(|entry| entry.tag != INTEROPERABILITY);
        let mut table = Vec::new();
        for entry in entries.clone() {
            table.extend(self.put_u16(entry.tag));
            table.extend(self.put_u16(entry.kind));
            table.extend(self.put_u32(entry.count));
            if entry.value.len() <= 4 {
                table.extend(&entry.value);
            } else {
                table.extend(self.put_u32(position(out)));
                out.extend(&entry.value);
            }
        }
        let offset = position(out);
        out.extend(self.put_u16(u16::try_from(entries.count()).unwrap_or(u16::MAX)));
        out.extend(table);
        out.extend([0; 4]);
        offset
    }

    fn u16(&self, bytes: &[u8]) -> Option<u16> {
        let bytes = bytes.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn u32(&self, bytes: &[u8]) -> Option<u32> {
        let bytes = bytes.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    const fn put_u16(&self, number: u16) -> [u8; 2] {
        if self.little { number.to_le_bytes() } else { number.to_be_bytes() }
    }

    const fn put_u32(&self, number: u32) -> [u8; 4] {
        if self.little { number.to_le_bytes() } else { number.to_be_bytes() }
    }
}

/// Where the next byte of an excerpt goes: at most three directories of 512 entries of 1 KiB, so it always fits.
fn position(out: &[u8]) -> u32 {
    u32::try_from(out.len()).unwrap_or(u32::MAX)
}
