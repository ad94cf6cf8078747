// The server, as uploads use it.
import { api, call, home } from "../api/client";
import { connection } from "../api/connection.svelte";
import { session } from "../session/session.svelte";
import type { Facts, Part } from "./facts";
import type { FolderCalls } from "./folders";
import { put } from "./put";
import type { Remote } from "./remote";

const LONGEST_PAUSE = 10_000;

/** The plan as the server wants it. */
const planned = (parts: Part[]) => parts.map((part, at) => ({ partNumber: at + 1, partSize: part.size }));

/**
 * Links to the server itself, as seen from here. The server may not know below which address a proxy shows it, and the
 * page may ask only where it comes from; links to an object store stay.
 */
export function near(link: string, base = home): string {
  const at = /\/links\/parts\/[^/?]+\/[^/?]+\/\d+\?.*\bseal=/.exec(link);
  return at ? base + link.slice(at.index) : link;
}

/** The time of a file, as createFile takes it; none if it cannot be right. */
function createdTime(modified: number): { createdTime?: string } {
  if (!(modified > 0) || modified > Date.now()) return {};
  return { createdTime: `${new Date(modified).toISOString().slice(0, 19)}Z` };
}

/** Resolves after a pause, or at once when the signal comes. */
const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Sends files to the server; `parent` gives the folder that one belongs into. */
export function remote(parent: (facts: Facts) => Promise<string>): Remote {
  return {
    async create(facts, parts, signal) {
      const body = {
        containerId: facts.to.containerId,
        parentFolder: [await parent(facts)],
        fileName: facts.name,
        fileType: facts.kind,
        length: facts.size,
        sha256: facts.sha256!,
        uploadMode: "multipart",
        uploadType: 1,
        autoRename: 4,
        smallParts: true,
        multiParts: planned(parts),
        ...(facts.mime && { mimeType: facts.mime }),
        ...createdTime(facts.modified),
      };
      const created = await call(api.POST("/koodrive/ose/v1/files/create", { body, signal }));
      const there = created.exist || created.rapidUpload === true;
      return { fileId: created.fileId, there, links: (created.multiParts ?? []).map(({ uploadUrl }) => near(uploadUrl)) };
    },
    async links(fileId, parts, signal) {
      const body = { fileId, multiParts: planned(parts), smallParts: true };
      const { multiParts } = await call(api.POST("/koodrive/ose/v1/files/multipart/uploadUrl", { body, signal }));
      return multiParts.map(({ uploadUrl }) => near(uploadUrl));
    },
    async complete(fileId, sha256, signal) {
      await call(api.POST("/koodrive/ose/v1/files/complete", { body: { fileId, sha256 }, signal }));
    },
    put,
    async reachable(tries, signal) {
      // Most often it was only this one connection, of which nobody has to hear.
      await pause(Math.min(250 * 1.6 ** (tries - 1), LONGEST_PAUSE), signal);
      const answers = () => fetch("./readyz", { cache: "no-store", signal }).then(({ ok }) => ok, () => false);
      if (signal.aborted || (await answers())) return;
      connection.lost();
      const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      await Promise.race([connection.back(), stopped]);
    },
  };
}

/** Which of these digests files of the user's own space have, and which files: at most 100. */
export async function known(sha256: string[]): Promise<Array<string | undefined>> {
  const answer = await call(api.POST("/api/files/known", { body: { sha256 } }));
  const files = new Map(answer.known.map(({ sha256, fileId }) => [sha256, fileId]));
  return sha256.map((digest) => files.get(digest));
}

/** Adds the user's own files to a manual album: all of them or none, at most 100. */
export async function addToAlbum(albumId: string, files: string[]): Promise<void> {
  const fileIds = files.map((fileId) => ({ fileId, ownerId: session.user.userId }));
  await call(api.POST("/koodrive/ose/v1/album/{albumId}/add", { params: { path: { albumId } }, body: { fileIds } }));
}

/** Folders on the server. */
export const folderCalls: FolderCalls = {
  make: (containerId, parent, name) => made(containerId, parent, name, 3),
  makeBeside: (containerId, parent, name) => made(containerId, parent, name, 2),
  async find(containerId, parent, name) {
    let cursor = "";
    do {
      const body = { containerId, parentFileId: parent, fileType: "10", pageInfo: { pageSize: 100, pageCursor: cursor } };
      const page = await call(api.POST("/koodrive/ose/v1/files/{type}", { params: { path: { type: "0" } }, body }));
      const found = page.files.find((file) => file.fileName === name);
      if (found) return found.id;
      cursor = page.nextCursor;
    } while (cursor !== "");
    return undefined;
  },
};

async function made(containerId: string, parent: string, fileName: string, renameMode: number): Promise<string> {
  const body = { containerId, parentFolder: [parent], fileName, fileType: "10", renameMode };
  return (await call(api.POST("/koodrive/ose/v1/directory", { body }))).id;
}
