// Sorting of any result by a column: numbers by value whatever their length, empty cells last. Pure.

import { compare, isDecimal } from "./decimal";

export type CellValue = string | number | boolean | null;

function order(a: CellValue, b: CellValue, numeric: boolean): number {
  if (numeric) {
    const [x, y] = [String(a), String(b)];
    if (isDecimal(x) && isDecimal(y)) return compare(x, y);
    return Number(a) - Number(b);
  }
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
}

/** The rows in order; equal rows stay as they were. */
export function sortRows<Row extends CellValue[]>(rows: Row[], column: number, descending: boolean, numeric: boolean): Row[] {
  return rows
    .map((row, at) => ({ row, at }))
    .sort((a, b) => {
      const [x, y] = [a.row[column] ?? null, b.row[column] ?? null];
      if (x === null || y === null) return x === y ? a.at - b.at : x === null ? 1 : -1;
      const by = order(x, y, numeric);
      return by === 0 ? a.at - b.at : descending ? -by : by;
    })
    .map(({ row }) => row);
}
