// How soon the first page of a gallery is there, and how much JavaScript that takes.
//
// node bench/first.mjs LINK: prints one JSON object. The link signs somebody in; each visit is that of a new browser.
import { launch, open } from "./browser.mjs";

const [link] = process.argv.slice(2);
const VISITS = 5;
const browser = await launch();
const visits = [];
let script = 0;

for (let visit = 0; visit < VISITS; visit++) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.largest = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.largest = entry.startTime;
    }).observe({ type: "largest-contentful-paint", buffered: true });
  });
  const sizes = [];
  page.on("response", (response) => {
    if (/\.js$/.test(new URL(response.url()).pathname)) sizes.push(response.request().sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await open(page, link);
  // What is painted later than everything that is seen at first would not be the first page.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1500)));
  visits.push(await page.evaluate(() => globalThis.largest));
  script = Math.max(script, (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0));
  await context.close();
}
await browser.close();
console.log(JSON.stringify({ visits, script }));
