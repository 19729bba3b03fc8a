// The market page: bases in the legend, flags, sources that open, the map by keyboard, a table before it is taken.

import { accessible, check, equal, settled, visit } from "./harness.mjs";

export async function market(suite, base) {
  await suite.test("the legend names the bases, and the pair of the seed paper its growth", { base }, async (page) => {
    await visit(page, "/market");
    const legend = await page.locator("#volume .key").innerText();
    for (const basis of ["100EC", "Customs", "Seed paper", "iiMedia"]) check(legend.includes(basis), `${basis} is not in the legend: ${legend}`);
    check((await page.locator(".lead").innerText()).includes("29.9937 %"), "the lead tells the growth");
    check((await page.locator("#products").innerText()).includes("stand-in, not a fact"), "the stand-in says so");
  });

  await suite.test("a published number opens its source, and the address holds it", { base }, async (page) => {
    await visit(page, "/market?view=table&flow=total&basis=aliresearch_2016");
    await page.locator("#volume a.fig").first().click();
    await page.waitForURL(/point=volume\.aliresearch_2016\.total%402020/);
    const note = await page.locator("#volume .source-note").innerText();
    check(note.includes("AliResearch") && note.includes("31.9149"), note);
    await page.reload();
    await settled(page);
    check(await page.locator("#volume .source-note").isVisible(), "kept over a reload");
  });

  await suite.test("shares that do not add up to a hundred say so, and unverified sets too", { base }, async (page) => {
    await visit(page, "/market?set=destinations.100ec.export@2017");
    check((await page.locator("#destinations").innerText()).includes("99.9, not to 100"), "the sum of 2017");
    await visit(page, "/market?set=destinations.100ec.export@2018");
    check((await page.locator("#destinations").innerText()).includes("stand-in, not a fact"), "2018 stands in");
  });

  await suite.test("the arrow keys walk over the map", { base }, async (page) => {
    await visit(page, "/market?map=market&set=destinations.100ec.export@2017");
    await page.locator("svg.world").focus();
    const said = () => page.locator("#destinations [aria-live]").first().innerText();
    equal(await said(), "United States: 15.0 %", "the largest share");
    await page.keyboard.press("ArrowRight");
    equal(await said(), "Russia: 12.5 %", "the next one");
    await page.keyboard.press("End");
    equal(await said(), "India: 1.6 %", "the last one");
    equal(await page.locator("svg.world").getAttribute("aria-activedescendant"), "map-IN", "the active option");
  });

  await suite.test("a table is looked at before it is taken, and a bad one is not", { base }, async (page) => {
    await visit(page, "/market");
    await page.getByRole("button", { name: "Add or replace series" }).click();
    const dialog = page.locator("dialog[open].ask--wide");
    const go = dialog.getByRole("button", { name: "Add", exact: true });
    check(await go.isDisabled(), "nothing is taken without a preview");
    await dialog.locator("textarea").fill("period,value_trn_cny,source\n2026,1,own\n");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await dialog.locator(".note--bad").waitFor();
    check((await dialog.locator(".note--bad").innerText()).includes("market.column"), "the code of the mistake");
    check(await go.isDisabled(), "a bad table is not taken");
    await dialog.locator("textarea").fill("period,flow,value,unit,kind,basis,source\n2026,export,1,bn USD,estimate,my_desk,own\n");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await dialog.locator(".pdiff").waitFor();
    await accessible(page);
    check((await dialog.locator(".pdiff").innerText()).includes("volume.my_desk.export"), "the series that it adds");
    check(await go.isEnabled(), "now it can be taken");
  });
}
