// The uploads of this page: what pages see of them, and what they can ask for. The work itself is in work.ts, what outlives
// the page in queue.ts; one tab at a time has its turn.
import { session } from "../session/session.svelte";
import { changes } from "../shell/changes.svelte";
import { here } from "../shell/route.svelte";
import { t } from "../messages/index.svelte";
import { notices } from "../ui/notices.svelte";
import { addAll, type Wanted } from "./albums";
import { Batches } from "./batches";
import { digest } from "./digest";
import type { Destination, Facts, Picked } from "./facts";
import { Folders } from "./folders";
import { Intake, type LeftOut } from "./intake";
import { Item, troubleOf } from "./item.svelte";
import { Keeper } from "./keeper";
import { Meter } from "./meter";
import { Limits } from "./plan";
import { progressOf, type Progress } from "./progress";
import { Queue } from "./queue";
import { addToAlbum, folderCalls, known, remote } from "./server";
import { turn } from "./turn";
import { Work } from "./work";

export type { Destination, Item, LeftOut, Picked, Progress };

/** How often pages are told, in milliseconds. */
const TOLD = 200;
const CHANGES_TOLD = 3000;

class Uploads {
  /** All files, in the order in which they came. */
  items = $state.raw<Item[]>([]);
  /** How far they are; a new value now and then. */
  progress = $state.raw<Progress>(progressOf([], 0));
  isPaused = $state(false);
  /** Why nothing goes on, in words; empty if it does. */
  stopped = $state("");
  /** Whether another tab has its turn. */
  isElsewhere = $state(false);
  /** What was not taken since the list was cleared. */
  leftOut = $state.raw<LeftOut[]>([]);
  /** Why parts have become small, which whoever runs the server can mend. */
  narrow = $state.raw<Limits["reason"]>();

  #limits = new Limits(typeof localStorage === "undefined" ? undefined : localStorage);
  #meter = new Meter();
  #folders = new Folders(folderCalls);
  #queue!: Queue;
  #keeper!: Keeper;
  #work!: Work;
  #started: Promise<void> | undefined;
  #round = 0;
  #turn: { ended: AbortController; release?: (() => void) | undefined } | undefined;
  #told: ReturnType<typeof setTimeout> | undefined;
  #changed: ReturnType<typeof setTimeout> | undefined;

  /** Goes on with what an earlier page left to do. Whatever else is called does this first. */
  start(): Promise<void> {
    return (this.#started ??= this.#start());
  }

  async #start(): Promise<void> {
    this.narrow = this.#limits.reason;
    this.#queue = new Queue(session.user.userId);
    this.#keeper = new Keeper(this.#queue);
    this.#work = new Work(this.#desk());
    const { facts } = await this.#queue.all();
    this.items = facts.map((one) => new Item(one));
    this.#tell();
    this.#go();
  }

