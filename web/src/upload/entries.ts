// Files and whole folders, as they come out of a drop or of a file chooser, in small batches: thousands of them must not
// stop the page.
import type { Picked } from "./facts";

const BATCH = 200;
/** How many files are asked for at a time: each one holds the page up a little. */
const OPENED = 25;

/** Lets the page draw and react before the next batch. */
export const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** What a file chooser gave, with the folders if one was chosen. */
export function fromInput(files: ArrayLike<File>): AsyncGenerator<Picked[]> {
  // The browser's list is empty as soon as the chooser is used again.
  return batched(Array.from(files));
}

async function* batched(files: File[]): AsyncGenerator<Picked[]> {
  for (let at = 0; at < files.length; at += BATCH) {
    yield files.slice(at, at + BATCH).map((file) => ({ file, path: file.webkitRelativePath.split("/").slice(0, -1) }));
    await breath();
  }
}

/**
 * What was dropped, folders with all that is in them. Has to be called while the event is handled, as the browser forgets
 * what was dropped right after it.
 */
export function fromDrop(data: DataTransfer): AsyncGenerator<Picked[]> {
  const entries: FileSystemEntry[] = [];
  const loose: File[] = [];
  for (const item of data.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    // A plain file is at hand at once; only what is in a folder has to be asked for.
    const file = entry?.isDirectory ? null : item.getAsFile();
    if (file) loose.push(file);
    else if (entry) entries.push(entry);
  }
  return walked(loose, entries);
}

async function* walked(loose: File[], entries: FileSystemEntry[]): AsyncGenerator<Picked[]> {
  yield* batched(loose);
  for (const entry of entries) yield* walk(entry, []);
}

/** All files in and below an entry. What cannot be read is left out. */
export async function* walk(entry: FileSystemEntry, path: string[]): AsyncGenerator<Picked[]> {
  if (entry.isFile) {
    const file = await opened(entry as FileSystemFileEntry);
    if (file) yield [{ file, path }];
    return;
  }
  const below = [...path, entry.name];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const folders: FileSystemEntry[] = [];
  // The browser gives some of the entries at a time, a hundred or thousands, and none at the end.
  for (let some = await read(reader); some.length > 0; some = await read(reader)) {
    folders.push(...some.filter((entry) => entry.isDirectory));
    const files = some.filter((entry) => entry.isFile) as FileSystemFileEntry[];
    let found: Picked[] = [];
    for (let at = 0; at < files.length; at += OPENED) {
      const some = await Promise.all(files.slice(at, at + OPENED).map(opened));
      found.push(...some.flatMap((file) => (file ? [{ file, path: below }] : [])));
      await breath();
      if (found.length < BATCH && at + OPENED < files.length) continue;
      yield found;
      found = [];
    }
  }
  for (const folder of folders) yield* walk(folder, below);
}

const opened = (entry: FileSystemFileEntry) => new Promise<File | undefined>((resolve) => entry.file(resolve, () => resolve(undefined)));

const read = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
