// The stand-in, away from the page's own thread: a service provider in memory that behaves by a profile.

import type { Report } from "scimproof";
import * as lab from "scimproof/lab/load";
import type { RunRecord, RunReport, StandIn } from "scimproof/lab";
import { serve, tell } from "../core/serve";

export interface Sent {
  readonly method: string;
  /** Below the stand-in's base, such as `/Users`. */
  readonly path: string;
  /** A name and a value on each line. */
  readonly headers: string;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Laid out, if it is JSON. */
  readonly body: string;
  /** What the linter says of the request. */
  readonly report: Report | undefined;
}

export type Resource = Readonly<Record<string, unknown>>;

let standIn: StandIn | undefined;
let report: Report | undefined;

/** Starts one anew, and tells where it is. */
function start(profile: string): string {
  standIn = lab.createStandIn({ profile, onReport: (of) => (report = of) });
  return standIn.base;
}

function running(): StandIn {
  if (!standIn) throw new Error("no stand-in was started");
  return standIn;
}

async function send({ method, path, headers, body }: Sent): Promise<Answered> {
  const { base, fetch } = running();
  report = undefined;
  const carries = body !== "" && method !== "GET";
  let answer: Response;
  try {
    answer = await fetch(base + path, { method, headers: listed(headers), ...(carries && { body }) });
  } catch (error) {
    throw error instanceof lab.LintError ? error : new lab.LintError((error as Error).message);
  }
  return { status: answer.status, headers: [...answer.headers], body: laidOut(await answer.text()), report };
}

function listed(headers: string): [string, string][] {
  return headers
    .split("\n")
    .filter((line) => line.includes(":"))
    .map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()]);
}

function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const resources = (): readonly Resource[] => running().resources();

/** Runs a suite against a stand-in of its own, so that nothing else is in its way; tells each record. */
async function run(profile: string, suites: readonly ("rfc" | "github-emu")[]): Promise<RunReport> {
  const { base, fetch } = lab.createStandIn({ profile });
  return lab.runSuites({ base, fetch, suites, profile, onRecord: (record: RunRecord) => tell(record) });
}

const providers = () => lab.profiles().filter(({ kind }) => kind === "provider");

const calls = { start, send, resources, run, providers };

export type Trial = typeof calls;

serve(lab.load, calls);
