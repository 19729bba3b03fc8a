// The mock's metrics: real sums over the mock's rows, so that slices, totals and comparisons fit together.

import { FIRST_DAY, LAST_DAY, RATES } from "./data.mjs";

const DAY_MS = 86_400_000;
const ALL = ["country", "region", "product", "category", "channel", "mode", "platform", "customer_type", "currency"];
const plus = (day, n) => new Date(Date.parse(day) + n * DAY_MS).toISOString().slice(0, 10);

const net = (rows, to) => rows.filter((r) => r.kind === "sale" || r.kind === "return").reduce((sum, r) => sum + convert(r.amount - r.discount, r.currency, to), 0);
const gross = (rows, to) => rows.filter((r) => r.kind === "sale" && r.amount > 0).reduce((sum, r) => sum + convert(r.amount, r.currency, to), 0);
const distinct = (rows, key) => new Set(rows.map((r) => r[key]).filter((v) => v !== null)).size;
const sales = (rows) => rows.filter((r) => r.kind === "sale");
const ratio = (a, b) => (b === 0 ? null : a / b);

export function convert(amount, from, to) {
  return (amount / RATES[from]) * RATES[to];
}

const def = (name, group, unit, en, zh, den, dzh, better, additive, compute, dimensions = ALL) => ({
  name, group, unit, label: { en, zh }, definition: { en: den, zh: dzh }, why: { en: `Answers: how much ${en.toLowerCase()}?`, zh: `回答：${zh}是多少？` }, better, additive, dimensions, compute,
});
const both = { slices: true, time: true };
const none = { slices: false, time: false };

export const METRICS = [
  def("gross_sales", "sales", "money", "Gross sales", "总销售额", "What buyers ordered, before discounts and returns, at the rate of the order date.", "买家下单金额，未扣折扣与退货，按订单日汇率。", "up", both, gross),
  def("net_sales", "sales", "money", "Net sales", "净销售额", "What buyers paid for goods, without tax, after discounts and refunds, at the rate of the order date.", "买家为商品支付的金额，不含税，已扣折扣与退款，按订单日汇率。", "up", both, net),
  def("orders", "sales", "count", "Orders", "订单数", "Distinct orders with at least one sold line.", "至少有一行销售的不同订单。", "up", { slices: false, time: true }, (rows) => distinct(sales(rows), "trade_id")),
  def("units", "sales", "quantity", "Units", "件数", "Pieces sold.", "售出件数。", "up", both, (rows) => sales(rows).reduce((sum, r) => sum + r.quantity, 0)),
  def("aov", "sales", "money", "Average order", "客单价", "Net sales divided by orders; divided once, after both are summed.", "净销售额除以订单数，汇总后只除一次。", "up", none, (rows, to) => ratio(net(rows, to), distinct(sales(rows), "trade_id"))),
  def("customers", "customers", "count", "Customers", "客户数", "Distinct known buyers.", "不同的已知买家。", "up", none, (rows) => distinct(sales(rows), "buyer_id")),
  def("new_customers", "customers", "count", "New customers", "新客户", "Known buyers whose first order lies in the period.", "首单在本周期内的已知买家。", "up", { slices: false, time: true }, (rows, _to, first) => new Set(sales(rows).filter((r) => r.buyer_id && first.get(r.buyer_id) === r.day).map((r) => r.buyer_id)).size),
  def("repeat_rate", "customers", "ratio", "Repeat rate", "复购率", "Buyers with two or more orders, of all known buyers.", "有两单及以上的买家占比。", "up", none, (rows) => {
    const orders = new Map();
    for (const r of sales(rows)) if (r.buyer_id) orders.set(r.buyer_id, (orders.get(r.buyer_id) ?? new Set()).add(r.trade_id));
    return ratio([...orders.values()].filter((set) => set.size > 1).length, orders.size);
  }),
  def("retention", "customers", "ratio", "Retention", "留存率", "Buyers of the period who had bought before.", "本周期买家中曾经购买者的占比。", "up", none, (rows, _to, first) => {
    const buyers = new Set(sales(rows).map((r) => r.buyer_id).filter(Boolean));
    const start = rows.reduce((min, r) => (r.day < min ? r.day : min), "9999");
    return ratio([...buyers].filter((b) => first.get(b) < start).length, buyers.size);
  }, []),
  def("return_rate", "trade", "ratio", "Return rate", "退货率", "Returned amount divided by gross sales.", "退货金额除以总销售额。", "down", none, (rows, to) => ratio(-rows.filter((r) => r.kind === "return").reduce((sum, r) => sum + convert(r.amount, r.currency, to), 0), gross(rows, to))),
  def("cross_border_share", "trade", "ratio", "Cross-border share", "跨境占比", "Net sales to another country than the seller's, of all net sales with a known country.", "发往卖家所在国以外的净销售额占比。", "none", none, (rows, to) => ratio(net(rows.filter((r) => r.country && r.country !== "CN"), to), net(rows.filter((r) => r.country), to))),
  { ...def("mode_share", "trade", "ratio", "Mode share", "模式占比", "Share of each mode in the gross sales of its slice and period. Always sliced by mode.", "各模式在所在切片和时期的销售总额中的占比，始终按模式切片。", "none", none, gross), over: "mode" },
];

