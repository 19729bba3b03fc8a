// The page's words. `t` looks a key up in the current dictionary; `{name}` is replaced, `{n}` is a formatted number and
// chooses between the forms that `|` divides (English: one | many; Chinese has one form).

import { en, zhCN, type Key } from "../i18n";
import { makeFormats, type Formats } from "./format";
import { interpolate } from "./interpolate";
import { prefs } from "./prefs.svelte";
import type { Label } from "./types";

class Words {
  zone = $state<string | null>(null);
  readonly formats: Formats = $derived(makeFormats(prefs.locale, this.zone));
}

export const words = new Words();

export type { Key };
export type Params = Record<string, string | number>;

export function t(key: Key, params?: Params): string {
  const text = prefs.locale === "zh-CN" ? zhCN[key] : en[key];
  return interpolate(text, prefs.locale, params, (value) => words.formats.number(value));
}

/** A label that the server sends in both languages. */
export function label(both: Label | null | undefined, otherwise = ""): string {
  if (!both) return otherwise;
  return (prefs.locale === "zh-CN" ? both.zh : both.en) || both.en || otherwise;
}
