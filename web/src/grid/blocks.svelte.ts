// The blocks of a library: which there are, which have come, and asking for the others.
//
// It keeps a bounded number of them, and asks for each only once at a time. It knows nothing of where they stand.
import { SvelteMap } from "svelte/reactivity";
import type { Block, Laid } from "./layout";
import type { Moment, Source } from "./source";

/** How many blocks are kept. */
const KEPT = 40;
/** Blocks this near to the view are kept whatever else comes. */
const NEAR = 6;
/** Blocks older than this are asked for again before they are shown: links to pictures end. */
const FRESH = 40 * 60_000;

/** A block whose photos have come. */
export interface Loaded {
  moments: Moment[];
  laid: Laid;
  /** When they came. */
  at: number;
}

/** A request under way. */
interface Request {
  abort: AbortController;
  /** Whether it brought something, was given up for another, or failed. */
  done: Promise<"came" | "aborted" | "failed">;
  /** Whether somebody waits for it, wherever the view is meanwhile. */
  awaited: boolean;
}

/** Who is told what came. */
export interface Listener {
  came(block: Block, moments: Moment[]): void;
  failed(error: unknown): void;
}

/** The blocks of a source. */
export class Blocks {
  all: readonly Block[] = [];
  readonly #loaded = new Map<Block, Loaded>();
  readonly #loading = new SvelteMap<Block, Request>();

  constructor(
    private readonly source: Source,
    private readonly listener: Listener,
  ) {}

  /** Whether any are on their way. */
  get isLoading(): boolean {
    return this.#loading.size > 0;
  }

  /** Takes these in place of what there was. What was there already is shown until it has been asked for again. */
  replace(blocks: readonly Block[]): void {
    const old = new Map([...this.#loaded].map(([block, loaded]) => [key(block), loaded]));
    this.stop();
    this.#loading.clear();
    this.#loaded.clear();
    this.all = blocks;
    for (const block of blocks) {
      const known = old.get(key(block));
      if (known) this.#loaded.set(block, { ...known, at: -Infinity });
    }
  }

  /** The photos of a block, if they have come. */
  get(block: Block): Loaded | undefined {
    return this.#loaded.get(block);
  }

  /** All that have come. */
  get loaded(): Iterable<[Block, Loaded]> {
    return this.#loaded;
  }

  /** Keeps the photos of a block; lets go of the blocks that came longest ago and are not `near` this one. */
  keep(block: Block, loaded: Omit<Loaded, "at">, near: number): void {
    this.#loaded.delete(block);
    this.#loaded.set(block, { ...loaded, at: Date.now() });
    for (const other of this.#loaded.keys()) {
      if (this.#loaded.size <= KEPT) return;
      if (Math.abs(this.placeOf(other) - near) > NEAR) this.#loaded.delete(other);
    }
  }

  /** The place of a block among all. */
  placeOf(block: Block): number {
    return this.all.indexOf(block);
  }

  /** The block that has the photo at this place. */
  with(index: number): Block | undefined {
    let low = 0;
    let high = this.all.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.all[middle]?.first ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const block = this.all[low];
    return block && index >= block.first && index < block.first + block.count ? block : undefined;
  }

  /** Whether what is there of a block should be asked for again. */
  isOld(block: Block, age = FRESH): boolean {
    return Date.now() - (this.#loaded.get(block)?.at ?? -Infinity) > age;
  }

  /** Asks for these, and no more for others, unless somebody waits for them. */
  want(blocks: readonly Block[]): void {
    for (const [block, { abort, awaited }] of this.#loading) if (!awaited && !blocks.includes(block)) abort.abort();
    for (const block of blocks) this.ask(block);
  }

  /**
   * Waits until the block with the photo at this place has come, however far it is from the view, and also if there are
   * other blocks by then. Gives it; none if there is no such place, or it could not be had.
   */
  async have(index: number): Promise<Block | undefined> {
    for (;;) {
      const block = this.with(index);
      if (!block || this.#loaded.has(block)) return block;
      const request = this.ask(block);
      request.awaited = true;
      if ((await request.done) === "failed") return undefined;
    }
  }

  /** Asks for a block; once, however often it is called meanwhile. */
  ask(block: Block): Request {
    const under = this.#loading.get(block);
    if (under && !under.abort.signal.aborted) return under;
    const request: Request = { abort: new AbortController(), awaited: false, done: Promise.resolve("aborted") };
    this.#loading.set(block, request);
    request.done = this.#fetch(block, request);
    return request;
  }

  /** Stops whatever is under way. */
  stop(): void {
    for (const { abort } of this.#loading.values()) abort.abort();
  }

  async #fetch(block: Block, request: Request): Promise<"came" | "aborted" | "failed"> {
    const { signal } = request.abort;
    try {
      const moments = await this.source.items(block, signal);
      if (signal.aborted || !this.all.includes(block)) return "aborted";
      this.#done(block, request);
      this.listener.came(block, moments);
      return "came";
    } catch (error) {
      if (signal.aborted) return "aborted";
      this.listener.failed(error);
      return "failed";
    } finally {
      this.#done(block, request);
    }
  }

  #done(block: Block, request: Request): void {
    if (this.#loading.get(block) === request) this.#loading.delete(block);
  }
}

const key = ({ from, to, offset, count }: Block) => `${from} ${to} ${offset} ${count}`;