export const DIMENSIONS = [
  ["country", "Country", "国家"], ["region", "Region", "地区"], ["product", "Product", "商品"], ["category", "Category", "类别"], ["channel", "Channel", "渠道"], ["mode", "Mode", "模式"],
  ["platform", "Platform", "平台"], ["customer_type", "Customer type", "客户类型"], ["currency", "Order currency", "订单币种"], ["seller_country", "Seller country", "卖家国家"],
].map(([name, en, zh]) => ({ name, label: { en, zh } }));

export function bucket(day, grain) {
  if (grain === "day") return day;
  if (grain === "week") return plus(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
  const [y, m] = day.split("-");
  if (grain === "month") return `${y}-${m}-01`;
  if (grain === "quarter") return `${y}-${String(Math.floor((Number(m) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
  return `${y}-01-01`;
}

function periods(from, to, grain) {
  const list = [];
  for (let day = from; day <= to; day = plus(day, 1)) {
    const start = bucket(day, grain);
    if (list.at(-1) !== start) list.push(start);
  }
  return list;
}

export function filterOf(query) {
  const wanted = new Map();
  for (const text of query.getAll("where")) {
    const at = text.indexOf(":");
    const dimension = text.slice(0, at);
    const value = text.slice(at + 1);
    if (!DIMENSIONS.some((d) => d.name === dimension)) throw Object.assign(new Error(`no dimension "${dimension}"`), { status: 400, code: "bad_dimension", hint: "See /dimensions." });
    wanted.set(dimension, [...(wanted.get(dimension) ?? []), value === "" || value === "unknown" ? null : value]);
  }
  return (row) => [...wanted].every(([dimension, values]) => values.includes(row[dimension] ?? null));
}

/** A share's rows come as sums and leave as parts of their slice and period. */
function shareOut(rows, base) {
  const key = (row) => JSON.stringify([...base.map((d) => row[d]), row.period]);
  for (const field of ["value", "previous"]) {
    const whole = new Map();
    for (const row of rows) whole.set(key(row), (whole.get(key(row)) ?? 0) + Number(row[field] ?? 0));
    for (const row of rows) row[field] = whole.get(key(row)) ? (Number(row[field] ?? 0) / whole.get(key(row))).toFixed(6) : null;
  }
}

const text = (value, unit) => (value === null ? null : unit === "count" ? String(value) : value.toFixed(6));

export function evaluate(metric, query, lines, firstDay) {
  const from = query.get("from") ?? FIRST_DAY;
  const to = query.get("to") ?? LAST_DAY;
  const currency = query.get("currency") ?? "EUR";
  if (!(currency in RATES)) throw Object.assign(new Error(`no rate for ${currency}`), { status: 422, code: "E-FX-01", hint: "Load rates, or choose another currency." });
  const grain = query.get("grain");
  const by = (query.get("by") ?? "").split(",").filter(Boolean);
  if (metric.over && !by.includes(metric.over)) by.push(metric.over);
  const length = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  const shift = query.get("compare") === "year" ? 364 : query.get("compare") ? Math.ceil(length / 7) * 7 : 0;
  const keep = filterOf(query);
  const matching = lines.filter(keep);
  const now = matching.filter((r) => r.day >= from && r.day <= to);
  const before = shift ? matching.filter((r) => r.day >= plus(from, -shift) && r.day <= plus(to, -shift)) : [];
  const value = (rows) => text(rows.length === 0 && metric.additive.time ? 0 : metric.compute(rows, currency, firstDay), metric.unit);
  const groups = new Map();
  const put = (row, list, day) => {
    const key = JSON.stringify([...by.map((d) => row[d] ?? null), ...(grain ? [bucket(day, grain)] : [])]);
    if (!groups.has(key)) groups.set(key, { now: [], before: [] });
    groups.get(key)[list].push(row);
  };
  for (const row of now) put(row, "now", row.day);
  for (const row of before) put(row, "before", plus(row.day, shift));
  if (grain && by.length === 0) for (const period of periods(from, to, grain)) if (!groups.has(JSON.stringify([period]))) groups.set(JSON.stringify([period]), { now: [], before: [] });
  const rows = [...groups].map(([key, group]) => {
    const parts = JSON.parse(key);
    return { ...Object.fromEntries(by.map((d, i) => [d, parts[i]])), ...(grain ? { period: parts.at(-1) } : {}), value: value(group.now), previous: shift ? value(group.before) : null };
  });
  if (metric.over) shareOut(rows, by.filter((d) => d !== metric.over));
  rows.sort((a, b) => (grain ? a.period.localeCompare(b.period) : Number(b.value ?? 0) - Number(a.value ?? 0)));
  const limit = Number(query.get("limit") ?? 0);
  return {
    metric: metric.name, unit: metric.unit, currency: metric.unit === "money" ? currency : null, by, grain, from, to,
    compare: shift ? { from: plus(from, -shift), to: plus(to, -shift) } : null,
    rows: limit > 0 && !grain ? rows.slice(0, limit) : rows,
    total: metric.over ? { value: "1.000000", previous: shift ? "1.000000" : null } : { value: value(now), previous: shift ? value(before) : null },
    additive: metric.additive,
    questions: currency === "KRW" ? [{ code: "Q-FX-02", text: "No rate for 3 days of KRW", hint: "Load the rates of these days, or the amounts stay out.", count: 14, amount: "812.400000", currency: "EUR" }] : [],
    sql: sqlOf(metric, { from, to, by, grain, currency, where: query.getAll("where") }),
    matched: now,
  };
}

function sqlOf(metric, { from, to, by, grain, currency, where }) {
  const keys = [...by, ...(grain ? [`date_trunc('${grain}', day) AS period`] : [])];
  const filters = where.map((w) => `\n  AND ${w.split(":")[0]} = '${w.split(":")[1].replaceAll("'", "''")}'`).join("");
  const expression = metric.unit === "money" ? `sum((amount - discount) * rate)` : metric.unit === "ratio" ? `sum(a) / nullif(sum(b), 0)` : `count(DISTINCT trade_id)`;
  return `SELECT ${[...keys, `${expression} AS ${metric.name}`].join(",\n       ")}\nFROM lines\nJOIN fx USING (day, currency) -- to ${currency}\nWHERE kind IN ('sale', 'return')\n  AND day BETWEEN DATE '${from}' AND DATE '${to}'${filters}${keys.length ? `\nGROUP BY ${keys.map((_, i) => i + 1).join(", ")}` : ""}`;
}
