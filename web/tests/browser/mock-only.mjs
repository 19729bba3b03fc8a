// What a server with data cannot show: the empty lake, and a server that wants a token. Runs against the mock.

import { accessible, check, equal, noSidewaysScroll, settled, visit } from "./harness.mjs";

export async function emptyLake(suite, base) {
  for (const lang of ["en", "zh-CN"]) for (const size of ["wide", "narrow"]) {
    await suite.test(`empty-${lang}-${size}`, { base, lang, size }, async (page) => {
      for (const path of ["/", "/explore", "/orders", "/data/quarantine", "/data/freshness", "/market", "/data"]) {
        await visit(page, path);
        await noSidewaysScroll(page);
        await accessible(page);
        if (path === "/data") continue;
        equal(await page.locator("main .btn--go").count() <= 1, true, `${path}: at most one step`);
        await suite.shot(page, `empty${path.replaceAll("/", "-")}-${lang}-${size}`);
      }
    });
  }
  await suite.test("the empty overview leads to a first import", { base }, async (page) => {
    await visit(page, "/");
    await page.locator("main .btn--go").click();
    await page.waitForURL(/\/data$/);
    await settled(page);
  });
  // Last: afterwards the home is empty no more.
  await suite.test("an empty home offers the demo seller", { base }, async (page) => {
    await visit(page, "/");
    await page.getByRole("button", { name: "Look around with the demo seller" }).click();
    await page.waitForURL(/\/data$/);
    await page.locator(".runs .state--done").first().waitFor();
  });
}

export async function token(suite, base, word) {
  await suite.test("a server that wants a token is asked for it once", { base, allow: [/status of 401/] }, async (page) => {
    await page.goto("/");
    await page.getByLabel("Token").fill("wrong");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator(".field .err").waitFor();
    await page.getByLabel("Token").fill(word);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.locator(".strip .fig").first().waitFor();
    check(!page.url().includes(word), "the token is not in the address");
  });
}
