//! Keys: all derived from one master key, so that none but it has to be kept.

use hmac::{Hmac, KeyInit, Mac};
use leporello_model::AppId;
use sha2::{Digest, Sha256};

/// The master key and what follows from it. It has no `Debug`, so that it cannot be logged.
pub struct Secrets {
    master: [u8; 32],
}

impl Secrets {
    /// Takes the master key.
    #[must_use]
    pub const fn new(master: [u8; 32]) -> Self {
        Self { master }
    }

    /// The secret of an app: 64 lower-case hexadecimal digits. It is derived each time and kept
    /// nowhere, so a stolen database holds none.
    #[must_use]
    pub fn app_secret(&self, app: &AppId) -> String {
        hex(&self.derive("app", app.as_str()))
    }

    /// The key that signs links to parts and files.
    #[must_use]
    pub fn link_key(&self) -> [u8; 32] {
        self.derive("link", "")
    }

    /// The key that seals cursors.
    #[must_use]
    pub fn cursor_key(&self) -> [u8; 32] {
        self.derive("cursor", "")
    }

    /// By what servers tell that they have the same master key: 64 lower-case hexadecimal digits, of which the key cannot be
    /// learnt.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex(&self.derive("fingerprint", ""))
    }

    fn derive(&self, purpose: &str, name: &str) -> [u8; 32] {
        seal(&self.master, &[purpose, name])
    }
}

/// HMAC-SHA256 over `parts`, each with its length, so that no two lists of parts look alike.
#[must_use]
pub(crate) fn seal(key: &[u8; 32], parts: &[&str]) -> [u8; 32] {
    // An HMAC takes a key of any length, so this cannot fail; an all-zero seal would match nothing.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// The hash under which a token is kept: lower-case hexadecimal SHA-256.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The hash under which a session is kept. It is that of no token: a session is none, and a token no session.
#[must_use]
pub(crate) fn session_hash(secret: &str) -> String {
    token_hash(&format!("session {secret}"))
}

/// Lower-case hexadecimal digits.
#[must_use]
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
