// What the rooms of the uploads tell one another. Only plain values: facts are kept in IndexedDB as they are.

/** Where files are to go. */
export interface Destination {
  /** The space: the user's own, or the one that a family's folder lies in. */
  containerId: string;
  /** The folder in it. */
  parentFolder: string;
  /** A manual album that they are added to as well. */
  albumId?: string;
  /** What to call it. */
  label: string;
}

/** A file that somebody chose, and the folders that it lay in, from the outermost. */
export interface Picked {
  file: File;
  path: string[];
}

/** How far a file has come; `lost` has to be chosen again, as the page was closed before it could be kept. */
export type Status = "waiting" | "checking" | "sending" | "done" | "known" | "failed" | "lost";

/** A part of the plan of an upload, from the first byte on without gaps. */
export interface Part {
  size: number;
  /** Whether the server has it. */
  sent: boolean;
}

/** All that has to be known of a file to go on with it after the page was closed. */
export interface Facts {
  /** Its number in the queue. */
  id: number;
  name: string;
  path: string[];
  size: number;
  /** When it was changed last, in milliseconds. */
  modified: number;
  mime: string;
  /** The contract's number for its kind: 15 image, 20 video, 45 other. */
  kind: string;
  to: Destination;
  sha256?: string;
  /** The file that the server has promised to make of it. */
  fileId?: string;
  parts?: Part[];
  /** The file on the server that has its bytes; only the album is left to do. */
  landed?: string;
  /** Whether to send it even if its bytes are known. */
  regardless?: boolean;
}

/** Why a file was not sent, for whoever reads it: a text of ours, or the server's own words. */
export class Trouble extends Error {
  constructor(
    readonly id: string,
    readonly values: Record<string, string | number> = {},
  ) {
    super(id);
    this.name = "Trouble";
  }
}
