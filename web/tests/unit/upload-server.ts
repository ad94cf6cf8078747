// A server for the tests of sending, as strict as the real one: it has parts by their number and size, knows an upload
// only until it is complete or has expired, and completes nothing whose bytes are not all there.
import { createHash } from "node:crypto";
import { Refused } from "../../src/api/refused";
import type { Facts, Part } from "../../src/upload/facts";
import type { Put, Remote } from "../../src/upload/remote";

const refused = (code: number, status = 400) => new Refused(code, status, `refused ${code}`);

interface Upload {
  plan: number[];
  staged: Map<number, Uint8Array>;
  size: number;
}

/** What may happen to a part on its way; `undefined` is nothing. */
export type Happening = (part: { number: number; size: number; link: string }) => Put["how"] | undefined;

/** The server. */
export class FakeServer implements Remote {
  uploads = new Map<string, Upload>();
  files = new Map<string, string>();
  happens: Happening = () => undefined;
  /** The smallest part of a new plan for an upload under way. */
  smallest = 0;
  /** Numbers and sizes of the parts that it took. */
  took: Array<[number, number]> = [];
  asked: string[] = [];
  waits = 0;
  /** Errors that the next calls of these names fail with. */
  fails = new Map<string, Refused[]>();
  #next = 1;
  #links = 1;

  #begin(name: string): void {
    this.asked.push(name);
    const error = this.fails.get(name)?.shift();
    if (error) throw error;
  }

  #linked(fileId: string, parts: number[]): string[] {
    const round = this.#links++;
    return parts.map((size, at) => `${fileId} ${at + 1} ${size} ${round}`);
  }

  async create(facts: Facts, parts: Part[]) {
    this.#begin("create");
    const same = [...this.files].find(([, digest]) => digest === facts.sha256);
    if (same) return { fileId: same[0], there: true, links: [] };
    const fileId = `F${this.#next++}`;
    const plan = parts.map(({ size }) => size);
    this.uploads.set(fileId, { plan, staged: new Map(), size: facts.size });
    return { fileId, there: false, links: this.#linked(fileId, plan) };
  }

  async links(fileId: string, parts: Part[]) {
    this.#begin("links");
    const upload = this.uploads.get(fileId);
    if (!upload) throw refused(13000401);
    const plan = parts.map(({ size }) => size);
    if (plan.reduce((sum, size) => sum + size, 0) !== upload.size) throw refused(13000102);
    const isNew = plan.join() !== upload.plan.join();
    if (isNew && plan.slice(0, -1).some((size) => size < this.smallest)) throw refused(13000102);
    upload.plan = plan;
    return this.#linked(fileId, plan);
  }

  async complete(fileId: string, sha256: string) {
    this.#begin("complete");
    const upload = this.uploads.get(fileId);
    if (!upload) {
      if (this.files.get(fileId) === sha256) return;
      throw refused(13000401);
    }
    const hash = createHash("sha256");
    for (const [at, size] of upload.plan.entries()) {
      const part = upload.staged.get(at + 1);
      if (part?.length !== size) throw refused(13000402);
      hash.update(part);
    }
    if (hash.digest("hex") !== sha256) throw refused(13000402);
    this.uploads.delete(fileId);
    this.files.set(fileId, sha256);
  }

  async put(link: string, bytes: Blob, signal: AbortSignal, loaded: (bytes: number) => void): Promise<Put> {
    const [fileId = "", number = "", size = ""] = link.split(" ");
    const how = this.happens({ number: Number(number), size: Number(size), link });
    if (signal.aborted) return { how: "broken" };
    loaded(Math.floor(bytes.size / 2));
    if (how === "refused") return { how, error: refused(13000301) };
    if (how && how !== "taken") return { how };
    const upload = this.uploads.get(fileId);
    if (!upload) return { how: "refused", error: refused(13000401) };
    if (upload.plan[Number(number) - 1] !== Number(size)) return { how: "stale" };
    if (bytes.size !== Number(size)) return { how: "broken" };
    upload.staged.set(Number(number), new Uint8Array(await bytes.arrayBuffer()));
    this.took.push([Number(number), Number(size)]);
    loaded(bytes.size);
    return { how: "taken" };
  }

  async reachable(): Promise<void> {
    this.waits++;
  }
}
