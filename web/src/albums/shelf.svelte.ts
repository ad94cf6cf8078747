// A list of albums that is loaded page by page.
import { page, type Album, type ListOf } from "./albums";

const PAGE = 40;

/** The albums of one list, as far as they were asked for. */
export class Shelf {
  albums = $state.raw<Album[]>([]);
  /** How many there are; unknown until the first page has come. */
  total = $state<number>();
  #pages = 0;
  #tries = 0;
  #under: Promise<void> | undefined;

  constructor(readonly list: ListOf) {}

  /** Whether there are albums that were not loaded. */
  get hasMore(): boolean {
    return this.total === undefined || this.#pages * PAGE < this.total;
  }

  /** Loads what was loaded once more, at least the first page. */
  async reload(): Promise<void> {
    const mine = ++this.#tries;
    const wanted = Math.max(1, this.#pages);
    const albums: Album[] = [];
    for (let number = 1; number <= wanted; number++) {
      const { albumList, total } = await page(this.list, number, PAGE);
      if (mine !== this.#tries) return;
      albums.push(...albumList);
      this.total = total;
    }
    this.#pages = wanted;
    this.albums = once(albums);
  }

  /** Loads the next page; asked twice at once, it is one page. */
  more(): Promise<void> {
    this.#under ??= this.#next().finally(() => (this.#under = undefined));
    return this.#under;
  }

  async #next(): Promise<void> {
    if (!this.hasMore) return;
    const mine = ++this.#tries;
    const { albumList, total } = await page(this.list, this.#pages + 1, PAGE);
    if (mine !== this.#tries) return;
    this.#pages++;
    this.total = total;
    this.albums = once([...this.albums, ...albumList]);
  }
}

/** Each album once: while one is made, others slide onto the next page. */
function once(albums: Album[]): Album[] {
  return [...new Map(albums.map((album) => [album.id, album])).values()];
}
