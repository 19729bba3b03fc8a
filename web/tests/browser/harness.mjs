// A small runner: opens Debian's chromium, counts what passed, keeps pictures when SHOTS names a folder.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const SHOTS = process.env.SHOTS ?? "";

export const WIDTHS = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } };

export class Suite {
  passed = 0;
  failed = 0;
  #browser;

  async open() {
    if (!existsSync(CHROMIUM)) throw new Error(`there is no ${CHROMIUM}; install Debian's chromium, or set CHROMIUM`);
    this.#browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
    if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  }

  async close() {
    await this.#browser?.close();
  }

  /** One test: a fresh profile with a language and a theme; errors of the page fail it. */
  async test(name, { base, lang = "en", theme = "light", size = "wide", allow = [] }, body) {
    const context = await this.#browser.newContext({ baseURL: base, viewport: WIDTHS[size], locale: "en-GB", acceptDownloads: true, colorScheme: "light" });
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: new URL(base).origin }).catch(() => undefined);
    // Only a new visit gets the language and theme: a test may change them and reload.
    await context.addInitScript(([l, t]) => {
      if (localStorage.getItem("entrepot.lang") === null) localStorage.setItem("entrepot.lang", l);
      if (localStorage.getItem("entrepot.theme") === null && t !== "system") localStorage.setItem("entrepot.theme", t);
    }, [lang, theme]);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const errors = [];
    const wanted = (text) => !allow.some((pattern) => pattern.test(text));
    page.on("console", (message) => message.type() === "error" && wanted(message.text()) && errors.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => errors.push(`page: ${error.message}`));
    try {
      await body(page, context);
      if (errors.length > 0) throw new Error(errors.join("\n"));
      this.passed += 1;
    } catch (error) {
      this.failed += 1;
      process.stdout.write(`FAILED ${name}\n  ${String(error.message ?? error).split("\n").slice(0, 12).join("\n  ")}\n`);
      if (errors.length > 0) process.stdout.write(`  ${errors.join("\n  ")}\n`);
      await this.shot(page, `failed-${name.replace(/[^\w.-]+/g, "-").slice(0, 80)}`).catch(() => undefined);
    } finally {
      await context.close();
    }
  }

  async shot(page, name) {
    if (!SHOTS) return;
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  }
}

export function check(truth, message) {
  if (!truth) throw new Error(message);
}

export function equal(actual, expected, message) {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${message}: ${a} instead of ${e}`);
}

/** Goes to a page and waits until it shows data: nothing busy, charts drawn. */
export async function visit(page, path) {
  const response = await page.goto(path, { waitUntil: "domcontentloaded" });
  check(response.ok(), `${path} answers ${response.status()}`);
  await settled(page);
}

export async function settled(page) {
  await page.waitForSelector("main h1");
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true]") && [...document.querySelectorAll(".plot")].every((plot) => plot.dataset.drawn), null, { timeout: 20_000 });
}

export async function noSidewaysScroll(page) {
  const { scroll, client } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }));
  check(scroll <= client, `the page is ${scroll} px wide in a window of ${client} px`);
}

export async function accessible(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const result = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return result.violations.map((one) => `${one.id}: ${one.nodes.length} x ${one.nodes[0].target.join(" ")} (${one.nodes[0].failureSummary?.split("\n")[1]?.trim() ?? one.help})`);
  });
  check(violations.length === 0, `axe: ${violations.join("\n")}`);
}

/** Every text a reader meets: nodes, labels, titles, placeholders. */
export async function texts(page) {
  return page.evaluate(() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (node.parentElement?.closest("script, style, noscript, .code, .rawline, textarea, [translate=no], [lang]:not(html)")) continue;
      const text = node.textContent.trim();
      if (text) found.push(text);
    }
    for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
      if (element.closest("[translate=no]")) continue;
      for (const name of ["aria-label", "title", "placeholder"]) if (element.getAttribute(name)) found.push(element.getAttribute(name).trim());
    }
    return found;
  });
}
