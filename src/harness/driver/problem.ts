/** What is wrong with user code as such, whatever its guarantees: it cannot be driven, so nothing can be judged. */
import type { Site } from "./site.ts";

export type ProblemKind =
  | "foreign wait"
  | "uncontrolled await"
  | "foreign resume"
  | "dead code runs"
  | "unhandled rejection"
  | "not repeatable"
  | "lost context"
  | "unawaited send"
  | "bound";

export interface Problem {
  readonly kind: ProblemKind;
  /** One paragraph for people: what happened, where, and what to do instead. */
  readonly text: string;
  readonly site?: Site;
}

/** `at src/notifier.ts:12:5`, or nothing where the line is not known. */
export function atSite(site: Site | undefined): string {
  return site === undefined ? "" : ` at ${site.where}`;
}
