// Names of dimension values. Countries come from the browser's own tables, everything else from the server's labels.

import { get } from "./api";
import { label, t, words, type Key } from "./i18n.svelte";
import type { DimensionValue, Label } from "./types";

const labels = $state<Record<string, Record<string, Label>>>({});
const asked = new Set<string>();

const MODES: Record<string, Key> = { b2c: "mode.b2c", b2b: "mode.b2b", b2b2c: "mode.b2b2c" };
const PEOPLE: Record<string, Key> = { person: "customer.person", business: "customer.business" };

/** Asks once for the labels of a dimension; safe to call from an effect. */
export function loadLabels(dimension: string): void {
  if (asked.has(dimension) || dimension === "country" || dimension === "seller_country") return;
  asked.add(dimension);
  get<DimensionValue[]>(`/dimensions/${encodeURIComponent(dimension)}/values?limit=500`)
    .then((values) => {
      const known: Record<string, Label> = {};
      for (const entry of values) if (entry.value !== null && entry.label) known[entry.value] = entry.label;
      labels[dimension] = known;
    })
    .catch(() => asked.delete(dimension));
}

export function valueName(dimension: string, value: string | null | undefined): string {
  if (value == null || value === "" || value === "unknown") return t("value.unknown");
  if (dimension === "country" || dimension === "seller_country") return words.formats.country(value);
  if (dimension === "currency") return value;
  const fixed = dimension === "mode" ? MODES[value] : dimension === "customer_type" ? PEOPLE[value] : undefined;
  if (fixed) return t(fixed);
  return label(labels[dimension]?.[value], value);
}
