// Taking turns among the tabs of one browser: only one of them sends.
//
// The browser's own locks are there only on pages with HTTPS; elsewhere a note in `localStorage` does, which has to be
// renewed and is void when it was not.

const RENEWED = 1000;
// A tab that is hidden may be let run but once a minute.
const VOID = 65_000;

/** Waits for the turn of this tab; gives what ends it. `undefined` if the signal came first. */
export async function turn(name: string, signal: AbortSignal): Promise<(() => void) | undefined> {
  if (signal.aborted) return undefined;
  return navigator.locks ? locked(name, signal) : noted(name, signal, localStorage);
}

function locked(name: string, signal: AbortSignal): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const held = () => new Promise<void>((release) => resolve(release));
    navigator.locks.request(name, { signal }, held).catch(() => resolve(undefined));
  });
}

/** As `turn`, with a note; where no note can be left, it is always this tab's turn. */
export async function noted(name: string, signal: AbortSignal, notes: Storage, now = Date.now): Promise<(() => void) | undefined> {
  const own = Math.random().toString(36).slice(2);
  const write = () => notes.setItem(name, `${own} ${now()}`);
  for (;;) {
    if (signal.aborted) return undefined;
    const [whose, since] = (notes.getItem(name) ?? "").split(" ");
    if (whose === own) break;
    if (!whose || now() - Number(since) > VOID) {
      try {
        write();
      } catch {
        return () => {};
      }
    }
    // If two wrote at the same time, the later one has it.
    await pause(RENEWED / 4, signal);
    if (!(notes.getItem(name) ?? "").startsWith(`${own} `)) await pause(RENEWED, signal);
  }
  const timer = setInterval(write, RENEWED);
  const release = () => {
    clearInterval(timer);
    if ((notes.getItem(name) ?? "").startsWith(`${own} `)) notes.removeItem(name);
  };
  // A page that is loaded anew need not wait for what it was itself.
  globalThis.addEventListener?.("pagehide", release, { once: true });
  return release;
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
