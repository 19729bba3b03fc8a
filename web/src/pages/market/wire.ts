// The wire types of /api/v1/market. Decimals are strings; nothing here computes.

import type { Decimal, Label, Question } from "../../lib/types";

export interface MarketSource {
  id: string;
  title: string;
  published: string;
  where: string;
  verified: boolean;
}

export interface MarketPoint {
  period: string;
  span: "year" | "half_year" | "quarter" | "month";
  item: string | null;
  value: Decimal;
  kind: "actual" | "estimate" | "forecast" | "derived" | "lower_bound";
  lower_bound: boolean;
  verified: boolean;
  stand_in: string | null;
  yoy_pct: Decimal | null;
  share_of_trade_pct: Decimal | null;
  implied_trade: Decimal | null;
  export_share_pct: Decimal | null;
  sources: MarketSource[];
  as_of: string | null;
  note: string | null;
}

export interface MarketWarning {
  code: string;
  period: string | null;
  amount: Decimal;
  text: string;
}

export interface MarketSeries {
  id: string;
  dataset: "volume" | "products" | "destinations";
  basis: { id: string; kind: "industry" | "customs" | "user"; label: Label; note: Label };
  flow: "total" | "export" | "import" | "export_as_stated";
  unit: string;
  origin: "shipped" | "user" | "user_replaced";
  points: MarketPoint[];
  sums: { period: string; sum: Decimal; complete: boolean; not_itemised: Decimal | null; herfindahl_min: Decimal }[];
  warnings: MarketWarning[];
}

export interface OwnRow {
  key: string | null;
  label: Label | null;
  period: string | null;
  value: Decimal | null;
  share_pct: Decimal | null;
  members: string[];
}

export interface OwnFigure {
  metric: string;
  currency: string | null;
  lake_version: number | string;
  sql: string;
  from: string | null;
  to: string | null;
  rows: OwnRow[];
  groups: OwnRow[];
  total: Decimal | null;
  concentration: { period: string | null; herfindahl: Decimal; count: number }[];
  splits: { period: string; direction: Direction; value: Decimal | null; share_pct: Decimal | null }[];
  home: string | null;
  questions: Question[];
}

export type Direction = "export" | "import" | "domestic" | "abroad" | "unknown";

export interface MarketFigure {
  dataset: string;
  series: MarketSeries[];
  changes: { series: string; from: string; to: string; growth_pct: Decimal; cagr_pct: Decimal | null; lower_bound: boolean }[];
  splits: { basis: string; period: string; export: Decimal; import: Decimal; export_pct: Decimal; import_pct: Decimal; unit: string; published: boolean; verified: boolean }[];
  own: OwnFigure | null;
}

export interface MarketChanged {
  done: boolean;
  steps: { series: string; effect: "adds" | "replaces_shipped" | "replaces_own"; points: number; points_before: number; warnings: MarketWarning[] }[];
  problems: { code: string; line: number | null; cause: string; hint: string }[];
}
