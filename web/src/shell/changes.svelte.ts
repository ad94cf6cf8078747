// What has changed since a page was shown. Pages that show such things read the number, and so load again.

class Changes {
  /** Photos came, went or moved: timeline, albums' contents, bin, space used. */
  moments = $state(0);
  /** Albums came, went or changed their names, rules or contents. */
  albums = $state(0);
  /** Families, members or invitations changed. */
  families = $state(0);

  /** Tells that something of this kind has changed. */
  in(...kinds: Array<"moments" | "albums" | "families">): void {
    for (const kind of kinds) this[kind]++;
  }
}

/** The changes of this page's life. */
export const changes = new Changes();
