//! Where the parts of an upload are sent: to this server, or straight to an object store.

use std::time::Duration;

use leporello_blob::Staged;
use leporello_model::Caller;
use leporello_store::Upload;

use super::UNKNOWN;
use super::plan::{self, Part};
use crate::app::{App, Failure};

/// How long an object store's link to a part works.
const VALID: Duration = Duration::from_secs(3600);

impl App {
    /// A link for each of these parts of an upload, to be sent there with `PUT`. `base` is the address of this server.
    ///
    /// # Errors
    /// [`Refusal::UploadUnknown`](leporello_model::Refusal::UploadUnknown) when the upload has ended meanwhile, or a
    /// failure of the store or of the object store.
    pub async fn part_links(
        &self,
        caller: Caller,
        base: &str,
        upload: &Upload,
        parts: Vec<Part>,
    ) -> Result<Vec<(Part, String)>, Failure> {
        let multipart = self.multipart(upload).await?;
        let mut links = Vec::with_capacity(parts.len());
        for part in parts {
            let (space, blob, sha256) = (upload.space, upload.blob, announced(upload));
            let size = u64::try_from(part.size).unwrap_or_default();
            let there = match &multipart {
                // An object store takes no empty part of something larger. Nothing has to be sent, but clients may.
                Some(multipart) if size > 0 || upload.length == 0 => {
                    self.blobs.part_link(space, blob, multipart, part.number, size, sha256, VALID).await?
                }
                _ => None,
            };
            let here = || self.part_link(caller, base, space, &upload.file, part.number, part.size);
            links.push((part, there.unwrap_or_else(here)));
        }
        Ok(links)
    }

    /// What the object store calls this upload, which it is told of now if it was not before; none where this server takes
    /// the parts.
    async fn multipart(&self, upload: &Upload) -> Result<Option<String>, Failure> {
        if upload.multipart.is_some() {
            return Ok(upload.multipart.clone());
        }
        let begun = match announced(upload) {
            Some(_) => self.blobs.begin_checked_upload(upload.space, upload.blob).await?,
            None => self.blobs.begin_upload(upload.space, upload.blob).await?,
        };
        let Some(begun) = begun else { return Ok(None) };
        let (space, file, blob, kept) = (upload.space, upload.file.clone(), upload.blob, begun.clone());
        let kept =
            self.store.write(move |write| Ok::<_, Failure>(write.begin_multipart(space, &file, blob, &kept)?)).await?;
        if kept.as_ref() != Some(&begun) {
            // Another request was faster, or the upload has ended.
            self.blobs.discard(&Staged { multipart: Some(&begun), ..staged(upload) }).await?;
        }
        kept.map(Some).ok_or_else(|| UNKNOWN.into())
    }
}

/// The digest of an upload that is a single part, if it was announced: the object store may be able to refuse other bytes.
pub(super) fn announced(upload: &Upload) -> Option<&str> {
    upload.sha256.as_deref().filter(|_| upload.parts.len() == 1)
}

/// What is staged for an upload, as the object store knows it.
pub(crate) fn staged(upload: &Upload) -> Staged<'_> {
    Staged { space: upload.space, upload: &upload.upload, blob: upload.blob, multipart: upload.multipart.as_deref() }
}

/// The parts of an upload's plan.
#[must_use]
pub fn planned(upload: &Upload) -> Vec<Part> {
    plan::parts(&upload.parts)
}

/// Number and size of each.
pub(super) fn sizes(upload: &Upload) -> Vec<(u32, u64)> {
    let size = |part: &Part| u64::try_from(part.size).unwrap_or_default();
    planned(upload).iter().map(|part| (part.number, size(part))).collect()
}
