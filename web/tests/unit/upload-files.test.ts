// What is taken, what it is called, how it comes out of drops, and its digest.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { admit, nameFor } from "../../src/upload/admit";
import { fromDrop, fromInput } from "../../src/upload/entries";
import type { Picked } from "../../src/upload/facts";
import { Sha256 } from "../../src/upload/sha256";

const file = (name: string, type = "", bytes = "x", webkitRelativePath = "") =>
  Object.defineProperty(new File([bytes], name, { type, lastModified: 1_700_000_000_000 }), "webkitRelativePath", { value: webkitRelativePath });
const of = (name: string, type = "", path: string[] = []) => admit({ file: file(name, type), path });

describe("what is taken", () => {
  test("pictures and videos, by type or by ending", () => {
    expect(of("a", "image/jpeg")).toMatchObject({ kind: "15", name: "a", size: 1, modified: 1_700_000_000_000 });
    expect(of("a.HEIC")).toMatchObject({ kind: "15" });
    expect(of("a.mts")).toMatchObject({ kind: "20" });
    expect(of("a", "video/mp4")).toMatchObject({ kind: "20" });
    expect(of("a.pdf", "application/pdf")).toBe("kind");
    expect(of("a.svg", "image/svg+xml")).toBe("kind");
    expect(admit({ file: file("a.pdf"), path: [] }, true)).toMatchObject({ kind: "45" });
  });

  test("what systems leave behind is passed over in silence, wherever it lies", () => {
    expect(of(".DS_Store")).toBeUndefined();
    expect(of("Thumbs.db")).toBeUndefined();
    expect(of("._a.jpg", "image/jpeg")).toBeUndefined();
    expect(of("a.jpg", "image/jpeg", ["album", ".thumbnails"])).toBeUndefined();
  });

  test("what is empty is told", () => {
    expect(admit({ file: file("a.jpg", "image/jpeg", ""), path: [] })).toBe("empty");
  });

  test("names are made such that the server takes them", () => {
    expect(nameFor('12:30 "at <sea>"?.jpg')).toBe("12_30 _at _sea___.jpg");
    expect(nameFor("..")).toBeUndefined();
    expect(nameFor("")).toBeUndefined();
    const long = nameFor(`${"\u{1f600}".repeat(300)}.jpeg`)!;
    expect([...long]).toHaveLength(250);
    expect(long.endsWith("\u{1f600}.jpeg")).toBe(true);
    expect(nameFor("w".repeat(300))).toHaveLength(250);
  });
});

const all = async (source: AsyncIterable<Picked[]>) => {
  const batches: Picked[][] = [];
  for await (const batch of source) batches.push(batch);
  return batches;
};

describe("where files come from", () => {
  test("a chooser's files come in batches, with their folders, though its list is emptied", async () => {
    const chosen = Array.from({ length: 450 }, (_, at) => file(`${at}.jpg`, "", "x", `trip/day/${at}.jpg`));
    const source = fromInput(chosen);
    const wanted = [...chosen];
    chosen.length = 0;
    const batches = await all(source);
    expect(batches.map(({ length }) => length)).toEqual([200, 200, 50]);
    expect(batches.flat().map(({ file }) => file)).toEqual(wanted);
    expect(batches[0]![0]!.path).toEqual(["trip", "day"]);
  });

  test("a dropped folder gives all that is in it, though the browser tells of a hundred at a time", async () => {
    const leaf = (name: string) => ({ isFile: true, isDirectory: false, name, file: (give: (file: File) => void) => give(file(name)) });
    const folder = (name: string, entries: unknown[]) => ({
      isFile: false,
      isDirectory: true,
      name,
      createReader: () => {
        let at = 0;
        return { readEntries: (give: (some: unknown[]) => void) => give(entries.slice(at, (at += 100))) };
      },
    });
    const broken = { isFile: true, isDirectory: false, name: "gone", file: (_: unknown, fail: () => void) => fail() };
    const many = Array.from({ length: 250 }, (_, at) => leaf(`${at}.jpg`));
    const entry = folder("trip", [...many, folder("day", [leaf("a.jpg"), broken]), leaf("last.jpg")]);
    const loose = file("loose.jpg");
    const items = [
      { kind: "file", webkitGetAsEntry: () => entry, getAsFile: () => null },
      { kind: "file", webkitGetAsEntry: () => ({ isDirectory: false }), getAsFile: () => loose },
      { kind: "string", webkitGetAsEntry: () => null, getAsFile: () => null },
    ];
    const found = (await all(fromDrop({ items } as unknown as DataTransfer))).flat();
    const paths = found.map(({ file, path }) => [...path, file.name].join("/"));
    expect(paths).toHaveLength(253);
    expect(paths[0]).toBe("loose.jpg");
    expect(paths.at(-1)).toBe("trip/day/a.jpg");
    expect(paths).toContain("trip/last.jpg");
    expect(new Set(paths).size).toBe(253);
  });
});

describe("SHA-256", () => {
  test("is that of everybody else, for all lengths around a block and in any pieces", () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, at) => (at * 31 + 7) & 255);
    for (let length = 0; length <= bytes.length; length++) {
      const whole = bytes.subarray(0, length);
      const wanted = createHash("sha256").update(whole).digest("hex");
      expect(new Sha256().update(whole).hex()).toBe(wanted);
      const pieces = new Sha256();
      for (let at = 0; at < length; at += 37) pieces.update(whole.subarray(at, at + 37));
      expect(pieces.hex()).toBe(wanted);
    }
  });
});
