//! What of an address is for us and what for the driver: it knows neither `verify-full` nor `sslrootcert`.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;

/// An address taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// What the driver is given.
    pub(super) rest: String,
    /// `sslmode`, as it stands there.
    pub(super) mode: Option<String>,
    /// `sslrootcert`.
    pub(super) root: Option<PathBuf>,
}

/// Takes a URL or `key=value` pairs apart.
pub(super) fn split(address: &str) -> Parts {
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        return split_url(address);
    }
    let mut parts = Parts::default();
    for (key, value, text) in pairs(address) {
        if !parts.takes(key, || value) {
            parts.rest.push_str(text);
        }
    }
    parts
}

impl Parts {
    fn takes(&mut self, key: &str, value: impl FnOnce() -> String) -> bool {
        match key {
            "sslmode" => self.mode = Some(value()),
            "sslrootcert" => self.root = Some(value().into()),
            _ => return false,
        }
        true
    }
}

fn split_url(address: &str) -> Parts {
    // As the driver reads it: whatever comes before the first `@` is a name and a password, which may hold anything.
    let host = address.find('@').unwrap_or(0);
    let Some(query) = address[host..].find('?').map(|place| host + place) else {
        return Parts { rest: address.to_owned(), ..Parts::default() };
    };
    let mut parts = Parts { rest: address[..query].to_owned(), ..Parts::default() };
    let mut join = '?';
    for parameter in address[query + 1..].split('&') {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if !parts.takes(key, || percent_decode_str(value).decode_utf8_lossy().into_owned()) {
            parts.rest.push(join);
            parts.rest.push_str(parameter);
            join = '&';
        }
    }
    parts
}

/// The pairs: key, value, and the text of both with the space behind it. What is no pair comes as a text alone.
fn pairs(mut rest: &str) -> Vec<(&str, String, &str)> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let start = rest;
        let Some((key, after)) = rest.split_once('=') else {
            found.push(("", String::new(), rest));
            break;
        };
        let (value, after) = value(after.trim_start());
        rest = after.trim_start();
        found.push((key.trim(), value, &start[..start.len() - rest.len()]));
    }
    found
}

/// A value, which may stand in quotes, and what follows it. A backslash takes what follows it as it is.
fn value(text: &str) -> (String, &str) {
    let (quoted, body) = text.strip_prefix('\'').map_or((false, text), |body| (true, body));
    let (mut value, mut escaped) = (String::new(), false);
    for (place, letter) in body.char_indices() {
        match letter {
            _ if escaped => {
                value.push(letter);
                escaped = false;
            }
            '\\' => escaped = true,
            '\'' if quoted => return (value, &body[place + 1..]),
            letter if !quoted && letter.is_whitespace() => return (value, &body[place..]),
            letter => value.push(letter),
        }
    }
    (value, "")
}
