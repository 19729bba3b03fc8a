// Numbers that open, state in the address, keyboard, export: what a reader does on Overview and Explore.

import { readFileSync } from "node:fs";
import { check, equal, noSidewaysScroll, settled, visit } from "./harness.mjs";

const digits = (text) => text.replace(/[^\d−.-]/g, "").replace("−", "-");

export async function numbers(suite, base) {
  const api = async (path) => (await fetch(`${base}/api/v1${path}`)).json();
  const status = await api("/status");

  await suite.test("opening a figure shows its definition, SQL, version and rows", { base }, async (page) => {
    await visit(page, "/");
    const figure = page.locator(".strip .fig").first();
    await figure.click();
    const drawer = page.locator("aside.drawer");
    await drawer.locator(".code--sql").waitFor();
    check(/select/i.test(await drawer.locator(".code--sql").innerText()), "the SQL is shown");
    check((await drawer.innerText()).includes("net_sales"), "the metric is named");
    check((await drawer.innerText()).includes(`v${String(status.lake_version).replace(/^v/, "")}`), "the lake version is named");
    await drawer.locator("section.rows tbody tr").first().waitFor();
    const opened = new URL(page.url()).searchParams.get("open").split("~");
    const answer = await api(`/metrics/net_sales?from=${opened[1]}&to=${opened[2]}`);
    const shown = digits(await page.getByTestId("drawer-value").innerText());
    equal(Number(shown), Number(answer.total.value), "the drawer shows every digit of the total");
    check(shown.includes(answer.total.value.replace(/0+$/, "").replace(/\.$/, "")), `no digit is lost: ${shown} of ${answer.total.value}`);
    await noSidewaysScroll(page);
    equal(await page.evaluate(() => document.activeElement?.id), "drawer-title", "the focus moved in");
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    check(await figure.evaluate((element) => element === document.activeElement), "the focus went back");
  });

  await suite.test("a source row leads to its line as written and to its order", { base }, async (page) => {
    await visit(page, "/");
    await page.locator(".strip .fig").first().click();
    const row = page.locator("aside.drawer section.rows tbody tr").first();
    await row.getByRole("button").click();
    const written = page.locator("aside.drawer .code--wrap");
    await written.waitFor();
    const id = await row.locator("a").innerText();
    check((await written.innerText()).length > 5, "the line is there");
    await row.locator("a").click();
    await page.waitForURL(`**/orders/${encodeURIComponent(id)}`);
    await settled(page);
    equal(await page.locator("h1").innerText(), id, "the order is open");
    await page.locator("#sources .code--wrap").first().waitFor();
  });

  await suite.test("SQL can be copied, and opened on its page", { base }, async (page) => {
    await visit(page, "/");
    await page.locator(".strip .fig").first().click();
    await page.locator("aside.drawer .code--sql").waitFor();
    await page.locator("aside.drawer").getByRole("button", { name: "Copy" }).click();
    check(/select/i.test(await page.evaluate(() => navigator.clipboard.readText())), "the clipboard has the SQL");
    await page.getByRole("link", { name: "Open in SQL" }).click();
    // A statement that comes with the address runs at once.
    await page.locator(".grid-tbl tbody tr").first().waitFor();
  });

  await suite.test("the address is the whole state", { base }, async (page, context) => {
    await visit(page, "/explore");
    await page.locator(".mlist a", { hasText: "Gross sales" }).click();
    await page.getByLabel(/^Time/).selectOption("52w");
    await page.getByLabel("Compare").selectOption("year");
    await page.getByLabel("Grain").selectOption("month");
    await page.getByRole("group", { name: "Slice by" }).getByRole("button", { name: "Country", exact: true }).click();
    await settled(page);
    await page.locator("table[data-rows] input[type=checkbox]").first().check();
    await page.getByRole("group", { name: "Chart or table" }).getByRole("button", { name: "Table" }).click();
    await page.locator("table.tbl .fig").last().click();
    await page.locator("aside.drawer section.rows tbody tr").first().waitFor();
    await settled(page);
    const address = page.url();
    const before = await page.locator("#content").innerText();
    const drawer = await page.getByTestId("drawer-value").innerText();
    for (const part of ["metric=gross_sales", "range=52w", "compare=year", "grain=month", "draw=", "view=table", "open="]) check(address.includes(part), `${part} in ${address}`);
    const other = await context.newPage();
    await visit(other, address);
    await other.locator("aside.drawer section.rows tbody tr").first().waitFor();
    await settled(other);
    equal(await other.locator("#content").innerText(), before, "another window shows the same");
    equal(await other.getByTestId("drawer-value").innerText(), drawer, "and the same number");
    await page.goBack();
    await page.locator("aside.drawer").waitFor({ state: "detached" });
    await page.goForward();
    await page.locator("aside.drawer").waitFor();
  });

  await suite.test("slices add up to the total on the screen", { base }, async (page) => {
    await visit(page, "/explore?range=52w&by=country");
    const table = page.locator("table[data-rows]").last();
    const shares = await table.locator("tbody tr td:nth-child(3)").allInnerTexts();
    const sum = shares.reduce((total, text) => total + Number(digits(text)), 0);
    check(Math.abs(sum - 100) < 0.1 * shares.length, `the shares make ${sum.toFixed(1)} %`);
  });

  // The demo seller pays no duty itself and loses no disputes. Growth a year is refused over half of one.
  const NOTHING_THERE = new Set(["duty_cost", "chargebacks"]);
  const NEEDS_YEARS = "cagr";
  await suite.test("every metric shows, by every slice it has", { base }, async (page) => {
    for (const metric of await api("/metrics")) {
      if (metric.name === NEEDS_YEARS) continue;
      for (const by of metric.dimensions.length > 0 ? [metric.dimensions[0], metric.dimensions.at(-1)] : [""]) {
        await visit(page, `/explore?metric=${metric.name}&range=26w${by ? `&by=${by}` : ""}`);
        check((await page.locator(".note--bad").count()) === 0, `${metric.name} by ${by || "nothing"} has no error`);
        if (NOTHING_THERE.has(metric.name)) continue;
        check((await page.locator(".chart-title").first().innerText()).includes(metric.label.en), `${metric.name} has its chart`);
        if (by) check((await page.locator("table[data-rows] tbody tr").count()) > 0, `${metric.name} by ${by} has rows`);
      }
    }
  });

  await suite.test("a filter narrows every number and can be taken away", { base }, async (page) => {
    await visit(page, "/explore?range=52w");
    const total = () => page.locator("tfoot .fig").last().innerText();
    const all = await total();
    await page.getByRole("button", { name: /^Country/ }).first().click();
    const picker = page.locator("dialog.picker");
    await picker.locator("input[type=checkbox]").first().check();
    await picker.getByRole("button", { name: "Apply" }).click();
    await page.waitForURL(/where=country/);
    await settled(page);
    check((await total()) !== all, `the total changed from ${all}`);
    await page.getByRole("button", { name: "Remove filter: Country" }).click();
    await settled(page);
    equal(await total(), all, "the total is back");
  });

  await suite.test("CSV holds what is seen", { base }, async (page) => {
    await visit(page, "/explore?range=13w&by=mode");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV", exact: true }).click()]);
    const lines = readFileSync(await file.path(), "utf8").replace(/\r\n$/, "").split("\r\n");
    const rows = await page.locator("table[data-rows]").last().locator("tbody tr").count();
    equal(lines.length, rows + 1, "as many rows as on the screen");
    check(/^\uFEFFmode,net_sales,previous,currency$/.test(lines[0]), lines[0]);
  });

  await suite.test("another currency gives another total, kept in the address", { base }, async (page) => {
    const other = status.currencies.find((code) => code !== status.report_currency && ["USD", "EUR", "GBP"].includes(code));
    await visit(page, "/");
    const before = await page.locator(".strip .fig").first().innerText();
    await page.getByLabel("Currency").selectOption(other);
    await page.waitForFunction((text) => document.querySelector(".strip .fig")?.textContent !== text, before);
    check(page.url().includes(`currency=${other}`), page.url());
  });

  await suite.test("old data stays while new data loads", { base }, async (page) => {
    await visit(page, "/explore?range=26w");
    const title = await page.locator(".chart-title").innerText();
    await page.route("**/api/v1/metrics/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 900));
      await route.continue();
    });
    await page.getByLabel("Grain").selectOption("month");
    await page.locator(".stale").waitFor();
    check((await page.locator(".chart-title").innerText()).startsWith(title), "the old chart is still there, under its old name");
    check((await page.locator("figure[aria-busy=true]").count()) === 1, "and says that it waits");
    await page.locator(".stale").waitFor({ state: "detached" });
    check((await page.locator(".chart-title").innerText()) !== title, "then the new one comes");
  });

  await suite.test("an error is shown where it happened, with its hint", { base, allow: [/status of 4\d\d/] }, async (page) => {
    await visit(page, "/orders/there-is-no-such-order");
    await page.locator("main [role=alert]").waitFor();
    check((await page.locator("main [role=alert]").innerText()).length > 10, "it says what happened");
  });
}
