// The rule book: every rule, found by a word or by its address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checking } from "./checking.mjs";
import { looks, opened } from "./opened.mjs";

const it = opened("#/rules");
const { banner, finding } = checking(it);
const list = () => it.page.getByRole("navigation", { name: "Rules" });
const page = () => it.page.getByRole("article");
const heading = (rule) => page().getByRole("heading", { level: 2, name: rule });

test("a rule is found by its words, and opened", async () => {
  await list().getByRole("link").first().waitFor();
  const all = await list().getByRole("link").count();
  await it.page.getByRole("searchbox").fill("LEAVER entra");
  await list().getByRole("link", { name: "bool-as-string" }).click();
  await heading("bool-as-string").waitFor();
  assert.ok((await list().getByRole("link").count()) < all);
  assert.match(it.page.url(), /#\/rules\/bool-as-string$/);

  await it.page.getByRole("searchbox").fill("no rule says this");
  await it.page.getByText("No rule has these words.").waitFor();
});

test("a rule's address opens its page", async () => {
  await it.open({ at: "#/rules/patch-op-capitalised" });
  await heading("patch-op-capitalised").waitFor();
  await page().getByText("Found in").waitFor();
  await list().locator("[aria-current]", { hasText: "patch-op-capitalised" }).waitFor();
});

test("an example is opened in Check, where its rule finds it", async () => {
  await it.open({ at: "#/rules/bool-as-string" });
  await page().getByRole("link", { name: "Open in Check: Found in" }).click();
  await finding("bool-as-string").waitFor();
  await it.page.goBack();
  await page().getByRole("link", { name: "Open in Check: Right" }).click();
  await banner().getByText("201", { exact: true }).waitFor();
  assert.equal(await finding("bool-as-string").count(), 0);
});

test("an example under facts of its own is opened under them", async () => {
  await it.open({ at: "#/rules/bulk-id-duplicate" });
  await page().getByRole("link", { name: "Open in Check: Found in" }).click();
  await finding("bulk-id-duplicate").waitFor();
  await it.page.getByTitle("The endpoint of the example", { exact: true }).waitFor();

  await it.open({ at: "#/rules/response-returned-never" });
  await page().getByRole("link", { name: "Open in Capture: Found in" }).click();
  await it.page.locator(".sums .error").waitFor();
});

test("every example can be opened", async () => {
  await list().getByRole("link").first().waitFor();
  const rules = await list().getByRole("link").locator("> code").allTextContents();
  assert.ok(rules.length > 300);
  for (const rule of rules) {
    await it.page.evaluate((name) => (location.hash = `#/rules/${name}`), rule);
    await heading(rule).waitFor();
    const examples = await page().locator(".examples section").count();
    assert.equal(await page().getByRole("link", { name: /^Open in / }).count(), examples, rule);
  }
});

test("an example of a series is opened in Capture", async () => {
  await it.open({ at: "#/rules/seq-delete-instead-of-disable" });
  await page().getByRole("link", { name: "Open in Capture: Found in" }).click();
  await it.page.getByRole("region", { name: "What only the series shows" }).getByText("seq-delete-instead-of-disable").waitFor();
});

test("the address of no rule says that there is none", async () => {
  await it.open({ at: "#/rules/%3Cimg%20src=x%3E" });
  await it.page.getByText("There is no rule “<img src=x>”.").waitFor();
});

test("the severity is that of the chosen profile", async () => {
  const entry = list().getByRole("link", { name: "http-user-agent-missing" });
  await it.page.getByLabel("Severity by").selectOption({ label: "RFC 7644" });
  await entry.getByText("quiet").waitFor();
  await it.page.getByLabel("Severity by").selectOption({ label: "GitHub Enterprise Managed Users" });
  await entry.getByText("error").waitFor();
});

test("the list is walked by arrows and is one stop of Tab", async () => {
  await it.page.getByRole("searchbox").fill("bool");
  await it.page.keyboard.press("ArrowDown");
  await it.page.keyboard.press("ArrowDown");
  const second = await list().getByRole("link").nth(1).locator("code").textContent();
  await it.page.keyboard.press("Enter");
  await heading(second).waitFor();
  await it.page.waitForFunction((name) => document.activeElement?.textContent === name, second);
});

test("says what to do when the book cannot be had", async () => {
  await it.open({ route: ["**/rules-*.json", (route) => route.fulfill({ status: 404 })] });
  await it.page.getByRole("alert").getByText("scimproof rules").waitFor();
  it.forgive("404");
});

looks(it, "#/rules", async (see, width) => {
  await list().getByRole("link").first().waitFor();
  await see("rules");
  await list().getByRole("link", { name: "bool-as-string" }).click();
  await heading("bool-as-string").waitFor();
  await see("rule");
  if (width < 400) {
    await it.page.getByRole("link", { name: "All rules" }).click();
    await list().getByRole("link").first().waitFor();
  }
});
