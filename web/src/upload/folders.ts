// The folders that dropped ones become: made when the first file for them is sent, found where they are there already.
import type { Destination } from "./facts";
import { CODES, isRefusal } from "./patience";

/** What is asked of the server about folders. */
export interface FolderCalls {
  /** Makes a folder; is refused if the name is taken. */
  make(containerId: string, parent: string, name: string): Promise<string>;
  /** The folder of this name. */
  find(containerId: string, parent: string, name: string): Promise<string | undefined>;
  /** Makes a folder, under another name if this one is taken. */
  makeBeside(containerId: string, parent: string, name: string): Promise<string>;
}

/** Folders by their path, each looked for once. */
export class Folders {
  #known = new Map<string, Promise<string>>();

  constructor(private readonly calls: FolderCalls) {}

  /** The folder below a destination to which this path leads. */
  of({ containerId, parentFolder }: Destination, path: string[]): Promise<string> {
    const name = path.at(-1);
    if (name === undefined) return Promise.resolve(parentFolder);
    const key = JSON.stringify([containerId, parentFolder, ...path]);
    let folder = this.#known.get(key);
    if (!folder) {
      folder = this.of({ containerId, parentFolder, label: "" }, path.slice(0, -1)).then((parent) => this.#one(containerId, parent, name));
      this.#known.set(key, folder);
      folder.catch(() => this.#known.delete(key));
    }
    return folder;
  }

  /** Forgets all, because one of them may be gone by now. */
  forget(): void {
    this.#known.clear();
  }

  async #one(containerId: string, parent: string, name: string): Promise<string> {
    try {
      return await this.calls.make(containerId, parent, name);
    } catch (error) {
      if (!isRefusal(error, CODES.taken)) throw error;
      // If a file has the name, the folder cannot.
      return (await this.calls.find(containerId, parent, name)) ?? (await this.calls.makeBeside(containerId, parent, name));
    }
  }
}
