/** Where a story was decided, in its own words. */
import { type DecisiveOptions, decisiveStep } from "../runtime/decisive.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import type { RunResult } from "../runtime/run.ts";
import type { DecidedAt } from "./report.ts";
import { faultText, lineOf, placeOfAtom } from "./story.ts";

/** The decisive step of a recorded run; undefined where no step makes the violation likelier. */
export function decidedAt(model: FlowModel, run: RunResult, options: DecisiveOptions): DecidedAt | undefined {
  const found = decisiveStep(model, run, options);
  if (found === undefined) return undefined;
  const { step, label, fault, before, after, samples } = found;
  const line = lineOf(model, run, step);
  const what = fault ? `${placeOfAtom(label)} ${faultText(label)}` : label;
  return { step, ...(line === undefined ? {} : { line }), what, fault, before, after, samples };
}
