//! Bodies and queries, with errors that name the field.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use leporello_model::{Refusal, SpaceId};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use crate::Failure;
use crate::app::FamilyKey;
use crate::app::places::{FAMILY, PlaceOf};
use crate::messages::Language;

/// A JSON body. Fields it does not know are ignored; an empty body is an empty object.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        // The sign-in layer has read it whole already, so this cannot fail.
        let bytes = Bytes::from_request(request, state).await.unwrap_or_default();
        Ok(Self(decode(if bytes.is_empty() { b"{}" } else { &bytes })?))
    }
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    // Of texts that nobody asks for, the parser would not notice that they are not UTF-8.
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(&bytes[..error.valid_up_to()]))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let Object(value) = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.inner());
        let told = inner.to_string();
        if inner.is_data() && told.starts_with("invalid type") {
            let field = if path == "." { "body".to_owned() } else { path };
            Refusal::WrongType { field, expected: expected(&told) }
        } else {
            not_json(inner)
        }
    })?;
    deserializer.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

fn not_json(error: &serde_json::Error) -> Refusal {
    Refusal::BodyNotJson { line: error.line(), column: error.column() }
}

/// The place after `good`, which is all that could be read.
fn not_utf8(good: &[u8]) -> Refusal {
    let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = good.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    Refusal::BodyNotJson { line, column }
}

/// What is read from a JSON object only. Serde would read a struct from an array of its fields' values too.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("struct")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields))
    }
}

/// What the field wants, out of serde's `invalid type: …, expected …`.
fn expected(text: &str) -> &'static str {
    let wanted = text.rsplit("expected ").next().unwrap_or_default();
    let known = [
        ("string or number", "string or number"),
        ("a sequence", "array"),
        ("struct", "object"),
        ("a boolean", "boolean"),
        ("a string", "string"),
    ];
    known.into_iter().find(|(start, _)| wanted.starts_with(start)).map_or("object", |(_, name)| name)
}

/// The parameters behind the `?`. Those it does not know are ignored.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = axum::extract::Query::try_from_uri(&parts.uri);
        query.map(|axum::extract::Query(value)| Self(value)).map_err(|_| Refusal::FieldFormat { field: "query" }.into())
    }
}

/// The language that the caller reads.
impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::from_header(parts.headers.get("language").and_then(|language| language.to_str().ok())))
    }
}

/// The family inside of whose folder an operation takes place, if one is named: by its primary key or by the folder.
#[derive(Clone, Default)]
pub(crate) struct Inside(pub(crate) Option<FamilyKey>);

impl Inside {
    /// The place, in the space that is named beside it.
    pub(crate) fn place(self, space: Option<SpaceId>) -> PlaceOf {
        PlaceOf { space, family: self.0 }
    }
}

impl<S: Sync> FromRequestParts<S> for Inside {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let mut sent = parts.headers.get_all(FAMILY).iter();
        let unknown = Refusal::NotFound { field: FAMILY };
        match (sent.next().map(|value| value.to_str()), sent.next()) {
            (None, _) | (Some(Ok("")), None) => Ok(Self(None)),
            (Some(Ok(text)), None) => {
                let id = text.parse().map(FamilyKey::Id).or_else(|_| text.parse().map(FamilyKey::Folder));
                Ok(Self(Some(id.map_err(|_| unknown)?)))
            }
            _ => Err(unknown.into()),
        }
    }
}

/// Where the links in an answer start: the operator's address, or the host that was asked.
pub(crate) struct Base(pub(crate) String);

impl FromRequestParts<crate::App> for Base {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &crate::App) -> Result<Self, Failure> {
        if let Some(url) = &app.settings.public_url {
            return Ok(Self(url.trim_end_matches('/').to_owned()));
        }
        let host = parts.headers.get("host").and_then(|host| host.to_str().ok());
        Ok(Self(format!("http://{}", host.unwrap_or("localhost"))))
    }
}
