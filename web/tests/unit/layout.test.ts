import { describe, expect, it } from "vitest";
import { BLOCK, blocksOf, estimate, lay, sectionsOf, type Day, type Measures } from "../../src/grid/layout";

const measures: Measures = { width: 1000, row: 200, gap: 4, heading: 48, below: 12 };

/** Numbers that look random and are the same each time (mulberry32). */
function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function someDays(random: () => number): Day[] {
  const days: Day[] = [];
  let time = Date.UTC(2026, 5, 30);
  for (let left = 1 + Math.floor(random() * 60); left > 0; left--) {
    time -= (1 + Math.floor(random() * 20)) * 86_400_000;
    const many = random() < 0.1 ? 900 : 12;
    days.push({ day: new Date(time).toISOString().slice(0, 10), count: 1 + Math.floor(random() * many) });
  }
  return days;
}

describe("sections and blocks", () => {
  it("keeps days with many photos apart, and puts those with few together within a month", () => {
    const days = [
      { day: "2024-05-12", count: 40 },
      { day: "2024-05-11", count: 3 },
      { day: "2024-05-02", count: 4 },
      { day: "2024-04-30", count: 1 },
    ];
    const sections = sectionsOf(days);
    expect(sections.map(({ from, to, count, first }) => [from, to, count, first])).toEqual([
      ["2024-05-12", "2024-05-12", 40, 0],
      ["2024-05-02", "2024-05-11", 7, 40],
      ["2024-04-30", "2024-04-30", 1, 47],
    ]);
  });

  it("has every photo in one block, in order, whatever the days are", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const days = someDays(dice(seed));
      const sections = sectionsOf(days);
      const blocks = blocksOf(sections);
      let next = 0;
      for (const block of blocks) {
        expect(block.first, `seed ${seed}`).toBe(next);
        expect(block.count).toBeLessThanOrEqual(BLOCK);
        expect(block.parts.reduce((sum, part) => sum + part.count, 0)).toBe(block.count);
        // What is asked for is the photos of these days, from the offset on.
        const before = days.filter(({ day }) => day > block.to).reduce((sum, { count }) => sum + count, 0);
        expect(before + block.offset).toBe(block.first);
        expect(block.parts.length === 1 || block.offset === 0).toBe(true);
        next += block.count;
      }
      expect(next).toBe(days.reduce((sum, { count }) => sum + count, 0));
      const headed = blocks.flatMap(({ parts }) => parts).filter(({ headed }) => headed);
      expect(headed.map(({ section }) => section)).toEqual(sections.map((_, index) => index));
    }
  });
});

describe("rows", () => {
  it("fill the width, keep the order and never overlap", () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = dice(seed);
      for (const block of blocksOf(sectionsOf(someDays(random)))) {
        const ratios = Array.from({ length: block.count }, () => 0.2 + random() * 4);
        const { boxes, height } = lay(block, ratios, measures);
        expect(boxes.length).toBe(block.count);
        const rows = [...new Set(boxes.map(({ top }) => top))].map((top) => boxes.filter((box) => box.top === top));
        rows.forEach((row, index) => {
          const end = (row.at(-1)?.left ?? 0) + (row.at(-1)?.width ?? 0);
          expect(end).toBeLessThanOrEqual(measures.width + 0.01);
          row.forEach((box, place) => {
            const left = place === 0 ? 0 : (row[place - 1]?.left ?? 0) + (row[place - 1]?.width ?? 0) + measures.gap;
            expect(box.left).toBeCloseTo(left, 6);
            expect(box.height).toBeLessThanOrEqual(measures.row * 1.6 + 0.01);
          });
          const below = rows[index + 1]?.[0]?.top ?? height;
          expect((row[0]?.top ?? 0) + (row[0]?.height ?? 0)).toBeLessThanOrEqual(below);
        });
      }
    }
  });

  it("are as wide as the page except for the last of a section", () => {
    const [block] = blocksOf(sectionsOf([{ day: "2024-05-12", count: 9 }]));
    if (!block) throw new Error("no block");
    const { boxes } = lay(block, Array.from({ length: 9 }, () => 1.5), measures);
    expect(boxes[0]?.height).toBeLessThanOrEqual(200);
    expect((boxes[3]?.left ?? 0) + (boxes[3]?.width ?? 0)).toBeCloseTo(1000, 6);
    expect(boxes[8]?.height).toBe(200);
  });

  it("leave no space for photos that are gone, and have room for those that came", () => {
    const [block] = blocksOf(sectionsOf([{ day: "2024-05-12", count: 20 }]));
    if (!block) throw new Error("no block");
    expect(lay(block, [1, 1], measures).boxes.length).toBe(2);
    expect(lay(block, Array.from({ length: 25 }, () => 1), measures).boxes.length).toBe(25);
    expect(lay(block, [], measures)).toMatchObject({ boxes: [], height: 48 + 12 });
  });

  it("stand on a page of a phone", () => {
    const [block] = blocksOf(sectionsOf([{ day: "2024-05-12", count: 3 }]));
    if (!block) throw new Error("no block");
    const { boxes } = lay(block, [3, 16 / 9, 0.5], { ...measures, width: 320, row: 112 });
    for (const box of boxes) expect(box.left + box.width).toBeLessThanOrEqual(320.01);
  });
});

it("estimates a block about as high as it turns out to be", () => {
  const random = dice(7);
  const days = Array.from({ length: 40 }, (_, index) => ({ day: `2024-05-${String(31 - (index % 31)).padStart(2, "0")}`, count: 60 }));
  for (const block of blocksOf(sectionsOf(days))) {
    const ratios = Array.from({ length: block.count }, () => (random() < 0.3 ? 0.75 : 1.5));
    const part = estimate(block, measures) / lay(block, ratios, measures).height;
    expect(part).toBeGreaterThan(0.6);
    expect(part).toBeLessThan(1.6);
  }
});
