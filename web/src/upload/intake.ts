// Sorts what somebody chose: what is new, what an earlier page could not keep, and what is left out.
import { admit, type Objection } from "./admit";
import type { Destination, Facts, Picked } from "./facts";
import { Item } from "./item.svelte";

/** A file that was left out, and why. */
export interface LeftOut {
  name: string;
  why: Objection;
}

/** What came of some files. */
export interface Sorted {
  fresh: Item[];
  again: Item[];
  out: LeftOut[];
}

const keyOf = ({ name, size, modified }: Pick<Facts, "name" | "size" | "modified">) => JSON.stringify([name, size, modified]);

/** Sorts files that go to one place. Those that were lost are known by name, size and time. */
export class Intake {
  readonly #lost: Map<string, Item>;

  constructor(
    items: Item[],
    private readonly to: Destination,
    private readonly round: number,
    private readonly number: () => number,
    private readonly any: boolean,
  ) {
    this.#lost = new Map(items.filter(({ status }) => status === "lost").map((item) => [keyOf(item.facts), item]));
  }

  sort(picked: Picked[]): Sorted {
    const sorted: Sorted = { fresh: [], again: [], out: [] };
    for (const one of picked) {
      const admitted = admit(one, this.any);
      if (admitted === undefined) continue;
      if (typeof admitted === "string") {
        sorted.out.push({ name: one.file.name, why: admitted });
        continue;
      }
      const lost = this.#lost.get(keyOf(admitted));
      this.#lost.delete(keyOf(admitted));
      const item = lost ?? new Item({ ...admitted, id: this.number(), to: { ...this.to } }, this.round);
      item.file = one.file;
      item.status = "waiting";
      sorted[lost ? "again" : "fresh"].push(item);
    }
    return sorted;
  }
}
