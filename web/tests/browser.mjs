// The console in a real browser, against any running server:
//   npm run test:browser -- http://127.0.0.1:8080      (or ENTREPOT_URL; without either, the mock serves dist)
// SHOTS=folder keeps pictures. The journey imports a small file, fixes it in quarantine and undoes the import.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Suite } from "./browser/harness.mjs";
import { border } from "./browser/border.mjs";
import { importing } from "./browser/importing.mjs";
import { keyboard } from "./browser/keyboard.mjs";
import { market } from "./browser/market.mjs";
import { emptyLake, token } from "./browser/mock-only.mjs";
import { numbers } from "./browser/numbers.mjs";
import { pages } from "./browser/pages.mjs";
import { settings } from "./browser/settings.mjs";
import { shared } from "./browser/across-pages.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const started = [];

async function mock(...flags) {
  if (!existsSync(`${root}dist/index.html`)) throw new Error("dist is missing: npm run build first");
  const child = spawn(process.execPath, ["mock/server.mjs", "--port", "0", ...flags], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  const line = await new Promise((resolve, reject) => {
    child.stdout.once("data", (data) => resolve(String(data)));
    child.once("exit", () => reject(new Error("the mock did not start")));
  });
  return /http:\S+/.exec(line)[0];
}

const given = process.argv[2] ?? process.env.ENTREPOT_URL ?? "";
const only = process.env.ONLY ?? "";
const suite = new Suite();
const runs = (name) => only === "" || only.split(",").includes(name);
try {
  await suite.open();
  const base = given ? given.replace(/\/$/, "") : await mock();
  process.stdout.write(`console at ${base}\n`);
  if (runs("pages")) await pages(suite, base);
  if (runs("numbers")) await numbers(suite, base);
  if (runs("market")) await market(suite, base);
  if (runs("border")) await border(suite, base);
  if (runs("settings")) await settings(suite, base);
  if (runs("keyboard")) await keyboard(suite, base);
  if (runs("shared")) await shared(suite, base);
  if (runs("importing")) await importing(suite, base);
  if (!given && runs("mock")) {
    await emptyLake(suite, await mock("--empty"));
    await token(suite, await mock("--token", "let-me-in"), "let-me-in");
  }
} catch (error) {
  suite.failed += 1;
  process.stdout.write(`FAILED ${error.stack ?? error}\n`);
} finally {
  await suite.close();
  for (const child of started) child.kill();
}
process.stdout.write(`${suite.passed} passed, ${suite.failed} failed\n`);
process.exitCode = suite.failed > 0 ? 1 : 0;
