// Folders, as collections choose them: where they lie, what lies in them, what they are called.
import { api, call } from "../api/client";
import { Refused } from "../api/refused";
import type { Family } from "../family/families";
import { t } from "../messages/index.svelte";
import { session } from "../session/session.svelte";
import type { Album } from "./albums";

/** A folder of a space. */
export interface Folder {
  id: string;
  name: string;
}

/** Where folders may be chosen: a space, and the folder in it from which one walks down. */
export interface Place {
  containerId: string;
  top: Folder;
}

/** The user's own space. */
export const ownPlace = (): Place => ({
  containerId: session.user.containerId,
  top: { id: session.user.rootFolderId, name: t("albums-own-folders") },
});

/** The folder of a family, in the space of whoever made it. */
export const familyPlace = (family: Family): Place => ({
  containerId: family.containerId,
  top: { id: family.shareFolderFileId, name: family.name },
});

/** One page of the folders that lie in a folder, by name. */
export async function foldersIn(place: Place, parent: string, cursor = ""): Promise<{ folders: Folder[]; next: string }> {
  const body = {
    containerId: place.containerId,
    parentFileId: parent,
    fileType: "10",
    pageInfo: { pageSize: 100, pageCursor: cursor },
    sortInfo: { sortType: 1, sortDirection: 1 },
  };
  const { files, nextCursor } = await call(api.POST("/koodrive/ose/v1/files/{type}", { params: { path: { type: "0" } }, body }));
  return { folders: files.map(({ id, fileName }) => ({ id, name: fileName })), next: nextCursor };
}

/** The folders from the top of the place down to this one, both included. */
export async function wayTo(place: Place, folder: string): Promise<Folder[]> {
  if (folder === place.top.id) return [place.top];
  const query = { fileId: folder, containerId: place.containerId };
  const { fileIdPath, namePath } = await call(api.GET("/koodrive/ose/v1/files/path", { params: { query } }));
  const [ids, names] = [fileIdPath, namePath].map((path) => path.split("/").slice(1)) as [string[], string[]];
  const way = ids.map((id, index) => ({ id, name: names[index] ?? "" }));
  return [place.top, ...way.slice(way.findIndex(({ id }) => id === place.top.id) + 1)];
}

const known = new Map<string, Promise<string | undefined>>();

/** What a folder is called; `undefined` if it is gone or in the bin. */
async function nameOf(containerId: string, id: string): Promise<string | undefined> {
  try {
    const params = { path: { fileId: id } };
    const shown = await call(api.POST("/koodrive/ose/v1/files/{fileId}/detail", { params, body: { containerId } }));
    return shown.recycled ? undefined : shown.fileName;
  } catch (error) {
    if (error instanceof Refused && error.code !== "unreachable") return undefined;
    throw error;
  }
}

/** What the folders of a collection are called. Those that are gone are left out. */
export async function folderNames(album: Album): Promise<string[]> {
  const containerId = album.containerId ?? session.user.containerId;
  const names = (album.scopeDir ?? []).map((id) => {
    if (id === session.user.rootFolderId) return t("albums-own-folders");
    const name = known.get(id) ?? nameOf(containerId, id);
    known.set(id, name);
    name.catch(() => known.delete(id));
    return name;
  });
  return (await Promise.all(names)).filter((name) => name !== undefined);
}

/** Forgets names, which may have changed. */
export const forgetNames = (): void => known.clear();
