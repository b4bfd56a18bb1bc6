import type { LintError } from "../index.js";
import type { Endpoint } from "./questions.js";

/** What came of a check, from the best to the worst. */
export type Verdict = "inapplicable" | "pass" | "note" | "disputed" | "warn" | "fail" | "broken";

/** What is run against what. */
export interface RunHeader {
  readonly version: number;
  readonly tool: string;
  readonly run: string;
  readonly target: string;
  readonly suites: readonly { readonly name: string; readonly title: string; readonly areas: readonly (readonly [name: string, title: string])[] }[];
  /** How many checks there will be. */
  readonly checks: number;
  /** What the endpoint says it supports. */
  readonly features: Readonly<Record<string, boolean>>;
  readonly resourceTypes: readonly string[];
}

/** What was sent in a check and what came back, without secrets. */
export interface RunExchange {
  /** Whether it only prepares the check. */
  readonly prepares?: true;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  readonly response?: {
    readonly status: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body: string;
  };
  /** Why nothing came back. */
  readonly error?: string;
  /** The malformations of a request that was refused for what it is. */
  readonly causes?: readonly { readonly rule: string; readonly message: string; readonly place: string }[];
}

/** What came of one check. */
export interface CheckRecord {
  /** `suite/area/name`. */
  readonly id: string;
  /** What was expected, in one line. */
  readonly title: string;
  readonly verdict: Verdict;
  /** Why it does not apply, or could not be carried through. */
  readonly reason?: string;
  readonly cites: readonly { readonly id: string; readonly section: string; readonly level: string; readonly sentence: string }[];
  readonly source?: string;
  readonly covers: readonly string[];
  /** Both readings, where the RFCs contradict themselves. */
  readonly disputed?: string;
  /** How many expectations held. */
  readonly held: number;
  /** Those that did not. */
  readonly findings: readonly {
    readonly verdict: Verdict;
    /** An index into {@link CheckRecord.exchanges | exchanges}. */
    readonly exchange: number;
    readonly place: string;
    readonly expected: string;
    readonly found: string;
  }[];
  /** What to change. */
  readonly mend?: string;
  /** The evidence, where the verdict is a known deviation of the endpoint. */
  readonly known?: string;
  readonly exchanges: readonly RunExchange[];
}

/** The sums of a run. */
export interface RunFooter {
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** The worst verdict that is not a known deviation. */
  readonly worst: Verdict;
  readonly known: number;
  /** Known deviations that are not there any more. */
  readonly ratchet: readonly string[];
  readonly requests: number;
  /** Targets of resources that could not be deleted again. */
  readonly left: readonly string[];
  /** Why the run ended early: what was wrong and what to do. */
  readonly stopped?: string;
  readonly cancelled: boolean;
}

/** A record of a run's stream. */
export type RunRecord =
  | ({ readonly kind: "header" } & RunHeader)
  | ({ readonly kind: "check" } & CheckRecord)
  | ({ readonly kind: "footer" } & RunFooter);

/** What a run came to. */
export interface RunReport {
  readonly header: RunHeader;
  readonly checks: readonly CheckRecord[];
  readonly footer: RunFooter;
}

/** How {@link runSuites} runs. */
export interface RunOptions extends Endpoint {
  /** How to ask the endpoint; the global `fetch` when left out. */
  readonly fetch?: (input: string, init: RequestInit) => Promise<Response>;
  /** The endpoint's base URL. */
  readonly base: string;
  /** The suites; `["rfc"]` when left out. */
  readonly suites?: readonly ("rfc" | "github-emu")[];
  /** Ids of checks, or beginnings of them, that alone are run. */
  readonly only?: readonly string[];
  /** The value of the `Authorization` header. It is sent below the base alone, and is in no record. */
  readonly authorization?: string;
  /** After how many milliseconds an answer is given up; 30,000 when left out. */
  readonly timeout?: number;
  /** The run's id, digits: the names of what it creates carry it. The time when left out. */
  readonly run?: string;
  /** Gets each record as soon as it is there. */
  readonly onRecord?: (record: RunRecord) => void;
  /** Ends the run: what it created is deleted, and the report is of what was done. */
  readonly signal?: AbortSignal;
}

/**
 * Runs suites of checks against an endpoint. What it creates it deletes again.
 *
 * @throws {@link LintError} if the options are wrong; an endpoint that cannot be reached is in the report
 *
 * @example
 * ```js
 * const { fetch, base } = createStandIn();
 * const { footer } = await runSuites({ fetch, base });
 * console.log(footer.worst);
 * ```
 */
export function runSuites(options: RunOptions): Promise<RunReport>;
