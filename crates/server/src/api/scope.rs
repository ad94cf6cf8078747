//! The scope of a collection as requests send it: folders side by side, the folder they lie in, and kinds of media.

use leporello_model::{Refusal, Scope, ScopeKind};

use super::loose::{Loose, list};
use crate::app::scopes::{KIND, PARENT, ScopeWish};

/// The fields of a scope in a body.
pub(super) struct Sent<'b> {
    /// The folders, under the name that the operation's page has, and under the other operation's.
    pub(super) dirs: [(&'static str, Option<&'b [Loose]>); 2],
    /// `scopeParentFolderId`
    pub(super) parent: &'b Loose,
    /// `scopeKind`
    pub(super) kind: &'b Loose,
}

impl Sent<'_> {
    /// The name of one field that was sent, if any was.
    pub(super) fn first(&self) -> Option<&'static str> {
        let [(usual, dirs), (other, same)] = self.dirs;
        let (parent, kind) = (self.parent.text().is_some(), self.kind.text().is_some());
        let fields = [(usual, dirs.is_some()), (other, same.is_some()), (PARENT, parent), (KIND, kind)];
        fields.into_iter().find(|(_, given)| *given).map(|(field, _)| field)
    }

    /// What is wished for. Nobody has yet looked whether the folders are there.
    pub(super) fn read(&self) -> Result<ScopeWish, Refusal> {
        let [usual, other] = self.dirs;
        let (field, dirs) = if usual.1.is_none() && other.1.is_some() { other } else { usual };
        let dirs = dirs.map(|dirs| list(field, Some(dirs), Scope::MAX_DIRS)).transpose()?;
        let dirs = dirs.map(|dirs| dirs.iter().map(|dir| dir.file_id(field)).collect()).transpose()?;
        let (parent, kind) = (self.parent.folder(PARENT)?, self.kind()?);
        Ok(ScopeWish { sent: self.first(), space: None, field, dirs, parent, kind })
    }

    fn kind(&self) -> Result<Option<ScopeKind>, Refusal> {
        let Some(text) = self.kind.text() else { return Ok(None) };
        let wrong = Refusal::FieldChoice { field: KIND, choices: "`1`, `2`, `1,2`" };
        ScopeKind::parse(text).map(Some).ok_or(wrong)
    }
}
