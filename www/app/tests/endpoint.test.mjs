// The second document: the suites against a real endpoint, here the stand-in behind a server of its own.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createStandIn } from "scimproof/lab";
import { looks, opened } from "./opened.mjs";

const it = opened("endpoint.html");
const field = (name) => it.page.getByLabel(name, { exact: true });
const dialog = () => it.page.getByRole("dialog");
const alert = () => it.page.getByRole("alert");

const TOKEN = "t0ken-of-a-test";
let server;
let endpoint;
let closed;

/** Answers as the stand-in does, to pages of other sites too if it is told so. */
async function serving(isOpen) {
  const base = "http://localhost/scim/v2";
  const standIn = createStandIn({ base, token: TOKEN });
  const allowed = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "authorization, content-type, accept, if-match, if-none-match",
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
    "access-control-expose-headers": "location, etag",
  };
  const answering = createServer(async (request, response) => {
    if (isOpen) for (const [name, value] of Object.entries(allowed)) response.setHeader(name, value);
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
    const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
    const answer = await standIn.fetch(`http://localhost${request.url}`, { method: request.method, headers, ...body });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise((listening) => answering.listen(0, "127.0.0.1", listening));
  return { answering, url: `http://127.0.0.1:${answering.address().port}/scim/v2` };
}

before(async () => {
  ({ answering: server, url: endpoint } = await serving(true));
  closed = await serving(false);
});

after(() => {
  for (const one of [server, closed.answering]) {
    one.closeAllConnections();
    one.close();
  }
});

async function run(url) {
  await field("Base URL").fill(url);
  await it.page.getByLabel("Bearer token").fill(TOKEN);
  await it.page.getByRole("button", { name: "Run …" }).click();
}

test("nothing is sent before the address is confirmed, and then only there", async () => {
  await run(endpoint);
  await dialog().getByText(endpoint).waitFor();
  assert.deepEqual(it.elsewhereUntilNow(), []);
  await dialog().getByRole("button", { name: "Close" }).click();
  assert.deepEqual(it.elsewhereUntilNow(), []);

  await it.page.getByRole("button", { name: "Run …" }).click();
  await dialog().getByRole("button", { name: /^Send to 127/ }).click();
  await it.page.getByRole("status").filter({ hasText: /checks, against 127/ }).waitFor({ timeout: 120_000 });
  await it.page.getByRole("button", { name: /passed/ }).waitFor();
  const asked = it.elsewhereUntilNow();
  assert.ok(asked.length > 100 && asked.every((url) => url.startsWith(endpoint)));
  const kept = await it.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.body.textContent);
  assert.ok(!kept.includes(TOKEN));
  // A browser reports each answer that is an error.
  it.forgive("Failed to load resource");
});

test("works by keyboard alone", async () => {
  await it.tabTo(field("Base URL"));
  await it.page.keyboard.type(endpoint);
  await it.tabTo(it.page.getByLabel("Bearer token"));
  await it.page.keyboard.type(TOKEN);
  await it.tabTo(it.page.getByRole("button", { name: "Run …" }));
  await it.page.keyboard.press("Enter");
  await dialog().getByText(endpoint).waitFor();
  await it.page.keyboard.press("Escape");
  await dialog().waitFor({ state: "detached" });
  await it.page.keyboard.press("Enter");
  await dialog().getByText(endpoint).waitFor();
  await it.tabTo(dialog().getByRole("button", { name: /^Send to 127/ }));
  await it.page.keyboard.press("Enter");
  await it.page.getByRole("status").filter({ hasText: /checks, against 127/ }).waitFor({ timeout: 120_000 });
  it.elsewhereUntilNow();
  it.forgive("Failed to load resource");
});

test("an address without TLS is not asked, unless it is this machine", async () => {
  for (const url of ["http://scim.example.com/v2", "scim.example.com", "javascript:alert(1)", "https://scim.example.com/?a=b"]) {
    await run(url);
    await alert().getByText("begins with https://").waitFor();
    assert.equal(await dialog().count(), 0);
  }
});

test("an endpoint that does not allow it is told from one that fails", async () => {
  await run(closed.url);
  await dialog().getByRole("button", { name: /^Send to/ }).click();
  await alert().getByText("CORS").waitFor();
  it.elsewhereUntilNow();
  it.forgive("CORS");
  it.forgive("Failed to load resource");
});

looks(it, "endpoint.html", async (see) => {
  await see("endpoint");
  await run("https://scim.example.com/v2");
  await dialog().getByText("https://scim.example.com/v2").waitFor();
  await see("endpoint-confirm");
});
