// What is known about the lake as a whole: status, metrics, dimensions. Raising `tick` makes every page read again.

import { ApiError, asProblem, get } from "./api";
import { words } from "./i18n.svelte";
import type { Dimension, Me, Metric, Problem, Role, Status } from "./types";

/** The roles, each allowed what those before it are. */
const ROLES: Role[] = ["viewer", "analyst", "operator", "admin"];

class Lake {
  tick = $state(0);
  status = $state.raw<Status | null>(null);
  metrics = $state.raw<Metric[]>([]);
  dimensions = $state.raw<Dimension[]>([]);
  me = $state.raw<Me | null>(null);
  error = $state.raw<Problem | null>(null);
  tokenWanted = $state(false);

  /** Reads everything; called once, and whenever the window gets the focus. */
  async refresh(): Promise<void> {
    try {
      const [status, metrics, dimensions, me] = await Promise.all([
        get<Status>("/status"),
        this.metrics.length ? this.metrics : get<Metric[]>("/metrics"),
        this.dimensions.length ? this.dimensions : get<Dimension[]>("/dimensions"),
        this.me ?? get<Me>("/me"),
      ]);
      const changed = this.status !== null && this.status.lake_version !== status.lake_version;
      this.status = status;
      this.metrics = metrics;
      this.dimensions = dimensions;
      this.me = me;
      words.zone = status.zone;
      this.error = null;
      this.tokenWanted = false;
      if (changed) this.tick += 1;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        this.tokenWanted = true;
        this.me = null;
      }
      this.error = asProblem(error);
    }
  }

  /** After a step that wrote something: reads again, and makes every page read again even when no version was published. */
  async changed(): Promise<void> {
    const before = this.tick;
    await this.refresh();
    if (this.tick === before) this.tick += 1;
  }

  get empty(): boolean {
    return this.status !== null && this.status.lines === 0;
  }

  /** Whether who asks may do what a role may. Until that is known nothing is offered. */
  may(role: Role): boolean {
    return this.me !== null && ROLES.indexOf(this.me.role) >= ROLES.indexOf(role);
  }

  metric(name: string): Metric | undefined {
    return this.metrics.find((metric) => metric.name === name);
  }

  dimension(name: string): Dimension | undefined {
    return this.dimensions.find((dimension) => dimension.name === name);
  }
}

export const lake = new Lake();

/** A version as people write it. */
export function versionName(version: number | string | null | undefined): string {
  return version == null ? "" : `v${String(version).replace(/^v/, "")}`;
}
