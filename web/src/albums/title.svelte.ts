// What an album is called, and what a collection's rule is in words.
import { t } from "../messages/index.svelte";
import { listed } from "../ui/format";
import { attempt } from "../ui/attempt";
import { COLLECTION, type Album } from "./albums";
import { folderNames } from "./folders";

// A title of more folders would be no title.
const IN_TITLE = 3;

/** An album with what can be said of it. The names of a collection's folders come later. */
export class Titled {
  folders = $state.raw<string[]>();

  constructor(readonly album: Album) {}

  /** Finds out what the folders of a collection are called. */
  async learn(): Promise<void> {
    if (this.isCollection) this.folders = await attempt(() => folderNames(this.album));
  }

  get isCollection(): boolean {
    return this.album.albumType === COLLECTION;
  }

  /** Its name, or of a collection without one its folders. */
  get title(): string {
    return this.album.name || (this.folders?.length ? listed(this.folders.slice(0, IN_TITLE)) : t("albums-untitled"));
  }

  /** A collection's rule as a sentence. */
  get rule(): string {
    if (!this.isCollection || !this.folders) return "";
    if (this.folders.length === 0) return t("albums-rule-nothing");
    const folders = listed(this.folders);
    if (this.album.scopeKind === "1") return t("albums-rule-images", { folders });
    if (this.album.scopeKind === "2") return t("albums-rule-videos", { folders });
    return t("albums-rule-both", { folders });
  }

  /** How many things are in it. */
  count(count: number): string {
    if (this.album.scopeKind === "1") return t("albums-count-images", { count });
    if (this.album.scopeKind === "2") return t("albums-count-videos", { count });
    return t("albums-count", { count });
  }
}
