// Runs suites against an endpoint of the person's. Its requests go out under this document's policy.

import * as lab from "scimproof/lab/load";
import type { RunOptions, RunRecord, RunReport } from "scimproof/lab";
import { serve, tell } from "../core/serve";

export type Against = Pick<RunOptions, "base" | "authorization" | "profile" | "suites">;

let running = new AbortController();

async function run(against: Against): Promise<RunReport> {
  running = new AbortController();
  return lab.runSuites({ ...against, signal: running.signal, onRecord: (record: RunRecord) => tell(record) });
}

/** Ends the run: what it created is deleted first. */
const cancel = (): void => running.abort();

const providers = () => lab.profiles().filter(({ kind }) => kind === "provider");

const calls = { run, cancel, providers };

export type Running = typeof calls;

serve(lab.load, calls);
