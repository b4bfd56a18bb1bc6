// The stand-in: a service provider in memory that is asked as `fetch` asks one.

import { asked, parsed } from "../calls.js";
import { guarded } from "./guarded.js";

/** A host that no network has. */
const ORIGIN = "https://stand-in.invalid";

/** Statuses whose answers have no body. */
const EMPTY = new Set([204, 205, 304]);

export function standIn(core) {
  return function createStandIn({ profile, parameters, token = "", base, now = Date.now, nextId, onReport } = {}) {
    const options = asked({ profile, parameters });
    const { StandIn, stand_in_base } = core();
    const url = base ?? ORIGIN + guarded(() => stand_in_base(options));
    const machine = guarded(() => new StandIn(options, url, token));
    const id = nextId ?? (() => crypto.randomUUID());

    return {
      base: url,
      async fetch(input, init) {
        const request = new Request(input, init);
        const { pathname, search } = new URL(request.url);
        const body = await request.text();
        // A browser's request leaves out what only the browser may say, such as `User-Agent`.
        const told = new Headers(init?.headers);
        for (const [name, value] of request.headers) if (!told.has(name)) told.set(name, value);
        const sent = { method: request.method, target: pathname + search, headers: [...told] };
        if (body !== "") sent.body = body;
        const { after, report, response } = parsed(machine.handle(JSON.stringify(sent), now(), id()));
        onReport?.(report);
        if (after > 0) await new Promise((done) => setTimeout(done, after));
        request.signal.throwIfAborted();
        // As `fetch` says it of a connection that breaks.
        if (response === undefined) throw new TypeError("fetch failed: the stand-in closed the connection");
        const { status, headers } = response;
        return new Response(EMPTY.has(status) ? null : response.body, { status, headers });
      },
      hold: (resource) => parsed(machine.hold(JSON.stringify(resource), now(), id())).id,
      resources: () => parsed(machine.resources()).resources,
    };
  };
}
