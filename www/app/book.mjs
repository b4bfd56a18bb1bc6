// Writes the rule book that the page shows: what `scimproof rules` says, so that it is never another one.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const book = execFileSync("cargo", ["run", "--quiet", "--bin", "scimproof", "--", "rules", "--format", "json"], {
  cwd: root,
  maxBuffer: 1 << 26,
  stdio: ["ignore", "pipe", "inherit"],
});
writeFileSync(new URL("src/rules/book.json", import.meta.url), book);
