// Putting photos into albums that are filled by hand, and taking them out.
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import { changes } from "../shell/changes.svelte";

export type Moment = components["schemas"]["Moment"];

/** How many files one call takes. */
export const MOST_ADDED = 100;
export const MOST_REMOVED = 1000;

/** A list in pieces of at most `most`. */
export function batches<T>(all: T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, index) => all.slice(index * most, (index + 1) * most));
}

/** Does it to each piece; tells what changed even if a later one is refused. */
async function inTurn<T>(pieces: T[][], run: (piece: T[]) => Promise<unknown>): Promise<void> {
  let done = false;
  try {
    for (const piece of pieces) {
      await run(piece);
      done = true;
    }
  } finally {
    if (done) changes.in("albums", "moments");
  }
}

/**
 * Adds photos to an album; what is in it already stays as it is.
 *
 * @throws {Refused} Each hundred is added or, if one of them cannot be, refused as a whole.
 */
export function addToAlbum(albumId: string, moments: Pick<Moment, "id" | "ownerId">[]): Promise<void> {
  const params = { path: { albumId } };
  return inTurn(batches(moments, MOST_ADDED), (piece) => {
    const body = { fileIds: piece.map(({ id, ownerId }) => ({ fileId: id, ownerId })) };
    return call(api.POST("/koodrive/ose/v1/album/{albumId}/add", { params, body }));
  });
}

/**
 * Takes photos out of an album; they stay where they lie.
 *
 * @throws {Refused} In a family's album a member takes out only what they added or own.
 */
export function removeFromAlbum(album: { id: string }, moments: Pick<Moment, "id">[]): Promise<void> {
  const params = { path: { albumId: album.id } };
  return inTurn(batches(moments, MOST_REMOVED), (piece) => {
    const body = { ids: piece.map(({ id }) => id) };
    return call(api.DELETE("/koodrive/ose/v1/{albumId}/batchDelete", { params, body }));
  });
}
