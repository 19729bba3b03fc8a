// Data of a page, by address. Old data stays visible while new data loads; a late answer never overwrites a newer one.

import { ApiError, asProblem, get } from "./api";
import { lake } from "./lake.svelte";
import type { Problem } from "./types";

interface Entry {
  at: number;
  data: unknown;
}

const cache = new Map<string, Entry>();
const CACHE_ENTRIES_MAX = 300;

function remember(key: string, entry: Entry): void {
  cache.delete(key);
  cache.set(key, entry);
  if (cache.size > CACHE_ENTRIES_MAX) cache.delete(cache.keys().next().value as string);
}

export class Resource<T> {
  data = $state.raw<T | undefined>(undefined);
  error = $state.raw<Problem | null>(null);
  loading = $state(false);
  /** When the shown data arrived, in ms since 1970. */
  at = $state(0);

  constructor(address: () => string | null) {
    $effect(() => {
      const path = address();
      const key = `${lake.tick} ${path}`;
      if (path === null) {
        this.loading = false;
        return;
      }
      const known = cache.get(key);
      if (known) {
        this.#show(known);
        return;
      }
      const abort = new AbortController();
      this.loading = true;
      get<T>(path, abort.signal)
        .then((data) => {
          const entry = { at: Date.now(), data };
          remember(key, entry);
          if (!abort.signal.aborted) this.#show(entry);
        })
        .catch((error: unknown) => {
          if (abort.signal.aborted) return;
          if (error instanceof ApiError && error.status === 401) lake.tokenWanted = true;
          this.error = asProblem(error);
          this.loading = false;
        });
      return () => abort.abort();
    });
  }

  #show(entry: Entry): void {
    this.data = entry.data as T;
    this.at = entry.at;
    this.error = null;
    this.loading = false;
  }
}

/** Call while a component is being set up. An address of null asks for nothing and keeps what is shown. */
export function resource<T>(address: () => string | null): Resource<T> {
  return new Resource<T>(address);
}
