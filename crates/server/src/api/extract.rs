//! Bodies and queries, with errors that name the field.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use leporello_model::Refusal;
use serde::de::DeserializeOwned;

use crate::Failure;

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
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.inner());
        if inner.is_data() {
            let field = if path == "." { "body".to_owned() } else { path };
            Refusal::WrongType { field, expected: expected(&inner.to_string()) }
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
