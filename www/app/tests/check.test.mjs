// Check: a request is pasted, and judged.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lint } from "scimproof/full";
import { rules } from "scimproof/rules";
import { checking, USER } from "./checking.mjs";
import { looks, opened } from "./opened.mjs";

const it = opened();
const PATCH = `{
  "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  "Operations": [{ "op": "Replace", "path": "active", "value": "False" }]
}`;
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

describe("what is no single request", () => {
  const notice = () => it.page.getByRole("alert");

  test("of 50 MB is not put into the editor, and the page goes on", async () => {
    await paste("x".repeat(50_000_000));
    await notice().getByText("larger than 5 MB").waitFor();
    await paste(USER);
    await finding("bool-as-string").waitFor();
    assert.equal(await notice().count(), 0);
  });

  test("is said to be binary", async () => {
    await paste("PK\u0003\u0004\u0000\u0000");
    await notice().getByText("This is no text").waitFor();
  });

  for (const [name, text] of [
    ["a HAR", JSON.stringify({ log: { version: "1.2", entries: [{ request: { method: "POST", url: "/Users", postData: { text: USER } } }] } })],
    ["lines of NDJSON", `${JSON.stringify({ method: "POST", path: "/Users", body: JSON.parse(USER) })}\n`.repeat(2)],
    ["a line of a log", `2025-01-01 INFO sending POST /scim/v2/Users ${JSON.stringify(JSON.parse(USER))}`],
  ]) {
    test(`is led to Capture, with what was pasted: ${name}`, async () => {
      await paste(text);
      await notice().getByRole("link", { name: "Open it in Capture" }).click();
      await it.page.getByRole("listbox", { name: "Exchanges" }).getByRole("option").first().click();
      await it.page.getByRole("region", { name: "Exchange 1" }).getByText("bool-as-string").waitFor();
    });
  }

  test("is taken from a file that is dropped, if it is one", async () => {
    await editor().evaluate((element, text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], "user.json"));
      element.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, USER);
    await finding("bool-as-string").waitFor();
  });
});

/** The names of the examples, once the banner offers them. */
const exampleTitles = async () => {
  await banner().getByRole("button").first().waitFor();
  return banner().getByRole("button").allTextContents();
};

