//! Families: what the policy needs to know of a shared folder, its members and its invitations
//! (contract/drive.md §5).
//!
//! A *family* is what the contract also calls a shared folder or a family space: a folder in its owner's personal space,
//! and the group of people who share it.

use crate::{FamilyId, GroupId, InvitationId, SpaceId, UserId};

/// How somebody stands to a family at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// Neither owner nor member: also somebody who was invited and has not accepted.
    Nobody,
    /// Was invited and accepted.
    Member,
    /// Made the family; the folder lies in their space.
    Owner,
}

/// What the policy needs to know of a family, for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FamilyFacts {
    /// Which: the shared folder's primary key.
    pub id: FamilyId,
    /// Its group of people.
    pub group: GroupId,
    /// Who made it.
    pub owner: UserId,
    /// The owner's space, in which the folder lies.
    pub space: SpaceId,
    /// How the person who asks stands to it.
    pub membership: Membership,
}

/// Somebody's belonging to a family, as a subject of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberFacts {
    /// The family, for the person who asks.
    pub family: FamilyFacts,
    /// The member.
    pub user: UserId,
}

/// An invitation, as a subject of rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvitationFacts {
    /// Which.
    pub id: InvitationId,
    /// The family, for the person who asks.
    pub family: FamilyFacts,
    /// Who has the number that was invited; none if nobody has, or several.
    pub invitee: Option<UserId>,
}

/// `status` of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 0: none yet.
    Pending,
    /// 1
    Accepted,
    /// 2
    Refused,
}

impl Answer {
    /// The documented code.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Pending => 0,
            Self::Accepted => 1,
            Self::Refused => 2,
        }
    }

    /// The answer with this code.
    #[must_use]
    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Pending),
            1 => Some(Self::Accepted),
            2 => Some(Self::Refused),
            _ => None,
        }
    }
}
