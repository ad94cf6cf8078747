// What a collection would hold, while its rule is being chosen.
import { api, call } from "../api/client";
import type { components } from "../api/schema";
import { words } from "../ui/attempt";
import { session } from "../session/session.svelte";
import type { AlbumContent } from "./albums";

type Asked = components["schemas"]["PreviewCollection"];

/** What the rule would hold. */
export interface Outlook {
  total: number;
  /** With an album that is being changed: how many would come and go. */
  entering?: number | undefined;
  leaving?: number | undefined;
  /** The first of them, with links as far as there are any. */
  pictures: Array<{ id: string; url?: string | undefined }>;
}

// Somebody who ticks one folder after the other asks once.
const PAUSE = 250;

/** Asks for an outlook some time after the rule was last changed. */
export class Preview {
  outlook = $state.raw<Outlook>();
  complaint = $state("");
  isBusy = $state(false);
  #tries = 0;
  #links = new Map<string, Promise<string | undefined>>();

  /** The rule is this now; without one there is nothing to see. */
  ask(asked: Asked | undefined): () => void {
    const mine = ++this.#tries;
    this.isBusy = asked !== undefined;
    if (!asked) {
      this.outlook = undefined;
      this.complaint = "";
      return () => {};
    }
    const timer = setTimeout(() => void this.#look(asked, mine), PAUSE);
    return () => clearTimeout(timer);
  }

  async #look(asked: Asked, mine: number): Promise<void> {
    try {
      const { total, contentList, entering, leaving } = await call(api.POST("/api/albums/preview", { body: asked }));
      const links = await Promise.all(contentList.map((content) => this.#link(content)));
      if (mine !== this.#tries) return;
      const pictures = contentList.map(({ id }, index) => ({ id, url: links[index] }));
      this.outlook = { total, entering: entering ?? undefined, leaving: leaving ?? undefined, pictures };
      this.complaint = "";
    } catch (error) {
      if (mine !== this.#tries) return;
      this.outlook = undefined;
      this.complaint = words(error);
    }
    this.isBusy = false;
  }

  #link(content: AlbumContent): Promise<string | undefined> {
    const link = this.#links.get(content.id) ?? thumbnail(content).catch(() => undefined);
    this.#links.set(content.id, link);
    return link;
  }
}

async function thumbnail(content: AlbumContent): Promise<string | undefined> {
  const body = { containerId: content.containerId ?? session.user.containerId, usage: "midThumbnail" };
  const params = { path: { fileId: content.id } };
  return (await call(api.POST("/koodrive/ose/v1/files/{fileId}/detail", { params, body }))).downloadLinks?.[0]?.downloadUrl;
}
