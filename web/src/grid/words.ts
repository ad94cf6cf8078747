// How days and photos are called.
import { language, t } from "../messages/index.svelte";
import type { Section } from "./layout";
import type { Moment } from "./source";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language(), options]);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(language(), options)));
  return found;
}

// A day of the calendar is no moment: read and shown in the same zone it stays what it is.
const day = (text: string) => new Date(`${text}T00:00:00Z`);

/** The heading of a section: `12 May 2024`, or `10 – 12 May 2024`. */
export function sectionTitle({ from, to }: Pick<Section, "from" | "to">): string {
  const long = format({ timeZone: "UTC", day: "numeric", month: "long", year: "numeric", ...(from === to && { weekday: "short" }) });
  return from === to ? long.format(day(to)) : long.formatRange(day(from), day(to));
}

/** The month of a section: `May 2024`. */
export function monthTitle({ to }: Pick<Section, "to">): string {
  return format({ timeZone: "UTC", month: "long", year: "numeric" }).format(day(to));
}

/** What a screen reader says of a photo: `Photo 3 of 40, 12 May 2024, 14:03`. */
export function tileLabel({ fileType, takeTime, problem, fileName, ownerName }: Moment, index: number, total: number, timeZone: string): string {
  const when = format({ timeZone, dateStyle: "long", timeStyle: "short" }).format(new Date(takeTime));
  const kind = problem ? "broken" : fileType === "20" ? "video" : "photo";
  const label = t("grid-item", { kind, place: index + 1, total, when, name: fileName });
  return ownerName ? t("grid-item-by", { label, who: ownerName }) : label;
}
