// How far all files together are, counted from scratch each time: nothing can drift.
import type { Status } from "./facts";
import type { Item } from "./item.svelte";

/** How far everything is at a moment. */
export interface Progress {
  counts: Record<Status, number>;
  /** How many files have something left to do by themselves. */
  open: number;
  finished: number;
  /** Bytes of this round, without what failed; and how many of them are there. */
  total: number;
  gone: number;
  /** From 0 to 1. */
  share: number;
  /** Bytes per second, and seconds left, where they can be told. */
  speed?: number | undefined;
  left?: number | undefined;
}

/** Counts. */
export function progressOf(items: Item[], round: number): Progress {
  const counts: Record<Status, number> = { waiting: 0, checking: 0, sending: 0, done: 0, known: 0, failed: 0, lost: 0 };
  let [total, gone] = [0, 0];
  for (const item of items) {
    const { status } = item;
    counts[status]++;
    if (status === "failed" || status === "lost" || item.round !== round) continue;
    total += item.facts.size;
    gone += item.isFinished ? item.facts.size : item.sent;
  }
  const open = counts.waiting + counts.checking + counts.sending;
  const finished = counts.done + counts.known;
  return { counts, open, finished, total, gone, share: total > 0 ? Math.min(1, gone / total) : open > 0 ? 0 : 1 };
}
