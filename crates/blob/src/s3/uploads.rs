//! Uploads under way: multipart uploads of the store, each of an object's final key.

use std::collections::BTreeMap;

use bytes::Bytes;
use leporello_model::{BlobId, Millis, SpaceId};
use object_store::path::Path as Key;
use object_store::signer::Method;
use object_store::{ObjectStoreExt, PutPayload};
use quick_xml::escape::escape;

use super::answers::{self, Begun, Part, Parts, Upload, Uploads};
use super::calls::Call;
use super::{S3, digests, errors::told};
use crate::digest::Hashing;
use crate::{BlobError, Staged, Stored, keys};

/// How the names of uploads begin here that were begun with an algorithm: the store checks their parts.
const CHECKED: &str = "sha256:";

/// Whether the store checks the parts of an upload, and its own name for it.
pub(super) fn name_of(multipart: &str) -> (bool, &str) {
    multipart.strip_prefix(CHECKED).map_or((false, multipart), |name| (true, name))
}

impl S3 {
    /// See [`crate::Blobs::begin_upload`]; `checked` if every part will come with its digest.
    pub(crate) async fn begin_upload(&self, space: SpaceId, blob: BlobId, checked: bool) -> Result<String, BlobError> {
        let checked = checked && self.checks_digests().await?;
        let name = self.begin(&self.below(&keys::object(space, blob)), checked).await?;
        Ok(if checked { format!("{CHECKED}{name}") } else { name })
    }

    /// See [`crate::Blobs::assemble`].
    pub(crate) async fn assemble(&self, staged: &Staged<'_>, parts: &[(u32, u64)]) -> Result<Stored, BlobError> {
        let key = self.below(&keys::object(staged.space, staged.blob));
        // Some stores take no empty part.
        let parts: Vec<_> = parts.iter().copied().filter(|(_, size)| *size > 0).collect();
        let expected = parts.iter().map(|(_, size)| size).sum();
        if expected == 0 {
            return self.put_empty(&key, staged).await;
        }
        let joined = match staged.multipart {
            Some(multipart) => self.join(&key, multipart, &parts).await,
            None => Err(BlobError::UploadGone),
        };
        match joined {
            Ok(Some(sha256)) => return Ok(Stored { sha256, length: expected }),
            // Joined now, or by an earlier call whose answer was lost.
            Ok(None) | Err(BlobError::UploadGone) => {}
            Err(error) => return Err(error),
        }
        let stored = match self.digest_of(&key).await {
            Err(BlobError::Missing) => return Err(BlobError::UploadGone),
            outcome => outcome?,
        };
        if stored.length == expected { Ok(stored) } else { Err(BlobError::Length { expected, got: stored.length }) }
    }

    /// See [`crate::Blobs::discard`].
    pub(crate) async fn discard(&self, staged: &Staged<'_>) -> Result<(), BlobError> {
        match staged.multipart {
            Some(multipart) => {
                let key = self.below(&keys::object(staged.space, staged.blob));
                self.abort(&key, name_of(multipart).1).await
            }
            None => Ok(()),
        }
    }

    /// See [`crate::Blobs::sweep`].
    pub(crate) async fn sweep(&self, before: Millis) -> Result<(), BlobError> {
        // Not in the whole bucket, where others may have uploads of their own.
        for folder in [keys::ORIGINALS, keys::RENDITIONS] {
            self.sweep_below(&format!("{}/", self.below(&Key::from(folder))), before).await?;
        }
        Ok(())
    }

    async fn sweep_below(&self, prefix: &str, before: Millis) -> Result<(), BlobError> {
        let (mut key, mut upload) = (String::new(), String::new());
        loop {
            let page = self.uploads(prefix, (&key, &upload)).await?;
            let old = |upload: &&Upload| upload.initiated.as_millisecond() < before.0 && upload.key.starts_with(prefix);
            for old in page.upload.iter().filter(old) {
                if let Ok(key) = Key::parse(&old.key) {
                    self.abort(&key, &old.upload_id).await?;
                }
            }
            let next = (page.next_key_marker.unwrap_or_default(), page.next_upload_id_marker.unwrap_or_default());
            // A store that names no next page has none, whatever it says.
            if !page.is_truncated || next.0.is_empty() || next == (key, upload) {
                return Ok(());
            }
            (key, upload) = next;
        }
    }

