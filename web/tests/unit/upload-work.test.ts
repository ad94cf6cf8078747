// The order of the work on many files, and what is asked of the server in few calls.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Refused } from "../../src/api/refused";
import { addAll } from "../../src/upload/albums";
import { Batches } from "../../src/upload/batches";
import { Folders } from "../../src/upload/folders";
import { Intake } from "../../src/upload/intake";
import { Item } from "../../src/upload/item.svelte";
import { Meter } from "../../src/upload/meter";
import { Limits } from "../../src/upload/plan";
import { progressOf } from "../../src/upload/progress";
import { outcomeOf } from "../../src/upload/put";
import { noted } from "../../src/upload/turn";
import { Work, type Desk } from "../../src/upload/work";
import { FakeServer } from "./upload-server";

const to = (albumId?: string, containerId = "own") => ({ containerId, parentFolder: "root", label: "", ...(albumId && { albumId }) });
const refused = (code: number) => new Refused(code, 400, String(code));

let next = 1;
function item(text: string, where = to()): Item {
  const file = new File([text], `${text}.jpg`);
  const made = new Item({ id: next++, name: file.name, path: [], size: file.size, modified: 1, mime: "", kind: "15", to: where });
  made.file = file;
  return made;
}

function desk(server = new FakeServer()) {
  let settle = () => {};
  const all = {
    server,
    remote: server,
    limits: new Limits(),
    finishedItems: [] as Item[],
    albums: [] as string[],
    fullWith: undefined as unknown,
    refuses: new Set<string>(),
    mostChecked: 0,
    checked: 0,
    digest: async (file: Blob) => {
      all.mostChecked = Math.max(all.mostChecked, ++all.checked);
      const bytes = new Uint8Array(await file.arrayBuffer());
      all.checked--;
      return createHash("sha256").update(bytes).digest("hex");
    },
    fileOf: async () => undefined,
    isOwn: ({ containerId }: { containerId: string }) => containerId === "own",
    known: async (sha256: string) => [...server.files].find(([, digest]) => digest === sha256)?.[0],
    addToAlbum: async (albumId: string, fileId: string) => {
      if (all.refuses.has(fileId)) throw refused(13000302);
      all.albums.push(`${albumId} ${fileId}`);
    },
    keep: async () => {},
    finished: (one: Item) => void all.finishedItems.push(one),
    changed: () => {},
    moved: () => {},
    full: (error: unknown) => {
      all.fullWith = error;
      settle();
    },
    idle: () => settle(),
    /** Resolves when nothing is left to do, or nothing goes on. */
    rest: () => new Promise<void>((resolve) => (settle = resolve)),
  };
  return all satisfies Desk & Record<string, unknown>;
}

async function worked(items: Item[], all = desk()) {
  const work = new Work(all);
  work.add(items);
  const rest = all.rest();
  work.run();
  await rest;
  return { all, work };
}

