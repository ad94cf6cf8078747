// The photos of a timeline or an album, asked for by days. Knows nothing of how they are shown.
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import type { Block, Day } from "./layout";

export type Moment = components["schemas"]["Moment"];

/** Where photos come from: an album, or without one the user's own space. */
export class Source {
  constructor(readonly albumId?: string) {}

  /** Which days have photos, newest first. */
  async days(): Promise<Day[]> {
    const query = { ...(this.albumId && { albumId: this.albumId }) };
    return (await call(api.GET("/api/moments/days", { params: { query } }))).days;
  }

  /** The photos of a block. */
  async items(block: Block, signal?: AbortSignal): Promise<Moment[]> {
    const { from, to, offset, count } = block;
    const query = { ...(this.albumId && { albumId: this.albumId }), from, to, offset: String(offset), limit: String(count) };
    return (await call(api.GET("/api/moments", { params: { query }, ...(signal && { signal }) }))).items;
  }
}
