// Everything without a mouse, and the reader's own settings.

import { check, equal, settled, visit } from "./harness.mjs";

export async function keyboard(suite, base) {
  await suite.test("G and a letter go to the pages", { base }, async (page) => {
    await visit(page, "/");
    for (const [key, path] of [["e", "/explore"], ["b", "/orders"], ["i", "/data"], ["q", "/data/quarantine"], ["f", "/data/freshness"], ["v", "/data/versions"], ["s", "/sql"], ["m", "/market"], ["t", "/settings"], ["a", "/about"], ["p", "/forecast"], ["l", "/pnl"], ["r", "/platforms"], ["o", "/"]]) {
      await page.evaluate(() => document.activeElement?.blur());
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.waitForFunction((wanted) => location.pathname === wanted, path);
      await settled(page);
    }
  });

  await suite.test("the palette finds a metric, switches currency, theme and language", { base }, async (page) => {
    await visit(page, "/");
    const run = async (text) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("combobox").and(page.locator("dialog input")).fill(text);
      await page.keyboard.press("Enter");
    };
    await run("gross_sales");
    await page.waitForURL(/explore\?metric=gross_sales/);
    await run("USD");
    await page.waitForURL(/currency=USD/);
    await run("theme");
    equal(await page.getAttribute("html", "data-theme"), "dark", "the theme");
    await run("language");
    equal(await page.getAttribute("html", "lang"), "zh-CN", "the language");
    await page.reload();
    await settled(page);
    equal(await page.getAttribute("html", "lang"), "zh-CN", "kept over a reload");
    check((await page.locator("h1").innerText()) === "指标探索", "and shown");
  });

  await suite.test("T, C, brackets, J, period and Escape", { base }, async (page) => {
    await visit(page, "/explore?range=13w");
    await page.keyboard.press("t");
    await page.waitForURL(/view=table/);
    await page.keyboard.press("c");
    await page.waitForURL(/compare=off/);
    await page.keyboard.press("[");
    await page.waitForURL(/range=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d/);
    await settled(page);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    equal(await page.evaluate(() => document.activeElement?.className), "fig", "J stands on a number");
    await page.keyboard.press(".");
    await page.locator("aside.drawer").waitFor();
    await page.keyboard.press("Escape");
    await page.locator("aside.drawer").waitFor({ state: "detached" });
    equal(await page.evaluate(() => document.activeElement?.className), "fig", "and is there again");
  });

  await suite.test("the list of keys; single keys can be switched off", { base }, async (page) => {
    await visit(page, "/");
    await page.keyboard.press("?");
    await page.locator("dialog.help[open]").waitFor();
    await page.locator("dialog.help input[type=checkbox]").uncheck();
    await page.keyboard.press("Escape");
    await page.locator("dialog.help[open]").waitFor({ state: "detached" });
    await page.keyboard.press("g");
    await page.keyboard.press("e");
    await page.waitForTimeout(300);
    equal(await page.evaluate(() => location.pathname), "/", "single keys do nothing");
    await page.keyboard.press("Control+k");
    await page.locator("dialog.pal[open]").waitFor();
  });

  await suite.test("the first tab stop skips to the content", { base }, async (page) => {
    await visit(page, "/");
    await page.keyboard.press("Tab");
    equal(await page.evaluate(() => document.activeElement?.getAttribute("href")), "#content", "the skip link");
  });

  await suite.test("without a choice the system's theme counts", { base, theme: "system" }, async (page) => {
    await page.emulateMedia({ colorScheme: "dark" });
    await visit(page, "/");
    equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(14, 21, 20)", "dark ground");
    await page.emulateMedia({ colorScheme: "light" });
    equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(246, 248, 247)", "light ground");
  });

  // The times are reported; only a caller who knows the machine is idle sets a limit.
  await suite.test("every single page becomes usable", { base }, async (page) => {
    const limit = Number(process.env.USABLE_MS ?? Number.POSITIVE_INFINITY);
    await visit(page, "/");
    const times = [];
    for (const path of ["/", "/explore", "/orders", "/data", "/data/quarantine"]) {
      const start = Date.now();
      await visit(page, path);
      times.push(`${path} ${Date.now() - start} ms`);
      check(Date.now() - start < limit, `${path} took ${Date.now() - start} ms`);
    }
    process.stdout.write(`usable after: ${times.join(", ")}\n`);
  });
}
