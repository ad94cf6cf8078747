//! The people of a family (contract/drive.md §5.4).

mod wire;

use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Query;
use super::families::sent::path_id;
use super::reply::{DONE, Done};
use crate::auth::Proven;
use crate::{App, Failure};
use wire::{DeleteMember, ListMembers, MemberList};

/// The routes.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(delete_member)).routes(routes!(list_members))
}

/// Remove a member, or leave.
///
/// A family's owner removes anybody else; a member removes themselves, and so leaves.
#[utoipa::path(post, path = "/koodrive/ose/v1/usergroupsInvite/deleteMember",
    operation_id = "ShareFolderDeleteMember", tag = "Families", params(DeleteMember),
    responses((status = 200, body = Done)))]
async fn delete_member(
    State(app): State<App>,
    Proven(caller): Proven,
    Query(query): Query<DeleteMember>,
) -> Result<Json<Done>, Failure> {
    app.remove_member(caller, query.read()?).await?;
    Ok(Json(DONE))
}

/// List the members of a family.
///
/// For everybody who belongs to it: its owner first, then in the order in which they joined.
#[utoipa::path(get, path = "/koodrive/ose/v1/usergroups/{group_id}/members", operation_id = "GetUserGroupMemberList",
    tag = "Families", params(("group_id" = String, Path, description = "The family's group."), ListMembers),
    responses((status = 200, body = MemberList)))]
async fn list_members(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(group): Path<String>,
    Query(query): Query<ListMembers>,
) -> Result<Json<MemberList>, Failure> {
    let (members, total) = app.members(caller, query.read(path_id(&group, "group_id")?)?).await?;
    Ok(Json(MemberList::new(members, total)))
}
