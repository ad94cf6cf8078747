// What all browser tests need: a server of their own, people on it, a browser, and pictures.
//
// Everything that is started here ends with the test file. No test reaches beyond this machine, and none sleeps: what
// takes time is waited for by `until`, or by the page's own `waitFor`. After each test it is an error if a page had an
// uncaught error, broke its content security policy, or asked another machine for anything.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, expect } from "vitest";
import { proxy, type Proxy } from "./proxy.ts";

const PROGRAM = resolve(process.env.LEPORELLO ?? "../target/debug/leporello");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

const endings: Array<() => unknown> = [];
const troubles: string[] = [];

afterEach(() => expect(troubles.splice(0), "what went wrong inside of the pages").toEqual([]));
afterAll(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Runs this when the test file ends; the last first. */
export function atEnd(end: () => unknown): void {
  endings.push(end);
}

/** A new folder, which is gone at the end. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "leporello-web-"));
  atEnd(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes files below a folder, by path; gives the folder. */
export function write(files: Record<string, Uint8Array | string>, into = folder()): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    writeFileSync(join(into, path), bytes);
  }
  return into;
}

/** Waits until this gives something true, and gives that. */
export async function until<T>(what: string, ask: () => T | Promise<T>, within = 60_000): Promise<NonNullable<T>> {
  const end = Date.now() + within;
  for (;;) {
    const found = await ask();
    if (found) return found;
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Somebody with an account. */
export interface Person {
  name: string;
  mobile: string;
  password: string;
  userId: string;
  containerId: string;
  rootFolderId: string;
}

/** Runs the program once; gives what it printed. */
export async function run(args: string[], input = ""): Promise<string> {
  const child = spawn(PROGRAM, args, { stdio: "pipe" });
  child.stdin.end(input);
  let [out, err] = ["", ""];
  child.stdout.on("data", (piece) => (out += piece));
  child.stderr.on("data", (piece) => (err += piece));
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`leporello ${args.join(" ")}: ${err || out}`);
  return out;
}

/** A server with a data folder of its own. The first person that is added is its operator. */
export class Server {
  readonly data = folder();
  /** What it printed since it was started, line by line. */
  said: string[] = [];
  #process: ChildProcess | undefined;
  #port = 0;
  #people = 0;
  #proxy: Proxy | undefined;

  constructor(
    private readonly args: string[],
    private readonly prefix: string,
  ) {}

  /** Where the gallery is, with a slash at the end. */
  get url(): string {
    return this.#proxy ? `${this.#proxy.url}${this.prefix}/` : `${this.origin}/`;
  }

  /** The server itself, without the path prefix. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts it; again on the port that it had before. Resolves when it listens. */
  async start(): Promise<void> {
    if (this.prefix && !this.#proxy) this.#proxy = await proxied(() => this.origin, { prefix: this.prefix });
    const path = this.#proxy ? ["--public-url", this.url.replace(/\/$/, "")] : [];
    const args = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.#port}`, ...path, ...this.args];
    const child = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    let complaint = "";
    child.stderr.on("data", (piece) => (complaint = (complaint + piece).slice(-4000)));
    this.said = [];
    createInterface(child.stdout).on("line", (line) => this.said.push(line));
    const listening = () => this.said.map((line) => /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]).find(Boolean);
    const port = await until("a server that listens", () => listening() ?? (child.exitCode !== null && "none"));
    if (port === "none") throw new Error(`the server did not start: ${complaint}`);
    this.#port = Number(port);
  }

  /** Stops it in order. */
  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** Ends it in the middle of whatever it does. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  /** Adds somebody, whose password is made up. */
  async person(name: string): Promise<Person> {
    const mobile = `0086138${String(++this.#people).padStart(8, "0")}`;
    const password = `what ${name} alone knows`;
    const added = ["--name", name, "--mobile", mobile, "--password-stdin", "--json", "--data", this.data];
    return { name, mobile, password, ...JSON.parse(await run(["user", "add", ...added], password)) };
  }

  /** Puts files into somebody's space as `leporello import` does: by path, folders are made. */
  async fill(person: Person, files: Record<string, Uint8Array | string>): Promise<void> {
    await run(["import", "--user", person.userId, "--data", this.data, "--json", write(files)]);
  }
}

/** Starts a server; with `prefix`, such as `/photos`, it is reached below that path, through a proxy. */
export async function startServer({ args = [], prefix = "" }: { args?: string[]; prefix?: string } = {}): Promise<Server> {
  const server = new Server(args, prefix);
  await server.start();
  atEnd(() => server.kill());
  return server;
}

/** A proxy in front of a server, which ends with the test file. */
export async function proxied(...args: Parameters<typeof proxy>): Promise<Proxy> {
  const made = await proxy(...args);
  atEnd(() => made.close());
  return made;
}

let launched: Promise<Browser> | undefined;

/** The browser of this test file. */
export function browser(): Promise<Browser> {
  launched ??= chromium
    .launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] })
    .then((browser) => {
      atEnd(() => browser.close());
      return browser;
    });
  return launched;
}

/** How a page is looked at. */
export interface Look {
  theme?: "light" | "dark";
  width?: number;
  height?: number;
  locale?: string;
  /** A context to open one more page in, as another tab. */
  context?: BrowserContext;
}

/** Opens a page on a server, for somebody if they are named: signed in already. `at` is the part after `#`. */
export async function visit(server: { url: string }, person?: Person, at = "", look: Look = {}): Promise<Page> {
  const { theme = "light", width = 1280, height = 800, locale = "en-US" } = look;
  const context =
    look.context ??
    (await (await browser()).newContext({ colorScheme: theme, viewport: { width, height }, locale, reducedMotion: "reduce" }));
  if (person && !look.context) await signIn(context, server, person);
  const page = await context.newPage();
  watch(page, new URL(server.url).hostname);
  await page.goto(server.url + (at && `#/${at}`));
  return page;
}

/** Opens a session without the form. */
export async function signIn(context: BrowserContext, server: { url: string }, person: Person): Promise<void> {
  const data = { username: person.mobile, password: person.password };
  const answer = await context.request.post(`${server.url}api/session`, { data });
  if (!answer.ok()) throw new Error(`${person.name} could not sign in: ${await answer.text()}`);
}

function watch(page: Page, host: string): void {
  page.on("pageerror", (error) => troubles.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) troubles.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== host) troubles.push(`asked another machine: ${request.url()}`);
  });
}

/** Drops files and folders of this machine onto the middle of a page, as a hand does. */
export async function drop(page: Page, paths: string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 };
  const data = { items: [], files: paths.map((path) => resolve(path)), dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await client.send("Input.dispatchDragEvent", { type, x: width / 2, y: height / 2, data });
  }
  await client.detach();
}

/** Names that break what takes them for markup, for a path, for left-to-right or for short. */
export const hostileNames = [
  "&lt;b&gt;bold&amp;.jpg",
  "'--`${alert(1)}`.jpg",
  "\u05e9\u05dc\u05d5\u05dd \u0639\u0627\u0644\u0645.jpg",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466} \u4e2d\u6587 e\u0301.jpg",
  "%2e%2e#?x=1&y.jpg".replace("?", "%3f"),
  `${"w".repeat(246)}.jpg`,
];
