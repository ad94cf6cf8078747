// The grid between its parts: what is asked of the server, where it stands, and what of it can be seen.
//
// It gives the view only what is near it, and holds what is at its top in place whatever comes.
import { Blocks, type Loaded } from "./blocks.svelte";
import { Geometry } from "./geometry";
import { blocksOf, estimate, lay, sectionsOf, type Block, type Box, type Day, type Measures, type Section } from "./layout";
import { Runway } from "./runway";
import type { Moment, Source } from "./source";

/** A photo that can be seen, or nearly. */
export interface Tile extends Box {
  moment: Moment;
  /** Its place among all, from 0. */
  index: number;
}

/** A heading that can be seen, or nearly. */
export interface Heading {
  section: Section;
  index: number;
  top: number;
}

/** More new photos than this are not put into the page in one go. */
const MANY = 30;
/** How long somebody has to stay somewhere before what is there is loaded, while they scroll fast. */
const REST = 70;
/** A block whose pictures do not come is asked for again if it is older than this: their links may have ended. */
const RENEWED = 20 * 60_000;

/** A grid over a source. */
export class Grid {
  /** How many photos there are; `undefined` as long as that is not known. */
  total: number | undefined = $state();
  sections: Section[] = $state.raw([]);
  tiles: Tile[] = $state.raw([]);
  headings: Heading[] = $state.raw([]);
  /** Where blocks can be seen whose photos have not come yet. */
  gaps: Box[] = $state.raw([]);
  /** The length of the runway, and what lies above it. */
  runway: number = $state(0);
  /** The section at the top of the view. */
  current: number = $state(0);
  error: unknown = $state();

  #geometry = new Geometry([]);
  #runway = new Runway();
  readonly #blocks: Blocks;
  #measures: Measures | undefined;
  #view = { top: 0, height: 0 };
  #moved = { top: 0, at: 0 };
  /** How often it was asked which days there are. */
  #turn = 0;
  #more = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** @param scrollTo sets the scroller's position, which the browser reports back. */
  constructor(
    readonly source: Source,
    private readonly scrollTo: (top: number) => void,
  ) {
    this.#blocks = new Blocks(source, { came: (block, moments) => this.#came(block, moments), failed: (error) => (this.error = error) });
  }

  /** Whether photos that can be seen are still on their way. */
  get isLoading(): boolean {
    return this.#blocks.isLoading;
  }

