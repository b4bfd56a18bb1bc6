// Check: a request is pasted, and judged.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checking, USER } from "./checking.mjs";
import { looks, opened } from "./opened.mjs";

const it = opened();
const { editor, banner, finding, underlined, paste, choose, shown } = checking(it);

describe("a request", () => {
  test("is judged while it is typed, and underlined where it is wrong", async () => {
    await editor().click();
    // The editor indents by itself what is typed.
    await it.page.keyboard.type(USER.replaceAll(/^ +/gm, ""));
    await underlined("error").first().waitFor();

    // The underline stands under exactly the letters that are wrong.
    await finding("bool-as-string").waitFor();
    assert.deepEqual(await underlined("error").allTextContents(), ['"True"']);
    const under = await underlined("error").boundingBox();
    const letters = await it.page.locator(".cm-line", { hasText: "active" }).evaluate((line) => {
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
    await it.page.getByLabel("Method").selectOption("PUT");
    await it.page.getByLabel("Target").fill("/Users/5f2c1d7e");
    await banner().waitFor();
    await it.page.waitForFunction(() => !document.querySelector(".sentence")?.textContent.includes("Loading"));

    // A curl command says it itself, so nobody is asked.
    await paste(`curl -X POST https://scim.example.com/Users -H 'Content-Type: application/scim+json' -d '${USER}'`);
    await it.page.locator(".reader", { hasText: "curl command" }).waitFor();
    assert.equal(await it.page.getByLabel("Target").count(), 0);
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
    assert.equal(await it.page.locator("main img, main b").count(), 0);
  });

  test("of ten thousand lines does not hold up the typing", async () => {
    const members = Array.from({ length: 10_000 }, (_, n) => `    { "value": "${n}" }`).join(",\n");
    await paste(`{\n  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],\n  "members": [\n${members}\n  ],\n  "active": "True"\n}`);
    await banner().locator(".status").waitFor();
    await it.page.keyboard.type(" ");
    await banner().locator(".status").waitFor();
  });
});

describe("the examples", () => {
  test("are underlined again when one is opened again", async () => {
    const title = (await banner().getByRole("button").allTextContents())[0];
    await banner().getByRole("button", { name: title }).click();
    await it.page.locator(".number").first().waitFor();
    await it.page.getByRole("button", { name: "Examples" }).click();
    await it.page.getByRole("button", { name: title }).click();
    await it.page.locator(".number").first().waitFor();
  });

  test("each have something wrong with them", async () => {
    const titles = await banner().getByRole("button").allTextContents();
    assert.ok(titles.length >= 4);
    await banner().getByRole("button", { name: titles[0] }).click();
    for (const title of titles) {
      await it.page.getByRole("button", { name: "Examples" }).click();
      await it.page.getByRole("button", { name: title }).click();
      for (const profile of ["GitHub", "7644"]) {
        await choose(profile);
        await it.page.locator("li.error, li.warning").first().waitFor();
      }
    }
  });
});

describe("the view", () => {
  test("works by keyboard alone", async () => {
    await choose("7644");
    await paste(USER);
    await finding("bool-as-string").waitFor();
    await it.page.keyboard.press("ControlOrMeta+Home");
    await it.page.keyboard.press("F8");
    await it.page.locator("li.current").waitFor();

    // Tab leaves the editor for the findings; the fix is reached and pressed.
    for (let presses = 0; presses < 12; presses++) {
      await it.page.keyboard.press("Tab");
      if (await it.page.evaluate(() => document.activeElement?.textContent?.trim().startsWith("Fix"))) break;
    }
    await it.page.keyboard.press("Enter");
    await banner().getByText("201", { exact: true }).waitFor();
  });

  test("says what to do when the core cannot be loaded", async () => {
    await it.open({ route: ["**/*.wasm", (route) => route.fulfill({ status: 404 })] });
    await it.page.getByRole("alert").getByText("could not be loaded").waitFor();
    assert.match(await it.page.getByRole("alert").textContent(), /scimproof lint/);
    // The browser itself reports the missing file.
    it.forgive("404");
  });
});

looks(it, "", async (see) => {
  await it.page.locator("input[name=profile]").first().waitFor({ state: "attached" });
  await see("empty");

  const titles = await banner().getByRole("button").allTextContents();
  await banner().getByRole("button", { name: titles[0] }).click();
  await it.page.locator("li.error, li.warning").first().waitFor();
  for (const [index, title] of titles.entries()) {
    await it.page.getByRole("button", { name: "Examples" }).click();
    if (index === 0) {
      await see("menu");
      const { x, width } = await it.page.locator("#examples").boundingBox();
      assert.ok(x >= 0 && x + width <= it.page.viewportSize().width, "the menu is in sight");
    }
    await it.page.getByRole("button", { name: title }).click();
    await it.page.locator("li.error, li.warning").first().waitFor();
    // The underlines of the example before are gone, those of this one are drawn.
    await it.page.waitForTimeout(150);
    await see(`example-${index + 1}`);
  }
});
