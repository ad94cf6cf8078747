// A file in the list: its facts, and how far it is.
import { Refused } from "../api/refused";
import type { MessageId } from "../messages/ids";
import { t } from "../messages/index.svelte";
import { words } from "../ui/attempt";
import { Trouble, type Facts, type Status } from "./facts";

/** A file on its way. */
export class Item {
  status = $state<Status>("waiting");
  /** How many bytes the server has. */
  sent = $state(0);
  /** Why it failed. */
  trouble = $state.raw<unknown>();
  /** The file, if this page has it at hand. */
  file: File | undefined;
  /** Whether the browser keeps the file for the next page. */
  isKept = false;
  /** Ends what is under way with it. */
  stop: AbortController | undefined;
  /** Whether nobody wants it any more. */
  isCancelled = false;

  constructor(
    readonly facts: Facts,
    /** Which of the rounds it belongs to; a round ends when nothing is left to do. */
    readonly round = 0,
  ) {}

  /** Whether something is left to do by itself. */
  get isOpen(): boolean {
    return this.status === "waiting" || this.status === "checking" || this.status === "sending";
  }

  /** Whether it is where it was to go. */
  get isFinished(): boolean {
    return this.status === "done" || this.status === "known";
  }
}

/** What to tell a person of the failure of a file. */
export function troubleOf(error: unknown): string {
  if (error instanceof Trouble) return t(error.id as MessageId, error.values);
  if (!(error instanceof Refused)) console.error(error);
  return words(error);
}
