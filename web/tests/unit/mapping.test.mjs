// Answers about an unknown table.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { load, stop } from "./source.mjs";

after(stop);
const { changed, profileName } = await load("/src/lib/mapping.ts");
const fields = [
  { field: "sku", column: "Item" },
  { field: "product_name", column: "Name" },
  { field: "category", column: null },
];

test("giving a column to another field takes it from the one it had", () => {
  assert.deepEqual(changed(fields, "Item", "category"), ["sku=", "category=Item"]);
  assert.deepEqual(changed(fields, "Item", "sku"), ["sku=Item"]);
  assert.deepEqual(changed(fields, "Item", ""), ["sku="]);
  assert.deepEqual(changed(fields, "Colour", "category"), ["category=Colour"]);
});

test("a profile's name comes from the file's", () => {
  assert.equal(profileName("Orders 2026 (final).csv.gz"), "orders-2026-final");
  assert.equal(profileName("订单 导出.xlsx"), "订单-导出");
  assert.equal(profileName("---.csv"), "my-table");
});
