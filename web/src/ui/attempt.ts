// Doing something that may be refused, and telling so.
import { Refused } from "../api/refused";
import { t } from "../messages/index.svelte";
import { notices } from "./notices.svelte";

/** What to tell a person of an error. */
export function words(error: unknown): string {
  if (error instanceof Refused) return error.code === "unreachable" ? t("error-unreachable") : error.text || t("error-unknown");
  return t("error-unknown");
}

/** Runs it; if it fails, tells why and gives `undefined`. */
export async function attempt<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error);
    notices.fail(words(error));
    return undefined;
  }
}
