// The page's views. A later one is a component, its title in `texts.ts` and one line here. Each is loaded
// when it is first opened, and stays as it was left while another is seen.

import type { Component } from "svelte";
import { texts } from "./texts";

export interface ViewProps {
  /** What stands behind the view's name in the address. */
  readonly path: readonly string[];
}

export interface View {
  /** Its name in the address: `#/check`. */
  readonly id: string;
  readonly title: string;
  readonly load: () => Promise<{ readonly default: Component<ViewProps> }>;
}

export const views: readonly [View, ...View[]] = [
  { id: "check", title: texts.check.title, load: () => import("./check/Check.svelte") },
  { id: "rules", title: texts.rules.title, load: () => import("./rules/RuleBook.svelte") },
  { id: "workbench", title: texts.workbench.title, load: () => import("./workbench/Workbench.svelte") },
  { id: "capture", title: texts.capture.title, load: () => import("./capture/Capture.svelte") },
  { id: "try", title: texts.trial.title, load: () => import("./try/Try.svelte") },
];
