// Sends the bytes of a part. The one place that does not use `fetch`, which does not tell how far it is.
import { refusalOf } from "../api/refused";
import { CODES } from "./patience";
import type { Put } from "./remote";

/** For how long nothing may move before it is given up. */
const STILL = 90_000;

/** Sends a part to its link; never fails. */
export function put(link: string, bytes: Blob, signal: AbortSignal, loaded: (bytes: number) => void): Promise<Put> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let clock: ReturnType<typeof setTimeout>;
    const end = (outcome: Put) => {
      clearTimeout(clock);
      signal.removeEventListener("abort", stop);
      resolve(outcome);
    };
    const stop = () => request.abort();
    const moved = () => {
      clearTimeout(clock);
      clock = setTimeout(() => {
        end({ how: "slow" });
        request.abort();
      }, STILL);
    };
    request.upload.onprogress = (event) => {
      moved();
      loaded(event.loaded);
    };
    request.onload = () => end(outcomeOf(request.status, request.responseText));
    request.onerror = request.onabort = () => end({ how: "broken" });
    if (signal.aborted) return end({ how: "broken" });
    signal.addEventListener("abort", stop);
    request.open("PUT", link);
    moved();
    // Without a type the browser sends the file's own, which links to an object store may not be made for.
    request.send(bytes.slice(0, bytes.size, ""));
  });
}

/** What an answer to a part means. */
export function outcomeOf(status: number, text: string): Put {
  if (status >= 200 && status < 300) return { how: "taken" };
  const error = refusalOf(parsed(text), status);
  switch (status) {
    case 413:
      return { how: "large" };
    // What lies between gave up waiting; 524 is Cloudflare's.
    case 408:
    case 504:
    case 524:
      return { how: "slow" };
    case 429:
    case 502:
    case 503:
      return { how: "broken" };
    case 401:
    case 403:
    case 404:
      return { how: "stale" };
  }
  // The server did not get all of it.
  if (error.code === CODES.integrity || (status >= 500 && status !== 507)) return { how: "broken" };
  return { how: "refused", error };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
