import assert from "node:assert/strict";
import { once } from "node:events";
import { after, test } from "node:test";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { expect } from "expect";
import express from "express";
import fastify from "fastify";
import { lint } from "scimproof";
import { scimLinter } from "scimproof/codemirror";
import { scimErrors as forExpress } from "scimproof/express";
import { scimErrors as forFastify } from "scimproof/fastify";
import { linted } from "scimproof/fetch";
import { lint as lintInFull } from "scimproof/full";
import { createStandIn } from "scimproof/lab";
import { matchers } from "scimproof/matchers";

const user = (members) => ({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "ines.okafor", ...members });
const create = { method: "POST", target: "/Users" };
const request = (body, headers) =>
  new Request("https://scim.example.com/scim/v2/Users", {
    method: "POST",
    headers: { Accept: "application/scim+json", "Content-Type": "application/scim+json", Authorization: "Bearer t0ken", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("an object is judged as the body it would be, and its places are pointers", () => {
  const { diagnostics } = lint(user({ active: "True" }), create);
  assert.deepEqual(diagnostics.map(({ rule, pointer, range, utf16, start }) => ({ rule, pointer, range, utf16, start })), [
    { rule: "bool-as-string", pointer: "/active", range: null, utf16: null, start: null },
  ]);
  assert.deepEqual(lint(user({}), create).diagnostics, []);
});

test("a request of fetch is judged with its headers, and can still be sent", async () => {
  const sent = request(user({}), { "Content-Type": "text/plain" });
  const { diagnostics } = await lint(sent);
  assert.deepEqual(diagnostics.map(({ part }) => part), ["header-value"]);
  assert.deepEqual(await sent.json(), user({}));
});

test("a response of fetch is judged beside its request", async () => {
  const response = new Response(JSON.stringify(user({ id: "7" })), { status: 201, headers: { "Content-Type": "application/scim+json" } });
  const { diagnostics } = await lintInFull(request(user({})), { response });
  // What was created has a location (RFC 7644 §3.3).
  assert.deepEqual(diagnostics.map(({ rule }) => rule), ["http-post-no-location"]);
  assert.equal((await response.json()).id, "7");
});

test("a fetch that lints tells of what passes through it", async () => {
  const standIn = createStandIn();
  const told = [];
  const fetch = linted(standIn.fetch, { onReport: ({ diagnostics }, { response }) => told.push([response.status, ...diagnostics.map(({ rule }) => rule)]) });
  const post = (body) =>
    fetch(`${standIn.base}/Users`, { method: "POST", headers: { "Content-Type": "application/scim+json" }, body: JSON.stringify(body) });
  const created = await post(user({}));
  assert.equal((await created.json()).userName, "ines.okafor");
  await post(user({ userName: "lee", active: "False" }));
  assert.deepEqual(told, [[201], [400, "bool-as-string"]]);
});

const servers = [];
after(() => Promise.all(servers.map((stop) => stop())));

/** A service that takes whatever comes to it, in Express. */
async function inExpress(...handlers) {
  const app = express();
  app.use("/scim/v2", ...handlers, forExpress({ profile: "rfc7644" }));
  app.post("/scim/v2/Users", (request, response) => response.status(201).json(request.body));
  app.get("/scim/v2/Users", (_request, response) => response.json({}));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  servers.push(() => new Promise((done) => server.close(done)));
  return `http://127.0.0.1:${server.address().port}/scim/v2`;
}

/** The same in Fastify. */
async function inFastify() {
  const app = fastify();
  await app.register(forFastify, { profile: "rfc7644" });
  app.post("/scim/v2/Users", (request, reply) => reply.code(201).send(request.body));
  app.get("/scim/v2/Users", (_request, reply) => reply.send({}));
  servers.push(() => app.close());
  return `${await app.listen({ port: 0, host: "127.0.0.1" })}/scim/v2`;
}

const post = (base, body, headers = { "Content-Type": "application/scim+json" }) =>
  fetch(`${base}/Users`, { method: "POST", headers, body });

for (const [name, service] of [
  ["Express", () => inExpress()],
  ["Express behind a parser of its own", () => inExpress(express.json({ type: "application/scim+json" }))],
  ["Fastify", inFastify],
]) {
  test(`${name} answers a malformed request with a SCIM error, and handlers see the others`, async () => {
    const base = await service();
    const refused = await post(base, JSON.stringify(user({ active: "True" })));
    assert.deepEqual([refused.status, refused.headers.get("content-type").split(";")[0]], [400, "application/scim+json"]);
    const error = await refused.json();
    assert.deepEqual([error.schemas, error.status, error.scimType], [["urn:ietf:params:scim:api:messages:2.0:Error"], "400", "invalidValue"]);
    assert.match(error.detail, /active/);
    const taken = await post(base, JSON.stringify(user({})));
    assert.deepEqual([taken.status, await taken.json()], [201, user({})]);
    assert.equal((await fetch(`${base}/Users`)).status, 200);
  });
}

for (const [name, service] of [["Express", () => inExpress()], ["Fastify", inFastify]]) {
  test(`${name} answers a body that is no JSON with invalidSyntax`, async () => {
    const refused = await post(await service(), '{"userName": ');
    assert.deepEqual([refused.status, (await refused.json()).scimType], [400, "invalidSyntax"]);
  });
}

test("Express does not read a body without end", async () => {
  const refused = await post(await inExpress(), " ".repeat(1024 * 1024 + 1));
  assert.deepEqual([refused.status, (await refused.json()).status], [413, "413"]);
});

test("a matcher says who would refuse a request, and why", async () => {
  expect.extend(matchers);
  expect(user({ externalId: "7", active: true })).toBeAcceptedBy("rfc7644", create);
  expect(user({ active: "True" })).not.toBeAcceptedBy("rfc7644", create);
  await expect(request(user({}))).toBeAcceptedBy("rfc7644");
  assert.throws(
    () => expect(JSON.stringify(user({ active: "True" }))).toBeAcceptedBy("rfc7644", create),
    /answers 400 invalidValue.*\n.*line 1, column \d+: .*\(bool-as-string\)/,
  );
});

test("CodeMirror gets findings at their places, with their fixes", () => {
  const text = JSON.stringify(user({ active: "True" }));
  let state = EditorState.create({ doc: text, extensions: [linter(scimLinter(create))] });
  const found = scimLinter(() => create)({ state });
  assert.deepEqual(found.map(({ from, to, severity, source }) => [text.slice(from, to), severity, source]), [['"True"', "error", "bool-as-string"]]);
  found[0].actions[0].apply({ dispatch: (change) => (state = state.update(change).state) });
  assert.deepEqual(scimLinter(create)({ state }), []);
  assert.deepEqual(scimLinter()({ state: EditorState.create({ doc: "\n" }) }), []);
});
