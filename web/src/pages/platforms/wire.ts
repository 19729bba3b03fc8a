// What the server says about platforms and their fees, and the words for it.

import type { Key } from "../../lib/i18n.svelte";
import type { Label, Question } from "../../lib/types";

export interface PlatformRow {
  slug: string;
  label: Label;
  mode: string;
  profit_model: string | null;
  logistics: string | null;
  marketing: string[];
  profit_models: string[];
  logistics_modes: string[];
  seed_table: number | null;
  verified: boolean;
  unknown: number;
}

export interface FeeBracket {
  to: string | null;
  below: string | null;
  pct: string;
  pct_high: string | null;
  fixed: string;
  fixed_high: string | null;
}

export interface FeeRule {
  id: string;
  fee: string;
  kind: string;
  event: string;
  when: string | null;
  categories: string[];
  method: string;
  brackets: FeeBracket[];
  of: string[];
  every: string | null;
  currency: string;
  eff_from: string | null;
  eff_to: string | null;
  source: string;
  verified: boolean;
  note: string | null;
}

export interface PlatformDetail {
  platform: PlatformRow;
  aliases: string[];
  markets: string[];
  currency: string;
  scope: string | null;
  status: string;
  seed: { table: number; scope: string | null; profit_model: string; logistics: string | null; marketing: string[] } | null;
  source: string;
  as_of: string | null;
  note: string | null;
  file: string;
  categories: { name: string; aliases: string[] }[];
  fees: FeeRule[];
  asks: { fee: string; kind: string; event: string; why: string }[];
  options: string[];
}

export interface FeeQuote {
  category: string | null;
  amount: string | null;
  high: string | null;
  currency: string;
  estimate: boolean;
  verified: boolean;
  breakdown: { by: string; fee: string; kind: string; amount: string; high: string | null; steps: { text: string; amount: string }[]; rule_id: string; source: string; verified: boolean }[];
  standing: { fee: string; kind: string; event: string; every: string | null; amount: string; high: string | null; currency: string; rule_id: string; verified: boolean }[];
  questions: Question[];
}

export interface FeeCliffs {
  cliffs: {
    category: string | null;
    turn: string;
    of: "item" | "order";
    below: string;
    above: string;
    fee_below: string;
    fee_above: string;
    zone_from: string;
    zone_to: string;
    currency: string;
    own: { orders: number; count: number; sold: string; saved: string } | null;
  }[];
  questions: Question[];
}

export const MODEL: Record<string, Key> = {
  net_price_difference: "model.net_price_difference",
  advertising_fee: "model.advertising_fee",
  commission: "model.commission",
  service_fee: "model.service_fee",
  sales_profit: "model.sales_profit",
};

export const LOGISTICS: Record<string, Key> = {
  postal_packet: "logistics.postal_packet",
  logistics_lines: "logistics.logistics_lines",
  overseas_warehouse: "logistics.overseas_warehouse",
  parcel_post: "logistics.parcel_post",
  express: "logistics.express",
};

export const REACH: Record<string, Key> = {
  sem: "reach.sem",
  seo: "reach.seo",
  sns: "reach.sns",
  bbs: "reach.bbs",
  ads: "reach.ads",
  email: "reach.email",
  o2o: "reach.o2o",
  pavilion: "reach.pavilion",
};

export const EVERY: Record<string, Key> = {
  month: "every.month",
  quarter: "every.quarter",
  half_year: "every.half_year",
  year: "every.year",
  deposit: "every.deposit",
};

export const KIND: Record<string, Key> = {
  advertising: "fee.advertising",
  chargeback: "fee.chargeback",
  commission: "fee.commission",
  deposit: "fee.deposit",
  fulfilment: "fee.fulfilment",
  payment_fee: "fee.payment_fee",
  price_difference: "fee.price_difference",
  resale_margin: "fee.resale_margin",
  service_fee: "fee.service_fee",
  subscription: "fee.subscription",
};

/** Whether a fee has a name of its own beside its kind. */
export const named = (one: { fee: string; kind: string }) => one.fee !== one.kind;

/** `b2b2c` as people write it. */
export const modeName = (mode: string) => mode.toUpperCase();
