// The browser that measures, and what is read from it.
import { chromium } from "playwright-core";

/** Starts Chromium; CHROMIUM names another than Debian's. */
export function launch() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
}

/** Opens the gallery by a link that signs in, and waits for the first photos. */
export async function open(page, link) {
  await page.goto(link);
  // It asks once; whoever comes again by the same link, in the same browser, is in already.
  const yes = page.getByRole("button", { name: "Open the gallery" });
  await yes.or(page.locator("[role=option]").first()).first().waitFor();
  if (await yes.isVisible()) await yes.click();
  await page.waitForSelector("[role=option] img.here");
}

/** Has the browser note every task of the page's main thread that takes more than 50 ms, which is what it calls long. */
export function watchTasks(page) {
  return page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
  });
}

/** The longest of the long tasks while `work` ran, in milliseconds; 0 if there was none. */
export async function longestTask(page, work) {
  await page.evaluate(() => globalThis.longTasks.splice(0));
  await work();
  // The browser tells of a task some time after it.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  return page.evaluate(() => Math.max(0, ...globalThis.longTasks));
}
