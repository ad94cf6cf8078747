// Reads files and makes their digests, beside the page.
import { Sha256 } from "./sha256";

const SLICE = 4 * 2 ** 20;
/** Up to this size a file is read as a whole, for the browser's own digest, which is faster. */
const WHOLE = 64 * 2 ** 20;

const stopped = new Set<number>();

async function digest(id: number, file: Blob): Promise<string> {
  // Pages without HTTPS have no `crypto.subtle`.
  if (file.size <= WHOLE && globalThis.crypto?.subtle) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  const hash = new Sha256();
  for (let at = 0; at < file.size; at += SLICE) {
    if (stopped.delete(id)) throw new Error("stopped");
    hash.update(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()));
  }
  return hash.hex();
}

addEventListener("message", async ({ data: { id, file } }: MessageEvent<{ id: number; file?: Blob }>) => {
  if (!file) return void stopped.add(id);
  try {
    postMessage({ id, sha256: await digest(id, file) });
  } catch {
    postMessage({ id });
  }
  stopped.delete(id);
});
