// What is no single request.

/** Longer texts are no request that anybody sends. */
export const MOST = 5_000_000;

export type Unfit = "long" | "binary" | "capture";

/** Why a text does not belong into the editor; nothing, if it does. */
export function unfit(text: string): Unfit | undefined {
  if (text.length > MOST) return "long";
  if (text.slice(0, 1 << 16).includes("\0")) return "binary";
  return isHar(text) || isLines(text) || isLog(text) ? "capture" : undefined;
}

/** As browsers write it: an object whose only member is a log of entries. */
function isHar(text: string): boolean {
  return /^\s*\{\s*"log"\s*:\s*\{/.test(text) && /"entries"\s*:\s*\[/.test(text);
}

/** An object on each line, and more than one of them. */
function isLines(text: string): boolean {
  const lines = text.trim().split("\n", 3);
  return lines.length > 1 && lines.slice(0, 2).every((line) => /^\{.+\}\s*$/.test(line));
}

/** A line that names a request after something else, such as a time; not a command. */
function isLog(text: string): boolean {
  const [line = ""] = text.trim().split("\n", 1);
  if (/\bcurl\b/.test(line)) return false;
  return !/^(\{|\[|[A-Z]+ )/.test(line) && /\s"?(GET|POST|PUT|PATCH|DELETE) \S*\//.test(line);
}
