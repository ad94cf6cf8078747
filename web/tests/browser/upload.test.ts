// Uploads, with a real server, a real browser, and what people have between the two.
import { createHash } from "node:crypto";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { jpeg } from "./pictures.ts";
import type { Proxy } from "./proxy.ts";
import { drop, hostileNames, proxied, startServer, until, visit, write, type Person } from "./support.ts";

const MIB = 2 ** 20;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Asks the server as the one who is signed in on the page. */
async function ask<T>(page: Page, server: { url: string }, person: Person, path: string, data: unknown): Promise<T> {
  const answer = await page.context().request.post(server.url + path, { data, headers: { "X-User-Id": person.userId } });
  expect(answer.status(), await answer.text()).toBe(200);
  return (await answer.json()) as T;
}

/** What lies in a folder, by name: all of it. */
async function inside(page: Page, server: { url: string }, person: Person, folder = person.rootFolderId) {
  type List = { files: Array<{ id: string; fileName: string; fileType: string }>; nextCursor: string };
  const found: List["files"] = [];
  for (let pageCursor = ""; ; ) {
    const body = { containerId: person.containerId, parentFileId: folder, pageInfo: { pageSize: 100, pageCursor } };
    const list = await ask<List>(page, server, person, "koodrive/ose/v1/files/0", body);
    found.push(...list.files);
    if (!list.nextCursor) return new Map(found.map((file) => [file.fileName, file]));
    pageCursor = list.nextCursor;
  }
}

/** Whether the server has these very bytes. */
async function has(page: Page, server: { url: string }, person: Person, bytes: Uint8Array): Promise<boolean> {
  const digest = sha256(bytes);
  const { known } = await ask<{ known: unknown[] }>(page, server, person, "api/files/known", { sha256: [digest] });
  return known.length > 0;
}

const group = (page: Page, name: string) => page.getByRole("group", { name: "Show" }).getByRole("button", { name });
const finished = (page: Page, count: number) => group(page, `Done ${count}`).waitFor();
const choose = (page: Page, paths: string[]) => page.locator("input[type=file]:not([webkitdirectory])").first().setInputFiles(paths);

async function ready(ways: Proxy["ways"] = {}, options: Parameters<typeof startServer>[0] = {}) {
  const server = await startServer(options);
  const ann = await server.person("Ann");
  const between = await proxied(() => server.origin, ways);
  const place = { url: `${between.url}/` };
  const page = await visit(place, ann, "uploads");
  await page.getByRole("heading", { level: 1, name: "Uploads" }).waitFor();
  return { server, ann, between, place, page };
}

/** Counts what the browser keeps of somebody's queue, or empties it: the facts, or the files themselves. */
const kept = (page: Page, person: Person, store: "facts" | "files", what: "count" | "clear") =>
  page.evaluate(
    ([name, store, what]) =>
      new Promise<number>((resolve) => {
        const open = indexedDB.open(name!);
        open.onsuccess = () => {
          const request = open.result.transaction(store!, "readwrite").objectStore(store!)[what as "count"]();
          request.onsuccess = () => resolve(request.result);
        };
      }),
    [`leporello-uploads-${person.userId}`, store, what],
  );

/** That no part was taken twice, and all bytes were. */
function once(between: Proxy, bytes: number): void {
  expect([...between.times.values()].filter((times) => times > 1)).toEqual([]);
  expect([...between.taken.values()].reduce((sum, size) => sum + size, 0)).toBe(bytes);
}

