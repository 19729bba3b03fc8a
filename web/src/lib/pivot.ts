// Some metrics bring a slice of their own (a share is always over something). Their answers are turned into one series a
// slice here. Pure.

import type { Cell } from "./types";

const OWN = new Set(["period", "value", "previous"]);

/** The dimensions of an answer: what it says, and what its rows carry. */
export function dimensionsOf(by: string[], rows: Cell[]): string[] {
  const carried = Object.keys(rows[0] ?? {}).filter((name) => !OWN.has(name));
  return [...by, ...carried.filter((name) => !by.includes(name))];
}

export function keyOf(row: Cell, dimensions: string[]): string {
  return dimensions.map((name) => row[name] ?? "unknown").join("\u0000");
}

export interface Group {
  key: string;
  /** Values in the order of the dimensions. */
  names: (string | null)[];
  /** One value a period; null where there is no row. */
  values: (number | null)[];
}

export function pivot(rows: Cell[], dimensions: string[]): { periods: string[]; groups: Group[] } {
  const periods = [...new Set(rows.map((row) => row.period ?? ""))].sort();
  const at = new Map(periods.map((period, index) => [period, index]));
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = keyOf(row, dimensions);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { key, names: dimensions.map((name) => row[name] ?? null), values: periods.map(() => null) }));
    group.values[at.get(row.period ?? "") ?? 0] = row.value == null ? null : Number(row.value);
  }
  return { periods, groups: [...groups.values()] };
}
