//! Accounts: look one up, freeze one (contract/drive.md §6).

use leporello_model::{Caller, Door, Refusal, UserId, View};
use leporello_store::User;

use super::{App, Failure};

impl App {
    /// An account: the caller's own, or for an app, any.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn user(&self, caller: Caller, id: UserId) -> Result<User, Failure> {
        const FIELD: &str = "userId";
        if caller.door == Door::Token {
            caller.may(View, id, FIELD)?;
        }
        self.store.read(move |read| Ok(read.any_user(id)?.ok_or(Refusal::NotFound { field: FIELD })?)).await
    }

    /// Freezes an account or enables it again. Only an app that administers users comes here.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn freeze_user(&self, id: UserId, frozen: bool) -> Result<(), Failure> {
        let found = self.store.write(move |write| Ok::<_, Failure>(write.freeze_user(id, frozen)?)).await?;
        if found { Ok(()) } else { Err(Refusal::NotFound { field: "userId" }.into()) }
    }
}
