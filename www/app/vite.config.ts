import { basename } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

// What the page may do: run its own scripts and its own wasm, style itself from its own files, and
// connect to nothing but its own files. It stands in the document, so that it holds on any static host.
// The linter's worker comes from a blob, because such a worker inherits this policy; one that came from
// an address would have the policy of that file's response, which a static host may not set.
const policyOf = (connect: string) => [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  `connect-src ${connect}`,
  // Besides, the service worker.
  "worker-src blob: 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The page reaches nobody. The second document runs suites against an endpoint that a person names. */
const POLICIES: Readonly<Record<string, string>> = {
  "index.html": policyOf("'self'"),
  "endpoint.html": policyOf("'self' https: http://localhost:* http://127.0.0.1:*"),
};

/** Only in the build: the development server needs inline scripts and a socket. */
const policy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: (_html, { filename }) => {
    const content = POLICIES[basename(filename)];
    if (!content) throw new Error(`${filename} has no policy`);
    return [{ tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content }, injectTo: "head-prepend" }];
  },
};

export default defineConfig({
  // Relative addresses: the files can lie below any path.
  base: "./",
  plugins: [svelte(), policy],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    // Files, never data addresses, which the policy would refuse.
    assetsInlineLimit: 0,
    // For `finish.mjs`, which weighs what a first visit loads.
    manifest: true,
    rolldownOptions: { input: ["index.html", "endpoint.html"] },
  },
});
