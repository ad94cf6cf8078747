// The digest of a file, made beside the page by a worker that is started when the first is asked for.
import { Trouble } from "./facts";

type Answer = { id: number; sha256?: string };

let worker: Worker | undefined;
let next = 1;
const waiting = new Map<number, (sha256: string | undefined) => void>();

function started(): Worker {
  worker = new Worker(new URL("./digest.worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id)?.(data.sha256);
    waiting.delete(data.id);
  });
  worker.addEventListener("error", () => {
    for (const tell of waiting.values()) tell(undefined);
    waiting.clear();
    worker = undefined;
  });
  return worker;
}

/**
 * The SHA-256 of a file, in lower-case hexadecimal.
 *
 * @throws {Trouble} if it cannot be read, as when it was changed or moved since it was chosen.
 */
export async function digest(file: Blob, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const id = next++;
  const at = worker ?? started();
  const stop = () => at.postMessage({ id });
  signal.addEventListener("abort", stop);
  const sha256 = await new Promise<string | undefined>((resolve) => {
    waiting.set(id, resolve);
    at.postMessage({ id, file });
  });
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (sha256 === undefined) throw new Trouble("upload-trouble-changed");
  return sha256;
}
