//! A look at a file before it is imported: may it have its name, can it be read, is it there already?

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use leporello_model::{BlobId, Caller, FileId, FileType, UploadId, numbered_name};
use leporello_store::{Object, Read, Upload};
use sha2::{Digest, Sha256};

use super::{Coming, Lane, Skipped, Source};
use crate::app::files::target;
use crate::app::places::Place;
use crate::app::secrets::hex;
use crate::app::uploads::{AutoRename, checked_name};
use crate::app::{App, Failure};

/// How much of a file is hashed at a time.
const PIECE: usize = 256 * 1024;

/// The identifiers of what a file will be.
pub(super) type Drawn = (FileId, UploadId, BlobId);

impl App {
    /// Looks at one file. Its bytes are hashed only when something else has its name already.
    pub(super) async fn look(&self, caller: Caller, source: Source, drawn: Drawn) -> Result<Lane<Coming>, Failure> {
        let Ok(name) = checked_name(&source.name) else { return Ok(Err(Skipped::Name)) };
        let path = source.path.clone();
        let length = match blocking(move || size(&path)).await {
            Ok(length) => length,
            Err(error) => return Ok(Err(Skipped::Unreadable(error.kind()))),
        };
        let upload = self.promise_of(caller, &source, drawn, name, length);
        let asked = upload.clone();
        let there = self.store.read(move |read| {
            target(read, &Place::own(caller), &asked.parent, "parentFolder")?;
            Ok(read.named(asked.space, &asked.parent, &asked.name)?.is_some_and(|file| !file.is_folder()))
        });
        let taken = match there.await {
            Ok(taken) => taken,
            Err(Failure::Refused(_)) => return Ok(Err(Skipped::FolderGone)),
            Err(failure) => return Err(failure),
        };
        if taken {
            let path = source.path.clone();
            let sha256 = match blocking(move || digest(&path)).await {
                Ok(sha256) => sha256,
                Err(error) => return Ok(Err(Skipped::Unreadable(error.kind()))),
            };
            let asked = upload.clone();
            if self.store.read(move |read| already_there(read, &asked, &sha256)).await? {
                return Ok(Err(Skipped::AlreadyThere));
            }
        }
        Ok(Ok(Coming { path: source.path, upload }))
    }

    fn promise_of(&self, caller: Caller, source: &Source, drawn: Drawn, name: String, length: i64) -> Upload {
        let (file, upload, blob) = drawn;
        Upload {
            space: caller.space,
            file,
            upload,
            blob,
            owner: caller.user,
            parent: source.parent.clone(),
            name,
            rename_mode: AutoRename::Rename.code(),
            file_type: FileType::Other,
            mime_type: None,
            description: None,
            length,
            sha256: None,
            parts: Vec::new(),
            created_at: source.modified,
            expires_at: self.clock.now().plus(self.settings.upload_ttl),
            multipart: None,
        }
    }
}

/// Whether the folder has these bytes already under the file's name, or, where that has other bytes,
/// under one that an earlier import chose in its place.
pub(super) fn already_there(read: &Read<'_>, upload: &Upload, sha256: &str) -> Result<bool, Failure> {
    let Upload { space, parent, name, .. } = upload;
    let Some(named) = read.named(*space, parent, name)? else { return Ok(false) };
    if named.sha256.as_deref() == Some(sha256) {
        return Ok(true);
    }
    let Some(Object { id: blob, .. }) = read.blob_with(*space, sha256)? else { return Ok(false) };
    Ok(read.copies(*space, parent, blob)?.iter().any(|copy| is_numbered(&copy.name, name)))
}

/// Whether `name` is what a forced rename makes of `of`.
fn is_numbered(name: &str, of: &str) -> bool {
    let extension = of.rfind('.').filter(|dot| *dot > 0).map_or("", |dot| &of[dot..]);
    let Some(stem) = name.strip_suffix(extension) else { return false };
    stem.match_indices('_').any(|(at, _)| numbered_name(of, &stem[at + 1..]) == name)
}

/// How long a file is. Only files that lie on a disk are: reading a pipe might never end.
fn size(path: &Path) -> io::Result<i64> {
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(ErrorKind::InvalidInput.into());
    }
    Ok(i64::try_from(metadata.len()).unwrap_or(i64::MAX))
}

fn digest(path: &Path) -> io::Result<String> {
    let (mut file, mut digest, mut piece) = (File::open(path)?, Sha256::new(), vec![0; PIECE]);
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(hex(&digest.finalize())),
            Ok(count) => digest.update(&piece[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forced_rename_is_recognised() {
        let suffix = "20251103_070140";
        for of in
            ["a.jpg", "a_b.tar.gz", ".profile", "no extension", &"x".repeat(250), &format!("{}.jpg", "y".repeat(246))]
        {
            assert!(is_numbered(&numbered_name(of, suffix), of), "{of}");
            assert!(is_numbered(&numbered_name(of, &format!("{suffix}_2")), of), "{of}");
            assert!(!is_numbered(of, of));
        }
        assert!(!is_numbered("b_20251103_070140.jpg", "a.jpg"));
        assert!(!is_numbered("a_20251103_070140.png", "a.jpg"));
    }
}
