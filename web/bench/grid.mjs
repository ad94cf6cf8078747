// How a library of any size is scrolled: what can be reached, how soon, and how busy the page is meanwhile.
//
// node bench/grid.mjs LINK: prints one JSON object. The link signs somebody in who has a library already.
import { launch, longestTask, open, watchTasks } from "./browser.mjs";

const [link] = process.argv.slice(2);
const browser = await launch();
const seen = { total: 0, reached: {}, months: 0, longest: {}, jumps: [], nodes: 0, height: {} };

/** What is shown: the places of all photos, and how many nodes the grid has. */
const shown = (page) =>
  page.evaluate(() => ({
    places: [...document.querySelectorAll("[role=option]")].map((tile) => Number(tile.ariaPosInSet)),
    nodes: document.querySelectorAll(".runway, .runway *").length,
    height: document.querySelector(".runway").getBoundingClientRect().height,
  }));

/** Presses a key on the scrubber; gives the milliseconds until a picture of the month that it names has come. */
const jump = (page, key) =>
  page.evaluate(
    (key) =>
      new Promise((resolve) => {
        const slider = document.querySelector("[role=slider]");
        const scroller = document.querySelector(".scroller").getBoundingClientRect();
        const before = new Set([...document.querySelectorAll("[role=option]")].map((tile) => tile.id));
        const start = performance.now();
        slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        const look = () => {
          const tile = [...document.querySelectorAll("[role=option]")].find((tile) => {
            const { top, bottom } = tile.getBoundingClientRect();
            return !before.has(tile.id) && bottom > scroller.top && top < scroller.bottom && tile.querySelector("img").classList.contains("here");
          });
          const spent = performance.now() - start;
          if (tile) resolve({ spent, month: slider.ariaValueText });
          else if (spent > 5000) resolve({ spent, month: undefined });
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
    key,
  );

for (const deviceScaleFactor of [1, 2, 3]) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor });
  const page = await context.newPage();
  await watchTasks(page);
  await open(page, link);
  const months = Number(await page.getAttribute("[role=slider]", "aria-valuemax")) + 1;
  seen.total = Number(await page.getAttribute("[role=option]", "aria-setsize"));
  seen.months = months;
  const note = async () => {
    const { places, nodes, height } = await shown(page);
    seen.nodes = Math.max(seen.nodes, nodes);
    seen.height[deviceScaleFactor] = Math.max(seen.height[deviceScaleFactor] ?? 0, height * deviceScaleFactor);
    return places;
  };

  // Every month, one after the other, to the very last photo.
  const reached = new Set();
  const whileJumping = await longestTask(page, async () => {
    await page.locator("[role=slider]").press("Home");
    for (let month = 0; month < months; month++) {
      const { spent, month: name } = await jump(page, month === 0 ? "End" : month === 1 ? "Home" : "ArrowDown");
      if (name) reached.add(name);
      seen.jumps.push(spent);
      await note();
    }
  });
  await page.locator("[role=listbox]").focus();
  await page.keyboard.press("End");
  await page.waitForFunction((total) => document.querySelector(`[role=option][aria-posinset="${total}"] img.here`), seen.total);
  const last = (await note()).includes(seen.total);
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.querySelector('[role=option][aria-posinset="1"]'));

  // By wheel, across places where the page that is scrolled is moved along.
  const whileScrolling = await longestTask(page, async () => {
    await page.mouse.move(600, 400);
    for (let turn = 0; turn < 150; turn++) {
      await page.mouse.wheel(0, turn < 100 ? 900 : 60_000);
      await page.evaluate(() => new Promise(requestAnimationFrame));
      if (turn % 10 === 0) await note();
    }
  });
  seen.reached[deviceScaleFactor] = last ? reached.size / months : 0;
  seen.longest[deviceScaleFactor] = { jumping: whileJumping, scrolling: whileScrolling };
  await context.close();
}
await browser.close();
seen.jumps.sort((a, b) => a - b);
const at = (part) => seen.jumps[Math.min(seen.jumps.length - 1, Math.floor(part * seen.jumps.length))];
console.log(JSON.stringify({ ...seen, jumps: { median: at(0.5), p95: at(0.95), longest: at(1) } }));
