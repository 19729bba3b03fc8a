// What the mock remembers besides orders: imports, quarantine, jobs, lake versions. In memory, gone with the process.

import { LAST_DAY } from "./data.mjs";

const REASONS = {
  "E-CUR-02": { reason: { en: "Currency not in ISO 4217", zh: "币种不在 ISO 4217 中" }, hint: { en: "RMB is written CNY. Replace it in all rows.", zh: "RMB 应写作 CNY，可整列替换。" } },
  "E-DATE-04": { reason: { en: "Date damaged by a spreadsheet", zh: "日期被电子表格损坏" }, hint: { en: "A serial number stands where a date was. Restore the date.", zh: "此处应为日期却是序列号，请还原。" } },
  "E-QTY-01": { reason: { en: "Quantity is not a number", zh: "数量不是数字" }, hint: { en: "Write the quantity with digits.", zh: "请用数字填写数量。" } },
  "E-ORD-07": { reason: { en: "Delivered before shipped", zh: "送达早于发货" }, hint: { en: "Needs the carrier's file. Wait, or fix by hand.", zh: "需要承运商文件，可等待或手工修复。" } },
};

export const PROFILES = [
  { name: "orders", label: { en: "Orders, plain table", zh: "订单，普通表格" }, tables: [{ role: "orders", required: ["order_id", "time", "sku", "quantity", "unit_price", "currency"], file_hint: "orders*.csv" }] },
  { name: "uci-online-retail", label: { en: "Online Retail (UCI)", zh: "Online Retail（UCI）" }, tables: [{ role: "lines", required: ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "Country"], file_hint: "online_retail*.csv" }] },
  { name: "stock", label: { en: "Stock levels", zh: "库存" }, tables: [{ role: "stock", required: ["sku", "warehouse", "quantity"], file_hint: "stock*.csv" }] },
];

/** Why a line cannot be read, or null. Only what the mock's own lines and the tests need. */
export function reject(text) {
  const cells = text.split(",");
  if (/(^|,)RMB(,|$)/.test(text)) return { code: "E-CUR-02", column: "Currency", value: "RMB" };
  const serial = cells.find((cell) => /^4[56]\d{3}$/.test(cell));
  if (serial) return { code: "E-DATE-04", column: "Created at", value: serial };
  const word = cells.find((cell) => /^(many|several|twelve|x)$/i.test(cell));
  if (word) return { code: "E-QTY-01", column: "Quantity", value: word };
  const late = /shipped (\S+)$/.exec(text);
  if (late && late[1] > (/delivered ([^,]+)/.exec(text)?.[1] ?? "9999")) return { code: "E-ORD-07", column: "Shipped at", value: late[1] };
  return null;
}

export class Store {
  constructor({ empty = false } = {}) {
    this.version = empty ? 0 : 412;
    this.published = empty ? null : `${LAST_DAY}T08:31:12Z`;
    this.jobs = new Map();
    this.files = new Map();
    this.quarantine = [];
    this.imports = [];
    this.versions = [];
    this.nextJob = 1;
    this.extraLines = 0;
    if (!empty) this.#seed();
  }

