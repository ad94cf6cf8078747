// Albums: finding, making and changing them. What is in them is the business of contents.ts.
import { api, call } from "../api/client";
import type { components } from "../api/schema";

export type Album = components["schemas"]["AlbumItem"];
export type AlbumContent = components["schemas"]["AlbumContent"];

/** `albumKind`: the user's alone, or a family's. */
export const PERSONAL = 1;
export const SHARED = 2;
/** `albumType`: filled by a rule, or by hand. */
export const COLLECTION = 1;
export const MANUAL = 2;

/** The longest name of an album. */
export const LONGEST_NAME = 20;

/** One of the four lists that the server keeps, or the part of it that one family shares. */
export interface ListOf {
  kind: number;
  type: number;
  groupId?: string | undefined;
}

/** One page of a list, newest first; pages count from 1. */
export function page(list: ListOf, pageNum: number, pageSize: number): Promise<{ albumList: Album[]; total: number }> {
  const query = { albumKind: String(list.kind), albumType: String(list.type), pageNum: String(pageNum), pageSize: String(pageSize) };
  const group = list.groupId === undefined ? {} : { groupId: list.groupId };
  return call(api.GET("/koodrive/ose/v1/album/list", { params: { query: { ...query, ...group } } }));
}

const EVERYWHERE: ListOf[] = [PERSONAL, SHARED].flatMap((kind) => [MANUAL, COLLECTION].map((type) => ({ kind, type })));

/** The album of this id, out of the lists: there is no call for one. `undefined` if the user sees no such album. */
export async function find(id: string): Promise<Album | undefined> {
  const searches = EVERYWHERE.map(async (list) => {
    for (let number = 1; ; number++) {
      const { albumList, total } = await page(list, number, 100);
      const album = albumList.find((album) => album.id === id);
      if (album || albumList.length === 0 || number * 100 >= total) return album;
    }
  });
  return (await Promise.all(searches)).find((album) => album !== undefined);
}

/** Makes an album; gives its id. */
export async function create(body: components["schemas"]["CreateAlbum"]): Promise<string> {
  return (await call(api.POST("/koodrive/ose/v1/album/create", { body }))).albumId;
}

/** Changes an album. */
export async function update(id: string, body: components["schemas"]["UpdateAlbum"]): Promise<void> {
  await call(api.POST("/koodrive/ose/v1/{albumId}/update", { params: { path: { albumId: id } }, body }));
}

/** Deletes an album; the photos stay where they are. */
export async function remove(id: string): Promise<void> {
  await call(api.DELETE("/koodrive/ose/v1/album/{albumId}", { params: { path: { albumId: id } } }));
}

/** How many things are in an album, and a picture to stand for it. */
export interface Cover {
  total: number;
  picture?: string | undefined;
}

/** Looks into an album: of one that was filled by hand the picture that was added first stands for it, else the newest. */
export async function cover(album: Album): Promise<Cover> {
  const sort = album.albumType === MANUAL ? { sortType: "2", sortDirection: "1" } : {};
  const params = { path: { albumId: album.id }, query: { pageSize: "1", usage: "largeThumbnail", ...sort } };
  const { total, contentList } = await call(api.GET("/koodrive/ose/v1/album/{albumId}/list", { params }));
  return { total, picture: contentList[0]?.downloadLinks?.[0]?.downloadUrl ?? album.coverImg ?? undefined };
}
