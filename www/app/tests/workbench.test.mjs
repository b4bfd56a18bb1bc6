// The workbench: filters and PATCH, taken apart and tried.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { looks, opened } from "./opened.mjs";

const it = opened("#/workbench");
const field = (name) => it.page.getByRole("textbox", { name, exact: true });

describe("a filter", () => {
  const tree = () => it.page.getByRole("region", { name: "The filter as a tree" });

  test("is shown as a tree, and tried on resources", async () => {
    await field("Filter").fill('not (active eq true) or userName co "kh"');
    await field("Resources").fill(
      JSON.stringify({
        Resources: [
          { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "mo", active: true },
          { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "khadija", active: true },
        ],
      }),
    );
    await it.page.locator("li.yes", { hasText: "khadija" }).waitFor();
    await it.page.getByText("1 of 2 resources fit").waitFor();
    assert.deepEqual(await tree().locator(".word").allTextContents(), ["or", "not", "eq", "co"]);
  });

  test("that cannot be read is marked where it breaks", async () => {
    await field("Filter").fill('userName eqq "mo"');
    await it.page.locator("mark").waitFor();
    assert.equal(await it.page.locator("mark").textContent(), "eqq");
    assert.equal(await field("Filter").getAttribute("aria-invalid"), "true");
  });

  test("is not to blame for resources that are no JSON", async () => {
    await field("Resources").fill("<b>no</b>");
    await it.page.locator(".field.wrong", { hasText: "Resources" }).locator(".problem").waitFor();
    assert.equal(await it.page.locator("main b").count(), 0);
  });
});

describe("a PATCH", () => {
  test("shows the resource before and after each operation", async () => {
    await it.open({ at: "#/workbench/patch" });
    const steps = it.page.getByRole("list", { name: "What each operation does" }).locator("> li");
    await steps.nth(1).waitFor();
    assert.deepEqual(await steps.nth(0).locator(".come .text").allTextContents(), [
      '      "value": "i.okafor@harbour.example",',
    ]);
    assert.deepEqual(await steps.nth(1).locator(".come .text").allTextContents(), ['  ],', '  "title": "Harbour master"']);
  });

  test("that fails in the middle says where, why, and what is left", async () => {
    await it.open({ at: "#/workbench/patch" });
    await it.page.getByRole("button", { name: "A filter that finds nothing" }).click();
    await it.page.getByText("noTarget").waitFor();
    await it.page.getByText("the resource stays as it was").waitFor();
  });

  test("is read by each endpoint in its own way", async () => {
    await it.open({ at: "#/workbench/patch" });
    await it.page.getByRole("button", { name: "Capital letters and a quoted boolean" }).click();
    const said = (title) => it.page.getByTitle(title, { exact: true }).locator(".said");
    await said("RFC 7644").getByText("cannot").waitFor();
    await said("A provider that is ready for Microsoft Entra ID").getByText("changes it").waitFor();
  });
});

test("works by keyboard alone", async () => {
  await it.tabTo(field("Filter"));
  await it.page.keyboard.press("ControlOrMeta+A");
  await it.page.keyboard.type('userName sw "kh" and active eqq true');
  await it.page.locator("mark").waitFor();
  for (let presses = 0; presses < 6; presses++) await it.page.keyboard.press("Backspace");
  await it.page.keyboard.type(" true");
  await it.page.getByRole("region", { name: "The filter as a tree" }).getByText("and", { exact: true }).waitFor();
  await it.open({ at: "#/workbench" });
  await it.tabTo(it.page.getByRole("link", { name: "PATCH" }));
  await it.page.keyboard.press("Enter");
  await it.page.getByText("Operation 2").waitFor();
  await it.tabTo(it.page.getByRole("button", { name: "A filter that finds nothing" }));
  await it.page.keyboard.press("Enter");
  await it.page.getByText("noTarget").waitFor();
});

looks(it, "#/workbench", async (see) => {
  await it.page.getByText("1 of 2 resources fit").waitFor();
  await see("filter");
  await it.page.getByRole("link", { name: "PATCH" }).click();
  await it.page.getByText("Operation 2").waitFor();
  await see("patch");
});
