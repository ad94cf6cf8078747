// Adds files to albums, many in one call.
import { Refused } from "../api/refused";

/** A file that belongs into an album. */
export interface Wanted {
  albumId: string;
  fileId: string;
}

/**
 * Adds files to albums by `add`, which adds all or none; gives for each in its place why it could not be added, if so.
 * One wrong file keeps no other out.
 */
export async function addAll(wanted: Wanted[], add: (albumId: string, files: string[]) => Promise<void>): Promise<unknown[]> {
  const errors = new Map<string, unknown>();
  const refusal = (albumId: string, files: string[]) => add(albumId, files).then(() => undefined, (error: unknown) => error);
  for (const albumId of new Set(wanted.map((one) => one.albumId))) {
    const files = [...new Set(wanted.filter((one) => one.albumId === albumId).map(({ fileId }) => fileId))];
    const refused = await refusal(albumId, files);
    if (refused === undefined) continue;
    const isOfOne = files.length > 1 && refused instanceof Refused && refused.status === 400;
    for (const fileId of files) errors.set(`${albumId} ${fileId}`, isOfOne ? await refusal(albumId, [fileId]) : refused);
  }
  return wanted.map(({ albumId, fileId }) => errors.get(`${albumId} ${fileId}`));
}
