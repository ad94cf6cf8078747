//! Who may do what: the one place that decides.
//!
//! [`Caller::may`] takes what is wanted and what it is wanted of, and gives a [`Grant`]. The store's
//! mutators ask for that grant, so a forgotten check does not compile. A grant cannot be made
//! anywhere else.

use std::marker::PhantomData;

use crate::{AlbumFacts, AlbumKind, Refusal, SpaceId, UserId};

/// Which door a request came in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A bearer token.
    Token,
    /// An app's signature.
    App,
    /// A command on the server's own machine.
    Command,
}

/// Somebody whose identity has been proved, with the personal space that is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub user: UserId,
    /// Their personal space.
    pub space: SpaceId,
    /// How they proved it.
    pub door: Door,
}

/// What somebody may be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// See that it exists, its name and facts.
    View,
    /// Fetch its bytes.
    Download,
    /// Put something into it.
    Add,
    /// Take something out of it.
    Remove,
    /// Rename, move, trash, restore.
    Arrange,
    /// Decide over the thing itself: change or delete it.
    Manage,
}

/// How the caller stands to the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Owner,
    Stranger,
}

/// The policy table: one row per role, every right named.
const fn allows(role: Role, right: Right) -> bool {
    use Right::{Add, Arrange, Download, Manage, Remove, View};
    match (role, right) {
        (Role::Owner, View | Download | Add | Remove | Arrange | Manage) => true,
        (Role::Stranger, View | Download | Add | Remove | Arrange | Manage) => false,
    }
}

/// A thing that rights exist on.
pub trait Subject: Copy {
    /// Whose thing it is, and who it is for.
    fn standing(&self) -> Standing;
}

/// What of a thing decides over rights.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Who owns it.
    owner: UserId,
    /// Whether the owner alone may see it.
    personal: bool,
}

impl Subject for AlbumFacts {
    fn standing(&self) -> Standing {
        Standing { owner: self.owner, personal: matches!(self.kind, AlbumKind::Personal) }
    }
}

/// A space and its owner: files have the rights of the space they lie in.
impl Subject for (SpaceId, UserId) {
    fn standing(&self) -> Standing {
        Standing { owner: self.1, personal: true }
    }
}

/// A user's own account.
impl Subject for UserId {
    fn standing(&self) -> Standing {
        Standing { owner: *self, personal: true }
    }
}

/// A right as a type, so that a grant says what it grants.
pub trait Wanted {
    /// The right.
    const RIGHT: Right;
}

macro_rules! wanted {
    ($($name:ident),+) => {
        $(
            #[doc = concat!("The right to ", stringify!($name), " as a type; see [`Right`].")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;
            impl Wanted for $name {
                const RIGHT: Right = Right::$name;
            }
        )+
    };
}

wanted!(View, Download, Add, Remove, Arrange, Manage);

/// The proof that a caller may do `W` to `S`. Only [`Caller::may`] makes one.
#[derive(Clone, Copy, Debug)]
pub struct Grant<W, S> {
    subject: S,
    caller: Caller,
    right: PhantomData<W>,
}

impl<W, S: Copy> Grant<W, S> {
    /// What the right is on.
    #[must_use]
    pub const fn on(&self) -> S {
        self.subject
    }

    /// Who has it.
    #[must_use]
    pub const fn caller(&self) -> Caller {
        self.caller
    }
}

impl Caller {
    /// Decides whether this caller may do `W` to `subject`.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] naming `field`: who may not see a thing does not learn that it exists.
    pub fn may<W: Wanted, S: Subject>(
        self,
        _right: W,
        subject: S,
        field: &'static str,
    ) -> Result<Grant<W, S>, Refusal> {
        let standing = subject.standing();
        let role = if standing.personal && standing.owner == self.user { Role::Owner } else { Role::Stranger };
        if allows(role, W::RIGHT) {
            Ok(Grant { subject, caller: self, right: PhantomData })
        } else {
            Err(Refusal::NotFound { field })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AlbumId, AlbumType};

    fn caller(user: i64) -> Caller {
        Caller { user: UserId::new(user), space: SpaceId::new(user), door: Door::Token }
    }

    const ALBUM: AlbumFacts = AlbumFacts {
        id: AlbumId::new(7),
        owner: UserId::new(1),
        album_type: AlbumType::Manual,
        kind: AlbumKind::Personal,
    };

    #[test]
    fn an_owner_may_do_everything_to_a_personal_album() {
        assert!(caller(1).may(View, ALBUM, "albumId").is_ok());
        assert!(caller(1).may(Manage, ALBUM, "albumId").is_ok());
    }

    #[test]
    fn a_stranger_may_not_even_learn_of_it() {
        let refusal = caller(2).may(View, ALBUM, "albumId").unwrap_err();
        assert_eq!(refusal, Refusal::NotFound { field: "albumId" });
    }
}
