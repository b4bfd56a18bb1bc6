import "vitest";
import type { AcceptedBy } from "./matchers.js";

declare module "vitest" {
  // biome-ignore lint: the parameter is Vitest's
  interface Matchers<T = any> extends AcceptedBy<T> {}
}
