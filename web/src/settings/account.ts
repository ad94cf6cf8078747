// The user's own account: its facts, its sessions, its tokens, its space.
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import { session, type Me } from "../session/session.svelte";

export type Session = components["schemas"]["SessionItem"];
export type Token = components["schemas"]["TokenItem"];

/** The fewest and most characters of a password. */
export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 200;
/** The longest name of a person or a token. */
export const LONGEST_NAME = 80;

/** Changes the account, and what the page knows of it. */
export async function change(what: Partial<Pick<Me, "name" | "language" | "zone">>): Promise<void> {
  await session.update(await call(api.PATCH("/api/account", { body: what })));
}

/** Gives the user another password; all other sessions end. */
export async function changePassword(current: string, next: string): Promise<void> {
  await call(api.PUT("/api/account/password", { body: { current, new: next } }));
}

/** The user's sessions, newest first. */
export const sessions = async (): Promise<Session[]> => (await call(api.GET("/api/sessions"))).sessions;

/** Ends a session. */
export async function endSession(id: string): Promise<void> {
  await call(api.DELETE("/api/sessions/{id}", { params: { path: { id } } }));
}

/** Ends all sessions, this one too. */
export async function endAllSessions(): Promise<void> {
  await call(api.DELETE("/api/sessions"));
}

/** The user's personal access tokens, newest first. */
export const tokens = async (): Promise<Token[]> => (await call(api.GET("/api/tokens"))).tokens;

/** Makes a token; what is given is shown this once. Without `days` it never ends. */
export async function makeToken(name: string, days?: number): Promise<string> {
  return (await call(api.POST("/api/tokens", { body: { name, ...(days && { days }) } }))).accessToken;
}

/** Revokes a token. */
export async function revokeToken(id: string): Promise<void> {
  await call(api.DELETE("/api/tokens/{id}", { params: { path: { id } } }));
}

const KB = 2 ** 10;
const GB = 2 ** 30;

/** How many bytes the user's space holds, the bin included, and how many fit. */
export async function space(): Promise<{ used: number; capacity: number }> {
  const params = { path: { ownerId: session.user.userId }, query: { type: "1" } };
  const { data } = await call(api.GET("/koodrive/ose/v1/space/{ownerId}", { params }));
  return { used: Number(data.spaceUsed) * KB, capacity: Number(data.capacity) * GB + Number(data.capacityKb) * KB };
}

/** The zones that this browser knows, its own, and the one that is set. */
export function zones(set: string): string[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([set, here, "UTC", ...Intl.supportedValuesOf("timeZone")])].filter(Boolean).sort();
}
