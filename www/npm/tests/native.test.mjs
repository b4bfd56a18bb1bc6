// The command line and the package are one linter: what they say of the same text is the same.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { lint } from "scimproof/full";
import { rules } from "scimproof/rules";

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

/** What a program printed, and how it ended, where it was started in the folder of the examples. */
function ended(program, args, input) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8", input, maxBuffer: 1 << 28 });
  return { status, stdout, stderr };
}

test("the package's command line says what the native one says", () => {
  const native = JSON.parse(execFileSync("cargo", ["build", "--quiet", "--bin", "scimproof", "--message-format", "json"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 }).trimEnd().split("\n").find((line) => line.includes('"executable":"'))).executable;
  const packed = join(root, "www", "npm", "bin", "scimproof.js");
  mkdirSync(join(folder, "requests", "inner"), { recursive: true });
  const some = [...texts].filter((_, index) => index % 7 === 0);
  for (const [name, text] of some) writeFileSync(join(folder, "requests", name), text);
  const bodies = some.map(([, text]) => text.split("\n\n")[1]).filter((body) => body?.startsWith("{"));
  writeFileSync(join(folder, "requests", "inner", "bodies.ndjson"), bodies.map((body) => body.replaceAll("\n", " ")).join("\n"));
  const [[, request]] = some;
  const calls = [
    [["lint", "requests"], 1],
    [["lint", "--profile", "github-emu", "--format", "json", "requests/inner/../inner"], 1],
    [["lint", "--format", "sarif", join(folder, "requests")], 1],
    [["lint", "--format", "junit", "requests/inner/bodies.ndjson"], 1],
    [["lint", "--diff", "requests"], 1],
    [["lint"], 1, request],
    [["lint", "nowhere.json"], 2],
    [["lint", "--profile", "githib-emu", "requests"], 2],
    [["rules", "bool-as-string"], 0],
    [["rules", "--format", "json"], 0],
    [["profiles", "github-emu"], 0],
    [["schema", "User", "--profile", "github-emu"], 0],
    [["username", "Ines.Okafor@example.com", "--shortcode", "octo"], 0],
    [["lint", "--help"], 0],
  ];
  for (const [args, status, input] of calls) {
    const natively = ended(native, args, input);
    assert.equal(natively.status, status, `${args.join(" ")}: ${natively.stderr}`);
    assert.deepEqual(ended(process.execPath, [packed, ...args], input), natively, args.join(" "));
  }
});

test("the package's command line writes fixes into the files", () => {
  const file = join(folder, "to-fix.http");
  const { bad } = families.flatMap(({ rules }) => rules).find(({ name }) => name === "patch-op-capitalised");
  writeFileSync(file, bad.text);
  const { status, stderr } = ended(process.execPath, [join(root, "www", "npm", "bin", "scimproof.js"), "lint", "--fix", "to-fix.http"]);
  assert.equal(status, 0, stderr);
  assert.notEqual(readFileSync(file, "utf8"), bad.text);
});

test("the package's rule book is that of the command line", () => {
  const { version, ...book } = rules();
  assert.equal(version, 1);
  assert.deepEqual(book.families, families);
  assert.equal(book.profiles.length, families[0].rules[0].severities.length);
});
