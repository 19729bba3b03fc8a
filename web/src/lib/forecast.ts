// The wire types of /forecast, and the chart made of one of its series. Pure.

import { chartSpec, type ChartSpec } from "./chart-spec";
import type { Formats } from "./format";
import type { Grain, Label, Problem, Question, Unit } from "./types";

export interface ForecastPoint {
  period: string;
  value: string;
  intervals: { level: number; low: string; high: string }[];
  holidays: string[];
}

export interface ForecastSeries {
  slices: Record<string, string | null>;
  history: { period: string; value: string | null }[];
  pattern: "smooth" | "intermittent" | null;
  method: string | null;
  points: ForecastPoint[];
  coverage: { level: number; measured: number | null; points: number }[];
  backtest: { method: string; smape: string | null; mase: string | null; rmsse: string | null; points: number; chosen: boolean }[];
  holidays: { holiday: string; label: Label; factor: string; seen: number; used: boolean }[];
  warnings: { code: string; periods: number | null; as_zero: boolean | null; holiday: string | null }[];
  problem: Problem | null;
}

export interface ForecastResult {
  metric: string;
  unit: Unit;
  currency: string | null;
  lake_version: number | string;
  sql: string;
  grain: Grain;
  horizon: number;
  left_out: { period: string; reason: "unfinished" | "begins_inside" }[];
  series: ForecastSeries[];
  series_total: number;
  questions: Question[];
}

/** So many seasons of history are drawn beside the forecast; more would press it against the edge. */
const PAST_MAX: Record<Grain, number> = { day: 120, week: 104, month: 60, quarter: 32, year: 30 };

const number = (text: string | null | undefined) => (text == null ? null : Number(text));

/** The address of a question. Horizon and grain stay away when they are the usual ones. */
export function forecastPath(asked: { metric: string; sku: string; grain: string; horizon: number; currency: string }): string {
  const query = new URLSearchParams(asked.sku ? { sku: asked.sku } : { metric: asked.metric });
  if (asked.grain) query.set("grain", asked.grain);
  query.set("horizon", String(asked.horizon));
  if (asked.currency) query.set("currency", asked.currency);
  return `/forecast?${query}`;
}

/** History and forecast as two lines, intervals as rooms behind them. The forecast's line begins at the last fact. */
export function forecastSpec(result: ForecastResult, series: ForecastSeries, names: { past: string; ahead: string }, formats: Formats): ChartSpec {
  const past = series.history.slice(-PAST_MAX[result.grain]);
  const periods = [...past.map((point) => point.period), ...series.points.map((point) => point.period)];
  // Sums of nothing are zero; a ratio of nothing is no point.
  const fact = (text: string | null) => number(text) ?? (result.unit === "ratio" ? null : 0);
  const facts = past.map((point) => fact(point.value));
  const blank = (count: number): null[] => Array.from({ length: Math.max(0, count) }, () => null);
  const last = facts.at(-1) ?? null;
  const joined = (values: (number | null)[]) => (past.length > 0 ? [...blank(past.length - 1), last, ...values] : values);
  const spec = chartSpec({
    periods,
    grain: result.grain,
    bounds: { from: periods[0] ?? "2000-01-01", to: "9999-12-31" },
    series: [
      { name: names.past, values: [...facts, ...blank(series.points.length)], kind: "now", color: "c1" },
      { name: names.ahead, values: joined(series.points.map((point) => number(point.value))), kind: "now", color: "c2" },
    ],
    unit: result.unit,
    currency: result.currency,
    formats,
  });
  const levels = series.points[0]?.intervals.length ?? 0;
  spec.peak = -1;
  spec.areas = Array.from({ length: levels }, (_, at) => ({
    low: joined(series.points.map((point) => number(point.intervals[at]?.low))),
    high: joined(series.points.map((point) => number(point.intervals[at]?.high))),
    color: "c2",
    opacity: 0.16,
  }));
  spec.flags = series.points.flatMap((point, at) => (point.holidays.length > 0 ? [past.length + at] : []));
  return spec;
}