  #desk() {
    const albums = new Batches((wanted: Wanted[]) => addAll(wanted, addToAlbum));
    const digests = new Batches(known);
    return {
      remote: remote((facts) => this.#folders.of(facts.to, facts.path)),
      limits: this.#limits,
      digest,
      fileOf: (item: Item) => this.#queue.file(item.facts.id),
      isOwn: (to: Destination) => to.containerId === session.user.containerId,
      known: (sha256: string) => digests.one(sha256),
      addToAlbum: async (albumId: string, fileId: string) => {
        const error = await albums.one({ albumId, fileId });
        if (error !== undefined) throw error;
      },
      keep: (facts: Facts) => this.#queue.put(facts),
      finished: (item: Item) => {
        item.file = undefined;
        void this.#queue.remove(item.facts.id);
        this.#changed ??= setTimeout(() => {
          this.#changed = undefined;
          changes.in("moments", "albums");
        }, CHANGES_TOLD);
      },
      changed: () => (this.#told ??= setTimeout(() => this.#tell(), TOLD)),
      moved: (bytes: number) => this.#meter.moved(bytes),
      full: (error: unknown) => {
        this.stopped = troubleOf(error);
        notices.fail(this.stopped);
        this.#halt();
      },
      idle: () => this.#idle(),
    };
  }

  /** Takes files to be sent. `any`: also what is neither a picture nor a video. Resolves when all of them are listed. */
  async add(source: AsyncIterable<Picked[]>, to: Destination, { any = false } = {}): Promise<void> {
    await this.start();
    if (this.progress.open === 0) this.#round++;
    const intake = new Intake(this.items, to, this.#round, () => this.#queue.number(), any);
    let [taken, left] = [0, 0];
    const puts: Array<Promise<void>> = [];
    for await (const picked of source) {
      const { fresh, again, out } = intake.sort(picked);
      puts.push(this.#queue.put(...fresh.map(({ facts }) => facts)));
      taken += fresh.length + again.length;
      left += out.length;
      this.leftOut = [...this.leftOut, ...out];
      this.items = [...this.items, ...fresh];
      this.#keeper.add([...again, ...fresh]);
      this.#begin([...again, ...fresh]);
    }
    await Promise.all(puts);
    if (left > 0 && here.route.page !== "uploads") notices.tell(t("upload-left-out", { count: left }));
    if (taken > 0) notices.announce(t("upload-begun", { count: taken }));
  }

  /** Stops until `resume`. */
  pause(): void {
    this.isPaused = true;
    this.#halt();
  }

  resume(): void {
    this.isPaused = false;
    this.stopped = "";
    this.#go();
  }

  /** Takes a file out of the list, whether it was sent or not. */
  cancel(...items: Item[]): void {
    const gone = new Set(items);
    this.#work.drop(gone);
    this.items = this.items.filter((item) => !gone.has(item));
    void this.#queue.remove(...items.map(({ facts }) => facts.id));
    this.#tell();
  }

  cancelAll(): void {
    this.cancel(...this.items.filter((item) => !item.isFinished));
  }

  /** Tries all again that failed, or these. */
  retry(items = this.items.filter(({ status }) => status === "failed")): void {
    this.#folders.forget();
    for (const item of items) {
      item.status = "waiting";
      item.trouble = undefined;
    }
    this.resume();
    this.#begin(items);
  }

  /** Takes out of the list what is finished. */
  clearFinished(): void {
    this.items = this.items.filter((item) => !item.isFinished);
    this.leftOut = [];
    this.#tell();
  }

  #begin(items: Item[]): void {
    this.#tell();
    if (this.#turn?.release) this.#work.add(items);
    else this.#go();
  }

  #halt(): void {
    this.#work?.halt();
    this.#meter.reset();
    this.#release();
    this.#tell();
  }

  /** Waits for this tab's turn, unless nothing is to be done. */
  #go(): void {
    if (!this.#work || this.isPaused || this.stopped || this.#turn || !this.items.some(({ isOpen }) => isOpen)) return;
    const mine = (this.#turn = { ended: new AbortController() });
    const waited = setTimeout(() => (this.isElsewhere = true), 1500);
    void turn(`leporello-uploads-${session.user.userId}`, mine.ended.signal).then(async (release) => {
      clearTimeout(waited);
      this.isElsewhere = false;
      if (!release) return;
      if (this.#turn !== mine) return release();
      await this.#catchUp();
      if (this.#turn !== mine) return release();
      this.#turn.release = release;
      this.#work.add(this.items.filter(({ status }) => status === "waiting"));
      this.#work.run();
    });
  }

  #release(): void {
    this.#turn?.ended.abort();
    this.#turn?.release?.();
    this.#turn = undefined;
    this.isElsewhere = false;
  }

  /** Another tab may have done some of the work since, or left some. */
  async #catchUp(): Promise<void> {
    const { facts, kept } = await this.#queue.all();
    const rows = new Map(facts.map((one) => [one.id, one]));
    for (const item of this.items) {
      const row = rows.get(item.facts.id);
      rows.delete(item.facts.id);
      if (row) Object.assign(item.facts, row);
      else if (item.isOpen && !item.file) item.status = "done";
      item.isKept = kept.has(item.facts.id);
      if (item.isOpen && !item.file && !item.isKept && !item.facts.landed) item.status = "lost";
    }
    this.items = [...this.items, ...[...rows.values()].map((one) => new Item(one, this.#round))];
    this.#tell();
  }

  #idle(): void {
    if (!this.#turn?.release) return;
    this.#release();
    this.#tell();
    const { counts, finished } = this.progress;
    if (this.items.some(({ isOpen }) => isOpen)) return this.#go();
    if (counts.failed > 0) notices.fail(t("upload-some-failed", { count: counts.failed }));
    else if (finished > 0) notices.announce(t("upload-all-done", { count: finished }));
  }

  #tell(): void {
    clearTimeout(this.#told);
    this.#told = undefined;
    const progress = progressOf(this.items, this.#round);
    this.narrow = this.#limits.reason;
    this.progress = { ...progress, speed: this.#meter.speed(), left: this.#meter.left(progress.total - progress.gone) };
    if (progress.open === 0) this.#meter.reset();
  }
}

/** The uploads of this page. */
export const uploads = new Uploads();
