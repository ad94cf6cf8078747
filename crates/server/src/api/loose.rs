//! Values as clients of the contract send them: strings where a number is printed, numbers where a
//! string is, and empty strings for what is not given.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use leporello_model::{AlbumId, FileId, NameError, PageSize, Refusal, SpaceId, description};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Type};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};

use crate::app::files::Folder;

/// A string or a number, kept as text; `null` and the empty string are as good as absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loose(Option<String>);

impl Loose {
    /// A value out of a query.
    pub(crate) fn of_query(value: Option<String>) -> Self {
        Self(value.filter(|text| !text.is_empty()))
    }

    /// The text, if there is one.
    pub(crate) fn text(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The text of a mandatory field.
    pub(crate) fn required(&self, field: &'static str) -> Result<&str, Refusal> {
        self.text().ok_or(Refusal::FieldMissing { field })
    }

    /// A whole number from `min` to `max`.
    pub(crate) fn whole(&self, field: &'static str, min: i64, max: i64) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.text() else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (min..=max).contains(number));
        number.map(Some).ok_or(Refusal::FieldRange { field, min, max })
    }

    /// One of a few documented codes, for which `choices` is what the message says.
    pub(crate) fn choice<T>(
        &self,
        field: &'static str,
        choices: &'static str,
        from_code: impl FnOnce(i64) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text() else { return Ok(None) };
        let value = text.parse().ok().and_then(from_code);
        value.map(Some).ok_or(Refusal::FieldChoice { field, choices })
    }

    /// A yes or no: `true`, `1`, `false` or `0`.
    pub(crate) fn flag(&self, field: &'static str) -> Result<Option<bool>, Refusal> {
        match self.text() {
            None => Ok(None),
            Some("true" | "1") => Ok(Some(true)),
            Some("false" | "0") => Ok(Some(false)),
            Some(_) => Err(Refusal::FieldFormat { field }),
        }
    }

    /// The number of entries of a page.
    pub(crate) fn page_size(&self, default: i64) -> Result<PageSize, Refusal> {
        let wrong = Refusal::FieldRange { field: "pageSize", min: 1, max: PageSize::MAX };
        let size = self.whole("pageSize", 1, PageSize::MAX)?.unwrap_or(default);
        PageSize::new(size).ok_or(wrong)
    }

    /// A SHA-256 digest of 64 hexadecimal digits, in lower case however it was sent.
    pub(crate) fn sha256(&self, field: &'static str) -> Result<Option<String>, Refusal> {
        match self.text() {
            Some(text) if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                Err(Refusal::FieldFormat { field })
            }
            text => Ok(text.map(str::to_ascii_lowercase)),
        }
    }

    /// An identifier. One that cannot be one does not exist.
    pub(crate) fn id<T: FromStr>(&self, field: &'static str) -> Result<Option<T>, Refusal> {
        self.text().map(|text| text.parse().map_err(|_| Refusal::NotFound { field })).transpose()
    }

    /// A file's identifier; longer than 64 characters is against the rules, and not merely unknown.
    pub(crate) fn file_id(&self, field: &'static str) -> Result<FileId, Refusal> {
        let text = self.required(field)?;
        if text.chars().count() > FileId::MAX_LENGTH {
            return Err(Refusal::FieldLength { field, min: 1, max: FileId::MAX_LENGTH });
        }
        text.parse().map_err(|_| Refusal::NotFound { field })
    }

    /// A folder: `root`, or an identifier.
    pub(crate) fn folder(&self, field: &'static str) -> Result<Option<Folder>, Refusal> {
        match self.text() {
            None => Ok(None),
            Some("root") => Ok(Some(Folder::Root)),
            Some(_) => self.file_id(field).map(|id| Some(Folder::Id(id))),
        }
    }

    /// What somebody wrote about a file or folder, in `description`.
    pub(crate) fn description(&self) -> Result<Option<String>, Refusal> {
        const FIELD: &str = "description";
        let described = self.text().map(description).transpose();
        described.map_err(|error| match error {
            NameError::Length => Refusal::FieldLength { field: FIELD, min: 0, max: 512 },
            NameError::Characters => Refusal::FieldCharacters { field: FIELD },
        })
    }

