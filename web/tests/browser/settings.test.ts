// The user's own account: every form by keyboard, and that what it says is so.
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
  bob = await server.person("Bob");
  await server.fill(ann, { "sea.jpg": jpeg({ seed: 1, size: 3 << 20 }) });
});

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const dialog = (page: Page) => page.getByRole("dialog");
const notice = (page: Page, text: string | RegExp) => page.getByRole("region", { name: "Notices" }).getByText(text);
const section = (page: Page, name: string) => page.getByRole("region", { name });

const me = (page: Page) => ask<{ name: string; zone: string; language: string }>(page, "GET", "/api/session");

test("the settings as they are, in every look", async () => {
  const page = await visit(server, ann, "settings");
  await page.getByText("3 MB of 100 GB used").waitFor();
  await page.getByText("Chrome on Linux").waitFor();
  await look(page, "settings");
  // What is below is looked at too.
  await page.locator(".page").evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await page.getByText(/Not affiliated with Huawei/).waitFor();
  await look(page, "settings-end");
  const docs = await page.getByRole("link", { name: "Interface documentation" }).getAttribute("href");
  expect((await page.context().request.get(String(docs))).ok()).toBe(true);
  await page.context().close();
});

test("another name, also one that is markup", async () => {
  const page = await visit(server, bob, "settings");
  await tabTo(page, "textbox", "Name");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("<b>Bob</b> & Söhne");
  await page.keyboard.press("Enter");
  await notice(page, "Saved.").waitFor();
  expect((await me(page)).name).toBe("<b>Bob</b> & Söhne");
  await page.context().close();
});

test("another language, at once and for good", async () => {
  const page = await visit(server, bob, "settings");
  await tabTo(page, "combobox", "Language");
  // Going through the choices changes nothing yet.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await heading(page, "Settings").waitFor();
  await press(page, "Save");
  await heading(page, "设置").waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  await page.reload();
  await heading(page, "设置").waitFor();
  await look(page, "settings-zh");
  await page.getByRole("combobox", { name: "语言" }).selectOption("");
  await press(page, "保存");
  await heading(page, "Settings").waitFor();
  await page.context().close();
});

test("another zone", async () => {
  const page = await visit(server, bob, "settings");
  await page.getByText(/Photos uploaded from now on/).waitFor();
  await page.getByRole("combobox", { name: "Time zone" }).selectOption("America/New_York");
  await press(page, "Save");
  await notice(page, "Saved.").waitFor();
  expect((await me(page)).zone).toBe("America/New_York");
  await page.context().close();
});

test("another password: this device stays, the others are signed out, the old one is none", async () => {
  const cleo = await server.person("Cleo");
  const page = await visit(server, cleo, "settings");
  const other = await visit(server, cleo, "settings");
  await heading(other, "Settings").waitFor();
  const form = section(page, "Password");
  await form.getByLabel("Current password").focus();
  await page.keyboard.type("not my password");
  await tabTo(page, "textbox", "New password, once more");
  await page.keyboard.type("something new and long");
  await form.getByLabel("New password", { exact: true }).fill("something new and lon");
  await page.getByText("The two new passwords differ.").waitFor();
  expect(await page.getByRole("button", { name: "Change password" }).isDisabled()).toBe(true);
  await form.getByLabel("New password", { exact: true }).fill("something new and long");
  await press(page, "Change password");
  await form.getByRole("alert").waitFor();
  await form.getByLabel("Current password").fill(cleo.password);
  await press(page, "Change password");
  await notice(page, "Your password is changed.").waitFor();
  expect(await form.getByLabel("Current password").inputValue()).toBe("");
  expect((await me(page)).name).toBe("Cleo");
  const asked = await other.context().request.get(`${server.url}api/session`);
  expect(asked.status()).toBe(401);
  const again = (password: string) => page.context().request.post(`${server.url}api/session`, { data: { username: cleo.mobile, password } });
  expect((await again(cleo.password)).status()).toBe(401);
  expect((await again("something new and long")).ok()).toBe(true);
  await page.context().close();
  await other.context().close();
});

test("a token is shown once, works, and is refused after it was revoked", async () => {
  const page = await visit(server, ann, "settings");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await press(page, "New token");
  await dialog(page).waitFor();
  await page.keyboard.type("Backup script");
  await look(page, "token-new");
  await page.keyboard.press("Enter");
  const field = dialog(page).getByRole("textbox", { name: "Token" });
  await field.waitFor();
  const token = await field.inputValue();
  await look(page, "token-made");
  await press(dialog(page), "Copy");
  await dialog(page).getByText("Copied.").waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  await press(dialog(page), "Done");
  await section(page, "Personal access tokens").getByText("Backup script").waitFor();
  expect(await page.content()).not.toContain(token);

  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const headers = { Authorization: `Bearer ${token}`, "X-User-Id": ann.userId, "X-Date": date };
  const space = () => fetch(`${server.url}koodrive/ose/v1/space/${ann.userId}?type=1`, { headers });
  expect((await space()).status).toBe(200);
  await press(page, "Revoke Backup script");
  await press(dialog(page), "Revoke");
  await notice(page, "“Backup script” is revoked.").waitFor();
  expect((await space()).status).toBe(401);
  await page.context().close();
});

test("another device is signed out from here; what it was doing asks who is there", async () => {
  const page = await visit(server, bob, "settings");
  const other = await visit(server, bob, "albums");
  await page.reload();
  await page.getByText("This device", { exact: true }).waitFor();
  const before = await page.getByRole("button", { name: /^Sign out .* on Linux/ }).count();
  expect(before).toBeGreaterThan(0);
  // The newest is the first that is not this one.
  await press(page, /^Sign out .* on Linux/);
  await notice(page, "is signed out.").waitFor();
  await until("one less", async () => (await page.getByRole("button", { name: /^Sign out .* on Linux/ }).count()) === before - 1);
  await other.reload();
  await other.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await page.context().close();
  await other.context().close();
});

test("signing out everywhere is everywhere, but tokens stay", async () => {
  const page = await visit(server, ann, "settings");
  const other = await visit(server, ann, "settings");
  const { accessToken } = await ask<{ accessToken: string }>(page, "POST", "/api/tokens", { name: "kept" });
  await press(page, "Sign out everywhere");
  await dialog(page).getByText("Personal access tokens stay valid.").waitFor();
  await look(page, "sign-out-everywhere");
  await press(dialog(page), "Sign out everywhere");
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  expect((await other.context().request.get(`${server.url}api/session`)).status()).toBe(401);
  const data = { userId: ann.userId, accessToken };
  expect((await other.context().request.post(`${server.url}api/session`, { data })).ok()).toBe(true);
  await page.context().close();
  await other.context().close();
});

test("signing out here leaves nothing of what was there", async () => {
  const page = await visit(server, ann, "settings");
  await page.getByText("Chrome on Linux").first().waitFor();
  await press(page, /^Sign out$/);
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  expect(await page.getByText(ann.mobile).count()).toBe(0);
  expect((await page.context().request.get(`${server.url}api/session`)).status()).toBe(401);
  await page.context().close();
});
