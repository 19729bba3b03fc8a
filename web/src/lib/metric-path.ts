// Addresses of metric requests, from a page's state.

import type { Grain } from "./types";
import { metricQuery, type Filter, type Opened } from "./url-state";

type Query = Parameters<typeof metricQuery>[0];

export function metricPath(name: string, query: Query): string {
  return `/metrics/${encodeURIComponent(name)}?${metricQuery(query)}`;
}

export function rowsPath(opened: Opened, limit: number, offset: number): string {
  const { from, to, currency, where } = opened;
  return `/metrics/${encodeURIComponent(opened.metric)}/rows?${metricQuery({ from, to, currency, where })}&limit=${limit}&offset=${offset}`;
}

export function csvPath(opened: Opened): string {
  const { from, to, currency, where } = opened;
  return `/metrics/${encodeURIComponent(opened.metric)}/rows?${metricQuery({ from, to, currency, where })}&format=csv`;
}

/** Filters of the page with one dimension set to exactly these values. */
export function withFilter(where: Filter[], dimension: string, values: (string | null)[]): Filter[] {
  return [...where.filter(([name]) => name !== dimension), ...values.map((value): Filter => [dimension, value ?? "unknown"])];
}

export type { Grain };
