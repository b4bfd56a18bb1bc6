// The built page in a real browser, as each view's tests open it.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { serve } from "./serve.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
const screenshots = join(folder, "..", "..", "tests", "screenshots");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Opens the page at a place before each test of a file and closes it after. What is given has the page, and
 * what it asked for elsewhere and the browser complained about, which has to be nothing.
 */
export function opened(place = "") {
  const picture = (name) => it.page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  /** What it asked for elsewhere until now, which is then no complaint. */
  const elsewhereUntilNow = () => elsewhere.splice(0);
  const it = { open, clean, picture, forgive, elsewhereUntilNow, tabTo };
  let browser;
  let complaints;
  let elsewhere;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    it.server = await serve(join(folder, "dist"));
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await it.server?.stop();
  });

  beforeEach(() => open());

  afterEach(async () => {
    await it.context.close();
    assert.deepEqual(elsewhere, [], "the page asks nobody but its own files");
    assert.deepEqual(complaints, [], "the browser has nothing to complain about");
  });

  /** Opens it anew: with a route that answers in place of the server, a script that runs first, at another place. */
  async function open({ route, script, at = place, ...options } = {}) {
    await it.context?.close();
    it.context = await browser.newContext({ viewport: { width: 1280, height: 860 }, colorScheme: "light", serviceWorkers: "block", ...options });
    it.context.setDefaultTimeout(10_000);
    it.page = await it.context.newPage();
    elsewhere = [];
    complaints = [];
    it.page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${it.server.origin}/`) && !url.startsWith(`blob:${it.server.origin}/`)) elsewhere.push(url);
    });
    // Violations of the policy are console errors too.
    it.page.on("console", (message) => {
      const isOfPlaywright = message.text().startsWith("Service Worker registration blocked by Playwright");
      if (["error", "warning"].includes(message.type()) && !isOfPlaywright) complaints.push(message.text());
    });
    it.page.on("pageerror", (error) => complaints.push(error.message));
    if (route) await it.page.route(...route);
    if (script) await it.page.addInitScript(script);
    await it.page.goto(`${it.server.origin}/${at}`);
  }

  /** Expects complaints that a test provoked, and calls elsewhere that it tried. */
  function forgive(words, url) {
    complaints = complaints.filter((complaint) => !complaint.includes(words));
    elsewhere = elsewhere.filter((asked) => asked !== url);
  }

  /** Presses Tab until that has the focus, as a person without a pointer does. */
  async function tabTo(wanted) {
    for (let presses = 0; presses < 80; presses++) {
      await it.page.keyboard.press("Tab");
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
    }
    assert.fail(`Tab never comes to ${wanted}`);
  }

  async function clean(state) {
    await it.page.evaluate(axe);
    const { violations } = await it.page.evaluate(() => globalThis.axe.run());
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
      [],
      state,
    );
    assert.ok(
      await it.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
      `nothing stands out at the side: ${state}`,
    );
  }

  return it;
}

/** A test in both themes, on a wide screen and on a phone: axe and the pictures. */
export function looks(it, place, walk) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 390]) {
      test(`axe finds nothing, ${colorScheme}, ${width} pixels wide`, async () => {
        const phone = width < 400;
        const viewport = { width, height: phone ? 844 : 860 };
        await it.open({ at: place, colorScheme, viewport, hasTouch: phone, isMobile: phone });
        await walk(async (name) => {
          await it.picture(`${name}-${colorScheme}-${width}`);
          await it.clean(name);
        }, width);
      });
    }
  }
}
