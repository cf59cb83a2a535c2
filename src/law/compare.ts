/**
 * The law of the witness on one topology: the minimal fault sets that the inference gives for a clause, against the
 * minimal fault sets with which some run of the simulation breaks it, found by exhausting all runs within bounds.
 */
import { inferFlow } from "../compiler/infer/compose.ts";
import { hazardsOf } from "../compiler/infer/clauses.ts";
import type { Cuts } from "../compiler/infer/stage.ts";
import type { Flow } from "../model/flow.ts";
import { type Clause, type FaultModel, clauseName } from "../model/guarantee.ts";
import { explore } from "../runtime/explore.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import type { FoundViolation } from "../runtime/found-sets.ts";
import type { VerifyBroker } from "../verify/broker.ts";
import { planFlow } from "../verify/plan-flow.ts";

export interface LawBounds {
  /** Faults of one episode, and which there are. */
  readonly model: FaultModel;
  /** Value of the order path of each message. */
  readonly keys: readonly number[];
  readonly states: number;
  /** Atoms to leave out, for samples with two faults. */
  readonly without?: (atom: string) => boolean;
}

/** A fault set that one side has and the other has not. */
export interface Difference {
  readonly clause: string;
  readonly atoms: readonly string[];
  /** `inferred`: no run breaks the clause with it. `simulated`: a run does, and the inference does not know. */
  readonly side: "inferred" | "simulated";
  /** Rule and stage of the inferred cut, or the moves of the violating run. */
  readonly why: readonly string[];
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** False: the exploration hit a bound, or the inference left sets out. Never counts as agreement. */
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
  /** Fault sets on which both sides agree, over all clauses. */
  readonly agreed: number;
  /** Rule and clause of each inferred cut, `rule / clause`. */
  readonly decisive: readonly string[];
  /** Clauses that hold. */
  readonly holds: readonly string[];
}

/** The clauses that the law is tested on: every one that a single flow can break. */
export const LAW_CLAUSES: readonly Clause[] = [
  { kind: "valid" },
  { kind: "live" },
  { kind: "at-most-once" },
  { kind: "at-least-once", except: [] },
  { kind: "at-least-once", except: ["dead-lettered"] },
  { kind: "order", scope: { kind: "per", path: "key" }, strict: false },
  { kind: "order", scope: { kind: "per", path: "key" }, strict: true },
];

/** Compares both sides on one flow. Deterministic. */
export function compareLaw(flow: Flow, brokers: readonly VerifyBroker[], bounds: LawBounds): Comparison {
  const { model: faults, keys, states } = bounds;
  const plan = planFlow(flow, brokers, {
    keys,
    clauses: LAW_CLAUSES,
    faults: faults.count,
    episodes: 1,
    model: faults,
  });
  const model = new FlowModel(plan);
  const allowed = model.atoms.map((atom) => atom.name).filter((name) => bounds.without?.(name) !== true);
  const found = explore(model, { faults: faults.count, atoms: new Set(allowed), states });
  const inferred = inferFlow(flow, brokers, faults);
  const sides = LAW_CLAUSES.map((clause): Side => {
    const name = clauseName(clause);
    const cuts = hazardsOf(inferred, clause, faults).map((hazard) => hazard.cut);
    return {
      name,
      simulated: new Map(
        found.violations.filter((v) => v.clause === name).map((v) => [v.atoms.join(" + "), v]),
      ),
      cuts: cuts.filter((cut) =>
        cut.atoms.every((atom) => bounds.without?.(atom.replace(/#\d+$/, "")) !== true),
      ),
    };
  });
  const differences = sides.flatMap((side) => differencesOf(side, model));
  const cuts = sides.reduce((sum, side) => sum + side.cuts.length, 0);
  return {
    differences,
    complete: found.stopped === undefined && !inferred.incomplete,
    states: found.states,
    transitions: found.transitions,
    agreed: cuts - differences.filter(({ side }) => side === "inferred").length,
    decisive: sides.flatMap(({ name, cuts }) => cuts.map((cut) => `${cut.term.rule} / ${name}`)),
    holds: sides.flatMap(({ name, simulated, cuts }) =>
      simulated.size === 0 && cuts.length === 0 ? [name] : [],
    ),
  };
}

/** What either side says of one clause. */
interface Side {
  readonly name: string;
  /** By the fault set's atoms. */
  readonly simulated: ReadonlyMap<string, FoundViolation>;
  readonly cuts: Cuts;
}

function differencesOf({ name, simulated, cuts }: Side, model: FlowModel): readonly Difference[] {
  const alone = new Map(simulated);
  const differences: Difference[] = [];
  for (const { atoms, term } of cuts) {
    if (alone.delete(spelled(atoms).join(" + "))) continue;
    const why = [`rule ${term.rule} at ${term.stage}`];
    differences.push({ clause: name, atoms, side: "inferred", why });
  }
  for (const violation of alone.values()) {
    const { atoms } = violation;
    differences.push({ clause: name, atoms, side: "simulated", why: pathOf(model, violation) });
  }
  return differences;
}

/** `x#2` is x struck twice. */
function spelled(atoms: readonly string[]): string[] {
  return atoms
    .flatMap((atom) => {
      const match = /^(.*)#(\d+)$/.exec(atom);
      return match === null ? [atom] : Array.from({ length: Number(match[2]) }, () => match[1] ?? atom);
    })
    .sort();
}

function pathOf(model: FlowModel, violation: FoundViolation): string[] {
  return [
    ...violation.path.map(
      (step) => labelOf(model, step.code) + (step.picks.length > 0 ? ` [${step.picks.join(" ")}]` : ""),
    ),
    violation.when,
  ];
}

function labelOf(model: FlowModel, code: number): string {
  const a = (code >> 8) & 255;
  const b = (code >> 16) & 255;
  if ((code & 255) === 255) return `! ${model.atoms[a]?.name ?? ""}`;
  if ((code & 255) === 254) return `~ ${model.timers[a]?.name ?? ""}`;
  return model.operations[code & 255]?.label(a, b) ?? "";
}