describe("the work", () => {
  test("sends what is new, skips what is known, and the same bytes once", async () => {
    const server = new FakeServer();
    server.files.set("F0", createHash("sha256").update("known").digest("hex"));
    const items = [item("a"), item("known"), item("b"), item("a"), item("a"), item("c")];
    const { all } = await worked(items, desk(server));
    expect(items.map(({ status }) => status)).toEqual(["done", "known", "done", "known", "known", "done"]);
    expect(server.took).toHaveLength(3);
    expect(all.finishedItems).toHaveLength(6);
  });

  test("does not look in the own space for what goes into another", async () => {
    const server = new FakeServer();
    server.files.set("F0", createHash("sha256").update("known").digest("hex"));
    const all = desk(server);
    all.known = async () => {
      throw new Error("asked");
    };
    const one = item("known", to(undefined, "family's"));
    await worked([one], all);
    expect(one.status).toBe("done");
  });

  test("adds to the album what was sent and what was known; of what is another's an own one is made", async () => {
    const server = new FakeServer();
    const digest = createHash("sha256").update("known").digest("hex");
    server.files.set("theirs", digest);
    const all = desk(server);
    const items = [item("a", to("A")), item("known", to("A"))];
    await worked(items, all);
    expect(all.albums.sort()).toEqual(["A F1", "A theirs"]);
    all.refuses.add("theirs");
    const again = item("known", to("B"));
    server.create = async () => ({ fileId: "own", there: true, links: [] });
    await worked([again], all);
    expect(again.status).toBe("done");
    expect(all.albums).toContain("B own");
  });

  test("an album that takes nothing any more fails the file, which is there; another try does only the rest", async () => {
    const all = desk();
    all.refuses.add("F1");
    const one = item("a", to("A"));
    const { work } = await worked([one], all);
    expect([one.status, one.facts.landed]).toEqual(["failed", "F1"]);
    all.refuses.clear();
    one.status = "waiting";
    const rest = all.rest();
    work.add([one]);
    await rest;
    expect([one.status, all.server.took.length]).toEqual(["done", 1]);
  });

  test("what fails fails alone", async () => {
    const all = desk();
    all.server.fails.set("create", [refused(13000404)]);
    const items = [item("a"), item("b")];
    await worked(items, all);
    expect(items.map(({ status }) => status).sort()).toEqual(["done", "failed"]);
  });

  test("stops when the space is full, and goes on when there is room", async () => {
    const all = desk();
    all.server.fails.set("create", [refused(13000311), refused(13000311)]);
    const items = [item("a"), item("b"), item("c")];
    const { work } = await worked(items, all);
    expect(all.fullWith).toMatchObject({ code: 13000311 });
    work.halt();
    all.server.fails.clear();
    const rest = all.rest();
    work.run();
    await rest;
    expect(items.every(({ status }) => status === "done")).toBe(true);
  });

  test("is halted in the middle, and then sends nothing twice", async () => {
    const all = desk();
    const items = Array.from({ length: 30 }, (_, at) => item(`file ${at}`));
    const work = new Work(all);
    all.server.happens = () => void (all.server.took.length === 10 && work.halt());
    work.add(items);
    work.run();
    await expect.poll(() => all.server.took.length).toBeGreaterThanOrEqual(10);
    await expect.poll(() => items.filter(({ status }) => status === "sending" || status === "checking").length).toBe(0);
    all.server.happens = () => undefined;
    const rest = all.rest();
    work.add(items.filter(({ isOpen }) => isOpen));
    work.run();
    await rest;
    expect(items.every(({ isFinished }) => isFinished)).toBe(true);
    expect(all.finishedItems).toHaveLength(30);
    expect(all.mostChecked).toBeLessThanOrEqual(4);
  });

  test("leaves out what is cancelled", async () => {
    const all = desk();
    const items = [item("a"), item("b"), item("c")];
    const work = new Work(all);
    work.add(items);
    work.drop(new Set([items[1]!]));
    const rest = all.rest();
    work.run();
    await rest;
    expect(all.finishedItems.map(({ facts }) => facts.name).sort()).toEqual(["a.jpg", "c.jpg"]);
  });

  test("tells which files have to be chosen again", async () => {
    const one = item("a");
    one.file = undefined;
    await worked([one]);
    expect(one.status).toBe("lost");
    const intake = new Intake([one], to(), 2, () => 9, false);
    const file = new File(["a"], "a.jpg", { lastModified: 1 });
    const { fresh, again } = intake.sort([{ file, path: [] }, { file, path: [] }]);
    expect([fresh.length, again[0] === one, one.status, one.file === file]).toEqual([1, true, "waiting", true]);
  });
});

