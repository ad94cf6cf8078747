// Families: two people in two browsers. What one does the other sees, and what ends is over for both.
import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { ask, look, press, tabTo } from "./look.ts";
import { jpeg } from "./pictures.ts";
import { startServer, until, visit, type Person, type Server } from "./support.ts";

let server: Server;
let ann: Person;
let bob: Person;
let cleo: Person;

beforeAll(async () => {
  server = await startServer();
  ann = await server.person("Ann");
  bob = await server.person("Bob \u05d1\u05d5\u05d1 <i>B</i>");
  cleo = await server.person("Cleo");
  const photos = (name: string, seed: number) =>
    Object.fromEntries([0, 1, 2].map((index) => [`${name}/${name}-${index}.jpg`, jpeg({ seed: seed + index, width: 160, height: 120 })]));
  await server.fill(ann, photos("ann", 10));
  await server.fill(bob, photos("bob", 20));
});

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const dialog = (page: Page) => page.getByRole("dialog");
const notice = (page: Page, text: string | RegExp) => page.getByRole("region", { name: "Notices" }).getByText(text);

type Families = { folders: Array<{ id: string; groupId: string; name: string }> };
const familiesOf = (page: Page) => ask<Families>(page, "GET", "/koodrive/ose/v1/sharefolder/list?offset=0&limit=100");

async function group(page: Page, name: string): Promise<string> {
  const { folders } = await familiesOf(page);
  const found = folders.find((family) => family.name === name);
  if (!found) throw new Error(`no family ${name}`);
  return found.groupId;
}

/** Makes a family of Ann's with Bob in it, without the forms. */
async function together(name: string): Promise<{ anns: Page; bobs: Page; groupId: string }> {
  const anns = await visit(server, ann, "albums");
  const bobs = await visit(server, bob, "albums");
  await ask(anns, "POST", "/koodrive/ose/v1/sharefolder/create", { shareType: 0, containerId: ann.containerId, name });
  const groupId = await group(anns, name);
  const { inviteId } = await ask<{ inviteId: string }>(anns, "POST", `/koodrive/ose/v1/usergroupsInvite/invite/${groupId}?mobile=${bob.mobile}`);
  await ask(bobs, "POST", `/koodrive/ose/v1/usergroupsInvite/inviteConfirm/${groupId}`, { inviteId, confirm: 1 });
  return { anns, bobs, groupId };
}

async function close(...pages: Page[]): Promise<void> {
  for (const page of pages) await page.context().close();
}

test("a family is made by keyboard, and somebody invited by a number as people write it", async () => {
  const page = await visit(server, ann, "families");
  await page.getByText("No family yet").waitFor();
  await look(page, "families-none");
  await press(page, "New family");
  await dialog(page).waitFor();
  await look(page, "family-new");
  await page.keyboard.type("The Lees");
  await page.keyboard.press("Enter");
  await heading(page, "The Lees").waitFor();

  await tabTo(page, "textbox", "Mobile number");
  await page.keyboard.type("13800000002");
  await page.keyboard.press("Enter");
  await page.getByText("Begin with the country code").waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("+86 138 0000 0002");
  await page.getByText(`Invites ${bob.mobile}`).waitFor();
  await page.keyboard.press("Enter");
  await notice(page, `${bob.mobile} is invited.`).waitFor();
  await page.getByText(/Waiting for an answer until/).waitFor();
  // What the server refuses it says itself, beside the field.
  await page.keyboard.type(ann.mobile);
  await page.keyboard.press("Enter");
  await page.getByText(/is your own number/).waitFor();
  await close(page);
});

test("whoever is invited sees it and joins, and everybody sees who is there", async () => {
  const bobs = await visit(server, bob, "families");
  await bobs.getByRole("heading", { name: "Invitations for you" }).waitFor();
  await look(bobs, "families-invited");
  await press(bobs, "Accept");
  await notice(bobs, "You are now in “The Lees”.").waitFor();
  await bobs.getByRole("link", { name: /The Lees/ }).click();
  await heading(bobs, "The Lees").waitFor();
  await bobs.getByText("Made the family").waitFor();
  await bobs.getByText(/Member since/).waitFor();
  // A member neither invites nor renames.
  expect(await bobs.getByRole("button", { name: "Invite" }).count()).toBe(0);
  expect(await bobs.getByRole("button", { name: "Rename" }).count()).toBe(0);
  await look(bobs, "family-member");

  const anns = await visit(server, ann, "families");
  await anns.getByRole("link", { name: /The Lees/ }).click();
  await anns.getByText(bob.name, { exact: true }).waitFor();
  await anns.getByText("Accepted").waitFor();
  await close(anns, bobs);
});

test("an invitation may be refused", async () => {
  const anns = await visit(server, ann, "families");
  const groupId = await group(anns, "The Lees");
  await ask(anns, "POST", `/koodrive/ose/v1/usergroupsInvite/invite/${groupId}?mobile=${cleo.mobile}`);
  const cleos = await visit(server, cleo, "families");
  await press(cleos, "Refuse");
  await notice(cleos, "You refused the invitation").waitFor();
  await cleos.getByText("No family yet").waitFor();
  await anns.goto(server.url + `#/family/${groupId}`);
  await anns.getByText("Refused").waitFor();
  await close(anns, cleos);
});

