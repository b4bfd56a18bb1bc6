// The command line and the package are one linter: what they say of the same text is the same.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { lint } from "scimproof/full";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "scimproof-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What the command line prints. It ends with 1 where it finds something. */
function scimproof(...args) {
  try {
    return execFileSync("cargo", ["run", "--quiet", "--bin", "scimproof", "--", ...args], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  } catch ({ status, stdout, stderr }) {
    assert.equal(status, 1, stderr);
    return stdout;
  }
}

const { families } = JSON.parse(scimproof("rules", "--format", "json"));
/** The examples that are one request each, by their file's name. */
const texts = new Map(
  families.flatMap(({ rules }) => rules).filter(({ about }) => about === "request").flatMap(({ name, bad, good }) => [
    ...(bad ? [[`${name}-bad.http`, bad.text]] : []),
    ...(good ? [[`${name}-good.http`, good.text]] : []),
  ]),
);

/** What the command line prints ends up in logs, so it leaves out the fixes whose edits touch a secret. */
const withoutSecrets = ({ fix, ...diagnostic }) => (diagnostic.rule.startsWith("password-") ? diagnostic : { ...diagnostic, fix });

for (const profile of ["rfc7644", "github-emu", "aws-identity-center"]) {
  test(`the examples of all rules are judged alike by ${profile}, natively and in Node`, () => {
    for (const [name, text] of texts) writeFileSync(join(folder, name), text);
    const printed = scimproof("lint", "--format", "json", "--profile", profile, "--from", "http", ...[...texts.keys()].map((name) => join(folder, name)));
    const reports = printed.trimEnd().split("\n").map((line) => JSON.parse(line)).filter(({ file }) => file !== undefined);
    assert.equal(reports.length, texts.size);
    for (const { file, answer, diagnostics } of reports) {
      const report = lint(texts.get(file.slice(folder.length + 1)), { profile, from: "http", verbose: true });
      const alike = { answer, diagnostics: diagnostics.map(withoutSecrets) };
      assert.deepEqual({ answer: report.answer, diagnostics: report.diagnostics.map(withoutSecrets) }, alike, file);
    }
  });
}

test("what reports hold is declared in the types", () => {
  const types = readFileSync(join(root, "www", "npm", "index.d.ts"), "utf8");
  const declared = new Set(types.match(/(?<=^ {2}readonly )\w+(?=\??:)/gm));
  const seen = new Set();
  const see = (value) => {
    if (Array.isArray(value)) value.forEach(see);
    else if (value !== null && typeof value === "object") {
      for (const [name, member] of Object.entries(value)) {
        seen.add(name);
        see(member);
      }
    }
  };
  for (const text of texts.values()) see(lint(text, { client: "entra", from: "http", verbose: true }));
  // The members of nested types that stand on one line.
  const inline = ["method", "target", "line", "column"];
  assert.deepEqual([...seen].filter((name) => !declared.has(name) && !inline.includes(name)), []);
  assert.ok(seen.size > 25, `${seen.size} members were seen`);
});