describe("few calls", () => {
  test("gather what is asked for while one is under way", async () => {
    const calls: number[] = [];
    const batches = new Batches(async (questions: number[]) => {
      calls.push(questions.length);
      await Promise.resolve();
      return questions.map((one) => one * 2);
    }, 100);
    const answers = await Promise.all(Array.from({ length: 250 }, (_, at) => batches.one(at)));
    expect(answers[249]).toBe(498);
    expect(calls).toEqual([100, 100, 50]);
  });

  test("one wrong file keeps no other out of an album", async () => {
    const added: string[] = [];
    const add = async (albumId: string, files: string[]) => {
      if (files.includes("bad")) throw refused(13000102);
      added.push(...files.map((file) => `${albumId} ${file}`));
    };
    const wanted = ["a", "bad", "b"].map((fileId) => ({ albumId: "A", fileId }));
    const errors = await addAll([...wanted, { albumId: "B", fileId: "a" }], add);
    expect(errors.map((error) => error !== undefined)).toEqual([false, true, false, false]);
    expect(added).toEqual(["A a", "A b", "B a"]);
  });

  test("a folder is made once, found where it is there, and stands beside a file of its name", async () => {
    const made: string[] = [];
    const folders = new Folders({
      make: async (_, parent, name) => {
        if (name === "there" || name === "file") throw refused(13000405);
        made.push(`${parent}/${name}`);
        return `${parent}/${name}`;
      },
      find: async (_, parent, name) => (name === "there" ? `${parent}/found` : undefined),
      makeBeside: async (_, parent, name) => `${parent}/${name}_2`,
    });
    const paths = [["a", "b"], ["a"], ["a", "b"], ["there", "x"], ["file"], []];
    const found = await Promise.all(paths.map((path) => folders.of(to(), path)));
    expect(found).toEqual(["root/a/b", "root/a", "root/a/b", "root/found/x", "root/file_2", "root"]);
    expect(made.sort()).toEqual(["root/a", "root/a/b", "root/found/x"]);
  });
});

test("answers to parts are understood", () => {
  const how = (status: number, code?: number) => outcomeOf(status, code ? JSON.stringify({ code, msg: "x" }) : "<html>").how;
  expect([200, 413, 408, 504, 524, 502, 503, 500, 401, 403, 404].map((status) => how(status))).toEqual([
    ...["taken", "large", "slow", "slow", "slow", "broken", "broken", "broken", "stale", "stale", "stale"],
  ]);
  expect([how(400, 13000402), how(400, 13000401), how(507, 13000311), how(400)]).toEqual(["broken", "refused", "refused", "refused"]);
});

test("speed is that of the last seconds", () => {
  let now = 0;
  const meter = new Meter(() => now);
  meter.moved(1000);
  expect(meter.speed()).toBeUndefined();
  for (now = 1000; now <= 10_000; now += 1000) meter.moved(1000);
  now = 10_000;
  expect(meter.speed()).toBe(1000);
  expect(meter.left(5000)).toBe(5);
  now = 30_000;
  expect([meter.speed(), meter.left(5000)]).toEqual([0, undefined]);
});

test("progress counts this round, without what failed", () => {
  const items = ["old", "aa", "bbbb", "c"].map((text) => item(text));
  items[0]!.status = "done";
  items[1]!.status = "done";
  items[3]!.status = "failed";
  const rounds = items.map((one, at) => Object.assign(new Item(one.facts, at === 0 ? 0 : 1), { status: one.status }));
  rounds[2]!.sent = 1;
  expect(progressOf(rounds, 1)).toMatchObject({ open: 1, finished: 2, total: 6, gone: 3, share: 0.5 });
  expect(progressOf([], 0)).toMatchObject({ open: 0, share: 1 });
});

test("without the browser's locks one tab has its turn after the other, and a dead one's turn is void", async () => {
  const notes = new Map<string, string>();
  const storage = { getItem: (key: string) => notes.get(key) ?? null, setItem: (key: string, value: string) => notes.set(key, value), removeItem: (key: string) => notes.delete(key) };
  const take = (signal = new AbortController().signal) => noted("turn", signal, storage as unknown as Storage);
  notes.set("turn", `dead ${Date.now() - 120_000}`);
  const release = await take();
  expect(release).toBeDefined();
  let second: (() => void) | undefined;
  void take().then((its) => (second = its));
  const stop = new AbortController();
  const third = take(stop.signal);
  stop.abort();
  expect(await third).toBeUndefined();
  expect(second).toBeUndefined();
  release!();
  await expect.poll(() => second, { timeout: 5000 }).toBeDefined();
  second!();
});
