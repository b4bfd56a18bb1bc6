// Reads captures away from the page's own thread, and keeps them: the page asks for one exchange at a time.

import type { Report, Severity } from "scimproof";
import * as lab from "scimproof/lab/load";
import type { Endpoint, Exchanged, SessionReport } from "scimproof/lab";
import { serve, tell } from "../core/serve";

/** An exchange as the list shows it. */
export interface Row {
  readonly kind: Exchanged["kind"];
  readonly method: string;
  readonly target: string;
  readonly status: number;
  /** In milliseconds; since 1970, or since the recording's start. */
  readonly at: number | undefined;
  readonly found: number;
  readonly worst: Severity | undefined;
}

/** What is told while a capture is read. */
export interface Progress {
  /** Which reading it is of: the page may have asked for another since. */
  readonly turn: number;
  readonly rows: readonly Row[];
  /** How much of the text is read, up to 1. */
  readonly read: number;
}

export interface Summary extends SessionReport {
  /** Whether the text ends before its form says that it does. */
  readonly cut: boolean;
}

/** One exchange in full. */
export interface Detail {
  readonly text: string;
  /** Whether the text is longer than what is shown of it. */
  readonly more: boolean;
  /** With places in that text. */
  readonly report: Report | undefined;
  readonly why: string;
}

/** What is read at a time, so that the list grows while the rest is read. */
const PIECE = 1 << 20;
/** No browser holds much longer texts. */
const MOST = 400 << 20;
const SHOWN = 200_000;
const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

interface Kept {
  readonly start: number;
  readonly end: number;
  /** Where the text that was handed over began. */
  readonly origin: number;
  readonly report: Report | undefined;
  readonly why: string;
}

let text = "";
let kept: Kept[] = [];

/** Takes a file or a text. */
async function open(source: Blob | string): Promise<void> {
  if (typeof source !== "string" && source.size > MOST) throw new lab.LintError("too long");
  const opened = typeof source === "string" ? source : await source.text();
  // Texts have no such character; a file that is none has many.
  if (opened.slice(0, 1 << 16).includes("\0")) throw new lab.LintError("binary");
  if (opened.trim() === "") throw new lab.LintError("empty");
  text = opened;
}

/** Judges what was taken, from the beginning; `own` is the text of a profile that is not built in. */
function read(options: Endpoint & { readonly client?: string }, own: string | undefined, turn: number): Summary {
  if (own !== undefined) lab.loadProfile(own);
  kept = [];
  const session = new lab.Session(options);
  let cut = false;
  for (let start = 0; start < text.length; ) {
    const end = piece(start);
    const taken = session.take(text.slice(start, end));
    cut ||= taken.cut;
    for (const exchanged of taken.exchanges) {
      const [from, to] = exchanged.utf16;
      const report = exchanged.kind === "judged" ? exchanged.report : undefined;
      const why = exchanged.kind === "unreadable" ? exchanged.why : "";
      kept.push({ start: start + from, end: start + to, origin: start, report, why });
    }
    tell({ turn, rows: taken.exchanges.map(row), read: end / text.length } satisfies Progress);
    start = end;
  }
  return { ...session.finish(), cut };
}

/** Where to stop: behind a line, if each line is an object of its own. */
function piece(start: number): number {
  if (!lined() || text.length - start <= PIECE) return text.length;
  const end = text.indexOf("\n", start + PIECE);
  return end < 0 ? text.length : end + 1;
}

function lined(): boolean {
  const line = text.slice(0, text.indexOf("\n") + 1 || text.length).trim();
  if (!line.startsWith("{")) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function row(exchanged: Exchanged): Row {
  if (exchanged.kind !== "judged") {
    const { kind } = exchanged;
    return { kind, method: "", target: "", status: 0, at: undefined, found: 0, worst: kind === "unreadable" ? "warning" : undefined };
  }
  const { kind, method, target, status = 0, at, report } = exchanged;
  const found = report?.diagnostics ?? [];
  const worst = SEVERITIES.find((severity) => found.some((diagnostic) => diagnostic.severity === severity));
  return { kind, method, target, status, at, found: found.length, worst };
}

function detail(index: number): Detail | undefined {
  const entry = kept[index];
  if (!entry) return undefined;
  const { start, end, origin, report, why } = entry;
  const moved = (range: readonly [number, number] | null) =>
    range && ([range[0] + origin - start, range[1] + origin - start] as const);
  return {
    text: text.slice(start, Math.min(end, start + SHOWN)),
    more: end - start > SHOWN,
    report: report && { ...report, diagnostics: report.diagnostics.map((it) => ({ ...it, utf16: moved(it.utf16) })) },
    why,
  };
}

const calls = { open, read, detail, profiles: lab.profiles };

export type Reading = typeof calls;

serve(lab.load, calls);
