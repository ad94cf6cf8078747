//! A new, empty store of either kind, and a client that sends parts to it.

use std::convert::Infallible;
use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt, stream};
use leporello_blob::{BlobError, Blobs, Credentials, Place, Staged, Stored};
use leporello_model::{BlobId, SpaceId, UploadId};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

pub(crate) const SPACE: SpaceId = SpaceId::new(1_645_841_408_025_905_537);
pub(crate) const BLOB: BlobId = BlobId::new(1_805_929_618_625_036_417);

/// How long links are valid here.
pub(crate) const VALID: Duration = Duration::from_secs(60);

/// A store, and where it is.
pub(crate) struct Fixture {
    pub(crate) blobs: Blobs,
    pub(crate) place: Place,
    /// For files that are to become objects; the store on a disk is below it.
    pub(crate) folder: TempDir,
}

/// An upload under way.
pub(crate) struct Upload {
    pub(crate) upload: UploadId,
    pub(crate) blob: BlobId,
    pub(crate) multipart: Option<String>,
}

impl Upload {
    pub(crate) fn staged(&self) -> Staged<'_> {
        let Self { upload, blob, multipart } = self;
        Staged { space: SPACE, upload, blob: *blob, multipart: multipart.as_deref() }
    }
}

impl Fixture {
    pub(crate) fn disk() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Disk(folder.path().join("blobs"));
        Self { blobs: Blobs::open(&place, folder.path()).unwrap(), place, folder }
    }

    pub(crate) fn s3() -> Self {
        Self::s3_with("")
    }

    /// A store in the bucket, below a prefix of its own, with more parameters: `&name=value`.
    pub(crate) fn s3_with(parameters: &str) -> Self {
        Self::s3_at(&server(), parameters)
    }

    /// The same at another endpoint than the given one.
    pub(crate) fn s3_through(endpoint: &str) -> Self {
        Self::s3_at(&server().replace(&s3_endpoint(), endpoint), "")
    }

    /// A store of somebody else who uses the same bucket, in a folder beside the objects of this one.
    pub(crate) fn neighbour(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = s3_place(&server(), &format!("{}/neighbour", prefix(&self.folder)), "");
        Self { blobs: Blobs::open(&place, folder.path()).unwrap(), place, folder }
    }

    fn s3_at(server: &str, parameters: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = s3_place(server, &prefix(&folder), parameters);
        Self { blobs: Blobs::open(&place, folder.path()).unwrap(), place, folder }
    }

    /// The same store, opened by somebody who remembers nothing.
    pub(crate) fn again(&self) -> Blobs {
        Blobs::open(&self.place, self.folder.path()).unwrap()
    }

    /// Begins an upload of the object `blob`.
    pub(crate) async fn begin(&self, blob: BlobId) -> Upload {
        let multipart = self.blobs.begin_upload(SPACE, blob).await.unwrap();
        Upload { upload: UploadId::from_bits([blob.number().to_le_bytes()[0]; 16]), blob, multipart }
    }

    /// Sends a part as a client does: through the server to a disk, by a link to an object store.
    pub(crate) async fn send(&self, upload: &Upload, part: u32, bytes: &[u8]) {
        let Some(multipart) = &upload.multipart else {
            let length = bytes.len() as u64;
            return self.blobs.stage(SPACE, &upload.upload, part, length, body(bytes, 65_536)).await.unwrap();
        };
        let size = bytes.len() as u64;
        let link = self.blobs.part_link(SPACE, upload.blob, multipart, part, size, None, VALID).await;
        assert_eq!(put(link.unwrap().unwrap(), bytes).await, 200);
    }

    /// Makes an object of one part.
    pub(crate) async fn make(&self, blob: BlobId, bytes: &[u8]) -> Stored {
        let upload = self.begin(blob).await;
        self.send(&upload, 1, bytes).await;
        let stored = self.blobs.assemble(&upload.staged(), &[(1, bytes.len() as u64)]).await.unwrap();
        self.blobs.discard(&upload.staged()).await.unwrap();
        stored
    }

    /// All bytes of an object.
    pub(crate) async fn content(&self, blob: BlobId) -> Result<Vec<u8>, BlobError> {
        let pieces: Vec<Bytes> = self.blobs.read(SPACE, blob, None).await?.try_collect().await?;
        Ok(pieces.concat())
    }
}

