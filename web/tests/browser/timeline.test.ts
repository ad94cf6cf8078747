// The timeline and the viewer: reaching, selecting, throwing away and bringing back, looking closely. By keyboard, by
// mouse and by touch; when things go away meanwhile, and when the server does.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { ask, look, tabTo } from "./look.ts";
import { jpeg } from "./pictures.ts";
import { browser, folder, hostileNames, signIn, startServer, until, visit, type Person, type Server } from "./support.ts";

/** How many photos Ann has of her own, taken over eight years. */
const PHOTOS = 300;

let server: Server;
let ann: Person;

const day = (index: number) => new Date(Date.UTC(2025, 8, 30) - index * 10 * 86_400_000).toISOString().slice(0, 10).replaceAll("-", ":");

/** A second of a moving picture with its index at the end, as cameras make it. */
function film(): Uint8Array {
  const path = join(folder(), "film.mp4");
  const input = ["-f", "lavfi", "-i", "testsrc=duration=12:size=320x240:rate=10"];
  execFileSync("ffmpeg", ["-v", "error", ...input, "-c:v", "libx264", "-g", "10", "-pix_fmt", "yuv420p", "-metadata", "creation_time=2025-10-02T10:00:00Z", path]);
  return readFileSync(path);
}

beforeAll(async () => {
  server = await startServer();
  ann = await server.person("Ann");
  const photos = Array.from({ length: PHOTOS }, (_, index) => {
    const upright = index % 3 === 0;
    const [width, height] = upright ? [120, 160] : [160, 120];
    return [`Photos/${String(index).padStart(3, "0")}.jpg`, jpeg({ seed: index, width, height, taken: `${day(index)} 12:00:00` })] as const;
  });
  // It begins as a picture does, and is none.
  const broken = new Uint8Array([...jpeg({ seed: 999 }).slice(0, 24), ...new TextEncoder().encode("nothing to be seen ".repeat(40))]);
  await server.fill(ann, { ...Object.fromEntries(photos), "Photos/broken.jpg": broken, "Photos/film.mp4": film() });
});

const option = (page: Page, place: number) => page.locator(`[role=option][aria-posinset="${place}"]`);
const total = async (page: Page) => Number(await page.locator("[role=option]").first().getAttribute("aria-setsize"));
const placesShown = (page: Page) => page.locator("[role=option]").evaluateAll((tiles) => tiles.map((tile) => Number(tile.getAttribute("aria-posinset"))));
const active = (page: Page) =>
  page.evaluate(() => {
    const id = document.querySelector("[role=listbox]")?.getAttribute("aria-activedescendant");
    return Number(document.getElementById(id ?? "")?.getAttribute("aria-posinset"));
  });

test("everything is shown by time, and only what is near is in the page", async () => {
  const page = await visit(server, ann);
  await option(page, 3).locator("img.here").waitFor();
  expect(await total(page)).toBe(PHOTOS + 2);
  expect(await option(page, 2).getAttribute("aria-label")).toMatch(/^Video 2 of 302, October 2, 2025/);
  expect(await option(page, 3).getAttribute("aria-label")).toMatch(/^Photo 3 of 302, September 30, 2025/);
  expect(await page.getByRole("heading", { level: 2 }).first().textContent()).toContain("2026");
  expect(await page.locator(".runway *").count()).toBeLessThan(600);
  await look(page, "timeline");
  await page.context().close();
});

