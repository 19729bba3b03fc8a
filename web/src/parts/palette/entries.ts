// What the palette can do, by group: pages, views, metrics, actions, settings, countries, currencies; and what the server finds.

import { get } from "../../lib/api";
import { label, t, words } from "../../lib/i18n.svelte";
import { lake } from "../../lib/lake.svelte";
import { prefs } from "../../lib/prefs.svelte";
import { router } from "../../lib/router.svelte";
import { LISTED } from "../../lib/routes";
import { saved } from "../../lib/saved.svelte";
import type { DimensionValue, OrderRow, Page } from "../../lib/types";
import { valueName } from "../../lib/values.svelte";

export interface Entry {
  id: string;
  group: string;
  text: string;
  hint: string;
  keys?: string;
  /** Only shown when something was typed: there are too many of them. */
  quiet?: boolean;
  run: () => void;
}

export interface Layers {
  onhelp: () => void;
  onkeep: () => void;
}

/** Everything that is known without asking the server. */
export function known(layers: Layers, countries: string[]): Entry[] {
  const pages = LISTED.map((route): Entry => ({ id: `page-${route.path}`, group: t("palette.go"), text: t(route.title), hint: "", ...(route.keys ? { keys: route.keys } : {}), run: () => router.go(route.path) }));
  const views = saved.views.map((view): Entry => ({ id: `view-${view.name}`, group: t("views.title"), text: view.name, hint: "", run: () => router.go(view.body.path ?? "/") }));
  const queries = saved.queries.map((query): Entry => ({ id: `query-${query.name}`, group: t("sql.saved"), text: query.name, hint: "SQL", run: () => router.go(`/sql?${new URLSearchParams({ q: query.body.sql ?? "", saved: query.name })}`) }));
  const metrics = lake.metrics.map((metric): Entry => ({ id: `metric-${metric.name}`, group: t("palette.metrics"), text: label(metric.label, metric.name), hint: metric.name, run: () => router.go(`/explore?metric=${encodeURIComponent(metric.name)}${currencyPart()}`) }));
  const actions: Entry[] = [
    { id: "import", group: t("palette.do"), text: t("action.import"), hint: "", run: () => router.go("/data") },
    { id: "query", group: t("palette.do"), text: t("palette.query"), hint: "SQL", run: () => router.go("/sql") },
    { id: "keep", group: t("palette.do"), text: t("views.keep"), hint: "", run: layers.onkeep },
    { id: "print", group: t("palette.do"), text: t("palette.print"), hint: "", run: () => setTimeout(() => window.print(), 50) },
    { id: "lang", group: t("palette.set"), text: prefs.locale === "en" ? "中文" : "English", hint: t("palette.language"), run: () => prefs.setLocale(prefs.locale === "en" ? "zh-CN" : "en") },
    { id: "theme", group: t("palette.set"), text: prefs.theme === "dark" ? t("palette.light") : t("palette.dark"), hint: t("palette.theme"), run: () => prefs.toggleTheme() },
    { id: "help", group: t("palette.set"), text: t("nav.help"), hint: "", keys: "?", run: layers.onhelp },
  ];
  const places = countries.map((code): Entry => ({ id: `country-${code}`, group: t("palette.countries"), text: valueName("country", code), hint: code, quiet: true, run: () => explore("country", code) }));
  const currencies = (lake.status?.currencies ?? []).map((currency): Entry => ({ id: `currency-${currency}`, group: t("palette.currency"), text: words.formats.currencyName(currency), hint: currency, quiet: true, run: () => setCurrency(currency) }));
  return [...pages, ...views, ...queries, ...metrics, ...actions, ...places, ...currencies];
}

/** Orders and articles that the server finds; asked with a little patience while somebody types. */
export async function found(typed: string, signal: AbortSignal): Promise<Entry[]> {
  const q = encodeURIComponent(typed);
  const [orders, products] = await Promise.all([
    get<Page<OrderRow>>(`/orders?q=${q}&limit=5`, signal).catch(() => ({ rows: [], total: 0 })),
    lake.dimension("product") ? get<DimensionValue[]>(`/dimensions/product/values?q=${q}&limit=5`, signal).catch(() => []) : [],
  ]);
  const rows = orders.rows.map((row): Entry => ({ id: `order-${row.trade_id}`, group: t("page.orders"), text: row.trade_id, hint: [words.formats.day(row.day, { year: true }), valueName("country", row.country)].join(", "), run: () => router.go(`/orders/${encodeURIComponent(row.trade_id)}`) }));
  const all: Entry[] = orders.total > rows.length ? [{ id: "order-search", group: t("page.orders"), text: t("palette.orders", { query: typed }), hint: words.formats.number(orders.total), run: () => router.go(`/orders?q=${q}`) }] : [];
  const goods = products.flatMap((one): Entry[] => (one.value === null ? [] : [{ id: `product-${one.value}`, group: t("palette.products"), text: label(one.label, one.value), hint: one.value, run: () => explore("product", one.value ?? "") }]));
  return [...rows, ...all, ...goods];
}

function explore(dimension: string, value: string): void {
  router.go(`/explore?where=${encodeURIComponent(`${dimension}:${value}`)}${currencyPart()}`);
}

function currencyPart(): string {
  const currency = router.query.get("currency");
  return currency ? `&currency=${currency}` : "";
}

function setCurrency(currency: string): void {
  const next = new URLSearchParams(router.query);
  if (currency === lake.status?.report_currency) next.delete("currency");
  else next.set("currency", currency);
  next.delete("open");
  const path = router.path === "/explore" ? "/explore" : "/";
  router.go(`${path}?${path === router.path ? next : new URLSearchParams({ currency })}`);
}
