// What is told in passing: notices at the edge of the page, and announcements for screen readers only.

/** A notice; one that failed stays until it is closed. */
export interface Notice {
  id: number;
  text: string;
  failed: boolean;
  action?: { label: string; run: () => void };
}

const SHOWN_FOR = 6000;

class Notices {
  all = $state<Notice[]>([]);
  /** What a screen reader is to say next. */
  announced = $state("");
  #next = 1;

  /** Tells of something that was done, with what can be done about it. */
  tell(text: string, action?: Notice["action"]): void {
    const id = this.#add({ text, failed: false, ...(action && { action }) });
    setTimeout(() => this.close(id), SHOWN_FOR);
  }

  /** Tells of something that failed. */
  fail(text: string): void {
    if (!this.all.some((notice) => notice.text === text)) this.#add({ text, failed: true });
  }

  close(id: number): void {
    this.all = this.all.filter((notice) => notice.id !== id);
  }

  /** Has a screen reader say something that can be seen anyway. */
  announce(text: string): void {
    this.announced = text;
  }

  #add(notice: Omit<Notice, "id">): number {
    const id = this.#next++;
    this.all.push({ id, ...notice });
    return id;
  }
}

/** The notices of this page. */
export const notices = new Notices();
