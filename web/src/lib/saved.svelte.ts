// What is kept under a name on the server: queries and views. Removing can be taken back from the message that says so.

import { get, send } from "./api";
import { t } from "./i18n.svelte";
import { toasts } from "./toast.svelte";
import type { SavedBody, SavedItem, SavedKind } from "./types";

const place = (kind: SavedKind, name: string) => `/saved/${kind}/${encodeURIComponent(name)}`;

class Saved {
  all = $state.raw<SavedItem[]>([]);
  #asked = false;

  get views(): SavedItem[] {
    return this.all.filter((one) => one.kind === "view");
  }

  get queries(): SavedItem[] {
    return this.all.filter((one) => one.kind === "query");
  }

  find(kind: SavedKind, name: string): SavedItem | undefined {
    return this.all.find((one) => one.kind === kind && one.name === name);
  }

  /** Reads the list once; a server that has none is no reason to bother anybody. */
  async load(): Promise<void> {
    if (this.#asked) return;
    this.#asked = true;
    await this.refresh().catch(() => (this.#asked = false));
  }

  async refresh(): Promise<void> {
    this.all = await get<SavedItem[]>("/saved");
  }

  async put(kind: SavedKind, name: string, body: SavedBody): Promise<SavedItem> {
    const kept = await send<SavedItem>("PUT", place(kind, name), { body });
    await this.refresh();
    return kept;
  }

  async rename(kind: SavedKind, from: string, to: string): Promise<SavedItem> {
    const kept = await send<SavedItem>("PUT", place(kind, from), { rename: to });
    await this.refresh();
    return kept;
  }

  async remove(kind: SavedKind, name: string): Promise<void> {
    const gone = await send<SavedItem>("DELETE", place(kind, name));
    await this.refresh();
    toasts.show({ text: t("saved.removed", { name }), act: { text: t("saved.undo"), run: () => void this.put(gone.kind, gone.name, gone.body) } });
  }
}

export const saved = new Saved();