  #seed() {
    const lines = [
      ...Array.from({ length: 12 }, (_, i) => [1877 + i * 25, `#${2291 + i * 25},RMB,${(412 - i * 7).toFixed(2)},paid,CN`]),
      ...Array.from({ length: 9 }, (_, i) => [2040 + i * 3, `#${2454 + i},${46326 - i},USD,59.90`]),
      ...Array.from({ length: 8 }, (_, i) => [3300 + i * 9, `#${3714 + i},delivered 2026-10-08,shipped 2026-10-11`]),
      ...Array.from({ length: 5 }, (_, i) => [3641 + i * 2, `#${4055 + i},SA-1009,many,39.00`]),
    ];
    for (const [row, text] of lines) this.#hold(2, "shop_orders_2026.csv", row, text);
    this.imports = [
      { import_id: 2, profile: "orders", files: [{ name: "shop_orders_2026.csv", rows_read: 9214 }], rows_read: 9214, rows_accepted: 9140, rows_updated: 40, rows_quarantined: 34, rows_duplicate: 0, trades: 4087, lines: 9180, lake_version: 412, questions: [], at: this.published, actor: "demo", state: "published", undo_of: null, elapsed_ms: 812 },
      { import_id: 1, profile: "orders", files: [{ name: "shop_orders_2025.csv", rows_read: 7302 }], rows_read: 7302, rows_accepted: 7302, rows_updated: 0, rows_quarantined: 0, rows_duplicate: 0, trades: 3301, lines: 7302, lake_version: 411, questions: [], at: "2026-10-30T16:05:40Z", actor: "demo", state: "published", undo_of: null, elapsed_ms: 640 },
    ];
    this.versions = [
      { version: 412, at: this.published, reason: "import", import_id: 2 },
      { version: 411, at: "2026-10-30T16:05:40Z", reason: "import", import_id: 1 },
      { version: 410, at: "2026-10-30T15:58:02Z", reason: "fx", import_id: null },
    ];
  }

  #hold(importId, file, row, text, found = reject(text)) {
    this.quarantine.push({ id: this.quarantine.length + 1, import_id: importId, file, row, ...found, hint: REASONS[found.code].hint, text, state: "open" });
  }

  open() {
    return this.quarantine.filter((one) => one.state === "open");
  }

  listQuarantine(query) {
    const state = query.get("state") ?? "open";
    const code = query.get("code");
    const importId = query.get("import_id");
    const inState = this.quarantine.filter((one) => (state === "all" || one.state === state) && (!importId || String(one.import_id) === importId));
    const rows = inState.filter((one) => !code || one.code === code);
    const groups = Object.entries(REASONS).map(([name, reason]) => ({ code: name, ...reason, count: inState.filter((one) => one.code === name).length })).filter((group) => group.count > 0);
    const offset = Number(query.get("offset") ?? 0);
    return { total: rows.length, groups: groups.sort((a, b) => b.count - a.count), rows: rows.slice(offset, offset + Number(query.get("limit") ?? 50)) };
  }

  replay({ ids, edits = [], replace = null, dry_run: dry }) {
    const chosen = this.quarantine.filter((one) => ids.map(String).includes(String(one.id)) && one.state === "open");
    const preview = chosen.map((one) => {
      const edit = edits.find((e) => String(e.id) === String(one.id));
      const after = edit ? edit.text : replace ? one.text.split(",").map((cell) => (cell === replace.find ? replace.with : cell)).join(",") : one.text;
      const found = reject(after);
      return { id: one.id, before: one.text, after, ok: found === null, code: found?.code ?? null };
    });
    if (dry) return { preview };
    const good = preview.filter((one) => one.ok);
    for (const one of chosen) if (good.some((p) => p.id === one.id)) one.state = "replayed";
    return this.#publish("replay", { profile: "orders", files: [{ name: "quarantine", rows_read: preview.length }], read: preview.length, accepted: good.length, quarantined: preview.length - good.length });
  }

  #publish(reason, { profile, files, read, accepted, quarantined, updated = 0, duplicate = 0 }) {
    this.version += 1;
    this.published = new Date().toISOString();
    this.extraLines += accepted;
    const report = {
      import_id: Math.max(0, ...this.imports.map((one) => one.import_id)) + 1, profile, files, rows_read: read, rows_accepted: accepted, rows_updated: updated, rows_quarantined: quarantined, rows_duplicate: duplicate,
      trades: Math.ceil(accepted / 2), lines: accepted, lake_version: this.version, questions: [],
    };
    this.imports.unshift({ ...report, at: this.published, actor: "console", state: "published", undo_of: null, elapsed_ms: 240 });
    this.versions.unshift({ version: this.version, at: this.published, reason, import_id: report.import_id });
    return report;
  }

  startImport(profile, files) {
    const id = `job-${this.nextJob++}`;
    const bytes = files.reduce((sum, file) => sum + file.content.length, 0);
    this.jobs.set(id, { id, state: "queued", phase: null, bytes_done: 0, bytes_total: bytes, rows_read: 0, result: null, error: null });
    const steps = [0.2, 0.55, 0.85, 1];
    const advance = () => {
      const job = this.jobs.get(id);
      if (job.state === "cancelled") return;
      const step = steps.shift();
      if (step === undefined) {
        Object.assign(job, this.#finish(profile, files));
        return;
      }
      Object.assign(job, { state: "running", phase: step < 1 ? "reading" : "committing", bytes_done: Math.round(bytes * step), rows_read: Math.round(files.reduce((sum, file) => sum + rowsOf(file).length, 0) * step) });
      setTimeout(advance, 180);
    };
    setTimeout(advance, 60);
    return { job_id: id };
  }

  #finish(profile, files) {
    const rows = files.flatMap((file) => rowsOf(file).map((text, i) => ({ file: file.name, text, row: i + 2 })));
    if (rows.length === 0) return { state: "failed", error: { code: "E-FILE-01", cause: `${files[0]?.name} has no rows`, hint: "Export the file again; it needs a header and at least one row." } };
    const key = files.map((file) => file.content.toString("latin1")).join("\u0000");
    const known = this.files.has(key);
    this.files.set(key, true);
    const bad = known ? [] : rows.filter((row) => reject(row.text));
    const importId = Math.max(0, ...this.imports.map((one) => one.import_id)) + 1;
    for (const row of bad) this.#hold(importId, row.file, row.row, row.text);
    const result = this.#publish("import", {
      profile: profile || detect(files[0].content.toString("utf8")).profile,
      files: files.map((file) => ({ name: file.name, rows_read: rowsOf(file).length })),
      read: rows.length, accepted: known ? 0 : rows.length - bad.length, quarantined: bad.length, duplicate: known ? rows.length : 0,
    });
    return { state: "done", phase: null, result, rows_read: rows.length };
  }

  undoPreview(id) {
    const entry = this.imports.find((one) => String(one.import_id) === String(id));
    if (!entry) return null;
    return { import_id: entry.import_id, lake_version: this.version, rows_removed: entry.rows_accepted, rows_restored: entry.rows_updated, rows_quarantined: entry.rows_quarantined, refills: [] };
  }

  undo(id) {
    const entry = this.imports.find((one) => String(one.import_id) === String(id));
    if (!entry) return null;
    entry.state = "undone";
    this.version += 1;
    this.published = new Date().toISOString();
    this.versions.unshift({ version: this.version, at: this.published, reason: "undo", import_id: entry.import_id });
    return { import_id: entry.import_id, lake_version: this.version, rows_removed: entry.rows_accepted, rows_restored: entry.rows_updated, replayed: [] };
  }

  freshness() {
    return [
      { source: "orders", last_import_at: this.published, reaches: LAST_DAY, rows: 16516 + this.extraLines, rhythm_days: 1, age_days: 0, state: "fresh" },
      { source: "stock", last_import_at: "2026-10-23T09:12:00Z", reaches: "2026-10-23", rows: 1198, rhythm_days: 7, age_days: 10, state: "late" },
      { source: "fx", last_import_at: "2026-10-30T16:05:00Z", reaches: "2026-10-30", rows: 7110, rhythm_days: 1, age_days: 2, state: "fresh" },
    ];
  }
}

