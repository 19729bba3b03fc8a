// From a file to a number and back: import, account of rows, quarantine, preview, replay, undo.

import { check, equal, settled, visit } from "./harness.mjs";

const HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

/** Ten rows, two of them with a quantity that is a word. Invoice numbers differ from run to run. */
function sample() {
  const first = 900_000 + (Math.floor(Date.now() / 1000) % 90_000);
  const rows = Array.from({ length: 10 }, (_, i) => {
    const quantity = i === 3 ? "many" : i === 7 ? "several" : String(i + 1);
    return `${first + i},85123A,TEST HOLDER,${quantity},2010-12-0${1 + (i % 7)} 08:26:00,2.55,17850,${i === 5 ? "EIRE" : "United Kingdom"}`;
  });
  return `${HEADER}\n${rows.join("\n")}\n`;
}

async function balance(page, scope) {
  const group = page.locator(`${scope} .bal`).first();
  await group.waitFor({ timeout: 60_000 });
  const values = (await group.locator("b").allInnerTexts()).map((text) => Number(text.replace(/\D/g, "")));
  check(await group.locator(".state--done").isVisible(), "the rows add up");
  return values;
}

export async function importing(suite, base) {
  const content = sample();
  const file = (text = content) => ({ name: "console_test_orders.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  let importId = "";

  await suite.test("a chosen file is recognised, imported, and every row accounted for", { base }, async (page) => {
    await visit(page, "/data");
    await page.locator("input[type=file]:not([webkitdirectory])").setInputFiles(file());
    await page.locator(".chosen .state--done").waitFor();
    equal(await page.locator(".chosen select").inputValue(), "uci-online-retail", "the profile");
    await page.getByRole("button", { name: "Import 1 file" }).click();
    const values = await balance(page, ".runs");
    equal(values, [10, 8, 0, 2, 0], "read, accepted, updated, quarantined, duplicate");
    await page.locator(".toast").waitFor();
    const link = page.locator(".runs a", { hasText: "2 in quarantine" });
    importId = new URL(await link.evaluate((element) => element.href)).searchParams.get("import_id");
    await page.locator("#history tbody tr", { hasText: "console_test_orders.csv" }).first().waitFor();
    await suite.shot(page, "import-done");
  });

  await suite.test("the same file again adds nothing", { base }, async (page) => {
    await visit(page, "/data");
    await page.locator("input[type=file]:not([webkitdirectory])").setInputFiles(file());
    await page.getByRole("button", { name: "Import 1 file" }).click();
    const [read, accepted, updated] = await balance(page, ".runs");
    equal([read, accepted, updated], [10, 0, 0], "nothing accepted twice");
  });

  await suite.test("a dropped file that no profile fits is asked about, not guessed", { base }, async (page) => {
    await visit(page, "/data");
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["a,b,c\n1,2,3\n"], "unknown.csv", { type: "text/csv" }));
      return transfer;
    });
    await page.dispatchEvent(".drop", "drop", { dataTransfer: data });
    await page.locator(".chosen .state--ask").waitFor();
    await page.locator(".mapping-asks .state--ask").first().waitFor();
    check(await page.getByRole("button", { name: "Import 1 file" }).isDisabled(), "it cannot go in unasked");
    await suite.shot(page, "import-asks");
  });

  await suite.test("an unknown table gets a mapping, is corrected, saved under a name and imported", { base }, async (page) => {
    const tag = `t${Date.now() % 1_000_000}`;
    const text = `Order ${tag},Date,Article,Pcs,Price each,Comment\nM-${tag},2010-12-01,MUG,2,16.00,a gift\n`;
    await visit(page, "/data");
    await page.locator("input[type=file]:not([webkitdirectory])").setInputFiles(file(text));
    const mapping = page.locator(".mapping");
    await mapping.locator(".mapping-asks .state--ask").first().waitFor();
    check(await mapping.getByRole("button", { name: "Save the mapping" }).isDisabled(), "a currency is missing");
    equal(await mapping.getByLabel(`Field for the column Order ${tag}`).inputValue(), "trade_id", "the order's column");
    await mapping.getByRole("button", { name: "currency==EUR" }).click();
    await mapping.locator(".mapping-rows tbody tr").first().waitFor();
    await mapping.getByLabel("Field for the column Article").selectOption("");
    await page.waitForFunction(() => !document.querySelector('.mapping[aria-busy="true"]'));
    equal(await mapping.getByLabel("Field for the column Article").inputValue(), "", "it is not taken");
    await mapping.getByLabel("Field for the column Article").selectOption("sku");
    await page.waitForFunction(() => !document.querySelector('.mapping[aria-busy="true"]'));
    await suite.shot(page, "import-mapping");
    await mapping.getByLabel("Name of the profile").fill(tag);
    await mapping.getByRole("button", { name: "Save the mapping" }).click();
    await page.locator(".chosen .state--done").waitFor();
    equal(await page.locator(".chosen select").inputValue(), tag, "the profile is chosen");
    await page.getByRole("button", { name: "Import 1 file" }).click();
    const values = await balance(page, ".runs");
    equal(values.slice(0, 2), [1, 1], "read and accepted");
  });

  await suite.test("quarantine: replace a value, preview, replay", { base }, async (page) => {
    check(importId !== "", "the import of the first test is known");
    await visit(page, `/data/quarantine?import_id=${importId}`);
    await page.locator(".rawline mark").first().waitFor();
    equal(await page.locator(".fixes tbody tr").count(), 2, "two rows of this import");
    await page.getByRole("textbox", { name: "Value" }).fill("several");
    await page.getByRole("textbox", { name: "Becomes" }).fill("8");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.locator(".pdiff--lines").waitFor();
    equal(await page.locator(".pdiff--lines .state--done").count(), 1, "one would be accepted");
    equal(await page.locator(".pdiff--lines .state--ask").count(), 1, "one would still be refused");
    await suite.shot(page, "quarantine-preview");
    await page.getByRole("button", { name: "Fix and replay 1 row" }).click();
    const values = await balance(page, "#replayed");
    equal([values[0], values[1] + values[2]], [values[0], 1], "one row went in");
    await settled(page);
  });

  await suite.test("quarantine: edit a line by hand, preview, replay", { base }, async (page) => {
    await visit(page, `/data/quarantine?import_id=${importId}`);
    const rows = page.locator(".fixes tbody tr");
    equal(await rows.count(), 1, "one row is left");
    await rows.first().getByRole("button").click();
    const field = rows.first().locator("textarea");
    await field.fill((await field.inputValue()).replace("many", "4"));
    await page.getByRole("button", { name: "Preview" }).click();
    await page.locator(".pdiff--lines .state--done").waitFor();
    await page.getByRole("button", { name: "Fix and replay 1 row" }).click();
    await balance(page, "#replayed");
    await settled(page);
    // The list is asked for again once the replay is done: wait for its answer.
    await rows.first().waitFor({ state: "detached" });
    equal(await page.locator(".fixes tbody tr").count(), 0, "nothing of this import waits");
  });

  await suite.test("an import can be undone, after a look at what that does", { base }, async (page) => {
    await visit(page, "/data");
    const row = page.locator("#history tbody tr", { hasText: `import ${importId},` });
    await row.getByRole("button", { name: `Undo import ${importId}` }).click();
    const dialog = page.locator("dialog.ask[open]");
    const told = await (await fetch(`${base}/api/v1/imports/${importId}/undo`)).json();
    check(told.rows_removed >= 8, `rows leave: ${told.rows_removed}`);
    await dialog.locator("td.new", { hasText: String(told.rows_removed) }).first().waitFor();
    await suite.shot(page, "undo-dialog");
    await dialog.getByRole("button", { name: "Undo this import" }).click();
    await dialog.waitFor({ state: "detached" });
    await row.locator(".state--off").waitFor();
  });
}
