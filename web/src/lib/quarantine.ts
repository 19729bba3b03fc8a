// Small decisions about rows in quarantine. Pure.

import type { QuarantineRow } from "./types";

export interface MarkedText {
  before: string;
  value: string;
  after: string;
}

/** The rejected value inside its line: the first place where it stands as a whole field, else the first place at all. */
export function markValue(text: string, value: string | null): MarkedText {
  if (!value) return { before: text, value: "", after: "" };
  const edge = (sign: string | undefined) => sign === undefined || /[,;\t|"\s:]/.test(sign);
  let at = -1;
  for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + 1)) {
    if (at < 0) at = from;
    if (edge(text[from - 1]) && edge(text[from + value.length])) {
      at = from;
      break;
    }
  }
  if (at < 0) return { before: text, value: "", after: "" };
  return { before: text.slice(0, at), value, after: text.slice(at + value.length) };
}

/** A replacement to propose: the one column, and the one value if all rows share it. */
export function proposal(rows: QuarantineRow[]): { column: string; find: string } {
  const columns = new Set(rows.map((row) => row.column ?? ""));
  const values = new Set(rows.map((row) => row.value ?? ""));
  return { column: columns.size === 1 ? ([...columns][0] ?? "") : "", find: values.size === 1 ? ([...values][0] ?? "") : "" };
}