test("the oldest photo is reached by key, by scrubber and by wheel", async () => {
  const page = await visit(server, ann);
  await option(page, 1).waitFor();
  await tabTo(page, "listbox", /Photos by time/);
  await page.keyboard.press("End");
  await option(page, PHOTOS + 2).locator("img.here").waitFor();
  await page.keyboard.press("Home");
  await option(page, 1).waitFor();
  const slider = page.getByRole("slider", { name: "Month" });
  await slider.focus();
  await page.keyboard.press("ArrowDown");
  await until("the month before", async () => (await slider.getAttribute("aria-valuetext")) === "October 2025");
  await page.keyboard.press("ArrowDown");
  await until("one more", async () => (await slider.getAttribute("aria-valuetext")) === "September 2025");
  await page.keyboard.press("PageDown");
  await until("the year before", async () => (await slider.getAttribute("aria-valuetext"))?.endsWith("2024"));
  await page.keyboard.press("End");
  await until("the first month", async () => (await slider.getAttribute("aria-valuetext"))?.endsWith("2017"));
  await page.keyboard.press("Home");
  const box = (await slider.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height - 2);
  await option(page, PHOTOS + 2).waitFor();
  await page.mouse.click(box.x + box.width / 2, box.y + 1);
  await option(page, 1).waitFor();
  await page.mouse.move(500, 400);
  await until("the end by wheel", async () => {
    await page.mouse.wheel(0, 4000);
    return (await placesShown(page)).includes(PHOTOS + 2);
  });
  await page.context().close();
});

test("keys walk, select, throw away, and take that back", async () => {
  const page = await visit(server, ann);
  await option(page, 8).waitFor();
  await tabTo(page, "listbox", /Photos by time/);
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await until("the fourth", async () => (await active(page)) === 4);
  await page.keyboard.press("ArrowDown");
  const below = await until("one below", async () => ((await active(page)) > 4 ? active(page) : undefined));
  await page.keyboard.press("ArrowUp");
  await until("up again", async () => (await active(page)) < below);
  await page.keyboard.press("Space");
  await page.keyboard.press("Shift+ArrowRight");
  await page.getByText("2 selected").first().waitFor();
  await look(page, "timeline-selected");
  await page.keyboard.press("Delete");
  await page.getByText("2 items are in the bin now.").waitFor();
  await until("two fewer", async () => (await total(page)) === PHOTOS);
  await tabTo(page, "button", "Undo");
  await page.keyboard.press("Enter");
  await until("all again", async () => (await total(page)) === PHOTOS + 2);
  await page.context().close();
});

test("the mouse selects one, a range and a day; a click opens when nothing is selected", async () => {
  const page = await visit(server, ann);
  await option(page, 8).waitFor();
  await option(page, 3).hover();
  await option(page, 3).locator(".check").click();
  await option(page, 7).click({ modifiers: ["Shift"] });
  await page.getByText("5 selected").first().waitFor();
  await page.getByRole("button", { name: "Clear the selection" }).click();
  await page.getByRole("button", { name: /Select everything of September/ }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("3 selected").first().waitFor();
  await page.getByRole("button", { name: "Clear the selection" }).click();
  await option(page, 3).click();
  await page.getByRole("dialog", { name: /Photo 3 of 302/ }).waitFor();
  await page.context().close();
});

test("a finger that stays selects, and taps then add to it", async () => {
  const context = await (await browser()).newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: "en-US" });
  await signIn(context, server, ann);
  const page = await visit(server, undefined, "", { context });
  await option(page, 4).waitFor();
  const { x, y } = (await option(page, 4).boundingBox())!;
  const client = await context.newCDPSession(page);
  await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: x + 20, y: y + 20 }] });
  await page.getByText("1 selected").first().waitFor();
  await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await option(page, 5).tap();
  await page.getByText("2 selected").first().waitFor();
  await context.close();
});

test("the viewer goes on and back, zooms, tells, and comes back to where it was", async () => {
  const page = await visit(server, ann);
  await option(page, 5).waitFor();
  await tabTo(page, "listbox", /Photos by time/);
  for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: /Photo 5 of 302/ }).waitFor();
  await page.locator(".pswp__img:not(.pswp__img--placeholder)").first().waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("dialog", { name: /Photo 6 of 302/ }).waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("dialog", { name: /Photo 5 of 302/ }).waitFor();
  await page.keyboard.press("i");
  await page.getByText("Sep 10, 2025, 12:00").waitFor();
  await page.getByText("160 × 120").or(page.getByText("120 × 160")).waitFor();
  await look(page, "viewer");
  const address = page.url();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("listbox");
  // The address of a photo opens it.
  await page.goto("about:blank");
  await page.goto(address);
  await page.getByRole("dialog", { name: /Photo 5 of 302/ }).waitFor();
  await page.goBack();
  await page.context().close();
});