describe("what is dropped", () => {
  test("goes up with its folders, is skipped when it comes again, and every odd name is kept", async () => {
    const { page, place, ann, between } = await ready();
    const names = hostileNames.map((name, at) => [name, jpeg({ seed: at + 1 })] as const);
    const loose = write({ ...Object.fromEntries(names), "notes.txt": "no picture", "empty.jpg": "" });
    const trip = write({
      "Trip/a.jpg": jpeg({ seed: 101 }),
      "Trip/day 1/b.jpg": jpeg({ seed: 102 }),
      "Trip/day 1/.DS_Store": "x",
      "Trip/day 2/c.jpg": jpeg({ seed: 103 }),
      ...Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`Trip/day 3/${at}.jpg`, jpeg({ seed: 200 + at })])),
    });
    const all = names.length + 153;
    const paths = [...names.map(([name]) => join(loose, name)), join(loose, "notes.txt"), join(loose, "empty.jpg"), join(trip, "Trip")];
    await drop(page, paths);
    await finished(page, all);

    const root = await inside(page, place, ann);
    expect([...root.keys()].sort()).toEqual([...hostileNames, "Trip"].sort());
    const folder = await inside(page, place, ann, root.get("Trip")!.id);
    expect([...folder.keys()].sort()).toEqual(["a.jpg", "day 1", "day 2", "day 3"]);
    expect([...(await inside(page, place, ann, folder.get("day 1")!.id)).keys()]).toEqual(["b.jpg"]);
    expect((await inside(page, place, ann, folder.get("day 3")!.id)).size).toBe(150);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.getByText("2 files were left out", { exact: true }).click();
    await page.getByText("notes.txt: neither a photo nor a video").waitFor();
    await page.getByText("empty.jpg: empty").waitFor();

    const before = between.taken.size;
    await page.getByRole("button", { name: "Clear finished" }).click();
    await drop(page, paths);
    await finished(page, all);
    await expect.poll(() => page.getByText("Already there").count()).toBeGreaterThan(5);
    expect(between.taken.size).toBe(before);
    expect((await inside(page, place, ann)).size).toBe(names.length + 1);
  });

  test("may be 5,000 files at once: all are listed, and little of that is in the page", async () => {
    const { page, place, ann, between } = await ready();
    const files = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`Many/${at}.jpg`, jpeg({ seed: at, width: 8, height: 8 })]));
    const folder = write(files);
    await drop(page, [join(folder, "Many")]);
    await group(page, "All 5000").waitFor();
    // It is scrolled and paused while thousands are under way.
    await page.locator(".page").evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await page.getByText("4999.jpg").or(page.getByRole("listitem").last()).first().waitFor();
    expect(await page.getByRole("listitem").count()).toBeLessThan(60);
    await page.locator(".page").evaluate((scroller) => scroller.scrollTo(0, 0));
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused.").waitFor();
    const left = await kept(page, ann, "facts", "count");
    const done = Number((await group(page, "Done").innerText()).replace(/\D/g, ""));
    expect(left + done).toBeGreaterThanOrEqual(5000);
    expect(left).toBeLessThanOrEqual(5000);
    expect(between.times.size).toBeLessThan(5000);
    expect((await inside(page, place, ann)).has("Many")).toBe(true);
  });
});

describe("an upload goes on by itself", () => {
  test("after the page was loaded anew, with what was there", async () => {
    const bytes = jpeg({ seed: 7, size: 40 * MIB });
    const { page, place, ann, between } = await ready({ pace: 12 * MIB });
    await choose(page, [join(write({ "big.jpg": bytes }), "big.jpg")]);
    await until("a part is there, and the next is on its way", () => between.begun > 1);
    await page.reload();
    await finished(page, 1);
    expect(await has(page, place, ann, bytes)).toBe(true);
    once(between, bytes.length);
  });

  test("after the server was killed and started again", async () => {
    const bytes = jpeg({ seed: 8, size: 40 * MIB });
    const { server, page, place, ann, between } = await ready({ pace: 12 * MIB });
    await choose(page, [join(write({ "big.jpg": bytes }), "big.jpg")]);
    await until("a part is there, and the next is on its way", () => between.begun > 1);
    await server.kill();
    await page.getByText("The server does not answer").waitFor();
    await server.start();
    await finished(page, 1);
    expect(await has(page, place, ann, bytes)).toBe(true);
    once(between, bytes.length);
  });

  test("with what has to be chosen again, if the browser could not keep it", async () => {
    const files = write({ "a.jpg": jpeg({ seed: 11 }), "b.jpg": jpeg({ seed: 12 }) });
    const { server, page, place, ann } = await ready();
    await server.kill();
    const paths = [join(files, "a.jpg"), join(files, "b.jpg")];
    await choose(page, paths);
    await group(page, "To go 2").waitFor();
    await until("both are kept", async () => (await kept(page, ann, "files", "count")) === 2);
    await kept(page, ann, "files", "clear");
    await server.start();
    await page.reload();
    await page.getByRole("heading", { name: "2 files have to be chosen again" }).waitFor();
    await choose(page, paths);
    await finished(page, 2);
    expect((await inside(page, place, ann)).size).toBe(2);
  });

  test("in another tab, when the one that was at it is closed", async () => {
    const bytes = jpeg({ seed: 9, size: 40 * MIB });
    const { page, place, ann, between } = await ready({ limit: 4 * MIB, pace: 4 * MIB });
    await choose(page, [join(write({ "big.jpg": bytes }), "big.jpg")]);
    await until("a part is there", () => between.taken.size > 0);
    const other = await visit(place, ann, "uploads", { context: page.context() });
    await other.getByText("Another tab is uploading").waitFor();
    const begun = between.begun;
    await until("parts have just begun", () => between.begun > begun);
    await page.close();
    await finished(other, 1);
    expect(await has(other, place, ann, bytes)).toBe(true);
    once(between, bytes.length);
  });
});

