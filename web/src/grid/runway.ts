// How a library that is higher than any browser can scroll is scrolled nevertheless.
//
// A browser's longest page is some 16 million device pixels; a million photos are twice that, and more on a fine screen.
// So what is scrolled is a runway of bounded length that stands somewhere over the library, and is moved along, unseen,
// when the view comes near one of its ends.

/** The longest runway, in CSS pixels: at three device pixels each still far from any browser's end. */
export const LONGEST = 1_500_000;
/** The view is kept away from the runway's ends by this part of it, where the library goes on. */
const MARGIN = 0.2;

/** A runway over something `total` pixels high. */
export class Runway {
  /** What lies above the runway. */
  shift = 0;

  constructor(public total = 0) {}

  /** How long it is. */
  get length(): number {
    return Math.min(this.total, LONGEST);
  }

  /** The height in the library that is at `scrollTop`. */
  at(scrollTop: number): number {
    return this.shift + scrollTop;
  }

  /** Moves the runway so that the height `y` is in the middle of it, or as near as can be; gives the new `scrollTop`. */
  around(y: number): number {
    this.shift = Math.max(0, Math.min(Math.round(y - this.length / 2), this.total - this.length));
    return y - this.shift;
  }

  /** Whether it has to be moved before anybody scrolls on from here. */
  isShort(scrollTop: number, view: number): boolean {
    const margin = this.length * MARGIN;
    const above = this.shift > 0 && scrollTop < margin;
    const below = this.shift + this.length < this.total && scrollTop + view > this.length - margin;
    return above || below;
  }
}
