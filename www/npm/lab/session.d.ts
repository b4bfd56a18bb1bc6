import type { LintError, LintOptions, Part, Range, Report, Requirement, Severity } from "../index.js";

/** An exchange of a series. */
export type Exchanged = {
  /** Its number in the series, from 1. */
  readonly number: number;
  /** The line of the text on which it begins, from 1. */
  readonly line: number;
  /** Where it is, in bytes of the text as UTF-8. */
  readonly range: Range;
  /** Where it is, in the indices of a JavaScript string. */
  readonly utf16: Range;
} & (
  | {
      readonly kind: "judged";
      readonly method: string;
      /** The target without what is secret in it. */
      readonly target: string;
      /** The status of the response, where there is one. */
      readonly status?: number;
      /** When it was sent, in milliseconds: since 1970 where the recording has dates, else since its start. */
      readonly at?: number;
      /** What there is to say of it, places in the text that was handed over. */
      readonly report?: Report;
    }
  /** It is no SCIM. */
  | { readonly kind: "skipped" }
  | { readonly kind: "unreadable"; readonly why: string }
);

/** The exchanges of a text. */
export interface Taken {
  readonly version: 1;
  readonly exchanges: readonly Exchanged[];
  /** Whether the text ends before its form says that it does, so that an exchange may be lost. */
  readonly cut: boolean;
}

/** A place in an exchange of a series. */
export interface Spot {
  /** The exchange's number, from 1. */
  readonly exchange: number;
  readonly part: Part;
  readonly pointer?: string;
}

/** Something that only the series shows. */
export interface SeriesFinding extends Spot {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
  readonly known: string;
  readonly habit?: string;
  /** Other exchanges that belong to it, each with a word on how. */
  readonly related: readonly (Spot & { readonly message: string })[];
  readonly requirement?: Requirement;
}

/** What a series shows. */
export interface SessionReport {
  readonly version: 1;
  readonly findings: readonly SeriesFinding[];
  /** What the session leaves out, in words. */
  readonly notices: readonly string[];
}

/**
 * Follows a series of exchanges: each is judged as it comes, and in the end there is what only the series shows, such as
 * a leaver who stays active. Its memory is bounded by the users and groups it sees.
 *
 * @example
 * ```js
 * const session = new Session({ profile: "github-emu" });
 * session.take(readFileSync("provisioning.har", "utf8"));
 * for (const { rule, exchange, message } of session.finish().findings) console.log(rule, exchange, message);
 * ```
 */
export class Session {
  /** @throws {@link LintError} if the options are wrong */
  constructor(
    options?: Pick<LintOptions, "profile" | "parameters" | "client" | "strict"> & {
      /** How to read the texts. Left out, it is recognised. */
      readonly from?: "body" | "http" | "curl" | "har" | "ndjson" | "log";
    },
  );
  /** Takes the next exchanges: a HAR, lines of NDJSON or of a log, requests that lines of `###` part, or one request. */
  take(text: string): Taken;
  /** What only the series shows. The session is over then. */
  finish(): SessionReport;
}
