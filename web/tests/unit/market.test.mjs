// Published points: choosing sets, classes and axes without changing a number.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { load, stop } from "./source.mjs";

after(stop);
const { axisTicks, classOf, commonUnit, findPoint, pointCode, shareSets } = await load("/src/pages/market/points.ts");

const point = (period, item, value, verified = true) => ({ period, item, value, verified });
const series = (id, unit, points) => ({ id, unit, points });
const ALL = [
  series("destinations.a.export", "%", [point("2017", "US", "15"), point("2018", "US", "17.5", false)]),
  series("destinations.b.export", "%", [point("2018", "US", "34.2")]),
];

test("a share set is one series and one period, the latest and the verified first", () => {
  assert.deepEqual(shareSets(ALL).map((set) => set.code), ["destinations.b.export@2018", "destinations.a.export@2018", "destinations.a.export@2017"]);
  assert.deepEqual(shareSets(ALL)[2].points.map((one) => one.value), ["15"]);
});

test("a point in an address is found again, and only that one", () => {
  const code = pointCode(ALL[0], ALL[0].points[1]);
  assert.equal(code, "destinations.a.export@2018@US");
  assert.equal(findPoint(ALL, code).point.value, "17.5");
  assert.equal(findPoint(ALL, "destinations.a.export@2018@FR"), null);
  assert.equal(findPoint(ALL, null), null);
});

test("one axis has one unit: the one that most numbers have", () => {
  assert.equal(commonUnit([series("x", "bn USD", [point("2020", null, "1")]), series("y", "trn CNY", [point("2020", null, "1"), point("2021", null, "1")])]), "trn CNY");
  assert.equal(commonUnit([]), "");
});

test("classes begin at their lower bound", () => {
  assert.deepEqual([0.01, 0.99, 1, 2.9, 3, 10, 19.9, 20, 99].map(classOf), [0, 0, 1, 1, 2, 3, 3, 4, 4]);
});

test("an axis reaches its largest number in a few round steps", () => {
  assert.deepEqual(axisTicks(12.5), [0, 5, 10, 15]);
  assert.deepEqual(axisTicks(2.75), [0, 0.5, 1, 1.5, 2, 2.5, 3]);
  for (const max of [0.3, 1, 7, 42, 999]) assert.ok(axisTicks(max).at(-1) >= max && axisTicks(max).length <= 8, String(max));
});
