// An upload of one large file over connections that break, in a page that is loaded anew; and how busy the page is when
// 5,000 files are dropped. Run by scripts/bench, with the built program in LEPORELLO; BENCH_OUT is where the result goes,
// BENCH_MIB how large the file is.
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { jpeg } from "../tests/browser/pictures.ts";
import { drop, proxied, startServer, until, visit, write } from "../tests/browser/support.ts";

const SIZE = Number(process.env["BENCH_MIB"] ?? 1024) * 2 ** 20;
const DISCONNECTS = 20;
const RELOADS = 3;

const finished = (page: Page, count: number) =>
  page.getByRole("group", { name: "Show" }).getByRole("button", { name: `Done ${count}` }).waitFor({ timeout: 1_200_000 });

/** The longest task of the page's own thread while this runs: in milliseconds of its time, as others may use the machine too. */
export async function busiest(page: Page, during: () => Promise<void>): Promise<number> {
  type Traced = { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } };
  const client = await page.context().browser()!.newBrowserCDPSession();
  const events: Traced[] = [];
  client.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as Traced[])));
  await client.send("Tracing.start", { traceConfig: { includedCategories: ["toplevel", "__metadata"] } });
  await during();
  const ended = new Promise((resolve) => client.once("Tracing.tracingComplete", resolve));
  await client.send("Tracing.end");
  await ended;
  const renderers = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  const tasks = events.filter(({ name, pid, tid }) => name.endsWith("RunTask") && renderers.some((main) => main.pid === pid && main.tid === tid));
  if (tasks.length < 100) throw new Error("the trace has no tasks");
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
}

test("one large file, and many small ones", { timeout: 1_500_000 }, async () => {
  const server = await startServer();
  const ann = await server.person("Ann");
  const between = await proxied(() => server.origin);
  const place = { url: `${between.url}/` };
  const page = await visit(place, ann, "uploads");
  await page.getByRole("heading", { level: 1, name: "Uploads" }).waitFor();

  const bytes = jpeg({ seed: 1, size: SIZE });
  const folder = write({ "small.jpg": jpeg({ seed: 2 }), "big.jpg": bytes });
  const input = page.locator("input[type=file]:not([webkitdirectory])").first();
  // One that is finished before, which must never go again.
  await input.setInputFiles([join(folder, "small.jpg")]);
  await finished(page, 1);
  const before = [...between.times.keys()];

  let [asked, chance] = [0, 12345];
  between.ways.cut = () => {
    chance = (Math.imul(chance, 1103515245) + 12345) >>> 0;
    return asked++ > 0 && between.cuts < DISCONNECTS ? chance % (12 * 2 ** 20) : undefined;
  };
  const start = Date.now();
  await input.setInputFiles([join(folder, "big.jpg")]);
  const taken = () => [...between.taken.values()].reduce((sum, size) => sum + size, 0);
  for (let reload = 1; reload <= RELOADS; reload++) {
    await until(`part ${reload} of ${RELOADS + 1}`, () => taken() > (SIZE * reload) / (RELOADS + 1), 900_000);
    await page.reload();
  }
  await finished(page, 1);
  const seconds = (Date.now() - start) / 1000;
  const headers = { "X-User-Id": ann.userId };
  const data = { sha256: [createHash("sha256").update(bytes).digest("hex")] };
  const { known } = await (await page.context().request.post(`${place.url}api/files/known`, { data, headers })).json();
  expect(between.cuts).toBe(DISCONNECTS);
  expect(before.filter((path) => between.times.get(path) !== 1)).toEqual([]);

  await page.getByRole("button", { name: "Clear finished" }).click();
  const many = write(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`Many/${at}.jpg`, jpeg({ seed: at, width: 8, height: 8 })])));
  const longest = await busiest(page, async () => {
    await drop(page, [join(many, "Many")]);
    await page.getByRole("group", { name: "Show" }).getByRole("button", { name: "All 5000" }).waitFor();
  });
  const result = { size: SIZE, seconds, equal: known.length === 1, twice: taken() / (SIZE + jpeg({ seed: 2 }).length), longest };
  if (process.env["BENCH_OUT"]) writeFileSync(process.env["BENCH_OUT"], JSON.stringify(result));
  console.log(JSON.stringify(result));
});
