// Running suites against an endpoint that `fetch` reaches.

import { asked, parsed } from "../calls.js";
import { guarded } from "./guarded.js";

export function suites(core) {
  return async function runSuites({
    fetch: ask = globalThis.fetch,
    base,
    suites,
    only,
    profile,
    parameters,
    authorization,
    timeout = 30_000,
    run = String(Date.now()),
    onRecord,
    signal,
  }) {
    const { Run } = core();
    const told = JSON.stringify({ run, suites, only, title: base, base, authorization });
    const machine = guarded(() => new Run(told, asked({ profile, parameters })));
    const send = sender(ask, base, timeout);
    const report = { header: undefined, checks: [], footer: undefined };
    let cancelled = false;
    try {
      for (;;) {
        if (signal?.aborted && !cancelled) {
          // What the run made is still deleted, and the footer still comes.
          cancelled = true;
          machine.cancel();
        }
        const step = parsed(machine.step());
        if (step.do === "end") return report;
        if (step.do === "wait") await new Promise((done) => setTimeout(done, step.milliseconds));
        if (step.do === "send") {
          const refused = machine.give(JSON.stringify(await send(step.request)));
          if (refused !== undefined) parsed(refused);
        }
        if (step.do === "report") {
          const { kind, ...record } = step.record;
          if (kind === "check") report.checks.push(record);
          else report[kind] = record;
          onRecord?.(step.record);
        }
      }
    } finally {
      machine.free();
    }
  };
}

/** Sends what a run says, and gives the answer as the run takes it. */
function sender(ask, base, timeout) {
  const below = base.replace(/\/+$/, "");
  return async ({ method, target, headers, body }) => {
    const isBelow = target.startsWith("/");
    // Credentials go to nobody else.
    const carried = isBelow ? headers : headers.filter(([name]) => name.toLowerCase() !== "authorization");
    try {
      const signal = AbortSignal.timeout(timeout);
      const response = await ask(isBelow ? below + target : target, { method, headers: carried, body, redirect: "manual", signal });
      return { status: response.status, headers: [...response.headers], body: await response.text() };
    } catch (cause) {
      return { error: cause instanceof Error ? cause.message : String(cause) };
    }
  };
}
