// Numbers, money and days in the page's language. Pure: a locale and a zone in, functions out.
// Decimal strings go to Intl as strings, so that no digit is lost; the minus sign is a true one.

import * as decimal from "./decimal";
import type { Unit } from "./types";

export type Locale = "en" | "zh-CN";

const MINUS = "\u2212";
const DASH = "\u2013";
const numberLocale = (locale: Locale) => (locale === "en" ? "en-GB" : locale);

// Intl takes decimal strings exactly (ES2023); TypeScript's library calls them StringNumericLiteral.
type Exact = Parameters<Intl.NumberFormat["format"]>[0];

export interface ValueOptions {
  /** Digits after the point; "auto" drops them from 1,000 on, "full" shows every digit there is. */
  digits?: number | "auto" | "full";
  sign?: boolean;
}

export type Formats = ReturnType<typeof makeFormats>;

function parseDay(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

export function isoWeek(day: string): { year: number; week: number } {
  const date = parseDay(day);
  // The Thursday of a week decides its year (ISO 8601).
  date.setUTCDate(date.getUTCDate() + 3 - ((date.getUTCDay() + 6) % 7));
  const first = new Date(Date.UTC(date.getUTCFullYear(), 0, 4));
  const days = (date.getTime() - first.getTime()) / 86_400_000;
  const week = 1 + Math.round((days - 3 + ((first.getUTCDay() + 6) % 7)) / 7);
  return { year: date.getUTCFullYear(), week };
}

export function makeFormats(locale: Locale, zone?: string | null) {
  const tag = numberLocale(locale);
  const zh = locale === "zh-CN";
  const cache = new Map<string, Intl.NumberFormat>();

  function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const key = JSON.stringify(options);
    let found = cache.get(key);
    if (!found) cache.set(key, (found = new Intl.NumberFormat(tag, options)));
    return found;
  }

  function print(value: string | number, options: Intl.NumberFormatOptions): string {
    const exact = typeof value === "string" ? decimal.trim(value) : value;
    return numberFormat(options).format(exact as Exact).replace("-", MINUS);
  }

  function signOf(options: ValueOptions | undefined): Intl.NumberFormatOptions {
    return options?.sign ? { signDisplay: "exceptZero" } : {};
  }

  function fraction(value: string | number, usual: number, options?: ValueOptions): Intl.NumberFormatOptions {
    const wanted = options?.digits ?? "auto";
    if (wanted === "full") {
      const shown = typeof value === "string" && decimal.isDecimal(value) ? decimal.digits(value) : usual;
      return { minimumFractionDigits: usual, maximumFractionDigits: Math.max(usual, shown) };
    }
    const count = wanted === "auto" ? (Math.abs(Number(value)) >= 1000 ? 0 : usual) : wanted;
    return { minimumFractionDigits: count, maximumFractionDigits: count };
  }

  function number(value: string | number | null | undefined, options?: ValueOptions): string {
    if (value == null) return DASH;
    const wanted = options?.digits ?? 0;
    const places =
      wanted === "full" || wanted === "auto"
        ? { maximumFractionDigits: wanted === "full" ? 9 : 2 }
        : { minimumFractionDigits: wanted, maximumFractionDigits: wanted };
    return print(value, { ...places, ...signOf(options) });
  }

  function currencyDigits(currency: string): number {
    try {
      return numberFormat({ style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    } catch {
      return 2;
    }
  }

  function money(value: string | number | null | undefined, currency: string | null, options?: ValueOptions): string {
    if (value == null) return DASH;
    const places = fraction(value, currency ? currencyDigits(currency) : 2, options);
    if (!currency || !/^[A-Z]{3}$/.test(currency)) return print(value, { ...places, ...signOf(options) });
    return print(value, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...places, ...signOf(options) });
  }

  /** As it was written: amount with its code, every digit, no symbol. */
  function written(value: string | number | null | undefined, currency: string | null): string {
    if (value == null) return DASH;
    const text = print(value, fraction(value, currency ? currencyDigits(currency) : 2, { digits: "full" }));
    return currency ? `${text} ${currency}` : text;
  }

  function percent(value: number | null, options?: ValueOptions): string {
    if (value == null) return DASH;
    const places = typeof options?.digits === "number" ? options.digits : 1;
    return print(value, { minimumFractionDigits: places, maximumFractionDigits: places, ...signOf(options) });
  }

  function ratio(value: string | number | null | undefined, options?: ValueOptions): string {
    if (value == null) return DASH;
    const places = options?.digits === "full" ? { maximumFractionDigits: 6 } : { minimumFractionDigits: 1, maximumFractionDigits: 1 };
    return print(value, { style: "percent", ...places, ...signOf(options) });
  }

  /** Any metric's value by its unit. */
  function value(raw: string | null | undefined, unit: Unit, currency: string | null, options?: ValueOptions): string {
    if (raw == null) return DASH;
    if (unit === "money") return money(raw, currency, options);
    if (unit === "ratio") return ratio(raw, options);
    return number(raw, { ...options, digits: options?.digits === "full" ? "full" : 0 });
  }

  /** Axis labels: short, no currency. */
  function axis(raw: number, unit: Unit): string {
    if (unit === "ratio") return print(raw, { style: "percent", maximumFractionDigits: 1 });
    return print(raw, { notation: "compact", maximumFractionDigits: 1 }).replace("K", "k");
  }

  function dayParts(date: Date, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(tag, { timeZone: "UTC", ...options }).format(date);
  }

  /** Three letters: British English would write "Sept". */
  function month(date: Date): string {
    return new Intl.DateTimeFormat("en-US", { timeZone: "UTC", month: "short" }).format(date);
  }

  function day(text: string | null | undefined, options: { year?: boolean; weekday?: boolean } = {}): string {
    if (!text) return DASH;
    const date = parseDay(text);
    const base = zh
      ? dayParts(date, { day: "numeric", month: "long", ...(options.year ? { year: "numeric" } : {}) })
      : `${date.getUTCDate()} ${month(date)}${options.year ? ` ${date.getUTCFullYear()}` : ""}`;
    if (!options.weekday) return base;
    const weekday = dayParts(date, { weekday: "short" });
    return zh ? `${base} ${weekday}` : `${weekday} ${base}`;
  }

  function range(from: string, to: string): string {
    if (from === to) return day(from, { year: true });
    const sameYear = from.slice(0, 4) === to.slice(0, 4);
    const left = day(from, { year: zh ? true : !sameYear });
    const right = day(to, { year: zh ? !sameYear : true });
    return zh ? `${left}至${right}` : `${left} to ${right}`;
  }

  function period(text: string, grain: string | null): string {
    const date = parseDay(text);
    if (grain === "week") {
      const { week } = isoWeek(text);
      return zh ? `${week}周` : `W${week}`;
    }
    if (grain === "month") return zh ? dayParts(date, { month: "long", year: "numeric" }) : `${month(date)} ${date.getUTCFullYear()}`;
    if (grain === "quarter") {
      const quarter = Math.floor(date.getUTCMonth() / 3) + 1;
      return zh ? `${date.getUTCFullYear()}年${quarter}季` : `Q${quarter} ${date.getUTCFullYear()}`;
    }
    if (grain === "year") return dayParts(date, { year: "numeric" });
    return day(text);
  }

  function instant(text: string | null | undefined, options: { date?: boolean; seconds?: boolean } = {}): string {
    if (!text) return DASH;
    const date = new Date(text);
    if (Number.isNaN(date.getTime())) return text;
    const timeZone = zone ?? undefined;
    const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hour12: false, ...(options.seconds ? { second: "2-digit" } : {}) };
    const render = (wanted: Intl.DateTimeFormatOptions) => {
      try {
        return new Intl.DateTimeFormat(tag, { ...wanted, timeZone }).format(date);
      } catch {
        return new Intl.DateTimeFormat(tag, wanted).format(date);
      }
    };
    const time = render(clock);
    if (options.date === false) return time;
    // en-CA writes YYYY-MM-DD, which is a day in the business zone again.
    return `${day(isoDay(date, timeZone), { year: true })} ${time}`;
  }

  function isoDay(date: Date, timeZone: string | undefined): string {
    const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
    try {
      return new Intl.DateTimeFormat("en-CA", { ...options, timeZone }).format(date);
    } catch {
      return date.toISOString().slice(0, 10);
    }
  }

  function bytes(count: number): string {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
    let size = count;
    let step = 0;
    while (size >= 1000 && step < units.length - 1) {
      size /= 1000;
      step += 1;
    }
    return numberFormat({ style: "unit", unit: units[step] ?? "byte", unitDisplay: "narrow", maximumFractionDigits: 1 }).format(size);
  }

  function duration(ms: number | null | undefined): string {
    if (ms == null) return DASH;
    return ms < 1000 ? `${number(Math.round(ms))} ms` : `${number(ms / 1000, { digits: 1 })} s`;
  }

  let regions: Intl.DisplayNames | undefined;
  function country(code: string): string {
    regions ??= new Intl.DisplayNames([tag], { type: "region" });
    try {
      return regions.of(code) ?? code;
    } catch {
      return code;
    }
  }

  let currencies: Intl.DisplayNames | undefined;
  function currencyName(code: string): string {
    currencies ??= new Intl.DisplayNames([tag], { type: "currency" });
    try {
      return currencies.of(code) ?? code;
    } catch {
      return code;
    }
  }

  return { locale, number, money, written, percent, ratio, value, axis, day, range, period, instant, bytes, duration, country, currencyName };
}
