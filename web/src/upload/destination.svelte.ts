// Where files go that are dropped or chosen. A page that is a place for files says so as long as it is shown.
import { t } from "../messages/index.svelte";
import { session } from "../session/session.svelte";
import type { Destination } from "./facts";

export type { Destination };

class Place {
  /** What the page that is shown says. */
  current = $state.raw<Destination | undefined>();

  /** Where files go now: to that, or else to the user's own photos. */
  get target(): Destination {
    const { containerId, rootFolderId } = session.user;
    return this.current ?? { containerId, parentFolder: rootFolderId, label: t("photos") };
  }
}

/** The place for files. */
export const destination = new Place();
