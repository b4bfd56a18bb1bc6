import type { AcceptedBy } from "./matchers.js";

declare global {
  namespace jest {
    interface Matchers<R> extends AcceptedBy<R> {}
  }
}
