//! Invitations into families (contract/drive.md §5.4).
//!
//! A number is invited, not a person: nothing here may tell an owner whether somebody has it.

use leporello_model::{Answer, Caller, GroupId, InvitationId, Manage, Membership, Millis, Refusal, View};
use leporello_store::{FamilyKey, InvitationRow, NewInvitation};

use super::families::known;
use super::users::masked;
use super::{App, Failure};

/// How many invitations an owner is shown, at most.
const MOST: i64 = 1_000;

/// What a caller sent the group as.
const GROUP: &str = "groupId";
/// What a caller sent the invitation as.
const INVITATION: &str = "inviteId";

/// Somebody's answer to an invitation.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    /// The group that they are said to be invited into.
    pub group: GroupId,
    /// The invitation.
    pub invitation: InvitationId,
    /// Whether they come.
    pub accept: bool,
}

impl App {
    /// Invites whoever has a mobile number into a family of the caller's. A number that was invited and may still
    /// answer keeps its invitation.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NoRight`], [`Refusal::InvitesSelf`], [`Refusal::MemberAlready`],
    /// [`Refusal::FamilyFull`], or a failure of the store.
    pub async fn invite(&self, caller: Caller, group: GroupId, mobile: String) -> Result<InvitationId, Failure> {
        const MOBILE: &str = "mobile";
        let (id, created_at, max) = (self.ids.invitation(), self.clock.now(), self.settings.max_members);
        let new = NewInvitation { id, mobile, created_at, expires_at: created_at.plus(self.settings.invitation_ttl) };
        self.store
            .write(move |write| {
                let family = known(write, caller, &FamilyKey::Group(group), GROUP)?;
                let family = caller.may(Manage, family.facts, GROUP)?;
                let own = write.any_user(caller.user)?.and_then(|user| user.mobile);
                if own.as_ref() == Some(&new.mobile) {
                    return Err(Failure::from(Refusal::InvitesSelf { field: MOBILE }));
                }
                if write.has_member_with(&family, &new.mobile)? {
                    return Err(Refusal::MemberAlready { field: MOBILE }.into());
                }
                if let Some(open) = write.open_invitation(&family, &new.mobile, created_at)? {
                    return Ok(open);
                }
                if write.member_count(family.on())? + write.open_invitations(&family, created_at)? >= max {
                    return Err(Refusal::FamilyFull { max }.into());
                }
                write.add_invitation(&family, &new)?;
                Ok(id)
            })
            .await
    }

    /// The invitations into a family of the caller's, newest first, with a part of each number.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NoRight`], or a failure of the store.
    pub async fn invitations(&self, caller: Caller, group: GroupId) -> Result<Vec<InvitationRow>, Failure> {
        self.store
            .read(move |read| {
                let family = known(read, caller, &FamilyKey::Group(group), GROUP)?;
                let family = caller.may(Manage, family.facts, GROUP)?;
                Ok(read.invitations(&family, MOST)?.into_iter().map(shown).collect())
            })
            .await
    }

    /// An invitation: for who was invited, while they may answer it, and for the family's owner at any time.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], or a failure of the store.
    pub async fn invitation(&self, caller: Caller, id: InvitationId) -> Result<InvitationRow, Failure> {
        const UNKNOWN: Refusal = Refusal::NotFound { field: INVITATION };
        let now = self.clock.now();
        self.store
            .read(move |read| {
                let row = read.any_invitation(id, caller.user)?.ok_or(UNKNOWN)?;
                caller.may(View, row.facts, INVITATION)?;
                let owner = row.facts.family.membership == Membership::Owner;
                if owner || is_open(&row, now) { Ok(shown(row)) } else { Err(UNKNOWN.into()) }
            })
            .await
    }

    /// The invitations that the caller may answer, newest first.
    ///
    /// # Errors
    /// A failure of the store.
    pub async fn pending_invitations(&self, caller: Caller) -> Result<Vec<InvitationRow>, Failure> {
        let now = self.clock.now();
        self.store.read(move |read| Ok(read.invitations_for(caller.user, now)?.into_iter().map(shown).collect())).await
    }

    /// Accepts or refuses an invitation. The same answer once more is success, and changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::NoRight`], [`Refusal::InvitationOver`], [`Refusal::FamilyFull`], or a failure
    /// of the store.
    pub async fn answer_invitation(&self, caller: Caller, reply: Reply) -> Result<(), Failure> {
        let (now, max) = (self.clock.now(), self.settings.max_members);
        self.store
            .write(move |write| {
                let row = write.any_invitation(reply.invitation, caller.user)?;
                let row = row.ok_or(Refusal::NotFound { field: INVITATION })?;
                let invitation = caller.may(Manage, row.facts, INVITATION)?;
                let family = row.facts.family;
                // Only who was invited comes here, so nobody else learns which group it is.
                if family.group != reply.group {
                    return Err(Failure::from(Refusal::NotFound { field: GROUP }));
                }
                let belongs = family.membership != Membership::Nobody;
                match row.answer {
                    Answer::Accepted if reply.accept && belongs => return Ok(()),
                    Answer::Refused if !reply.accept => return Ok(()),
                    _ if !is_open(&row, now) => return Err(Refusal::InvitationOver { field: INVITATION }.into()),
                    _ => {}
                }
                if reply.accept && !belongs {
                    if write.member_count(family)? >= max {
                        return Err(Refusal::FamilyFull { max }.into());
                    }
                    write.add_member(&invitation, caller.user, now)?;
                }
                let answer = if reply.accept { Answer::Accepted } else { Answer::Refused };
                Ok(write.answer_invitation(&invitation, answer)?)
            })
            .await
    }
}

/// Whether it may still be answered.
fn is_open(invitation: &InvitationRow, now: Millis) -> bool {
    invitation.answer == Answer::Pending && invitation.expires_at > now
}

/// The invitation without what of the numbers is nobody's to see.
fn shown(invitation: InvitationRow) -> InvitationRow {
    InvitationRow {
        mobile: masked(&invitation.mobile),
        inviter_mobile: invitation.inviter_mobile.as_deref().map(masked),
        ..invitation
    }
}
