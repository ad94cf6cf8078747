// Which files are taken at all, and what they are called. The server decides in the end by the bytes; this only spares
// the sending of what it would refuse.
import type { Facts, Picked } from "./facts";

/** The longest file that the server takes: 200 GiB. */
const LONGEST = 200 * 2 ** 30;
const NAME = 250;

const PICTURES = "jpg jpeg jpe jfif png gif webp avif heic heif hif bmp tif tiff dng cr2 cr3 nef nrw arw srf sr2 orf rw2 raf pef 3fr";
const MOVIES = "mp4 m4v mov qt 3gp 3g2 webm mkv avi mts m2ts ts mpg mpeg wmv ogv";
const byEnding = new Map([
  ...PICTURES.split(" ").map((ending) => [ending, "15"] as const),
  ...MOVIES.split(" ").map((ending) => [ending, "20"] as const),
]);

/** Why a file is left out. */
export type Objection = "kind" | "empty" | "long" | "name";

/** What is known of a file before anything was read of it. */
export type Admitted = Pick<Facts, "name" | "path" | "size" | "modified" | "mime" | "kind">;

// What systems leave in folders by themselves; nobody wants to hear of it.
const isClutter = (name: string) => /^(\.|Thumbs\.db$|desktop\.ini$|ehthumbs|__MACOSX$)/i.test(name);

/** Looks at a file; `undefined` is what is left out without a word. `any`: whatever its kind. */
export function admit({ file, path }: Picked, any = false): Admitted | Objection | undefined {
  if ([...path, file.name].some(isClutter)) return undefined;
  const kind = kindOf(file);
  if (!any && kind === "45") return "kind";
  const name = nameFor(file.name);
  const folders = path.map(nameFor);
  if (!name || folders.some((folder) => !folder)) return "name";
  if (file.size === 0) return "empty";
  if (file.size > LONGEST) return "long";
  return { name, path: folders as string[], size: file.size, modified: file.lastModified, mime: file.type.slice(0, 255), kind };
}

function kindOf(file: File): string {
  if (/^image\/(?!svg|vnd)/.test(file.type)) return "15";
  if (file.type.startsWith("video/")) return "20";
  return byEnding.get(/\.([^.]+)$/.exec(file.name)?.[1]?.toLowerCase() ?? "") ?? "45";
}

/** The name that the server takes instead of this one; `undefined` if nothing is left of it. */
export function nameFor(name: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  const allowed = [...name.replace(/[<>|:"*?/\\\u0000-\u001f\u007f-\u009f]/g, "_")];
  if (/^\.{0,2}$/.test(allowed.join(""))) return undefined;
  if (allowed.length <= NAME) return allowed.join("");
  const ending = /\.[^.]{1,16}$/.exec(name)?.[0] ?? "";
  return allowed.slice(0, NAME - [...ending].length).join("") + ending;
}
