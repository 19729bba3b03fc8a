// The state that Overview and Explore share: read from the URL, written back to it.

import { lake } from "./lake.svelte";
import { plusDays, resolve, shift, usualGrain, type Span } from "./period";
import { router } from "./router.svelte";
import type { Grain } from "./types";
import { parseView, writeView, type Opened, type ViewState } from "./url-state";

export class View {
  readonly #defaults: ViewState;
  readonly state: ViewState = $derived.by(() => parseView(router.query, this.#defaults));
  readonly first: string = $derived(lake.status?.first_day ?? "2000-01-01");
  readonly last: string = $derived(lake.status?.last_day ?? plusDays(this.first, 0));
  readonly span: Span = $derived(resolve(this.state.range, this.first, this.last));
  readonly grain: Grain = $derived(this.state.grain || usualGrain(this.span));

  constructor(defaults: ViewState) {
    this.#defaults = defaults;
  }

  get currency(): string {
    return this.state.currency || (lake.status?.report_currency ?? "");
  }

  differs(key: keyof ViewState): boolean {
    return this.state[key] !== this.#defaults[key];
  }

  href(patch: Partial<ViewState>): string {
    return router.with(writeView(router.query, { ...this.state, ...patch }, this.#defaults));
  }

  set(patch: Partial<ViewState>): void {
    router.go(this.href(patch));
  }

  move(direction: 1 | -1): void {
    const next = shift(this.span, direction);
    if (next.from > this.last || next.to < this.first) return;
    this.set({ range: `${next.from}..${next.to}` });
  }

  toggleCompare(): void {
    this.set({ compare: this.state.compare === "off" ? "previous" : "off" });
  }

  toggleView(): void {
    this.set({ view: this.state.view === "chart" ? "table" : "chart" });
  }

  opened(metric: string, span: Span = this.span, extra: Opened["where"] = []): Opened {
    const names = new Set(extra.map(([name]) => name));
    const where = [...this.state.where.filter(([name]) => !names.has(name)), ...extra];
    return { metric, ...span, compare: this.state.compare, currency: this.state.currency, where };
  }
}
