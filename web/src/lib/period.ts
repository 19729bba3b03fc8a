// Time ranges of a page: presets that end on the last day with data, or two explicit days. Days are YYYY-MM-DD
// in the business zone; all arithmetic is in whole days, so that no zone can shift it.

import type { Grain } from "./types";

export interface Span {
  from: string;
  to: string;
}

export const PRESETS = ["4w", "13w", "26w", "52w", "all"] as const;
export type Preset = (typeof PRESETS)[number];
const DAYS: Record<Exclude<Preset, "all">, number> = { "4w": 28, "13w": 91, "26w": 182, "52w": 364 };
const DAY_MS = 86_400_000;

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

export function plusDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Days in the span, both ends counted. */
export function length(span: Span): number {
  return Math.round((Date.parse(`${span.to}T00:00:00Z`) - Date.parse(`${span.from}T00:00:00Z`)) / DAY_MS) + 1;
}

export function isPreset(text: string): text is Preset {
  return (PRESETS as readonly string[]).includes(text);
}

/** A range as written in the URL: a preset, or `from..to`. Anything else is null. */
export function parseRange(text: string): Preset | Span | null {
  if (isPreset(text)) return text;
  const [from = "", to = ""] = text.split("..");
  return isDay(from) && isDay(to) && from <= to ? { from, to } : null;
}

export function resolve(text: string, first: string, last: string): Span {
  const range = parseRange(text);
  if (range === null || range === "all") return { from: first, to: last };
  if (typeof range !== "string") return range;
  const from = plusDays(last, 1 - DAYS[range]);
  return { from, to: last };
}

/** The span before or after, of the same length; weekdays stay aligned when the length is a multiple of 7. */
export function shift(span: Span, direction: 1 | -1): Span {
  const by = length(span) * direction;
  return { from: plusDays(span.from, by), to: plusDays(span.to, by) };
}

/** The grain that gives between some twenty and some ninety points. */
export function usualGrain(span: Span): Grain {
  const days = length(span);
  if (days <= 62) return "day";
  if (days <= 420) return "week";
  return days <= 3700 ? "month" : "year";
}

/** The last day of the period that begins on `start`. */
export function periodEnd(start: string, grain: Grain): string {
  const date = new Date(`${start}T00:00:00Z`);
  if (grain === "day") return start;
  if (grain === "week") return plusDays(start, 6);
  const months = grain === "month" ? 1 : grain === "quarter" ? 3 : 12;
  date.setUTCMonth(date.getUTCMonth() + months);
  return plusDays(date.toISOString().slice(0, 10), -1);
}

/** A period cut to the span it is shown in: the first and the last may be partial. */
export function clip(span: Span, bounds: Span): Span {
  return { from: span.from < bounds.from ? bounds.from : span.from, to: span.to > bounds.to ? bounds.to : span.to };
}

export function isWeekend(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6;
}
