// The dictionaries as data, read from their source: the browser tests look for raw keys and for untranslated texts.

import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../src/i18n/", import.meta.url);
const areas = readdirSync(folder).filter((name) => name !== "index.ts").map((name) => readFileSync(new URL(name, folder), "utf8").split("export const zhCN"));
const entries = (texts) => new Map(texts.flatMap((text) => [...text.matchAll(/^ {2}"([^"]+)": (".*"),$/gm)].map((match) => [match[1], JSON.parse(match[2])])));

export const en = entries(areas.map(([english]) => english));
export const zh = entries(areas.map(([, chinese]) => chinese));

/** English texts that may not stand on a Chinese page: those whose Chinese is another one, whole and without parameters. */
export const ENGLISH_ONLY = new Set([...en].filter(([key, text]) => text !== zh.get(key) && !/[{|]/.test(text) && text.length > 3).map(([, text]) => text));
