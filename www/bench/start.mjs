// How long after `import` the first verdict is there, each time in a process of its own.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { spread } from "./shared.mjs";

const RUNS = 21;
const BUDGET_MS = 15;

const PROGRAM = `
const start = performance.now();
const { lint } = await import("scimproof");
lint('{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":"true"}');
console.log(performance.now() - start);
`;

const cwd = fileURLToPath(new URL(".", import.meta.url));
const times = Array.from({ length: RUNS }, () =>
  Number(execFileSync(process.execPath, ["--input-type=module", "--eval", PROGRAM], { cwd, encoding: "utf8" })),
);
const { low, median, high } = spread(times);
const told = median <= BUDGET_MS ? "reached" : "MISSED";
console.log(
  `first verdict after import: ${median.toFixed(1)} ms (${low.toFixed(1)}–${high.toFixed(1)}, ${RUNS} runs); at most ${BUDGET_MS} ms: ${told}`,
);
