// The one way to the server: typed calls over its own description, with what every request needs.
//
// Reads wait out a server that is away and are asked again; writes are not, and fail with `Refused`. An ended session
// suspends whatever is under way until somebody has signed in again. Nothing here draws anything.
import createClient from "openapi-fetch";
import { connection } from "./connection.svelte";
import type { paths } from "./schema";
import { Refused, refusalOf } from "./refused";

/** Where the gallery lies: the folder of its page, which is also where the server's addresses start. */
export const home = new URL(".", document.baseURI).href.replace(/\/$/, "");

/** What the client has to know of the session; src/session gives it, so that this room does not depend on that one. */
export interface Identity {
  /** Whose session it is, if that is known. */
  userId(): string | undefined;
  /** The language of messages: `en-US` or `zh-CN`. */
  language(): string;
  /** Called on 401; resolves with true when somebody signed in again, so that the call is repeated. */
  ended(): Promise<boolean>;
}

let identity: Identity = { userId: () => undefined, language: () => "en-US", ended: async () => false };

/** Tells the client who asks. */
export function identify(as: Identity): void {
  identity = as;
}

const isRead = (request: Request) =>
  request.method === "GET" || /\/files\/(\d|search|download|multipart\/uploadUrl|known|[^/]+\/detail)$|\/albums\/preview$/.test(request.url);

/** `fetch` for the server: adds the headers, waits out interruptions. */
export async function reach(plain: Request): Promise<Response> {
  for (;;) {
    const request = plain.clone();
    const user = identity.userId();
    if (user !== undefined) request.headers.set("X-User-Id", user);
    request.headers.set("language", identity.language());
    let response: Response;
    try {
      response = await fetch(request);
    } catch (error) {
      if (plain.signal.aborted) throw error;
      connection.lost();
      if (!isRead(plain)) throw new Refused("unreachable", 0, "");
      await connection.back();
      continue;
    }
    if (response.status === 503 && isRead(plain)) {
      connection.lost();
      await connection.back();
      continue;
    }
    connection.works();
    const asksWhoAsks = plain.url.endsWith("/api/session");
    if (response.status === 401 && !asksWhoAsks && (await identity.ended())) continue;
    return response;
  }
}

/** The typed client: `call(api.GET("/api/session"))`. */
export const api = createClient<paths>({ baseUrl: home, fetch: reach });

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;

/**
 * The body of a successful answer.
 *
 * @throws {Refused} with the server's own words for what was wrong.
 */
export async function call<T>(answer: Answer<T>): Promise<NonNullable<T>> {
  const { data, error, response } = await answer;
  if (response.ok && data !== undefined && data !== null) return data;
  throw refusalOf(error, response.status);
}
