// Numbers and days as people read them. Expected texts are written by hand, not computed with the code under test.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { load, stop } from "./source.mjs";

after(stop);
const { makeFormats, isoWeek } = await load("/src/lib/format.ts");
const decimal = await load("/src/lib/decimal.ts");
const { delta, isBad } = await load("/src/lib/delta.ts");
const { csvCell, toCsv } = await load("/src/lib/csv.ts");
const { markValue, proposal } = await load("/src/lib/quarantine.ts");
const { balances } = await load("/src/lib/balance.ts");
const { markSql } = await load("/src/lib/sql-marks.ts");
const en = makeFormats("en", "Asia/Shanghai");
const zh = makeFormats("zh-CN", "Asia/Shanghai");

test("no digit of a decimal string is lost", () => {
  assert.equal(en.money("123456789012.123456", "EUR", { digits: "full" }), "€123,456,789,012.123456");
  assert.equal(en.money("9747747.934000", "GBP", { digits: "full" }), "£9,747,747.934");
  assert.equal(en.written("0.100000", "USD"), "0.10 USD");
  assert.equal(en.written("15.700000", "EUR"), "15.70 EUR");
  assert.equal(en.written("-8326.860000", "JPY"), "−8,326.86 JPY");
  assert.equal(en.number("541909"), "541,909");
});

test("money: sign, symbol before the amount, no cents from a thousand on", () => {
  assert.equal(en.money("168412.49", "EUR"), "€168,412");
  assert.equal(en.money("41.205", "EUR"), "€41.21");
  assert.equal(en.money("-6.4", "EUR"), "−€6.40");
  assert.equal(zh.money("1251739.2", "CNY"), "¥1,251,739");
  assert.equal(en.money("1490", "JPY"), "¥1,490");
  assert.equal(en.money(null, "EUR"), "–");
  assert.equal(en.money("5.5", null), "5.50");
});

test("ratios, axis labels, bytes", () => {
  assert.equal(en.ratio("0.068"), "6.8%");
  assert.equal(en.ratio("0.0684931", { digits: "full" }), "6.84931%");
  assert.equal(en.axis(8000, "money"), "8k");
  assert.equal(zh.axis(60000, "money"), "6万");
  assert.equal(en.bytes(45_600_000), "45.6MB");
});

test("days, ranges and periods", () => {
  assert.equal(en.day("2026-10-05", { weekday: true }), "Mon 5 Oct");
  assert.equal(en.day("2026-09-05", { year: true }), "5 Sep 2026");
  assert.equal(zh.day("2026-10-05", { weekday: true }), "10月5日 周一");
  assert.equal(en.range("2026-10-05", "2026-11-01"), "5 Oct to 1 Nov 2026");
  assert.equal(en.range("2025-12-29", "2026-01-04"), "29 Dec 2025 to 4 Jan 2026");
  assert.equal(zh.range("2026-10-05", "2026-11-01"), "2026年10月5日至11月1日");
  assert.equal(en.period("2026-10-19", "week"), "W43");
  assert.equal(en.period("2026-10-01", "quarter"), "Q4 2026");
  assert.equal(zh.period("2026-10-01", "month"), "2026年10月");
});

test("ISO weeks at the turn of years", () => {
  assert.deepEqual(isoWeek("2021-01-03"), { year: 2020, week: 53 });
  assert.deepEqual(isoWeek("2024-12-30"), { year: 2025, week: 1 });
  assert.deepEqual(isoWeek("2010-12-01"), { year: 2010, week: 48 });
});

test("instants are in the business zone; a zone nobody knows falls back", () => {
  assert.equal(en.instant("2026-11-01T20:31:12Z"), "2 Nov 2026 04:31");
  assert.match(makeFormats("en", "Mars/Base").instant("2026-11-01T20:31:12Z"), /2026 \d\d:31$/);
});

test("sums and differences are exact", () => {
  assert.equal(decimal.add("0.1", "0.2"), "0.3");
  assert.equal(decimal.sum(["9747747.934000", null, "-0.000001"]), "9747747.933999");
  assert.equal(decimal.subtract("1", "999999999999999999.000001"), "-999999999999999998.000001");
  assert.equal(decimal.compare("-0.5", "-0.50"), 0);
  assert.throws(() => decimal.add("1e5", "1"));
});

test("change and share", () => {
  assert.equal(decimal.change("168412", "151906").toFixed(1), "10.9");
  assert.equal(decimal.change("5", "0"), null);
  assert.equal(decimal.change("5", "-10"), 150);
  assert.equal(decimal.share("38204", "168412").toFixed(1), "22.7");
  assert.equal(delta("0.068", "0.061", "ratio", en, "pp").full, "+0.7 pp");
  assert.equal(delta("168412", "151906", "money", en, "pp").full, "+10.9%");
  assert.equal(delta("5", null, "money", en, "pp").text, "–");
  assert.equal(isBad(-6.3, "up"), true);
  assert.equal(isBad(0.7, "down"), true);
  assert.equal(isBad(12, "up"), false);
  assert.equal(isBad(-12, "none"), false);
});

test("CSV never carries a formula, and keeps numbers numbers", () => {
  assert.equal(csvCell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
  assert.equal(csvCell("@SUM(A1)"), "'@SUM(A1)");
  assert.equal(csvCell("-12.50"), "-12.50");
  assert.equal(csvCell("-12,50"), "\"'-12,50\"");
  assert.equal(csvCell('say "hi", twice'), '"say ""hi"", twice"');
  assert.equal(toCsv(["a", "b"], [[null, 1]]), "a,b\r\n,1\r\n");
});

test("quarantine: the refused value is marked as a field, a proposal only when all agree", () => {
  assert.deepEqual(markValue("12,2,x2", "2"), { before: "12,", value: "2", after: ",x2" });
  assert.deepEqual(markValue("abc", "z"), { before: "abc", value: "", after: "" });
  assert.deepEqual(proposal([{ column: "Currency", value: "RMB" }, { column: "Currency", value: "RMB" }]), { column: "Currency", find: "RMB" });
  assert.deepEqual(proposal([{ column: "Qty", value: "a" }, { column: "Qty", value: "b" }]), { column: "Qty", find: "" });
});

test("the account of rows is checked, not believed", () => {
  const report = { rows_read: 541909, rows_accepted: 541900, rows_updated: 0, rows_quarantined: 4, rows_duplicate: 5 };
  assert.equal(balances(report), true);
  assert.equal(balances({ ...report, rows_duplicate: 4 }), false);
});

test("SQL is shown whole", () => {
  const sql = "SELECT sum(a) AS \"x\" FROM lines WHERE d = 'it''s' -- end\n AND q <> ''";
  assert.equal(markSql(sql).map((part) => part.text).join(""), sql);
  assert.deepEqual(markSql("SELECT 'a'").map((part) => part.kind), ["k", "", "s"]);
});
