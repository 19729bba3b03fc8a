// Exact decimals as strings, on BigInt. Sums and differences never pass through a float; only a percentage, which is
// rounded to one digit anyway, leaves this file as a number.

interface Scaled {
  int: bigint;
  scale: number;
}

const PATTERN = /^([+-]?)(\d+)(?:\.(\d+))?$/;

export function isDecimal(text: unknown): text is string {
  return typeof text === "string" && PATTERN.test(text);
}

function parse(text: string): Scaled {
  const match = PATTERN.exec(text);
  if (!match) throw new RangeError(`not a decimal: ${text}`);
  const [, sign, whole, fraction = ""] = match;
  const int = BigInt(`${whole}${fraction}`);
  return { int: sign === "-" ? -int : int, scale: fraction.length };
}

function align(a: Scaled, b: Scaled): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.int * 10n ** BigInt(scale - a.scale), b.int * 10n ** BigInt(scale - b.scale), scale];
}

function print(int: bigint, scale: number): string {
  const negative = int < 0n;
  const digits = (negative ? -int : int).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale > 0 ? `.${digits.slice(digits.length - scale)}` : "";
  return `${negative ? "-" : ""}${whole}${fraction}`;
}

export function add(a: string, b: string): string {
  const [x, y, scale] = align(parse(a), parse(b));
  return print(x + y, scale);
}

export function subtract(a: string, b: string): string {
  const [x, y, scale] = align(parse(a), parse(b));
  return print(x - y, scale);
}

export function sum(values: (string | null | undefined)[]): string {
  return values.reduce<string>((total, value) => (value == null ? total : add(total, value)), "0");
}

export function compare(a: string, b: string): number {
  const [x, y] = align(parse(a), parse(b));
  return x < y ? -1 : x > y ? 1 : 0;
}

export function isZero(text: string): boolean {
  return parse(text).int === 0n;
}

/** part / whole x 100, or null where the whole is zero or missing. */
export function share(part: string | null, whole: string | null): number | null {
  if (part == null || whole == null) return null;
  const [x, y] = align(parse(part), parse(whole));
  if (y === 0n) return null;
  return Number((x * 1_000_000n) / y) / 10_000;
}

/** Change from `before` to `now` in percent of |before|; null without a base to compare with. */
export function change(now: string | null, before: string | null | undefined): number | null {
  if (now == null || before == null) return null;
  const [x, y] = align(parse(now), parse(before));
  if (y === 0n) return null;
  const base = y < 0n ? -y : y;
  return Number(((x - y) * 1_000_000n) / base) / 10_000;
}

/** Drops zeros that say nothing ("1.500000" -> "1.5"), without touching the value. */
export function trim(text: string): string {
  return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
}

/** Digits after the point, zeros at the end not counted. */
export function digits(text: string): number {
  return trim(text).split(".")[1]?.length ?? 0;
}
