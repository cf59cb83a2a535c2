/** The steps of a scenario. */
import type { EventPattern } from "../fault-plan.ts";

/** How the send of a message stands: `open`: not settled yet. */
export type Settlement = "open" | "ok" | "failed" | "unknown";

/** What is expected where an expectation stands; `broken` is looked at when everything has come to rest. */
export interface Expectation {
  /** Effects at the end of the flow, by message. */
  readonly effects?: Readonly<Record<string, number>>;
  /** What the application was told, by message. */
  readonly settled?: Readonly<Record<string, Settlement>>;
  /** The clauses and invariants that are broken, all of them: `[]` says that every promise is kept. */
  readonly broken?: readonly string[];
}

export type ScenarioStep =
  | { readonly do: "send"; readonly message: string }
  | { readonly do: "strike"; readonly fault: string }
  | { readonly do: "until"; readonly pattern: EventPattern }
  | { readonly do: "expect"; readonly expected: Expectation }
  | { readonly do: "heal" | "wait" | "settle" };

/** A step as people would say it. */
export function stepInWords(step: ScenarioStep): string {
  switch (step.do) {
    case "send":
      return `send ${step.message}`;
    case "strike":
      return `strike ${step.fault}`;
    case "until":
      return `until ${patternInWords(step.pattern)}`;
    case "expect":
      return "expect";
    default:
      return step.do;
  }
}

function patternInWords({ kind, message, place, outcome, times = 1 }: EventPattern): string {
  const parts = [kind, message ?? "", outcome ?? "", place === undefined ? "" : `at ${place}`];
  return `${parts.filter((part) => part !== "").join(" ")}${times > 1 ? `, ${times} times` : ""}`;
}
