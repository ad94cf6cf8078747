// Sizes, times and numbers as people read them: in the language of the page, and in the zone of who is signed in.
import { language } from "../messages/index.svelte";
import { session } from "../session/session.svelte";

/** A moment, as answers print it or as the browser has it. */
export type At = string | number | Date;

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;

const kept = new Map<string, unknown>();

/** Formatters are dear to make: each is made once. */
function once<T>(key: string, make: () => T): T {
  if (!kept.has(key)) kept.set(key, make());
  return kept.get(key) as T;
}

/** A number with the separators of the language. */
export function number(value: number): string {
  return once(`n ${language()}`, () => new Intl.NumberFormat(language())).format(value);
}

/** A size. What computers call a GB has 1024 × 1024 × 1024 bytes, here as on the server. */
export function bytes(size: number): string {
  const power = size < 1024 ? 0 : Math.min(Math.floor(Math.log2(size) / 10), UNITS.length - 1);
  const value = size / 1024 ** power;
  const digits = power > 0 && value < 10 ? 1 : 0;
  const format = once(`b ${language()} ${power} ${digits}`, () => {
    const style = { style: "unit", unit: UNITS[power] ?? "byte", unitDisplay: power === 0 ? "long" : "short" } as const;
    return new Intl.NumberFormat(language(), { ...style, maximumFractionDigits: digits });
  });
  return format.format(value);
}

/** The zone in which days are counted: the account's, if this browser knows it. */
function zone(): string | undefined {
  const wanted = session.me?.zone;
  return once(`z ${wanted}`, () => {
    try {
      new Intl.DateTimeFormat("en-US", { timeZone: wanted });
      return wanted;
    } catch {
      return undefined;
    }
  });
}

function dated(at: At, options: Intl.DateTimeFormatOptions): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  const timeZone = zone();
  const key = `d ${language()} ${timeZone} ${JSON.stringify(options)}`;
  return once(key, () => new Intl.DateTimeFormat(language(), { ...options, timeZone })).format(time);
}

/** The day of a moment. */
export const date = (at: At): string => dated(at, { dateStyle: "medium" });

/** The day and the time of day of a moment. */
export const dateTime = (at: At): string => dated(at, { dateStyle: "medium", timeStyle: "short" });

const STEPS = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** How long ago something was, or how far ahead it lies; what is less than a minute away is now. */
export function ago(at: At, now: At = Date.now()): string {
  const seconds = (new Date(at).getTime() - new Date(now).getTime()) / 1000;
  if (Number.isNaN(seconds)) return "";
  const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? (["second", Infinity] as const);
  const format = once(`r ${language()}`, () => new Intl.RelativeTimeFormat(language(), { numeric: "auto" }));
  return format.format(Math.trunc(seconds / length), unit);
}

/** How long a video is, as a clock shows it: `0:07`, `12:05`, `1:02:03`. */
export function clock(milliseconds: number): string {
  const all = Math.max(0, Math.round(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** Things in a row: "a, b and c". */
export function listed(things: string[]): string {
  return once(`l ${language()}`, () => new Intl.ListFormat(language(), { type: "conjunction" })).format(things);
}
