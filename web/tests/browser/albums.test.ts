// Albums and collections: made, found, filled, changed, deleted; and the bin. By keyboard where it is a form.
import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { ask, look, press, tabTo } from "./look.ts";
import { jpeg } from "./pictures.ts";
import { startServer, until, visit, type Person, type Server } from "./support.ts";

let server: Server;
let ann: Person;
let bob: Person;

const photos = (folder: string, count: number, seed: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => {
      const taken = `2025:09:${String(1 + (index % 28)).padStart(2, "0")} 12:00:00`;
      return [`${folder}/${folder.replaceAll("/", "-")}-${index}.jpg`, jpeg({ seed: seed + index, width: 160, height: 120, taken })];
    }),
  );

beforeAll(async () => {
  server = await startServer();
  ann = await server.person("Ann");
  bob = await server.person("Bob");
  await server.fill(ann, { ...photos("Sea", 5, 100), ...photos("Hills", 4, 200), ...photos("Hills/High", 3, 300), "Sea/notes.txt": "not a photo" });
});

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const dialog = (page: Page) => page.getByRole("dialog");

/** Makes an album without the form, and goes there. */
async function album(page: Page, name: string): Promise<string> {
  const { albumId } = await ask<{ albumId: string }>(page, "POST", "/koodrive/ose/v1/album/create", { name, type: 2, albumKind: 1 });
  return albumId;
}

async function ownPhotos(page: Page): Promise<Array<{ id: string; ownerId: string; fileName: string }>> {
  return (await ask<{ items: Array<{ id: string; ownerId: string; fileName: string }> }>(page, "GET", "/api/moments?limit=500")).items;
}

