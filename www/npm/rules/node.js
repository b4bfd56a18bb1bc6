// Node: the book lies beside this file, and is read when somebody first asks.

import { readFileSync } from "node:fs";

let book;

export function rules() {
  book ??= JSON.parse(readFileSync(new URL("../dist/rules.json", import.meta.url), "utf8"));
  return book;
}