  /** Asks which days there are, at first or because something has changed, and stays where it was. */
  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    let days: Day[];
    try {
      days = await this.source.days();
    } catch (error) {
      if (turn === this.#turn) this.error = error;
      return;
    }
    // An answer that was overtaken by a later one tells nothing new.
    if (turn !== this.#turn) return;
    this.error = undefined;
    const anchor = this.#anchor();
    this.sections = sectionsOf(days);
    this.#blocks.replace(blocksOf(this.sections));
    this.total = days.reduce((sum, day) => sum + day.count, 0);
    this.#stack();
    if (anchor) this.#hold(anchor);
    this.update(true);
  }

  /** The width and height of the view have changed. */
  resize(measures: Measures, height: number): void {
    const anchor = this.#anchor();
    this.#measures = measures;
    this.#view.height = height;
    for (const [block, loaded] of this.#blocks.loaded) loaded.laid = lay(block, loaded.moments.map(ratio), measures);
    this.#stack();
    if (anchor) this.#hold(anchor);
    this.update(true);
  }

  /** The scroller stands here now. */
  scrolled(scrollTop: number): void {
    if (this.#runway.isShort(scrollTop, this.#view.height)) {
      const top = this.#runway.around(this.#runway.at(scrollTop));
      this.#view.top = this.#runway.at(top);
      this.scrollTo(top);
    } else {
      this.#view.top = this.#runway.at(scrollTop);
    }
    const now = performance.now();
    const speed = Math.abs(this.#view.top - this.#moved.top) / Math.max(now - this.#moved.at, 1);
    this.#moved = { top: this.#view.top, at: now };
    this.update(speed * REST < this.#view.height);
  }

  /** The part of everything that lies above the view, 0 to 1. */
  get progress(): number {
    void this.tiles;
    const rest = this.#geometry.total - this.#view.height;
    return rest > 0 ? Math.min(Math.max(this.#view.top / rest, 0), 1) : 0;
  }

  /** Where a section starts, as a part of everything. */
  startOf(section: number): number {
    return this.#geometry.total > 0 ? this.#topOf(section) / this.#geometry.total : 0;
  }

  /** Goes to the start of a section. */
  goTo(section: number): void {
    this.#go(this.#topOf(section));
    this.update(true);
  }

  /** Goes where this part of everything lies above the view. */
  goToPart(part: number): void {
    this.#go(part * Math.max(this.#geometry.total - this.#view.height, 0));
    this.scrolled(this.#view.top - this.#runway.shift);
  }

  /** Makes sure that a photo can be seen. */
  async reveal(index: number): Promise<void> {
    await this.load(index);
    const box = this.#boxOf(index);
    if (!box) return;
    const { top, height } = this.#view;
    if (box.top < top + 60) this.#go(box.top - 60);
    else if (box.top + box.height > top + height) this.#go(box.top + box.height - height + 16);
    this.update(true);
  }

  /** The photo at this place, if it has come. */
  at(index: number): Moment | undefined {
    const block = this.#blocks.with(index);
    return block && this.#blocks.get(block)?.moments[index - block.first];
  }

  /** The photo at this place, once it has come. */
  async load(index: number): Promise<Moment | undefined> {
    await this.#blocks.have(index);
    return this.at(index);
  }

  /** The place of a photo among those that have come. */
  placeOf(id: string): number | undefined {
    for (const [block, { moments }] of this.#blocks.loaded) {
      const place = moments.findIndex((moment) => moment.id === id);
      if (place >= 0) return block.first + place;
    }
    return undefined;
  }

  /** The photos from one place to another, both included. Fails if not all can be had. */
  async range(from: number, to: number): Promise<Moment[]> {
    const moments: Moment[] = [];
    for (let index = from; index <= to; index++) {
      const moment = this.at(index) ?? (await this.load(index));
      if (moment) moments.push(moment);
      else if (this.error) throw this.error;
    }
    return moments;
  }

  /** The place of a photo that was taken on this day. */
  async find(id: string, day: string): Promise<number | undefined> {
    for (const block of this.#blocks.all.filter(({ from, to }) => from <= day && day <= to)) {
      await this.#blocks.have(block.first);
      const place = this.#blocks.get(block)?.moments.findIndex((moment) => moment.id === id) ?? -1;
      if (place >= 0) return block.first + place;
    }
    return undefined;
  }

  /** The place that lies above (-1) or below (1) another in the next row. */
  beside(index: number, direction: -1 | 1): number {
    const box = this.#boxOf(index);
    if (!box) return index;
    const middle = box.left + box.width / 2;
    let best = index;
    let row: number | undefined;
    for (let next = index + direction; next >= 0 && next < (this.total ?? 0); next += direction) {
      const other = this.#boxOf(next);
      if (!other) return next;
      if (other.top === box.top) continue;
      row ??= other.top;
      if (other.top !== row) break;
      best = next;
      const isBeyond = direction > 0 ? other.left + other.width >= middle : other.left <= middle;
      if (isBeyond) break;
    }
    return best;
  }

  /** Asks again for what is shown at this place, because its picture did not come. */
  renew(index: number): void {
    const block = this.#blocks.with(index);
    if (block && this.#blocks.isOld(block, RENEWED)) this.#blocks.ask(block);
  }

  /** Stops whatever is under way. */
  stop(): void {
    clearTimeout(this.#rest);
    cancelAnimationFrame(this.#more);
    this.#blocks.stop();
  }

  /**
   * Shows what is near the view; `now` says whether to load at once what is missing. After a jump much of it is new: then
   * what can be seen comes first, and the rest a frame later (`all`), so that no task of the page is long.
   */
  update(now: boolean, all = false): void {
    if (!this.#measures) return;
    const { top, height } = this.#view;
    const margin = Math.min(height * 0.6, 700);
    cancelAnimationFrame(this.#more);
    const [low, high] = [top - margin, top + height + margin];
    const tiles: Tile[] = [];
    const headings: Heading[] = [];
    const gaps: Box[] = [];
    const missing: Block[] = [];
    this.runway = this.#runway.length;
    for (let place = this.#geometry.at(low); place < this.#geometry.length && this.#geometry.top(place) < high; place++) {
      const block = this.#blocks.all[place];
      if (!block) break;
      const start = this.#geometry.top(place);
      const loaded = this.#blocks.get(block);
      if (this.#blocks.isOld(block)) missing.push(block);
      if (loaded) this.#show(block, loaded, start, low, high, tiles, headings);
      else gaps.push({ left: 0, top: start - this.#runway.shift, width: this.#measures.width, height: this.#geometry.height(place) });
    }
    // What moved on between two requests may have come with both.
    const seen = new Set<string>();
    const single = tiles.filter(({ moment }) => !seen.has(moment.id) && seen.add(moment.id));
    const before = new Set(this.tiles.map(({ moment }) => moment.id));
    const isMuch = !all && single.filter(({ moment }) => !before.has(moment.id)).length > MANY;
    if (isMuch) this.#more = requestAnimationFrame(() => this.update(now, true));
    const from = top - this.#runway.shift;
    this.tiles = isMuch ? single.filter((tile) => tile.top < from + height && tile.top + tile.height > from) : single;
    [this.headings, this.gaps] = [headings, gaps];
    this.current = this.#sectionAt(top);
    clearTimeout(this.#rest);
    const load = () => this.#blocks.want(missing);
    if (now) load();
    else this.#rest = setTimeout(load, REST);
  }

  #show(block: Block, loaded: Loaded, start: number, low: number, high: number, tiles: Tile[], headings: Heading[]): void {
    const { boxes, headings: heads } = loaded.laid;
    const shift = this.#runway.shift;
    for (const { section, top } of heads) {
      const found = this.sections[section];
      if (found && start + top + 60 > low && start + top < high) headings.push({ section: found, index: section, top: start + top - shift });
    }
    boxes.forEach((box, place) => {
      const top = start + box.top;
      const moment = loaded.moments[place];
      if (moment && top + box.height > low && top < high) tiles.push({ ...box, top: top - shift, moment, index: block.first + place });
    });
  }

  #came(block: Block, moments: Moment[]): void {
    this.error = undefined;
    if (!this.#measures) return;
    const anchor = this.#anchor();
    const laid = lay(block, moments.map(ratio), this.#measures);
    this.#blocks.keep(block, { moments, laid }, this.#geometry.at(this.#view.top));
    this.#geometry.set(this.#blocks.placeOf(block), laid.height);
    this.#runway.total = this.#geometry.total;
    if (anchor) this.#hold(anchor);
    this.update(true);
  }

  #stack(): void {
    const measures = this.#measures;
    if (!measures) return;
    this.#geometry = new Geometry(this.#blocks.all.map((block) => this.#blocks.get(block)?.laid.height ?? estimate(block, measures)));
    this.#runway.total = this.#geometry.total;
  }

  /** What stands at the top of the view: a section, and how far into it, so that it can be held there. */
  #anchor(): { day: string; into: number } | undefined {
    const section = this.sections[this.#sectionAt(this.#view.top)];
    if (!section || this.#view.top <= 0) return undefined;
    return { day: section.to, into: this.#view.top - this.#topOf(this.sections.indexOf(section)) };
  }

  #hold({ day, into }: { day: string; into: number }): void {
    const section = this.sections.findIndex((section) => section.from <= day);
    const top = this.#topOf(section < 0 ? this.sections.length - 1 : section) + into;
    if (Math.abs(top - this.#view.top) > 0.5 || this.#runway.at(0) > this.#runway.total - this.#runway.length) this.#go(top);
  }

  #go(y: number): void {
    this.#view.top = Math.max(0, Math.min(y, this.#geometry.total - this.#view.height));
    this.runway = this.#runway.length;
    this.scrollTo(this.#runway.around(this.#view.top));
  }

  #sectionAt(top: number): number {
    // A browser rounds where it scrolls to; what begins within a pixel is there.
    const y = top + 1;
    const place = this.#geometry.at(y);
    const block = this.#blocks.all[place];
    const parts = block?.parts ?? [];
    const into = y - this.#geometry.top(place);
    const heads = block && this.#blocks.get(block)?.laid.headings;
    if (heads) return heads.findLast(({ top }) => top <= into)?.section ?? parts[0]?.section ?? 0;
    const part = Math.floor((into / Math.max(this.#geometry.height(place), 1)) * parts.length);
    return parts[Math.min(Math.max(part, 0), parts.length - 1)]?.section ?? 0;
  }

  #topOf(section: number): number {
    const first = this.sections[section]?.first ?? 0;
    const block = this.#blocks.with(first);
    if (!block) return 0;
    const place = this.#blocks.placeOf(block);
    const part = block.parts.findIndex((part) => part.section === section);
    const known = this.#blocks.get(block)?.laid.headings.find((heading) => heading.section === section);
    const guess = (Math.max(part, 0) / block.parts.length) * this.#geometry.height(place);
    return this.#geometry.top(place) + (known?.top ?? guess);
  }

  #boxOf(index: number): Box | undefined {
    const block = this.#blocks.with(index);
    const box = block && this.#blocks.get(block)?.laid.boxes[index - block.first];
    return block && box && { ...box, top: box.top + this.#geometry.top(this.#blocks.placeOf(block)) };
  }
}

const ratio = ({ width, height }: Moment) => (width && height ? width / height : 1);