test("who has no albums is told how to begin, and makes one by keyboard", async () => {
  const page = await visit(server, ann, "albums");
  await page.getByText("No albums yet").waitFor();
  await look(page, "albums-none");
  await press(page, "New album");
  await dialog(page).waitFor();
  await look(page, "album-new");
  // The name has the focus already.
  await page.keyboard.type("Summer by the sea");
  await page.keyboard.press("Enter");
  await heading(page, "Summer by the sea").waitFor();
  await page.getByText("Nothing in this album yet").waitFor();
  expect(new URL(page.url()).hash).toMatch(/^#\/album\/\d+$/);
  expect(await page.title()).toBe("Summer by the sea · Leporello");
  await look(page, "album-empty");
  await page.context().close();
});

test("a name that is too long is told beside the field and not sent", async () => {
  const page = await visit(server, ann, "albums");
  await page.getByRole("button", { name: "New album" }).click();
  await page.keyboard.type("x".repeat(21));
  await page.getByText("That is too long").waitFor();
  expect(await page.getByRole("button", { name: "Create" }).isDisabled()).toBe(true);
  await page.keyboard.press("Escape");
  expect(await dialog(page).count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("New album");
  await page.context().close();
});

test("a collection is made by keyboard, with a preview that follows the choice, and changed", async () => {
  const page = await visit(server, ann, "albums");
  await press(page, "New album");
  await tabTo(page, "radio", /^By hand/);
  await page.keyboard.press("ArrowDown");
  await page.getByText("Choose at least one folder").waitFor();
  await tabTo(page, "checkbox", "Sea");
  await page.keyboard.press("Space");
  const preview = page.getByRole("region", { name: "Preview" });
  await preview.getByText("5 items").waitFor();
  await until("pictures of the preview", () => preview.locator("img").count().then((count) => count === 5));
  await look(page, "collection-new");
  await page.keyboard.press("Shift+Tab");
  await tabTo(page, "checkbox", "Photos");
  await page.keyboard.press("Space");
  await preview.getByText("Empty").waitFor();
  await page.keyboard.press("Space");
  await preview.getByText("5 items").waitFor();
  await press(page, "Create");

  // It has no name, so its folder stands for one.
  await heading(page, "Sea").waitFor();
  await page.getByText("Photos and videos from Sea").waitFor();
  await page.getByText("5 items").waitFor();
  await until("its photos", () => page.getByRole("option").count().then((count) => count === 5));
  await look(page, "collection");

  await press(page, "Edit rule");
  await preview.getByText("Nothing changes.").waitFor();
  await tabTo(page, "checkbox", "Hills");
  await page.keyboard.press("Space");
  await preview.getByText("12 items").waitFor();
  await preview.getByText("7 come in").waitFor();
  await tabTo(page, "checkbox", "Sea");
  await page.keyboard.press("Space");
  await preview.getByText("5 go out").waitFor();
  await look(page, "collection-edit");
  await press(page, "Save");
  await heading(page, "Hills").waitFor();
  await page.getByText("7 items").waitFor();
  await until("its photos", () => page.getByRole("option").count().then((count) => count === 7));
  await page.context().close();
});

test("folders are chosen side by side: a choice in another place takes the place of the first", async () => {
  const page = await visit(server, ann, "albums");
  await page.getByRole("button", { name: "New album" }).click();
  await page.getByRole("radio", { name: /^By itself/ }).check();
  await page.getByRole("checkbox", { name: "Sea" }).check();
  await page.getByRole("button", { name: "Open Hills" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("1 folder chosen in another place").waitFor();
  // Whoever went there by keyboard is there.
  await until("the focus", () => page.evaluate(() => document.activeElement?.textContent === "Hills"));
  await page.getByRole("checkbox", { name: "High" }).check();
  await page.getByText("1 folder chosen", { exact: true }).waitFor();
  await page.getByRole("region", { name: "Preview" }).getByText("3 items").waitFor();
  await page.getByRole("button", { name: "My folders" }).click();
  expect(await page.getByRole("checkbox", { name: "Sea" }).isChecked()).toBe(false);
  await page.context().close();
});

test("selected photos go into a new album and into one that there is", async () => {
  const page = await visit(server, ann, "timeline");
  await page.getByRole("listbox").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  await page.getByRole("toolbar").getByRole("button", { name: /album/i }).click();
  await dialog(page).getByRole("heading", { name: "Add 2 items to an album" }).waitFor();
  await look(page, "add-to-album");
  await tabTo(page, "textbox", "New album");
  await page.keyboard.type("Best of");
  await page.keyboard.press("Enter");
  const notice = page.getByRole("region", { name: "Notices" });
  await notice.getByText("2 items are in “Best of”.").waitFor();
  await notice.getByRole("button", { name: "Open" }).click();
  await heading(page, "Best of").waitFor();
  await until("what was added", () => page.getByRole("option").count().then((count) => count === 2));
  await look(page, "album");

  await page.goto(server.url + "#/timeline");
  await page.getByRole("listbox").focus();
  await page.keyboard.press("Space");
  await page.getByRole("toolbar").getByRole("button", { name: /album/i }).click();
  await dialog(page).getByRole("button", { name: "Summer by the sea" }).click();
  await notice.getByText("1 item is in “Summer by the sea”.").waitFor();
  await page.goto(server.url + "#/albums");
  await page.getByRole("link", { name: /Summer by the sea 1 item/ }).waitFor();
  await page.getByRole("link", { name: /Best of 2 items/ }).waitFor();
  await until("covers", () => page.locator("a.album img").count().then((count) => count === 3));
  await look(page, "albums");
  await page.context().close();
});

test("photos are taken out of an album and stay where they are", async () => {
  const page = await visit(server, ann);
  const id = await album(page, "To be thinned");
  const [first, second] = await ownPhotos(page);
  const fileIds = [first, second].map((photo) => ({ fileId: photo?.id, ownerId: photo?.ownerId }));
  await ask(page, "POST", `/koodrive/ose/v1/album/${id}/add`, { fileIds });
  const before = (await ownPhotos(page)).length;
  await page.goto(server.url + `#/album/${id}`);
  await until("its photos", () => page.getByRole("option").count().then((count) => count === 2));
  await page.getByRole("listbox").focus();
  await page.keyboard.press("Space");
  await page.getByRole("toolbar").getByRole("button", { name: /remove|take/i }).click();
  await until("one photo less", () => page.getByRole("option").count().then((count) => count === 1));
  await page.getByText("1 item", { exact: true }).waitFor();
  expect((await ownPhotos(page)).length).toBe(before);
  await page.context().close();
});

test("what is uploaded on the page of an album is in it, and in the timeline", async () => {
  const page = await visit(server, ann);
  const id = await album(page, "Fresh");
  const before = (await ownPhotos(page)).length;
  await page.goto(server.url + `#/album/${id}`);
  await page.getByText("Nothing in this album yet").waitFor();
  const buffer = Buffer.from(jpeg({ seed: 900, width: 160, height: 120 }));
  await page.locator("main input[type=file]:not([webkitdirectory])").setInputFiles({ name: "fresh.jpg", mimeType: "image/jpeg", buffer });
  await until("the photo in the album", async () => (await page.getByRole("option").count()) === 1);
  await page.getByText("1 item", { exact: true }).waitFor();
  expect((await ownPhotos(page)).length).toBe(before + 1);
  await page.context().close();
});

test("an album is renamed and deleted; its photos stay", async () => {
  const page = await visit(server, ann);
  const id = await album(page, "Draft");
  await page.goto(server.url + `#/album/${id}`);
  await press(page, "Rename");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Fair copy");
  await page.keyboard.press("Enter");
  await heading(page, "Fair copy").waitFor();
  await press(page, "Delete");
  await dialog(page).getByText("Only the album goes.").waitFor();
  await look(page, "album-delete");
  await press(dialog(page), "Delete album");
  await page.getByText("“Fair copy” is deleted.").waitFor();
  expect(new URL(page.url()).hash).toBe("#/albums");
  await page.goto(server.url + `#/album/${id}`);
  await heading(page, "There is no such album").waitFor();
  await look(page, "album-missing");
  await page.context().close();
});

test("nobody sees another's album", async () => {
  const page = await visit(server, ann);
  const id = await album(page, "Only mine");
  const others = await visit(server, bob, `album/${id}`);
  await heading(others, "There is no such album").waitFor();
  await page.context().close();
  await others.context().close();
});

test("names are text, however they are written, and never wider than the page", async () => {
  const page = await visit(server, bob, "albums");
  const names = ["<b>bold</b>&amp;", "\u05e9\u05dc\u05d5\u05dd \u0639\u0627\u0644\u0645", "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} 中文相册", "w".repeat(20), "{ $name } %s"];
  for (const name of names) await album(page, name);
  await page.reload();
  for (const name of names) await page.locator("a.album bdi").getByText(name, { exact: true }).waitFor();
  await look(page, "albums-names");
  await page.getByRole("link", { name: /bold/ }).click();
  await heading(page, "<b>bold</b>&amp;").waitFor();
  await page.context().close();
});

test("a long list of albums comes as it is scrolled to", async () => {
  const page = await visit(server, bob);
  for (let number = 0; number < 90; number++) await album(page, `Album ${number}`);
  await page.goto(server.url + "#/albums");
  await page.getByRole("link", { name: "Album 89" }).waitFor();
  expect(await page.locator("a.album").count()).toBeLessThan(90);
  await until("all albums", async () => {
    await page.locator(".page").evaluate((element) => element.scrollTo(0, element.scrollHeight));
    return (await page.locator("a.album").count()) === 95;
  });
  await page.context().close();
});

test("in Chinese", async () => {
  const page = await visit(server, ann, "albums", { locale: "zh-CN" });
  await heading(page, "相册").waitFor();
  await page.getByRole("button", { name: "新建相册" }).click();
  await page.getByRole("radio", { name: /^自动/ }).check();
  await page.getByRole("checkbox", { name: "Sea" }).check();
  await page.getByText("5 项").waitFor();
  await look(page, "collection-new-zh");
  await page.context().close();
});
