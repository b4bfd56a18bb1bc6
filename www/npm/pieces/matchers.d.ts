import type { LintOptions } from "../index.js";

/** How {@link AcceptedBy | toBeAcceptedBy} reads and judges a request. */
export type MatcherOptions = Omit<LintOptions, "profile" | "verbose">;

/** What the matchers add to `expect`; the result is a promise where the request is one of fetch. */
export interface AcceptedBy<Result = unknown> {
  /**
   * That the profile's endpoint takes the request and does all that it asks for. The request is a text, an object that is
   * its body, or a `Request` of fetch; for a body, say where it goes.
   *
   * @example
   * ```js
   * expect(body).toBeAcceptedBy("github-emu", { method: "POST", target: "/Users" });
   * ```
   */
  toBeAcceptedBy(profile: string, options?: MatcherOptions): Result;
}

interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}

/** For `expect.extend`. */
export const matchers: {
  toBeAcceptedBy(received: unknown, profile: string, options?: MatcherOptions): Verdict | Promise<Verdict>;
};
