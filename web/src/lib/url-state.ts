// The URL is the whole state of a page. These functions turn it into values and back; what equals the default is not
// written, so that a plain address means the plain page. Pure: no window, no history.

import { parseRange } from "./period";
import type { Compare, Grain } from "./types";

export type Filter = [dimension: string, value: string];

export interface ViewState {
  metric: string;
  range: string;
  /** Empty: chosen by the length of the range. */
  grain: Grain | "";
  compare: Compare | "off";
  /** Empty: the report currency. */
  currency: string;
  by: string;
  where: Filter[];
  draw: string[];
  view: "chart" | "table";
}

export interface Opened {
  metric: string;
  from: string;
  to: string;
  compare: Compare | "off";
  currency: string;
  where: Filter[];
}

const GRAINS = ["day", "week", "month", "quarter", "year"];

export const EXPLORE_DEFAULTS: ViewState = {
  metric: "net_sales",
  range: "26w",
  grain: "",
  compare: "previous",
  currency: "",
  by: "country",
  where: [],
  draw: [],
  view: "chart",
};

export const PNL_DEFAULTS: ViewState = { ...EXPLORE_DEFAULTS, metric: "contribution", by: "mode" };

export const OVERVIEW_DEFAULTS: ViewState = { ...EXPLORE_DEFAULTS, range: "4w" };

export function parseFilter(text: string): Filter | null {
  const at = text.indexOf(":");
  return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : null;
}

export function formatFilter([dimension, value]: Filter): string {
  return `${dimension}:${value}`;
}

function oneOf<T extends string>(text: string | null, allowed: readonly string[], otherwise: T): T {
  return text !== null && allowed.includes(text) ? (text as T) : otherwise;
}

export function parseView(query: URLSearchParams, defaults: ViewState): ViewState {
  const range = query.get("range");
  const currency = query.get("currency") ?? "";
  return {
    metric: query.get("metric") || defaults.metric,
    range: range !== null && parseRange(range) !== null ? range : defaults.range,
    grain: oneOf(query.get("grain"), GRAINS, defaults.grain),
    compare: oneOf(query.get("compare"), ["off", "previous", "year"], defaults.compare),
    currency: /^[A-Z]{3}$/.test(currency) ? currency : defaults.currency,
    by: query.get("by") || defaults.by,
    where: query.getAll("where").map(parseFilter).filter((f): f is Filter => f !== null),
    draw: query.getAll("draw"),
    view: oneOf(query.get("view"), ["chart", "table"], defaults.view),
  };
}

/** Changes `query` so that it says `state`; parameters it does not know (such as `open`) stay. */
export function writeView(query: URLSearchParams, state: ViewState, defaults: ViewState): URLSearchParams {
  const out = new URLSearchParams(query);
  for (const key of ["metric", "range", "grain", "compare", "currency", "by", "view"] as const) {
    if (state[key] === defaults[key]) out.delete(key);
    else out.set(key, state[key]);
  }
  out.delete("where");
  for (const filter of state.where) out.append("where", formatFilter(filter));
  out.delete("draw");
  for (const value of state.draw) out.append("draw", value);
  return out;
}

const escapePart = (text: string) => encodeURIComponent(text).replace(/~/g, "%7E");

/** An opened number as one parameter: metric~from~to~compare~currency~dim:value... */
export function formatOpened(opened: Opened): string {
  const { metric, from, to, compare, currency, where } = opened;
  return [metric, from, to, compare, currency, ...where.map(formatFilter)].map(escapePart).join("~");
}

export function parseOpened(text: string | null): Opened | null {
  if (!text) return null;
  let parts: string[];
  try {
    parts = text.split("~").map(decodeURIComponent);
  } catch {
    return null;
  }
  const [metric, from, to, compare, currency, ...rest] = parts;
  if (!metric || !from || !to || parseRange(`${from}..${to}`) === null) return null;
  return {
    metric,
    from,
    to,
    compare: oneOf(compare ?? null, ["previous", "year"], "off"),
    currency: currency ?? "",
    where: rest.map(parseFilter).filter((f): f is Filter => f !== null),
  };
}

/** The query of one metric request. */
export function metricQuery(options: {
  from: string;
  to: string;
  compare?: Compare | "off";
  currency?: string;
  where?: Filter[];
  by?: string;
  grain?: Grain | "";
  limit?: number;
}): string {
  const query = new URLSearchParams({ from: options.from, to: options.to });
  if (options.by) query.set("by", options.by);
  if (options.grain) query.set("grain", options.grain);
  if (options.currency) query.set("currency", options.currency);
  if (options.compare && options.compare !== "off") query.set("compare", options.compare);
  if (options.limit) query.set("limit", String(options.limit));
  for (const filter of options.where ?? []) query.append("where", formatFilter(filter));
  return query.toString();
}
