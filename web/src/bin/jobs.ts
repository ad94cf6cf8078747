// Moving files into the bin, out of it again, and deleting them for good.
//
// One job is done as a whole or, if one of its files is refused, not at all. Files of different spaces are different jobs.
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import { batches } from "../albums/contents";
import { session } from "../session/session.svelte";
import { changes } from "../shell/changes.svelte";

/** A file, and the space that it lies in. */
export interface Placed {
  id: string;
  containerId: string;
}

/** How many files one job takes. */
export const MOST_FILES = 1000;

const TRASH = { taskType: 2, actionType: 201 };
const PURGE = { taskType: 2, actionType: 202 };
const RESTORE = { taskType: 4 };
const EMPTY = { taskType: 7, actionType: 701 };

async function start(body: components["schemas"]["CreateJob"]): Promise<void> {
  await call(api.POST("/koodrive/ose/v1/jobs", { body }));
}

/**
 * Does it to all files. What can be done is done; then the first refusal is thrown, if there was one.
 *
 * Pages are told of what changed, also of a part.
 */
async function each(files: Placed[], what: { taskType: number; actionType?: number }): Promise<void> {
  let refused: unknown;
  let done = false;
  for (const [srcContainerId, inSpace] of bySpace(files)) {
    for (const piece of batches(inSpace, MOST_FILES)) {
      try {
        await start({ ...what, taskInfo: { srcContainerId, fileInfo: piece.map(({ id }) => ({ fileId: id })) } });
        done = true;
      } catch (error) {
        refused ??= error;
      }
    }
  }
  if (done) changes.in("moments", "albums");
  if (refused !== undefined) throw refused;
}

function bySpace(files: Placed[]): Map<string, Placed[]> {
  const spaces = new Map<string, Placed[]>();
  for (const file of files) {
    const inSpace = spaces.get(file.containerId);
    if (inSpace) inSpace.push(file);
    else spaces.set(file.containerId, [file]);
  }
  return spaces;
}

/** Moves files into the bin. @throws {Refused} */
export const trash = (files: Placed[]): Promise<void> => each(files, TRASH);

/** Puts files back where they were, or, if their folder is gone, at the top of the space. @throws {Refused} */
export const restore = (files: Placed[]): Promise<void> => each(files, RESTORE);

/** Deletes files for good. Nobody brings them back. @throws {Refused} */
export const purge = (files: Placed[]): Promise<void> => each(files, PURGE);

/** Deletes for good all that is in the user's bin. @throws {Refused} */
export async function emptyBin(): Promise<void> {
  await start({ ...EMPTY, taskInfo: { srcContainerId: session.user.containerId } });
  changes.in("moments", "albums");
}