    /// A space's identifier in `containerId`, if there is one.
    pub(crate) fn space_id(&self) -> Result<Option<SpaceId>, Refusal> {
        self.space("containerId")
    }

    /// A space's identifier, if there is one. What cannot be a space is missing.
    pub(crate) fn space(&self, field: &'static str) -> Result<Option<SpaceId>, Refusal> {
        self.text().map(|text| text.parse().map_err(|_| Refusal::SpaceWrong { field })).transpose()
    }
}

/// The entries of a mandatory list, of which there are 1 to `max`.
pub(crate) fn list<'a, T>(field: &'static str, entries: Option<&'a [T]>, max: usize) -> Result<&'a [T], Refusal> {
    let entries = entries.ok_or(Refusal::FieldMissing { field })?;
    if entries.is_empty() || entries.len() > max {
        return Err(Refusal::ListLength { field, min: 1, max });
    }
    Ok(entries)
}

/// The album in a path. What cannot be an album does not exist.
pub(crate) fn album_id(text: &str) -> Result<AlbumId, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound { field: "albumId" })
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl Visitor<'_> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("string or number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::of_query(Some(text.to_owned())))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose(Some(number.to_string())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose(Some(number.to_string())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Loose, E> {
        // Past 2^53 it may have been rounded: then it is written so that no whole number is read from it.
        let exact = number.abs() < 9_007_199_254_740_992.0;
        Ok(Loose(Some(if exact { number.to_string() } else { format!("{number:e}") })))
    }

    fn visit_unit<E: Error>(self) -> Result<Loose, E> {
        Ok(Loose(None))
    }
}

/// A list of which only the first entry counts, or that entry without a list around it.
#[derive(Clone, Debug, Default)]
pub(crate) struct First(pub(crate) Loose);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FirstVisitor).map(Self)
    }
}

struct FirstVisitor;

impl<'de> Visitor<'de> for FirstVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Loose, A::Error> {
        let first = entries.next_element()?.unwrap_or_default();
        while entries.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Loose, E> {
        LooseVisitor.visit_str(text)
    }

    fn visit_unit<E: Error>(self) -> Result<Loose, E> {
        LooseVisitor.visit_unit()
    }
}

impl utoipa::PartialSchema for First {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new().items(Loose::schema()).into()
    }
}

impl utoipa::ToSchema for First {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("FirstOfList")
    }
}

impl utoipa::PartialSchema for Loose {
    fn schema() -> RefOr<Schema> {
        let of = |kind| ObjectBuilder::new().schema_type(kind);
        OneOfBuilder::new().item(of(Type::String)).item(of(Type::Integer)).into()
    }
}

impl utoipa::ToSchema for Loose {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("StringOrInteger")
    }
}

#[cfg(test)]
mod tests {
    use leporello_model::UserId;

    use super::*;

    fn read(json: &str) -> Loose {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_number_is_an_identifier_unless_it_may_have_been_rounded() {
        let id = |json: &str| read(json).id::<UserId>("ownerId").ok().flatten();
        let user = Some(UserId::new(1 << 60));
        assert_eq!((id("1152921504606846976"), id("\"1152921504606846976\"")), (user, user));
        for rounded in ["1152921504606846976.0", "1.152921504606846976e18", "9007199254740992.0", "1e19", "-1.0"] {
            assert_eq!(id(rounded), None, "{rounded}");
        }
    }

    #[test]
    fn small_numbers_may_be_written_in_any_way() {
        for two in ["2", "\"2\"", "2.0", "2e0"] {
            assert_eq!(read(two).whole("type", 1, 3), Ok(Some(2)), "{two}");
        }
        for wrong in ["2.5", "-2", "4", "\"two\"", "1e300"] {
            assert!(read(wrong).whole("type", 1, 3).is_err(), "{wrong}");
        }
        assert_eq!((read("null").text(), read("\"\"").text()), (None, None));
    }
}
