//! Requests that the library has no calls for: made of a signed link, sent by the same connections.

use bytes::Bytes;
use object_store::path::Path as Key;
use object_store::signer::{HeaderName, HeaderValue, Method, Url};
use reqwest::Request;
use tokio::time::sleep;

use super::errors::{answered, code};
use super::{PATIENCE, PAUSE, RETRIES, S3};
use crate::BlobError;

/// A request to the store about a key, or about the bucket when the key is empty.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    pub(crate) key: &'a Key,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) header: Option<(&'static str, &'static str)>,
    pub(crate) body: Bytes,
}

impl S3 {
    /// Sends a request and gives the body of a success. What may pass is tried again.
    pub(crate) async fn call(&self, call: &Call<'_>) -> Result<Bytes, BlobError> {
        let mut patience = std::pin::pin!(sleep(PATIENCE));
        // It runs from the first look at it.
        let _ = futures_util::poll!(patience.as_mut());
        let mut pause = PAUSE;
        for _ in 0..RETRIES {
            match self.call_once(call).await {
                Err(BlobError::Unavailable(_)) if !patience.is_elapsed() => sleep(pause).await,
                outcome => return outcome,
            }
            pause *= 2;
        }
        self.call_once(call).await
    }

    async fn call_once(&self, call: &Call<'_>) -> Result<Bytes, BlobError> {
        let header = call.header.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let link =
            self.sign(&self.store, call.method.clone(), call.key, call.query, header.clone(), PATIENCE * 6).await?;
        self.send(call.method.clone(), link, header, call.body.clone()).await
    }

    /// Sends a request by a signed link, once, and gives the body of a success.
    pub(super) async fn send(
        &self,
        method: Method,
        link: Url,
        header: Option<(HeaderName, HeaderValue)>,
        body: Bytes,
    ) -> Result<Bytes, BlobError> {
        let mut request = Request::new(method, link);
        request.headers_mut().extend(header);
        *request.body_mut() = Some(body.into());
        let (status, body) = self.connection.send(request).await?;
        let text = std::str::from_utf8(&body).unwrap_or_default();
        match code(text) {
            // A success may still turn out to be none, long after its status was sent.
            None if status.is_success() => Ok(body),
            found => Err(answered(if status.is_success() { 0 } else { status.as_u16() }, found.unwrap_or_default())),
        }
    }
}
