// JSON laid out so that two states of one resource can be laid side by side.

/** The text of a value, with the members of its objects in the order in which an earlier state has them. */
export function laidOut(value: unknown, like: unknown = undefined): string {
  return JSON.stringify(ordered(value, like), null, 2);
}

function ordered(value: unknown, like: unknown): unknown {
  if (Array.isArray(value)) {
    const before: readonly unknown[] = Array.isArray(like) ? like : [];
    return value.map((element, index) => ordered(element, nearest(element, before) ?? before[index]));
  }
  if (!isObject(value)) return value;
  const before = isObject(like) ? like : {};
  const names = [...Object.keys(before).filter((name) => name in value), ...Object.keys(value).filter((name) => !(name in before))];
  return Object.fromEntries(names.map((name) => [name, ordered(value[name], before[name])]));
}

/** The one of the elements before that shares the most members with this one. */
function nearest(element: unknown, before: readonly unknown[]): unknown {
  if (!isObject(element)) return undefined;
  const shared = (other: unknown) =>
    isObject(other) ? Object.keys(element).filter((name) => JSON.stringify(element[name]) === JSON.stringify(other[name])).length : 0;
  let best: unknown;
  for (const other of before) if (shared(other) > shared(best)) best = other;
  return best;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
