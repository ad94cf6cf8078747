// An album that is being made or changed, and what is sent for it.
import type { components } from "../api/schema";
import type { Family } from "../family/families";
import { COLLECTION, LONGEST_NAME, MANUAL, PERSONAL, SHARED, type Album } from "./albums";

/** How many folders a collection may take. */
export const MOST_FOLDERS = 30;

/** What somebody has chosen so far. */
export interface Draft {
  type: number;
  name: string;
  family?: Family | undefined;
  images: boolean;
  videos: boolean;
  /** The folder in which the chosen ones lie. */
  parent?: string | undefined;
  folders: string[];
}

/** The draft of a new album, or of one that there is. */
export function draftOf(album?: Album, family?: Family): Draft {
  const kinds = album?.scopeKind?.split(",") ?? ["1", "2"];
  return {
    type: album?.albumType ?? MANUAL,
    name: album?.name ?? "",
    family,
    images: kinds.includes("1"),
    videos: kinds.includes("2"),
    parent: album?.scopeParentFolderId ?? undefined,
    folders: album?.scopeDir ?? [],
  };
}

/** `scopeKind`; empty if neither was chosen. */
const kind = (draft: Draft) => [draft.images && "1", draft.videos && "2"].filter(Boolean).join(",");

/** Whether there is enough of a rule to ask what it would hold. */
export const hasRule = (draft: Draft): boolean =>
  draft.type === COLLECTION && kind(draft) !== "" && draft.parent !== undefined && draft.folders.length > 0;

/** Whether it can be sent. */
export function isComplete(draft: Draft, album?: Album): boolean {
  const length = [...draft.name.trim()].length;
  if (length > LONGEST_NAME) return false;
  // A collection may have no name, but one that has a name cannot lose it.
  if (draft.type === MANUAL || album?.name) return length > 0 && (draft.type === MANUAL || hasRule(draft));
  return hasRule(draft);
}

const named = (draft: Draft) => (draft.name.trim() ? { name: draft.name.trim() } : {});
const shared = (draft: Draft) => (draft.family ? { groupId: draft.family.groupId, shareFolderId: draft.family.id } : {});
const scope = (draft: Draft) =>
  draft.type === COLLECTION && draft.parent !== undefined
    ? { scopeDir: draft.folders, scopeParentFolderId: draft.parent, scopeKind: kind(draft) }
    : {};

/** What CreateAlbum takes. */
export function newAlbum(draft: Draft, containerId: string): components["schemas"]["CreateAlbum"] {
  const place = draft.type === COLLECTION ? { containerId } : {};
  const albumKind = draft.family ? SHARED : PERSONAL;
  return { type: draft.type, albumKind, ...named(draft), ...shared(draft), ...scope(draft), ...place };
}

/** What UpdateAlbum takes. */
export function changed(draft: Draft): components["schemas"]["UpdateAlbum"] {
  const { scopeDir, ...rest }: { scopeDir?: string[]; scopeParentFolderId?: string; scopeKind?: string } = scope(draft);
  return { ...named(draft), ...rest, ...(scopeDir && { scopeDirList: scopeDir }) };
}

/** What is asked to see what its rule would hold. */
export function trial(draft: Draft, containerId: string, album?: Album): components["schemas"]["PreviewCollection"] {
  return { ...scope(draft), containerId, ...(album ? { albumId: album.id } : shared(draft)), pageSize: 8 };
}
