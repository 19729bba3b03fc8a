// Any result sorts: decimals of any length exactly, empty cells last, equal rows as they were.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { load, stop } from "./source.mjs";

after(stop);

test("numbers sort by value, both ways, with empty cells last", async () => {
  const { sortRows } = await load("/src/lib/table-sort.ts");
  const rows = [["a", "10.5"], ["b", null], ["c", "9.000000000000000001"], ["d", "-3"], ["e", "9.000000000000000000"]];
  const names = (descending) => sortRows(rows, 1, descending, true).map(([name]) => name).join("");
  assert.equal(names(false), "decab");
  assert.equal(names(true), "acedb");
  assert.equal(rows[0][0], "a", "the answer itself stays as it was");
});

test("texts sort as texts and equal rows keep their order", async () => {
  const { sortRows } = await load("/src/lib/table-sort.ts");
  const rows = [["b", 1], ["a", 2], ["b", 3], ["10", 4], ["9", 5]];
  assert.deepEqual(sortRows(rows, 0, false, false).map((row) => row[1]), [4, 5, 2, 1, 3]);
  assert.deepEqual(sortRows(rows, 0, true, false).map((row) => row[1]), [1, 3, 2, 5, 4]);
});

test("a text of the server is told in the reader's language", async () => {
  const { told } = await load("/src/lib/said.ts");
  const zh = { cause: "没有这个表。", hint: "请检查。", whole: false };
  assert.deepEqual(told("en", "No table x.", "Look.", zh), { text: "No table x.", hint: "Look.", more: "" });
  assert.deepEqual(told("zh-CN", "No table x.", "Look.", zh), { text: "没有这个表。", hint: "请检查。", more: "No table x." });
  assert.equal(told("zh-CN", "No table x.", "Look.", { ...zh, whole: true }).more, "");
  assert.equal(told("zh-CN", "Later code.", null, null).text, "Later code.");
});

test("a picture's file is named after its title, in any script", async () => {
  const { fileName } = await load("/src/lib/chart-export.ts");
  assert.equal(fileName("Net sales a day, EUR", "png"), "net-sales-a-day-eur.png");
  assert.equal(fileName("净销售额（每日）", "csv"), "净销售额-每日.csv");
  assert.equal(fileName("//", "png"), "chart.png");
});
