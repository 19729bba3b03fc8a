// The words of what travels as a code.

import type { Key } from "../../lib/i18n.svelte";

export const GRAIN: Record<"day" | "week" | "month" | "quarter", Key> = { day: "forecast.grain.day", week: "forecast.grain.week", month: "forecast.grain.month", quarter: "forecast.grain.quarter" };

export const LEFT_OUT: Record<"begins_inside" | "unfinished", Key> = { begins_inside: "forecast.left.begins_inside", unfinished: "forecast.left.unfinished" };

export const METHOD: Record<string, Key> = {
  comb: "forecast.method.comb",
  croston: "forecast.method.croston",
  dotm: "forecast.method.dotm",
  drift: "forecast.method.drift",
  ets: "forecast.method.ets",
  mean: "forecast.method.mean",
  naive: "forecast.method.naive",
  sba: "forecast.method.sba",
  seasonal_naive: "forecast.method.seasonal_naive",
  theta: "forecast.method.theta",
  tsb: "forecast.method.tsb",
};

export const WARNING: Record<string, Key> = {
  ends_in_zeros: "forecast.warn.ends_in_zeros",
  gaps: "forecast.warn.gaps",
  holiday_unknown: "forecast.warn.holiday_unknown",
  leading_empty: "forecast.warn.leading_empty",
  negatives: "forecast.warn.negatives",
  no_backtest: "forecast.warn.no_backtest",
  short: "forecast.warn.short",
};
