import { describe, expect, it } from "vitest";
import { Geometry } from "../../src/grid/geometry";
import { LONGEST, Runway } from "../../src/grid/runway";
import { marksOf, monthsOf } from "../../src/grid/scrubber";

describe("geometry", () => {
  it("finds the block at any height, also after heights changed", () => {
    const geometry = new Geometry([100, 50, 200]);
    expect([geometry.total, geometry.top(2), geometry.at(-5), geometry.at(99), geometry.at(100), geometry.at(1e9)]).toEqual([350, 150, 0, 0, 1, 2]);
    geometry.set(1, 80);
    expect([geometry.total, geometry.top(2), geometry.at(179), geometry.at(180)]).toEqual([380, 180, 1, 2]);
  });

  it("has a place for nothing", () => {
    const geometry = new Geometry([]);
    expect([geometry.total, geometry.at(10), geometry.top(3)]).toEqual([0, 0, 0]);
  });
});

describe("the runway", () => {
  it("is the library itself as long as that is short", () => {
    const runway = new Runway(5000);
    expect([runway.length, runway.around(3000), runway.shift, runway.isShort(0, 800), runway.isShort(4200, 800)]).toEqual([5000, 3000, 0, false, false]);
  });

  it("reaches every height of a library of any length, and is never longer than a browser allows", () => {
    for (const total of [LONGEST + 1, 33_000_000, 400_000_000]) {
      const runway = new Runway(total);
      expect(runway.length * 3).toBeLessThan(16_777_216);
      for (let part = 0; part <= 1; part += 1 / 64) {
        const y = part * (total - 800);
        const scrollTop = runway.around(y);
        expect(runway.at(scrollTop)).toBeCloseTo(y, 3);
        expect(scrollTop).toBeGreaterThanOrEqual(0);
        expect(scrollTop + 800).toBeLessThanOrEqual(runway.length + 0.001);
        expect(runway.isShort(scrollTop, 800)).toBe(false);
      }
    }
  });

  it("is moved before somebody comes to its end", () => {
    const runway = new Runway(33_000_000);
    let y = 0;
    let moved = 0;
    for (let scrollTop = runway.around(0); y < 5_000_000; scrollTop += 700) {
      y = runway.at(scrollTop);
      expect(scrollTop + 800).toBeLessThan(runway.length);
      if (runway.isShort(scrollTop, 800)) {
        scrollTop = runway.around(y);
        moved++;
        expect(runway.at(scrollTop)).toBeCloseTo(y, 3);
      }
    }
    expect(moved).toBeGreaterThan(2);
    expect(moved).toBeLessThan(20);
  });
});

it("marks months without crowding them", () => {
  const sections = Array.from({ length: 240 }, (_, index) => {
    const day = new Date(Date.UTC(2026, 10 - index, 15)).toISOString().slice(0, 10);
    return { from: day, to: day, count: 10, first: index * 10 };
  });
  const months = monthsOf(sections);
  expect(months.length).toBe(240);
  const marks = marksOf(months, (section) => section / 240, 700);
  const labels = marks.filter(({ label }) => label);
  expect(labels.map(({ label }) => label)).toEqual(Array.from({ length: 21 }, (_, year) => String(2026 - year)));
  for (let place = 1; place < labels.length; place++) expect((labels[place]?.top ?? 0) - (labels[place - 1]?.top ?? 0)).toBeGreaterThanOrEqual(20);
});
