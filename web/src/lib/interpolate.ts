// Fills a dictionary's text. Pure, so that it can be tested without a browser.

import type { Locale } from "./format";

export function interpolate(
  text: string,
  locale: Locale,
  params: Record<string, string | number> | undefined,
  print: (value: number) => string,
): string {
  if (!params) return text;
  const count = params["n"];
  let chosen = text;
  if (typeof count === "number" && text.includes("|")) {
    const [one = text, many = text] = text.split("|");
    chosen = new Intl.PluralRules(locale).select(count) === "one" ? one : many;
  }
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? print(value) : value;
  });
}
