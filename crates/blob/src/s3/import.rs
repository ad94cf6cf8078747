//! Local files become objects, several at once, each through little memory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use leporello_model::{BlobId, SpaceId};
use tokio::runtime::Handle;

use super::S3;
use super::reader::runtime;
use super::writer::Writer;
use crate::import::{Coming, spread};
use crate::{BlobError, Stored, keys};

/// How many files are sent at a time. Each holds one part in memory.
const WORKERS: usize = 4;

/// How much of a file is read at a time.
const BUFFER: usize = 256 * 1024;

impl S3 {
    /// See [`crate::Blobs::take_files`].
    pub(crate) fn take_files(&self, files: &[Coming]) -> Vec<Result<Stored, BlobError>> {
        let runtime = runtime();
        let take = |(file, space, blob): &Coming| match &runtime {
            Ok(runtime) => self.take(runtime, file, *space, *blob),
            Err(_) => Err(BlobError::Unsupported("files can be taken below a tokio runtime only")),
        };
        spread(files, WORKERS, || take)
    }

    fn take(&self, runtime: &Handle, file: &Path, space: SpaceId, blob: BlobId) -> Result<Stored, BlobError> {
        let mut source = File::open(file)?;
        let mut writer = runtime.block_on(Writer::begin(self, self.below(&keys::object(space, blob))))?;
        match copy(&mut source, &mut writer, runtime) {
            Ok(()) => runtime.block_on(writer.finish()),
            Err(error) => {
                runtime.block_on(writer.give_up());
                Err(error)
            }
        }
    }
}

fn copy(source: &mut File, writer: &mut Writer<'_>, runtime: &Handle) -> Result<(), BlobError> {
    let mut buffer = vec![0; BUFFER];
    loop {
        let count = match source.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            outcome => outcome?,
        };
        runtime.block_on(writer.write(buffer.get(..count).unwrap_or_default()))?;
    }
}
