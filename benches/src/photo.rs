//! Made photographs: a real JPEG file with EXIF, and random bytes behind its end for the size.
//!
//! The picture is grey all over, so it takes few bytes; what fills the file is behind the end marker, where
//! no reader looks. Hashing and copying cost the same as with a real one.

use std::fs;
use std::path::Path;

use crate::Failed;
use crate::library::mixed;

const WIDTH: u16 = 4000;
const HEIGHT: u16 = 3000;

/// Fills `folder` with `count` different photos of 1.5 to 3 MB, ten folders of them; gives their bytes.
pub(crate) fn fill(folder: &Path, count: u64) -> Result<u64, Failed> {
    let mut total = 0;
    for number in 0..count {
        let below = folder.join(format!("Trip {}", number * 10 / count));
        fs::create_dir_all(&below)?;
        let length = 1_500_000 + mixed(number) % 1_500_001;
        let photo = photo(number, usize::try_from(length)?);
        fs::write(below.join(format!("IMG_{number:04}.jpg")), photo)?;
        total += length;
    }
    Ok(total)
}

/// A photo of `length` bytes.
fn photo(number: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    segment(&mut bytes, 0xe1, &exif(number));
    segment(&mut bytes, 0xdb, &[&[0][..], &[1; 64]].concat());
    let [height, width] = [HEIGHT, WIDTH].map(u16::to_be_bytes);
    segment(&mut bytes, 0xc0, &[8, height[0], height[1], width[0], width[1], 1, 1, 0x11, 0]);
    // Two tables of one code each, the bit 0: no difference to the block before, and no detail in it.
    for class in [0x00, 0x10] {
        segment(&mut bytes, 0xc4, &[&[class, 1][..], &[0; 16]].concat());
    }
    segment(&mut bytes, 0xda, &[1, 1, 0, 0, 63, 0]);
    // So every block of 8 by 8 is two zero bits.
    let blocks = usize::from(WIDTH / 8) * usize::from(HEIGHT / 8);
    bytes.resize(bytes.len() + blocks.div_ceil(4), 0);
    bytes.extend([0xff, 0xd9]);
    let mut word = number << 32;
    while bytes.len() < length {
        bytes.extend(mixed(word).to_le_bytes());
        word += 1;
    }
    bytes.truncate(length);
    bytes
}

fn segment(bytes: &mut Vec<u8>, marker: u8, content: &[u8]) {
    bytes.extend([0xff, marker]);
    // All contents here are short.
    bytes.extend(u16::try_from(content.len() + 2).unwrap_or(u16::MAX).to_be_bytes());
    bytes.extend(content);
}

/// What a camera would say: its maker, and when the picture was taken.
fn exif(number: u64) -> Vec<u8> {
    let (minute, second) = (number / 60 % 60, number % 60);
    let taken = format!("2024:07:{:02} 12:{minute:02}:{second:02}\0", 1 + number / 3600);
    let maker = b"Bench\0";
    // Offsets count from the byte order mark: 8 of head, two entries of 12 in 2 + 4; then one.
    let (second_list, texts) = (8 + 2 + 24 + 4, 8 + 2 + 24 + 4 + 2 + 12 + 4);
    let mut bytes = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    entry(&mut bytes, 0x010f, 2, maker.len() as u32, texts);
    entry(&mut bytes, 0x8769, 4, 1, second_list);
    bytes.extend(b"\0\0\0\0\0\x01");
    entry(&mut bytes, 0x9003, 2, taken.len() as u32, texts + maker.len() as u32);
    bytes.extend(b"\0\0\0\0");
    bytes.extend(maker);
    bytes.extend(taken.as_bytes());
    bytes
}

fn entry(bytes: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: u32) {
    bytes.extend(tag.to_be_bytes());
    bytes.extend(kind.to_be_bytes());
    bytes.extend(count.to_be_bytes());
    bytes.extend(value.to_be_bytes());
}
