// Answers about an unknown table, as the server takes them: `field=column`, `field=` for none.

import type { Key } from "../i18n";
import type { SuggestedField } from "./types";

/** What the values of a column look like. */
export const LOOKS: Record<string, Key> = {
  code: "looks.code",
  country: "looks.country",
  currency: "looks.currency",
  date: "looks.date",
  decimal: "looks.decimal",
  email: "looks.email",
  empty: "looks.empty",
  gtin: "looks.gtin",
  number: "looks.number",
  text: "looks.text",
};

/** What giving a column to a field says: the field it had before is taken from nowhere. */
export function changed(fields: SuggestedField[], column: string, field: string): string[] {
  const before = fields.filter((one) => one.column === column && one.field !== field).map((one) => `${one.field}=`);
  return field === "" ? before : [...before, `${field}=${column}`];
}

/** A name for a profile from a file's name: its letters and digits in lower case. */
export function profileName(file: string): string {
  const stem = file.split(".")[0] ?? "";
  const name = stem.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 40);
  return name === "" ? "my-table" : name;
}
