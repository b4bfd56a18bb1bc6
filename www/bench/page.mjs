// The built page in a real browser: how soon it can be used, and how soon an edit of a large request is judged.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../app/tests/browser.mjs";
import { serve } from "../app/tests/serve.mjs";

const INTERACTIVE = 1000;
const EDIT = 16;
const VISITS = 7;
const EDITS = 40;

const dist = fileURLToPath(new URL("../app/dist", import.meta.url));
if (!existsSync(dist)) {
  console.error("   the page is not built: `cargo xtask test --only page` builds it");
  process.exit(1);
}

const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const verdict = (time, budget) => `${time.toFixed(1)} ms: ${time <= budget ? "within" : "OVER"} the budget of ${budget} ms`;

/** A group of about 100 KB, with a finding at its end. */
function large() {
  const members = Array.from({ length: 1350 }, (_, n) => `    { "value": "member-${n}", "display": "Keeper number ${n}", "type": "User" }`);
  return `{\n  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],\n  "displayName": "Lighthouse keepers",\n  "members": [\n${members.join(",\n")}\n  ],\n  "externalId": 7\n}`;
}

const server = await serve(dist);
const browser = await launch();
try {
  const visits = [];
  for (let visit = 0; visit < VISITS; visit++) {
    const page = await browser.newPage({ serviceWorkers: "block" });
    await page.goto(`${server.origin}/`);
    await page.locator("input[name=profile]").first().waitFor({ state: "attached" });
    visits.push(await page.evaluate(() => performance.now()));
    await page.close();
  }
  console.log(`   usable after ${verdict(median(visits), INTERACTIVE)} (median of ${VISITS} first visits, from the loopback)`);

  const page = await browser.newPage({ serviceWorkers: "block" });
  await page.goto(`${server.origin}/`);
  // All profiles are there, so the full linter is, which also tries fixes.
  await page.locator("input[name=profile]").nth(7).waitFor({ state: "attached" });
  const [worker] = page.workers();
  await worker.evaluate(() => {
    const answer = self.onmessage;
    self.took = [];
    self.onmessage = (event) => {
      const start = performance.now();
      answer(event);
      if (event.data.text !== undefined) self.took.push(performance.now() - start);
    };
  });
  const text = large();
  await page.getByRole("textbox", { name: "Request" }).focus();
  await page.keyboard.insertText(text);
  await page.locator("li.error, li.warning").first().waitFor();
  await worker.evaluate(() => (self.took.length = 0));
  for (let edit = 0; edit < EDITS; edit++) {
    await page.keyboard.insertText(" ");
    await page.waitForTimeout(60);
  }
  const took = await worker.evaluate(() => self.took);
  const size = `${(text.length / 1024).toFixed(0)} KB`;
  console.log(`   an edit of ${size} is judged in the worker in ${verdict(median(took), EDIT)} (median of ${took.length})`);
} finally {
  await browser.close();
  await server.stop();
}
