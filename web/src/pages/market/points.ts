// Choosing and naming published points. Pure.

import type { MarketPoint, MarketSeries } from "./wire";

/** A point in an address: series@period@item. */
export function pointCode(series: MarketSeries, point: MarketPoint): string {
  return [series.id, point.period, point.item ?? ""].join("@");
}

export function findPoint(all: MarketSeries[], code: string | null): { series: MarketSeries; point: MarketPoint } | null {
  const [id, period, item] = (code ?? "").split("@");
  const series = all.find((one) => one.id === id);
  const point = series?.points.find((one) => one.period === period && (one.item ?? "") === (item ?? ""));
  return series && point ? { series, point } : null;
}

/** A set of shares: one series, one period. */
export interface ShareSet {
  code: string;
  series: MarketSeries;
  period: string;
  points: MarketPoint[];
}

/** Every period of every series, the latest first; verified sets before the others of their period. */
export function shareSets(all: MarketSeries[]): ShareSet[] {
  const sets = all.flatMap((series) =>
    [...new Set(series.points.map((point) => point.period))].map((period) => ({ code: `${series.id}@${period}`, series, period, points: series.points.filter((point) => point.period === period) })),
  );
  const trusted = (set: ShareSet) => Number(set.points.every((point) => point.verified));
  return sets.sort((a, b) => b.period.localeCompare(a.period) || trusted(b) - trusted(a) || a.code.localeCompare(b.code));
}

/** The unit that most series are counted in: what one axis can show. */
export function commonUnit(all: MarketSeries[]): string {
  const counts = new Map<string, number>();
  for (const series of all) counts.set(series.unit, (counts.get(series.unit) ?? 0) + series.points.length);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

/** Five classes of shares, percent: the lower bound of each. */
export const CLASSES = [0, 1, 3, 10, 20];

export function classOf(share: number): number {
  return CLASSES.reduce((found, from, at) => (share >= from ? at : found), 0);
}

/** Round numbers for an axis from zero. */
export function axisTicks(max: number): number[] {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => max / one <= 6) ?? max;
  const ticks: number[] = [];
  for (let at = 0; at <= max + step * 0.999; at += step) ticks.push(Number(at.toFixed(6)));
  return ticks;
}
