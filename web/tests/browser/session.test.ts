// Coming in and going out: the first user, signing in, languages, a session that ends in the middle of work, a clock
// that is wrong, a path in front of everything.
import { expect, test, beforeAll } from "vitest";
import { look, tabTo } from "./look.ts";
import { jpeg } from "./pictures.ts";
import { run, startServer, until, visit, type Person, type Server } from "./support.ts";

let server: Server;
let ann: Person;

beforeAll(async () => {
  server = await startServer();
  ann = await server.person("Ann");
  await server.fill(ann, { "Sea/1.jpg": jpeg({ seed: 1 }), "Sea/2.jpg": jpeg({ seed: 2 }) });
});

test("somebody signs in by keyboard, after a wrong password", async () => {
  const page = await visit(server);
  await page.getByRole("heading", { name: "Leporello" }).waitFor();
  await look(page, "sign-in");
  await page.getByLabel("Number or user ID").waitFor();
  await page.keyboard.type(ann.mobile);
  await page.keyboard.press("Tab");
  await page.keyboard.type("not it");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
  await page.getByLabel("Password").fill(ann.password);
  await page.keyboard.press("Enter");
  await page.getByRole("option").first().waitFor();
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: "leporello_session", httpOnly: true, sameSite: "Strict" });
  expect(await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]))).not.toContain(cookie!.value.split(".")[1]);
  await page.context().close();
});

test("the way in speaks Chinese too, and the gallery the language of the browser", async () => {
  const page = await visit(server, undefined, "", { locale: "zh-CN" });
  await page.getByRole("button", { name: "登录" }).waitFor();
  await look(page, "sign-in-zh");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await page.context().close();
  const gallery = await visit(server, ann, "", { locale: "zh-CN" });
  await gallery.getByRole("heading", { level: 1, name: "照片" }).waitFor();
  expect(await gallery.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
  await gallery.context().close();
});

test("the first user comes in by a link that works once", async () => {
  const fresh = await startServer();
  const link = await until("the link", () => fresh.said.find((line) => line.startsWith("first user: "))?.slice("first user: ".length));
  const page = await visit({ url: fresh.url });
  await page.goto(link);
  await look(page, "first-user");
  await page.getByLabel(/name/i).fill("Grace");
  await page.getByLabel(/password/i).fill("correct horse");
  await page.keyboard.press("Enter");
  await page.getByText("Your photos will be here").waitFor();
  await look(page, "timeline-empty");
  await page.getByRole("link", { name: "Operator" }).waitFor();
  const again = await page.request.get(link);
  expect(again.status()).toBe(401);
  await page.context().close();
});

test("a session that ends in the middle of work is renewed, and the work goes on", async () => {
  const page = await visit(server, ann, "albums");
  await page.getByRole("button", { name: "New album" }).first().click();
  await page.getByRole("dialog").waitFor();
  await page.context().clearCookies();
  await page.keyboard.type("Not lost");
  await page.keyboard.press("Enter");
  const again = page.getByRole("dialog", { name: "Sign in again" });
  await again.waitFor();
  await look(page, "sign-in-again");
  await again.getByLabel("Password").fill(ann.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Not lost" }).waitFor();
  await page.context().close();
});

test("a browser whose clock is wrong comes in all the same", async () => {
  for (const minutes of [-5, 5]) {
    const page = await visit(server);
    await page.clock.install({ time: Date.now() + minutes * 60_000 });
    await page.reload();
    await page.getByLabel("Number or user ID").fill(ann.mobile);
    await page.getByLabel("Password").fill(ann.password);
    await page.keyboard.press("Enter");
    await page.getByRole("option").first().waitFor();
    await page.context().close();
  }
});

test("signing out everywhere ends the other browser too", async () => {
  const here = await visit(server, ann, "settings");
  const there = await visit(server, ann);
  await there.getByRole("option").first().waitFor();
  await tabTo(here, "button", "Sign out everywhere");
  await here.keyboard.press("Enter");
  const sure = here.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" });
  await sure.click();
  await here.getByRole("button", { name: "Sign in" }).waitFor();
  await there.getByRole("link", { name: "Albums" }).click();
  await there.getByRole("dialog", { name: "Sign in again" }).waitFor();
  await here.context().close();
  await there.context().close();
});

test("a link with a token signs in, and leaves no token in the address", async () => {
  const { accessToken } = JSON.parse(await run(["token", "issue", "--user", ann.userId, "--json", "--data", server.data])) as { accessToken: string };
  const page = await visit(server, undefined, `open/${ann.userId}/${accessToken}`);
  // Nobody is signed in by a link alone: who sent it might want them to put their photos into another's space.
  await look(page, "open");
  expect(await page.context().cookies()).toEqual([]);
  await page.getByRole("button", { name: "Open the gallery" }).click();
  await page.getByRole("option").first().waitFor();
  expect(page.url()).not.toContain(accessToken);
  const wrong = await visit(server, undefined, `open/${ann.userId}/${"0".repeat(64)}`);
  await wrong.getByRole("button", { name: "Open the gallery" }).click();
  await wrong.getByText("This link does not work any more").waitFor();
  await look(wrong, "open-failed");
  await page.context().close();
  await wrong.context().close();
});

test("everything works below a path", async () => {
  const below = await startServer({ prefix: "/family/photos" });
  const bob = await below.person("Bob");
  await below.fill(bob, { "A/1.jpg": jpeg({ seed: 9 }) });
  const page = await visit(below);
  await page.getByLabel("Number or user ID").fill(bob.mobile);
  await page.getByLabel("Password").fill(bob.password);
  await page.keyboard.press("Enter");
  await page.locator("[role=option] img.here").first().waitFor();
  expect((await page.context().cookies())[0]).toMatchObject({ path: "/family/photos" });
  await page.getByRole("link", { name: "Albums" }).click();
  await page.getByRole("heading", { level: 1, name: "Albums" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Albums" }).waitFor();
  await page.context().close();
});
