// A share brings its own slices; its rows become one series a slice.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { load, stop } from "./source.mjs";

after(stop);
const { dimensionsOf, keyOf, pivot } = await load("/src/lib/pivot.ts");

const rows = [
  { mode: "b2c", period: "2026-10-12", value: "0.7" },
  { mode: "b2b", period: "2026-10-05", value: "0.4" },
  { mode: "b2c", period: "2026-10-05", value: "0.6" },
  { mode: null, period: "2026-10-12", value: null },
];

test("dimensions are what the answer says and what its rows carry", () => {
  assert.deepEqual(dimensionsOf([], rows), ["mode"]);
  assert.deepEqual(dimensionsOf(["country"], [{ country: "DE", mode: "b2c", value: "1" }]), ["country", "mode"]);
  assert.deepEqual(dimensionsOf([], [{ period: "2026-10-05", value: "1", previous: null }]), []);
});

test("one series a slice, one value a period, in the order of time", () => {
  const { periods, groups } = pivot(rows, ["mode"]);
  assert.deepEqual(periods, ["2026-10-05", "2026-10-12"]);
  assert.deepEqual(groups.map((group) => [group.names, group.values]), [[["b2c"], [0.6, 0.7]], [["b2b"], [0.4, null]], [[null], [null, null]]]);
});

test("keys of several dimensions do not run into each other", () => {
  assert.notEqual(keyOf({ a: "x", b: "yz", value: "1" }, ["a", "b"]), keyOf({ a: "xy", b: "z", value: "1" }, ["a", "b"]));
});
