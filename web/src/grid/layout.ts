// The arithmetic of the grid: days become sections, sections become blocks, and the photos of a block become rows.
//
// Pure functions of numbers. A library is never laid out as a whole: what has not been loaded has an estimated height.

/** A day and how many photos it has, as the server counts them. Newest first. */
export interface Day {
  /** `yyyy-MM-dd` in the user's zone. */
  day: string;
  count: number;
}

/** What stands under one heading: a day, or a few neighbouring days of a month that have few photos each. */
export interface Section {
  /** The oldest day. */
  from: string;
  /** The newest day. */
  to: string;
  count: number;
  /** How many photos are newer than all of this. */
  first: number;
}

/** What is loaded in one request: some whole sections, or a piece of a long one. */
export interface Block {
  from: string;
  to: string;
  /** How many photos of these days come before it. */
  offset: number;
  count: number;
  /** How many photos of all come before it. */
  first: number;
  parts: Part[];
}

/** What a block has of a section. */
export interface Part {
  /** The section's place in the list of all. */
  section: number;
  count: number;
  /** Whether the heading stands above this part. */
  headed: boolean;
  /** Whether the section ends with this part. */
  ends: boolean;
}

/** Where something stands, in CSS pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The measures that a layout depends on, in CSS pixels. */
export interface Measures {
  width: number;
  /** The height that rows should have. */
  row: number;
  gap: number;
  heading: number;
  /** The space below a section. */
  below: number;
}

/** Days with fewer photos than this share a heading with their neighbours. */
const FEW = 8;
/** The most photos of a block. */
export const BLOCK = 200;
/** How much wider than high a photo is on average. */
const USUAL_RATIO = 1.4;
/** Nothing is shown narrower or wider than this; the rest is cut off. */
const NARROWEST = 0.45;
const WIDEST = 3;
/** A last row that would be stretched by no more than this is made as wide as the others. */
const NEARLY_FULL = 1.25;

/** Puts days together that have few photos. A section never crosses a month. */
export function sectionsOf(days: readonly Day[]): Section[] {
  const sections: Section[] = [];
  let first = 0;
  for (const { day, count } of days) {
    const last = sections.at(-1);
    if (last && last.count + count <= FEW && last.from.slice(0, 7) === day.slice(0, 7)) {
      last.from = day;
      last.count += count;
    } else {
      sections.push({ from: day, to: day, count, first });
    }
    first += count;
  }
  return sections;
}

/** Cuts a library into blocks of at most {@link BLOCK} photos. */
export function blocksOf(sections: readonly Section[]): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  sections.forEach((section, index) => {
    const { from, to, count, first } = section;
    if (open && open.count + count <= BLOCK) {
      open.from = from;
      open.count += count;
      open.parts.push({ section: index, count, headed: true, ends: true });
      return;
    }
    open = undefined;
    for (let offset = 0; offset < count; offset += BLOCK) {
      const here = Math.min(BLOCK, count - offset);
      const part = { section: index, count: here, headed: offset === 0, ends: offset + here === count };
      open = { from, to, offset, count: here, first: first + offset, parts: [part] };
      blocks.push(open);
    }
    // The end of a long section cannot be asked for together with other days: its offset would count their photos.
    if (count > BLOCK) open = undefined;
  });
  return blocks;
}

/** How high a block will be, before its photos are known. */
export function estimate(block: Block, measures: Measures): number {
  const perRow = Math.max(1, measures.width / (measures.row * USUAL_RATIO + measures.gap));
  return block.parts.reduce((height, part) => {
    const rows = Math.ceil(part.count / perRow);
    return height + around(part, measures) + rows * (measures.row + measures.gap);
  }, 0);
}

const around = (part: Part, { heading, below }: Measures) => (part.headed ? heading : 0) + (part.ends ? below : 0);

/** The photos of a block in rows. */
export interface Laid {
  /** Each photo's box, relative to the block. */
  boxes: Box[];
  /** Where each heading stands, relative to the block. */
  headings: Array<{ section: number; top: number }>;
  height: number;
}

/**
 * Lays out a block.
 *
 * @param ratios width by height of each photo; what is missing at the end leaves no space.
 */
export function lay(block: Block, ratios: readonly number[], measures: Measures): Laid {
  const laid: Laid = { boxes: [], headings: [], height: 0 };
  let next = 0;
  block.parts.forEach((part, index) => {
    if (part.headed) {
      laid.headings.push({ section: part.section, top: laid.height });
      laid.height += measures.heading;
    }
    // What came since the days were counted stands at the end rather than nowhere.
    const end = index === block.parts.length - 1 ? ratios.length : Math.min(next + part.count, ratios.length);
    laid.height = rows(ratios.slice(next, end), laid.height, part.ends, measures, laid.boxes);
    next = end;
    if (part.ends) laid.height += measures.below;
  });
  return laid;
}

/** Puts photos into rows from `top` on; gives where the last row ends. `ends` says that the last row may stay short. */
function rows(ratios: readonly number[], top: number, ends: boolean, measures: Measures, boxes: Box[]): number {
  const { width, row, gap } = measures;
  let waiting: number[] = [];
  let sum = 0;
  const place = (height: number) => {
    let left = 0;
    for (const ratio of waiting) {
      boxes.push({ left, top, width: ratio * height, height });
      left += ratio * height + gap;
    }
    top += height + gap;
    waiting = [];
    sum = 0;
  };
  for (const ratio of ratios) {
    waiting.push(Math.min(Math.max(ratio || 1, NARROWEST), WIDEST));
    sum += waiting.at(-1) ?? 1;
    const fitting = (width - gap * (waiting.length - 1)) / sum;
    if (fitting <= row) place(fitting);
  }
  if (waiting.length > 0) {
    const fitting = (width - gap * (waiting.length - 1)) / sum;
    place(!ends || fitting <= row * NEARLY_FULL ? Math.min(fitting, row * 1.6) : row);
  }
  return top;
}
