//! What has to be known of a row for it to be walked.

use axum::http::Method;
use serde_json::Value;

/// A request without who sends it.
#[derive(Clone, Debug)]
pub(in crate::policy) struct Sent {
    pub(in crate::policy) method: Method,
    /// Path and query.
    pub(in crate::policy) uri: String,
    pub(in crate::policy) body: Value,
    /// The family inside of whose folder it is to take place.
    pub(in crate::policy) family: Option<String>,
}

/// What an operation does to what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Effect {
    /// Nothing, ever.
    Reads,
    /// Something, when it succeeds.
    Writes,
    /// Something or nothing: it may be so already.
    Settles,
}

/// Where the thing lies that a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Lies {
    /// In no space, or it does not matter.
    Nowhere,
    /// In the owner's space, out of the family's folder.
    WithOwner,
    /// In the family's folder.
    InFamily,
    /// In the contributor's space, shown by a shared album.
    Shown,
    /// In the contributor's space.
    Private,
}

/// All that the walk has to know of a row.
pub(super) struct Plan {
    pub(super) sent: Sent,
    /// The names that are replaced where the thing never existed.
    pub(super) subject: &'static [&'static str],
    /// What a list has to show.
    pub(super) shows: Option<&'static str>,
    pub(super) effect: Effect,
    /// Where it lies, as far as that matters.
    pub(super) lies: Lies,
}

impl Plan {
    pub(super) fn new(method: Method, path: &str, body: Value) -> Self {
        let ours = path.starts_with("/api/") || path.starts_with("/oauth2/");
        let uri = if ours { path.to_owned() } else { format!("/koodrive/ose/v1{path}") };
        let sent = Sent { method, uri, body, family: None };
        Self { sent, subject: &[], shows: None, effect: Effect::Reads, lies: Lies::Nowhere }
    }

    pub(super) fn get(path: &str) -> Self {
        Self::new(Method::GET, path, Value::Null)
    }

    pub(super) fn post(path: &str, body: Value) -> Self {
        Self::new(Method::POST, path, body)
    }

    pub(super) fn of(self, subject: &'static [&'static str]) -> Self {
        Self { subject, ..self }
    }

    pub(super) fn shows(self, what: &'static str) -> Self {
        Self { shows: Some(what), ..self }
    }

    pub(super) fn writes(self) -> Self {
        Self { effect: Effect::Writes, ..self }
    }

    pub(super) fn settles(self) -> Self {
        Self { effect: Effect::Settles, ..self }
    }

    pub(super) fn lies(self, lies: Lies) -> Self {
        Self { lies, ..self }
    }
}
