// Operating the server: who its users are and how it stands. For the first user, and for nobody else.
import { beforeAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { ask, look, press, tabTo } from "./look.ts";
import { jpeg } from "./pictures.ts";
import { startServer, until, visit, type Person, type Server } from "./support.ts";

let server: Server;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  server = await startServer();
  ann = await server.person("Ann");
  bob = await server.person("\u05d1\u05d5\u05d1 <i>Bob</i> " + "w".repeat(60));
  await server.fill(ann, { "sea.jpg": jpeg({ seed: 1, size: 2 << 20 }) });
});

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const dialog = (page: Page) => page.getByRole("dialog");
const notice = (page: Page, text: string | RegExp) => page.getByRole("region", { name: "Notices" }).getByText(text);
const row = (page: Page, name: string | RegExp) => page.getByRole("row", { name });
const signIn = async (page: Page, username: string, password: string) =>
  (await page.context().request.post(`${server.url}api/session`, { data: { username, password } })).status();

test("how the server stands, in every look", async () => {
  const page = await visit(server, ann, "operator");
  await page.getByText("Everything is working").waitFor();
  await page.getByText("2 MB of 200 GB").waitFor();
  await page.getByText("SQLite").waitFor();
  await look(page, "operator");
  await page.locator(".page").evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await look(page, "operator-users");
  await page.context().close();
});

test("nobody else gets there", async () => {
  const page = await visit(server, bob, "operator");
  await page.getByRole("main").waitFor();
  expect(await page.getByRole("link", { name: "Operator" }).count()).toBe(0);
  expect(await page.getByText("Everything is working").count()).toBe(0);
  await page.context().close();
});

test("a user is added by keyboard and can sign in", async () => {
  const page = await visit(server, ann, "operator");
  await press(page, "Add user");
  await dialog(page).waitFor();
  await look(page, "operator-add");
  await page.keyboard.type("Cleo");
  await page.keyboard.press("Tab");
  await page.keyboard.type("139 0000 0009");
  await page.keyboard.press("Tab");
  await page.keyboard.type("short");
  expect(await dialog(page).getByRole("button", { name: "Add" }).isDisabled()).toBe(true);
  await page.keyboard.type(" no more");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await dialog(page).getByText("Begin with the country code").waitFor();
  await dialog(page).getByLabel(/Mobile number/).fill("+86 139 0000 0009");
  await press(dialog(page), "Add");
  await notice(page, "Cleo can sign in now.").waitFor();
  await row(page, /^Cleo/).getByText("0 bytes of 7 GB").first().waitFor();
  expect(await signIn(page, "008613900000009", "short no more")).toBe(200);
  await page.context().close();
});

test("a number that somebody has is refused in the server's words, and what was typed stays", async () => {
  const page = await visit(server, ann, "operator");
  await press(page, "Add user");
  await page.keyboard.type("Dan");
  await dialog(page).getByLabel(/Mobile number/).fill(bob.mobile);
  await dialog(page).getByLabel("Password to begin with").fill("a long password");
  await page.keyboard.press("Enter");
  await dialog(page).getByRole("alert").waitFor();
  expect(await dialog(page).getByLabel("Name").inputValue()).toBe("Dan");
  await page.context().close();
});

test("another capacity and another password", async () => {
  const page = await visit(server, ann, "operator");
  const dan = await server.person("Dan");
  const dans = await visit(server, dan, "albums");
  await page.reload();
  await press(row(page, /^Dan/), "Capacity");
  await dialog(page).waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("250");
  await page.keyboard.press("Enter");
  await notice(page, "Dan has another capacity.").waitFor();
  await row(page, /^Dan/).getByText("0 bytes of 250 GB").first().waitFor();

  await press(row(page, /^Dan/), "New password");
  await dialog(page).getByText("They are signed out on all devices.").waitFor();
  await page.keyboard.type("given by the operator");
  await page.keyboard.press("Enter");
  await notice(page, "Dan has a new password.").waitFor();
  expect((await dans.context().request.get(`${server.url}api/session`)).status()).toBe(401);
  expect(await signIn(dans, dan.mobile, dan.password)).toBe(401);
  expect(await signIn(dans, dan.mobile, "given by the operator")).toBe(200);
  await page.context().close();
  await dans.context().close();
});

test("a user is frozen and enabled again; the operator cannot freeze themselves", async () => {
  const page = await visit(server, ann, "operator");
  const eve = await server.person("Eve");
  await page.reload();
  expect(await row(page, /^Ann/).getByRole("button", { name: "Freeze" }).count()).toBe(0);
  await press(row(page, /^Eve/), "Freeze");
  await dialog(page).getByText("Nothing is lost").waitFor();
  await press(dialog(page), "Freeze");
  await notice(page, "Eve is frozen.").waitFor();
  await row(page, /^Eve/).getByText("Frozen", { exact: true }).waitFor();
  expect(await signIn(page, eve.mobile, eve.password)).toBe(401);
  await tabTo(row(page, /^Eve/), "button", "Enable");
  await page.keyboard.press("Enter");
  await notice(page, "Eve can sign in again.").waitFor();
  expect(await signIn(page, eve.mobile, eve.password)).toBe(200);
  await page.context().close();
});

test("what happens meanwhile is seen without doing anything", async () => {
  const page = await visit(server, ann, "operator");
  await heading(page, "Operator").waitFor();
  await ask(page, "GET", "/api/operator/users");
  await server.person("Faye");
  await until("the new user", async () => (await row(page, /^Faye/).count()) === 1, 30_000);
  await page.context().close();
});
