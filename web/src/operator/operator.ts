// What the operator of the server sees and does. The server knows nothing of it for everybody else.
import { api, call } from "../api/client";
import type { components } from "../api/schema";

export type User = components["schemas"]["OperatorUserItem"];
export type Overview = Awaited<ReturnType<typeof overview>>;

const GB = 2 ** 30;

/** The most that a space may hold, in GB. */
export const MOST_GB = 2 ** 20;

/** How the server stands. */
export const overview = () => call(api.GET("/api/operator/overview"));

/** Some users, in the order in which they were made, and how many there are. */
export async function users(offset: number, limit: number): Promise<{ users: User[]; total: number }> {
  const query = { offset: String(offset), limit: String(limit) };
  return await call(api.GET("/api/operator/users", { params: { query } }));
}

/** Somebody to be added. */
export interface NewUser {
  name: string;
  mobile?: string;
  password: string;
  capacityGb?: number;
  zone?: string;
}

/** Adds a user with a space of their own. */
export async function add(body: NewUser): Promise<void> {
  await call(api.POST("/api/operator/users", { body }));
}

/** Changes a user's account; a new password ends their sessions. */
export async function change(userId: string, body: { frozen?: boolean; capacityGb?: number; password?: string }): Promise<void> {
  await call(api.PATCH("/api/operator/users/{userId}", { params: { path: { userId } }, body }));
}

/** A capacity in whole GB. */
export const inGb = (bytes: number): number => Math.max(1, Math.round(bytes / GB));
