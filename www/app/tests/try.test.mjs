// Try: a service provider in the page.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { looks, opened } from "./opened.mjs";

const it = opened("#/try");
const button = (name) => it.page.getByRole("button", { name, exact: true });
const answer = () => it.page.getByRole("region", { name: "The answer" });
const state = () => it.page.getByRole("region", { name: "What it holds" });

async function send(start) {
  if (start) await button(start).click();
  await button("Send").click();
}

describe("the stand-in", () => {
  test("answers requests, and shows what it holds", async () => {
    await send("Create a user");
    await answer().getByText("201", { exact: true }).waitFor();
    await state().getByText("1 resource").waitFor();
    await send("Disable the user");
    await answer().getByText(/^20[04]$/).waitFor();
    await state().locator("summary").click();
    await state().getByText('"active": false').waitFor();
    await send("Delete the user");
    await answer().getByText("204", { exact: true }).waitFor();
    await state().getByText("0 resources").waitFor();
  });

  test("refuses what the linter finds, and says what that is", async () => {
    const body = it.page.getByRole("textbox", { name: "Body" });
    await body.fill((await body.inputValue()).replace("true\n}", '"True"\n}'));
    await send();
    await answer().getByText("400", { exact: true }).waitFor();
    await it.page.getByRole("region", { name: "What the linter says of the request" }).getByText("bool-as-string").waitFor();
  });

  test("behaves by the chosen profile, and begins anew with it", async () => {
    await send("Create a user");
    await state().getByText("1 resource").waitFor();
    await it.page.getByTitle("GitHub Enterprise Managed Users", { exact: true }).click();
    await state().getByText("0 resources").waitFor();
    await it.page.getByText("scim/v2/enterprises/octo").waitFor();
    await send("Create a user");
    await answer().getByText("201", { exact: true }).waitFor();
    assert.equal(await it.page.getByText("http-user-agent-missing").count(), 0, "the headers that were written are sent");
  });

  test("is sent what cannot be sent, and the page says so", async () => {
    await it.page.getByRole("textbox", { name: "Headers" }).fill("no header at all: \u00e9\u4e2d");
    await send();
    await answer().getByText("There is no answer").waitFor();
  });
});

describe("the suites", () => {
  test("run against it, and the report says what came of each check", async () => {
    await it.page.getByRole("link", { name: "Run the suites" }).click();
    await button("Run").click();
    await it.page.getByRole("status").filter({ hasText: /checks, against rfc7644/ }).waitFor({ timeout: 120_000 });
    assert.equal(await it.page.getByRole("button", { name: "failed" }).count(), 0);
    // GitHub is known to deviate from the RFC, and the report says where.
    await it.page.getByTitle("GitHub Enterprise Managed Users", { exact: true }).click();
    await it.page.getByRole("combobox").selectOption("rfc");
    await button("Run").click();
    await it.page.getByRole("status").filter({ hasText: /checks, against github-emu/ }).waitFor({ timeout: 120_000 });
    await it.page.getByText("A known deviation").first().waitFor();
  });
});

test("works by keyboard alone", async () => {
  await it.tabTo(button("Create a user"));
  await it.page.keyboard.press("Enter");
  await it.tabTo(button("Send"));
  await it.page.keyboard.press("Enter");
  await answer().getByText("201", { exact: true }).waitFor();
  await it.tabTo(it.page.getByRole("link", { name: "Run the suites" }));
  await it.page.keyboard.press("Enter");
  await button("Run").waitFor();
  await it.tabTo(button("Run"));
  await it.page.keyboard.press("Enter");
  await it.page.getByRole("status").filter({ hasText: /checks, against rfc7644/ }).waitFor({ timeout: 120_000 });
});

looks(it, "#/try", async (see) => {
  await send("Create a user");
  await answer().getByText("201", { exact: true }).waitFor();
  await see("try");
  await it.page.getByRole("link", { name: "Run the suites" }).click();
  await button("Run").click();
  await it.page.getByRole("status").filter({ hasText: /checks, against/ }).waitFor({ timeout: 120_000 });
  await see("suites");
});