const rowsOf = (file) => file.content.toString("utf8").split(/\r?\n/).slice(1).filter(Boolean);

export function detect(text) {
  const header = (text.split(/\r?\n/)[0] ?? "").replace(/^\uFEFF/, "").split(/[,;\t]/);
  const candidates = PROFILES.map((profile) => {
    const required = profile.tables[0].required;
    return { profile: profile.name, score: required.filter((name) => header.includes(name)).length / required.length };
  }).filter((one) => one.score > 0).sort((a, b) => b.score - a.score);
  const best = candidates[0]?.score === 1 ? candidates[0].profile : null;
  return { profile: best, table: best ? PROFILES.find((p) => p.name === best).tables[0].role : null, encoding: "UTF-8", separator: ",", header, candidates };
}

/** A proposal over the first rows: columns that are called like their field, and what was said. */
export function suggest(text, name, sets) {
  const { header } = detect(text);
  const said = Object.fromEntries(sets.map((set) => [set.slice(0, set.indexOf("=")), set.slice(set.indexOf("=") + 1)]));
  const wanted = { trade_id: ["order", true], time: ["date", true], sku: ["article", false], quantity: ["pcs", true], unit_price: ["price", true], currency: ["currency", true] };
  const fields = Object.entries(wanted).map(([field, [word, required]]) => {
    const answer = said[field];
    const guess = header.find((column) => column.toLowerCase().startsWith(word)) ?? null;
    const constant = answer?.startsWith("=") ? answer.slice(1) : null;
    const column = constant !== null ? null : answer !== undefined ? answer || null : guess;
    return { field, required, column, constant, format: null, score: column || constant ? 90 : 0, said: answer !== undefined };
  });
  const open = fields.filter((field) => field.required && field.column === null && field.constant === null);
  const rows = text.split(/\r?\n/).slice(1).filter(Boolean).map((line) => line.split(","));
  const value = (row, field) => field.constant ?? row[header.indexOf(field.column)] ?? null;
  return {
    file: "table", profile: null, encoding: "UTF-8", separator: ",", header_line: 1, decimal: ".", rows_seen: rows.length, whole: true, table: said.table ?? "lines",
    tables: [{ table: "lines", label: { en: "orders, one row per order line", zh: "订单（每行一个订单明细）" }, score: 70 }, { table: "products", label: { en: "products", zh: "商品" }, score: 40 }],
    columns: header.map((column, i) => ({ name: column, looks: "text", values: rows.slice(0, 3).map((row) => row[i] ?? ""), field: fields.find((field) => field.column === column)?.field ?? null })),
    fields,
    questions: open.map(({ field }) => ({ code: "missing", field, text: { en: `No column looks like ${field}. Which one is it, or what is its fixed value?`, zh: `没有列像是 ${field}。是哪一列，或固定值是什么？` }, choices: field === "currency" ? ["currency==EUR"] : header.map((column) => `${field}=${column}`), required: true })),
    preview: open.length > 0 ? null : { fields: fields.map(({ field }) => field), rows: rows.slice(0, 10).map((row, i) => ({ line: i + 2, values: fields.map((field) => value(row, field)) })), rejected: [], rows_taken: rows.length, rows_rejected: 0 },
    text: open.length > 0 ? null : `name = "${name}"`,
  };
}

/** Keeps a profile that reads files with this header. */
export function keepProfile(name, header) {
  PROFILES.push({ name, label: { en: name, zh: name }, tables: [{ role: "lines", required: header, file_hint: null }] });
}
