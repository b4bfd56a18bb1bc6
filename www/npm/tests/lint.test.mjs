import assert from "node:assert/strict";
import { test } from "node:test";
import { LintError, lint, profiles, ready, version } from "scimproof";
import { fix, lint as lintInLab, loadProfile, loadSchemas, mask } from "scimproof/full";

const user = (members) =>
  JSON.stringify({ schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "ines.okafor", ...members });

test("a clean request gives the same frozen report each time", () => {
  const report = lint(user({ active: true }), { method: "POST", target: "/Users" });
  assert.deepEqual(report, { version: 1, diagnostics: [] });
  assert.ok(Object.isFrozen(report) && Object.isFrozen(report.diagnostics));
  assert.equal(lint(user({}), { method: "POST", target: "/Users" }), report);
});

test("a clean request gives its answer when asked", () => {
  const report = lint(user({}), { method: "POST", target: "/Users", verbose: true });
  assert.deepEqual(report.diagnostics, []);
  assert.equal(report.answer.kind, "accept");
  assert.equal(report.answer.status, 201);
});

test("ranges point at the cause, in bytes and in JavaScript's own indices", () => {
  const text = user({ displayName: "Zoë 𝄞", active: "True" });
  const found = lint(text, { method: "POST", target: "/Users" }).diagnostics.find(
    ({ rule }) => rule === "bool-as-string",
  );
  assert.equal(text.slice(...found.utf16), '"True"');
  assert.equal(Buffer.from(text).subarray(...found.range).toString(), '"True"');
  // One byte more for ë, two more for a character outside the basic plane.
  assert.deepEqual(
    found.range.map((at) => at - 3),
    [...found.utf16],
  );
});

test("the edits of a fix mend the text", () => {
  const text = user({ active: "True" });
  const options = { method: "POST", target: "/Users" };
  const { fix } = lintInLab(text, options).diagnostics.find(({ rule }) => rule === "bool-as-string");
  const mended = fix.edits.reduceRight(
    (result, { utf16: [from, to], text: by }) => result.slice(0, from) + by + result.slice(to),
    text,
  );
  assert.equal(mended, user({ active: true }));
  assert.deepEqual(lint(mended, options).diagnostics, []);
});

test("safe fixes are made in the text as it was pasted", () => {
  const command = (body) => `curl -X POST https://scim.example.com/Users \\\n  -H 'Content-Type: application/scim+json' -d '${body}'`;
  const body = '{ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ines", "externalId": 7, "active": 1 }';
  const report = fix(command(body));
  assert.equal(report.text, command(body.replace(": 7", ': "7"').replace(": 1", ": true")));
  assert.deepEqual(
    report.applied.map(({ rule }) => rule),
    ["number-for-string", "bool-as-number"],
  );
  assert.deepEqual(report.left, []);
  assert.deepEqual(fix(report.text), { ...report, applied: [] });
});

test("what is not safe to fix is left, with the reason", () => {
  const text = user({ active: "True" });
  const report = fix(text, { method: "POST", target: "/Users" });
  assert.equal(report.text, text);
  assert.deepEqual(report.left, [
    { rule: "bool-as-string", severity: "error", why: "its fix could change what the request does" },
  ]);
  assert.throws(() => fix(" "), LintError);
});

test("a bare body and raw HTTP are recognised", () => {
  const options = { verbose: true };
  assert.equal(lint(user({}), options).reader, "body");
  assert.equal(lint(`POST /Users HTTP/1.1\nHost: scim.example.com\n\n${user({})}`, options).reader, "http");
});

test("a curl command is read by the full module, and the linter says so", () => {
  const command = `curl -X POST https://scim.example.com/Users -d '${user({})}'`;
  assert.equal(lintInLab(command, { verbose: true }).reader, "curl");
  assert.throws(() => lint(command), { name: "LintError", message: /scimproof\/full/ });
});

test("the full module says of every other text what the linter says, and offers fixes", () => {
  for (const text of [user({}), user({ active: "True" }), `PUT /Users/7 HTTP/1.1\nHost: scim.example.com\n\n{}`, "{]"]) {
    const report = lintInLab(text, { verbose: true });
    for (const diagnostic of report.diagnostics) delete diagnostic.fix;
    assert.deepEqual(report, lint(text, { verbose: true }));
  }
});

