// The URL is the whole state: what is written is read back, what is odd falls back to the default.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { load, stop } from "./source.mjs";

after(stop);
const { EXPLORE_DEFAULTS, OVERVIEW_DEFAULTS, formatOpened, metricQuery, parseOpened, parseView, writeView } = await load("/src/lib/url-state.ts");
const period = await load("/src/lib/period.ts");

test("the plain address is the plain page", () => {
  assert.equal(writeView(new URLSearchParams(), EXPLORE_DEFAULTS, EXPLORE_DEFAULTS).toString(), "");
  assert.deepEqual(parseView(new URLSearchParams(), OVERVIEW_DEFAULTS), OVERVIEW_DEFAULTS);
});

test("every state survives the address", () => {
  const choices = { metric: ["aov", "net_sales"], range: ["13w", "2011-01-01..2011-02-28", "all"], grain: ["", "month"], compare: ["off", "year"], currency: ["", "CNY"], by: ["product", "country"], view: ["chart", "table"] };
  const wheres = [[], [["country", "DE"], ["country", ""], ["product", "a:b&c=d ~%"]]];
  let count = 0;
  for (const metric of choices.metric) for (const range of choices.range) for (const grain of choices.grain) for (const compare of choices.compare) for (const currency of choices.currency) for (const by of choices.by) for (const view of choices.view) for (const where of wheres) {
    const state = { metric, range, grain, compare, currency, by, view, where, draw: where.length ? ["DE", "unknown", "a~b"] : [] };
    const address = writeView(new URLSearchParams("open=x"), state, EXPLORE_DEFAULTS).toString();
    assert.deepEqual(parseView(new URLSearchParams(address), EXPLORE_DEFAULTS), state, address);
    assert.equal(new URLSearchParams(address).get("open"), "x", "what it does not know stays");
    count += 1;
  }
  assert.equal(count, 384);
});

test("nonsense in the address is not believed", () => {
  const state = parseView(new URLSearchParams("range=2011-02-30..2011-03-01&grain=hour&compare=tomorrow&currency=eur&view=pie&where=:x&where=nodots"), EXPLORE_DEFAULTS);
  assert.deepEqual(state, EXPLORE_DEFAULTS);
});

test("an opened number survives the address", () => {
  const opened = { metric: "net_sales", from: "2011-11-14", to: "2011-12-09", compare: "previous", currency: "GBP", where: [["country", "unknown"], ["product", "a~b:c%7E, 50%"]] };
  assert.deepEqual(parseOpened(new URLSearchParams({ open: formatOpened(opened) }).get("open")), opened);
  for (const text of [null, "", "net_sales", "net_sales~x~y", "net_sales~2011-02-01~2011-01-01", "%E0%A4%A"]) assert.equal(parseOpened(text), null, String(text));
});

test("a metric request repeats `where` and leaves out what is off", () => {
  assert.equal(metricQuery({ from: "2011-01-01", to: "2011-01-31", compare: "off", currency: "", where: [["mode", "b2c"], ["country", "DE"]] }), "from=2011-01-01&to=2011-01-31&where=mode%3Ab2c&where=country%3ADE");
});

test("ranges end on the last day with data, both ends counted", () => {
  assert.deepEqual(period.resolve("4w", "2010-12-01", "2011-12-09"), { from: "2011-11-12", to: "2011-12-09" });
  assert.equal(period.length({ from: "2011-11-12", to: "2011-12-09" }), 28);
  assert.deepEqual(period.resolve("all", "2010-12-01", "2011-12-09"), { from: "2010-12-01", to: "2011-12-09" });
  assert.deepEqual(period.shift({ from: "2011-11-12", to: "2011-12-09" }, -1), { from: "2011-10-15", to: "2011-11-11" });
  assert.equal(period.periodEnd("2024-02-01", "month"), "2024-02-29");
  assert.equal(period.periodEnd("2026-10-01", "quarter"), "2026-12-31");
  assert.equal(period.usualGrain({ from: "2011-11-12", to: "2011-12-09" }), "day");
  assert.equal(period.usualGrain({ from: "2010-12-01", to: "2011-12-09" }), "week");
  assert.deepEqual(period.clip({ from: "2011-12-05", to: "2011-12-11" }, { from: "2010-12-01", to: "2011-12-09" }), { from: "2011-12-05", to: "2011-12-09" });
});
