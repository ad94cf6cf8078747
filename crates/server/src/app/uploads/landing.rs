//! Where an upload becomes a file: the same for parts that were sent, bytes that were there, and imports.

use leporello_model::{Add, BlobId, FileType, Grant, Millis, Refusal, SpaceFacts};
use leporello_store::{FileRow, Read, Upload, Write};

use super::super::Failure;
use super::super::facts::Known;
use super::super::files::target;
use super::super::places::Place;

/// What an upload lacks to be a file.
pub(crate) struct Landing {
    /// The object with its bytes, claimed in the same transaction or before.
    pub(crate) blob: BlobId,
    /// Their digest.
    pub(crate) sha256: String,
    /// What the bytes say.
    pub(crate) known: Known,
    /// When it was last changed.
    pub(crate) edited_at: Millis,
}

/// Checks the folder that an upload goes into. That it is in the bin has a code of its own here.
pub(crate) fn upload_target(read: &Read<'_>, place: &Place, upload: &Upload) -> Result<(), Failure> {
    match target(read, place, &upload.parent, "parentFolder") {
        Err(Failure::Refused(Refusal::TargetInBin { field })) => Err(Refusal::UploadTargetInBin { field }.into()),
        checked => checked.map(drop),
    }
}

/// Adds the file that was promised, under the promised name, which must be free, and counts its bytes
/// against the space's owner.
pub(crate) fn land(
    write: &Write<'_>,
    space: &Grant<Add, SpaceFacts>,
    upload: &Upload,
    landing: Landing,
) -> Result<(), Failure> {
    if !write.use_space(space.on().owner, upload.space, upload.length)? {
        return Err(Refusal::SpaceFull.into());
    }
    let Landing { blob, sha256, known, edited_at } = landing;
    let file = FileRow {
        space: upload.space,
        id: upload.file.clone(),
        parent: Some(upload.parent.clone()),
        name: upload.name.clone(),
        suffix: String::new(),
        file_type: known.file_type,
        mime_type: known.mime_type,
        description: upload.description.clone(),
        owner: upload.owner,
        size: upload.length,
        sha256: Some(sha256),
        blob: Some(blob),
        taken_at: known.taken_at,
        media: known.media,
        created_at: upload.created_at,
        edited_at,
        trashed_at: None,
        in_bin: false,
    };
    write.add_file(space, &file)?;
    if matches!(file.file_type, FileType::Image | FileType::Video) {
        write.want_rendition(upload.space, blob)?;
    }
    Ok(())
}