/// The prefix of the store that belongs to a folder.
fn prefix(folder: &TempDir) -> String {
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    format!("test/{}", name.trim_start_matches('.'))
}

fn s3_place(server: &str, prefix: &str, parameters: &str) -> Place {
    let (bucket, rest) = server.split_once('?').unwrap();
    Place::parse(&format!("{bucket}/{prefix}?{rest}{parameters}"), Some(credentials())).unwrap()
}

/// The object store for tests: a URL as [`Place::parse`] takes it, with an endpoint.
#[expect(clippy::disallowed_methods, reason = "only the environment can say where the store is")]
pub(crate) fn server() -> String {
    let help = "set LEPORELLO_TEST_S3 to s3://BUCKET?endpoint=http://HOST:PORT&region=NAME and AWS_ACCESS_KEY_ID and \
                AWS_SECRET_ACCESS_KEY to a key that may write there, or run scripts/test, which starts a store";
    std::env::var("LEPORELLO_TEST_S3").unwrap_or_else(|_| panic!("no object store for the tests: {help}"))
}

/// Where that store is.
pub(crate) fn s3_endpoint() -> String {
    let server = server();
    let (_, endpoint) = server.split_once("endpoint=").expect("LEPORELLO_TEST_S3 names an endpoint");
    endpoint.split('&').next().unwrap().to_owned()
}

#[expect(clippy::disallowed_methods, reason = "only the environment can say where the store is")]
pub(crate) fn credentials() -> Credentials {
    let variable = |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    Credentials {
        access_key_id: variable("AWS_ACCESS_KEY_ID"),
        secret_access_key: variable("AWS_SECRET_ACCESS_KEY"),
        session_token: None,
    }
}

/// A body that comes in pieces of `size` bytes.
pub(crate) fn body(bytes: &[u8], size: usize) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
    let bytes = Bytes::copy_from_slice(bytes);
    let starts = (0..bytes.len()).step_by(size);
    let pieces: Vec<_> = starts.map(|at| Ok(bytes.slice(at..bytes.len().min(at + size)))).collect();
    stream::iter(pieces)
}

/// Bytes that do not repeat.
pub(crate) fn noise(length: u32) -> Vec<u8> {
    (0..length).map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

/// What an object of these bytes is.
pub(crate) fn stored(bytes: &[u8]) -> Stored {
    Stored { sha256: sha256(bytes), length: bytes.len() as u64 }
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn agent() -> &'static ureq::Agent {
    static AGENT: OnceLock<ureq::Agent> = OnceLock::new();
    AGENT.get_or_init(|| ureq::Agent::config_builder().http_status_as_error(false).build().into())
}

/// PUTs bytes to a link with nothing but a plain HTTP client, and gives the status.
pub(crate) async fn put(link: String, bytes: &[u8]) -> u16 {
    let bytes = bytes.to_vec();
    let put = move || agent().put(&link).send(&bytes[..]).unwrap().status().as_u16();
    // A store that is busy says 503, and whoever sends to one sends again.
    let sent = tokio::task::spawn_blocking(move || (0..5).map(|_| put()).find(|status| *status != 503).unwrap_or(503));
    sent.await.unwrap()
}

/// GETs a link, perhaps a range of it; the status, the named headers and the body.
pub(crate) async fn get(
    link: String,
    range: Option<&'static str>,
    names: &'static [&str],
) -> (u16, Vec<String>, Vec<u8>) {
    let got = tokio::task::spawn_blocking(move || {
        let request = agent().get(&link);
        let mut answer = match range {
            Some(range) => request.header("range", range).call().unwrap(),
            None => request.call().unwrap(),
        };
        let header = |name: &&str| answer.headers().get(*name).map_or("-", |value| value.to_str().unwrap()).to_owned();
        let headers = names.iter().map(header).collect();
        (answer.status().as_u16(), headers, answer.body_mut().read_to_vec().unwrap())
    });
    got.await.unwrap()
}
