//! What operations on invitations take and give, in the contract's spelling. Numbers come here with their middles
//! hidden already.

use leporello_model::{GroupId, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::families::sent::required_id;
use super::super::loose::Loose;
use super::super::reply::{DONE, Done};
use crate::app::InvitationRow;
use crate::app::invitations::Reply;

/// The query of UserGroupInvite.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct InviteMobile {
    /// The mobile number with its four-digit country prefix, such as `0027821234567`: `00` and 6 to 18 more digits.
    /// Mandatory.
    mobile: Option<String>,
}

impl InviteMobile {
    pub(super) fn mobile(self) -> Result<String, Refusal> {
        const FIELD: &str = "mobile";
        let mobile = self.mobile.filter(|text| !text.is_empty()).ok_or(Refusal::FieldMissing { field: FIELD })?;
        let shaped = mobile.starts_with("00")
            && (8..=20).contains(&mobile.len())
            && mobile.bytes().all(|byte| byte.is_ascii_digit());
        if shaped { Ok(mobile) } else { Err(Refusal::FieldFormat { field: FIELD }) }
    }
}

/// The answer of UserGroupInvite.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct InviteSent {
    /// The invitation.
    pub(super) invite_id: String,
    #[serde(flatten)]
    pub(super) done: Done,
}

/// The answer of InviteList.
#[derive(Serialize, ToSchema)]
pub(super) struct InvitesSent {
    /// Invitations, newest first.
    details: Vec<SentInvite>,
    #[serde(flatten)]
    done: Done,
}

/// An invitation, for who sent it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SentInvite {
    /// When it was made, such as `Tue Sep 02 02:25:46 UTC 2025`.
    create_time: String,
    /// When it expires, or did, in the same form.
    expire_time: String,
    /// The invitation.
    invite_id: String,
    /// The number that was invited, its middle hidden.
    invitee_phone: String,
    /// 0 not answered, 1 accepted, 2 refused.
    status: i64,
}

impl InvitesSent {
    pub(super) fn new(invitations: Vec<InvitationRow>) -> Self {
        let shown = |invitation: InvitationRow| SentInvite {
            create_time: invitation.created_at.long_date(),
            expire_time: invitation.expires_at.long_date(),
            invite_id: invitation.facts.id.to_string(),
            invitee_phone: invitation.mobile,
            status: invitation.answer.code(),
        };
        Self { details: invitations.into_iter().map(shown).collect(), done: DONE }
    }
}

/// The answer of InviteDetail.
#[derive(Serialize, ToSchema)]
pub(super) struct InviteShown {
    detail: ReceivedInvite,
    #[serde(flatten)]
    done: Done,
}

/// The answer of InviteConfrimList.
#[derive(Serialize, ToSchema)]
pub(super) struct InvitesPending {
    /// Invitations, newest first.
    details: Vec<ReceivedInvite>,
    /// The first of them once more; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<ReceivedInvite>,
    #[serde(flatten)]
    done: Done,
}

/// An invitation, for who was invited.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReceivedInvite {
    /// When it was made, such as `Tue Sep 02 02:25:46 UTC 2025`.
    create_time: String,
    /// When it expires, in the same form.
    expire_time: String,
    /// The number of who sent it, its middle hidden; left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    inviter_phone: Option<String>,
    /// What the family is called.
    share_folder_name: String,
    /// The invitation.
    invite_id: String,
    /// The family's group.
    group_id: String,
}

impl ReceivedInvite {
    fn new(invitation: InvitationRow) -> Self {
        Self {
            create_time: invitation.created_at.long_date(),
            expire_time: invitation.expires_at.long_date(),
            inviter_phone: invitation.inviter_mobile,
            share_folder_name: invitation.family_name,
            invite_id: invitation.facts.id.to_string(),
            group_id: invitation.facts.family.group.to_string(),
        }
    }
}

impl InviteShown {
    pub(super) fn new(invitation: InvitationRow) -> Self {
        Self { detail: ReceivedInvite::new(invitation), done: DONE }
    }
}

impl InvitesPending {
    pub(super) fn new(invitations: Vec<InvitationRow>) -> Self {
        let details: Vec<ReceivedInvite> = invitations.into_iter().map(ReceivedInvite::new).collect();
        Self { detail: details.first().cloned(), details, done: DONE }
    }
}

/// The body of InviteConfirm.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfirmInvite {
    /// The invitation.
    #[serde(default)]
    #[schema(required)]
    invite_id: Loose,
    /// 0 refuse, 1 accept.
    #[serde(default)]
    #[schema(required)]
    confirm: Loose,
}

impl ConfirmInvite {
    /// The answer to an invitation into the family of `group`.
    pub(super) fn read(&self, group: GroupId) -> Result<Reply, Refusal> {
        let accept = self.confirm.choice("confirm", "0, 1", |code| match code {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        })?;
        let invitation = required_id(&self.invite_id, "inviteId")?;
        Ok(Reply { group, invitation, accept: accept.ok_or(Refusal::FieldMissing { field: "confirm" })? })
    }
}
