// The queue, kept in the browser (IndexedDB) so that it outlives the page: the facts of every file, and the file itself
// where there is room for it. Each user has their own.
//
// Where the browser keeps nothing, as in some private windows, everything works but is forgotten with the page.
import type { Facts } from "./facts";

/** The most bytes of files that are kept. */
const ROOM = 10 * 2 ** 30;
const SOME = 500;

const done = (transaction: IDBTransaction) =>
  new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("aborted"));
  });

const answer = <T>(request: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("failed"));
  });

/** The kept queue of a user. */
export class Queue {
  #database: Promise<IDBDatabase | undefined>;
  /** How many bytes of files are kept, by number. */
  readonly #kept = new Map<number, number>();
  #used = 0;
  #next = Date.now();

  constructor(userId: string) {
    this.#database = open(`leporello-uploads-${userId}`).catch(() => undefined);
  }

  /** A number that no other file in the queue has, in any tab. */
  number(): number {
    return this.#next++ * 1024 + Math.floor(Math.random() * 1024);
  }

  /** All that was kept; `kept` says of which the file itself is there. */
  async all(): Promise<{ facts: Facts[]; kept: Set<number> }> {
    const database = await this.#database;
    if (!database) return { facts: [], kept: new Set() };
    const facts: Facts[] = [];
    for (let after = -Infinity; ; ) {
      const rows = database.transaction("facts").objectStore("facts");
      const some = (await answer(rows.getAll(IDBKeyRange.lowerBound(after, true), SOME))) as Facts[];
      facts.push(...some);
      if (some.length < SOME) break;
      after = some.at(-1)!.id;
    }
    const keys = (await answer(database.transaction("files").objectStore("files").getAllKeys())) as number[];
    const kept = new Set(keys);
    for (const { id, size } of facts) if (kept.has(id)) this.#count(id, size);
    return { facts, kept };
  }

  /** Keeps these facts, in place of what was kept of the same files. */
  async put(...facts: Facts[]): Promise<void> {
    await this.#write(["facts"], (transaction) => {
      for (const one of facts) transaction.objectStore("facts").put(one);
    });
  }

  /** Keeps files; gives whether there was room for them. */
  async keep(files: Array<{ id: number; file: File }>): Promise<boolean> {
    const size = files.reduce((sum, { file }) => sum + file.size, 0);
    if (this.#used + size > ROOM || !(await hasRoom(size))) return false;
    const isDone = await this.#write(["files"], (transaction) => {
      for (const { id, file } of files) transaction.objectStore("files").put(file, id);
    });
    if (isDone) for (const { id, file } of files) this.#count(id, file.size);
    return isDone;
  }

  /** A file that was kept. */
  async file(id: number): Promise<File | undefined> {
    const database = await this.#database;
    return database && ((await answer(database.transaction("files").objectStore("files").get(id))) as File | undefined);
  }

  /** Forgets files that are done with, and all about them. */
  async remove(...ids: number[]): Promise<void> {
    await this.#write(["facts", "files"], (transaction) => {
      for (const id of ids) {
        transaction.objectStore("facts").delete(id);
        transaction.objectStore("files").delete(id);
      }
    });
    for (const id of ids) {
      this.#used -= this.#kept.get(id) ?? 0;
      this.#kept.delete(id);
    }
  }

  #count(id: number, size: number): void {
    this.#used += size - (this.#kept.get(id) ?? 0);
    this.#kept.set(id, size);
  }

  async #write(stores: string[], change: (transaction: IDBTransaction) => void): Promise<boolean> {
    const database = await this.#database;
    if (!database) return false;
    try {
      const transaction = database.transaction(stores, "readwrite");
      change(transaction);
      await done(transaction);
      return true;
    } catch {
      // The disk is full, or the browser wants its room back: the page goes on with what it has.
      return false;
    }
  }
}

async function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("facts", { keyPath: "id" });
    request.result.createObjectStore("files");
  };
  const database = await answer(request);
  // Whoever signs out has it deleted, which waits for everybody who has it open.
  database.onversionchange = () => database.close();
  return database;
}

async function hasRoom(size: number): Promise<boolean> {
  try {
    const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate()) ?? {};
    return usage + size < quota * 0.8;
  } catch {
    return true;
  }
}
