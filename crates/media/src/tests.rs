//! Tests of the whole room: real photographs, files made by hand, broken files, failing sources.

mod agreement;
mod broken;
mod filmed;
mod hostile;
mod made;
mod movies;
mod samples;

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use leporello_model::FileType;

use crate::{Facts, facts, reconcile};

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/photos/exif-samples");

/// The facts of a file of these bytes, whose photographer lives by UTC.
fn of(bytes: &[u8]) -> Facts {
    facts(&mut Cursor::new(bytes), bytes.len() as u64, &TimeZone::UTC).unwrap()
}

/// The facts of the same file, whose photographer lives by the clocks of `zone`.
fn of_somebody_in(zone: &str, bytes: &[u8]) -> Facts {
    facts(&mut Cursor::new(bytes), bytes.len() as u64, &TimeZone::get(zone).unwrap()).unwrap()
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(SAMPLES).join(name)).unwrap()
}

fn found(file_type: FileType) -> Facts {
    Facts { file_type, ..Facts::default() }
}

#[test]
fn bytes_win_over_claims_where_they_are_reliable() {
    use FileType::{Application, Archive, Audio, Excel, Folder, Image, Other, PowerPoint, Video, Word};
    for claimed in [Image, Video, Audio] {
        for bytes in [Image, Video, Audio, Word, Archive, Application, Other] {
            assert_eq!(reconcile(claimed, &found(bytes)), bytes, "{claimed:?} {bytes:?}");
        }
    }
    for claimed in [Word, Excel, PowerPoint, Archive, Application, Other] {
        for bytes in [Image, Video, Audio] {
            assert_eq!(reconcile(claimed, &found(bytes)), bytes, "{claimed:?} {bytes:?}");
        }
        for bytes in [Word, Archive, Other] {
            assert_eq!(reconcile(claimed, &found(bytes)), claimed, "{claimed:?} {bytes:?}");
        }
    }
    assert_eq!(reconcile(Folder, &found(Other)), Other);
}
