// The mock's profit and loss: real sums over the mock's rows, with invented costs in proportion to them.

import { convert, DIMENSIONS, bucket, filterOf } from "./metrics.mjs";
import { FIRST_DAY, LAST_DAY } from "./data.mjs";

const DAY_MS = 86_400_000;
const plus = (day, n) => new Date(Date.parse(day) + n * DAY_MS).toISOString().slice(0, 10);

const ACCOUNTS = [
  ["gross_sales", "account", "gross_sales", "Gross sales", "销售总额", (l) => (l.kind === "sale" ? l.amount : 0)],
  ["discounts", "account", "discount", "Discounts", "折扣", (l) => (l.kind === "sale" ? -l.discount : 0)],
  ["returns", "account", "returned_sales", "Returns", "退货", (l) => (l.kind === "return" ? l.amount - l.discount : 0)],
  ["net_sales", "subtotal", "net_sales", "Net sales", "净销售额"],
  ["shipping_collected", "account", "shipping_collected", "Shipping collected", "代收运费", (l) => l.shipping],
  ["cost_of_goods", "account", "cost_of_goods", "Cost of goods", "货品成本", (l) => -0.42 * l.amount],
  ["gross_profit", "subtotal", "gross_profit", "Gross profit", "毛利"],
  ["platform_fees", "account", "platform_fees", "Platform fees", "平台费用", (l) => -0.11 * l.amount],
  ["freight", "account", "freight_cost", "Freight", "运费", (l) => (l.kind === "sale" ? -3.2 : 0)],
  ["contribution", "total", "contribution", "Contribution", "贡献毛益"],
  ["tax_collected", "memo", "tax_collected", "Tax collected", "代收税款", (l) => l.tax],
];

export function pnl(query, lines, version) {
  const from = query.get("from") ?? FIRST_DAY;
  const to = query.get("to") ?? LAST_DAY;
  const currency = query.get("currency") ?? "EUR";
  const grain = query.get("grain");
  const by = (query.get("by") ?? "").split(",").filter((name) => DIMENSIONS.some((d) => d.name === name));
  const length = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  const shift = query.get("compare") === "year" ? 364 : query.get("compare") ? Math.ceil(length / 7) * 7 : 0;
  const kept = lines.filter(filterOf(query));
  const now = kept.filter((l) => l.day >= from && l.day <= to);
  const before = shift ? kept.filter((l) => l.day >= plus(from, -shift) && l.day <= plus(to, -shift)) : [];
  const sum = (rows, of) => rows.reduce((total, l) => total + convert(of(l), l.currency, currency), 0);
  const amounts = (rows) => {
    let running = 0;
    return ACCOUNTS.map(([, kind, , , , of]) => {
      if (!of) return running;
      const amount = sum(rows, of);
      if (kind === "account") running += amount;
      return amount;
    });
  };
  const groups = new Map();
  if (by.length || grain) for (const l of now) {
    const key = JSON.stringify([...by.map((d) => l[d] ?? null), ...(grain ? [bucket(l.day, grain)] : [])]);
    groups.set(key, [...(groups.get(key) ?? []), l]);
  }
  const columns = [...groups].map(([key, rows]) => {
    const parts = JSON.parse(key);
    return { slices: Object.fromEntries(by.map((d, i) => [d, parts[i]])), period: grain ? parts.at(-1) : null, stands_for: 1, amounts: amounts(rows) };
  });
  if (grain) columns.sort((a, b) => a.period.localeCompare(b.period));
  const [total, earlier] = [amounts(now), amounts(before)];
  const cell = (all, i, previous) => ({ value: all[i].toFixed(6), known: all[i].toFixed(6), share: all[3] ? (all[i] / all[3]).toFixed(6) : null, previous });
  return {
    currency, lake_version: version, sql: "SELECT account, sum(amount) AS value\nFROM postings\nGROUP BY 1", elapsed_ms: 12, by, grain, from, to,
    compare: shift ? { from: plus(from, -shift), to: plus(to, -shift) } : null,
    columns: columns.map(({ amounts: _a, ...column }) => column),
    lines: ACCOUNTS.map(([name, kind, metric, en, zh], i) => ({ name, kind, metric, label: { en, zh }, total: cell(total, i, shift ? earlier[i].toFixed(6) : null), cells: columns.map((column) => cell(column.amounts, i, null)) })),
    questions: [],
  };
}
