//! Invitations into families: whom an owner invited, and what came of it (contract/drive.md §5.4).
//!
//! A number is invited and not a user. Whose number it is, is found anew at every read.

use leporello_model::{Answer, FamilyFacts, Grant, InvitationFacts, InvitationId, Manage, Millis, UserId};

use super::standing;
use crate::engine::{Row, params};
use crate::{Read, StoreError, Write};

/// How many pending invitations somebody is shown, at most.
const MOST_PENDING: i64 = 1_000;

/// An invitation, as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRow {
    /// Which, into which family, and for whom.
    pub facts: InvitationFacts,
    /// The number that was invited, with its four-digit country prefix.
    pub mobile: String,
    /// What came of it.
    pub answer: Answer,
    /// When it was made.
    pub created_at: Millis,
    /// From when on it cannot be answered any more.
    pub expires_at: Millis,
    /// What the family is called.
    pub family_name: String,
    /// The mobile number of the family's owner, if known.
    pub inviter_mobile: Option<String>,
}

/// An invitation to be made.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// Which.
    pub id: InvitationId,
    /// The number that is invited, with its four-digit country prefix.
    pub mobile: String,
    /// When it is made.
    pub created_at: Millis,
    /// From when on it cannot be answered any more.
    pub expires_at: Millis,
}

/// The columns of an [`InvitationRow`] for `$1`: `i` is the invitation, `a` the family, `f` its folder, `o` its owner.
/// A number that several have is nobody's.
const COLUMNS: &str = "i.id, i.mobile, i.status, i.created_at, i.expires_at, f.name, o.mobile,
     i.family_id, i.group_id, i.owner_id, a.space_id,
     (SELECT count(*) FROM member m WHERE m.user_id = $1 AND m.group_id = i.group_id),
     (SELECT CASE WHEN count(*) = 1 THEN min(u.id) END FROM account u WHERE u.mobile = i.mobile)";

/// The tables that [`COLUMNS`] are of, and how they belong together.
const TABLES: &str = "invitation i CROSS JOIN family a CROSS JOIN file f CROSS JOIN account o
     WHERE a.owner_id = i.owner_id AND a.id = i.family_id AND f.space_id = a.space_id AND f.id = a.folder_id
       AND o.id = i.owner_id";

fn invitation(row: &Row<'_>, user: UserId) -> Result<InvitationRow, StoreError> {
    let owner = row.get(9)?;
    let family = FamilyFacts {
        id: row.get(7)?,
        group: row.get(8)?,
        owner,
        space: row.get(10)?,
        membership: standing(owner, user, row.get::<i64>(11)? > 0),
    };
    let answer = Answer::from_code(row.get(2)?).ok_or(StoreError::Corrupt { column: 2, expected: "an answer" })?;
    Ok(InvitationRow {
        facts: InvitationFacts { id: row.get(0)?, family, invitee: row.get(12)? },
        mobile: row.get(1)?,
        answer,
        created_at: row.get(3)?,
        expires_at: row.get(4)?,
        family_name: row.get(5)?,
        inviter_mobile: row.get(6)?,
    })
}

impl Read<'_> {
    /// The invitations into a family, newest first and at most `most`.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn invitations(
        &self,
        family: &Grant<Manage, FamilyFacts>,
        most: i64,
    ) -> Result<Vec<InvitationRow>, StoreError> {
        let (family, user) = (family.on(), family.caller().user);
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES} AND i.owner_id = $2 AND i.group_id = $3 ORDER BY i.id DESC LIMIT $4"
        );
        self.query(&sql, params![user, family.owner, family.group, most], |row| invitation(row, user))
    }

    /// The invitation with this identifier, whosever it is, as `user` stands to it.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn any_invitation(&self, id: InvitationId, user: UserId) -> Result<Option<InvitationRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM {TABLES} AND i.id = $2");
        self.one(&sql, params![user, id], |row| invitation(row, user))
    }

    /// The invitations that `user` may answer at this moment, newest first: those for their number, if nobody else
    /// has it too.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn invitations_for(&self, user: UserId, now: Millis) -> Result<Vec<InvitationRow>, StoreError> {
        let Some(mobile) = self.any_user(user)?.and_then(|user| user.mobile) else { return Ok(Vec::new()) };
        if self.any_user_with_mobile(&mobile)? != Some(user) {
            return Ok(Vec::new());
        }
        // What expires last was made last.
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES} AND i.mobile = $2 AND i.status = 0 AND i.expires_at > $3
             ORDER BY i.expires_at DESC, i.id DESC LIMIT $4"
        );
        self.query(&sql, params![user, &mobile, now, MOST_PENDING], |row| invitation(row, user))
    }

    /// The invitation of this number into the family that is still to be answered, if there is one.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn open_invitation(
        &self,
        family: &Grant<Manage, FamilyFacts>,
        mobile: &str,
        now: Millis,
    ) -> Result<Option<InvitationId>, StoreError> {
        let family = family.on();
        self.one(
            "SELECT id FROM invitation
             WHERE mobile = $3 AND status = 0 AND expires_at > $4 AND owner_id = $1 AND group_id = $2",
            params![family.owner, family.group, mobile, now],
            |row| row.get(0),
        )
    }

    /// How many invitations into the family are still to be answered.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn open_invitations(&self, family: &Grant<Manage, FamilyFacts>, now: Millis) -> Result<i64, StoreError> {
        let family = family.on();
        self.number(
            "SELECT count(*) FROM invitation
             WHERE owner_id = $1 AND group_id = $2 AND status = 0 AND expires_at > $3",
            params![family.owner, family.group, now],
        )
    }
}

impl Write<'_> {
    /// Adds an invitation into a family.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn add_invitation(
        &self,
        family: &Grant<Manage, FamilyFacts>,
        invitation: &NewInvitation,
    ) -> Result<(), StoreError> {
        let (family, new) = (family.on(), invitation);
        self.execute(
            "INSERT INTO invitation (owner_id, id, group_id, family_id, mobile, status, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                family.owner,
                new.id,
                family.group,
                family.id,
                &new.mobile,
                Answer::Pending.code(),
                new.created_at,
                new.expires_at,
            ],
        )?;
        Ok(())
    }

    /// Keeps what came of an invitation.
    ///
    /// # Errors
    /// A failure of the store.
    pub fn answer_invitation(
        &self,
        invitation: &Grant<Manage, InvitationFacts>,
        answer: Answer,
    ) -> Result<(), StoreError> {
        let InvitationFacts { id, family, .. } = invitation.on();
        self.execute(
            "UPDATE invitation SET status = $3 WHERE owner_id = $1 AND id = $2",
            params![family.owner, id, answer.code()],
        )?;
        Ok(())
    }

    /// Makes `user`, who was invited and does not belong to the family yet, one of its members.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] for who belongs to it already, or a failure of the store.
    pub fn add_member(
        &self,
        invitation: &Grant<Manage, InvitationFacts>,
        user: UserId,
        now: Millis,
    ) -> Result<(), StoreError> {
        let FamilyFacts { id, group, owner, .. } = invitation.on().family;
        self.add_to_group(user, group, owner, id, now)
    }
}
