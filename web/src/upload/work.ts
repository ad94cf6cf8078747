// The work on the queue: a few files are checked at a time (read, and compared with what is there already), and of those
// that are new two are sent at a time. Knows nothing of pages, databases or tabs.
import { Refused } from "../api/refused";
import { Trouble, type Destination, type Facts, type Status } from "./facts";
import type { Item } from "./item.svelte";
import { CODES, isRefusal, patient } from "./patience";
import type { Limits } from "./plan";
import type { Remote } from "./remote";
import { send } from "./sender";

const CHECKED_AT_A_TIME = 4;
const SENT_AT_A_TIME = 2;
/** How many checked files may wait to be sent. */
const AHEAD = 64;

/** What the work needs of the rest. */
export interface Desk {
  remote: Remote;
  limits: Limits;
  digest(file: Blob, signal: AbortSignal): Promise<string>;
  /** The file itself; `undefined` if it has to be chosen again. */
  fileOf(item: Item): Promise<File | undefined>;
  /** Whether what is sent there is compared with what is there: only the user's own space can be. */
  isOwn(to: Destination): boolean;
  /** The file that has these bytes. */
  known(sha256: string): Promise<string | undefined>;
  addToAlbum(albumId: string, fileId: string): Promise<void>;
  keep(facts: Facts): Promise<void>;
  /** It is where it was to go. */
  finished(item: Item): void;
  /** Something is to be drawn anew. */
  changed(): void;
  /** So many bytes went over the line. */
  moved(bytes: number): void;
  /** Nothing goes on, as there is no room. */
  full(error: unknown): void;
  /** Nothing is left to do. */
  idle(): void;
}

/** Works on items until there are none. */
export class Work {
  #waiting: Item[] = [];
  #ready: Item[] = [];
  readonly #checking = new Set<Item>();
  readonly #sending = new Set<Item>();
  readonly #settling = new Set<Item>();
  /** What is sent just now, by its digest. */
  readonly #digests = new Map<string, Promise<unknown>>();
  /** When bytes have landed, by their digest; counted in landings. What was looked for before that has to be looked for again. */
  readonly #landings = new Map<string, number>();
  #landed = 0;
  readonly #looked = new WeakMap<Item, number>();
  /** What is not done with yet, wherever it is. */
  readonly #owned = new Set<Item>();
  #isRunning = false;

  constructor(private readonly desk: Desk) {}

