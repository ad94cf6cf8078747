//! Whether the store can check digests, so that an object need not be read to know what it is.
//!
//! A file that comes in one part and whose digest is announced gets a link with that digest in it
//! (`x-amz-checksum-sha256` among its signed parameters). A store that checks it refuses other bytes. Its upload is
//! begun with `x-amz-checksum-algorithm: SHA256`, so that the store also keeps the digest and tells it in its list of
//! the parts, which is where `uploads.rs` takes it from. The name of such an upload begins with `sha256:` here.
//!
//! Not every store does all of this, and some leave the parameter unread, so it is tried once in the life of the
//! process, with an upload that is never joined: other bytes must be refused, the right ones taken, and their digest
//! told. A store that fails at any of it, or refuses it, is read from instead, once for each object. So is it for every
//! upload of several parts, as the store knows only the digests of the parts; for every one whose digest was not
//! announced, as an upload with an algorithm takes no part without a digest; and for an upload that turns out to have
//! been joined before.
//!
//! Garage 2.5 does all of it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use object_store::path::Path as Key;
use object_store::signer::Method;

use super::{PATIENCE, S3};
use crate::{BlobError, keys};

/// What is sent to find out, its digest in base64, and other bytes of the same length.
const RIGHT: &[u8] = b"right";
const DIGEST: &str = "JwQvTm7KfQsqfuQCbfLs+lHTM55tEiqgmRGOzYVjutk=";
const WRONG: &[u8] = b"wrong";

impl S3 {
    /// Whether the store checks and tells digests. Tried once; a store that is away, or does not let us in, is asked
    /// again the next time.
    pub(super) async fn checks_digests(&self) -> Result<bool, BlobError> {
        let tried = self.checks_digests.get_or_try_init(async || match self.try_digests().await {
            // It does not do this. One that is away, or does not let us in, has said nothing about it.
            Err(BlobError::Refused(_) | BlobError::Missing | BlobError::UploadGone) => Ok(false),
            outcome => outcome,
        });
        tried.await.copied()
    }

    async fn try_digests(&self) -> Result<bool, BlobError> {
        let key = self.below(&keys::probe());
        let upload = self.begin(&key, true).await?;
        let found = self.try_parts(&key, &upload).await;
        // What stays behind is swept one day.
        let _ = self.abort(&key, &upload).await;
        found
    }

    async fn try_parts(&self, key: &Key, upload: &str) -> Result<bool, BlobError> {
        let link = self.part(&self.store, key, (upload, 1), PATIENCE * 6).await?;
        let link = self.bind(&link, RIGHT.len() as u64, Some(DIGEST))?;
        let takes = async |bytes: &'static [u8]| {
            match self.send(Method::PUT, link.clone(), None, Bytes::from_static(bytes)).await {
                // Denied may be the parameter: a key that is not let in any more is told so below.
                Err(BlobError::Refused(_) | BlobError::Missing | BlobError::UploadGone | BlobError::Denied) => {
                    Ok(false)
                }
                outcome => outcome.map(|_| true),
            }
        };
        let (wrong, right) = (takes(WRONG).await?, takes(RIGHT).await?);
        let parts = self.parts(key, upload).await?;
        let told = parts.get(&1).is_some_and(|part| part.sha256.as_deref() == Some(DIGEST));
        Ok(right && !wrong && told)
    }
}

/// A digest of 64 hexadecimal digits in base64, if it is one.
pub(super) fn to_base64(hexadecimal: &str) -> Option<String> {
    if hexadecimal.len() != 64 || !hexadecimal.is_ascii() {
        return None;
    }
    let digit = |at: usize| hexadecimal.get(at..at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let bytes: Vec<u8> = (0..64).step_by(2).map(digit).collect::<Option<_>>()?;
    Some(BASE64_STANDARD.encode(bytes))
}

/// A digest in base64 as lower-case hexadecimal digits, if it is one.
pub(super) fn from_base64(digest: &str) -> Option<String> {
    let bytes = BASE64_STANDARD.decode(digest).ok()?;
    (bytes.len() == 32).then(|| hexadecimal(&bytes))
}

/// Lower-case hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