    /// Begins an upload, lists its parts and the uploads, and gives it up: each of these takes a right of its own.
    pub(super) async fn check_uploads(&self, key: &Key) -> Result<(), BlobError> {
        let upload = self.begin(key, false).await?;
        let listed = async {
            self.parts(key, &upload).await?;
            self.uploads(key.as_ref(), ("", "")).await
        };
        let listed = listed.await;
        self.abort(key, &upload).await?;
        listed.map(drop)
    }

    /// One page of the uploads under way whose keys begin with `prefix`, from behind this key and upload on.
    async fn uploads(&self, prefix: &str, (key, upload): (&str, &str)) -> Result<Uploads, BlobError> {
        let mut query = vec![("uploads", ""), ("prefix", prefix)];
        if !key.is_empty() {
            query.extend([("key-marker", key), ("upload-id-marker", upload)]);
        }
        answers::read(&self.ask(Method::GET, &Key::default(), &query).await?)
    }

    /// Begins a multipart upload; `checked` as in [`S3::begin_upload`].
    pub(super) async fn begin(&self, key: &Key, checked: bool) -> Result<String, BlobError> {
        let header = checked.then_some(("x-amz-checksum-algorithm", "SHA256"));
        let call = Call { method: Method::POST, key, query: &[("uploads", "")], header, body: Bytes::new() };
        Ok(answers::read::<Begun>(&self.call(&call).await?)?.upload_id)
    }

    /// Gives up a multipart upload, if it is still under way.
    pub(super) async fn abort(&self, key: &Key, multipart: &str) -> Result<(), BlobError> {
        match self.ask(Method::DELETE, key, &[("uploadId", multipart)]).await {
            Err(BlobError::UploadGone | BlobError::Missing) => Ok(()),
            outcome => outcome.map(drop),
        }
    }

    /// All parts that the store has of an upload.
    pub(super) async fn parts(&self, key: &Key, multipart: &str) -> Result<BTreeMap<u32, Part>, BlobError> {
        let mut parts = BTreeMap::new();
        let mut marker = 0;
        loop {
            let text = marker.to_string();
            let query = [("uploadId", multipart), ("part-number-marker", &text)];
            let page: Parts =
                answers::read(&self.ask(Method::GET, key, &query[..if marker == 0 { 1 } else { 2 }]).await?)?;
            parts.extend(page.part.into_iter().map(|part| (part.part_number, part)));
            match page.next_part_number_marker {
                Some(next) if page.is_truncated && next > marker => marker = next,
                _ => return Ok(parts),
            }
        }
    }

    /// Joins parts, and gives the digest of the whole where the store told it.
    async fn join(&self, key: &Key, multipart: &str, plan: &[(u32, u64)]) -> Result<Option<String>, BlobError> {
        let (checked, multipart) = name_of(multipart);
        let sent = self.parts(key, multipart).await?;
        let mut body = String::from("<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for &(number, expected) in plan {
            let part = sent.get(&number).ok_or(BlobError::PartMissing(number))?;
            if part.size != expected {
                return Err(BlobError::Length { expected, got: part.size });
            }
            let tag = escape(&part.e_tag);
            body.push_str(&format!("<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag>"));
            if let Some(sha256) = &part.sha256 {
                body.push_str(&format!("<ChecksumSHA256>{}</ChecksumSHA256>", escape(sha256)));
            }
            body.push_str("</Part>");
        }
        body.push_str("</CompleteMultipartUpload>");
        let query = [("uploadId", multipart)];
        self.call(&Call { method: Method::POST, key, query: &query, header: None, body: body.into() }).await?;
        Ok(match plan {
            [(only, _)] if checked => sent.get(only).and_then(|part| digests::from_base64(part.sha256.as_deref()?)),
            _ => None,
        })
    }

    /// Makes an object of no bytes. Its upload, to which nothing can have been sent, is given up.
    async fn put_empty(&self, key: &Key, staged: &Staged<'_>) -> Result<Stored, BlobError> {
        match self.store.head(key).await.map_err(told) {
            Ok(found) if found.size > 0 => return Err(BlobError::Exists),
            Ok(_) | Err(BlobError::Missing) => {}
            Err(error) => return Err(error),
        }
        self.store.put(key, PutPayload::default()).await.map_err(told)?;
        self.discard(staged).await?;
        Ok(Hashing::new().finish())
    }

    /// Sends a request without a body.
    async fn ask(&self, method: Method, key: &Key, query: &[(&str, &str)]) -> Result<Bytes, BlobError> {
        self.call(&Call { method, key, query, header: None, body: Bytes::new() }).await
    }
}
