//! Who may do what: the one place that decides.
//!
//! [`Caller::may`] takes what is wanted and what it is wanted of, and gives a [`Grant`]. The store's
//! mutators ask for that grant, so a forgotten check does not compile. A grant cannot be made
//! anywhere else. What each operation comes to for everybody is the table in `docs/SECURITY.md`.

use std::marker::PhantomData;

use crate::{
    AlbumFacts, AlbumId, Entries, FamilyFacts, FileId, InvitationFacts, MemberFacts, Membership, Refusal, SpaceId,
    UserId,
};

/// Which door a request came in by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A person's: a bearer token, or a session.
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

/// How the caller stands to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is theirs alone.
    Owner,
    /// It belongs to the family that they made.
    FamilyOwner,
    /// They made it for the family.
    Creator,
    /// They are a member of its family, and put in it what is in question.
    Contributor,
    /// They are a member of its family.
    Member,
    /// Somebody put it where they can see it.
    Viewer,
    /// None of these.
    Stranger,
}

/// The policy table: what each role may.
const fn allows(role: Role, right: Right) -> bool {
    use Right::{Add, Arrange, Download, Manage, Remove, View};
    match role {
        Role::Owner => matches!(right, View | Download | Add | Remove | Arrange | Manage),
        Role::FamilyOwner => matches!(right, View | Download | Add | Remove | Arrange | Manage),
        Role::Creator => matches!(right, View | Download | Add | Remove | Arrange | Manage),
        Role::Contributor => matches!(right, View | Download | Add | Remove | Arrange),
        Role::Member => matches!(right, View | Download | Add),
        Role::Viewer => matches!(right, View | Download),
        Role::Stranger => false,
    }
}

/// A thing that rights exist on.
pub trait Subject: Copy {
    /// How `user` stands to it.
    fn role_of(&self, user: UserId) -> Role;
}

/// The owner has every right, and nobody else knows of it.
fn owned(owner: UserId, user: UserId) -> Role {
    if owner == user { Role::Owner } else { Role::Stranger }
}

/// A family itself: its folder, its name, its people.
impl Subject for FamilyFacts {
    fn role_of(&self, _: UserId) -> Role {
        match self.membership {
            Membership::Owner => Role::FamilyOwner,
            Membership::Member => Role::Member,
            Membership::Nobody => Role::Stranger,
        }
    }
}

/// Everybody is master of their own belonging, and the family's owner of everybody's.
impl Subject for MemberFacts {
    fn role_of(&self, user: UserId) -> Role {
        match self.family.role_of(user) {
            Role::Member if self.user == user => Role::Owner,
            role => role,
        }
    }
}

/// Only who was invited may answer; the family's owner sees what became of it.
impl Subject for InvitationFacts {
    fn role_of(&self, user: UserId) -> Role {
        match self.family.role_of(user) {
            _ if self.invitee == Some(user) => Role::Owner,
            Role::FamilyOwner => Role::Viewer,
            _ => Role::Stranger,
        }
    }
}

impl Subject for AlbumFacts {
    fn role_of(&self, user: UserId) -> Role {
        match self.family.map(|family| family.role_of(user)) {
            None => owned(self.owner, user),
            Some(Role::Member) if self.creator == user => Role::Creator,
            Some(role) => role,
        }
    }
}

/// Of what is in an album, a member may take out what is theirs.
impl Subject for Entries {
    fn role_of(&self, user: UserId) -> Role {
        match self.album.role_of(user) {
            Role::Member if self.theirs => Role::Contributor,
            role => role,
        }
    }
}

/// A user's own account.
impl Subject for UserId {
    fn role_of(&self, user: UserId) -> Role {
        owned(*self, user)
    }
}

/// The server as a whole: who its users are, and how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerFacts {
    /// Who was there first, if anybody is: they operate it.
    pub operator: Option<UserId>,
}

/// The operator decides over the server, and nobody else knows that there is anything to decide.
impl Subject for ServerFacts {
    fn role_of(&self, user: UserId) -> Role {
        self.operator.map_or(Role::Stranger, |operator| owned(operator, user))
    }
}

/// How somebody comes to files in a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The space is theirs, or nobody knows of another way.
    Own,
    /// The files lie in the folder of a family.
    Family {
        /// How they stand to it.
        membership: Membership,
        /// Whether all the files in question are theirs.
        theirs: bool,
    },
    /// The files are in this album, which may hold what is another's: one that a family of theirs shares, or their own.
    Album(AlbumId),
}

/// Files in a space, as a subject of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceFacts {
    /// The space.
    pub space: SpaceId,
    /// Whose space it is.
    pub owner: UserId,
    /// How the person who asks comes to the files in question.
    pub way: Way,
}

impl SpaceFacts {
    /// The whole of a space, for whoever asks.
    #[must_use]
    pub const fn whole(space: SpaceId, owner: UserId) -> Self {
        Self { space, owner, way: Way::Own }
    }

    /// The root folder of the space.
    #[must_use]
    pub fn root(&self) -> FileId {
        FileId::root_of(self.space)
    }
}

