// What is known of one photo: its large view, its original, and what its metadata says.
import { api, call } from "../api/client";
import { Refused } from "../api/refused";
import type { components } from "../api/schema";
import type { Moment } from "../grid/source";
import { originals } from "./download";

export type FileShown = components["schemas"]["FileShown"];

/** A photo with its large view. */
export interface Details {
  file: FileShown;
  /** The view of at most 1440 pixels. */
  view?: string;
}

/** How many are remembered, and for how long: links end. */
const KEPT = 30;
const FRESH = 40 * 60_000;

const known = new Map<string, { details: Promise<Details>; at: number }>();

/** What is known of a photo; asked for once. */
export function detailsOf({ id, containerId }: Pick<Moment, "id" | "containerId">): Promise<Details> {
  const found = known.get(id);
  if (found && Date.now() - found.at < FRESH) return found.details;
  const details = ask(id, containerId);
  known.set(id, { details, at: Date.now() });
  details.catch(() => known.delete(id));
  for (const old of known.keys()) if (known.size > KEPT) known.delete(old);
  return details;
}

/** What was remembered may not be so any more. */
export function forgetDetails(): void {
  known.clear();
}

async function ask(fileId: string, containerId: string): Promise<Details> {
  const usage = "superLargeThumbnail";
  const path = { fileId };
  const file = await call(api.POST("/koodrive/ose/v1/files/{fileId}/detail", { params: { path }, body: { containerId, usage } }));
  // What is in the bin is no more here, though its owner may still ask about it.
  if (file.recycled) throw new Refused(13000309, 400, "");
  const view = file.downloadLinks?.find(({ process }) => process === usage)?.downloadUrl;
  return { file, ...(view && { view }) };
}

/** A link to the original itself, for playing or for looking at closely. */
export async function originalOf(moment: Pick<Moment, "id" | "containerId">): Promise<string | undefined> {
  return (await originals([moment]))[0];
}

/** Whether a browser can show the original itself. */
export function isShown({ mimeType }: Pick<FileShown, "mimeType">): boolean {
  return ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"].includes(mimeType ?? "");
}
