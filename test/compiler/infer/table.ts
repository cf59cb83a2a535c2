/** Tables of single steps: what each makes of a stream. */
import { expect, it } from "vitest";
import type { DupClass, Rest, Step } from "../../../src/compiler/infer/stage.ts";
import { PERFECT, type Stream } from "../../../src/compiler/infer/stream.ts";
import { throughStep } from "../../../src/compiler/infer/transfer.ts";
import { one, said } from "./stages.ts";

type Act = "send" | "effect";

interface Row {
  readonly name: string;
  readonly step: Step;
  readonly act?: Act;
  readonly from?: Rest;
  readonly up?: Stream;
  readonly gives: Record<string, string[]>;
}

export function table(rows: readonly Row[]): void {
  it.each(rows)("$name", ({ step, act = "effect", from, up = PERFECT, gives }) => {
    expect(
      said(throughStep(step, up, { act, atomsMax: 4, ...(from === undefined ? {} : { from }) })),
    ).toEqual(gives);
  });
}

/** Recognises the classes, and nothing defeats it. */
export function recognisesAll(...classes: DupClass[]): Step["recognises"] {
  return new Map(classes.map((k) => [k, []]));
}
type Faults = Required<Pick<Step, "fails" | "unheard">>;

export const PUBLISH_FAULTS: Faults = { fails: [one("lost-request")], unheard: [one("lost-response")] };
export const CONSUMER_FAULTS: Faults = {
  fails: [one("throw"), one("lost-commit")],
  unheard: [one("crash"), []],
};
export const RELEASED_FIRST: Faults & Pick<Step, "groups"> = {
  groups: [["settle"], ["effect"]],
  fails: [one("lost-commit"), one("throw")],
  unheard: [one("crash"), one("crash-after")],
};
