// On which day a photo is found that somebody comes to by its address alone.
import { api, call } from "../api/client";
import type { Me } from "../session/session.svelte";

/** The day, `yyyy-MM-dd` in the user's zone, of a photo in the user's own space. */
export async function dayOf(fileId: string, { containerId, zone }: Pick<Me, "containerId" | "zone">): Promise<string | undefined> {
  const path = { fileId };
  const file = await call(api.POST("/koodrive/ose/v1/files/{fileId}/detail", { params: { path }, body: { containerId } }));
  const time = new Date(file.mediaInfo?.takeTime ?? file.createdTime);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(time);
}
