// An empty project into which the package is installed as its users get it: packed.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../../app/tests/browser.mjs";
import { serve } from "../../app/tests/serve.mjs";

export const folder = fileURLToPath(new URL("..", import.meta.url));

export function run(command, args, cwd, env = {}) {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
}

/** Makes the project with the fixtures in it; gives its folder. Others' packages are fetched from npm's registry. */
export function project(...packages) {
  const root = mkdtempSync(join(tmpdir(), "scimproof-"));
  const packed = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", root], folder));
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "project", private: true }));
  const offline = packages.length === 0 ? ["--offline"] : [];
  run("npm", ["install", ...offline, "--no-audit", "--no-fund", `./${packed[0].filename}`, ...packages], root);
  cpSync(join(folder, "tests", "fixtures"), root, { recursive: true });
  return root;
}

export const remove = (root) => rmSync(root, { recursive: true, force: true });

/** What the page in a folder logs first, in a real browser; not what the browser itself says, as of a missing icon. */
export async function saidInBrowser(root) {
  const browser = await launch();
  const server = await serve(root);
  try {
    const page = await browser.newPage();
    const printed = page.waitForEvent("console", (message) => message.type() === "log");
    await page.goto(`${server.origin}/`);
    return `${(await printed).text()}\n`;
  } finally {
    await browser.close();
    await server.stop();
  }
}
