// What lies over the page, the topmost last. What is below a modal dialog can be neither seen nor used, so that whatever
// is told has to be told inside of the topmost one.

class Layers {
  #all: string[] = $state([]);

  /** Whether this lies over all others; without a name, whether nothing lies over the page. */
  isTop(name?: string): boolean {
    return this.#all.at(-1) === name;
  }

  /** Puts one over all; gives what takes it away. */
  add(name: string): () => void {
    this.#all.push(name);
    return () => {
      this.#all = this.#all.filter((other) => other !== name);
    };
  }
}

/** The layers of this page. */
export const layers = new Layers();
