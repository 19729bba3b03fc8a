// A stand-in for `entrepot serve`, for development and component tests only: the HTTP contract over invented rows.
//   node mock/server.mjs [--port 4180] [--dist dist] [--empty] [--delay MS] [--token WORD]

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { FIRST_DAY, LABELS, LAST_DAY, makeOrders, RATES } from "./data.mjs";
import { Admin } from "./admin.mjs";
import { Kept, schema } from "./kept.mjs";
import { convert, DIMENSIONS, evaluate, filterOf, METRICS } from "./metrics.mjs";
import { market, putMarket } from "./market.mjs";
import { pnl } from "./pnl.mjs";
import { detect, keepProfile, PROFILES, Store, suggest } from "./store.mjs";

const flag = (name) => process.argv.includes(`--${name}`);
const option = (name, otherwise) => (flag(name) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : otherwise);
const PORT = Number(option("port", "4180"));
const DIST = option("dist", "dist");
const DELAY_MS = Number(option("delay", "0"));
const TOKEN = option("token", null);

const store = new Store({ empty: flag("empty") });
const kept = new Kept();
const admin = new Admin();
let lastHeader = [];
const { lines, trades } = flag("empty") ? { lines: [], trades: [] } : makeOrders();
const linesOf = Map.groupBy ? Map.groupBy(lines, (line) => line.trade_id) : lines.reduce((map, line) => map.set(line.trade_id, [...(map.get(line.trade_id) ?? []), line]), new Map());
const firstDay = new Map();
for (const line of lines) if (line.buyer_id && line.kind === "sale" && !(firstDay.get(line.buyer_id) < line.day)) firstDay.set(line.buyer_id, line.day);

class Refused extends Error {
  constructor(status, code, cause, hint) {
    super(cause);
    Object.assign(this, { status, code, hint });
  }
}

const money = (value) => value.toFixed(6);
const HEADER = ["Order", "Created at", "Country", "SKU", "Quantity", "Price", "Discount", "Currency"];
const writtenLine = (line) => [line.trade_id, line.time, line.country_raw, line.sku, line.quantity, line.unit_price, line.discount, line.currency].join(",");

function status() {
  return {
    version: "0.1.0", lake_version: store.version, published_at: store.published, seller: "Demo seller, Ningbo", zone: "Europe/Berlin", report_currency: "EUR", currencies: Object.keys(RATES),
    first_day: lines.length ? FIRST_DAY : null, last_day: lines.length ? LAST_DAY : null, lines: lines.length + store.extraLines, trades: trades.length, quarantine_open: store.open().length,
    questions: lines.length ? [{ code: "Q-HS-01", text: "HS code missing for 6 products", hint: "Fill it in with a products file; until then landed cost is not computed for them.", count: 214, amount: "18412.000000", currency: "EUR", zh: { cause: "6 个商品缺少海关编码", hint: "请导入商品文件补充；在此之前不计算其到岸成本。", whole: true } }] : [],
  };
}

function metricRows(metric, query) {
  const { matched } = evaluate(metric, query, lines, firstDay);
  const to = query.get("currency") ?? "EUR";
  const row = (l) => ({ trade_id: l.trade_id, line_id: l.line_id, sku: l.sku, product_name: l.product_name, kind: l.kind, quantity: money(l.quantity), amount: money(l.amount - l.discount), currency: l.currency, converted: money(convert(l.amount - l.discount, l.currency, to)), day: l.day, country: l.country, file: l.file, file_id: l.file_id, row: l.row, import_id: l.import_id });
  const sorted = [...matched].sort((a, b) => b.day.localeCompare(a.day) || a.row - b.row);
  if (query.get("format") === "csv") return { csv: ["trade_id,sku,quantity,amount,currency,day,file,row", ...sorted.map((l) => [l.trade_id, l.sku, l.quantity, l.amount, l.currency, l.day, l.file, l.row].join(","))].join("\r\n") };
  const offset = Number(query.get("offset") ?? 0);
  const rows = sorted.slice(offset, offset + Number(query.get("limit") ?? 50)).map(row);
  return { columns: Object.keys(rows[0] ?? {}), rows, total: sorted.length };
}

