// Saving originals to the device.
import { api, call } from "../api/client";
import { Refused } from "../api/refused";
import type { Moment } from "../grid/source";

/** The most files that links are asked for at once. */
const AT_ONCE = 100;

type Which = Pick<Moment, "id" | "containerId">;

/** Links to the originals, in no order. They work for an hour or two. */
export async function originals(files: readonly Which[]): Promise<string[]> {
  const urls: string[] = [];
  for (const containerId of new Set(files.map((file) => file.containerId))) {
    const inside = files.filter((file) => file.containerId === containerId);
    for (let start = 0; start < inside.length; start += AT_ONCE) {
      const fileIds = inside.slice(start, start + AT_ONCE).map(({ id }) => id);
      const { downloads } = await call(api.POST("/koodrive/ose/v1/files/download", { body: { containerId, fileIds } }));
      for (const { url, msg, code } of downloads) {
        if (!url) throw new Refused(Number(code), 400, msg);
        urls.push(url);
      }
    }
  }
  return urls;
}

/** Saves the originals, one after the other. */
export async function download(files: readonly Which[]): Promise<void> {
  for (const url of await originals(files)) {
    const link = document.createElement("a");
    link.href = url;
    link.download = "";
    link.click();
    // A browser that is given several at once keeps only the last.
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
