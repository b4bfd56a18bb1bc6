/**
 * Says whether a SCIM 2.0 endpoint will accept a request, and if not, exactly why.
 *
 * @packageDocumentation
 */

/** How {@link lint} reads and judges a request. Everything is optional. */
export interface LintOptions {
  /**
   * The name of the profile that judges the request, such as `"rfc7644"` or `"github-emu"`; see
   * {@link profiles}. A profile is what is known about one endpoint: what it accepts and what it answers.
   *
   * @defaultValue `"rfc7644"`
   */
  readonly profile?: string;

  /**
   * Values for the profile's parameters, such as `{ shortcode: "octo" }`. Rules that need a parameter
   * which is not set say nothing.
   */
  readonly parameters?: Readonly<Record<string, string>>;

  /**
   * The name of the client that sends the request, such as `"entra"`, so that a finding says what it is known to
   * send. Clients are carried by `scimproof/full` and `scimproof/lab`.
   */
  readonly client?: string;

  /** How to read the text. Left out, it is recognised. */
  readonly from?: Reader;

  /** The method of the request, where the text does not say it (a bare body). */
  readonly method?: string;

  /** The target of the request, such as `"/Users"`, where the text does not say it (a bare body). */
  readonly target?: string;

  /** Also refuse what the endpoint probably refuses: where that is only inferred, `warning` becomes `error`. */
  readonly strict?: boolean;

  /**
   * Return the whole report for a clean request too, with its {@link Report.answer | answer}.
   *
   * @defaultValue `false`: a clean request costs nothing on its way out
   */
  readonly verbose?: boolean;
}

/** How {@link lint} judges a request of fetch. */
export type FetchOptions = Omit<LintOptions, "from" | "method" | "target"> & {
  /** What it was answered. */
  readonly response?: Response;
};

/**
 * What the text is: a bare body, a raw HTTP request, or a `curl` command. The last is read by `scimproof/full`,
 * whose calls are the same and whose module is larger.
 */
export type Reader = "body" | "http" | "curl";

/**
 * What {@link lint} found. A request with nothing wrong gives `{ version: 1, diagnostics: [] }`, always the
 * same frozen object, unless {@link LintOptions.verbose | verbose} asks for more.
 */
export interface Report {
  /** The version of this form. It changes only when something is removed or changes its meaning. */
  readonly version: 1;
  /** What was found, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** The profile that judged. */
  readonly profile?: string;
  /** How the text was read. */
  readonly reader?: Reader;
  /** What the text did not say and the reader assumed. */
  readonly assumed?: readonly ("method" | "target")[];
  /** What else the reader decided, in words, such as a shell variable that stays as it is written. */
  readonly notes?: readonly string[];
  /** The request that was judged. */
  readonly request?: { readonly method: string; readonly target: string };
  /** What the endpoint is predicted to answer. */
  readonly answer?: Answer;
}

/** What the endpoint is predicted to answer. */
export interface Answer {
  /** Whether it accepts or refuses the request. `unknown` is said rather than guessed. */
  readonly kind: "accept" | "refuse" | "unknown";
  /** The HTTP status, where it is known. */
  readonly status?: number;
  /** All statuses that the endpoint may answer with, where there are several. */
  readonly statuses?: readonly number[];
  /** The error's `scimType`, where there is one. */
  readonly scimType?: string;
  /** The error's `detail`, where its wording is known. */
  readonly detail?: string;
  /** How the refusal is known. */
  readonly standing?: Standing;
  /** What an accepted request does. `ignored` and `partial` are accepted, but not what the sender meant. */
  readonly effect?: "applied" | "ignored" | "partial";
  /** All of this in one sentence for people. */
  readonly sentence: string;
}

/** How a fact about an endpoint is known, from the strongest to the weakest. */
export type Standing = "documented" | "specified" | "reported" | "inferred";

/**
 * How bad it is. `error`: the request is refused, or it damages data. `warning`: it is probably refused, or
 * does not do what its sender means, or other endpoints refuse it. `info`: it works here.
 */
export type Severity = "error" | "warning" | "info";

/** The part of a request, or of its response, that something is about. */
export type Part =
  | "body"
  | "target"
  | "method"
  | "headers"
  | "header-name"
  | "header-value"
  | "status"
  | "response-body"
  | "response-headers"
  | "response-header-name"
  | "response-header-value";

/** A place in the request. */
export interface Place {
  /** The part of the request. */
  readonly part: Part;
  /** The JSON Pointer of the value, for a place in the body. */
  readonly pointer?: string;
  /** Where it is, in bytes of the text as UTF-8, end excluded; `null` if it is not in the text. */
  readonly range: Range | null;
  /** Where it is, in the indices of a JavaScript string: `text.slice(...utf16)`; `null` if it is not in the text. */
  readonly utf16: Range | null;
  /** Where it starts, counted from 1; `null` if it is not in the text. */
  readonly start: { readonly line: number; readonly column: number } | null;
}

