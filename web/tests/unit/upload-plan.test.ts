// How files are cut, and how the size of parts is learnt.
import { describe, expect, test } from "vitest";
import { Limits, offsetOf, recut, SMALLEST, split, START, STORE_SMALLEST, type Memory } from "../../src/upload/plan";

const MIB = 2 ** 20;
const memory = (): Memory & { kept: Map<string, string> } => {
  const kept = new Map<string, string>();
  return { kept, getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
};

describe("plans", () => {
  test("cover every byte once", () => {
    for (const length of [1, START - 1, START, START + 1, 5 * START + 7]) {
      const parts = split(length, START);
      expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(length);
      expect(parts.slice(0, -1).every(({ size }) => size === START)).toBe(true);
      expect(parts.at(-1)!.size).toBeGreaterThan(0);
    }
  });

  test("have at most ten thousand parts", () => {
    const parts = split(200 * 1024 * MIB, SMALLEST);
    expect(parts.length).toBeLessThanOrEqual(10_000);
    expect(offsetOf(parts, parts.length)).toBe(200 * 1024 * MIB);
  });

  test("keep what was sent before the place where they are cut anew", () => {
    const parts = split(50 * MIB, START);
    parts[0]!.sent = true;
    const anew = recut(parts, 1, 8 * MIB);
    expect(anew.map(({ size, sent }) => [size / MIB, sent])).toEqual([
      [16, true],
      [8, false],
      [8, false],
      [8, false],
      [8, false],
      [2, false],
    ]);
  });
});

describe("limits", () => {
  test("halve down to the smallest, and are remembered", () => {
    const kept = memory();
    const limits = new Limits(kept);
    const sizes: number[] = [];
    for (let size: number | undefined = START; size !== undefined; size = limits.narrow(size, "large")) sizes.push(size);
    expect(sizes.map((size) => size / MIB)).toEqual([16, 8, 4, 2, 1, 0.5, 0.25]);
    const later = new Limits(kept);
    expect([later.size, later.reason]).toEqual([SMALLEST, "large"]);
  });

  test("remember that a connection was bad, but do not say so later", () => {
    const kept = memory();
    new Limits(kept).narrow(START, "broken");
    const later = new Limits(kept);
    expect([later.size, later.reason]).toEqual([START / 2, undefined]);
  });

  test("go below the size of a file that is smaller than a part", () => {
    const limits = new Limits();
    expect(limits.narrow(3 * MIB, "large")).toBe(2 * MIB);
    expect(limits.size).toBe(2 * MIB);
  });

  test("are narrowed once by two files that fail at the same time", () => {
    const limits = new Limits();
    expect(limits.narrow(START, "slow")).toBe(START / 2);
    expect(limits.narrow(START, "slow")).toBe(START / 2);
  });

  test("end where an object store does", () => {
    const limits = new Limits();
    limits.floor = STORE_SMALLEST;
    expect(limits.narrow(8 * MIB, "large")).toBe(STORE_SMALLEST);
    expect(limits.size).toBe(STORE_SMALLEST);
    expect(limits.narrow(STORE_SMALLEST, "large")).toBeUndefined();
  });

  test("try a size alone until it has come through", () => {
    const limits = new Limits();
    expect(limits.isProven(1)).toBe(false);
    limits.worked(START);
    expect(limits.isProven(START)).toBe(true);
    limits.narrow(START, "broken");
    expect(limits.isProven(START)).toBe(false);
  });

  test("do not mind what somebody else has left in the memory", () => {
    const kept = memory();
    for (const text of ["null", "{", '{"size":-1}', '{"size":"16"}', "[]"]) {
      kept.kept.set("leporello-upload-part", text);
      expect(new Limits(kept).size).toBe(START);
    }
  });
});
