// Text in and verdict out through the npm package, beside `JSON.parse` with a validator that ajv compiled ahead from
// the exported JSON Schema, on the same texts. `cargo xtask bench` runs it with the file of its requests.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import { lint } from "scimproof";
import { compare, verdict } from "./shared.mjs";

// Where the compiled validators find ajv's few functions.
const folder = new URL("../node_modules/.bench/", import.meta.url);

/** The validator, compiled into a module as a program would ship it. */
async function compiled(name, schema) {
  // Neither contender is asked what a date is: the linter's schema leaves it out.
  const ajv = new Ajv({ code: { source: true }, strict: false, validateFormats: false });
  const file = new URL(`${name.replace(/\W+/g, "-")}.cjs`, folder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileURLToPath(file), standalone(ajv, ajv.compile(schema)));
  return (await import(file)).default;
}

const format = ({ low, median, high }) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;

console.log("in Node, one in five requests faulty; beside `JSON.parse` with ajv on the same texts: median (range)");
console.log(`${"shape".padEnd(20)}${"bytes".padStart(8)}${"linted/s".padStart(12)}   linted`);
let worst;
for (const { name, profile, method, target, schema, bodies, faulty } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const validate = await compiled(name, schema);
  const options = { profile, method, target };
  bodies.forEach((body, index) => {
    const found = lint(body, options).diagnostics.length;
    const refused = !validate(JSON.parse(body));
    if ((found > 0) !== faulty[index] || (refused && !faulty[index])) {
      throw new Error(`${name}: ${found} findings, ajv ${refused ? "refuses" : "takes"} it: ${body}`);
    }
  });
  // Each contender's result is looked at: how many findings, and what the first says.
  const seen = [0, 0];
  const { rate, ratio } = compare(
    () => {
      for (const body of bodies) {
        if (!validate(JSON.parse(body))) seen[0] += validate.errors.length + validate.errors[0].message.length;
      }
    },
    () => {
      for (const body of bodies) {
        const { diagnostics } = lint(body, options);
        if (diagnostics.length > 0) seen[1] += diagnostics.length + diagnostics[0].message.length;
      }
    },
  );
  if (seen[1] === 0) throw new Error(`${name}: no finding was read`);
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0) / bodies.length;
  const each = (rate.median * bodies.length).toFixed(0);
  console.log(`${name.padEnd(20)}${bytes.toFixed(0).padStart(8)}${each.padStart(12)}   ${format(ratio)}`);
  if (worst === undefined || ratio.median < worst.figure) worst = { name, figure: ratio.median };
}
console.log(`worst shape ${worst.name}, ${worst.figure.toFixed(2)} times; ${verdict(worst.figure, 2, 3)}`);
