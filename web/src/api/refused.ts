// What the server refused, or why it could not be asked.

/** An answer that is no success. */
export class Refused extends Error {
  constructor(
    /** The contract's number, or `unreachable` if there was no answer. */
    readonly code: number | "unreachable",
    /** The HTTP status; 0 if there was no answer. */
    readonly status: number,
    /** The server's words, in the language of the page and safe to show; empty if there was no answer. */
    readonly text: string,
  ) {
    super(text || String(code));
    this.name = "Refused";
  }
}

/** Reads the body of an error. */
export function refusalOf(body: unknown, status: number): Refused {
  const { code, msg } = (typeof body === "object" && body !== null ? body : {}) as { code?: unknown; msg?: unknown };
  return new Refused(typeof code === "number" ? code : 0, status, typeof msg === "string" ? msg : "");
}
