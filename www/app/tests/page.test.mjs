// The built page in a real browser.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";
import { serve } from "./serve.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
const screenshots = join(folder, "..", "..", "tests", "screenshots");
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let server;
let browser;
let context;
let page;
/** Whatever the page asked for elsewhere, and whatever the browser complained about. */
let elsewhere;
let complaints;

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  server = await serve(join(folder, "dist"));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

beforeEach(() => open({}));

afterEach(async () => {
  await context.close();
  assert.deepEqual(elsewhere, [], "the page asks nobody but its own files");
  assert.deepEqual(complaints, [], "the browser has nothing to complain about");
});

async function open({ route, ...options }) {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1280, height: 860 }, colorScheme: "light", ...options });
  context.setDefaultTimeout(10_000);
  page = await context.newPage();
  elsewhere = [];
  complaints = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${server.origin}/`) && !url.startsWith(`blob:${server.origin}/`)) elsewhere.push(url);
  });
  // Violations of the policy are console errors too.
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  if (route) await page.route(...route);
  await page.goto(`${server.origin}/`);
}

const editor = () => page.getByRole("textbox", { name: "Request" });
const banner = () => page.getByRole("region", { name: "Predicted answer" });
const finding = (rule) => page.getByRole("listitem").filter({ has: page.locator(".rule", { hasText: rule }) });
const underlined = (severity) => page.locator(`.cm-lintRange-${severity}`);

/** Replaces the text by a paste. */
async function paste(text) {
  await editor().click();
  await page.keyboard.press("ControlOrMeta+A");
  await editor().evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

async function choose(profile) {
  await page.getByRole("radiogroup").or(page.getByRole("group")).getByText(profile, { exact: false }).first().click();
}

/** The text as the editor shows it. */
const shown = () => page.locator(".cm-line").allTextContents();

const USER = `{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "ines.okafor",
  "active": "True"
}`;

describe("a request", () => {
  test("is judged while it is typed, and underlined where it is wrong", async () => {
    await editor().click();
    // The editor indents by itself what is typed.
    await page.keyboard.type(USER.replaceAll(/^ +/gm, ""));
    await underlined("error").first().waitFor();

    // The underline stands under exactly the letters that are wrong.
    await finding("bool-as-string").waitFor();
    assert.deepEqual(await underlined("error").allTextContents(), ['"True"']);
    const under = await underlined("error").boundingBox();
    const letters = await page.locator(".cm-line", { hasText: "active" }).evaluate((line) => {
      const range = document.createRange();
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let at = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
        const start = line.textContent.indexOf('"True"') - at;
        if (start >= 0 && start < node.length) {
          range.setStart(node, start);
          range.setEnd(node, start + '"True"'.length);
        }
        at += node.length;
      }
      const { x, width } = range.getBoundingClientRect();
      return { x, width };
    });
    assert.ok(Math.abs(under.x - letters.x) < 1 && Math.abs(under.width - letters.width) < 1);
    await finding("bool-as-string").getByText("line 4, column 11").waitFor();
  });

  test("gets the predicted answer of the chosen profile, in words", async () => {
    await choose("7644");
    await paste(USER);
    await banner().getByText("400", { exact: true }).waitFor();
    await banner().getByText("refused").waitFor();
    const before = await banner().locator(".sentence").textContent();

    await choose("GitHub");
    await banner().getByText("GitHub").waitFor();
    assert.notEqual(await banner().locator(".sentence").textContent(), before);
  });

  test("is mended by its fix, and then accepted", async () => {
    await choose("7644");
    await paste(USER);
    await finding("bool-as-string").getByRole("button", { name: "Fix" }).click();
    await banner().getByText("201", { exact: true }).waitFor();
    assert.deepEqual(await shown(), USER.replace('"True"', "true").split("\n"));
    assert.equal(await finding("bool-as-string").count(), 0);
    assert.equal(await underlined("error").count(), 0);

    // A fix is one step of the editor's history.
    await editor().press("ControlOrMeta+Z");
    await finding("bool-as-string").waitFor();
  });

  test("that is a bare body says what is assumed, and takes another target", async () => {
    await choose("7644");
    await paste(USER);
    await finding("bool-as-string").waitFor();
    await page.getByLabel("Method").selectOption("PUT");
    await page.getByLabel("Target").fill("/Users/5f2c1d7e");
    await banner().waitFor();
    await page.waitForFunction(() => !document.querySelector(".sentence")?.textContent.includes("Loading"));

    // A curl command says it itself, so nobody is asked.
    await paste(`curl -X POST https://scim.example.com/Users -H 'Content-Type: application/scim+json' -d '${USER}'`);
    await page.locator(".reader", { hasText: "curl command" }).waitFor();
    assert.equal(await page.getByLabel("Target").count(), 0);
    assert.deepEqual(await underlined("error").allTextContents(), ['"True"']);
  });

  test("with characters outside the basic plane is underlined in the right place", async () => {
    await paste(USER.replace('"active"', '"displayName": "Zoë 𝄞",  "active"'));
    await finding("bool-as-string").waitFor();
    assert.deepEqual(await underlined("error").allTextContents(), ['"True"']);
  });

  test("never becomes markup", async () => {
    const markup = "<img src=x onerror=alert(1)><b>bold</b>";
    await paste(USER.replace('"active"', `"${markup}": "\`${markup}\`", "active"`));
    await finding("bool-as-string").waitFor();
    assert.equal(await page.locator("main img, main b").count(), 0);
  });

  test("of ten thousand lines does not hold up the typing", async () => {
    const members = Array.from({ length: 10_000 }, (_, n) => `    { "value": "${n}" }`).join(",\n");
    await paste(`{\n  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],\n  "members": [\n${members}\n  ],\n  "active": "True"\n}`);
    await banner().locator(".status").waitFor();
    await page.keyboard.type(" ");
    await banner().locator(".status").waitFor();
  });
});

