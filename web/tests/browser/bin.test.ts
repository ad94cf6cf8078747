// The bin: what is thrown away comes back to where it was, or is gone for good.
import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { ask, look, press, tabTo } from "./look.ts";
import { jpeg } from "./pictures.ts";
import { hostileNames, startServer, until, visit, type Person, type Server } from "./support.ts";

let server: Server;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer();
  ann = await server.person("Ann");
  bob = await server.person("Bob");
  const photos = Array.from({ length: 6 }, (_, index) => [`Sea/photo-${index}.jpg`, jpeg({ seed: index, width: 160, height: 120 })]);
  await server.fill(ann, Object.fromEntries(photos));
  await server.fill(bob, Object.fromEntries(hostileNames.map((name, index) => [name, jpeg({ seed: 50 + index, width: 160, height: 120 })])));
});

const dialog = (page: Page) => page.getByRole("dialog");
const notice = (page: Page, text: string | RegExp) => page.getByRole("region", { name: "Notices" }).getByText(text);
const photos = async (page: Page) => (await ask<{ items: Array<{ id: string }> }>(page, "GET", "/api/moments?limit=500")).items;

/** Puts everything into the bin, without the grid. */
async function trashAll(page: Page, person: Person): Promise<number> {
  const fileInfo = (await photos(page)).map(({ id }) => ({ fileId: id }));
  const taskInfo = { srcContainerId: person.containerId, fileInfo };
  await ask(page, "POST", "/koodrive/ose/v1/jobs", { taskType: 2, actionType: 201, taskInfo });
  return fileInfo.length;
}

test("a photo that is put into the bin can be brought back by the notice, and from the bin by keyboard", async () => {
  const page = await visit(server, ann, "bin");
  await page.getByText("The bin is empty").waitFor();
  await look(page, "bin-empty");
  await page.goto(server.url + "#/timeline");
  const throwAway = async () => {
    await page.getByRole("listbox").focus();
    await page.keyboard.press("Space");
    await page.getByRole("toolbar").getByRole("button", { name: /bin/i }).click();
    await until("one photo less", async () => (await photos(page)).length === 5);
  };
  await throwAway();
  await page.getByRole("region", { name: "Notices" }).getByRole("button", { name: /undo/i }).click();
  await until("the photo", async () => (await photos(page)).length === 6);

  await until("it is shown", async () => (await page.getByRole("option").count()) === 6);
  await throwAway();
  await page.goto(server.url + "#/bin");
  const binned = page.getByRole("checkbox", { name: /photo-\d\.jpg/ });
  await binned.waitFor();
  expect(await page.locator(".page img").getAttribute("src")).toMatch(/^data:image\/png/);
  await tabTo(page, "checkbox", /photo-\d\.jpg/);
  await page.keyboard.press("Space");
  await page.getByRole("group", { name: "With the selected things" }).getByText("1 selected").waitFor();
  await look(page, "bin-selected");
  // The actions stand before the list.
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe("Restore");
  await page.keyboard.press("Enter");
  await notice(page, "It is back in its place.").waitFor();
  await page.getByText("The bin is empty").waitFor();
  expect(await photos(page)).toHaveLength(6);
  await page.context().close();
});

test("some are deleted for good, then everything, each after a question", async () => {
  const page = await visit(server, bob, "albums");
  const count = await trashAll(page, bob);
  await page.goto(server.url + "#/bin");
  for (const name of hostileNames) await page.locator("bdi").getByText(name, { exact: true }).waitFor();
  await look(page, "bin");
  await page.getByRole("checkbox", { name: /bold/ }).check();
  await press(page, "Delete for good");
  await dialog(page).getByText("Nobody can bring it back afterwards.").waitFor();
  await look(page, "bin-purge");
  await press(dialog(page), "Delete for good");
  await notice(page, "1 thing was deleted for good.").waitFor();
  await until("one less", async () => (await page.getByRole("checkbox").count()) === count - 1);

  await press(page, "Select all shown");
  await page.getByText(`${count - 1} selected`).waitFor();
  await press(page, "Select none");
  await press(page, "Empty bin");
  await press(dialog(page), "Empty bin");
  await notice(page, "The bin is empty.").waitFor();
  const { files } = await ask<{ files: unknown[] }>(page, "POST", "/koodrive/ose/v1/files/1", { containerId: bob.containerId, parentFileId: "root" });
  expect(files).toEqual([]);
  await page.context().close();
});

test("a long bin comes as it is scrolled to, and all that is shown can be selected", async () => {
  const cleo = await server.person("Cleo");
  const many = Array.from({ length: 130 }, (_, index) => [`p-${index}.jpg`, jpeg({ seed: 100 + index })]);
  await server.fill(cleo, Object.fromEntries(many));
  const page = await visit(server, cleo, "albums");
  await trashAll(page, cleo);
  await page.goto(server.url + "#/bin");
  await until("the first page", async () => (await page.getByRole("checkbox").count()) === 100);
  await until("all", async () => {
    await page.locator(".page").evaluate((element) => element.scrollTo(0, element.scrollHeight));
    return (await page.getByRole("checkbox").count()) === 130;
  });
  await press(page, "Select all shown");
  await page.getByText("130 selected").waitFor();
  await press(page, "Restore");
  await notice(page, "130 things are back in their places.").waitFor();
  expect(await photos(page)).toHaveLength(130);
  await page.context().close();
});
