//! Cursors: a place in a list, opaque and bound to that list.
//!
//! A cursor carries the sort key and the identifier of the last entry, and a seal over them, the
//! list and its sorting. It grants nothing: rights are checked at every page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leporello_model::Refusal;
use subtle::ConstantTimeEq;

use super::secrets::seal;

/// The bytes of a seal that a cursor carries.
const SEAL: usize = 8;

/// Makes and reads cursors.
#[derive(Clone, Copy)]
pub struct Cursors {
    key: [u8; 32],
}

impl Cursors {
    /// Seals with `key`.
    #[must_use]
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// The cursor after an entry with this `key` and `id` in `list`, a text that names the list and
    /// how it is sorted.
    #[must_use]
    pub fn make(&self, list: &str, key: &str, id: &str) -> String {
        let mut bytes = self.seal(list, key, id).to_vec();
        bytes.extend(u16::try_from(id.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend(id.as_bytes());
        bytes.extend(key.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The key and identifier that `cursor` carries; none when it is empty: the first page.
    ///
    /// # Errors
    /// [`Refusal::CursorWrong`] for a cursor of another list or sorting, cut or changed.
    pub fn read(&self, list: &str, cursor: &str, field: &'static str) -> Result<Option<(String, String)>, Refusal> {
        if cursor.is_empty() {
            return Ok(None);
        }
        self.open(list, cursor).map(Some).ok_or(Refusal::CursorWrong { field })
    }

    fn open(&self, list: &str, cursor: &str) -> Option<(String, String)> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (sealed, rest) = bytes.split_at_checked(SEAL)?;
        let (length, rest) = rest.split_at_checked(2)?;
        let (id, key) = rest.split_at_checked(usize::from(u16::from_be_bytes(length.try_into().ok()?)))?;
        let (id, key) = (std::str::from_utf8(id).ok()?, std::str::from_utf8(key).ok()?);
        let right = bool::from(sealed.ct_eq(&self.seal(list, key, id)));
        right.then(|| (key.to_owned(), id.to_owned()))
    }

    fn seal(&self, list: &str, key: &str, id: &str) -> [u8; SEAL] {
        let mut short = [0; SEAL];
        short.copy_from_slice(&seal(&self.key, &[list, key, id])[..SEAL]);
        short
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CURSORS: Cursors = Cursors::new([7; 32]);

    proptest! {
        #[test]
        fn what_goes_in_comes_out(list: String, key: String, id: String) {
            let cursor = CURSORS.make(&list, &key, &id);
            prop_assert_eq!(CURSORS.read(&list, &cursor, "pageCursor"), Ok(Some((key, id))));
        }

        #[test]
        fn a_changed_cursor_is_refused(flip in 0usize..40, bit in 0u8..6) {
            let cursor = CURSORS.make("album 1 2 2", "1762153300000", "FqS6hLLy_DkjlWdfOnEdCErhsmokRvdXI");
            const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let mut bytes = cursor.clone().into_bytes();
            let place = LETTERS.iter().position(|letter| *letter == bytes[flip]).unwrap();
            bytes[flip] = LETTERS[place ^ (1 << bit)];
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert!(CURSORS.read("album 1 2 2", &changed, "pageCursor").is_err());
        }
    }

    #[test]
    fn a_cursor_is_bound_to_its_list_and_sorting() {
        let cursor = CURSORS.make("album 1 sort 2 2", "5", "F1");
        let wrong = Err(Refusal::CursorWrong { field: "pageCursor" });
        assert_eq!(CURSORS.read("album 1 sort 2 1", &cursor, "pageCursor"), wrong);
        assert_eq!(CURSORS.read("album 2 sort 2 2", &cursor, "pageCursor"), wrong);
        assert_eq!(CURSORS.read("album 1 sort 2 2", &cursor[..cursor.len() - 1], "pageCursor"), wrong);
        assert_eq!(CURSORS.read("album 1 sort 2 2", "", "pageCursor"), Ok(None));
    }
}
