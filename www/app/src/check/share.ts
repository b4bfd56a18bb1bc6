// A request in an address: compressed and written in letters, behind `#`, which no browser sends anywhere.

export interface Shared {
  readonly text: string;
  readonly profile: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly method?: string;
  readonly target?: string;
}

/** No more of a link is unpacked than this: a few letters can hold gigabytes. */
const MOST_BYTES = 4 << 20;

export async function packed(shared: Shared): Promise<string> {
  const json = new Blob([JSON.stringify(shared)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(json).arrayBuffer());
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Rejects what is no link of ours: it may have been cut off, or written by hand. */
export async function unpacked(letters: string): Promise<Shared> {
  const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_BYTES) throw new Error("too long");
    parts.push(value);
  }
  const shared: unknown = JSON.parse(await new Blob(parts).text());
  if (!isShared(shared)) throw new Error("no request");
  return shared;
}

function isShared(value: unknown): value is Shared {
  if (typeof value !== "object" || value === null) return false;
  const { text, profile, parameters = {}, method = "", target = "" } = value as Record<string, unknown>;
  if (typeof parameters !== "object" || parameters === null) return false;
  return [text, profile, method, target, ...Object.values(parameters)].every((part) => typeof part === "string");
}
