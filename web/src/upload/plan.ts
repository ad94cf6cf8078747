// Into which parts a file is cut, and how small they have to be for what lies between here and the server.
import type { Part } from "./facts";

const MIB = 2 ** 20;
/** The size to begin with. */
export const START = 16 * MIB;
/** The smallest part that the server takes, but for the last. */
export const SMALLEST = MIB / 4;
/** The smallest part that an object store takes. */
export const STORE_SMALLEST = 5 * MIB;
const MOST_PARTS = 10_000;

/** The parts of `length` bytes; larger than `size` if there would be too many. `before`: how many there are already. */
export function split(length: number, size: number, before = 0): Part[] {
  const room = Math.max(1, MOST_PARTS - before);
  const whole = Math.max(size, Math.ceil(length / room / SMALLEST) * SMALLEST);
  const count = Math.max(1, Math.ceil(length / whole));
  return Array.from({ length: count }, (_, at) => ({ size: at < count - 1 ? whole : length - at * whole, sent: false }));
}

/** A plan that keeps the parts before `from` and cuts the rest anew. Parts that were sent out of the rest are lost. */
export function recut(parts: Part[], from: number, size: number): Part[] {
  const rest = parts.slice(from).reduce((sum, part) => sum + part.size, 0);
  return [...parts.slice(0, from), ...split(rest, size, from)];
}

/** Where a part begins. */
export const offsetOf = (parts: Part[], at: number): number => parts.slice(0, at).reduce((sum, part) => sum + part.size, 0);

/** Why parts have to be smaller: what lies between refuses larger ones, or gives up, or breaks off. */
export type Narrow = "large" | "slow" | "broken";

/** Where the size is remembered: as `localStorage`. */
export type Memory = Pick<Storage, "getItem" | "setItem">;

const KEY = "leporello-upload-part";

/** The size of parts that comes through, learnt by trying and remembered for this origin. */
export class Limits {
  /** The smallest that the server takes. */
  floor = SMALLEST;
  /** Why it became smaller, if it did. */
  reason: Narrow | undefined;
  #size = START;
  #proven = 0;

  constructor(private readonly memory?: Memory) {
    try {
      const { size, reason } = JSON.parse(memory?.getItem(KEY) ?? "{}") as { size?: number; reason?: Narrow };
      if (size && size >= SMALLEST && size < START) this.#size = size;
      // A connection that was bad then need not be bad now; what somebody has set stays set.
      if (this.#size < START && reason !== "broken") this.reason = reason;
    } catch {
      // What is there is none of ours.
    }
  }

  /** Parts are planned this large. */
  get size(): number {
    return Math.max(this.#size, this.floor);
  }

  /** A part of this size came through. */
  worked(size: number): void {
    this.#proven = Math.max(this.#proven, size);
  }

  /** Whether a part as large has come through lately; if not, one is tried alone. */
  isProven(size: number): boolean {
    return size <= this.#proven;
  }

  /** A part of this size did not come through: gives the size to try next, `undefined` if there is none. */
  narrow(size: number, reason: Narrow): number | undefined {
    if (size <= this.floor) return undefined;
    let next = START;
    while (next >= size) next /= 2;
    if (next < this.#size) {
      this.#size = next;
      this.reason = reason;
      this.#proven = Math.min(this.#proven, next);
      try {
        this.memory?.setItem(KEY, JSON.stringify({ size: next, reason }));
      } catch {
        // It is learnt again next time.
      }
    }
    return Math.max(this.floor, Math.min(next, this.#size));
  }
}
