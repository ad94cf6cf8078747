//! Keys: built here and nowhere else, from numbers and hexadecimal digits only.

use leporello_model::{BlobId, SpaceId, UploadId};
use object_store::path::Path;

/// The folder of everything that was not claimed yet.
pub(crate) const STAGING: &str = "staging";

/// The folder of the objects.
pub(crate) const ORIGINALS: &str = "originals";

/// The folder of the packs of pictures that were made of objects.
pub(crate) const RENDITIONS: &str = "renditions";

/// What is written, and deleted again, to see whether it can be. Objects lie two folders deeper.
pub(crate) fn probe() -> Path {
    Path::from_iter([ORIGINALS, "probe"])
}

/// How the names of temporary files begin that belong to no upload.
pub(crate) const LOCAL: &str = "local.";

/// The folder of what is staged for a space.
pub(crate) fn staging(space: SpaceId) -> Path {
    Path::from_iter([STAGING.to_owned(), space.number().to_string()])
}

/// How the names of all files that belong to an upload begin.
pub(crate) fn upload_prefix(upload: &UploadId) -> String {
    format!("{upload}.")
}

/// A part of an upload.
pub(crate) fn part(space: SpaceId, upload: &UploadId, part: u32) -> Path {
    staging(space).join(format!("{upload}.{part}"))
}

/// The folder of an object.
pub(crate) fn object_folder(space: SpaceId, blob: BlobId) -> Path {
    hundredth(ORIGINALS, space, blob)
}

/// A hundredth of a space's folder, because folders with very many entries are slow.
fn hundredth(top: &str, space: SpaceId, blob: BlobId) -> Path {
    let hundredth = format!("{:02}", blob.number().rem_euclid(100));
    Path::from_iter([top.to_owned(), space.number().to_string(), hundredth])
}

/// An object.
pub(crate) fn object(space: SpaceId, blob: BlobId) -> Path {
    object_folder(space, blob).join(blob.to_string())
}

/// The folder of an object's packs.
pub(crate) fn pack_folder(space: SpaceId, blob: BlobId) -> Path {
    hundredth(RENDITIONS, space, blob)
}

/// A pack of pictures that were made of an object; its number is never used twice.
pub(crate) fn pack(space: SpaceId, blob: BlobId, number: BlobId) -> Path {
    pack_folder(space, blob).join(format!("{blob}.{number}"))
}

/// The upload that a file in staging belongs to, if it does to one.
pub(crate) fn upload_of(key: &Path) -> Option<(SpaceId, UploadId)> {
    let mut parts = key.parts().skip(1);
    let (space, name) = (parts.next()?, parts.next()?);
    let (upload, _) = name.as_ref().split_once('.')?;
    Some((SpaceId::new(space.as_ref().parse().ok()?), upload.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_a_promise_to_the_data_on_the_disk() {
        let (space, upload) = (SpaceId::new(12), UploadId::from_bits([0x0F; 16]));
        assert_eq!(
            object(space, BlobId::new(1_805_929_618_625_036_405)).as_ref(),
            "originals/12/05/1805929618625036405"
        );
        assert_eq!(object(space, BlobId::new(7)).as_ref(), "originals/12/07/7");
        assert_eq!(pack(space, BlobId::new(7), BlobId::new(9)).as_ref(), "renditions/12/07/7.9");
        assert_eq!(part(space, &upload, 3).as_ref(), "staging/12/0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F0F.3");
    }

    #[test]
    fn a_staged_file_names_its_upload() {
        let (space, upload) = (SpaceId::new(12), UploadId::from_bits([0x0F; 16]));
        assert_eq!(upload_of(&part(space, &upload, 3)), Some((space, upload.clone())));
        let temporary = staging(space).join(format!("{}a1B2c3.tmp", upload_prefix(&upload)));
        assert_eq!(upload_of(&temporary), Some((space, upload)));
        assert_eq!(upload_of(&staging(space).join(format!("{LOCAL}a1B2c3.tmp"))), None);
    }
}
