// Who is signed in. The session itself is a cookie that no script can read; this only knows whose it is.
//
// When the server says that it has ended, whatever was under way waits here until somebody signs in again.
import { api, call, home, identify } from "../api/client";
import { Refused } from "../api/refused";
import type { components } from "../api/schema";
import { language, preferred, speak, type Language } from "../messages/index.svelte";

export type Me = components["schemas"]["Me"];

/** What somebody proves who they are with. */
export type Credentials = { username: string; password: string } | { userId: string; accessToken: string };

class Session {
  /** Who is signed in; `null` nobody, `undefined` not known yet. */
  me = $state.raw<Me | null | undefined>(undefined);
  /** Whether the session ended in the middle of something, which goes on after the next sign-in. */
  hasEnded = $state(false);
  readonly #others = new BroadcastChannel(`leporello ${home}`);
  #waiting: Array<(again: boolean) => void> = [];

  /** The one who is signed in, where the page is shown to nobody else. */
  get user(): Me {
    if (!this.me) throw new Error("nobody is signed in");
    return this.me;
  }

  /** Resolves when it is known who is signed in. */
  started: Promise<void> = Promise.resolve();

  constructor() {
    // What one tab ends is ended in all: no photo stays to be looked at.
    this.#others.onmessage = () => location.reload();
  }

  /** Finds out who is signed in, if anybody is. */
  begin(): void {
    this.started = this.#start();
  }

  async #start(): Promise<void> {
    try {
      await this.#become(await call(api.GET("/api/session")));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.me = null;
    }
  }

  /**
   * Signs in.
   *
   * @throws {Refused} if it is not right.
   */
  async signIn(credentials: Credentials): Promise<void> {
    const before = this.me?.userId;
    const me = await call(api.POST("/api/session", { body: credentials }));
    // Somebody else's work under way must not go on as this user's.
    if (before !== undefined && before !== me.userId) {
      this.#settle(false);
      location.reload();
      return;
    }
    await this.#become(me);
    this.hasEnded = false;
    this.#settle(true);
  }

  /** Signs out on this device, and forgets what the page knew. */
  async signOut(): Promise<void> {
    await call(api.DELETE("/api/session"));
    await this.forget();
  }

  /** The session is gone: shows the sign-in page, and nothing of what was there before stays in this browser. */
  async forget(): Promise<void> {
    this.#settle(false);
    this.#others.postMessage("over");
    // The files on their way, which lie under the user's name (src/upload).
    if (this.me) await gone(indexedDB.deleteDatabase(`leporello-uploads-${this.me.userId}`));
    location.hash = "";
    location.reload();
  }

  /** Takes what the server now says of the user. */
  async update(me: Me): Promise<void> {
    await this.#become(me);
  }

  async #become(me: Me): Promise<void> {
    this.me = me;
    const wanted = (me.language || preferred()) as Language;
    if (wanted !== language()) await speak(wanted);
  }

  /** Resolves with true when the same user signed in again. */
  ended(): Promise<boolean> {
    if (!this.me) return Promise.resolve(false);
    this.hasEnded = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #settle(again: boolean): void {
    for (const resolve of this.#waiting.splice(0)) resolve(again);
  }
}

/** Resolves when this has been done, or cannot be. */
function gone(request: IDBOpenDBRequest): Promise<unknown> {
  return new Promise((resolve) => (request.onsuccess = request.onerror = request.onblocked = resolve));
}

/** The session of this page. */
export const session = new Session();

identify({ userId: () => session.me?.userId, language, ended: () => session.ended() });
