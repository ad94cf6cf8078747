// Whether the server can be reached, and waiting until it can be again.
//
// It never gives up: it asks at growing intervals, and at once when the browser says that there is a network again.

const FIRST = 500;
const LONGEST = 10_000;

class Connection {
  /** Whether the last request had no answer. */
  isLost = $state(false);
  #waiting: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor() {
    addEventListener("online", () => this.#wake?.());
  }

  /** A request had no answer. */
  lost(): void {
    this.isLost = true;
    void this.back();
  }

  /** A request had an answer. */
  works(): void {
    this.isLost = false;
  }

  /** Tries again now, because somebody asked for it. */
  tryNow(): void {
    this.#wake?.();
  }

  /** Something did not come, for whatever reason: resolves when the server answers, which may be at once. */
  async check(): Promise<void> {
    if (!(await this.#answers())) {
      this.isLost = true;
      await this.back();
    }
  }

  /** Resolves when the server answers again. */
  back(): Promise<void> {
    this.#waiting ??= this.#ask().finally(() => (this.#waiting = undefined));
    return this.#waiting;
  }

  async #ask(): Promise<void> {
    for (let pause = FIRST; ; pause = Math.min(pause * 1.6, LONGEST)) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, pause);
      });
      if (await this.#answers()) {
        this.isLost = false;
        return;
      }
    }
  }

  async #answers(): Promise<boolean> {
    try {
      return (await fetch("./readyz", { cache: "no-store" })).ok;
    } catch {
      return false;
    }
  }
}

/** The connection to the server. */
export const connection = new Connection();
