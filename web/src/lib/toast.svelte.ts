// What was done, with the way to it: six seconds, or until dismissed. Errors never come here.

interface Toast {
  text: string;
  href?: string;
  link?: string;
  /** Something to do about it, such as taking it back. */
  act?: { text: string; run: () => void };
}

const SHOWN_MS = 6000;

class Toasts {
  current = $state.raw<Toast | null>(null);
  #timer = 0;

  show(toast: Toast): void {
    window.clearTimeout(this.#timer);
    this.current = toast;
    this.#timer = window.setTimeout(() => this.dismiss(), SHOWN_MS);
  }

  dismiss(): void {
    window.clearTimeout(this.#timer);
    this.current = null;
  }
}

export const toasts = new Toasts();
