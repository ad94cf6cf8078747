//! Where there is neither landlock nor seccomp: limits only, and no tools.

use std::io;
use std::path::{Path, PathBuf};

use super::limits::{self, WORKER};

/// What the system could be made to enforce: nothing of this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Confined {
    /// Never.
    pub(super) landlock: bool,
    /// Never.
    pub(super) seccomp: bool,
}

/// Limits what this process may use up, and has it open nothing more.
pub(super) fn confine() -> io::Result<Confined> {
    WORKER.set()?;
    limits::open_nothing()?;
    Ok(Confined { landlock: false, seccomp: false })
}

/// Tools are not run without a fence.
pub(super) fn fence(_tool: &Path, _writable: &[PathBuf]) -> io::Result<bool> {
    limits::TOOL.set()?;
    Ok(false)
}
