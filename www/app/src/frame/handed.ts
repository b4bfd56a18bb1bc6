// What one view hands to another that the person goes to next. An address cannot hold it.

let handed: Blob | string | undefined;

export function hand(source: Blob | string): void {
  handed = source;
}

/** Gives it once. */
export function take(): Blob | string | undefined {
  const source = handed;
  handed = undefined;
  return source;
}
