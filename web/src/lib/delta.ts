// How a value compares with the one before: percent for amounts, percentage points for ratios, and whether that is bad.

import * as decimal from "./decimal";
import type { Formats } from "./format";
import type { Metric, Unit } from "./types";

export interface Delta {
  /** The number alone, for a column whose head names the unit. */
  text: string;
  /** With its unit, for running text. */
  full: string;
  /** In the unit of the text; null where there is nothing to compare with. */
  amount: number | null;
}

export function delta(now: string | null, before: string | null | undefined, unit: Unit, formats: Formats, points: string): Delta {
  if (now == null || before == null) return { text: "\u2013", full: "\u2013", amount: null };
  if (unit === "ratio") {
    const amount = Number(decimal.subtract(now, before)) * 100;
    const text = formats.percent(amount, { sign: true });
    return { text, full: `${text} ${points}`, amount };
  }
  const amount = decimal.change(now, before);
  if (amount === null) return { text: "\u2013", full: "\u2013", amount };
  const text = formats.percent(amount, { sign: true });
  return { text, full: `${text}%`, amount };
}

/** Growth is not good by itself; a move against the metric's direction is bad. */
export function isBad(amount: number | null, better: Metric["better"] | undefined): boolean {
  if (amount === null || Math.abs(amount) < 0.05) return false;
  return (better === "up" && amount < 0) || (better === "down" && amount > 0);
}
