// The page's views. A later one is a component, its title in `texts.ts` and one line here; the frame
// shows the choice as soon as there is one.

import type { Component } from "svelte";
import Check from "./check/Check.svelte";
import { texts } from "./texts";

export interface View {
  /** Its name in the address, after `#`. */
  readonly id: string;
  readonly title: string;
  readonly component: Component;
}

export const views: readonly [View, ...View[]] = [{ id: "check", title: texts.check.title, component: Check }];
