//! Accounts: look one up, freeze one (contract/drive.md §6). Other people's numbers are shown in part only.

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

    /// The account of `user`, or else the one with the number `mobile`, or else the caller's own: for an app, anybody's;
    /// for everybody else, their own and those of the people with whom they share a family. Of other people's numbers
    /// only a part is shown, but to an app.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn find_user(
        &self,
        caller: Caller,
        user: Option<UserId>,
        mobile: Option<String>,
    ) -> Result<User, Failure> {
        let field = if user.is_none() && mobile.is_some() { "phone" } else { "userId" };
        let unknown = move || Refusal::NotFound { field };
        self.store
            .read(move |read| {
                let id = match (user, &mobile) {
                    (Some(user), _) => user,
                    (None, Some(mobile)) => read.any_user_with_mobile(mobile)?.ok_or_else(unknown)?,
                    (None, None) => caller.user,
                };
                let anybody = caller.door != Door::Token;
                if !anybody && id != caller.user && !read.share_a_family(caller.user, id)? {
                    return Err(Failure::from(unknown()));
                }
                let mut found = read.any_user(id)?.ok_or_else(unknown)?;
                if !anybody {
                    found.mobile = found.mobile.map(|mobile| shown_to(caller, id, mobile));
                }
                Ok(found)
            })
            .await
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

/// A user's mobile number as the caller may see it: their own whole, any other in part.
pub(crate) fn shown_to(caller: Caller, user: UserId, mobile: String) -> String {
    if user == caller.user { mobile } else { masked(&mobile) }
}

/// A mobile number of which only the beginning and the end are to be seen, such as `0027176****932`; of a short one only
/// the country.
pub(crate) fn masked(mobile: &str) -> String {
    let digits: Vec<char> = mobile.chars().collect();
    let (first, last) = if digits.len() < 12 { (4, 0) } else { (7, 3) };
    let start = digits.iter().take(first);
    let end = digits.iter().skip(digits.len() - last);
    start.chain(&['*'; 4]).chain(end).collect()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn the_middle_of_a_number_is_hidden() {
        assert_eq!(masked("00271761234932"), "0027176****932");
        assert_eq!(masked("008613800000"), "0086138****000");
        assert_eq!(masked("00861380000"), "0086****");
        assert_eq!(masked("00"), "00****");
    }
}
