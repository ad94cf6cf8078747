// The texts that people read, in the language they chose. The catalogues are messages/<language>/*.ftl.
//
// Only the language that is shown is loaded. A text is asked for by a name that the compiler knows.
import { FluentBundle, FluentResource, type FluentVariable } from "@fluent/bundle";
import type { MessageId } from "./ids";

export type { MessageId };

/** The languages there are texts in. */
export const languages = ["en-US", "zh-CN"] as const;
export type Language = (typeof languages)[number];

const catalogues: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  "en-US": () => import("./en-US"),
  "zh-CN": () => import("./zh-CN"),
};

let current = $state.raw<{ language: Language; bundle: FluentBundle }>({ language: "en-US", bundle: new FluentBundle("en-US") });

/** The language of the texts. */
export const language = (): Language => current.language;

/** The language that somebody who chose none wants: their browser's, or else English. */
export function preferred(): Language {
  return navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))?.toLowerCase().startsWith("zh") ? "zh-CN" : "en-US";
}

/** Shows all texts in this language from now on. */
export async function speak(wanted: Language): Promise<void> {
  const bundle = new FluentBundle(wanted, { useIsolating: false });
  for (const source of Object.values((await catalogues[wanted]()).default)) bundle.addResource(new FluentResource(source));
  current = { language: wanted, bundle };
  document.documentElement.lang = wanted;
}

// Names that run from right to left must not turn the sentence around them.
const [ISOLATE, END] = [String.fromCharCode(0x2068), String.fromCharCode(0x2069)];
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const isolated = (value: FluentVariable) =>
  typeof value === "string" && RIGHT_TO_LEFT.test(value) ? `${ISOLATE}${value}${END}` : value;

/** The text of this name, with values filled in. */
export function t(id: MessageId, values: Record<string, FluentVariable> = {}): string {
  const pattern = current.bundle.getMessage(id)?.value;
  if (!pattern) return id;
  const filled = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolated(value)]));
  return current.bundle.formatPattern(pattern, filled, []);
}
