// The dictionaries as data, read from their source: the browser tests look for raw keys and for untranslated texts.

import { readFileSync } from "node:fs";

function read(name) {
  const text = readFileSync(new URL(`../../src/i18n/${name}.ts`, import.meta.url), "utf8");
  return new Map([...text.matchAll(/^ {2}"([^"]+)": (".*"),$/gm)].map((match) => [match[1], JSON.parse(match[2])]));
}

export const en = read("en");
export const zh = read("zh-CN");

/** English texts that may not stand on a Chinese page: those whose Chinese is another one, whole and without parameters. */
export const ENGLISH_ONLY = new Set([...en].filter(([key, text]) => text !== zh.get(key) && !/[{|]/.test(text) && text.length > 3).map(([, text]) => text));
