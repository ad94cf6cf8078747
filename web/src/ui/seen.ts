// Doing something when a part of the page comes into view.
import type { Attachment } from "svelte/attachments";

/** Runs it once, when the element is in view or nearly so: `{@attach seen(() => …)}`. */
export function seen(run: () => void): Attachment {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        run();
      },
      { rootMargin: "300px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  };
}
