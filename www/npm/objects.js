// Requests that are no text: objects, and those of `fetch`.

/** Whether it is a `Request` of fetch, of whatever realm. */
export function isRequest(value) {
  return typeof value?.clone === "function" && typeof value.url === "string" && typeof value.method === "string";
}

/** A request of fetch, and its response if there is one, as HTTP writes them. Both can still be read. */
export async function httpText(request, response) {
  const { host, pathname, search } = new URL(request.url);
  const sent = message(`${request.method} ${pathname}${search} HTTP/1.1`, [["host", host], ...request.headers], await request.clone().text());
  if (response === undefined) return sent;
  const status = `HTTP/1.1 ${response.status} ${response.statusText}`.trimEnd();
  return `${sent}\r\n\r\n${message(status, [...response.headers], await response.clone().text())}`;
}

function message(first, headers, body) {
  return `${[first, ...headers.map(([name, value]) => `${name}: ${value}`)].join("\r\n")}\r\n\r\n${body}`;
}

/** A report on what was no text: its places have pointers, and no ranges. */
export function pointersOnly(report) {
  const placeless = (place) => ({ ...place, range: null, utf16: null, start: null });
  const diagnostics = report.diagnostics.map(({ fix: _, ...diagnostic }) => {
    const related = diagnostic.related?.map(placeless);
    return { ...placeless(diagnostic), ...(related && { related }) };
  });
  return diagnostics.length === 0 ? report : { ...report, diagnostics };
}
