// The statement of profit and loss: its address, and the steps of its waterfall. Pure.

import type { StatementLine } from "./types";
import { metricQuery } from "./url-state";

type Query = Parameters<typeof metricQuery>[0];

export function pnlPath(query: Query): string {
  return `/pnl?${metricQuery(query)}`;
}

/** One bar of a waterfall: where it begins and ends. */
export interface Step {
  line: StatementLine;
  from: number;
  to: number;
  /** A sum of what is above it begins at zero. */
  sum: boolean;
  /** A part of the amount is unknown. */
  open: boolean;
}

/** Accounts hang on the end of the one before, sums stand on zero. What is unknown shows what is known of it. Empty accounts are left out. */
export function steps(lines: StatementLine[]): Step[] {
  let at = 0;
  const found: Step[] = [];
  for (const line of lines) {
    const amount = Number(line.total.value ?? line.total.known);
    const open = line.total.value === null;
    if (line.kind === "memo") continue;
    if (line.kind !== "account") {
      found.push({ line, from: 0, to: at, sum: true, open });
    } else if (amount !== 0 || open) {
      found.push({ line, from: at, to: at + amount, sum: false, open });
      at += amount;
    }
  }
  return found;
}