describe("the examples", () => {
  test("are underlined again when one is opened again", async () => {
    const title = (await banner().getByRole("button").allTextContents())[0];
    await banner().getByRole("button", { name: title }).click();
    await page.locator(".number").first().waitFor();
    await page.getByRole("button", { name: "Examples" }).click();
    await page.getByRole("button", { name: title }).click();
    await page.locator(".number").first().waitFor();
  });

  test("each have something wrong with them", async () => {
    const titles = await banner().getByRole("button").allTextContents();
    assert.ok(titles.length >= 4);
    await banner().getByRole("button", { name: titles[0] }).click();
    for (const title of titles) {
      await page.getByRole("button", { name: "Examples" }).click();
      await page.getByRole("button", { name: title }).click();
      for (const profile of ["GitHub", "7644"]) {
        await choose(profile);
        await page.locator("li.error, li.warning").first().waitFor();
      }
    }
  });
});

describe("the page", () => {
  test("works by keyboard alone", async () => {
    await choose("7644");
    await paste(USER);
    await finding("bool-as-string").waitFor();
    await page.keyboard.press("ControlOrMeta+Home");
    await page.keyboard.press("F8");
    await page.locator("li.current").waitFor();

    // Tab leaves the editor for the findings; the fix is reached and pressed.
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement?.textContent?.trim().startsWith("Fix"))) break;
    }
    await page.keyboard.press("Enter");
    await banner().getByText("201", { exact: true }).waitFor();
  });

  test("remembers the theme and the profile, and forgets the request", async () => {
    await choose("7644");
    await paste(USER);
    await page.getByRole("button", { name: "Use the dark theme" }).click();
    await page.reload();
    await page.getByRole("button", { name: "Use the light theme" }).waitFor();
    await page.locator("input[name=profile][value=rfc7644]:checked").waitFor({ state: "attached" });
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
    assert.ok(!kept.includes("ines"));
    assert.deepEqual(await shown(), [await page.locator(".cm-placeholder").textContent()]);
  });

  test("says what to do when the core cannot be loaded", async () => {
    await open({ route: ["**/*.wasm", (route) => route.fulfill({ status: 404 })] });
    await page.getByRole("alert").getByText("could not be loaded").waitFor();
    assert.match(await page.getByRole("alert").textContent(), /scimproof lint/);
    // The browser itself reports the missing file.
    complaints = complaints.filter((complaint) => !complaint.includes("404"));
  });

  test("lets no script but its own run, even if one got in", async () => {
    const ran = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      return window.ran === true;
    });
    assert.equal(ran, false);
    const reached = await page.evaluate(() => fetch("https://example.com/").then(() => true, () => false));
    assert.equal(reached, false);
    const fromWorker = await page.evaluate(async () => {
      const code = "fetch('https://example.com/').then(() => postMessage(true), () => postMessage(false))";
      const worker = new Worker(URL.createObjectURL(new Blob([code])));
      return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
    });
    assert.equal(fromWorker, false, "a worker inherits the policy");
    complaints = complaints.filter((complaint) => !complaint.includes("Content Security Policy"));
    elsewhere = elsewhere.filter((url) => url !== "https://example.com/");
  });
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing, ${colorScheme}, ${width} pixels wide`, async () => {
      const phone = width < 400;
      await open({ colorScheme, viewport: { width, height: phone ? 844 : 860 }, hasTouch: phone, isMobile: phone });
      await page.locator("input[name=profile]").first().waitFor({ state: "attached" });
      const picture = (name) => page.screenshot({ path: join(screenshots, `${name}-${colorScheme}-${width}.png`), fullPage: true });

      await picture("empty");
      await clean("empty");

      const titles = await banner().getByRole("button").allTextContents();
      await banner().getByRole("button", { name: titles[0] }).click();
      await page.locator("li.error, li.warning").first().waitFor();
      for (const [index, title] of titles.entries()) {
        await page.getByRole("button", { name: "Examples" }).click();
        if (index === 0) {
          await picture("menu");
          await clean("the menu");
          const { x, width: wide } = await page.locator("#examples").boundingBox();
          assert.ok(x >= 0 && x + wide <= width, "the menu is in sight");
        }
        await page.getByRole("button", { name: title }).click();
        await page.locator("li.error, li.warning").first().waitFor();
        // The underlines of the example before are gone, those of this one are drawn.
        await page.waitForTimeout(150);
        await picture(`example-${index + 1}`);
        await clean(title);
      }

      assert.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
        "nothing stands out at the side",
      );
    });
  }
}

async function clean(state) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
    [],
    state,
  );
}
