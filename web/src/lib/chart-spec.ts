// What a chart shows, without knowing how it is drawn.

import type { Formats } from "./format";
import { clip, isWeekend, periodEnd, type Span } from "./period";
import type { Grain, Unit } from "./types";

export interface Series {
  name: string;
  values: (number | null)[];
  kind: "now" | "was";
  /** Name of a colour variable: c1 to c6. */
  color: string;
}

/** The room between two bounds, behind the lines. */
export interface Area {
  low: (number | null)[];
  high: (number | null)[];
  /** Name of a colour variable. */
  color: string;
  opacity: number;
}

export interface ChartSpec {
  labels: string[];
  /** Full names of the points, for the tooltip. */
  titles: string[];
  ticks: boolean[];
  weekend: boolean[];
  series: Series[];
  peak: number;
  marked: number;
  areas?: Area[];
  /** Points that carry a small mark, for example holidays. */
  flags?: number[];
  integers: boolean;
  /** Room right of the lines for their names, px. */
  endWidth: number;
  axis: (value: number) => string;
  print: (value: number) => string;
}

const TICKS_MAX = 8;

export function spanOf(period: string, grain: Grain, bounds: Span): Span {
  return clip({ from: period, to: periodEnd(period, grain) }, bounds);
}

export function chartSpec(options: {
  periods: string[];
  grain: Grain;
  bounds: Span;
  series: Series[];
  unit: Unit;
  currency: string | null;
  marked?: number;
  formats: Formats;
}): ChartSpec {
  const { periods, grain, bounds, series, unit, currency, formats } = options;
  const first = series[0]?.values ?? [];
  let peak = -1;
  first.forEach((value, at) => {
    if (value !== null && value > 0 && value > (peak < 0 ? 0 : (first[peak] ?? 0))) peak = at;
  });
  const longest = Math.max(0, ...series.map((one) => [...one.name].reduce((width, sign) => width + (sign > "\u2e80" ? 12 : 6.4), 0)));
  return {
    labels: periods.map((period) => formats.period(period, grain)),
    titles: periods.map((period) => {
      const span = spanOf(period, grain, bounds);
      return grain === "day" ? formats.day(period, { year: true, weekday: true }) : formats.range(span.from, span.to);
    }),
    ticks: ticks(periods, grain),
    weekend: grain === "day" && periods.length <= 62 ? periods.map(isWeekend) : [],
    series,
    peak: periods.length > 2 && series.length <= 2 ? peak : -1,
    marked: options.marked ?? -1,
    integers: unit === "count",
    endWidth: Math.min(150, Math.max(48, longest + 18)),
    axis: (value) => formats.axis(value, unit),
    print: (value) => formats.value(String(Number(value.toFixed(6))), unit, currency),
  };
}

function ticks(periods: string[], grain: Grain): boolean[] {
  const monday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay() === 1;
  const mondays = periods.filter(monday).length;
  if (grain === "day" && mondays >= 2 && mondays <= 9) return periods.map((day) => monday(day));
  const step = Math.max(1, Math.ceil(periods.length / TICKS_MAX));
  return periods.map((_, at) => at % step === 0);
}
