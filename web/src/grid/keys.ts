// What keys mean in the grid.

/** What somebody wants with a key. */
export type Command = "left" | "right" | "up" | "down" | "first" | "last" | "pageUp" | "pageDown" | "open" | "toggle" | "all" | "clear" | "trash";

const KEYS: Record<string, Command> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "first",
  End: "last",
  PageUp: "pageUp",
  PageDown: "pageDown",
  Enter: "open",
  " ": "toggle",
  Escape: "clear",
  Delete: "trash",
};

/** What a key press means, if anything. */
export function commandOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): Command | undefined {
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) return event.key.toLowerCase() === "a" ? "all" : undefined;
  return KEYS[event.key];
}

/** What can be done. */
export interface Doing {
  move(by: number): void;
  row(direction: -1 | 1): void;
  end(last: boolean): void;
  page(direction: -1 | 1): void;
  open(): void;
  toggle(): void;
  all(): void;
  clear(): void;
  trash(): void;
}

/** Does it, and keeps the browser from doing something else. */
export function onKey(event: KeyboardEvent, command: Command | undefined, doing: Doing): void {
  if (!command) return;
  event.preventDefault();
  const does: Record<Command, () => void> = {
    left: () => doing.move(-1),
    right: () => doing.move(1),
    up: () => doing.row(-1),
    down: () => doing.row(1),
    first: () => doing.end(false),
    last: () => doing.end(true),
    pageUp: () => doing.page(-1),
    pageDown: () => doing.page(1),
    open: () => doing.open(),
    toggle: () => doing.toggle(),
    all: () => doing.all(),
    clear: () => doing.clear(),
    trash: () => doing.trash(),
  };
  does[command]();
}
