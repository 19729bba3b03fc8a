// Lanes, duty and landed cost: the wire types, and the address of a question from the address of a page. Pure: no window.

import type { Decimal, Label, Question, Said } from "./types";

export interface RuleStep {
  text: string;
  amount: Decimal;
}

export interface RuledLine {
  kind: string;
  component: string;
  label: Label | null;
  hs: string | null;
  amount: Decimal;
  high: Decimal | null;
  currency: string;
  steps: RuleStep[];
  rule_id: string;
  source: string;
  verified: boolean;
  note: Label | null;
  payer: "seller" | "buyer" | null;
  report: Decimal | null;
  report_high: Decimal | null;
}

export interface LaneOffer {
  lane: string;
  label: Label;
  carrier: string;
  logistics: string;
  price: Decimal | null;
  price_high: Decimal | null;
  currency: string;
  estimate: boolean;
  verified: boolean;
  actual_g: number;
  volumetric_g: number | null;
  billed_g: number;
  transit_days: { min: number; median: number; p90: number; max: number; assumed: boolean } | null;
  duty_included: boolean;
  shipped: boolean;
  as_of: string | null;
  note: Label | null;
  lines: RuledLine[];
}

export interface LaneQuote {
  from: string;
  to: string;
  on: string;
  leg: string;
  offers: LaneOffer[];
  refusals: { lane: string; label: Label; code: string; text: string; zh: Said | null }[];
  questions: Question[];
}

export interface Territory {
  code: string;
  label: Label;
  valuation: "fob" | "cif";
  valuation_source: string;
  as_of: string | null;
  complete: { from: string | null; to: string | null }[];
  channels: string[];
  note: Label | null;
  shipped: boolean;
}

export interface DutyQuote {
  from: string;
  to: string;
  on: string;
  territory: Territory | null;
  currency: string;
  goods: Decimal;
  customs_value: Decimal | null;
  duty: Decimal | null;
  duty_high: Decimal | null;
  tax: Decimal | null;
  tax_high: Decimal | null;
  lines: RuledLine[];
  reliefs: { of: "duty" | "tax"; label: Label; note: Label | null; rule_id: string; source: string; verified: boolean }[];
  scheme: { code: string; label: Label; source: string } | null;
  domestic: boolean;
  announced: Label[];
  verified: boolean;
  questions: Question[];
}

export interface LandedQuote {
  incoterm: { code: string; label: Label; sea_only: boolean; risk_passes: Label };
  report_currency: string;
  total: Decimal | null;
  total_high: Decimal | null;
  seller_pays: Decimal | null;
  seller_pays_high: Decimal | null;
  buyer_pays: Decimal | null;
  buyer_pays_high: Decimal | null;
  duty: DutyQuote;
}

export interface PolicyChange {
  on: string;
  territory: string;
  place: string;
  event: Label;
  effect: Label | null;
  source: string;
  verified: boolean;
}

export const LEGS = ["parcel", "first", "last"] as const;
export const CARGO = ["general", "special"] as const;
export const INCOTERMS = ["EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF"] as const;

export interface ParcelAsked {
  from: string;
  to: string;
  weight_g: string;
  /** Length, width and height in millimetres, as written. */
  dims: [string, string, string];
  cargo: string;
  leg: string;
  remote: boolean;
  currency: string;
  on: string;
}

const oneOf = <T extends string>(text: string | null, allowed: readonly T[]): T => allowed.find((one) => one === text) ?? (allowed[0] as T);

/** The parcel of an address. A plain address is a parcel of half a kilogram across the ocean. */
export function parcelOf(query: URLSearchParams, currency: string): ParcelAsked {
  const plain = !query.has("weight_g") && !query.has("dims_mm");
  const [length = "", width = "", height = ""] = (query.get("dims_mm") ?? (plain ? "300x200x100" : "")).split("x");
  return {
    from: query.get("from") ?? "CN",
    to: query.get("to") ?? "US",
    weight_g: query.get("weight_g") ?? (plain ? "500" : ""),
    dims: [length, width, height],
    cargo: oneOf(query.get("cargo"), CARGO),
    leg: oneOf(query.get("leg"), LEGS),
    remote: query.get("remote_area") === "true",
    currency: query.get("currency") || currency,
    on: query.get("on") ?? "",
  };
}

/** What a page and the server call the same parcel: what is empty or usual is left out. */
export function parcelQuery(asked: ParcelAsked): URLSearchParams {
  const query = new URLSearchParams({ from: asked.from, to: asked.to });
  if (asked.weight_g) query.set("weight_g", asked.weight_g);
  if (asked.dims.every((side) => side !== "")) query.set("dims_mm", asked.dims.join("x"));
  if (asked.cargo !== CARGO[0]) query.set("cargo", asked.cargo);
  if (asked.leg !== LEGS[0]) query.set("leg", asked.leg);
  if (asked.remote) query.set("remote_area", "true");
  if (asked.currency) query.set("currency", asked.currency);
  if (asked.on) query.set("on", asked.on);
  return query;
}

export interface GoodsAsked {
  hs: string;
  value: string;
  quantity: string;
  origin: string;
}

export interface ConsignmentAsked {
  goods: GoodsAsked[];
  to: string;
  currency: string;
  freight: string;
  insurance: string;
  incoterm: string;
  lane: string;
  channel: string;
  digits: string;
  tax_class: string;
  business: boolean;
  report: string;
  on: string;
}

/** The consignment of an address. A plain address is a cotton T-shirt. */
export function consignmentOf(query: URLSearchParams): ConsignmentAsked {
  const plain = !query.has("value");
  const all = (name: string) => query.getAll(name);
  const values = plain ? ["10"] : all("value");
  const goods = values.map((value, at) => ({
    hs: all("hs")[at] ?? (plain ? "610910" : ""),
    value,
    quantity: all("quantity")[at] ?? "1",
    origin: all("origin")[at] ?? all("origin")[0] ?? "CN",
  }));
  const text = (name: string, otherwise = "") => query.get(name) ?? otherwise;
  return {
    goods,
    to: text("to", "US"),
    currency: text("currency", "USD"),
    freight: text("freight", plain ? "3" : ""),
    insurance: text("insurance"),
    incoterm: oneOf(query.get("incoterm"), ["DDP", ...INCOTERMS]),
    lane: text("lane"),
    channel: text("channel"),
    digits: text("item_digits"),
    tax_class: text("tax_class"),
    business: query.get("business") === "true",
    report: text("report"),
    on: text("on"),
  };
}

/** What a page and the server call the same consignment. Without a code for each item none is sent: the server asks for it. */
export function consignmentQuery(asked: ConsignmentAsked): URLSearchParams {
  const query = new URLSearchParams();
  const coded = asked.goods.every((one) => one.hs !== "");
  for (const one of asked.goods) {
    if (coded) query.append("hs", one.hs);
    query.append("value", one.value);
    query.append("quantity", one.quantity);
    query.append("origin", one.origin);
  }
  query.set("to", asked.to);
  query.set("currency", asked.currency);
  const usual = { freight: "", insurance: "", incoterm: "DDP", lane: "", channel: "", tax_class: "", report: "", on: "" };
  for (const [name, otherwise] of Object.entries(usual)) {
    const value = asked[name as keyof typeof usual];
    if (value !== otherwise) query.set(name, value);
  }
  if (asked.digits) query.set("item_digits", asked.digits);
  if (asked.business) query.set("business", "true");
  return query;
}

/** Grams as kilograms, at most three decimals. */
export function kilograms(grams: number): string {
  return String(Math.round(grams) / 1000);
}
