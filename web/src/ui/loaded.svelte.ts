// Something that a page asks the server for, and asks for again when what it depends on changes.

/** What was asked for. What was there stays until the next answer; an answer that was overtaken is dropped. */
export class Loaded<T> {
  value = $state.raw<T>();
  /** Why the last try failed, if it did. */
  error = $state.raw<unknown>();
  #run: () => Promise<T>;
  #tries = 0;

  /** Starts to load; to be made by a component while it starts. What `run` reads before it waits is what it depends on. */
  constructor(run: () => Promise<T>) {
    this.#run = run;
    $effect(() => {
      void this.again();
      return () => void this.#tries++;
    });
  }

  /** Asks again. */
  async again(): Promise<void> {
    const mine = ++this.#tries;
    try {
      const value = await this.#run();
      if (mine !== this.#tries) return;
      this.value = value;
      this.error = undefined;
    } catch (error) {
      if (mine === this.#tries) this.error = error;
    }
  }
}
