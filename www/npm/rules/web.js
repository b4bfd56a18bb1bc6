// Browsers and bundlers, which read JSON themselves.

import book from "../dist/rules.json" with { type: "json" };

export const rules = () => book;
