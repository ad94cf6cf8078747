//! A bucket of an object store that speaks S3.
//!
//! **Durable** means here: the store answered that it has the bytes. How safe they are then is the store's to say.
//!
//! * Keys are those of the disk, below the prefix. Nothing lies there but objects and packs; what is on its way is in
//!   the store's own multipart uploads, which no key shows.
//! * **An upload is one multipart upload of the object's final key.** Its links die with it, so an object cannot change
//!   after it was checked. Parts have 5 MiB to 5 GiB, but for the last.
//! * **Lengths** are compared with the store's list of the parts, before they are joined. The list names what each part
//!   was, and joining repeats the names, so a part that is sent again meanwhile is not joined unseen.
//! * **Digests**: see `digests.rs`. Where the store cannot tell them, the object is read once, through little memory.
//! * **A link to a part is bound to its length**, so that nobody announces one byte and sends gigabytes.
//! * **Empty files**: some stores (Garage) take no empty part. The link for a file without bytes is a PUT of the object
//!   itself that is bound to a length of 0; joining puts an empty object whether it was used or not. An empty part
//!   beside others is not asked for.
//! * Nothing here relies on conditional writes, which not every store honours (Garage answers `If-None-Match: *` with
//!   success and overwrites), nor on checksums in trailers, which some refuse.
//! * Nothing here logs, and no error says an address, a key or a link: see `errors.rs`.
//!
//! `links.rs` signs, `calls.rs` asks what the library has no calls for, `connection.rs` decides how long to wait.

mod answers;
mod calls;
mod connection;
mod digests;
mod errors;
mod import;
mod links;
mod objects;
mod packs;
mod reader;
mod uploads;
mod writer;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Key;
use object_store::signer::Url;
use object_store::{BackoffConfig, ObjectStoreExt, RetryConfig};
use tokio::sync::OnceCell;

use crate::{BlobError, Bucket, keys};
use connection::Connection;
use errors::told;

pub(crate) use reader::Ranges;

/// How often something is tried again, and for how long at most.
const RETRIES: usize = 3;
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait before the first new try, in milliseconds; it doubles.
const PAUSE: Duration = Duration::from_millis(100);

/// The store in a bucket.
pub(crate) struct S3 {
    bucket: Bucket,
    store: AmazonS3,
    /// For signing the links of clients only; nothing is sent through it.
    public: AmazonS3,
    connection: Connection,
    scratch: PathBuf,
    /// Whether the store can check digests, once that was tried.
    checks_digests: OnceCell<bool>,
}

impl S3 {
    /// Makes ready to ask; asks nothing.
    pub(crate) fn open(bucket: &Bucket, scratch: &Path) -> Result<Self, BlobError> {
        let connection = Connection::new(bucket.endpoint.scheme() == "https")?;
        let store = library(bucket, &bucket.endpoint, &connection)?;
        let public = library(bucket, &bucket.public_endpoint, &connection)?;
        let (bucket, scratch) = (bucket.clone(), scratch.to_owned());
        Ok(Self { bucket, store, public, connection, scratch, checks_digests: OnceCell::new() })
    }

    /// Writes, reads and deletes a small object, and begins and gives up an upload.
    pub(crate) async fn check(&self) -> Result<(), BlobError> {
        const PROBE: &[u8] = b"probe";
        let key = self.below(&keys::probe());
        self.store.put(&key, PROBE.into()).await.map_err(told)?;
        let read = async { self.store.get(&key).await?.bytes().await };
        match read.await.map_err(told) {
            Ok(bytes) if bytes != PROBE => {
                return Err(BlobError::Unavailable("it does not give back what was written".to_owned()));
            }
            // Two checks at a time: the other one removed it.
            Ok(_) | Err(BlobError::Missing) => {}
            Err(error) => return Err(error),
        }
        self.remove(&key).await?;
        self.check_uploads(&key).await
    }

    /// Scheme and host of the links that clients are given.
    pub(crate) fn link_origin(&self) -> String {
        self.bucket.public_endpoint.origin().ascii_serialization()
    }

    /// Where `key` lies in the bucket.
    fn below(&self, key: &Key) -> Key {
        self.bucket.prefix.parts().chain(key.parts()).collect()
    }

    /// Deletes what lies at a place of the bucket, if anything does.
    async fn remove(&self, key: &Key) -> Result<(), BlobError> {
        match self.store.delete(key).await.map_err(told) {
            Err(BlobError::Missing) => Ok(()),
            outcome => outcome,
        }
    }
}

/// The library's store at an address.
fn library(bucket: &Bucket, endpoint: &Url, connection: &Connection) -> Result<AmazonS3, BlobError> {
    let credentials = &bucket.credentials;
    let backoff = BackoffConfig { init_backoff: PAUSE, max_backoff: PATIENCE, base: 2.0 };
    let builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        // The name of the bucket is in the endpoint already, wherever it belongs.
        .with_endpoint(endpoint.as_str().trim_end_matches('/'))
        .with_virtual_hosted_style_request(true)
        .with_access_key_id(&credentials.access_key_id)
        .with_secret_access_key(&credentials.secret_access_key)
        // Not every store can delete many at once, and nothing here does.
        .with_disable_bulk_delete(true)
        .with_retry(RetryConfig { backoff, max_retries: RETRIES, retry_timeout: PATIENCE })
        .with_http_connector(connection.clone());
    let builder = match &credentials.session_token {
        Some(token) => builder.with_token(token),
        None => builder,
    };
    builder.build().map_err(|_| BlobError::Place("the library cannot use this bucket, region or endpoint".to_owned()))
}

impl fmt::Debug for S3 {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bucket.fmt(out)
    }
}
