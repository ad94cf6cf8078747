// Where each block of a library stands, from the top of the first to the end of the last, in CSS pixels.
//
// A million photos are some five thousand blocks, so that moving all that follow one is no work worth avoiding.

/** The places of blocks. */
export class Geometry {
  #heights: Float64Array;
  #tops: Float64Array;

  constructor(heights: readonly number[]) {
    this.#heights = Float64Array.from(heights);
    this.#tops = new Float64Array(heights.length + 1);
    this.#stack(0);
  }

  /** How high everything is. */
  get total(): number {
    return this.#tops[this.#heights.length] ?? 0;
  }

  /** How many blocks there are. */
  get length(): number {
    return this.#heights.length;
  }

  top(block: number): number {
    return this.#tops[block] ?? this.total;
  }

  height(block: number): number {
    return this.#heights[block] ?? 0;
  }

  /** Gives a block its true height. */
  set(block: number, height: number): void {
    if (this.#heights[block] === height) return;
    this.#heights[block] = height;
    this.#stack(block);
  }

  /** The block that stands at this height; the first or last for what lies beyond. */
  at(y: number): number {
    let low = 0;
    let high = this.#heights.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(low, 0);
  }

  #stack(from: number): void {
    for (let block = from; block < this.#heights.length; block++) {
      this.#tops[block + 1] = (this.#tops[block] ?? 0) + (this.#heights[block] ?? 0);
    }
  }
}