function values(dimension, query) {
  const counts = new Map();
  for (const line of lines) counts.set(line[dimension] ?? null, (counts.get(line[dimension] ?? null) ?? 0) + 1);
  const wanted = (query.get("q") ?? "").toLowerCase();
  const list = [...counts].map(([value, count]) => ({ value, label: LABELS[dimension]?.[value] ?? null, lines: count }));
  return list.filter((one) => `${one.value} ${one.label?.en ?? ""} ${one.label?.zh ?? ""}`.toLowerCase().includes(wanted)).sort((a, b) => b.lines - a.lines).slice(0, Number(query.get("limit") ?? 50));
}

function orders(query) {
  const keep = filterOf(query);
  const wanted = (query.get("q") ?? "").toLowerCase();
  const total = (trade) => linesOf.get(trade.trade_id).reduce((sum, l) => sum + l.amount - l.discount + l.tax + l.shipping, 0);
  const found = trades.filter((t) => keep(t) && (!query.get("from") || t.day >= query.get("from")) && (!query.get("to") || t.day <= query.get("to")) && (!query.get("kind") || t.kind === query.get("kind")) && `${t.trade_id} ${t.buyer_id ?? ""}`.toLowerCase().includes(wanted));
  const sort = query.get("sort") ?? "-time";
  const sorted = found.map((t) => ({ ...t, lines: linesOf.get(t.trade_id).length, total: money(total(t)) }));
  sorted.sort((a, b) => (sort === "-total" ? Number(b.total) - Number(a.total) : sort === "time" ? a.time.localeCompare(b.time) : b.time.localeCompare(a.time)));
  const offset = Number(query.get("offset") ?? 0);
  return { rows: sorted.slice(offset, offset + Number(query.get("limit") ?? 50)), total: sorted.length };
}

function order(id) {
  const trade = trades.find((t) => t.trade_id === id);
  if (!trade) throw new Refused(404, "no_order", `There is no order ${id}.`, "Search for it in Orders.");
  const own = linesOf.get(id);
  const sum = (key) => own.reduce((total, line) => total + line[key], 0);
  const returns = trades.filter((t) => t.purchase === id);
  const at = (hours) => new Date(Date.parse(trade.time) + hours * 3_600_000).toISOString();
  const back = trade.kind === "return";
  const charge = (kind, amount) => ({ kind, component: kind, payer: "buyer", payee: kind === "tax" ? "tax office" : "seller", amount: money(amount), currency: trade.currency, basis: "actual", rule_id: kind === "tax" ? "vat-rate-standard" : null });
  return {
    trade, lifecycle: [
      { event: "placed", at: trade.time, flag: null }, { event: "paid", at: back ? null : at(1), flag: null }, { event: "shipped", at: back ? null : at(30), flag: trade.flags[0] ?? null },
      { event: "delivered", at: back || trade.status === "cancelled" ? null : at(200), flag: null }, { event: "refunded", at: back ? at(5) : null, flag: null }, { event: "cancelled", at: trade.status === "cancelled" ? at(2) : null, flag: null },
    ],
    lines: own.map(({ trade: _t, ...l }) => ({ ...l, quantity: money(l.quantity), unit_price: money(l.unit_price), amount: money(l.amount), discount: money(l.discount), tax: money(l.tax), shipping: money(l.shipping), links: back ? [{ trade_id: trade.purchase, row: l.row - 1, day: trade.day }] : [] })),
    charges: [charge("goods", sum("amount")), charge("discount", -sum("discount")), charge("tax", sum("tax")), charge("shipping", sum("shipping"))].filter((c) => Number(c.amount) !== 0),
    totals: { currency: trade.currency, goods: money(sum("amount")), discount: money(sum("discount")), tax: money(sum("tax")), shipping: money(sum("shipping")), paid: money(sum("amount") - sum("discount") + sum("tax") + sum("shipping")) },
    purchases: trade.purchase ? [trade.purchase] : [], returns: returns.map((t) => t.trade_id),
    sources: own.map((l) => ({ file_id: l.file_id, file: l.file, import_id: l.import_id, row: l.row })),
  };
}

