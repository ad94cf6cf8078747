//! Signed links: what the store takes from anybody who has one.
//!
//! The library signs all but two things: parameters named `x-amz-…`, and the length of a body. For these its link is
//! taken apart and signed once more, by the same rules (AWS Signature Version 4, in the query). A signed link is a
//! secret for as long as it is valid.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use leporello_model::{BlobId, SpaceId};
use object_store::aws::AmazonS3;
use object_store::path::Path as Key;
use object_store::signer::{HeaderName, HeaderValue, Method, SignedUrlOptions, Signer, Url};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};

use super::uploads::name_of;
use super::{S3, digests, errors};
use crate::{BlobError, keys};

/// The longest time for which a link can be signed.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What stays as it is in a signed parameter.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

impl S3 {
    /// See [`crate::Blobs::part_link`].
    pub(crate) async fn part_link(
        &self,
        space: SpaceId,
        blob: BlobId,
        (multipart, part, size): (&str, u32, u64),
        sha256: Option<&str>,
        valid: Duration,
    ) -> Result<String, BlobError> {
        let key = self.below(&keys::object(space, blob));
        if size == 0 {
            // No store takes an empty part. It can be all there is only, and needs no joining.
            let link = self.sign(&self.public, Method::PUT, &key, &[], None, valid).await?;
            return self.bind(&link, 0, None).map(String::from);
        }
        let (checked, multipart) = name_of(multipart);
        let link = self.part(&self.public, &key, (multipart, part), valid).await?;
        let digest = sha256.filter(|_| checked).and_then(digests::to_base64);
        self.bind(&link, size, digest.as_deref()).map(String::from)
    }

    /// See [`crate::Blobs::link`].
    pub(crate) async fn link(
        &self,
        space: SpaceId,
        blob: BlobId,
        content_type: &str,
        disposition: &str,
        valid: Duration,
    ) -> Result<String, BlobError> {
        let key = self.below(&keys::object(space, blob));
        let query = [("response-content-type", content_type), ("response-content-disposition", disposition)];
        self.sign(&self.public, Method::GET, &key, &query, None, valid).await.map(String::from)
    }

    /// A link that takes one part by PUT.
    pub(super) async fn part(
        &self,
        signer: &AmazonS3,
        key: &Key,
        (multipart, part): (&str, u32),
        valid: Duration,
    ) -> Result<Url, BlobError> {
        let query = [("partNumber", &*part.to_string()), ("uploadId", multipart)];
        self.sign(signer, Method::PUT, key, &query, None, valid).await
    }

    /// A link of the library's.
    pub(super) async fn sign(
        &self,
        signer: &AmazonS3,
        method: Method,
        key: &Key,
        query: &[(&str, &str)],
        header: Option<(HeaderName, HeaderValue)>,
        valid: Duration,
    ) -> Result<Url, BlobError> {
        let mut options = SignedUrlOptions::new().with_query(query.iter().copied());
        if let Some((name, value)) = header {
            options = options.with_signed_header(name, value);
        }
        let valid = valid.clamp(Duration::from_secs(1), LONGEST);
        let signed = signer.signed_url_opts(method, key, valid, &options).await;
        signed.map_err(|_| BlobError::Place(errors::UNSIGNABLE.to_owned()))
    }

    /// Binds a link that takes a PUT to the length of its body in bytes, and to its digest in base64, if given.
    pub(super) fn bind(&self, link: &Url, length: u64, digest: Option<&str>) -> Result<Url, BlobError> {
        let secret = &self.bucket.credentials.secret_access_key;
        bound_link(link, secret, length, digest).ok_or_else(|| BlobError::Place(errors::UNSIGNABLE.to_owned()))
    }
}

/// Signs a link to PUT once more, with what it is bound to in it. `None` when it is not a signed link.
fn bound_link(link: &Url, secret: &str, length: u64, digest: Option<&str>) -> Option<Url> {
    let parameter = |wanted: &str| link.query_pairs().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let (date, credential) = (parameter("X-Amz-Date")?, parameter("X-Amz-Credential")?);
    let (_, scope) = credential.split_once('/')?;
    let port = link.port().map(|port| format!(":{port}")).unwrap_or_default();
    let headers = format!("content-length:{length}\nhost:{}{port}\n", link.host_str()?);
    let names = "content-length;host";
    let replaced = ["X-Amz-SignedHeaders", "X-Amz-Signature"];
    let kept = link.query_pairs().filter(|(name, _)| !replaced.contains(&&**name));
    let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
    let mut query: Vec<_> = kept.map(|(name, value)| (encode(&name), encode(&value))).collect();
    query.extend(digest.map(|digest| (encode("x-amz-checksum-sha256"), encode(digest))));
    query.push(("X-Amz-SignedHeaders".to_owned(), encode(names)));
    query.sort();
    let query = query.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");

    let request = format!("PUT\n{}\n{query}\n{headers}\n{names}\nUNSIGNED-PAYLOAD", link.path());
    let hashed = digests::hexadecimal(&Sha256::digest(request.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashed}");
    let key = scope.split('/').try_fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part))?;
    let mut bound = link.clone();
    bound.set_query(Some(&format!("{query}&X-Amz-Signature={}", digests::hexadecimal(&mac(&key, &text)?))));
    Some(bound)
}

fn mac(key: &[u8], text: &str) -> Option<Vec<u8>> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).ok()?;
    mac.update(text.as_bytes());
    Some(mac.finalize().into_bytes().to_vec())
}
