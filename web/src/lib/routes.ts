// The pages there are. Only what exists is listed: the path grows when a page does.

import type { Key } from "./i18n.svelte";

export interface PageRoute {
  path: string;
  part: "data" | "understand";
  title: Key;
  keys: string;
}

export const ROUTES: PageRoute[] = [
  { path: "/", part: "understand", title: "page.overview", keys: "G O" },
  { path: "/explore", part: "understand", title: "page.explore", keys: "G E" },
  { path: "/orders", part: "understand", title: "page.orders", keys: "G B" },
  { path: "/data", part: "data", title: "page.import", keys: "G I" },
  { path: "/data/quarantine", part: "data", title: "page.quarantine", keys: "G Q" },
  { path: "/data/freshness", part: "data", title: "page.freshness", keys: "G F" },
  { path: "/data/versions", part: "data", title: "page.versions", keys: "G V" },
  { path: "/sql", part: "data", title: "page.sql", keys: "G S" },
];

export const PARTS: { part: PageRoute["part"]; title: Key; path: string }[] = [
  { part: "data", title: "path.data", path: "/data" },
  { part: "understand", title: "path.understand", path: "/" },
];

export function routeOf(path: string): PageRoute | undefined {
  const clean = path.length > 1 ? path.replace(/\/$/, "") : path;
  if (clean.startsWith("/orders/")) return ROUTES.find((route) => route.path === "/orders");
  return ROUTES.find((route) => route.path === clean);
}
