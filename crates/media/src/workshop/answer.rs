//! What a worker writes: one line that says what follows, then the bytes of every rendition. Written and read here.
//!
//! Whoever reads trusts nothing: a worker may have been taken over by the file it decoded.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::order::{Format, Made, Order, Picture, Trouble};

/// The most that is read of an answer, in bytes.
pub(super) const MOST: u64 = 64 * 1024 * 1024;

/// The longest placeholder, in bytes. It goes into lists.
const PLACEHOLDER: usize = 64;

/// The longest first line, in bytes: some fifty for each rendition.
const LINE: usize = 64 * 1024;

#[derive(Serialize, Deserialize)]
enum Answer {
    Made { pictures: Vec<Entry>, placeholder: Option<usize> },
    Trouble(Trouble),
}

#[derive(Serialize, Deserialize)]
struct Entry {
    width: u32,
    height: u32,
    format: Format,
    length: usize,
}

/// Writes the answer of a worker.
pub(super) fn write(out: &mut impl Write, result: Result<&Made, Trouble>) -> io::Result<()> {
    let answer = match result {
        Err(trouble) => Answer::Trouble(trouble),
        Ok(made) => Answer::Made {
            pictures: made.pictures.iter().map(Entry::of).collect(),
            placeholder: made.placeholder.as_ref().map(Vec::len),
        },
    };
    serde_json::to_writer(&mut *out, &answer)?;
    out.write_all(b"\n")?;
    if let Ok(made) = result {
        for picture in &made.pictures {
            out.write_all(&picture.bytes)?;
        }
        out.write_all(made.placeholder.as_deref().unwrap_or_default())?;
    }
    out.flush()
}

impl Entry {
    fn of(picture: &Picture) -> Self {
        let Picture { width, height, format, ref bytes } = *picture;
        Self { width, height, format, length: bytes.len() }
    }
}

/// Reads the answer to `order`; one that makes no sense is a crash.
pub(super) fn read(bytes: &[u8], order: &Order) -> Result<Made, Trouble> {
    understood(bytes, order).unwrap_or(Err(Trouble::Crashed))
}

fn understood(bytes: &[u8], order: &Order) -> Option<Result<Made, Trouble>> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(LINE)])?;
    let (line, mut rest) = (&bytes[..end], &bytes[end + 1..]);
    let (entries, placeholder) = match serde_json::from_slice(line).ok()? {
        Answer::Trouble(trouble) => return rest.is_empty().then_some(Err(trouble)),
        Answer::Made { pictures, placeholder } => (pictures, placeholder),
    };
    let fits = entries.len() == order.views.len()
        && entries.iter().zip(&order.views).all(|(entry, view)| entry.format == view.format)
        && placeholder.is_some() == order.placeholder
        && placeholder.is_none_or(|length| length <= PLACEHOLDER);
    let mut take = |length: usize| {
        let (taken, left) = rest.split_at_checked(length)?;
        rest = left;
        Some(taken.to_vec())
    };
    let mut made = Made::default();
    for Entry { width, height, format, length } in entries {
        made.pictures.push(Picture { width, height, format, bytes: take(length)? });
    }
    if let Some(length) = placeholder {
        made.placeholder = Some(take(length)?);
    }
    (fits && rest.is_empty()).then_some(Ok(made))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{Mode, View};

    fn order() -> Order {
        let view = View { width: 1, height: 1, mode: Mode::Fixed, format: Format::Png, quality: 80 };
        Order { views: vec![view, View { format: Format::Jpeg, ..view }], placeholder: true, upright: false }
    }

    fn made() -> Made {
        let picture = |format, bytes: &[u8]| Picture { width: 3, height: 4, format, bytes: bytes.to_vec() };
        let pictures = vec![picture(Format::Png, b"one\n"), picture(Format::Jpeg, b"")];
        Made { pictures, placeholder: Some(b"hash".to_vec()) }
    }

    fn written(result: Result<&Made, Trouble>) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes, result).unwrap();
        bytes
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(read(&written(Ok(&made())), &order()), Ok(made()));
        assert_eq!(read(&written(Err(Trouble::TooLarge)), &order()), Err(Trouble::TooLarge));
    }

    #[test]
    fn what_was_not_ordered_is_not_taken() {
        let bytes = written(Ok(&made()));
        for change in [
            |order: &mut Order| order.placeholder = false,
            |order: &mut Order| order.views.truncate(1),
            |order: &mut Order| order.views.swap(0, 1),
        ] {
            let mut order = order();
            change(&mut order);
            assert_eq!(read(&bytes, &order), Err(Trouble::Crashed));
        }
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end], &order()), Err(Trouble::Crashed), "{end}");
        }
        for tail in [&[b'x'][..], &[0; 100]] {
            assert_eq!(read(&[&bytes, tail].concat(), &order()), Err(Trouble::Crashed));
        }
        let greedy = br#"{"Made":{"pictures":[{"width":1,"height":1,"format":"Png","length":18446744073709551615}]}}"#;
        assert_eq!(read(&[greedy, &b"\n"[..]].concat(), &order()), Err(Trouble::Crashed));
        assert_eq!(read(&vec![b' '; 1_000_000], &order()), Err(Trouble::Crashed));
    }
}