describe("the examples", () => {
  test("are underlined again when one is opened again", async () => {
    const [title] = await exampleTitles();
    await banner().getByRole("button", { name: title }).click();
    await it.page.locator(".number").first().waitFor();
    await it.page.getByRole("button", { name: "Examples" }).click();
    await it.page.getByRole("button", { name: title }).click();
    await it.page.locator(".number").first().waitFor();
  });

  test("each have something wrong with them", async () => {
    const titles = await exampleTitles();
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

describe("beside the findings", () => {
  test("stand the answers of all endpoints", async () => {
    await choose("7644");
    await paste(`PATCH /Users/5f2c1d7e HTTP/1.1\nContent-Type: application/scim+json\n\n${PATCH}`);
    const answer = (title) => it.page.getByTitle(title, { exact: true });
    await answer("RFC 7644").getByText("400").waitFor();
    await answer("A provider that is ready for Microsoft Entra ID").getByText("accepted").waitFor();
  });

  test("stands who is known to send what was found", async () => {
    await paste(PATCH);
    await finding("bool-as-string").getByText("Entra is known to send this").waitFor();
  });

  test("stands why it is a problem, from the rule book", async () => {
    await choose("7644");
    await paste(USER);
    await finding("bool-as-string").getByText("Why this is a problem").click();
    await finding("bool-as-string").getByText("a leaver stays active").waitFor();
    await finding("bool-as-string").getByRole("link", { name: "The rule's page" }).click();
    await it.page.getByRole("heading", { level: 2, name: "bool-as-string" }).waitFor();
  });
});

describe("all safe fixes", () => {
  test("are shown before they are made", async () => {
    await choose("7644");
    await paste(PATCH);
    await it.page.getByRole("button", { name: "Fix all safe (1)" }).click();
    const dialog = it.page.getByRole("dialog");
    await dialog.locator(".gone").getByText('"Replace"').waitFor();
    await dialog.locator(".come").getByText('"replace"').waitFor();
    await dialog.getByText("its fix could change what the request does").waitFor();
    await it.page.keyboard.press("Escape");
    assert.deepEqual(await shown(), PATCH.split("\n"));

    await it.page.getByRole("button", { name: "Fix all safe (1)" }).click();
    await dialog.getByRole("button", { name: "Apply" }).click();
    await it.page.waitForFunction(() => !document.querySelector("dialog"));
    assert.deepEqual(await shown(), PATCH.replace("Replace", "replace").split("\n"));
  });
});

test("the page says what the package says in Node, byte for byte", async () => {
  // What the linter's worker answers, as the page gets it.
  await it.open({
    script: () => {
      const Started = globalThis.Worker;
      globalThis.Worker = class extends Started {
        constructor(...given) {
          super(...given);
          this.addEventListener("message", ({ data }) => {
            if (data.report) globalThis.saidLast = JSON.stringify(data.report);
          });
        }
      };
    },
  });
  await it.page.getByTitle("GitHub Enterprise Managed Users", { exact: true }).waitFor();
  const examples = rules()
    .families.flatMap((family) => family.rules)
    .filter(({ about, profile }) => about === "request" && profile !== null)
    .flatMap(({ name, profile, bad, good }) => [...(bad ? [["bad", name, profile, bad]] : []), ...(good ? [["good", name, profile, good]] : [])]);
  assert.ok(examples.length > 300, `${examples.length} examples`);
  for (const [kind, name, profile, { text }] of examples) {
    const said = JSON.stringify(lint(text, { profile, verbose: true }));
    await it.page.evaluate((place) => (location.hash = place), `#/check/${kind}/${name}`);
    await it.page.waitForFunction((expected) => globalThis.saidLast === expected, said).catch(async () => {
      assert.equal(await it.page.evaluate(() => globalThis.saidLast), said, `${kind} ${name}`);
    });
  }
});

test("a body is judged by the core alone when the rest cannot be had", async () => {
  await it.open({ route: ["**/full*.wasm", (route) => route.fulfill({ status: 404 })] });
  await choose("7644");
  await paste(USER);
  await finding("bool-as-string").waitFor();
  await banner().getByText("400", { exact: true }).waitFor();
  it.forgive("404");
});

describe("a shared link", () => {
  const HTTP = `POST /Users HTTP/1.1\nAuthorization: Bearer s3cret-t0ken\nContent-Type: application/scim+json\n\n${USER}`;
  const dialog = () => it.page.getByRole("dialog");

  async function link(...options) {
    await it.page.getByRole("button", { name: "Share" }).click();
    await dialog().getByText("ines").or(dialog().getByText("bool")).first().waitFor();
    for (const option of options) await dialog().getByLabel(option).check();
    if (options.length > 0) await dialog().locator("pre").getByText("xxxx.xxxxxx").waitFor();
    return dialog().getByRole("textbox", { name: "Link" }).inputValue();
  }

  test("opens the request as it was judged, without its tokens", async () => {
    await choose("7644");
    await paste(HTTP);
    await finding("bool-as-string").waitFor();
    const url = await link();
    await it.open({ at: new URL(url).hash });
    await finding("bool-as-string").waitFor();
    assert.deepEqual(await shown(), HTTP.replace("Bearer s3cret-t0ken", "****** ************").split("\n"));
    await it.page.locator("input[name=profile][value=rfc7644]:checked").waitFor({ state: "attached" });
    assert.match(it.page.url(), /#\/check$/);
  });

  test("has nobody in it, if asked", async () => {
    await paste(HTTP);
    await finding("bool-as-string").waitFor();
    const url = await link("Make names, addresses and the like unrecognisable too");
    await it.open({ at: new URL(url).hash });
    await finding("bool-as-string").waitFor();
    assert.ok((await shown()).includes('  "userName": "xxxx.xxxxxx",'));
  });

  for (const letters of ["", "x", "AAAA", "%E0%A4%A", "q1YqSa0oUbJSKi5JTS5V0lEqSk1Ori0GAA"]) {
    test(`that is none says so: “${letters}”`, async () => {
      await it.open({ at: `#/check/share/${letters}` });
      await it.page.getByRole("alert").getByText("This link holds no request that can be read").waitFor();
    });
  }
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

  const titles = await exampleTitles();
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

  await it.page.getByText("Why this is a problem").first().click();
  await it.page.getByRole("link", { name: "The rule's page" }).waitFor();
  await see("why");
  await it.page.getByRole("button", { name: "Share" }).click();
  await it.page.getByRole("dialog").locator("pre").waitFor();
  await see("share");
});
