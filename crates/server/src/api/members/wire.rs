//! What operations on the people of a family take and give, in the contract's spelling.

use leporello_model::{GroupId, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::families::sent::{query_id, query_whole};
use super::super::loose::Loose;
use super::super::reply::{DONE, Done};
use crate::app::MemberRow;
use crate::app::families::{Leaving, MembersOf};

/// The query of ShareFolderDeleteMember.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct DeleteMember {
    /// The caller, or the family's owner. May be left out.
    owner_id: Option<String>,
    /// The family's group. Mandatory.
    group_id: Option<String>,
    /// Who is to leave: the caller, or, for the family's owner, anybody else. Mandatory.
    delete_user_id: Option<String>,
}

impl DeleteMember {
    pub(super) fn read(self) -> Result<Leaving, Refusal> {
        Ok(Leaving {
            group: query_id(self.group_id, "groupId")?,
            user: query_id(self.delete_user_id, "deleteUserId")?,
            claimed_owner: Loose::of_query(self.owner_id).id("ownerId")?,
        })
    }
}

/// The query of GetUserGroupMemberList.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListMembers {
    /// How many to skip. Mandatory.
    offset: Option<String>,
    /// 1 to 100. Mandatory.
    limit: Option<String>,
    /// A part of the name in any letter case.
    key_word: Option<String>,
}

impl ListMembers {
    pub(super) fn read(self, group: GroupId) -> Result<MembersOf, Refusal> {
        Ok(MembersOf {
            group,
            words: self.key_word.filter(|words| !words.is_empty()),
            offset: query_whole(self.offset, "offset", 0, i64::MAX)?,
            limit: query_whole(self.limit, "limit", 1, 100)?,
        })
    }
}

/// The answer of GetUserGroupMemberList.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MemberList {
    /// How many there are in all.
    total: i64,
    /// One page of them.
    user_group_member_infos: Vec<MemberInfo>,
    #[serde(flatten)]
    done: Done,
}

/// Somebody who belongs to a family.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MemberInfo {
    /// The user.
    user_id: String,
    /// The name to show.
    user_name: String,
    /// Empty: there are no departments.
    dept_id: &'static str,
    /// Empty: there are no departments.
    dept_name: &'static str,
    /// The mobile number: one's own, and of any other one the beginning and the end; left out where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    mobile: Option<String>,
    /// When they joined: UTC with milliseconds.
    created_time: String,
    /// The same.
    updated_time: String,
    /// 1 owner, 2 member.
    role: i64,
    /// 0: nobody is put on top.
    top: i64,
}

impl MemberList {
    pub(super) fn new(members: Vec<MemberRow>, total: i64) -> Self {
        let shown = |member: MemberRow| MemberInfo {
            user_id: member.user.to_string(),
            user_name: member.name,
            dept_id: "",
            dept_name: "",
            mobile: member.mobile,
            created_time: member.joined_at.to_string(),
            updated_time: member.joined_at.to_string(),
            role: if member.owner { 1 } else { 2 },
            top: 0,
        };
        Self { total, user_group_member_infos: members.into_iter().map(shown).collect(), done: DONE }
    }
}