  /** Takes more to do; what it has already, it has. */
  add(items: Item[]): void {
    for (const item of items) {
      if (this.#owned.has(item)) continue;
      this.#owned.add(item);
      this.#waiting.push(item);
    }
    this.#go();
  }

  /** Begins, or goes on. */
  run(): void {
    this.#isRunning = true;
    this.#go();
  }

  /** Stops at once. What was under way goes on later from where it is. */
  halt(): void {
    this.#isRunning = false;
    for (const item of this.#active()) item.stop?.abort();
    const ready = this.#ready.splice(0);
    for (const item of ready) this.#set(item, "waiting");
    this.#waiting.unshift(...ready);
  }

  /** Takes these away, whatever is done with them. */
  drop(items: Set<Item>): void {
    for (const item of items) {
      this.#owned.delete(item);
      item.isCancelled = true;
      item.stop?.abort();
    }
    this.#waiting = this.#waiting.filter((item) => !items.has(item));
    this.#ready = this.#ready.filter((item) => !items.has(item));
    this.#go();
  }

  #active = () => [...this.#checking, ...this.#sending, ...this.#settling];

  #set(item: Item, status: Status): void {
    item.status = status;
    if (!item.isOpen) this.#owned.delete(item);
    this.desk.changed();
  }

  #go(): void {
    if (!this.#isRunning) return;
    while (this.#sending.size < SENT_AT_A_TIME && this.#ready.length > 0) this.#do(this.#ready.shift()!, this.#sending, this.#send);
    while (this.#checking.size < CHECKED_AT_A_TIME && this.#ready.length < AHEAD && this.#waiting.length > 0) {
      const item = this.#waiting.shift()!;
      // Another tab may have done it meanwhile.
      if (item.isOpen) this.#do(item, this.#checking, this.#check);
      else this.#owned.delete(item);
    }
    if (this.#active().length === 0) this.desk.idle();
  }

  #do(item: Item, among: Set<Item>, what: (item: Item, signal: AbortSignal) => Promise<void>): void {
    among.add(item);
    const { signal } = (item.stop = new AbortController());
    void what(item, signal)
      .catch((error: unknown) => this.#failed(item, error, signal))
      .finally(() => {
        among.delete(item);
        this.#go();
      });
  }

  #failed(item: Item, error: unknown, signal: AbortSignal): void {
    if (item.isCancelled) return;
    const isFull = isRefusal(error, CODES.full);
    if (signal.aborted || isFull) {
      this.#waiting.unshift(item);
      this.#set(item, "waiting");
      if (isFull) this.desk.full(error);
      return;
    }
    // Whoever tries again begins with the file as it is then.
    if (error instanceof Trouble || isRefusal(error, CODES.integrity)) delete item.facts.sha256;
    item.trouble = error;
    item.sent = 0;
    this.#set(item, "failed");
  }

  #check = async (item: Item, signal: AbortSignal): Promise<void> => {
    const { desk } = this;
    const { facts } = item;
    this.#set(item, "checking");
    if (facts.landed) return this.#settle(item, facts.landed, "done");
    const file = (item.file ??= await desk.fileOf(item));
    if (!file) return this.#set(item, "lost");
    facts.sha256 ??= await desk.digest(file, signal);
    this.#looked.set(item, this.#landed);
    if (!facts.fileId && !facts.regardless && desk.isOwn(facts.to)) {
      const there = await patient(() => desk.known(facts.sha256!), desk.remote, signal);
      if (there) return this.#settle(item, there, "known");
    }
    signal.throwIfAborted();
    if (this.#isRunning) this.#ready.push(item);
    else this.#waiting.unshift(item);
  };

  #send = async (item: Item, signal: AbortSignal): Promise<void> => {
    const { desk } = this;
    const { facts } = item;
    const twin = this.#digests.get(facts.sha256!);
    const isLate = (this.#landings.get(facts.sha256!) ?? 0) > (this.#looked.get(item) ?? 0);
    if ((twin || isLate) && !facts.regardless) {
      // The same bytes are on their way, or have come in since: once they are there, they are known.
      await twin;
      signal.throwIfAborted();
      this.#waiting.unshift(item);
      return this.#set(item, "waiting");
    }
    this.#set(item, "sending");
    item.sent = facts.parts?.reduce((sum, part) => sum + (part.sent ? part.size : 0), 0) ?? 0;
    const progress = (bytes: number) => {
      desk.moved(bytes - item.sent);
      item.sent = bytes;
      desk.changed();
    };
    const sent = send(facts, item.file!, { remote: desk.remote, limits: desk.limits, keep: (facts) => desk.keep(facts), progress, signal });
    this.#digests.set(facts.sha256!, sent.catch(() => {}));
    const fileId = await sent.finally(() => this.#digests.delete(facts.sha256!));
    this.#landings.set(facts.sha256!, ++this.#landed);
    item.sent = facts.size;
    this.#settle(item, fileId, "done");
  };

  /** The server has the bytes; what is left is the album. */
  #settle(item: Item, fileId: string, how: "done" | "known"): void {
    this.#do(item, this.#settling, async (_, signal) => {
      const { desk } = this;
      const { facts } = item;
      const { albumId } = facts.to;
      if (albumId) {
        try {
          facts.landed = fileId;
          await desk.keep(facts);
          await patient(() => desk.addToAlbum(albumId, fileId), desk.remote, signal);
        } catch (error) {
          if (how !== "known" || !(error instanceof Refused) || signal.aborted) throw error;
          // It is there, but not one's own: one's own is made of the same bytes.
          delete facts.landed;
          facts.regardless = true;
          this.#ready.push(item);
          return;
        }
      }
      desk.finished(item);
      this.#set(item, how);
    });
  }
}
