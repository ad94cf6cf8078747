// How fast it goes, and how long it will take.

const WINDOW = 8000;

/** Measures what goes over the line. */
export class Meter {
  #moments: Array<{ at: number; bytes: number }> = [];
  #since: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** So many bytes went over the line. Bytes that have to be sent again count as taken back. */
  moved(bytes: number): void {
    this.#since ??= this.now();
    this.#moments.push({ at: this.now(), bytes });
  }

  /** Begins anew, as after a pause. */
  reset(): void {
    this.#moments = [];
    this.#since = undefined;
  }

  /** Bytes per second over the last few seconds; `undefined` until that can be told. */
  speed(): number | undefined {
    const now = this.now();
    this.#moments = this.#moments.filter(({ at }) => at > now - WINDOW);
    if (this.#since === undefined) return undefined;
    const span = Math.min(WINDOW, now - this.#since);
    if (span < 1000) return undefined;
    return Math.max(0, (this.#moments.reduce((sum, { bytes }) => sum + bytes, 0) / span) * 1000);
  }

  /** Seconds until so many bytes are there; `undefined` if it cannot be told. */
  left(bytes: number): number | undefined {
    const speed = this.speed();
    return speed ? bytes / speed : undefined;
  }
}
