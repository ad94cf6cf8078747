//! Writing an object piece by piece: hashed on the way, in one request when it is small, in parts when it is not.

use std::mem::take;

use object_store::path::Path as Key;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutMultipartOptions};

use super::S3;
use super::errors::told;
use crate::digest::Hashing;
use crate::{BlobError, Stored};

/// How long a part is, in bytes. With the 10 000 parts that stores take, an object has 78 GiB at most.
const PART: usize = 8 * 1024 * 1024;

/// An object being written; it is not there before [`Writer::finish`].
pub(super) struct Writer<'a> {
    s3: &'a S3,
    key: Key,
    hashing: Hashing,
    /// What was not sent yet.
    buffer: Vec<u8>,
    /// Once there was more than one part.
    parts: Option<Box<dyn MultipartUpload>>,
    /// What lies under the key already: then nothing is sent, only compared.
    there: Option<Stored>,
}

impl<'a> Writer<'a> {
    pub(super) async fn begin(s3: &'a S3, key: Key) -> Result<Self, BlobError> {
        let there = match s3.store.head(&key).await.map_err(told) {
            Ok(_) => Some(s3.digest_of(&key).await?),
            Err(BlobError::Missing) => None,
            Err(error) => return Err(error),
        };
        Ok(Self { s3, key, hashing: Hashing::new(), buffer: Vec::new(), parts: None, there })
    }

    /// Takes the next bytes. After an error, [`Writer::give_up`].
    pub(super) async fn write(&mut self, mut piece: &[u8]) -> Result<(), BlobError> {
        self.hashing.update(piece);
        while self.there.is_none() && !piece.is_empty() {
            if self.buffer.len() == PART {
                self.send().await?;
            }
            let (now, later) = piece.split_at(piece.len().min(PART - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            piece = later;
        }
        Ok(())
    }

    /// Makes the object of what was written.
    pub(super) async fn finish(mut self) -> Result<Stored, BlobError> {
        let stored = self.hashing.finish();
        if let Some(there) = &self.there {
            return if *there == stored { Ok(stored) } else { Err(BlobError::Exists) };
        }
        if self.parts.is_none() {
            let all = take(&mut self.buffer).into();
            return self.s3.store.put(&self.key, all).await.map(|_| stored).map_err(told);
        }
        match self.complete().await {
            Ok(()) => Ok(stored),
            Err(error) => {
                self.give_up().await;
                Err(error)
            }
        }
    }

    /// Forgets what was sent; what cannot be forgotten now is swept one day.
    pub(super) async fn give_up(self) {
        if let Some(mut parts) = self.parts {
            let _ = parts.abort().await;
        }
    }

    async fn complete(&mut self) -> Result<(), BlobError> {
        self.send().await?;
        let Some(parts) = &mut self.parts else { return Ok(()) };
        parts.complete().await.map(drop).map_err(told)
    }

    /// Sends what was gathered as the next part.
    async fn send(&mut self) -> Result<(), BlobError> {
        let parts = match &mut self.parts {
            Some(parts) => parts,
            none => {
                let options = PutMultipartOptions::default();
                none.insert(self.s3.store.put_multipart_opts(&self.key, options).await.map_err(told)?)
            }
        };
        parts.put_part(take(&mut self.buffer).into()).await.map_err(told)
    }
}