test("an album of the family: one makes it, the other fills it, both see it", async () => {
  const anns = await visit(server, ann, "families");
  const groupId = await group(anns, "The Lees");
  await anns.goto(server.url + `#/family/${groupId}`);
  await press(anns, "New shared album");
  await dialog(anns).waitFor();
  await anns.keyboard.type("Together");
  await anns.keyboard.press("Enter");
  await heading(anns, "Together").waitFor();
  await anns.getByRole("link", { name: "Shared in The Lees" }).waitFor();
  const album = new URL(anns.url()).hash;

  const bobs = await visit(server, bob, "timeline");
  await bobs.getByRole("listbox").focus();
  await bobs.keyboard.press("Space");
  await bobs.getByRole("toolbar").getByRole("button", { name: /album/i }).click();
  await dialog(bobs).getByText("Shared in The Lees").waitFor();
  await tabTo(bobs, "button", /^Together/);
  await bobs.keyboard.press("Enter");
  await notice(bobs, "1 item is in “Together”.").waitFor();

  await anns.reload();
  await until("Bob's photo", () => anns.getByRole("option").count().then((count) => count === 1));
  await look(anns, "album-shared");
  await bobs.goto(server.url + "#/albums");
  await bobs.getByRole("link", { name: /Together 1 item The Lees/ }).waitFor();
  // Bob takes his own out again.
  await bobs.goto(server.url + album);
  await bobs.getByRole("listbox").focus();
  await bobs.keyboard.press("Space");
  await bobs.getByRole("toolbar").getByRole("button", { name: /remove|take/i }).click();
  await bobs.getByText("Nothing in this album yet").waitFor();
  await close(anns, bobs);
});

test("a shared collection takes folders of the family's folder alone", async () => {
  const { anns, bobs, groupId } = await together("Builders");
  const { folders } = await ask<{ folders: Array<{ groupId: string; shareFolderFileId: string }> }>(
    anns,
    "GET",
    "/koodrive/ose/v1/sharefolder/list?offset=0&limit=100",
  );
  const parent = folders.find((family) => family.groupId === groupId)?.shareFolderFileId;
  await ask(anns, "POST", "/koodrive/ose/v1/directory", { fileName: "Party", fileType: "10", parentFolder: [parent], containerId: ann.containerId });
  await bobs.goto(server.url + "#/albums");
  await bobs.getByRole("button", { name: "New album" }).click();
  await bobs.getByRole("radio", { name: /^By itself/ }).check();
  await bobs.getByRole("checkbox", { name: "bob" }).check();
  await bobs.getByRole("combobox", { name: "Who is it for?" }).selectOption({ label: "Family “Builders”" });
  // The folder of another place is no longer chosen.
  await bobs.getByText("No folder chosen").waitFor();
  await bobs.getByRole("checkbox", { name: "Party" }).check();
  await bobs.getByRole("region", { name: "Preview" }).getByText("Empty").waitFor();
  await bobs.getByRole("button", { name: "Create" }).click();
  await heading(bobs, "Party").waitFor();
  await bobs.getByText("Photos and videos from Party").waitFor();
  await bobs.getByRole("button", { name: "Edit rule" }).click();
  expect(await bobs.getByRole("checkbox", { name: "Party" }).isChecked()).toBe(true);
  await close(anns, bobs);
});

test("a family is renamed, and somebody taken out of it", async () => {
  const { anns, bobs, groupId } = await together("Neighbours");
  await anns.goto(server.url + `#/family/${groupId}`);
  await press(anns, "Rename");
  await anns.keyboard.press("Control+A");
  await anns.keyboard.type("Old neighbours");
  await anns.keyboard.press("Enter");
  await heading(anns, "Old neighbours").waitFor();
  await look(anns, "family-owner");
  await press(anns, `Remove ${"\u2068"}${bob.name}${"\u2069"}`);
  await dialog(anns).getByText("Their own photos leave the family’s albums").waitFor();
  await press(dialog(anns), "Remove");
  await notice(anns, /is no longer in the family/).waitFor();
  await until("Bob is not there", async () => (await anns.getByText(bob.name, { exact: true }).count()) === 0);
  await bobs.goto(server.url + `#/family/${groupId}`);
  await heading(bobs, "There is no such family").waitFor();
  await look(bobs, "family-missing");
  await close(anns, bobs);
});

test("a member leaves, after being told what becomes of photos", async () => {
  const { anns, bobs, groupId } = await together("Walkers");
  await bobs.goto(server.url + `#/family/${groupId}`);
  await press(bobs, /^Leave family/);
  await dialog(bobs).getByText("stays with the family, and so do the albums you made").waitFor();
  await look(bobs, "family-leave");
  await press(dialog(bobs), "Leave family");
  await notice(bobs, "You left “Walkers”.").waitFor();
  expect(new URL(bobs.url()).hash).toBe("#/families");
  expect((await familiesOf(bobs)).folders.map(({ name }) => name)).not.toContain("Walkers");
  await close(anns, bobs);
});

test("a family is deleted, and its folder is in its owner's bin", async () => {
  const { anns, bobs, groupId } = await together("Singers");
  await anns.goto(server.url + `#/family/${groupId}`);
  await press(anns, /^Delete family/);
  await dialog(anns).getByText("goes into your bin").waitFor();
  await press(dialog(anns), "Delete family");
  await notice(anns, "“Singers” is deleted.").waitFor();
  expect((await familiesOf(bobs)).folders.map(({ name }) => name)).not.toContain("Singers");
  await anns.goto(server.url + "#/bin");
  await anns.getByRole("checkbox", { name: /Singers/ }).waitFor();
  await close(anns, bobs);
});
