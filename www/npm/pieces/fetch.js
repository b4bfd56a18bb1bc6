// A `fetch` that lints what passes through it.

import { lint } from "scimproof/full";

export function linted(fetch, { onReport, ...options }) {
  return async (input, init) => {
    const request = new Request(input, init);
    const sent = request.clone();
    const response = await fetch(request);
    onReport(await lint(sent, { ...options, response }), { request: sent, response });
    return response;
  };
}
