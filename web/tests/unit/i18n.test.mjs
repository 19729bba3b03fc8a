// The two dictionaries have the same keys, none twice, none unused, none missing; placeholders agree.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { load, root, stop } from "./source.mjs";

after(stop);

const read = (path) => readFileSync(join(root, path), "utf8");
const keysOf = (text) => [...text.matchAll(/^ {2}"([^"]+)":/gm)].map((match) => match[1]);
const areas = readdirSync(join(root, "src/i18n")).filter((name) => name !== "index.ts");
const halves = areas.map((name) => read(`src/i18n/${name}`).split("export const zhCN"));
const EN = halves.flatMap(([english]) => keysOf(english));
const ZH = halves.flatMap(([, chinese]) => keysOf(chinese));

function sources(folder) {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(root, path)).isDirectory()) return path === "src/i18n" ? [] : sources(path);
    return /\.(svelte|ts)$/.test(name) ? [path] : [];
  });
}
const code = sources("src").map(read).join("\n");

test("there are keys at all, and none is written twice", () => {
  assert.ok(EN.length > 200, `found ${EN.length} keys`);
  for (const keys of [EN, ZH]) assert.deepEqual(keys.filter((key, at) => keys.indexOf(key) !== at), []);
});

test("every area is listed", () => {
  const index = read("src/i18n/index.ts");
  assert.deepEqual(areas.filter((name) => !new RegExp(`^  ${name.replace(".ts", "")},$`, "m").test(index)), []);
});

test("both languages have the same keys", () => {
  assert.deepEqual(EN.filter((key) => !ZH.includes(key)), [], "missing in zh-CN");
  assert.deepEqual(ZH.filter((key) => !EN.includes(key)), [], "missing in en");
});

test("every key is used", () => {
  const unused = EN.filter((key) => !code.includes(`"${key}"`));
  assert.deepEqual(unused, []);
});

test("every key that the code asks for exists", () => {
  const asked = [...code.matchAll(/\bt\("([^"]+)"/g)].map((match) => match[1]);
  assert.ok(asked.length > 150, `found ${asked.length} uses`);
  assert.deepEqual([...new Set(asked.filter((key) => !EN.includes(key)))], []);
});

test("placeholders and emphasis are the same in both languages", async () => {
  const { en, zhCN } = await load("/src/i18n/index.ts");
  const signs = (text) => [...new Set(text.match(/\{\w+\}|<\/?b>/g) ?? [])].sort().join(" ");
  for (const key of EN) {
    for (const form of en[key].split("|")) assert.equal(signs(form), signs(zhCN[key]), key);
    assert.notEqual(zhCN[key].trim(), "", key);
  }
});

test("Chinese texts are Chinese, but for names that are the same everywhere", async () => {
  const { zhCN } = await load("/src/i18n/index.ts");
  const same = [
    "action.csv",
    "drawer.sql",
    "explore.lead",
    "mode.b2b",
    "mode.b2b2c",
    "mode.b2c",
    "page.sql",
    "table.change",
  ];
  assert.deepEqual(ZH.filter((key) => !/[\u4e00-\u9fff]/.test(zhCN[key])).sort(), same);
});

test("a number chooses the form, and is written in the page's way", async () => {
  const { interpolate } = await load("/src/lib/interpolate.ts");
  const print = (value) => new Intl.NumberFormat("en-GB").format(value);
  assert.equal(interpolate("{n} row|{n} rows", "en", { n: 1 }, print), "1 row");
  assert.equal(interpolate("{n} row|{n} rows", "en", { n: 1234 }, print), "1,234 rows");
  assert.equal(interpolate("{n} 行", "zh-CN", { n: 1 }, print), "1 行");
  assert.equal(interpolate("{a} of {b}", "en", { a: "x" }, print), "x of {b}");
});
