// What is in the bin, page by page, and what of it is selected.
import { SvelteSet } from "svelte/reactivity";
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import { session } from "../session/session.svelte";
import type { Placed } from "./jobs";

export type Binned = components["schemas"]["FileObject"];

const PAGE = 100;

/** The user's bin, what was put there last first. */
export class BinList {
  files = $state.raw<Binned[]>();
  /** Where the next page starts; empty when everything is here. */
  next = $state("");
  readonly chosen = new SvelteSet<string>();
  #count = 0;
  #tries = 0;
  #under: Promise<void> | undefined;

  /** Loads as much as was loaded once more. */
  async reload(): Promise<void> {
    const mine = ++this.#tries;
    const wanted = Math.max(PAGE, this.#count);
    let files: Binned[] = [];
    let next = "";
    do {
      const page = await this.#page(next);
      if (mine !== this.#tries) return;
      files = [...files, ...page.files];
      next = page.nextCursor;
    } while (next && files.length < wanted);
    this.#show(files, next);
    const there = new Set(files.map(({ id }) => id));
    for (const id of this.chosen) if (!there.has(id)) this.chosen.delete(id);
  }

  /** Loads the next page. */
  more(): Promise<void> {
    this.#under ??= this.#more().finally(() => (this.#under = undefined));
    return this.#under;
  }

  /** What is selected. */
  get selected(): Placed[] {
    return (this.files ?? [])
      .filter(({ id }) => this.chosen.has(id))
      .map(({ id, containers }) => ({ id, containerId: containers[0] ?? session.user.containerId }));
  }

  toggle(id: string): void {
    if (!this.chosen.delete(id)) this.chosen.add(id);
  }

  /** Selects everything that is here, or nothing if everything is. */
  toggleAll(): void {
    const all = this.files ?? [];
    if (this.chosen.size === all.length) this.chosen.clear();
    else for (const { id } of all) this.chosen.add(id);
  }

  async #more(): Promise<void> {
    const mine = ++this.#tries;
    const { files, nextCursor } = await this.#page(this.next);
    if (mine === this.#tries) this.#show([...(this.files ?? []), ...files], nextCursor);
  }

  #show(files: Binned[], next: string): void {
    [this.files, this.next, this.#count] = [files, next, files.length];
  }

  #page(pageCursor: string): Promise<{ files: Binned[]; nextCursor: string }> {
    const body = {
      containerId: session.user.containerId,
      parentFileId: "root",
      pageInfo: { pageSize: PAGE, pageCursor },
      mediaInfo: true,
    };
    return call(api.POST("/koodrive/ose/v1/files/{type}", { params: { path: { type: "1" } }, body }));
  }
}
