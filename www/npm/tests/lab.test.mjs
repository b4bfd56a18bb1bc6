import assert from "node:assert/strict";
import { test } from "node:test";
import { Session, applyPatch, createStandIn, jsonSchema, matches, normalizeUsername, parseFilter, parsePath, runSuites } from "scimproof/lab";

const USER = "urn:ietf:params:scim:schemas:core:2.0:User";
const user = (members) => ({ schemas: [USER], userName: "ines.okafor", ...members });
const patch = (...Operations) => ({ schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], Operations });

test("a filter is read into its tree", () => {
  assert.deepEqual(parseFilter('userName eq "ines" and not (emails[type eq "work"])'), {
    kind: "and",
    filters: [
      { kind: "compare", attribute: { attribute: "userName" }, operator: "eq", value: "ines" },
      {
        kind: "not",
        filter: {
          kind: "valuePath",
          attribute: { attribute: "emails" },
          filter: { kind: "compare", attribute: { attribute: "type" }, operator: "eq", value: "work" },
        },
      },
    ],
  });
});

test("what is wrong with a filter has its place", () => {
  const text = "userName eq 'ines'";
  assert.throws(
    () => parseFilter(text),
    (error) => error.name === "LintError" && text.slice(...error.utf16).startsWith("'"),
  );
});

test("a path is read into its parts", () => {
  assert.deepEqual(parsePath('emails[type eq "work"].value'), {
    attribute: "emails",
    filter: { kind: "compare", attribute: { attribute: "type" }, operator: "eq", value: "work" },
    subAttribute: "value",
  });
});

test("a resource fits a filter or does not, by its schema", () => {
  // `userName` compares without regard to case (RFC 7643 §4.1.1), `id` with (§3.1).
  assert.equal(matches('userName eq "INES.OKAFOR"', user({})), true);
  assert.equal(matches('id eq "A1"', user({ id: "a1" })), false);
  assert.throws(() => matches("active gt true", user({})), { name: "LintError" });
});

test("a PATCH is applied operation by operation, or not at all", () => {
  const before = user({ id: "7", title: "Engineer" });
  const { resource, steps, refused } = applyPatch(before, patch({ op: "remove", path: "title" }, { op: "replace", path: "active", value: false }));
  assert.deepEqual(resource, user({ id: "7", active: false }));
  assert.deepEqual(steps.map(({ resource: { title, active } }) => ({ title, active })), [
    { title: undefined, active: undefined },
    { title: undefined, active: false },
  ]);
  assert.equal(refused, undefined);
  const failed = applyPatch(before, patch({ op: "remove", path: "title" }, { op: "remove" }));
  assert.deepEqual(failed.resource, before);
  assert.deepEqual([failed.refused.operation, failed.refused.scimType], [1, "noTarget"]);
});

test("a PATCH is read as the endpoint reads it", () => {
  // Removing listed members: by RFC 7644 all go, on GitHub those that are listed.
  const group = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: "Tour", externalId: "t", members: [{ value: "1" }, { value: "2" }] };
  const leave = patch({ op: "remove", path: "members", value: [{ value: "1" }] });
  const left = (profile) => applyPatch(group, leave, { profile }).resource.members?.map(({ value }) => value);
  assert.deepEqual(left("github-emu"), ["2"]);
  assert.equal(left("rfc7644"), undefined);
});

test("an endpoint's JSON Schema asks for what the endpoint asks for", () => {
  assert.deepEqual(jsonSchema("User").required.toSorted(), ["schemas", "userName"]);
  assert.ok(jsonSchema("User", { profile: "github-emu" }).required.includes("externalId"));
  assert.throws(() => jsonSchema("Device"), /no resource type `Device`/);
});

test("a user name becomes a login", () => {
  const { outcome, login } = normalizeUsername("ines.okafor@example.com", { shortcode: "octo" });
  assert.deepEqual([outcome, login], ["accepted", "ines-okafor_octo"]);
  assert.throws(() => normalizeUsername("ines", { deployment: "ghes", shortcode: "octo" }), { name: "LintError" });
});

