// How progress is told in words.
import { t } from "../messages/index.svelte";
import { bytes } from "../ui/format";
import type { Item } from "./item.svelte";
import { troubleOf } from "./item.svelte";
import type { Progress } from "./progress";

/** A share from 0 to 1 in whole percent; 100 only when all is there. */
export const percent = (share: number): number => (share >= 1 ? 100 : Math.floor(share * 100));

/** How long it will take. */
export function timeLeft(seconds: number): string {
  if (seconds < 55) return t("upload-left-seconds");
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return t("upload-left-minutes", { minutes });
  return t("upload-left-hours", { hours: Math.round(minutes / 60) });
}

/** How much is there, how fast it goes, how long it will take: as far as that is known. */
export function pace({ gone, total, speed, left, open }: Progress): string {
  const words = [t("upload-so-far", { gone: bytes(gone), total: bytes(total) })];
  if (open > 0 && speed) words.push(t("upload-speed", { speed: bytes(speed) }));
  if (open > 0 && left !== undefined) words.push(timeLeft(left));
  return words.join(" · ");
}

/** How far one file is. */
export function statusOf(item: Item): string {
  switch (item.status) {
    case "sending":
      return t("upload-sending", { percent: percent(item.sent / Math.max(1, item.facts.size)) });
    case "failed":
      return troubleOf(item.trouble);
    default:
      return t(`upload-${item.status}`);
  }
}