function source(fileId, row) {
  const line = lines.find((l) => String(l.file_id) === fileId && l.row === Number(row));
  if (!line) throw new Refused(404, "no_line", `There is no line ${row} in file ${fileId}.`, null);
  const written = writtenLine(line);
  return { file_id: line.file_id, file: line.file, row: line.row, import_id: line.import_id, header: HEADER, values: written.split(","), text: written };
}

function sql({ sql: text, limit = 200 }) {
  if (!/^\s*(select|with)\b/i.test(text)) throw new Refused(400, "E-SQL-01", "Only one SELECT is allowed.", "Start with SELECT or WITH.");
  if (/\bnowhere\b/.test(text)) {
    const line = text.split("\n").findIndex((one) => /\bnowhere\b/.test(one));
    throw Object.assign(new Refused(400, "unknown_table", 'There is no table "nowhere".', "The tables are: lines, trades."), { at: { line: line + 1, column: text.split("\n")[line].search(/\bnowhere\b/) + 1 }, zh: { cause: "没有名为“nowhere”的表。", hint: "可用的表：lines, trades。", whole: true } });
  }
  const most = Math.min(limit, Number(/\blimit\s+(\d+)\s*$/i.exec(text)?.[1] ?? limit));
  const rows = lines.slice(0, most).map((l) => [l.trade_id, l.sku, money(l.amount), l.currency, l.day]);
  return { columns: ["trade_id", "sku", "amount", "currency", "day"].map((name) => ({ name, type: name === "amount" ? "decimal" : name === "day" ? "day" : "text" })), rows, truncated: most === limit && lines.length > limit, lake_version: store.version, elapsed_ms: 12 };
}

function multipart(body, type) {
  const boundary = `--${/boundary=(.+)$/.exec(type)[1]}`;
  const parts = body.toString("latin1").split(boundary).slice(1, -1);
  const fields = {};
  const files = [];
  const sets = [];
  for (const part of parts) {
    const cut = part.indexOf("\r\n\r\n");
    const head = Buffer.from(part.slice(0, cut), "latin1").toString("utf8");
    const content = Buffer.from(part.slice(cut + 4, -2), "latin1");
    const name = /filename="([^"]*)"/.exec(head)?.[1];
    if (name !== undefined) files.push({ name, content });
    else if (/name="set"/.test(head)) sets.push(content.toString("utf8"));
    else fields[/name="([^"]*)"/.exec(head)[1]] = content.toString("utf8");
  }
  return { fields, files, sets };
}

/** One figure of every metric. */
function overview(query) {
  const figures = METRICS.map((metric) => {
    const { unit, currency, total, compare } = evaluate(metric, query, lines, firstDay);
    return { metric: metric.name, unit, currency, value: total.value, previous: total.previous, compare, problem: null };
  });
  return { lake_version: store.version, figures };
}