impl Subject for SpaceFacts {
    fn role_of(&self, user: UserId) -> Role {
        match self.way {
            Way::Own => owned(self.owner, user),
            Way::Family { membership: Membership::Owner, .. } => Role::FamilyOwner,
            Way::Family { membership: Membership::Member, theirs: true } => Role::Contributor,
            Way::Family { membership: Membership::Member, theirs: false } => Role::Member,
            Way::Family { membership: Membership::Nobody, .. } => Role::Stranger,
            Way::Album(_) => Role::Viewer,
        }
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
    /// [`Refusal::NoRight`] for who may see it.
    pub fn may<W: Wanted, S: Subject>(
        self,
        _right: W,
        subject: S,
        field: &'static str,
    ) -> Result<Grant<W, S>, Refusal> {
        let role = subject.role_of(self.user);
        if allows(role, W::RIGHT) {
            Ok(Grant { subject, caller: self, right: PhantomData })
        } else if allows(role, Right::View) {
            Err(Refusal::NoRight { field })
        } else {
            Err(Refusal::NotFound { field })
        }
    }

    /// Decides whether this caller operates the server.
    ///
    /// # Errors
    /// [`Refusal::NoSuchOperation`]: to everybody else there are no such operations.
    pub fn operates(self, server: ServerFacts) -> Result<Grant<Manage, ServerFacts>, Refusal> {
        self.may(Manage, server, "").map_err(|_| Refusal::NoSuchOperation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AlbumType, FamilyId, GroupId};

    fn caller(user: i64) -> Caller {
        Caller { user: UserId::new(user), space: SpaceId::new(user), door: Door::Token }
    }

    const fn family(membership: Membership) -> FamilyFacts {
        FamilyFacts {
            id: FamilyId::new(5),
            group: GroupId::new(6),
            owner: UserId::new(1),
            space: SpaceId::new(1),
            membership,
        }
    }

    const fn album(family: Option<FamilyFacts>) -> AlbumFacts {
        AlbumFacts {
            id: AlbumId::new(7),
            owner: UserId::new(1),
            creator: UserId::new(3),
            album_type: AlbumType::Manual,
            family,
        }
    }

    #[test]
    fn an_owner_may_do_everything_to_a_personal_album() {
        assert!(caller(1).may(View, album(None), "albumId").is_ok());
        assert!(caller(1).may(Manage, album(None), "albumId").is_ok());
    }

    #[test]
    fn a_stranger_may_not_even_learn_of_it() {
        let unknown = Refusal::NotFound { field: "albumId" };
        assert_eq!(caller(2).may(View, album(None), "albumId").unwrap_err(), unknown);
        let shared = album(Some(family(Membership::Nobody)));
        assert_eq!(caller(2).may(Manage, shared, "albumId").unwrap_err(), unknown);
        // Who made it and left is a stranger too.
        assert_eq!(caller(3).may(View, shared, "albumId").unwrap_err(), unknown);
    }

    #[test]
    fn a_member_may_add_and_take_out_what_is_theirs() {
        let album = album(Some(family(Membership::Member)));
        let known = Refusal::NoRight { field: "albumId" };
        assert!(caller(2).may(Add, album, "albumId").is_ok());
        assert_eq!(caller(2).may(Manage, album, "albumId").unwrap_err(), known);
        assert!(caller(2).may(Remove, Entries { album, theirs: true }, "albumId").is_ok());
        assert_eq!(caller(2).may(Remove, Entries { album, theirs: false }, "albumId").unwrap_err(), known);
        assert!(caller(3).may(Remove, Entries { album, theirs: false }, "albumId").is_ok());
    }

    #[test]
    fn everybody_may_leave_and_only_the_owner_may_send_away() {
        let of = |user, membership| MemberFacts { family: family(membership), user: UserId::new(user) };
        assert!(caller(2).may(Manage, of(2, Membership::Member), "deleteUserId").is_ok());
        assert!(caller(2).may(Manage, of(3, Membership::Member), "deleteUserId").is_err());
        assert!(caller(1).may(Manage, of(3, Membership::Owner), "deleteUserId").is_ok());
    }

    #[test]
    fn who_may_see_a_file_may_fetch_it() {
        // Lists and albums tell what a picture's metadata says to whoever may see it. A role for which this does not hold
        // must not be told there.
        use Role::{Contributor, Creator, FamilyOwner, Member, Owner, Stranger, Viewer};
        for role in [Owner, FamilyOwner, Creator, Contributor, Member, Viewer, Stranger] {
            assert_eq!(allows(role, Right::View), allows(role, Right::Download), "{role:?}");
        }
    }

    #[test]
    fn one_operates_the_server_and_nobody_else_hears_of_it() {
        let server = ServerFacts { operator: Some(UserId::new(1)) };
        assert!(caller(1).operates(server).is_ok());
        assert_eq!(caller(2).operates(server).unwrap_err(), Refusal::NoSuchOperation);
        assert_eq!(caller(1).operates(ServerFacts { operator: None }).unwrap_err(), Refusal::NoSuchOperation);
    }

    #[test]
    fn only_who_was_invited_may_answer() {
        let of = |membership| InvitationFacts {
            id: crate::InvitationId::new(9),
            family: family(membership),
            invitee: Some(UserId::new(2)),
        };
        assert!(caller(2).may(Manage, of(Membership::Nobody), "inviteId").is_ok());
        assert!(caller(1).may(View, of(Membership::Owner), "inviteId").is_ok());
        assert!(caller(1).may(Manage, of(Membership::Owner), "inviteId").is_err());
        assert!(caller(3).may(View, of(Membership::Member), "inviteId").is_err());
    }
}