test("texts of every length are read whole, also when the memory grows", () => {
  for (const length of [0, 1, 100_000, 10, 3_000_000, 7]) {
    const displayName = "é".repeat(length);
    const report = lint(user({ displayName, active: "True" }), { method: "POST", target: "/Users" });
    assert.deepEqual(report.diagnostics.map(({ rule }) => rule), ["bool-as-string"], String(length));
  }
});

test("an unknown profile is named in the error", () => {
  assert.throws(
    () => lint("{}", { profile: "nowhere" }),
    (error) => error instanceof LintError && error instanceof Error && error.message.includes("nowhere"),
  );
});

test("what is neither text nor object says what to do", () => {
  assert.throws(() => lint(7), { name: "TypeError", message: /not number/ });
  assert.throws(() => lint(null), { name: "TypeError" });
});

test("text that is no JSON is judged, not thrown at the caller", () => {
  for (const text of ["{", "{]", '{"a":1}}', '{"\ud800": 1}', `{"a":${"[".repeat(10_000)}`]) {
    const report = lint(text, { method: "POST", target: "/Users" });
    assert.ok(report.diagnostics.length > 0, text.slice(0, 20));
    assert.equal(report.answer.kind, "refuse");
  }
});

test("every profile that is listed can judge", () => {
  const names = profiles().map(({ name }) => name);
  assert.ok(names.includes("rfc7644") && names.includes("github-emu"), names.join());
  for (const profile of names) assert.equal(lint(user({}), { profile, verbose: true }).profile, profile);
});

test("the core has the package's version, and Node need not wait", async () => {
  const { default: manifest } = await import("scimproof/package.json", { with: { type: "json" } });
  assert.equal(version(), manifest.version);
  assert.equal(await ready, undefined);
});

test("a profile of one's own judges by its name", () => {
  const judgement = { then: "accept", standing: "reported", source: "our tests" };
  loadProfile(JSON.stringify({ name: "own", extends: "rfc7644", judgements: { "bool-as-string": judgement } }));
  const options = { method: "POST", target: "/Users", profile: "own" };
  const [found] = lintInLab(user({ active: "True" }), options).diagnostics;
  assert.equal(found.rule, "bool-as-string");
  assert.equal(found.severity, "info");
});

test("what is wrong with a profile is told with its place", () => {
  assert.throws(() => loadProfile('{"name": "other", "extends": "rfc7644", "pagging": {}}'), {
    name: "LintError",
    message: "profile `other` is not readable: `pagging` is unknown here at line 1, column 41 (`/pagging`); did you mean `paging`?",
  });
  assert.throws(() => lintInLab(user({}), { profile: "other" }), LintError);
});

test("an endpoint is judged by the schemas that it shows", () => {
  const core = { id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User" };
  const attributes = [
    { name: "userName", type: "string", required: true },
    { name: "badge", type: "integer" },
  ];
  loadSchemas("ours", JSON.stringify({ Resources: [{ ...core, attributes }] }));
  const options = { method: "POST", target: "/Users", profile: "ours" };
  const found = lintInLab(user({ badge: 7, nickName: "Ines" }), options).diagnostics;
  assert.deepEqual(found.map(({ rule, pointer }) => [rule, pointer]), [["unknown-attribute", "/nickName"]]);
  assert.throws(() => loadSchemas("ours", '{"Resources": [{"id": 7}]}'), LintError);
  assert.throws(() => loadSchemas("nobody", "[]"), LintError);
  assert.throws(() => loadSchemas("ours", { Resources: [] }), TypeError);
  assert.throws(() => loadSchemas(undefined, "[]"), TypeError);
});

test("what is shared has no token in it, and nobody if that is asked", () => {
  const text = `POST /Users HTTP/1.1\nAuthorization: Bearer s3cret\n\n${user({ active: "True" })}`;
  const covered = text.replace("Bearer s3cret", "****** ******");
  assert.equal(mask(text), covered);
  assert.equal(mask(text, {}, { personal: true }), covered.replace("ines.okafor", "xxxx.xxxxxx"));
  assert.throws(() => mask(""), LintError);
});