async function api(request, url, body) {
  const path = url.pathname.slice("/api/v1".length);
  const query = url.searchParams;
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  const [head, id, tail] = parts;
  const json = () => JSON.parse(body.toString("utf8"));
  if (request.method === "GET") {
    if (head === "imports" && tail === "undo") return store.undoPreview(id) ?? fail(404, "ops.missing", `There is no import ${id}.`);
    if (path === "/status") return status();
    if (path === "/metrics") return METRICS.map(({ compute: _c, ...rest }) => rest);
    if (head === "metrics") {
      const metric = METRICS.find((one) => one.name === id);
      if (!metric) throw new Refused(404, "no_metric", `There is no metric ${id}.`, "See /metrics.");
      if (tail === "rows") return metricRows(metric, query);
      const { matched: _m, ...answer } = evaluate(metric, query, lines, firstDay);
      return { ...answer, lake_version: store.version, elapsed_ms: 18 };
    }
    if (path === "/overview") return overview(query);
    if (path === "/quality") return quality();
    if (path === "/alerts") return alerts();
    if (path === "/cohorts") return cohorts(query);
    if (path === "/pnl") return pnl(query, lines, store.version);
    if (path === "/schema") return schema(store.version, lines.length, trades.length);
    if (path === "/saved") return kept.list(query.get("kind"));
    if (path === "/dimensions") return DIMENSIONS;
    if (head === "dimensions") return values(id, query);
    if (path === "/orders") return orders(query);
    if (head === "orders") return order(id);
    if (head === "source") return source(id, tail);
    if (path === "/profiles") return PROFILES;
    if (path === "/watch") return { folder: null, problem: null, waiting: [], recent: [] };
    if (head === "jobs") return store.jobs.get(id) ?? fail(404, "no_job", `There is no job ${id}.`);
    if (path === "/imports") return store.imports;
    if (path === "/quarantine") return store.listQuarantine(query);
    if (path === "/freshness") return lines.length ? store.freshness() : [];
    if (path === "/lake/versions") return store.versions;
    if (path === "/health") return { ok: true };
    const known = admin.get(path, query);
    if (known !== undefined) return known;
    if (head === "market") return market(path, query, lines.length === 0) ?? fail(404, "no_route", `${path} is not part of the API.`);
  }
  if (request.method === "PUT" && path === "/settings") return admin.change(json());
  if (request.method === "DELETE" && head === "tokens") return admin.revoke(id) ?? fail(404, "token.missing", `There is no token ${id}.`);
  if (request.method === "PUT" && head === "profiles") {
    keepProfile(id, lastHeader);
    return { name: id };
  }
  if (request.method === "PUT" && path === "/market/series") return putMarket(json());
  if (request.method === "POST") {
    if (path === "/suggest") {
      const form = multipart(body, request.headers["content-type"]);
      lastHeader = detect(form.files[0].content.toString("utf8")).header;
      return suggest(form.files[0].content.toString("utf8"), form.fields.name ?? "my-table", form.sets);
    }
    if (path === "/detect") return detect(multipart(body, request.headers["content-type"]).files[0].content.toString("utf8"));
    if (path === "/imports") {
      const { fields, files } = multipart(body, request.headers["content-type"]);
      return { status: 202, ...store.startImport(fields.profile, files) };
    }
    if (head === "imports" && tail === "undo") return store.undo(id) ?? fail(404, "no_import", `There is no import ${id}.`);
    if (path === "/quarantine/replay") return store.replay(json());
    if (path === "/sql") return sql(json());
    if (path === "/tokens") return admin.add(json()) ?? fail(409, "token.taken", "There is or was a token of this name.");
    if (path === "/backups") return { status: 202, ...admin.get("/backups", query) };
    if (path === "/demo") {
      if (lines.length) fail(409, "demo.not_empty", "There is data here; the demo seller goes into an empty home only.");
      return { status: 202, ...store.startImport("orders", [{ name: "demo.csv", content: Buffer.from("a\n1\n2\n") }]) };
    }
  }
  if (head === "saved" && request.method === "PUT") return kept.put(id, tail, json()) ?? fail(404, "saved.missing", `There is no ${id} "${tail}".`);
  if (head === "saved" && request.method === "DELETE") return kept.remove(id, tail) ?? fail(404, "saved.missing", `There is no ${id} "${tail}".`);
  if (request.method === "DELETE" && head === "jobs") {
    const job = store.jobs.get(id) ?? fail(404, "no_job", `There is no job ${id}.`);
    job.state = "cancelled";
    return job;
  }
  return fail(404, "no_route", `${request.method} ${path} is not part of the API.`);
}

