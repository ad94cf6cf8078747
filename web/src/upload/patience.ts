// Which errors pass by themselves, and waiting until they have.
import { Refused } from "../api/refused";
import type { Remote } from "./remote";

/** The contract's numbers that mean something to an upload. */
export const CODES = { wrong: 13000102, full: 13000311, gone: 13000401, integrity: 13000402, taken: 13000405 } as const;

/** Whether the server refused with this number. */
export const isRefusal = (error: unknown, code: number): error is Refused => error instanceof Refused && error.code === code;

// Somewhere on the way the server was not to be reached, however long that takes.
const isAway = (error: Refused) => error.code === "unreachable" || [0, 408, 502, 503, 504].includes(error.status);
// A fault, or too many requests: that may pass, but need not.
const isFault = (error: Refused) => error.status === 429 || (error.status >= 500 && error.status !== 507 && error.status !== 501);
const FAULTS = 5;

/** Does something that may be repeated, again and again while the reason of its failure may pass. */
export async function patient<T>(run: () => Promise<T>, remote: Pick<Remote, "reachable">, signal: AbortSignal): Promise<T> {
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Refused)) throw error;
      if (!isAway(error) && !(isFault(error) && tries < FAULTS)) throw error;
      await remote.reachable(tries, signal);
    }
  }
}
