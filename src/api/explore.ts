import type { Budget } from "../runtime/engine.ts";
import type { Stop } from "../runtime/exploration.ts";
import { explore as exploreModel } from "../runtime/explore.ts";
import { followPath } from "../runtime/run.ts";
import { scaledInWords } from "../verify/plan-flow.ts";
import { STEPS_MAX } from "../verify/refute.ts";
import { options, wholeNumber } from "./argument.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { type Automaton, isAutomaton } from "./invariant.ts";
import { atomsIn, modelOfSetting, scaleOf, type Setting, settingOf } from "./setting.ts";
import { type FlowViolation, violationOf } from "./told.ts";
import type { Topology } from "./topology.ts";
import type { Workload } from "./workload.ts";
import { entered, refuse } from "./waybill-error.ts";

export interface ExploreOptions {
  /** `service.endpoint -> service.endpoint`; may be left out where the topology has one flow only. */
  readonly flow?: string;
  /** Two messages of one key when absent. */
  readonly workload?: Workload;
  /** As the flow is promised when absent. `episodes` cannot be said: a search has one. */
  readonly faults?: FaultPlan;
  /** Watched beside the clauses that are promised. */
  readonly invariants?: readonly Automaton[];
  /** Instances of a consumer at most, of those that are declared; where nothing is said as many as show what more would. */
  readonly instances?: number;
  /** States to visit at most; 400,000 when absent. */
  readonly states?: number;
  /** Moves of one run at most; any number when absent. */
  readonly depth?: number;
}

export interface ExploreReport {
  readonly flow: string;
  readonly messages: number;
  /** Faults at once. */
  readonly faults: number;
  /** The faults that may strike, `kind@place`. */
  readonly atoms: readonly string[];
  readonly states: number;
  readonly transitions: number;
  /** Moves of the longest of all shortest ways to a state. */
  readonly depth: number;
  /** Every run of the model within the bounds was looked at. */
  readonly complete: boolean;
  /** Numbers of the spec that the model makes smaller, in words. */
  readonly scaled: readonly string[];
  /** Which bound ended the search, where it is not complete. */
  readonly stopped?: Stop;
  /** Expected number of pairs of states that were taken for one. */
  readonly collisions: number;
  /** For each clause and invariant every minimal set of faults that breaks it, each with a shortest run. */
  readonly violations: readonly FlowViolation[];
}

const STATES = 400_000;
const STATES_MAX = 50_000_000;
const DEPTH_MAX = 1_000_000;

/**
 * Every run of one flow within bounds: every order of what can happen, with every choice of at most so many faults.
 * Simulates; deterministic.
 */
export function explore(topology: Topology, given: ExploreOptions = {}): ExploreReport {
  return entered(() => {
    const wanted = options(given, "explore", KNOWN);
    const setting = settingOf(topology, "explore", wanted, 2);
    const historical = setting.invariants.find((each) => !isAutomaton(each));
    if (historical !== undefined)
      refuse(`explore takes automata, and the invariant "${historical.name}" judges histories: use simulate`);
    if (setting.faults.episodes > 1) refuse("explore has one episode of faults; simulate may have more");
    const states = wholeNumber(wanted["states"], "`states`", {
      least: 1,
      most: STATES_MAX,
      otherwise: STATES,
    });
    const depth = wholeNumber(wanted["depth"], "`depth`", {
      least: 1,
      most: DEPTH_MAX,
      otherwise: DEPTH_MAX,
    });
    const few = { least: 1, most: INSTANCES_MAX, otherwise: 0 };
    const instances = wholeNumber(wanted["instances"], "`instances`", few);
    const scaled = instances === 0 ? setting : { ...setting, instances };
    return explored(scaled, { states, ...(depth === DEPTH_MAX ? {} : { depth }) });
  });
}

const KNOWN = ["flow", "workload", "faults", "invariants", "instances", "states", "depth"];
const INSTANCES_MAX = 16;

function explored(
  setting: Setting,
  bounds: { readonly states: number; readonly depth?: number },
): ExploreReport {
  const model = modelOfSetting(setting);
  const atoms = atomsIn(setting, model);
  const { atOnce } = setting.faults;
  // What is watched here may tell apart orders that no clause does.
  const isOwn = setting.automata.length > 0 || setting.faults.placed.length > 0;
  const budget: Budget = { faults: atOnce, atoms, reduction: !isOwn };
  const found = exploreModel(model, { ...budget, ...bounds });
  const { states, transitions, depth, collisions, stopped } = found;
  return {
    flow: setting.analysed.flow.id,
    messages: setting.workload.names.length,
    faults: atOnce,
    atoms: [...atoms],
    states,
    transitions,
    depth,
    complete: stopped === undefined,
    scaled: scaledInWords(setting.analysed.flow, scaleOf(setting)),
    ...(stopped === undefined ? {} : { stopped }),
    collisions,
    violations: found.violations.map(({ path, clause }) => {
      const run = followPath(model, path, { ...budget, episodes: 1, steps: STEPS_MAX, record: true });
      return violationOf(setting, model, run, { name: clause });
    }),
  };
}