describe("what lies between", () => {
  test("refuses more than 1 MiB: it goes up in pieces, each once, and it is told what to change", async () => {
    const bytes = jpeg({ seed: 21, size: 20 * MIB + 5 });
    const { page, place, ann, between } = await ready({ limit: MIB, pace: 10 * MIB });
    await choose(page, [join(write({ "big.jpg": bytes }), "big.jpg")]);
    await page.getByText("client_max_body_size").waitFor();
    await finished(page, 1);
    expect(await has(page, place, ann, bytes)).toBe(true);
    once(between, bytes.length);
    expect(Math.max(...between.taken.values())).toBe(MIB);
  });

  test("breaks off twenty times: all arrives, and nothing that arrived goes again", async () => {
    const bytes = jpeg({ seed: 22, size: 64 * MIB });
    const { page, place, ann, between } = await ready({ pace: 40 * MIB });
    let [asked, chance] = [0, 12345];
    between.ways.cut = () => {
      chance = (Math.imul(chance, 1103515245) + 12345) >>> 0;
      // The first part comes through, so that there is something to lose.
      return asked++ > 0 && between.cuts < 20 ? chance % (3 * MIB) : undefined;
    };
    await choose(page, [join(write({ "big.jpg": bytes }), "big.jpg")]);
    await finished(page, 1);
    expect(between.cuts).toBe(20);
    expect(await has(page, place, ann, bytes)).toBe(true);
    once(between, bytes.length);
  });
});

test("works below a path, whether the server knows of it or not", async () => {
  const told = await startServer({ prefix: "/photos" });
  const untold = await startServer();
  const between = await proxied(() => untold.origin, { prefix: "/albums/here" });
  for (const [server, place] of [[told, told], [untold, { url: `${between.url}/albums/here/` }]] as const) {
    const ann = await server.person("Ann");
    const page = await visit(place, ann, "uploads");
    await page.getByRole("heading", { level: 1 }).waitFor();
    const bytes = jpeg({ seed: 41, size: 300_000 });
    await choose(page, [join(write({ "a.jpg": bytes }), "a.jpg")]);
    await finished(page, 1);
    expect(await has(page, place, ann, bytes)).toBe(true);
    await page.context().close();
  }
});

test("the page has no faults that axe finds, in both themes and on a phone", async () => {
  const server = await startServer();
  const ann = await server.person("Ann");
  for (const look of [{ width: 1280 }, { width: 360, theme: "dark" as const, locale: "zh-CN" }]) {
    const page = await visit(server, ann, "uploads", look);
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect((await new AxeBuilder({ page }).include("main").analyze()).violations).toEqual([]);
    await choose(page, [join(write({ [hostileNames.at(-1)!]: jpeg({ seed: 31 + look.width }), "b.jpg": jpeg({ seed: 32 }) }), hostileNames.at(-1)!)]);
    await page.getByRole("listitem").first().waitFor();
    expect((await new AxeBuilder({ page }).include("main").analyze()).violations).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.context().close();
  }
});
