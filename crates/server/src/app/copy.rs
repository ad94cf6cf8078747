//! Copying the bytes of a library from one blob store to another.
//!
//! What is there already with the right digest is passed by, so a copy can be broken off and begun again; what was copied is
//! read back. Nothing is deleted but what lies in an object's place and has other bytes than the database knows.

use futures_util::{StreamExt, stream};
use leporello_blob::{BlobError, Blobs};
use leporello_model::{BlobId, SpaceId};
use leporello_store::{KeptObject, KeptPack, Store};

use super::Failure;

/// How many objects are looked up at a time.
const PAGE: i64 = 500;

/// How many objects are copied at a time; most of that time goes into waiting.
const AT_ONCE: usize = 8;

/// What a copy of bytes came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopiedBytes {
    /// Objects that both have, each with the digest that the database knows.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many objects were not there before.
    pub written: u64,
    /// Packs of pictures that both have.
    pub packs: u64,
    /// Objects that the source has lost, or has with other bytes: the space and the number of each.
    pub damaged: Vec<(SpaceId, BlobId)>,
    /// Packs that the source has lost. Their pictures are made again when somebody asks for them.
    pub lost_packs: u64,
}

/// Copies all objects and packs that `store` knows of; tells `progress` after each how many bytes it had.
///
/// # Errors
/// A failure of the store or of one of the blob stores. What was copied stays, and another call goes on.
pub async fn copy_bytes(
    store: &Store,
    from: &Blobs,
    to: &Blobs,
    progress: impl Fn(u64),
) -> Result<CopiedBytes, Failure> {
    let mut done = CopiedBytes::default();
    let mut after = (SpaceId::new(0), BlobId::new(0));
    loop {
        let page = store.read(move |read| Ok::<_, Failure>(read.any_objects(after, PAGE)?)).await?;
        let Some(last) = page.last() else { break };
        after = (last.space, last.blob);
        let mut copies = stream::iter(page.iter().map(|object| copy_object(object, from, to))).buffered(AT_ONCE);
        let mut objects = page.iter();
        while let (Some(fate), Some(object)) = (copies.next().await, objects.next()) {
            done.add(object, fate?);
            progress(u64::try_from(object.size).unwrap_or_default());
        }
    }
    copy_packs(store, from, to, &mut done).await?;
    Ok(done)
}

/// What became of an object.
enum Fate {
    Known,
    Written,
    Damaged,
}

impl CopiedBytes {
    fn add(&mut self, object: &KeptObject, fate: Fate) {
        if matches!(fate, Fate::Damaged) {
            return self.damaged.push((object.space, object.blob));
        }
        self.objects += 1;
        self.bytes += u64::try_from(object.size).unwrap_or_default();
        self.written += u64::from(matches!(fate, Fate::Written));
    }
}

async fn copy_object(object: &KeptObject, from: &Blobs, to: &Blobs) -> Result<Fate, Failure> {
    let KeptObject { space, blob, .. } = *object;
    if is_right(object, to).await? {
        return Ok(Fate::Known);
    }
    // Looked at before it is written, because what lies under a key is never replaced.
    if !is_right(object, from).await? {
        return Ok(Fate::Damaged);
    }
    match to.receive(space, blob, from.read(space, blob, None).await?).await {
        // What was there before has other bytes, and no file has them.
        Err(BlobError::Exists) => {
            to.delete(space, blob).await?;
            to.receive(space, blob, from.read(space, blob, None).await?).await?;
        }
        outcome => drop(outcome?),
    }
    if is_right(object, to).await? { Ok(Fate::Written) } else { Err(BlobError::Interrupted.into()) }
}

/// Whether a store has this object with the digest that the database knows.
async fn is_right(object: &KeptObject, blobs: &Blobs) -> Result<bool, Failure> {
    match blobs.digest(object.space, object.blob).await {
        Ok(stored) => Ok(stored.sha256 == object.sha256 && i64::try_from(stored.length) == Ok(object.size)),
        Err(BlobError::Missing) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn copy_packs(store: &Store, from: &Blobs, to: &Blobs, done: &mut CopiedBytes) -> Result<(), Failure> {
    let mut after = (SpaceId::new(0), BlobId::new(0));
    loop {
        let page = store.read(move |read| Ok::<_, Failure>(read.any_packs(after, PAGE)?)).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.space, last.blob);
        let mut copies = stream::iter(page.iter().map(|pack| copy_pack(pack, from, to))).buffered(AT_ONCE);
        while let Some(kept) = copies.next().await {
            if kept? { done.packs += 1 } else { done.lost_packs += 1 }
        }
    }
}

/// Copies a pack; gives whether the source had it.
async fn copy_pack(pack: &KeptPack, from: &Blobs, to: &Blobs) -> Result<bool, Failure> {
    let KeptPack { space, blob, number } = *pack;
    let bytes = match from.whole_pack(space, blob, number).await {
        Err(BlobError::Missing) => return Ok(false),
        outcome => outcome?,
    };
    for attempt in 0..2 {
        match to.whole_pack(space, blob, number).await {
            Ok(there) if there == bytes => return Ok(true),
            Ok(_) | Err(BlobError::Missing) if attempt == 0 => {
                to.keep_pack(space, blob, number, bytes.to_vec()).await?;
            }
            Ok(_) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Err(BlobError::Interrupted.into())
}
