//! The smallest files that are what they say: a picture, a video, a text.

use leporello_model::Millis;

use super::model::Kind;

/// From the epoch of QuickTime, 1904-01-01, to that of Unix, in seconds.
const QUICKTIME: i64 = 2_082_844_800;

/// The bytes of a file taken at `taken`, in whole seconds; `serial` makes them differ from all others.
pub(super) fn of(kind: Kind, taken: Option<i64>, serial: usize) -> Vec<u8> {
    let serial = serial.to_string();
    match kind {
        Kind::Image => [jpeg(taken), serial.into_bytes()].concat(),
        Kind::Video => [movie(taken), atom(b"free", &[serial.as_bytes()])].concat(),
        Kind::Document | Kind::Folder => format!("Nothing but words, {serial} of them.").into_bytes(),
    }
}

/// A JPEG with an EXIF block of one tag, DateTimeOriginal, and no pixels.
pub(crate) fn jpeg(taken: Option<i64>) -> Vec<u8> {
    let frame = b"\xff\xc0\0\x11\x08\0\x1e\0\x28\x03\x01\x11\0\x02\x11\x01\x03\x11\x01\xff\xd9";
    let Some(taken) = taken else { return [b"\xff\xd8", &frame[..]].concat() };
    let text = Millis(taken).to_string().replacen('-', ":", 2).replace('T', " ");
    let block = [
        &b"MM\0\x2a\0\0\0\x08"[..],
        b"\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0",
        b"\0\x01\x90\x03\0\x02\0\0\0\x14\0\0\0\x2c\0\0\0\0",
        &text.as_bytes()[..19],
        b"\0",
    ]
    .concat();
    let length = u16::try_from(block.len() + 8).unwrap().to_be_bytes();
    [b"\xff\xd8\xff\xe1", &length[..], b"Exif\0\0", &block, frame].concat()
}

/// An MP4 of one empty track, whose header tells when it was made.
fn movie(taken: Option<i64>) -> Vec<u8> {
    let created = taken.map_or(0, |taken| u32::try_from(taken / 1_000 + QUICKTIME).unwrap());
    let mut header = vec![0; 100];
    header[4..8].copy_from_slice(&created.to_be_bytes());
    header[12..16].copy_from_slice(&600_u32.to_be_bytes());
    let media = atom(b"mdia", &[&atom(b"hdlr", &[&[0; 8], b"vide", &[0; 12]])]);
    let movie = atom(b"moov", &[&atom(b"mvhd", &[&header]), &atom(b"trak", &[&media])]);
    [atom(b"ftyp", &[b"isom", &[0; 4]]), movie].concat()
}

fn atom(name: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], name, &body].concat()
}
