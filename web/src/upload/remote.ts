// What sending a file asks of the server, so that it can be tested without one. The real one is in server.ts.
import type { Facts, Part } from "./facts";

/** How the sending of one part went. */
export type Put =
  /** The server has it. */
  | { how: "taken" }
  /** Something on the way refuses parts this large (413). */
  | { how: "large" }
  /** It took too long, for the server, for something on the way, or for us. */
  | { how: "slow" }
  /** The connection broke, or what is on the way could not reach the server. */
  | { how: "broken" }
  /** The link is not valid any more. */
  | { how: "stale" }
  /** The server refused it. */
  | { how: "refused"; error: unknown };

/** What came of promising a file. */
export interface Created {
  fileId: string;
  /** Whether the server has its bytes already, so that there is nothing to send. */
  there: boolean;
  /** Where each part goes. */
  links: string[];
}

/** The server, as far as one file is concerned. Calls fail with `Refused`. */
export interface Remote {
  create(facts: Facts, parts: Part[], signal: AbortSignal): Promise<Created>;
  /** Fresh links to all parts; another plan than before replaces it. */
  links(fileId: string, parts: Part[], signal: AbortSignal): Promise<string[]>;
  complete(fileId: string, sha256: string, signal: AbortSignal): Promise<void>;
  /** Sends a part; never fails. */
  put(link: string, bytes: Blob, signal: AbortSignal, loaded: (bytes: number) => void): Promise<Put>;
  /** Resolves when the server answers; `tries` is how often it was asked for in a row, for pauses that grow. */
  reachable(tries: number, signal: AbortSignal): Promise<void>;
}
