// The months of a library, and which of them are marked along the scrubber.
import type { Section } from "./layout";

/** A month that has photos. */
export interface Month {
  year: number;
  /** The first section of it. */
  section: number;
}

/** A mark along the scrubber; only years have a label. */
export interface Mark {
  section: number;
  top: number;
  label: string;
}

/** How far apart labels and marks have to be, in CSS pixels. */
const BETWEEN_YEARS = 20;
const BETWEEN_MARKS = 6;

/** The months that have photos, newest first. */
export function monthsOf(sections: readonly Section[]): Month[] {
  const months: Month[] = [];
  let last = "";
  sections.forEach(({ to }, section) => {
    if (to.slice(0, 7) === last) return;
    last = to.slice(0, 7);
    months.push({ year: Number(to.slice(0, 4)), section });
  });
  return months;
}

/** Which months are marked where; of those that stand too close together, the first. */
export function marksOf(months: readonly Month[], startOf: (section: number) => number, height: number): Mark[] {
  const marks: Mark[] = [];
  let labelled = -Infinity;
  let year: number | undefined;
  for (const month of months) {
    const top = startOf(month.section) * height;
    const isNewYear = month.year !== year && top - labelled >= BETWEEN_YEARS;
    if (!isNewYear && top - (marks.at(-1)?.top ?? -Infinity) < BETWEEN_MARKS) continue;
    if (!isNewYear && top - labelled < BETWEEN_YEARS / 2) continue;
    marks.push({ section: month.section, top, label: isNewYear ? String(month.year) : "" });
    if (isNewYear) [labelled, year] = [top, month.year];
  }
  return marks;
}
