// A few platforms as `entrepot serve` tells them, one sale on each, and their fee cliffs.

import { readFileSync } from "node:fs";

const KNOWN = JSON.parse(readFileSync(new URL("./platforms.json", import.meta.url), "utf8"));

/** The answer to a path about platforms; nothing for another path or a platform that is not among them. */
export function platforms(path, query) {
  const [head, slug] = path.split("/").filter(Boolean).map(decodeURIComponent);
  if (path === "/platforms") return KNOWN.rows;
  // A detail has a `status` of its own, which the server would take for that of HTTP: it goes as a list that writes itself.
  if (head === "platforms" && slug in KNOWN.details) return Object.assign([], { toJSON: () => KNOWN.details[slug] });
  if (path === "/quote/fee") return KNOWN.quotes[query.get("platform")];
  if (path === "/find/cliffs") return KNOWN.cliffs[query.get("platform")];
  return undefined;
}
