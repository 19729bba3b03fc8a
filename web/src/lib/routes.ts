// The pages there are. Only what exists is listed: the path grows when a page does. A page's code is loaded with its first visit.

import type { Component } from "svelte";
import type { Key } from "./i18n.svelte";

export type Part = "data" | "understand" | "decide";

// Pages have different props; the shell gives `id` to those whose path ends in `*`.
export type PageComponent = Component<{ id: string }> | Component;

export interface PageRoute {
  /** A path that ends in `*` takes the rest of the address as its `id` and is not listed among the pages. */
  path: string;
  part: Part;
  title: Key;
  /** The single keys that lead to it; none for pages that are reached from others. */
  keys?: string;
  load: () => Promise<{ default: PageComponent }>;
}

export const ROUTES: PageRoute[] = [
  { path: "/", part: "understand", title: "page.overview", keys: "G O", load: () => import("../pages/overview/Overview.svelte") },
  { path: "/explore", part: "understand", title: "page.explore", keys: "G E", load: () => import("../pages/explore/Explore.svelte") },
  { path: "/pnl", part: "understand", title: "page.pnl", keys: "G L", load: () => import("../pages/pnl/Pnl.svelte") },
  { path: "/forecast", part: "understand", title: "page.forecast", keys: "G P", load: () => import("../pages/forecast/Forecast.svelte") },
  { path: "/orders", part: "understand", title: "page.orders", keys: "G B", load: () => import("../pages/orders/Orders.svelte") },
  { path: "/orders/*", part: "understand", title: "page.orders", load: () => import("../pages/orders/Order.svelte") },
  { path: "/market", part: "understand", title: "page.market", keys: "G M", load: () => import("../pages/market/Market.svelte") },
  { path: "/platforms", part: "decide", title: "page.platforms", keys: "G R", load: () => import("../pages/platforms/Platforms.svelte") },
  { path: "/platforms/*", part: "decide", title: "page.platforms", load: () => import("../pages/platforms/Platform.svelte") },
  { path: "/lanes", part: "decide", title: "page.lanes", keys: "G N", load: () => import("../pages/lanes/Lanes.svelte") },
  { path: "/landed", part: "decide", title: "page.landed", keys: "G D", load: () => import("../pages/landed/LandedCost.svelte") },
  { path: "/data", part: "data", title: "page.import", keys: "G I", load: () => import("../pages/data/Import.svelte") },
  { path: "/data/quarantine", part: "data", title: "page.quarantine", keys: "G Q", load: () => import("../pages/data/Quarantine.svelte") },
  { path: "/data/freshness", part: "data", title: "page.freshness", keys: "G F", load: () => import("../pages/data/Freshness.svelte") },
  { path: "/data/versions", part: "data", title: "page.versions", keys: "G V", load: () => import("../pages/data/Versions.svelte") },
  { path: "/sql", part: "data", title: "page.sql", keys: "G S", load: () => import("../pages/sql/SqlPage.svelte") },
  { path: "/settings", part: "data", title: "page.settings", keys: "G T", load: () => import("../pages/settings/Settings.svelte") },
  { path: "/about", part: "data", title: "page.about", keys: "G A", load: () => import("../pages/About.svelte") },
];

export const PARTS: { part: Part; title: Key; path: string }[] = [
  { part: "data", title: "path.data", path: "/data" },
  { part: "understand", title: "path.understand", path: "/" },
  { part: "decide", title: "path.decide", path: "/platforms" },
];

/** The pages that have a place of their own in the navigation. */
export const LISTED = ROUTES.filter((route) => !route.path.endsWith("*"));

export interface Match {
  route: PageRoute;
  /** What stands in the place of `*`, decoded. */
  id: string;
}

export function matchOf(path: string): Match | undefined {
  const clean = path.length > 1 ? path.replace(/\/$/, "") : path;
  for (const route of ROUTES) {
    if (route.path === clean) return { route, id: "" };
    const start = route.path.slice(0, -1);
    if (route.path.endsWith("*") && clean.startsWith(start) && clean.length > start.length) return { route, id: decode(clean.slice(start.length)) };
  }
  return undefined;
}

/** The entry of the navigation that a path belongs to. */
export function listedOf(path: string): PageRoute | undefined {
  const found = matchOf(path)?.route;
  return found?.path.endsWith("/*") ? LISTED.find((route) => route.path === found.path.slice(0, -2)) : found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
