// The answer to a malformed request, as a service provider gives it.

const ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

/** What the server's own request looks like as text. */
export function requestText({ method, rawHeaders }, target, body) {
  const headers = [];
  for (let at = 0; at < rawHeaders.length; at += 2) headers.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return [`${method} ${target} HTTP/1.1`, ...headers, "", body].join("\r\n");
}

/** The status and the body of the answer by which the profile's endpoint refuses a request; `undefined` if it does not. */
export function refusal({ answer, diagnostics }) {
  if (answer?.kind !== "refuse") return undefined;
  const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
  return scimError(answer.status, answer.detail ?? errors.join("; "), answer.scimType);
}

/** An error as SCIM has it (RFC 7644 §3.12). */
export function scimError(status, detail, scimType) {
  const body = { schemas: [ERROR], status: String(status), ...(scimType !== undefined && { scimType }), detail };
  return { status, type: "application/scim+json", body: JSON.stringify(body) };
}
