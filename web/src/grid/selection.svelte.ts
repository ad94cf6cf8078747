// What is selected, and from where a range is counted.
import { SvelteMap } from "svelte/reactivity";
import type { Moment } from "./source";

/** A selection of photos. */
export class Selection {
  readonly chosen = new SvelteMap<string, Moment>();
  /** The place in the library from which a range is counted. */
  anchor: number | undefined;

  get size(): number {
    return this.chosen.size;
  }

  has(id: string): boolean {
    return this.chosen.has(id);
  }

  toggle(moment: Moment, index: number): void {
    if (!this.chosen.delete(moment.id)) this.chosen.set(moment.id, moment);
    this.anchor = index;
  }

  add(moments: Iterable<Moment>): void {
    for (const moment of moments) this.chosen.set(moment.id, moment);
  }

  remove(moments: Iterable<Moment>): void {
    for (const moment of moments) this.chosen.delete(moment.id);
  }

  clear(): void {
    this.chosen.clear();
    this.anchor = undefined;
  }

  /** What is selected, as it was shown. */
  get moments(): Moment[] {
    return [...this.chosen.values()];
  }
}