/** One thing that is wrong, and where. */
export interface Diagnostic extends Place {
  /** The rule's name, which never changes. */
  readonly rule: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** What is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly help?: string;
  /** What the endpoint makes of it and how that is known, in words. */
  readonly known: string;
  /** That {@link LintOptions.client | the client} is known to send it, and how that is known, in words. */
  readonly habit?: string;
  /** Other places that belong to it, such as the first of two values where one is allowed. */
  readonly related?: readonly Related[];
  /** The sentence of the standard that it goes against. */
  readonly requirement?: Requirement;
  /**
   * How to mend it, where the request with the fix is predicted to be accepted. Offered by `scimproof/full`,
   * which tries each fix before.
   */
  readonly fix?: Fix;
}

/** Start and end, end excluded. */
export type Range = readonly [start: number, end: number];

/** Another place that belongs to a diagnostic. */
export interface Related extends Place {
  /** What is there. */
  readonly message: string;
}

/** A sentence of a standard. */
export interface Requirement {
  /** Its name here, such as `"7644-3.5.2-op"`. */
  readonly id: string;
  /** Where it stands, such as `"RFC 7644 §3.5.2"`. */
  readonly section: string;
  /** How strong it is, such as `"MUST"`. */
  readonly level: string;
}

/** A way to mend a request. */
export interface Fix {
  /** What it does. */
  readonly title: string;
  /** Whether a lenient endpoint is left in the same state with and without it. */
  readonly safe: boolean;
  /** The changes, all in positions of the text as it was given. */
  readonly edits: readonly Edit[];
}

/** A part of the text and what replaces it. */
export interface Edit {
  /** What is replaced, in bytes of the text as UTF-8. */
  readonly range: Range;
  /** What is replaced, in the indices of a JavaScript string. */
  readonly utf16: Range;
  /** What it is replaced by. */
  readonly text: string;
}

/** What is known about one endpoint, or about one sender. */
export interface Profile {
  /** Its name, as {@link LintOptions.profile} takes it. */
  readonly name: string;
  /** Its name for people. */
  readonly title: string;
  /** Whether it tells what an endpoint accepts, or what a sender is known to send. */
  readonly kind: "provider" | "client";
  /** What {@link LintOptions.parameters} can set. */
  readonly parameters: readonly Parameter[];
}

/** Something about an endpoint that its user knows, such as the short code of an enterprise. */
export interface Parameter {
  /** Its name, as {@link LintOptions.parameters} takes it. */
  readonly name: string;
  /** What it is. */
  readonly description: string;
  /** A value as it may look. */
  readonly example: string;
}

/** The call could not be answered: wrong options, or a text that is no request. */
export class LintError extends Error {
  readonly name: "LintError";
  /** Where in the text, in bytes as UTF-8, if that is known. */
  readonly range: Range | null;
  /** Where in the text, in the indices of a JavaScript string, if that is known. */
  readonly utf16: Range | null;
}

/**
 * Judges a request.
 *
 * @param text - a request body, a raw HTTP request, or a `curl` command
 * @param options - the profile and, for a bare body, the method and the target
 * @returns what is wrong with it
 * @throws {@link LintError} if the options are wrong or the text is no request
 *
 * @example
 * ```js
 * import { lint } from "scimproof";
 *
 * for (const { start, message } of lint(body, { method: "POST", target: "/Users" }).diagnostics) {
 *   console.log(start?.line, message);
 * }
 * ```
 */
export function lint(text: string, options?: LintOptions): Report;

/**
 * Judges a request of fetch, and with `scimproof/full` its response too. Both can still be read afterwards. The places of
 * diagnostics are pointers alone: there is no text that ranges could be of.
 */
export function lint(request: Request, options?: FetchOptions): Promise<Report>;

/**
 * Judges an object that is a request's body.
 *
 * **Give the text where you have it.** An object has lost what the text says, such as a name that is there twice, and the
 * places of diagnostics are pointers alone: there is no text that ranges could be of.
 */
export function lint(body: object, options?: LintOptions): Report;

/** The profiles that this package carries. */
export function profiles(): readonly Profile[];

/** The version of the core. */
export function version(): string;

/**
 * Settles when {@link lint} can be called. In Node that is at once and there is no need to await it; in a
 * browser it is when the wasm file is loaded. It rejects if the file cannot be loaded.
 */
export const ready: Promise<void>;
