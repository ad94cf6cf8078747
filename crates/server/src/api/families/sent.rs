//! Values as clients send them to operations on families, their members and invitations: identifiers as strings or as
//! numbers, and what the pages print now as a value, now as a list of them.

use std::fmt;
use std::str::FromStr;

use leporello_model::Refusal;
use serde::de::value::{F64Deserializer, I64Deserializer, StrDeserializer, U64Deserializer};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use utoipa::PartialSchema;
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder};
use utoipa::openapi::{RefOr, Schema};

use super::super::loose::Loose;

/// A mandatory identifier. One that cannot be one does not exist.
pub(in crate::api) fn required_id<T: FromStr>(sent: &Loose, field: &'static str) -> Result<T, Refusal> {
    sent.id(field)?.ok_or(Refusal::FieldMissing { field })
}

/// A mandatory identifier out of a query.
pub(in crate::api) fn query_id<T: FromStr>(sent: Option<String>, field: &'static str) -> Result<T, Refusal> {
    required_id(&Loose::of_query(sent), field)
}

/// An identifier in a path. One that cannot be one does not exist.
pub(in crate::api) fn path_id<T: FromStr>(text: &str, field: &'static str) -> Result<T, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound { field })
}

/// A mandatory whole number out of a query, from `min` to `max`.
pub(in crate::api) fn query_whole(
    sent: Option<String>,
    field: &'static str,
    min: i64,
    max: i64,
) -> Result<i64, Refusal> {
    Loose::of_query(sent).whole(field, min, max)?.ok_or(Refusal::FieldMissing { field })
}

/// A list of values, or its only one without a list around it.
#[derive(Default)]
pub(super) struct OneOrMore(Option<Vec<Loose>>);

impl OneOrMore {
    /// How many there may be.
    pub(super) const MAX: usize = 100;

    /// The values, if there is something.
    pub(super) fn entries(&self) -> Option<&[Loose]> {
        self.0.as_deref()
    }

    /// How it is described.
    pub(super) fn schema() -> RefOr<Schema> {
        let list = ArrayBuilder::new().items(Loose::schema()).min_items(Some(1)).max_items(Some(Self::MAX));
        OneOfBuilder::new().item(Loose::schema()).item(list).into()
    }

    /// What one value comes to.
    fn of(value: Loose) -> Self {
        Self(value.text().is_some().then(|| vec![value]))
    }
}

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMoreVisitor)
    }
}

struct OneOrMoreVisitor;

impl<'de> Visitor<'de> for OneOrMoreVisitor {
    type Value = OneOrMore;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("string or number")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<OneOrMore, A::Error> {
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element()? {
            list.push(entry);
        }
        Ok(OneOrMore(Some(list)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OneOrMore, E> {
        Loose::deserialize(StrDeserializer::new(text)).map(OneOrMore::of)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<OneOrMore, E> {
        Loose::deserialize(I64Deserializer::new(number)).map(OneOrMore::of)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<OneOrMore, E> {
        Loose::deserialize(U64Deserializer::new(number)).map(OneOrMore::of)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<OneOrMore, E> {
        Loose::deserialize(F64Deserializer::new(number)).map(OneOrMore::of)
    }

    fn visit_unit<E: Error>(self) -> Result<OneOrMore, E> {
        Ok(OneOrMore::default())
    }
}
