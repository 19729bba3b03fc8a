// Names of flows, kinds, warnings and items in the page's language.

import { label, t, words, type Key } from "../../lib/i18n.svelte";
import type { Direction, MarketPoint, MarketSeries, MarketWarning } from "./wire";

const FLOWS: Record<MarketSeries["flow"], Key> = { total: "market.flow.total", export: "market.flow.export", import: "market.flow.import", export_as_stated: "market.flow.stated" };
const KINDS: Record<MarketPoint["kind"], Key> = { actual: "market.kind.actual", estimate: "market.kind.estimate", forecast: "market.kind.forecast", derived: "market.kind.derived", lower_bound: "market.kind.bound" };
const DIRECTIONS: Record<Direction, Key> = { export: "market.flow.export", import: "market.flow.import", domestic: "market.direction.domestic", abroad: "market.direction.abroad", unknown: "value.unknown" };
const ITEMS: Record<string, Key> = { "3c_electronics": "market.item.3c", apparel: "market.item.apparel", OTHER: "market.item.other" };
const FIGURES: Record<MarketSeries["dataset"], Key> = { volume: "market.volume", products: "market.products", destinations: "market.destinations" };

export const flowName = (flow: MarketSeries["flow"]) => t(FLOWS[flow]);
export const kindName = (kind: MarketPoint["kind"]) => t(KINDS[kind]);
export const directionName = (direction: Direction) => t(DIRECTIONS[direction]);
export const figureName = (dataset: MarketSeries["dataset"]) => t(FIGURES[dataset]);

/** The legend of a series names its basis. */
export const seriesName = (series: MarketSeries) => `${label(series.basis.label)}, ${flowName(series.flow)}`;

export function itemName(dataset: MarketSeries["dataset"], item: string | null): string {
  if (item === null) return "";
  const key = ITEMS[item];
  if (key) return t(key);
  return dataset === "destinations" ? words.formats.country(item) : item;
}

export function valueText(series: MarketSeries, point: MarketPoint): string {
  const value = words.formats.number(point.value, { digits: "full" });
  const text = series.unit === "%" ? `${value} %` : value;
  return point.lower_bound ? `> ${text}` : text;
}

export function unitName(unit: string): string {
  const [scale, currency] = unit.split(" ");
  const key = ({ trn: "market.unit.trn", bn: "market.unit.bn", mn: "market.unit.mn" } as const)[scale ?? ""];
  return key && currency ? t(key, { currency }) : unit;
}

export function warningText(warning: MarketWarning): string {
  const period = warning.period ?? "";
  const amount = words.formats.number(warning.amount, { digits: "full" });
  switch (warning.code) {
    case "market.shares_sum":
      return t("market.warn.sum", { period, amount });
    case "market.not_itemised":
      return t("market.warn.rest", { period, amount });
    case "market.lower_bound":
      return t("market.warn.bound", { period, amount });
    case "market.unverified":
      return t("market.warn.unverified", { n: Number(warning.amount) });
    case "market.stand_in":
      return t("market.warn.standin", { n: Number(warning.amount) });
    default:
      return warning.text;
  }
}
