// Which slices are shown, and in which order.

import type { Cell, MetricResult } from "../../lib/types";

export const ROWS_MAX = 12;
/** Rows asked for; where a dimension has more, the rest is the total less what is shown. */
export const FETCHED_MAX = 500;

export function sorted(result: MetricResult): Cell[] {
  return [...result.rows].sort((a, b) => Number(b.value ?? 0) - Number(a.value ?? 0));
}

/** The largest slices; one more than the limit is shown whole instead of as "1 other". Paper has all. */
export function topRows(result: MetricResult, by: string, all = false): Cell[] {
  const rows = sorted(result).filter((row) => by in row);
  return all || rows.length <= ROWS_MAX + 1 ? rows : rows.slice(0, ROWS_MAX);
}
