// Sends one file: promises it, sends its parts, completes it; or goes on with that where it was broken off.
//
// A part that the server has is not sent again, unless the server itself says that the whole came out wrong.
import { Trouble, type Facts, type Part } from "./facts";
import { CODES, isRefusal, patient } from "./patience";
import { offsetOf, recut, split, STORE_SMALLEST, type Limits, type Narrow } from "./plan";
import type { Put, Remote } from "./remote";

/** How many parts of one file are on their way at a time. */
const WIDTH = 2;
/** How often a part may fail before it is cut; more often where parts after it would be lost by that. */
const BREAKS = 3;
const BREAKS_BEFORE_LOSS = 8;
/** How often the smallest part may fail. */
const BREAKS_AT_LAST = 20;
/** How often a whole upload is begun anew, and links that do not work are asked for. */
const ANEW = 3;

/** What a sender needs besides the file. */
export interface Means {
  remote: Remote;
  limits: Limits;
  /** Keeps what is known of the file now. */
  keep(facts: Facts): Promise<void>;
  /** Is told how many bytes the server has, those on their way included. */
  progress(bytes: number): void;
  signal: AbortSignal;
}

/** Sends the file of these facts, whose digest is known, and gives what the server calls it. */
export async function send(facts: Facts, file: Blob, means: Means): Promise<string> {
  for (let anew = 0; ; anew++) {
    try {
      return await new Sender(facts, file, means).run();
    } catch (error) {
      // The upload has expired: it begins anew by itself.
      if (!isRefusal(error, CODES.gone) || anew >= ANEW) throw error;
      delete facts.fileId;
      delete facts.parts;
    }
  }
}

class Sender {
  #links: string[] | undefined;
  /** How often the first missing part has failed in a row. */
  #failures = 0;
  #stale = 0;
  readonly #loaded = new Map<number, number>();

  constructor(
    private readonly facts: Facts,
    private readonly file: Blob,
    private readonly means: Means,
  ) {}

