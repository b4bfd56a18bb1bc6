// Captures: recorded traffic, and what only the series of it shows.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { looks, opened } from "./opened.mjs";

const it = opened("#/capture");
const list = () => it.page.getByRole("listbox", { name: "Exchanges" });
const rows = () => list().getByRole("option");
const alert = () => it.page.getByRole("alert");

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** An exchange that disables a user; every tenth as a text, which is refused. */
function exchange(number) {
  const value = number % 10 === 0 ? "False" : false;
  return {
    method: "PATCH",
    url: `https://scim.example.com/scim/v2/Users/${number}`,
    body: JSON.stringify({ schemas: [PATCH], Operations: [{ op: "replace", path: "active", value }] }),
    status: value === false ? 204 : 400,
    at: new Date(Date.UTC(2025, 0, 1) + number * 1000).toISOString(),
  };
}

const exchanges = (count) => Array.from({ length: count }, (_, index) => exchange(index + 1));

const ndjson = (count) =>
  exchanges(count)
    .map(({ method, url, body, status, at }) =>
      JSON.stringify({ time: at, request: { method, url, headers: {}, body: JSON.parse(body) }, response: { status } }),
    )
    .join("\n");

const har = (count) =>
  JSON.stringify({
    log: {
      version: "1.2",
      entries: exchanges(count).map(({ method, url, body, status, at }) => ({
        startedDateTime: at,
        request: { method, url, headers: [], postData: { mimeType: "application/scim+json", text: body } },
        response: { status, headers: [], content: { size: 0, text: "" } },
      })),
    },
  });

const choose = (name, text) =>
  it.page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

const counted = (words) => it.page.getByRole("status").filter({ hasText: new RegExp(`^\\s*${words}\\s*$`) }).waitFor({ timeout: 120_000 });

describe("a capture", () => {
  test("of 100,000 exchanges stays smooth", async () => {
    const folder = await mkdtemp(join(tmpdir(), "scimproof-capture-"));
    after(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "large.ndjson"), ndjson(100_000));
    await it.page.locator("input[type=file]").setInputFiles(join(folder, "large.ndjson"));
    // The list is there before all is read.
    await rows().first().waitFor();
    await counted("100,000 exchanges");
    await it.page.getByText("10,000 with errors").waitFor();
    assert.ok((await rows().count()) < 100, "only what is in sight is in the document");

    await list().focus();
    await it.page.keyboard.press("End");
    await it.page.getByRole("heading", { name: "Exchange 100,000" }).waitFor();
    assert.equal(await list().locator("[aria-selected=true]").getAttribute("aria-posinset"), "100000");
    await it.page.keyboard.press("Home");
    await it.page.keyboard.press("PageDown");
    await it.page.keyboard.press("ArrowUp");
    await it.page.locator("[aria-selected=true]").waitFor();

    await it.page.getByRole("searchbox").fill("users/99990");
    await rows().first().click();
    await it.page.getByRole("heading", { name: "Exchange 99,990" }).waitFor();
    assert.deepEqual(await it.page.locator("mark").allTextContents(), ['"False"']);
  });

  test("as a HAR is read as it was saved", async () => {
    await choose("saved.har", har(20));
    await counted("20 exchanges");
    await it.page.getByLabel("Which exchanges").selectOption("with errors");
    assert.equal(await rows().count(), 2);
    await rows().first().click();
    await it.page.getByRole("region", { name: "Exchange 10" }).getByText("bool-as-string").waitFor();
  });

  test("is judged anew by another endpoint", async () => {
    await choose("saved.har", har(20));
    const weight = (word) =>
      it.page.getByRole("region", { name: "Exchange 10" }).getByRole("listitem").filter({ hasText: "bool-as-string" }).getByText(word, { exact: true });
    await rows().nth(9).click();
    await weight("error").waitFor();
    await it.page.getByLabel("Judged by").selectOption({ label: "A provider that is ready for Microsoft Entra ID" });
    await counted("20 exchanges");
    await rows().nth(9).click();
    await weight("note").waitFor();
  });

  test("is judged anew while it is still read, each exchange once", async () => {
    await choose("lines.ndjson", ndjson(8_000));
    await rows().first().waitFor();
    await it.page.getByLabel("Judged by").selectOption({ label: "GitHub Enterprise Managed Users" });
    await it.page.getByLabel("Judged by").selectOption({ label: "RFC 7644" });
    await it.page.getByText("800 with errors").waitFor();
    await counted("8,000 exchanges");
  });

  test("is pasted, and shows what only the series shows", async () => {
    const text = `GET /Users/7\n\nHTTP/1.1 200 OK\n\n{"schemas":["${USER}"],"id":"7","userName":"mona","active":true}\n\n###\nDELETE /Users/7\n\nHTTP/1.1 204 No Content\n`;
    await it.page.getByLabel("Judged by").selectOption({ label: "GitHub Enterprise Managed Users" });
    await it.page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
    const series = it.page.getByRole("region", { name: "What only the series shows" });
    await series.getByText("seq-delete-instead-of-disable").waitFor();
    await series.getByRole("button", { name: "Exchange 2" }).click();
    await it.page.getByRole("heading", { name: "Exchange 2" }).waitFor();
  });

  test("never becomes markup", async () => {
    await choose("markup.ndjson", ndjson(2).replace("Users/1", "Users/<img src=x onerror=alert(1)>"));
    await rows().first().click();
    await it.page.getByRole("heading", { name: "Exchange 1" }).waitFor();
    assert.equal(await it.page.locator("main img").count(), 0);
  });
});

describe("what cannot be read", () => {
  test("is cut off, and what is there is judged", async () => {
    await choose("cut.har", har(20).slice(0, -2000));
    await it.page.getByText("The capture is cut off").waitFor();
    assert.ok((await rows().count()) > 5);
  });

  for (const [name, text, words] of [
    ["binary", "PK\u0003\u0004\u0000\u0000\u0000", "This is no text"],
    ["empty", "  \n ", "There is nothing in it"],
  ]) {
    test(`is ${name}, and said to be`, async () => {
      await choose("file", text);
      await alert().getByText(words).waitFor();
      // The next one is read as if nothing had been.
      await choose("saved.har", har(3));
      await counted("3 exchanges");
      assert.equal(await alert().count(), 0);
    });
  }

  test("is the module, and the page says what to do", async () => {
    await it.open({ route: ["**/lab*.wasm", (route) => route.fulfill({ status: 404 })] });
    await alert().getByText("scimproof lint").first().waitFor();
    it.forgive("404");
  });
});

looks(it, "#/capture", async (see) => {
  await it.page.getByText("Drop a capture here").waitFor();
  await see("capture-empty");
  await choose("saved.har", har(200));
  await counted("200 exchanges");
  await list().focus();
  for (let presses = 0; presses < 10; presses++) await it.page.keyboard.press("ArrowDown");
  await it.page.getByRole("heading", { name: "Exchange 10" }).waitFor();
  await see("capture");
});