test("a session tells what only the series shows", () => {
  const session = new Session({ profile: "github-emu" });
  const line = (method, path, status) =>
    JSON.stringify({ request: { method, url: `https://api.github.com/scim/v2/enterprises/octo${path}` }, response: { status } });
  const { exchanges } = session.take([line("DELETE", "/Users/7", 204), line("GET", "/Users/8", 404)].join("\n"));
  assert.deepEqual(
    exchanges.map(({ number, line, kind, method, status }) => ({ number, line, kind, method, status })),
    [
      { number: 1, line: 1, kind: "judged", method: "DELETE", status: 204 },
      { number: 2, line: 2, kind: "judged", method: "GET", status: 404 },
    ],
  );
  const { findings } = session.finish();
  assert.deepEqual(findings.map(({ rule, exchange }) => [rule, exchange]), [["seq-delete-instead-of-disable", 1]]);
  assert.throws(() => session.finish(), { name: "LintError" });
});

test("a stand-in is asked as fetch asks", async () => {
  const reports = [];
  const { base, fetch, resources } = createStandIn({ token: "t0ken", nextId: () => "u1", now: () => 0, onReport: (report) => reports.push(report) });
  const headers = { "Content-Type": "application/scim+json", Authorization: "Bearer t0ken" };
  const post = (body) => fetch(`${base}/Users`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal((await fetch(`${base}/Users`)).status, 401);
  const created = await post(user({}));
  assert.equal(created.status, 201);
  assert.equal(created.headers.get("location"), `${base}/Users/u1`);
  const refused = await post(user({ userName: "lee", active: "True" }));
  assert.deepEqual([refused.status, (await refused.json()).scimType], [400, "invalidValue"]);
  assert.deepEqual(reports.at(-1).diagnostics.map(({ rule, pointer }) => [rule, pointer]), [["bool-as-string", "/active"]]);
  const deleted = await fetch(`${base}/Users/u1`, { method: "DELETE", headers });
  assert.deepEqual([deleted.status, await deleted.text(), resources()], [204, "", []]);
});

test("a stand-in holds what it is given, and knows it", async () => {
  const { base, fetch, hold, resources } = createStandIn();
  assert.equal(hold(user({ id: "u7" })), "u7");
  assert.deepEqual(resources().map(({ id, userName }) => [id, userName]), [["u7", "ines.okafor"]]);
  const again = await fetch(`${base}/Users`, { method: "POST", headers: { "Content-Type": "application/scim+json" }, body: JSON.stringify(user({})) });
  assert.equal(again.status, 409);
});

test("the suites run against a stand-in, and leave nothing behind", async () => {
  const { base, fetch, resources } = createStandIn({ token: "t0ken" });
  const seen = [];
  const { header, checks, footer } = await runSuites({ base, fetch, authorization: "Bearer t0ken", onRecord: ({ kind }) => seen.push(kind) });
  assert.equal(checks.length, header.checks);
  assert.deepEqual([...new Set(seen)], ["header", "check", "footer"]);
  assert.ok(["pass", "note", "warn", "disputed"].includes(footer.worst), footer.worst);
  assert.deepEqual([footer.left, resources()], [[], []]);
  assert.ok(!JSON.stringify(checks).includes("t0ken"), "no record holds the token");
});

test("a run that is ended tidies up and says so", async () => {
  const { base, fetch, resources } = createStandIn();
  const ending = new AbortController();
  const onRecord = ({ kind }) => kind === "check" && ending.abort();
  const { checks, footer } = await runSuites({ base, fetch, onRecord, signal: ending.signal });
  assert.deepEqual([checks.length, footer.cancelled, resources()], [1, true, []]);
});

test("a run says of an endpoint that cannot be reached what to do", async () => {
  const refuse = () => Promise.reject(new TypeError("fetch failed"));
  const { checks, footer } = await runSuites({ base: "https://scim.example.com", fetch: refuse });
  assert.deepEqual(checks, []);
  assert.match(footer.stopped, /https:\/\/scim\.example\.com/);
});

test("a suite that does not exist is named in the error", async () => {
  await assert.rejects(runSuites({ base: "https://scim.example.com", suites: ["nis"] }), /no suite `nis`; there are `rfc`/);
});
