// The settings page: a secret that is seen once, a token that is revoked after a question, the log with its filters.

import { accessible, check, equal, visit } from "./harness.mjs";

export async function settings(suite, base) {
  await suite.test("a token's secret is seen once, and a revocation asks first", { base, allow: [/status of 409/] }, async (page) => {
    const name = `till-${Date.now()}`;
    await visit(page, "/settings");
    const section = page.locator("#tokens");
    await section.getByLabel("Name", { exact: true }).fill(name);
    await section.getByLabel(/^Role/).selectOption("operator");
    check((await section.locator("#role-hint").innerText()).includes("imports"), "what the role may do");
    await section.getByRole("button", { name: "Make token" }).click();
    const dialog = page.locator("dialog[open]");
    const secret = await dialog.locator("code").first().innerText();
    check(/^entrepot_[0-9a-f]{64}$/.test(secret), `256 random bits: ${secret}`);
    await accessible(page);
    await dialog.getByRole("button", { name: "Copy", exact: true }).click();
    equal(await page.evaluate(() => navigator.clipboard.readText()), secret, "the clipboard");
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    check(!(await page.content()).includes(secret), "gone from the page");
    await section.getByRole("button", { name: `Revoke ${name}` }).click();
    await page.locator("dialog[open]").getByRole("button", { name: "Keep it" }).click();
    equal(await section.locator("tr", { hasText: name }).locator(".state").innerText(), "valid", "it was only asked");
    await section.getByRole("button", { name: `Revoke ${name}` }).click();
    await accessible(page);
    await page.locator("dialog[open]").getByRole("button", { name: "Revoke" }).click();
    await section.locator("tr", { hasText: name }).locator(".state--off").waitFor();
    await section.getByLabel("Name", { exact: true }).fill(name);
    await section.getByRole("button", { name: "Make token" }).click();
    await section.locator(".note--bad").waitFor();
    check((await section.locator(".note--bad").innerText()).includes("token.taken"), "a name is used once");
  });

  await suite.test("the log is filtered, leaves as a file, and the doctor looks when asked", { base }, async (page) => {
    await visit(page, "/settings");
    await page.locator("#audit").getByLabel("Action").selectOption("token.add");
    await page.waitForFunction(() => [...document.querySelectorAll("#audit tbody td.mono")].every((cell) => cell.textContent === "token.add"));
    const file = page.waitForEvent("download");
    await page.locator("#audit").getByRole("button", { name: "CSV" }).click();
    equal((await file).suggestedFilename(), "entrepot-audit.csv", "the file");
    await page.locator("#doctor").getByRole("button", { name: "Examine now" }).click();
    await page.locator("#doctor .state").first().waitFor();
    check((await page.locator("#doctor").innerText()).includes("data files"), "what it looked at");
  });

  await suite.test("a report currency that is chosen holds", { base }, async (page) => {
    await visit(page, "/settings");
    const field = page.getByLabel("Report currency");
    if (await field.isDisabled()) return;
    const before = await field.inputValue();
    await field.fill("usd");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForFunction(() => document.querySelector("#general input").value === "USD");
    await field.fill(before);
    if (before !== "USD") await page.getByRole("button", { name: "Save" }).click();
  });
}