function quality() {
  const check = (name, points, en, zh, found, of, costs) => ({ name, points, label: { en, zh }, hint: { en: "Fill it in with a product file.", zh: "请用商品文件补充。" }, found, of, share: (found / of).toFixed(6), costs, sql: "SELECT 1", rows_sql: "SELECT l.*\nFROM lines l\nLIMIT 200" });
  return { score: "93.1", lake_version: store.version, currency: "EUR", checks: [check("hs_missing", 6, "Goods sold abroad without a customs code", "跨境售出而无海关编码的货品", 214, 1200, "5.4"), check("country_unknown", 12, "Sales without a country", "没有国家的销售行", 31, 2400, "1.5"), check("duplicates", 10, "Lines that are there twice, word for word", "逐字重复的订单行", 0, 2400, "0.0")] };
}

function alerts() {
  const why = { en: "Against the same weekday of the eight weeks before.", zh: "与此前八周的同一星期几相比。" };
  const one = { metric: "orders", label: { en: "Orders", zh: "订单数" }, unit: "count", currency: null, day: LAST_DAY, value: "3", expected: "22", low: "12", high: "35", direction: "below", bad: true, why };
  return { lake_version: store.version, watched: ["net_sales", "orders"], from: FIRST_DAY, to: LAST_DAY, judged: 14, false_alarm_pct: "1", alerts: [one], note: null };
}

function cohorts(query) {
  const grain = query.get("grain") ?? "month";
  const kept = (buyers, of) => ({ buyers, of, share: (buyers / of).toFixed(6) });
  const periods = ["2026-06-01", "2026-07-01", "2026-08-01", "2026-09-01"];
  return { grain, lake_version: store.version, sql: "SELECT 1", elapsed_ms: 9, to: LAST_DAY, cohorts: periods.map((period, at) => ({ period, buyers: 120 - at * 9, ages: Array.from({ length: 4 - at }, (_, age) => kept(age === 0 ? 120 - at * 9 : Math.round((120 - at * 9) / (2 + age)), 120 - at * 9)) })), whole: [kept(426, 426), kept(120, 330), kept(60, 230), kept(30, 120)] };
}

function fail(code, name, cause) {
  throw new Refused(code, name, cause, null);
}

const MIME = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".json": "application/json" };

function files(url, response) {
  let path = join(DIST, normalize(url.pathname).replace(/^([/\\]|\.\.)+/, ""));
  if (!existsSync(path) || !statSync(path).isFile()) path = join(DIST, "index.html");
  if (!existsSync(path)) {
    response.writeHead(404).end("npm run build first");
    return;
  }
  response.writeHead(200, { "Content-Type": MIME[extname(path)] ?? "application/octet-stream" });
  createReadStream(path).pipe(response);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://mock");
  if (!url.pathname.startsWith("/api/")) return files(url, response);
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (DELAY_MS) await new Promise((resolve) => setTimeout(resolve, DELAY_MS));
  try {
    if (TOKEN && request.headers.authorization !== `Bearer ${TOKEN}`) throw new Refused(401, "token", "This server wants a token.", "Send Authorization: Bearer.");
    const answer = await api(request, url, Buffer.concat(chunks));
    if (answer?.csv !== undefined) {
      response.writeHead(200, { "Content-Type": "text/csv; charset=utf-8" }).end(answer.csv);
      return;
    }
    const { status: code = 200, ...rest } = Array.isArray(answer) || typeof answer?.status !== "number" ? { ...(Array.isArray(answer) ? {} : answer) } : answer;
    response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(Array.isArray(answer) ? answer : rest));
  } catch (error) {
    response.writeHead(error.status ?? 500, { "Content-Type": "application/json" }).end(JSON.stringify({ error: { code: error.code ?? "mock", cause: error.message, hint: error.hint ?? null, ...(error.zh ? { zh: error.zh } : {}), ...(error.at ? { at: error.at } : {}) } }));
  }
});
server.listen(PORT, "127.0.0.1", () => process.stdout.write(`mock on http://127.0.0.1:${server.address().port}\n`));
