// Letters in order find a text; beginnings of words win; strangers do not fit.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { load, stop } from "./source.mjs";

after(stop);

test("the better fit wins", async () => {
  const { fuzzy } = await load("/src/lib/fuzzy.ts");
  const order = (typed, ...texts) => texts.filter((text) => fuzzy(typed, text) !== null).sort((a, b) => fuzzy(typed, b) - fuzzy(typed, a));
  assert.deepEqual(order("ret", "Secret rate", "Return rate", "Units"), ["Return rate", "Secret rate"]);
  assert.deepEqual(order("ns", "Net sales", "Units", "Versions"), ["Net sales", "Versions"]);
  assert.deepEqual(order("sales net", "Net sales", "Gross sales"), ["Net sales"]);
  assert.deepEqual(order("净销", "净销售额", "总销售额"), ["净销售额"]);
  assert.equal(fuzzy("", "anything"), 0);
  assert.equal(fuzzy("xyz", "Net sales"), null);
});
