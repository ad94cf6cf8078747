// Sizes and times as people read them. (The words are the browser's; what is held here is which of them are chosen.)
import { beforeEach, expect, test, vi } from "vitest";

const me = vi.hoisted(() => ({ zone: "Asia/Shanghai" }));
vi.mock("../../src/session/session.svelte", () => ({ session: { me } }));

import { ago, bytes, date, dateTime, clock, listed, number } from "../../src/ui/format";
import { speak } from "../../src/messages/index.svelte";

vi.stubGlobal("document", { documentElement: {} });

beforeEach(async () => {
  me.zone = "Asia/Shanghai";
  await speak("en-US");
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [1023, "1,023 bytes"],
  [1024, "1 kB"],
  [1536, "1.5 kB"],
  [10 * 1024 ** 2, "10 MB"],
  [5 * 1024 ** 3, "5 GB"],
  [1.25 * 1024 ** 4, "1.3 TB"],
  [2 ** 62, "4,096 PB"],
])("%d bytes are %s", (size, text) => expect(bytes(size)).toBe(text));

test("a size and a number in Chinese", async () => {
  await speak("zh-CN");
  expect(bytes(12)).toBe("12字节");
  expect(bytes(5 * 1024 ** 3)).toBe("5 GB");
  expect(number(12345)).toBe("12,345");
});

test("days are those of the account's zone, not of the browser's", () => {
  const evening = "2025-09-01T18:30:00.000Z";
  expect(date(evening)).toBe("Sep 2, 2025");
  me.zone = "America/New_York";
  expect(date(evening)).toBe("Sep 1, 2025");
  expect(dateTime(evening)).toBe("Sep 1, 2025, 2:30 PM");
});

test("a zone that this browser does not know, and a time that is none, do no harm", () => {
  me.zone = "Mars/Olympus";
  expect(date("2025-09-01T12:00:00.000Z")).toBe("Sep 1, 2025");
  expect(date("")).toBe("");
  expect(ago("nonsense")).toBe("");
});

test.each([
  [0, "now"],
  [-59, "now"],
  [-60, "1 minute ago"],
  [-2 * 3600, "2 hours ago"],
  [-86_400, "yesterday"],
  [3 * 86_400, "in 3 days"],
  [-400 * 86_400, "last year"],
])("%d seconds away is %s", (seconds, text) => {
  const now = Date.parse("2025-09-10T12:00:00Z");
  expect(ago(now + seconds * 1000, now)).toBe(text);
});

test.each([
  [0, "0:00"],
  [7_400, "0:07"],
  [59_600, "1:00"],
  [725_000, "12:05"],
  [3_723_000, "1:02:03"],
])("%d milliseconds are shown as %s", (milliseconds, text) => expect(clock(milliseconds)).toBe(text));

test("things in a row", async () => {
  expect(listed(["a", "b", "c"])).toBe("a, b, and c");
  await speak("zh-CN");
  expect(listed(["a", "b"])).toBe("a和b");
});
