// Copies files into the browser's own store, a few at a time and in the background, so that they can be sent after the
// page was closed as well.
import type { Item } from "./item.svelte";
import type { Queue } from "./queue";

const FILES = 50;
const BYTES = 64 * 2 ** 20;

/** Keeps files that are still to be sent. */
export class Keeper {
  #waiting: Item[] = [];
  #busy = false;

  constructor(private readonly queue: Pick<Queue, "keep" | "remove">) {}

  /** Keeps these as well, in their order. */
  add(items: Item[]): void {
    this.#waiting.push(...items);
    if (!this.#busy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (let some = this.#some(); some.length > 0; some = this.#some()) {
      const kept = await this.queue.keep(some.map(({ facts, file }) => ({ id: facts.id, file: file! })));
      // What was finished meanwhile needs not to be there.
      const over = some.filter((item) => item.isCancelled || (!item.isOpen && item.status !== "failed"));
      if (kept && over.length > 0) await this.queue.remove(...over.map(({ facts }) => facts.id));
      for (const item of some) item.isKept = kept;
    }
    this.#busy = false;
  }

  #some(): Item[] {
    const some: Item[] = [];
    let bytes = 0;
    while (this.#waiting.length > 0 && some.length < FILES) {
      const [item] = this.#waiting as [Item];
      if (some.length > 0 && bytes + item.facts.size > BYTES) break;
      this.#waiting.shift();
      if (!item.file || item.isKept || item.isCancelled || item.isFinished) continue;
      bytes += item.facts.size;
      some.push(item);
    }
    return some;
  }
}
