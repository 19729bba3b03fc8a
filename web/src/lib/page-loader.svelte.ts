// The code of pages: fetched with the first visit, the rest while nothing else happens, kept from then on.

import { ApiError } from "./api";
import { ROUTES, type PageComponent, type PageRoute } from "./routes";
import type { Problem } from "./types";

class Pages {
  #loaded = $state.raw(new Map<string, PageComponent>());
  error = $state.raw<Problem | null>(null);

  get(route: PageRoute): PageComponent | undefined {
    return this.#loaded.get(route.path);
  }

  async load(route: PageRoute): Promise<void> {
    if (this.#loaded.has(route.path)) return;
    try {
      const { default: component } = await route.load();
      this.#loaded = new Map(this.#loaded).set(route.path, component);
      this.error = null;
    } catch (error) {
      this.error = new ApiError("network", String(error), null, 0);
    }
  }

  /** Fetches what was not visited yet, one page after the other. */
  async rest(): Promise<void> {
    for (const route of ROUTES) await route.load().catch(() => undefined);
  }
}

export const pages = new Pages();
