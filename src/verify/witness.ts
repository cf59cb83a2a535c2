/** A hazard generates its own witness: the shortest run that breaks the clause with exactly the inferred faults. */
import { baseOf, strikesOf } from "../compiler/infer/atom.ts";
import type { Hazard } from "../compiler/infer/stage.ts";
import type { Flow } from "../model/flow.ts";
import { type Clause, type FaultModel, clauseName } from "../model/guarantee.ts";
import { explore } from "../runtime/explore.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { followPath, type RunResult } from "../runtime/run.ts";
import type { VerifyBroker } from "./broker.ts";
import { orderPath, planFlow, type Scale } from "./plan-flow.ts";

/** Moves of a witness at most. */
const STEPS_MAX = 10_000;

export interface Witness {
  readonly clause: Clause;
  /** The inferred fault set, as it struck: an atom that struck twice stands twice. */
  readonly atoms: readonly string[];
  readonly scale: Scale;
  readonly run: RunResult;
  /** States visited to find it. */
  readonly states: number;
}

/**
 * Why there is none: the search hit its bound, the caller ended it, or it ended without one (then the hazard is false: a
 * defect of ours).
 */
export interface NoWitness {
  readonly missing: "bound" | "time" | "none";
  readonly states: number;
}

export interface WantedWitness {
  readonly hazard: Hazard;
  readonly clause: Clause;
  readonly model: FaultModel;
  readonly states: number;
  /** Asked now and then: false ends the search. */
  readonly proceed: () => boolean;
}

/** Searches breadth first, with one message, then two and three of one key or two, with exactly the hazard's atoms. */
export function findWitness(
  flow: Flow,
  brokers: readonly VerifyBroker[],
  wanted: WantedWitness,
): Witness | NoWitness {
  const { hazard, clause, states, proceed } = wanted;
  const atoms = spelledOut(hazard.cut.atoms);
  const model: FaultModel = { ...wanted.model, count: atoms.length };
  let visited = 0;
  let missing: NoWitness["missing"] = "none";
  for (const keys of clause.kind === "order" ? [...WORKLOADS, BESIDE_ANOTHER] : WORKLOADS) {
    const faults = Math.max(1, atoms.length);
    const scale: Scale = { keys, ...orderPath([clause]), clauses: [clause], faults, episodes: 1, model };
    const flowModel = new FlowModel(planFlow(flow, brokers, scale));
    const budget = { faults: atoms.length, atoms: new Set(atoms) };
    const name = clauseName(clause);
    const bounds = { ...budget, states: states - visited, proceed };
    const found = explore(flowModel, { ...bounds, until: { clause: name, atoms } });
    visited += found.states;
    if (found.stopped !== undefined) missing = found.stopped === "time" ? "time" : "bound";
    const violation = found.violations.find(
      (v) => v.clause === name && v.atoms.join(" ") === atoms.join(" "),
    );
    if (violation !== undefined) {
      const options = { ...budget, episodes: 1, steps: STEPS_MAX, record: true };
      const run = followPath(flowModel, violation.path, options);
      return { clause, atoms, scale, run, states: visited };
    }
    if (visited >= states || !proceed()) break;
  }
  return { missing, states: visited };
}

const WORKLOADS: readonly (readonly number[])[] = [[0], [0, 0], [0, 0, 0]];

/** Two of one key behind one of another in the same one of two partitions: it holds up their progress, not their handlers. */
const BESIDE_ANOTHER: readonly number[] = [2, 0, 0];

function spelledOut(atoms: readonly string[]): string[] {
  return atoms.flatMap((atom) => Array.from({ length: strikesOf(atom) }, () => baseOf(atom))).sort();
}
