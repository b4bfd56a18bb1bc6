// What holds for the page whatever view is open.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checking, USER } from "./checking.mjs";
import { opened } from "./opened.mjs";

const it = opened();
const { paste, choose, shown } = checking(it);

test("remembers the theme and the profile, and forgets the request", async () => {
  await choose("7644");
  await paste(USER);
  await it.page.getByRole("button", { name: "Use the dark theme" }).click();
  await it.page.reload();
  await it.page.getByRole("button", { name: "Use the light theme" }).waitFor();
  await it.page.locator("input[name=profile][value=rfc7644]:checked").waitFor({ state: "attached" });
  const kept = await it.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
  assert.ok(!kept.includes("ines"));
  assert.deepEqual(await shown(), [await it.page.locator(".cm-placeholder").textContent()]);
});

test("lets no script but its own run, even if one got in", async () => {
  const ran = await it.page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return window.ran === true;
  });
  assert.equal(ran, false);
  const reached = await it.page.evaluate(() => fetch("https://example.com/").then(() => true, () => false));
  assert.equal(reached, false);
  const fromWorker = await it.page.evaluate(async () => {
    const code = "fetch('https://example.com/').then(() => postMessage(true), () => postMessage(false))";
    const worker = new Worker(URL.createObjectURL(new Blob([code])));
    return new Promise((resolve) => (worker.onmessage = ({ data }) => resolve(data)));
  });
  assert.equal(fromWorker, false, "a worker inherits the policy");
  it.forgive("Content Security Policy", "https://example.com/");
});

test("leads to each view by its link, and back with what was in it", async () => {
  await paste(USER);
  const links = it.page.getByRole("navigation", { name: "Views" }).getByRole("link");
  for (const title of await links.allTextContents()) {
    await links.getByText(title).click();
    await it.page.getByRole("heading", { level: 1, name: title }).waitFor();
    await it.page.waitForFunction((title) => document.title === `${title} · scimproof`, title);
    assert.equal(await links.getByText(title).getAttribute("aria-current"), "page");
  }
  await links.first().click();
  await it.page.getByRole("heading", { level: 1, name: "Check" }).waitFor();
  assert.deepEqual(await shown(), USER.split("\n"));
});

test("takes the focus to the heading of the view that was chosen", async () => {
  await it.page.getByRole("link", { name: "Rule book" }).click();
  await it.page.waitForFunction(() => document.activeElement?.textContent === "Rule book" && document.activeElement.localName === "h1");
});

test("opens the first view at an address that is none of its own", async () => {
  await it.open({ at: "#/no/such%view" });
  await it.page.getByRole("heading", { level: 1, name: "Check" }).waitFor();
});

test("says so when a view's file cannot be had", async () => {
  await it.open({ at: "#/rules", route: ["**/RuleBook-*.js", (route) => route.abort()] });
  await it.page.getByRole("alert").getByText("could not be loaded").waitFor();
  it.forgive("Failed to load");
});

test("works without a network once it was there, every view of it", async () => {
  await it.open({ serviceWorkers: "allow" });
  await it.page.evaluate(() => navigator.serviceWorker.ready);
  await it.context.setOffline(true);
  await it.page.reload();
  await choose("7644");
  await paste(USER);
  await it.page.locator(".rule", { hasText: "bool-as-string" }).waitFor();
  await it.page.getByRole("link", { name: "Rule book" }).click();
  await it.page.getByRole("navigation", { name: "Rules" }).getByRole("link").first().waitFor();
  await it.page.getByRole("link", { name: "Workbench" }).click();
  await it.page.getByText("1 of 2 resources fit").waitFor();
  await it.page.getByRole("link", { name: "Capture" }).click();
  await it.page.getByRole("link", { name: "Open an example" }).click();
  await it.page.getByText("This user is deleted").waitFor();
  await it.page.getByRole("link", { name: "Try" }).click();
  await it.page.getByRole("button", { name: "Send", exact: true }).click();
  await it.page.getByRole("region", { name: "The answer" }).getByText("201", { exact: true }).waitFor();
});

test("works with storage switched off", async () => {
  await it.open({
    script: () => {
      for (const name of ["localStorage", "sessionStorage"]) {
        Object.defineProperty(window, name, { get: () => { throw new DOMException("denied", "SecurityError"); } });
      }
    },
  });
  await choose("7644");
  await paste(USER);
  await it.page.locator(".rule", { hasText: "bool-as-string" }).waitFor();
  await it.page.getByRole("button", { name: "Use the dark theme" }).click();
  await it.page.getByRole("button", { name: "Use the light theme" }).waitFor();
});