test("a video plays, and is played from the middle", async () => {
  const page = await visit(server, ann);
  await option(page, 2).click();
  const video = page.locator("video");
  await video.waitFor();
  await until("its length", () => video.evaluate((video: HTMLVideoElement) => video.duration > 11));
  await video.evaluate((video: HTMLVideoElement) => void (video.currentTime = 9));
  await until("a picture of the middle", () => video.evaluate((video: HTMLVideoElement) => !video.seeking && video.readyState >= 2 && video.currentTime >= 9));
  await page.context().close();
});

test("what cannot be decoded is shown as that, and can be saved", async () => {
  const page = await visit(server, ann);
  const tile = page.getByRole("option", { name: /broken\.jpg.*cannot be shown/ });
  await until("that it is known", async () => {
    if ((await tile.count()) > 0) return true;
    await page.reload();
    await option(page, 2).waitFor();
    return (await tile.count()) > 0;
  });
  await tile.click();
  await page.getByText("the file is damaged").waitFor();
  await look(page, "viewer-broken");
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download" }).click()]);
  expect(saved.suggestedFilename()).toBe("broken.jpg");
  await page.context().close();
});

test("a photo that goes away while it is open says so", async () => {
  const page = await visit(server, ann);
  const { items } = await ask<{ items: Array<{ id: string; containerId: string }> }>(page, "GET", "/api/moments?limit=20");
  await option(page, 7).waitFor();
  const file = items[6]!;
  const job = (taskType: number, actionType?: number) =>
    ask(page, "POST", "/koodrive/ose/v1/jobs", {
      taskType,
      ...(actionType && { actionType }),
      taskInfo: { srcContainerId: file.containerId, fileInfo: [{ fileId: file.id }] },
    });
  await job(2, 201);
  await option(page, 7).click();
  await page.getByRole("alert").filter({ hasText: "no longer here" }).waitFor();
  await page.keyboard.press("Escape");
  await job(4);
  await page.context().close();
});

test("names are shown as they are, whatever they are", async () => {
  const bob = await server.person("<b>Bob</b> \u05d1\u05d5\u05d1");
  await server.fill(bob, Object.fromEntries(hostileNames.map((name, seed) => [`Names/${name}`, jpeg({ seed: 5000 + seed })])));
  const page = await visit(server, bob);
  await option(page, hostileNames.length).waitFor();
  await option(page, 1).click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("i");
  for (let place = 1; place <= hostileNames.length; place++) {
    await page.getByRole("dialog", { name: new RegExp(`Photo ${place} of`) }).waitFor();
    const name = await until("its name", () => page.locator("dialog bdi").first().textContent());
    expect(hostileNames).toContain(name);
    await page.keyboard.press("ArrowRight");
  }
  await look(page, "viewer-hostile");
  await page.context().close();
});

test("a server that stops in mid-scroll is waited for, and then all goes on", async () => {
  const page = await visit(server, ann);
  await option(page, 1).waitFor();
  await server.kill();
  await page.getByRole("listbox").focus();
  await page.keyboard.press("End");
  await page.getByText("The server does not answer").waitFor();
  await look(page, "connection-lost");
  await server.start();
  await option(page, PHOTOS + 2).waitFor();
  await page.getByText("The server does not answer").waitFor({ state: "hidden" });
  await page.context().close();
});

test("the shell opens without a network", async () => {
  const page = await visit(server, ann);
  await option(page, 1).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await option(page, 1).waitFor();
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole("img", { name: "Leporello" }).waitFor();
  expect(await page.title()).toContain("Leporello");
  await page.getByText("The server does not answer").waitFor();
  await page.context().setOffline(false);
  await option(page, 1).waitFor();
  await page.context().close();
});
