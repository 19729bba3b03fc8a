// The market part of the stand-in server: the shipped series, read from their own files, beside invented own sales.

import { readFileSync } from "node:fs";

const read = (name) => {
  const lines = readFileSync(new URL(`../../presets/markets/${name}.csv`, import.meta.url), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => (match[1] ?? match[2]).replaceAll('""', '"'));
  const [head, ...rows] = lines.map(cells);
  return rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ""])));
};
const SOURCES = new Map(read("sources").map((one) => [one.id, { ...one, verified: one.verified === "Y" }]));
const BASES = new Map(read("bases").map((one) => [one.id, one]));

function shipped(dataset) {
  const series = new Map();
  for (const row of read(dataset)) {
    const id = `${dataset}.${row.basis}.${row.flow}`;
    const basis = BASES.get(row.basis);
    if (!series.has(id)) series.set(id, { id, dataset, basis: { id: row.basis, kind: basis.kind, label: { en: basis.en, zh: basis.zh }, note: { en: basis.note_en, zh: basis.note_zh } }, flow: row.flow, unit: dataset === "volume" ? "trn CNY" : "%", origin: "shipped", points: [], sums: [], warnings: [] });
    const share = row.share_of_trade_pct || null;
    series.get(id).points.push({
      period: row.period, span: row.period.includes("H") ? "half_year" : "year", item: row.partner || row.category || null, value: row.value_trn_cny || row.share_pct, kind: row.kind, lower_bound: row.kind === "lower_bound", verified: row.verified === "Y",
      stand_in: row.stand_in || null, yoy_pct: row.yoy_pct || null, share_of_trade_pct: share, implied_trade: share && ((Number(row.value_trn_cny) / Number(share)) * 100).toFixed(4), export_share_pct: row.export_share_pct || null,
      sources: row.source.split(";").map((one) => SOURCES.get(one)), as_of: row.as_of, note: row.note || null,
    });
  }
  for (const one of series.values()) {
    one.points.sort((a, b) => a.period.localeCompare(b.period));
    if (dataset !== "volume") for (const period of new Set(one.points.map((point) => point.period))) {
      const points = one.points.filter((point) => point.period === period);
      const sum = points.reduce((total, point) => total + Number(point.value), 0).toFixed(1);
      const complete = points.some((point) => point.item === "OTHER");
      one.sums.push({ period, sum, complete, not_itemised: complete ? null : (100 - Number(sum)).toFixed(1), herfindahl_min: "0.0700" });
      if (complete && Number(sum) !== 100) one.warnings.push({ code: "market.shares_sum", period, amount: sum, text: "" });
    }
    const unverified = one.points.filter((point) => !point.verified).length;
    if (unverified) one.warnings.push({ code: "market.unverified", period: null, amount: String(unverified), text: "" });
    for (const point of one.points) if (point.lower_bound) one.warnings.push({ code: "market.lower_bound", period: point.period, amount: point.value, text: "" });
  }
  return [...series.values()];
}

const ALL = ["volume", "products", "destinations"].flatMap(shipped);
const own = (rows, more = {}) => ({ metric: "gross_sales", currency: "EUR", lake_version: 1, sql: "SELECT 1", from: "2025-01-01", to: "2026-11-01", rows, groups: rows, total: "100.00", concentration: [{ period: null, herfindahl: "0.5000", count: rows.length }], splits: [], home: null, questions: [], ...more });
const row = (key, value, members = [], label = null) => ({ key, label, period: null, value, share_pct: value, members });
const OWN = {
  volume: own([row("2025", "40"), row("2026", "60")], { home: "CN", splits: [{ period: "2026-01-01", direction: "export", value: "60", share_pct: "100" }] }),
  products: own([row("clothing", "70", [], { en: "Clothing", zh: "服装" }), row(null, "30", ["Toys"])]),
  destinations: own([row("DE", "60"), row("US", "40")], { groups: [row("EU27", "60", ["DE"], { en: "European Union (27)", zh: "欧盟 27 国" }), row("US", "40", ["US"], { en: "United States", zh: "美国" })] }),
  origins: own([row("Zhejiang", "2")], { metric: "sellers", currency: null, total: "2" }),
  modes: own([row("b2c", "70"), row("b2b", "30")]),
};

/** The answer to `GET /market/...`, or undefined. */
export function market(path, query, empty) {
  const [, , dataset] = path.split("/");
  if (dataset === "series") return ALL;
  if (!OWN[dataset]) return undefined;
  const wanted = (query.get("basis") ?? "").split(",").filter(Boolean);
  const series = ALL.filter((one) => one.dataset === dataset && (!wanted.length || wanted.includes(one.basis.id)) && (!query.get("flow") || one.flow === query.get("flow")));
  const changes = query.get("change") ? [{ series: "volume.seed_paper.export_as_stated", from: "2010", to: "2017", growth_pct: "527.2727", cagr_pct: "29.9937", lower_bound: false }] : [];
  const nothing = own([], { total: "0", groups: [], concentration: [] });
  return { dataset, series, changes, splits: [], own: query.get("own") === "false" ? null : empty ? nothing : OWN[dataset] };
}

/** What a table would do: only its form is looked at. */
export function putMarket({ table, preview }) {
  const lines = table.trim().split("\n");
  const good = lines.length > 1 && lines[0].includes("basis");
  return { done: !preview && good, steps: good ? [{ series: "volume.my_desk.export", effect: "adds", points: lines.length - 1, points_before: 0, warnings: [] }] : [], problems: good ? [] : [{ code: "market.column", line: null, cause: "The column \"basis\" is missing.", hint: "Every number names its period, basis and source." }] };
}
