//! Names: what may be called what.

use unicode_properties::{EmojiStatus, UnicodeEmoji};

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing is left of it, or it is too long, counted in Unicode code points.
    Length,
    /// It holds a character, or is a word, that names may not hold or be.
    Characters,
}

/// An album's name: 1 to 20 code points after outer white space is taken off, no control characters
/// (contract/albums.md §3 and §14, 18).
///
/// # Errors
/// [`NameError`] says which rule it breaks.
pub fn album_name(text: &str) -> Result<String, NameError> {
    checked(text.trim(), 20, char::is_control)
}

/// A file's or folder's name: 1 to 250 code points, none of `< > | : " * ? / \`, no control
/// characters, neither `.` nor `..` (contract/drive.md §2.2 and §2.8).
///
/// The back-slash is printed for renaming only; it is refused everywhere, so that a name that was
/// accepted once can be given again.
///
/// # Errors
/// [`NameError`] says which rule it breaks.
pub fn file_name(text: &str) -> Result<String, NameError> {
    if text == "." || text == ".." {
        return Err(NameError::Characters);
    }
    checked(text, 250, |c| c.is_control() || "<>|:\"*?/\\".contains(c))
}

/// A family's name: 1 to 31 code points after outer white space is taken off, what a file's name may not hold, and no
/// emoji (contract/drive.md §5.1).
///
/// # Errors
/// [`NameError`] says which rule it breaks.
pub fn family_name(text: &str) -> Result<String, NameError> {
    let name = file_name(text.trim())?;
    if name.chars().count() > 31 {
        return Err(NameError::Length);
    }
    if name.chars().any(is_emoji) { Err(NameError::Characters) } else { Ok(name) }
}

/// What somebody writes about a file: at most 512 code points, no emoji (contract/drive.md §2.1).
///
/// # Errors
/// [`NameError`] says which rule it breaks.
pub fn description(text: &str) -> Result<String, NameError> {
    if text.chars().count() > 512 {
        return Err(NameError::Length);
    }
    if text.chars().any(is_emoji) { Err(NameError::Characters) } else { Ok(text.to_owned()) }
}

/// Whether a character is shown as a picture, or makes one of the character before it. Signs such as `©` that are
/// letters unless they are asked to be pictures are none.
fn is_emoji(c: char) -> bool {
    const AS_PICTURE: char = '\u{fe0f}';
    // From here on there are no signs that texts had before there were emoji.
    const PICTOGRAPHS: char = '\u{1f000}';
    let status = c.emoji_status();
    c == AS_PICTURE
        || c >= PICTOGRAPHS && status == EmojiStatus::EmojiOther
        || matches!(
            status,
            EmojiStatus::EmojiPresentation
                | EmojiStatus::EmojiModifierBase
                | EmojiStatus::EmojiPresentationAndModifierBase
                | EmojiStatus::EmojiPresentationAndEmojiComponent
                | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
        )
}

fn checked(text: &str, longest: usize, forbidden: impl Fn(char) -> bool) -> Result<String, NameError> {
    if text.is_empty() || text.chars().count() > longest {
        return Err(NameError::Length);
    }
    if text.chars().any(forbidden) {
        return Err(NameError::Characters);
    }
    Ok(text.to_owned())
}

/// The name of a forced rename: `suffix` before the last extension, cut so that 250 code points hold it.
///
/// `test.zip` with `20240104_105403` becomes `test_20240104_105403.zip`.
#[must_use]
pub fn numbered_name(name: &str, suffix: &str) -> String {
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    let extension: String = extension.chars().take(100).collect();
    let room = 250usize.saturating_sub(suffix.chars().count() + 1 + extension.chars().count());
    let stem: String = stem.chars().take(room).collect();
    format!("{stem}_{suffix}{extension}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn album_names_are_counted_in_code_points() {
        assert_eq!(album_name("  Summer "), Ok("Summer".to_owned()));
        assert_eq!(album_name(&"🏖".repeat(20)), Ok("🏖".repeat(20)));
        assert_eq!(album_name(&"a".repeat(21)), Err(NameError::Length));
        assert_eq!(album_name("   "), Err(NameError::Length));
        assert_eq!(album_name("a\u{7}b"), Err(NameError::Characters));
    }

    #[test]
    fn file_names_cannot_leave_their_folder() {
        assert_eq!(file_name("IMG 0001.jpg"), Ok("IMG 0001.jpg".to_owned()));
        for bad in [".", "..", "a/b", "a\\b", "a\0b", "a\nb", "what?"] {
            assert_eq!(file_name(bad), Err(NameError::Characters), "{bad}");
        }
        assert_eq!(file_name(&"x".repeat(250)).map(|name| name.len()), Ok(250));
        assert_eq!(file_name(&"x".repeat(251)), Err(NameError::Length));
    }

    proptest! {
        #[test]
        fn a_forced_rename_is_a_good_name(name in "[^<>|:\"*?/\\\\\\p{C}]{1,250}") {
            prop_assert!(file_name(&numbered_name(&name, "20240104_105403")).is_ok());
        }
    }

    #[test]
    fn a_forced_rename_keeps_the_extension() {
        assert_eq!(numbered_name("test.zip", "20240104_105403"), "test_20240104_105403.zip");
        assert_eq!(numbered_name(".profile", "1"), ".profile_1");
    }

    #[test]
    fn a_description_is_a_text_of_any_kind_without_pictures() {
        assert_eq!(description("Line one\nline two: <b>©</b>"), Ok("Line one\nline two: <b>©</b>".to_owned()));
        assert_eq!(description(&"家".repeat(513)), Err(NameError::Length));
        assert_eq!(description("At the beach 🏖"), Err(NameError::Characters));
    }

    #[test]
    fn a_family_has_a_short_name_without_pictures() {
        assert_eq!(family_name(" The Müllers © 1 "), Ok("The Müllers © 1".to_owned()));
        assert_eq!(family_name(&"家".repeat(31)), Ok("家".repeat(31)));
        assert_eq!(family_name(&"家".repeat(32)), Err(NameError::Length));
        assert_eq!(family_name("  "), Err(NameError::Length));
        for bad in ["🏡", "love ❤\u{fe0f}", "👍🏽", "🇵🇹", ".", "..", "a/b", "a\tb", "a\\b", "1\u{fe0f}\u{20e3}"]
        {
            assert_eq!(family_name(bad), Err(NameError::Characters), "{bad}");
        }
    }
}
