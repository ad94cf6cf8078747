// Asking for many things in few calls: while one call is under way, what else is asked for gathers for the next.

/** Gathers single questions into batches of at most `most`. */
export class Batches<Question, Answer> {
  #waiting: Array<{ question: Question; resolve: (answer: Answer) => void; reject: (error: unknown) => void }> = [];
  #busy = false;

  /** `ask` answers the questions in their order, or fails for all of them. */
  constructor(
    private readonly ask: (questions: Question[]) => Promise<Answer[]>,
    private readonly most = 100,
  ) {}

  /** Asks one, together with whatever else waits. */
  one(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ question, resolve, reject });
      if (!this.#busy) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#busy = true;
    // What is asked for in the same breath belongs to the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.most);
      try {
        const answers = await this.ask(batch.map(({ question }) => question));
        batch.forEach(({ resolve }, at) => resolve(answers[at]!));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#busy = false;
  }
}
