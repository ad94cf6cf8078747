// Families: who shares photos with whom. What the contract calls a shared folder is a family here.
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import { session } from "../session/session.svelte";

/** `id` is the shared folder's primary key, `groupId` its people: the two always go together. */
export type Family = components["schemas"]["ShareFolder"];
export type Member = components["schemas"]["MemberInfo"];
export type Received = components["schemas"]["ReceivedInvite"];
export type Sent = components["schemas"]["SentInvite"];

/** The longest name of a family. */
export const LONGEST_NAME = 31;

// Far more than anybody belongs to, and the most that one call gives.
const ALL = 1000;

/** The families that the user made or belongs to, newest first. */
export async function families(): Promise<Family[]> {
  const query = { offset: "0", limit: String(ALL), queryType: "0" };
  return (await call(api.GET("/koodrive/ose/v1/sharefolder/list", { params: { query } }))).folders;
}

/** Whether the user made it. (`ownerId` is a number too large for a script, and not looked at.) */
export const isOwner = (family: Family): boolean => family.creator === session.user.userId;

/** Makes a family of the user's own; gives it as the list shows it. */
export async function createFamily(name: string): Promise<Family> {
  const body = { shareType: 0, containerId: session.user.containerId, name };
  const { id } = await call(api.POST("/koodrive/ose/v1/sharefolder/create", { body }));
  const path = { shareFolderId: id };
  return (await call(api.GET("/koodrive/ose/v1/sharefolder/metadata/{shareFolderId}", { params: { path } }))).sharefolder;
}

/** Gives a family another name. */
export async function renameFamily(family: Family, name: string): Promise<void> {
  await call(api.POST("/koodrive/ose/v1/sharefolder/rename", { body: { id: family.id, fileName: name } }));
}

/** Ends a family: its folder goes into its owner's bin. */
export async function deleteFamily(family: Family): Promise<void> {
  await call(api.POST("/koodrive/ose/v1/sharefolder/delete", { body: { id: family.id } }));
}

/** Everybody in a family, its owner first. */
export async function members(family: Family): Promise<Member[]> {
  const all: Member[] = [];
  for (let total = 1; all.length < total; ) {
    const params = { path: { group_id: family.groupId }, query: { offset: String(all.length), limit: "100" } };
    const page = await call(api.GET("/koodrive/ose/v1/usergroups/{group_id}/members", { params }));
    if (page.userGroupMemberInfos.length === 0) break;
    all.push(...page.userGroupMemberInfos);
    total = page.total;
  }
  return all;
}

/** Takes somebody out of a family; of oneself that is leaving. */
export async function removeMember(family: Family, userId: string): Promise<void> {
  const query = { groupId: family.groupId, deleteUserId: userId };
  await call(api.POST("/koodrive/ose/v1/usergroupsInvite/deleteMember", { params: { query } }));
}

/** Invites whoever has the number; nobody learns whether somebody has it. */
export async function invite(family: Family, mobile: string): Promise<void> {
  const params = { path: { groupId: family.groupId }, query: { mobile } };
  await call(api.POST("/koodrive/ose/v1/usergroupsInvite/invite/{groupId}", { params }));
}

/** The invitations into a family of the user's own, newest first. */
export async function sentInvitations(family: Family): Promise<Sent[]> {
  const params = { path: { groupId: family.groupId } };
  return (await call(api.GET("/koodrive/ose/v1/usergroupsInvite/inviteList/{groupId}", { params }))).details;
}

/** The invitations that the user may answer, newest first. */
export async function invitations(): Promise<Received[]> {
  return (await call(api.GET("/koodrive/ose/v1/usergroupsInvite/inviteConfrimList"))).details;
}

/** Answers an invitation. */
export async function answer(invitation: Received, accept: boolean): Promise<void> {
  const params = { path: { groupId: invitation.groupId } };
  const body = { inviteId: invitation.inviteId, confirm: accept ? 1 : 0 };
  await call(api.POST("/koodrive/ose/v1/usergroupsInvite/inviteConfirm/{groupId}", { params, body }));
}
