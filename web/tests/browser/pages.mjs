// Every page in both languages, both themes and both widths: no errors, no raw keys, no sideways scroll, accessible.

import { en, ENGLISH_ONLY } from "./dictionary.mjs";
import { accessible, check, noSidewaysScroll, texts, visit } from "./harness.mjs";

const PAGES = [
  ["overview", "/"],
  ["overview-open", "/?open=OPENED"],
  ["explore", "/explore"],
  ["explore-table", "/explore?by=category&view=table&compare=year&range=13w"],
  ["explore-open", "/explore?range=52w&open=OPENED"],
  ["pnl", "/pnl"],
  ["pnl-time", "/pnl?by=period&grain=month&where=country:DE"],
  ["forecast", "/forecast"],
  ["forecast-week", "/forecast?metric=orders&grain=week&horizon=26"],
  ["orders", "/orders"],
  ["order", "/orders/ORDER"],
  ["import", "/data"],
  ["quarantine", "/data/quarantine"],
  ["freshness", "/data/freshness"],
  ["versions", "/data/versions"],
  ["sql", "/sql"],
  ["sql-rows", "/sql?q=SELECT+trade_id%2C+sku%2C+amount%2C+currency%2C+day+FROM+lines+order+by+day+LIMIT+80"],
  ["sql-chart", "/sql?view=chart&q=SELECT+day%2C+sum(amount)+AS+amount+FROM+lines+GROUP+BY+day"],
  ["market", "/market"],
  ["market-table", "/market?view=table&map=market&point=volume.aliresearch_2016.total@2020@"],
  ["platforms", "/platforms"],
  ["platforms-b2b", "/platforms?mode=b2b"],
  ["platform", "/platforms/amazon-us?category=Jewelry&price=400"],
  ["platform-range", "/platforms/dhgate?category=Most+categories&price=299"],
  ["platform-asks", "/platforms/beitone?price=100"],
  ["lanes", "/lanes"],
  ["lanes-open", "/lanes?from=CN&to=US&weight_g=500&dims_mm=300x200x100&currency=EUR&on=2026-09-01&lane=generic_air_line_general"],
  ["landed", "/landed"],
  ["landed-items", "/landed?hs=610910&value=80&quantity=1&origin=CN&hs=640399&value=40&quantity=2&origin=VN&to=FR&currency=EUR&incoterm=DAP&on=2026-07-02"],
  ["settings", "/settings"],
  ["about", "/about"],
  ["notfound", "/nowhere"],
];

export async function pages(suite, base) {
  const status = await (await fetch(`${base}/api/v1/status`)).json();
  const { rows } = await (await fetch(`${base}/api/v1/orders?limit=1`)).json();
  const opened = encodeURIComponent(`net_sales~${status.first_day}~${status.last_day}~previous~`);
  for (const [name, template] of PAGES) {
    const path = template.replace("OPENED", opened).replace("ORDER", encodeURIComponent(rows[0]?.trade_id ?? ""));
    for (const lang of ["en", "zh-CN"]) for (const theme of ["light", "dark"]) for (const size of ["wide", "narrow"]) {
      const title = `${name}-${lang}-${theme}-${size}`;
      await suite.test(title, { base, lang, theme, size }, async (page) => {
        await visit(page, path);
        check((await page.getAttribute("html", "lang")) === lang, "the page says its language");
        const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        check((ground === "rgb(246, 248, 247)") === (theme === "light"), `the ground is ${ground}`);
        await noSidewaysScroll(page);
        const found = await texts(page);
        const raw = found.filter((text) => en.has(text));
        check(raw.length === 0, `raw keys: ${raw.join(", ")}`);
        const holes = found.filter((text) => /\{\w+\}|undefined|NaN|\[object/.test(text));
        check(holes.length === 0, `holes: ${holes.join(" / ")}`);
        if (lang === "zh-CN") {
          const english = found.filter((text) => ENGLISH_ONLY.has(text));
          check(english.length === 0, `untranslated: ${english.join(" / ")}`);
        }
        await suite.shot(page, title);
        await accessible(page);
      });
    }
  }
}
