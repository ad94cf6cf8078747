//! Pictures that are made on the spot: small, valid, and each different from the others.

use std::fs;
use std::path::Path;

/// A GIF of one pixel with `number` in its comment.
pub(crate) fn gif(number: usize) -> Vec<u8> {
    let comment = format!("picture {number:08}");
    let mut gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xfe".to_vec();
    gif.push(u8::try_from(comment.len()).unwrap());
    gif.extend_from_slice(comment.as_bytes());
    gif.extend_from_slice(b"\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b");
    gif
}

/// Writes `count` GIFs into the folder `into`, which is made, numbered from `first`.
pub(crate) fn write_gifs(into: &Path, first: usize, count: usize) {
    fs::create_dir_all(into).unwrap();
    for number in first..first + count {
        fs::write(into.join(format!("{number:06}.gif")), gif(number)).unwrap();
    }
}
