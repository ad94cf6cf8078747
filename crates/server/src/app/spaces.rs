//! Spaces: whose they are, and how full (contract/drive.md §4).

use leporello_model::{Caller, Grant, Refusal, SpaceFacts, SpaceId, UserId, View, Wanted};
use leporello_store::Space;

use super::{App, Failure};

impl App {
    /// The personal space of `owner`, which can only be the caller.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::SpaceWrong`], or a failure of the store.
    pub async fn space(&self, caller: Caller, owner: UserId, claimed: Option<SpaceId>) -> Result<Space, Failure> {
        const FIELD: &str = "ownerId";
        caller.may(View, owner, FIELD)?;
        own(caller, View, claimed, "containerId")?;
        self.store.read(move |read| Ok(read.space_of(owner)?.ok_or(Refusal::NotFound { field: FIELD })?)).await
    }
}

/// The right to the caller's own space. Every other space that is `claimed` is as good as missing,
/// whether it exists or not.
pub(crate) fn own<W: Wanted>(
    caller: Caller,
    right: W,
    claimed: Option<SpaceId>,
    field: &'static str,
) -> Result<Grant<W, SpaceFacts>, Refusal> {
    if claimed.is_some_and(|claimed| claimed != caller.space) {
        return Err(Refusal::SpaceWrong { field });
    }
    caller.may(right, SpaceFacts::whole(caller.space, caller.user), field)
}
