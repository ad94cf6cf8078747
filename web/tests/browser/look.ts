// Looking at a screen as people have it: light and dark, wide and narrow. Each look is kept as a picture in
// web/screenshots, nothing may stick out of the page, and axe may find nothing.
import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

const FOLDER = "screenshots";
const WIDTHS = [1280, 768, 360];
const THEMES = ["light", "dark"] as const;

/** Looks at the page as it is now, in every way. */
export async function look(page: Page, name: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== "running"));
      const called = `${name} at ${width} px, ${colorScheme}`;
      await page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}-${width}.png` });
      expect(await sticksOut(page), `what sticks out: ${called}`).toEqual([]);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
      expect(found, `what axe finds: ${called}`).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (before) await page.setViewportSize(before);
}

/** What would have to be scrolled to sideways. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll(".page, .scroller, dialog, dialog .body, dialog .list")]
      .filter((element) => element.scrollWidth > element.clientWidth + 1)
      .map((element) => `<${element.tagName.toLowerCase()} class="${element.className}">: ${element.scrollWidth} > ${element.clientWidth}`),
  );
}

/** Presses Tab until this has the focus, as somebody without a mouse does. */
export async function tabTo(where: Page | Locator, role: Parameters<Page["getByRole"]>[0], name: string | RegExp): Promise<void> {
  const page = "keyboard" in where ? where : where.page();
  const wanted = where.getByRole(role, { name }).first();
  await wanted.waitFor();
  for (let step = 0; step < 150; step++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way by Tab to the ${role} ${String(name)}`);
}

/** Presses the button of this name by keyboard. */
export async function press(where: Page | Locator, name: string | RegExp): Promise<void> {
  await tabTo(where, "button", name);
  await ("keyboard" in where ? where : where.page()).keyboard.press("Enter");
}

/** Calls the server as whoever is signed in on the page, for what is not the business of the test. */
export async function ask<T = Record<string, unknown>>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  const asked = { method, path, body };
  return await page.evaluate(async ({ method, path, body }) => {
    const me = await (await fetch("./api/session")).json();
    const headers = { "X-User-Id": me.userId, "content-type": "application/json" };
    const answer = await fetch(`.${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const given = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${JSON.stringify(given)}`);
    return given;
  }, asked);
}
