// What all pages share: SQL, names for queries and views, the palette, pictures and numbers of charts, paper, drops.

import { readFileSync } from "node:fs";
import { accessible, check, equal, settled, visit } from "./harness.mjs";

const SELECT = "SELECT trade_id, sku, amount, currency, day FROM lines ORDER BY day DESC LIMIT 300";

async function saveName(page, name) {
  const dialog = page.locator("dialog.ask[open]");
  await dialog.getByRole("textbox").fill(name);
  await dialog.getByRole("button", { name: "Keep" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function fileOf(page, click) {
  const [got] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: got.suggestedFilename(), bytes: readFileSync(await got.path()) };
}

export async function shared(suite, base) {
  const mark = String(Date.now() % 100_000);

  await suite.test("sql: tables are explained, a statement runs, sorts, draws and leaves as CSV", { base }, async (page) => {
    await visit(page, "/sql");
    await page.locator("[data-ready]").waitFor();
    await page.getByRole("button", { name: "lines", exact: true }).click();
    check((await page.locator(".tree").innerText()).includes("currency"), "the columns of lines are listed");
    const editor = page.getByRole("textbox", { name: "Statement" });
    await editor.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(SELECT);
    await page.keyboard.press("Control+Enter");
    await page.locator(".grid-tbl tbody tr").first().waitFor();
    check(page.url().includes("q=SELECT"), "the address holds the statement");
    check((await page.locator(".grid-tbl tbody tr").count()) < 200, "only rows in sight are in the page");
    await page.locator("button.sort", { hasText: "amount" }).click();
    await page.waitForURL(/sort=amount/);
    equal(await page.locator("th[aria-sort]").getAttribute("aria-sort"), "ascending", "sorted upwards");
    const cells = await page.locator(".grid-tbl tbody tr:not(.gap) td:nth-child(3)").allInnerTexts();
    const values = cells.slice(0, 20).map(Number);
    check(values.length > 5 && values.every((value, i) => i === 0 || value >= values[i - 1]), `in order: ${values}`);
    await page.locator(".grid-scroll").evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await page.waitForFunction(() => [...document.querySelectorAll(".grid-tbl tbody tr[aria-rowindex]")].some((row) => Number(row.getAttribute("aria-rowindex")) > 250));
    const csv = await fileOf(page, () => page.getByRole("button", { name: "CSV", exact: true }).click());
    equal(csv.bytes.toString("utf8").trim().split("\r\n").length, 301, "a head and 300 rows");
    await page.getByRole("button", { name: "Chart", exact: true }).click();
    await settled(page);
    await page.locator(".plot[data-drawn], svg.bars").first().waitFor();
    await accessible(page);
    await suite.shot(page, "sql-chart");
  });

  await suite.test("sql: an error stands at its place, in the reader's language", { base, lang: "zh-CN", allow: [/status of 400/] }, async (page) => {
    await visit(page, `/sql?q=${encodeURIComponent("SELECT 1\nFROM nowhere")}`);
    await page.locator(".cm-lintRange-error").waitFor();
    equal(await page.locator(".cm-lintRange-error").innerText(), "nowhere", "the word is marked");
    const note = await page.locator(".note--bad").innerText();
    check(/没有名为“nowhere”的表/.test(note) && !/There is no/.test(note), note);
    await suite.shot(page, "sql-error-zh");
  });

  await suite.test("sql: a query is kept, found in the list and in the palette, removed and brought back", { base }, async (page) => {
    const name = `Latest lines ${mark}`;
    await visit(page, `/sql?q=${encodeURIComponent(SELECT)}`);
    await page.getByRole("button", { name: "Keep under a name" }).click();
    await saveName(page, name);
    await page.waitForURL(/saved=Latest/);
    await visit(page, "/");
    await page.keyboard.press("Control+k");
    await page.locator("dialog.pal[open] input").fill(`latest ${mark}`);
    await page.locator(".pal-item", { hasText: name }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/sql\?q=SELECT.*saved=/);
    await settled(page);
    await page.getByRole("button", { name: "Saved" }).click();
    await page.getByRole("button", { name: `Remove the query ${name}` }).click();
    await page.locator(".kept-open", { hasText: name }).waitFor({ state: "detached" });
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await page.locator(".kept-open", { hasText: name }).waitFor();
    await page.getByRole("button", { name: `Remove the query ${name}` }).click();
    await page.locator(".kept-open", { hasText: name }).waitFor({ state: "detached" });
  });

  await suite.test("views: keep, open, rename, remove and bring back", { base }, async (page) => {
    const [name, other] = [`Germany ${mark}`, `Deutschland ${mark}`];
    await visit(page, "/explore?range=13w&by=category");
    await page.locator(".views-open").click();
    await page.locator(".views .btn", { hasText: "Keep this view" }).click();
    await saveName(page, name);
    await visit(page, "/orders");
    await page.locator(".views-open").click();
    await page.getByRole("link", { name, exact: true }).waitFor();
    await accessible(page);
    await suite.shot(page, "views");
    await page.getByRole("button", { name: `Rename the view ${name}` }).click();
    await page.locator(".views-name input").fill(other);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: other, exact: true }).click();
    await page.waitForURL(/\/explore\?range=13w&by=category/);
    await settled(page);
    await page.locator(".views-open").click();
    await page.getByRole("button", { name: `Remove the view ${other}` }).click();
    await page.getByRole("link", { name: other, exact: true }).waitFor({ state: "detached" });
    await page.locator(".toast").getByRole("button", { name: "Undo" }).click();
    await page.locator(".views-open").click();
    await page.getByRole("link", { name: other, exact: true }).waitFor();
    await page.getByRole("button", { name: `Remove the view ${other}` }).click();
    await page.getByRole("link", { name: other, exact: true }).waitFor({ state: "detached" });
  });

  await suite.test("the palette finds an order and a country, and is accessible", { base }, async (page) => {
    const { rows } = await (await fetch(`${base}/api/v1/orders?limit=1`)).json();
    await visit(page, "/");
    await page.keyboard.press("Control+k");
    const field = page.locator("dialog.pal[open] input");
    await field.fill(rows[0].trade_id);
    await page.locator(".pal-item", { hasText: rows[0].trade_id }).first().waitFor();
    await accessible(page);
    await suite.shot(page, "palette");
    await page.locator(".pal-item", { hasText: rows[0].trade_id }).first().click();
    await page.waitForURL(/\/orders\//);
    await page.keyboard.press("Control+k");
    await field.fill("germ");
    await page.locator(".pal-item", { hasText: "Germany" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/where=country%3ADE/);
    await settled(page);
  });

  await suite.test("every chart leaves as a picture and as numbers", { base }, async (page) => {
    for (const path of ["/", "/explore"]) {
      await visit(page, path);
      for (const frame of await page.locator(".frame").all()) {
        const png = await fileOf(page, () => frame.getByRole("button", { name: /PNG/ }).click());
        equal(png.bytes.subarray(1, 4).toString("latin1"), "PNG", `${path}: a picture`);
        check(png.bytes.length > 8000, `${path}: the picture is not empty, ${png.bytes.length} bytes`);
        const csv = await fileOf(page, () => frame.getByRole("button", { name: /CSV/ }).click());
        check(csv.bytes.toString("utf8").trim().split("\r\n").length > 5, `${path}: its numbers`);
      }
      const bare = await page.evaluate(() => [...document.querySelectorAll(".plot, svg[role=img]")].filter((chart) => !chart.closest(".frame")).length);
      equal(bare, 0, `${path}: charts without a frame`);
    }
  });

  await suite.test("paper: light, without navigation, charts and whole tables", { base, theme: "dark" }, async (page) => {
    await visit(page, "/explore");
    await page.emulateMedia({ media: "print" });
    await settled(page);
    equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(246, 248, 247)", "light paper");
    check(!(await page.locator(".top").isVisible()) && (await page.locator(".plot canvas").first().isVisible()), "no navigation, but the chart");
    await suite.shot(page, "print-explore");
    await page.emulateMedia({ media: "screen" });
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    await visit(page, `/sql?q=${encodeURIComponent(SELECT)}`);
    await page.locator(".grid-tbl tbody tr").first().waitFor();
    await page.emulateMedia({ media: "print" });
    await page.waitForFunction(() => document.querySelectorAll(".grid-tbl tbody tr[aria-rowindex]").length === 300);
  });

  await suite.test("a file can be dropped on any page", { base }, async (page) => {
    await visit(page, "/explore");
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["a,b,c\n1,2,3\n"], "anywhere.csv", { type: "text/csv" }));
      return transfer;
    });
    await page.dispatchEvent("main", "dragover", { dataTransfer: data });
    await page.locator(".drop-all").waitFor();
    await page.dispatchEvent("main", "drop", { dataTransfer: data });
    await page.waitForURL(/\/data$/);
    await page.locator(".chosen", { hasText: "anywhere.csv" }).waitFor();
  });
}
