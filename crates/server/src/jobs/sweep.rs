//! The sweep: takes away what uploads, imports and purges left behind, and nothing else.
//!
//! Everything that is stored has a row that says why: a file's object, an upload under way. The sweep
//! deletes what lost its row, in an order in which a crash at any place only leaves work for the next one.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use leporello_blob::{BlobError, Staged};
use leporello_model::{BlobId, Millis, SpaceId, UploadId};
use leporello_store::{Unclaimed, Upload};
use tokio::task::JoinHandle;

use crate::app::uploads::staged;
use crate::{App, Failure};

/// How many uploads, and how many objects, one sweep takes at most.
const MOST: i64 = 500;

/// How long an upload stays after its end. Nothing can be sent to it any more, but a completion that began
/// in time may still be under way.
const GRACE: i64 = Millis::HOUR;

/// How old a temporary file of an import, or an object store's upload, must be to be a dead one's: longer than any upload
/// may take.
const DEAD: i64 = 48 * Millis::HOUR;

/// What a sweep took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Uploads that had expired.
    pub uploads: usize,
    /// Objects that no file needed.
    pub objects: usize,
    /// Uploads that had ended and left parts behind.
    pub leftovers: usize,
}

impl Swept {
    /// Whether there may be more to do.
    #[must_use]
    pub fn is_full(self) -> bool {
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        self.uploads >= most || self.objects >= most
    }
}

/// Sweeps once, up to some hundred uploads and objects.
///
/// # Errors
/// A failure of the store or the disk. What was done until then stays done.
pub async fn sweep(app: &App) -> Result<Swept, Failure> {
    let uploads = expired_uploads(app).await?;
    let objects = unclaimed_objects(app).await?;
    let leftovers = staged_leftovers(app).await?;
    // In the emulator the clock is not the one that files are dated by.
    if !app.settings.emulator {
        app.blobs.sweep(app.clock.now().plus(-DEAD)).await?;
    }
    Ok(Swept { uploads, objects, leftovers })
}

/// Sweeps now and then `every` so often, until the handle is aborted or the runtime ends. Failures are
/// logged; the next sweep tries again.
pub fn spawn(app: App, every: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            match sweep(&app).await {
                Ok(swept) if swept.is_full() => continue,
                Ok(Swept { uploads: 0, objects: 0, leftovers: 0 }) => {}
                Ok(swept) => tracing::info!(?swept, "swept"),
                Err(failure) => tracing::warn!(cause = failure.cause(), "a sweep failed; the next one goes on"),
            }
            tokio::time::sleep(every).await;
        }
    })
}

/// Ends uploads that were not completed. Their objects, which may exist, become unclaimed.
async fn expired_uploads(app: &App) -> Result<usize, Failure> {
    let ended = app.clock.now().plus(-GRACE);
    let expired = app.store.read(move |read| Ok::<_, Failure>(read.any_expired_uploads(ended, MOST)?)).await?;
    if expired.is_empty() {
        return Ok(0);
    }
    let ending = expired.clone();
    app.store
        .write(move |write| {
            for Upload { space, file, blob, .. } in &ending {
                write.remove_upload(*space, file)?;
                write.leave_blob(*space, *blob)?;
            }
            Ok::<_, Failure>(())
        })
        .await?;
    for upload in &expired {
        app.blobs.discard(&staged(upload)).await?;
    }
    Ok(expired.len())
}

/// Deletes the bytes of objects that no file needs, and then their rows.
async fn unclaimed_objects(app: &App) -> Result<usize, Failure> {
    let unclaimed = app.store.read(|read| Ok::<_, Failure>(read.any_unclaimed(MOST)?)).await?;
    let mut gone: Vec<Unclaimed> = Vec::new();
    let mut failed = None;
    for object in unclaimed {
        match delete(app, &object).await {
            Ok(()) => gone.push(object),
            // One that cannot be deleted must not keep the others.
            Err(error) => failed = Some(error),
        }
    }
    let count = gone.len();
    if count > 0 {
        app.store.write(move |write| Ok::<_, Failure>(write.forget_unclaimed(&gone)?)).await?;
    }
    failed.map_or(Ok(count), |error| Err(error.into()))
}

/// Deletes the bytes of an object and all pictures that were made of it.
async fn delete(app: &App, object: &Unclaimed) -> Result<(), BlobError> {
    for pack in &object.packs {
        app.blobs.delete_pack(object.space, object.blob, *pack).await?;
    }
    app.blobs.delete(object.space, object.blob).await
}

/// Discards the parts of uploads that are no more. A row comes before its first part and its end is
/// final, so what is staged and has no row afterwards has ended.
async fn staged_leftovers(app: &App) -> Result<usize, Failure> {
    let mut staged: BTreeMap<SpaceId, Vec<UploadId>> = BTreeMap::new();
    for (space, upload) in app.blobs.uploads().await? {
        staged.entry(space).or_default().push(upload);
    }
    let mut count = 0;
    for (space, uploads) in staged {
        let asked = uploads.clone();
        let known = app.store.read(move |read| Ok::<_, Failure>(read.uploads_under_way(space, &asked)?)).await?;
        let known: HashSet<UploadId> = known.into_iter().collect();
        for upload in uploads.iter().filter(|upload| !known.contains(*upload)) {
            // Only what this server takes itself is found like this, and needs no other name.
            app.blobs.discard(&Staged { space, upload, blob: BlobId::new(0), multipart: None }).await?;
            count += 1;
        }
    }
    Ok(count)
}
