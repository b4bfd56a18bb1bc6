// The types say what there is: no more, and no less.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { applyPatch, createStandIn, fix, lint, normalizeUsername, parseFilter, parsePath, profiles, runSuites, Session } from "scimproof/lab";
import { rules } from "scimproof/rules";
import ts from "typescript";
import { folder } from "./project.mjs";

const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

for (const [entry, { types }] of Object.entries(exports).filter(([, files]) => files.types && !files.default.endsWith(".wasm"))) {
  // Vitest and Jest have their own way of loading these two; what they register is `scimproof/matchers`.
  const skip = ["./vitest", "./jest"].includes(entry) && "it exports nothing";
  test(`what scimproof${entry.slice(1)} exports is what its types declare`, { skip }, async () => {
    const file = join(folder, types);
    const program = ts.createProgram([file], { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext });
    const checker = program.getTypeChecker();
    const declared = checker
      .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)))
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
      .filter(({ flags }) => flags & ts.SymbolFlags.Value)
      .map(({ name }) => name);
    const exported = Object.keys(await import(`scimproof${entry.slice(1)}`));
    assert.deepEqual(exported.sort(), declared.sort());
  });
}

/** The members that the values have, at any depth, but those whose names are data. */
function members(value, seen = new Set()) {
  if (Array.isArray(value)) for (const element of value) members(element, seen);
  else if (value !== null && typeof value === "object") {
    for (const [name, member] of Object.entries(value)) {
      seen.add(name);
      members(member, seen);
    }
  }
  return seen;
}

/** The names of all members that a file of types declares. */
function declared(...files) {
  const names = new Set();
  const visit = (node) => {
    if (ts.isPropertySignature(node) || ts.isMethodSignature(node)) names.add(node.name.getText());
    ts.forEachChild(node, visit);
  };
  for (const file of files) {
    const path = join(folder, file);
    visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true));
  }
  return names;
}

function hold(values, least, ...files) {
  const names = declared(...files);
  const seen = [...members(values)];
  assert.deepEqual(seen.filter((name) => !names.has(name)), []);
  assert.ok(seen.length >= least, `${seen.length} members were seen`);
}

const all = rules().families.flatMap((family) => family.rules);
const texts = all.filter(({ about }) => about === "request").flatMap(({ bad, good }) => [bad, good].flatMap((example) => (example ? [example.text] : [])));

test("what reports hold is declared", () => {
  const reports = texts.map((text) => lint(text, { client: "entra", from: "http", verbose: true }));
  hold([...reports, ...profiles()], 25, "index.d.ts");
});

test("what fixes hold is declared", () => {
  hold(texts.map((text) => ({ ...fix(text, { from: "http" }) })), 8, "index.d.ts", "full/index.d.ts");
});

test("what the rule book holds is declared", () => {
  const { families, ...book } = rules();
  // A profile of an example is a profile's data.
  const named = families.map((family) => ({ ...family, rules: family.rules.map((rule) => ({ ...rule, facts: null })) }));
  hold({ ...book, families: named }, 25, "rules/index.d.ts", "index.d.ts");
});

test("what a session tells is declared", () => {
  for (const { bad, profile } of all.filter((rule) => rule.about === "exchanges" && rule.profile && rule.bad)) {
    const session = new Session({ profile });
    const taken = session.take(bad.text);
    hold([taken, session.finish()], 5, "lab/session.d.ts", "index.d.ts");
  }
});

test("what a run reports is declared", async () => {
  const { base, fetch } = createStandIn();
  const records = [];
  const report = await runSuites({ base, fetch, suites: ["rfc"], onRecord: (record) => records.push(record) });
  // The endpoint's features and the verdicts have names that are data.
  const { header: { features, ...header }, footer: { verdicts, ...footer }, ...rest } = report;
  hold([header, footer, rest, records.filter(({ id }) => id)], 10, "lab/suites.d.ts", "index.d.ts");
});

test("what questions are answered with is declared", () => {
  const user = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"], userName: "ines" };
  const patch = { Operations: [{ op: "remove", path: 'emails[type eq "work"]' }] };
  const { resource, steps, ...patched } = applyPatch(user, patch);
  const filter = parseFilter('not (title pr) and emails[type eq "work"] or urn:ietf:params:scim:schemas:core:2.0:User:name.givenName sw "I"');
  hold([patched, filter, parsePath('emails[type eq "work"].value'), normalizeUsername("_i..o_@x", { shortcode: "octo" })], 15, "lab/questions.d.ts");
});