  get #parts(): Part[] {
    return (this.facts.parts ??= split(this.facts.size, this.means.limits.size));
  }

  #patient<T>(run: () => Promise<T>): Promise<T> {
    return patient(run, this.means.remote, this.means.signal);
  }

  async run(): Promise<string> {
    const { facts, means } = this;
    if (!facts.fileId) {
      const there = await this.#promise();
      if (there !== undefined) return there;
    }
    for (let wrong = 0; ; wrong++) {
      await this.#sendParts();
      try {
        await this.#patient(() => means.remote.complete(facts.fileId!, facts.sha256!, means.signal));
        return facts.fileId!;
      } catch (error) {
        if (!isRefusal(error, CODES.integrity) || wrong > 0) throw error;
        // The server has lost a part, or something on the way has changed one: which, it does not say.
        for (const part of this.#parts) part.sent = false;
        this.#links = undefined;
      }
    }
  }

  /** Promises the file; gives what it is called if its bytes are there already. */
  async #promise(): Promise<string | undefined> {
    const { facts, means } = this;
    const { limits, remote, signal } = means;
    facts.parts = split(facts.size, limits.size);
    const create = () => this.#patient(() => remote.create(facts, this.#parts, signal));
    const created = await create().catch((error: unknown) => {
      const isSmall = this.#parts.slice(0, -1).some((part) => part.size < STORE_SMALLEST);
      if (!isRefusal(error, CODES.wrong) || !isSmall) throw error;
      // An object store takes no parts as small.
      limits.floor = STORE_SMALLEST;
      facts.parts = split(facts.size, STORE_SMALLEST);
      return create();
    });
    if (created.there) return created.fileId;
    facts.fileId = created.fileId;
    this.#links = created.links;
    await means.keep(facts);
    return undefined;
  }

  async #sendParts(): Promise<void> {
    const { facts, means } = this;
    for (;;) {
      means.signal.throwIfAborted();
      const missing = this.#parts.flatMap((part, at) => (part.sent ? [] : [at]));
      const [first] = missing;
      if (first === undefined) return;
      if (this.#parts[first]!.size > means.limits.size && !this.#wouldLose(first)) this.#cut(first, means.limits.size);
      this.#links ??= await this.#freshLinks();
      if (this.#parts.every((part) => part.sent)) return;
      const isSure = this.#failures === 0 && means.limits.isProven(this.#parts[first]!.size);
      const round = this.#parts.flatMap((part, at) => (part.sent ? [] : [at])).slice(0, isSure ? WIDTH : 1);
      const outcomes = await Promise.all(round.map((at) => this.#put(at)));
      // What has arrived is known even if it is the last thing that happens.
      if (outcomes.some(({ how }) => how === "taken") && this.#parts.length > 1) await means.keep(facts);
      means.signal.throwIfAborted();
      const bad = outcomes.find(({ how }) => how !== "taken");
      if (!bad) this.#failures = this.#stale = 0;
      else await this.#mend(first, bad, outcomes[0]!.how === "taken");
    }
  }

  /** Links for the whole plan, which the server takes for its own from then on. */
  async #freshLinks(): Promise<string[]> {
    const { facts, means } = this;
    await means.keep(facts);
    try {
      return await this.#patient(() => means.remote.links(facts.fileId!, this.#parts, means.signal));
    } catch (error) {
      if (!isRefusal(error, CODES.wrong)) throw error;
      // It does not take this plan for this upload; for a new one it may.
      const there = await this.#promise();
      if (there === undefined) return this.#links!;
      facts.fileId = there;
      for (const part of this.#parts) part.sent = true;
      return [];
    }
  }

  async #put(at: number): Promise<Put> {
    const { means } = this;
    const part = this.#parts[at]!;
    const from = offsetOf(this.#parts, at);
    const put = await means.remote.put(this.#links![at]!, this.file.slice(from, from + part.size), means.signal, (bytes) => {
      this.#loaded.set(at, bytes);
      this.#tell();
    });
    this.#loaded.delete(at);
    if (put.how === "taken") {
      part.sent = true;
      means.limits.worked(part.size);
    }
    this.#tell();
    return put;
  }

  #tell(): void {
    const sent = this.#parts.reduce((sum, part) => sum + (part.sent ? part.size : 0), 0);
    this.means.progress([...this.#loaded.values()].reduce((sum, bytes) => sum + bytes, sent));
  }

  /** Does what helps against what went wrong, before the next round. */
  async #mend(first: number, { how, ...more }: Put, hasWorked: boolean): Promise<void> {
    const { means } = this;
    this.#failures = hasWorked ? 1 : this.#failures + 1;
    if (how === "refused") throw (more as { error: unknown }).error;
    if (how === "stale") {
      if (++this.#stale > ANEW) throw new Trouble("upload-trouble-links");
      this.#links = undefined;
      return;
    }
    if (hasWorked) return;
    if (how === "broken") {
      await readable(this.file, offsetOf(this.#parts, first));
      await means.remote.reachable(this.#failures, means.signal);
    }
    const loses = this.#wouldLose(first);
    if (how === "large" || this.#failures >= (loses ? BREAKS_BEFORE_LOSS : how === "slow" ? 1 : BREAKS)) this.#narrow(first, how as Narrow);
  }

  #narrow(first: number, reason: Narrow): void {
    const { limits } = this.means;
    const size = limits.narrow(this.#parts[first]!.size, reason);
    if (size !== undefined) return this.#cut(first, size);
    if (reason === "large") throw new Trouble("upload-trouble-large");
    if (this.#failures >= BREAKS_AT_LAST) throw new Trouble(`upload-trouble-${reason}`);
  }

  #cut(first: number, size: number): void {
    this.facts.parts = recut(this.#parts, first, size);
    this.#links = undefined;
    this.#failures = 0;
  }

  /** Whether parts that were sent would have to be sent again if this one was cut, as they change their numbers. */
  #wouldLose = (at: number) => this.#parts.slice(at).some((part) => part.sent);
}

/** Fails if the file is not what it was when it was chosen; the browser does not tell that from a broken connection. */
async function readable(file: Blob, at: number): Promise<void> {
  try {
    await file.slice(at, at + 1).arrayBuffer();
  } catch {
    throw new Trouble("upload-trouble-changed");
  }
}
