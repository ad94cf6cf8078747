//! Invitations into families (contract/drive.md §5.4).

mod wire;

use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::{Body, Query};
use super::families::sent::path_id;
use super::reply::{DONE, Done};
use crate::auth::Proven;
use crate::{App, Failure};
use wire::{ConfirmInvite, InviteMobile, InviteSent, InviteShown, InvitesPending, InvitesSent};

/// The routes, the misspelt one included.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(user_group_invite))
        .routes(routes!(invite_list))
        .routes(routes!(invite_detail))
        .routes(routes!(invite_confirm_list))
        .routes(routes!(invite_confirm))
}

type Answer<T> = Result<Json<T>, Failure>;

/// Invite somebody into a family.
///
/// Only its owner. Whoever has the number sees the invitation and can answer it until it expires; that nobody has it is
/// not told. A number that was invited and may still answer keeps its invitation.
#[utoipa::path(post, path = "/koodrive/ose/v1/usergroupsInvite/invite/{groupId}", operation_id = "UserGroupInvite",
    tag = "Families", params(("groupId" = String, Path, description = "The family's group."), InviteMobile),
    responses((status = 200, body = InviteSent)))]
async fn user_group_invite(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(group): Path<String>,
    Query(query): Query<InviteMobile>,
) -> Answer<InviteSent> {
    let id = app.invite(caller, path_id(&group, "groupId")?, query.mobile()?).await?;
    Ok(Json(InviteSent { invite_id: id.to_string(), done: DONE }))
}

/// List the invitations into a family.
///
/// Only for its owner: the newest 1,000, answered and expired ones too.
#[utoipa::path(get, path = "/koodrive/ose/v1/usergroupsInvite/inviteList/{groupId}", operation_id = "InviteList",
    tag = "Families", params(("groupId" = String, Path, description = "The family's group.")),
    responses((status = 200, body = InvitesSent)))]
async fn invite_list(State(app): State<App>, Proven(caller): Proven, Path(group): Path<String>) -> Answer<InvitesSent> {
    let invitations = app.invitations(caller, path_id(&group, "groupId")?).await?;
    Ok(Json(InvitesSent::new(invitations)))
}

/// Look at an invitation.
///
/// For who was invited, while they may answer it, and for the family's owner.
#[utoipa::path(get, path = "/koodrive/ose/v1/usergroupsInvite/detail/{inviteId}", operation_id = "InviteDetail",
    tag = "Families", params(("inviteId" = String, Path, description = "The invitation.")),
    responses((status = 200, body = InviteShown)))]
async fn invite_detail(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(invitation): Path<String>,
) -> Answer<InviteShown> {
    let invitation = app.invitation(caller, path_id(&invitation, "inviteId")?).await?;
    Ok(Json(InviteShown::new(invitation)))
}

/// List the invitations that wait for an answer.
///
/// Those for the caller's number, newest first. (The path is misspelt on the pages.)
#[utoipa::path(get, path = "/koodrive/ose/v1/usergroupsInvite/inviteConfrimList", operation_id = "InviteConfrimList",
    tag = "Families", responses((status = 200, body = InvitesPending)))]
async fn invite_confirm_list(State(app): State<App>, Proven(caller): Proven) -> Answer<InvitesPending> {
    Ok(Json(InvitesPending::new(app.pending_invitations(caller).await?)))
}

/// Accept or refuse an invitation.
///
/// Only who was invited, before it expires. The same answer once more is success.
#[utoipa::path(post, path = "/koodrive/ose/v1/usergroupsInvite/inviteConfirm/{groupId}", operation_id = "InviteConfirm",
    tag = "Families", params(("groupId" = String, Path, description = "The family's group.")),
    request_body = ConfirmInvite, responses((status = 200, body = Done)))]
async fn invite_confirm(
    State(app): State<App>,
    Proven(caller): Proven,
    Path(group): Path<String>,
    Body(body): Body<ConfirmInvite>,
) -> Answer<Done> {
    app.answer_invitation(caller, body.read(path_id(&group, "groupId")?)?).await?;
    Ok(Json(DONE))
}
