// Lanes and landed cost: offers by price, a price that opens its rules, a consignment in the address, a day that asks for its law.

import { check, equal, settled, visit } from "./harness.mjs";

const PARCEL = "/lanes?from=CN&to=US&weight_g=500&dims_mm=300x200x100&currency=EUR&on=2026-09-01";

export async function border(suite, base) {
  await suite.test("offers come by price, and what is not known is asked", { base }, async (page) => {
    await visit(page, PARCEL);
    const prices = await page.locator("#offers a.fig").allInnerTexts();
    const numbers = prices.map((text) => Number(/[\d.]+/.exec(text)[0]));
    check(numbers.length >= 3 && numbers.every((one, at) => at === 0 || numbers[at - 1] <= one), `not by price: ${prices}`);
    check((await page.locator("#asked").innerText()).includes("lane.no_tariff"), "a lane without a tariff asks");
  });

  await suite.test("a price opens the rules behind it, and the address holds it", { base }, async (page) => {
    await visit(page, PARCEL);
    await page.locator("#offers a.fig").first().click();
    await page.waitForURL(/lane=/);
    const rules = await page.locator("#lane").innerText();
    check(rules.includes("lanes/") && rules.includes("a kg x"), rules);
    await page.reload();
    await settled(page);
    check(await page.locator("#lane").isVisible(), "kept over a reload");
    await page.getByRole("link", { name: "Close" }).click();
    await page.waitForURL((url) => !url.searchParams.has("lane"));
  });

  await suite.test("a parcel that is written into the form is in the address", { base }, async (page) => {
    await visit(page, PARCEL);
    await page.locator('input[name="weight"]').fill("750");
    await page.keyboard.press("Enter");
    await page.waitForURL(/weight_g=750/);
    await settled(page);
  });

  await suite.test("the landed cost names the law of every line and who pays it", { base }, async (page) => {
    await visit(page, "/landed?hs=610910&value=10&quantity=1&origin=CN&to=US&currency=USD&freight=3&on=2026-09-01");
    const lines = await page.locator("#lines").innerText();
    for (const part of ["duties/us/mfn/6109.10", "16.5 % of 10.00 USD", "$1.65", "seller"]) check(lines.includes(part), `${part} is not in ${lines}`);
    check((await page.locator(".lead").innerText()).includes("$16.65"), "the lead tells the total");
  });

  await suite.test("a day of the timeline asks for its law, and an item can be added", { base }, async (page) => {
    await visit(page, "/landed?hs=610910&value=10&quantity=1&origin=CN&to=US&currency=USD&freight=3&on=2026-09-01");
    await page.locator("#timeline a.link").first().click();
    await page.waitForURL((url) => url.searchParams.get("on") !== "2026-09-01");
    await settled(page);
    await page.getByRole("button", { name: "Add an item" }).click();
    await page.waitForURL((url) => url.searchParams.getAll("value").length === 2);
    equal(await page.locator("fieldset").count(), 2, "two items");
    await page.getByRole("button", { name: "Remove item 2" }).click();
    await page.waitForURL((url) => url.searchParams.getAll("value").length === 1);
  });
}
