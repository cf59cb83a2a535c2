import { BROKERS } from "../brokers/all.ts";
import { assemble } from "../verify/assemble.ts";
import type { JobResult } from "../verify/job.ts";
import { pending } from "../verify/pending.ts";
import { planJobs } from "../verify/plan-jobs.ts";
import type { ExhaustivePass, VerifyReport } from "../verify/report.ts";
import { runJob } from "../verify/run-job.ts";
import { options, shown, wholeNumber } from "./argument.ts";
import { explore } from "./explore.ts";
import { type Invariant, invariantsOf, isAutomaton } from "./invariant.ts";
import { flowLabels, requireSound } from "./setting.ts";
import { simulate } from "./simulate.ts";
import type { FlowViolation } from "./told.ts";
import { analysisOf, modelOf, type Topology } from "./topology.ts";
import { MESSAGES_MAX } from "./workload.ts";
import { refuse, seenFrom } from "./waybill-error.ts";

export interface VerifyOptions {
  /** Of the random runs; 42 when absent. */
  readonly seed?: number;
  /** Random runs of each promise; 1,000 when absent. */
  readonly runs?: number;
  /** States of each search at most; 400,000 when absent. */
  readonly states?: number;
  /** Messages of a random run; 12 when absent. */
  readonly messages?: number;
  /** Watched on every flow beside what is promised: automata in searches and random runs, the others in random runs. */
  readonly invariants?: readonly Invariant[];
  /**
   * An AbortSignal. Ends the work early, between two jobs; the report then says what was not run, and holds nothing for which it would
   * have been needed. For a time limit: `AbortSignal.timeout(10_000)`.
   */
  readonly signal?: { readonly aborted: boolean };
}

/** What was found of one invariant on one flow. */
export interface InvariantReport {
  readonly flow: string;
  readonly invariant: string;
  /** `undetermined`: the work ended before anything was known of it. */
  readonly verdict: "refuted" | "holds" | "undetermined";
  /** Of automata: the searches, small workloads first. */
  readonly exhaustive: readonly ExhaustivePass[];
  /** Random runs made. */
  readonly runs: number;
  readonly violation?: FlowViolation;
}

/** The report of `waybill verify --format json` (grammar/verify.schema.json), and what became of the caller's invariants. */
export interface VerifyResult extends VerifyReport {
  readonly invariants: readonly InvariantReport[];
}

interface Bounds {
  readonly seed: number;
  readonly runs: number;
  readonly states: number;
  readonly messages: number;
}

const KNOWN = ["seed", "runs", "states", "messages", "invariants", "signal"];
const LARGE = 2 ** 32 - 1;
/** Random runs between two looks at the signal. */
const BLOCK = 100;
/** Workloads of a search for invariants, small first. */
const SEARCHED = [1, 2];

/**
 * Proves or refutes every promise of a topology, as `waybill verify --runs` does. Simulates; the same arguments, the same
 * report, unless `signal` ends it. Gives way to other work between jobs of at most a few seconds.
 */
export async function verify(topology: Topology, given: VerifyOptions = {}): Promise<VerifyResult> {
  try {
    const wanted = options(given, "verify", KNOWN);
    const invariants = invariantsOf(wanted["invariants"], "verify");
    const signal = signalOf(wanted["signal"]);
    const analysis = analysisOf(modelOf(topology, "verify"));
    requireSound(topology, "verify");
    const bounds = boundsOf(wanted);
    const proceed = (): boolean => !(signal?.aborted ?? false);
    const agenda = planJobs(analysis, BROKERS, { ...bounds, boundedBy: "counts", block: BLOCK });
    const results: JobResult[] = [];
    for (
      let [job] = pending(agenda, results);
      job !== undefined && proceed();
      [job] = pending(agenda, results)
    ) {
      results.push(runJob(job, { analysis, brokers: BROKERS, proceed }));
      await otherWork();
    }
    const reports: InvariantReport[] = [];
    for (const flow of invariants.length === 0 ? [] : flowLabels(topology, "verify"))
      for (const each of invariants) {
        reports.push(proceed() ? tried(topology, flow, each, bounds) : notTried(flow, each));
        await otherWork();
      }
    return { ...assemble(agenda, results), invariants: reports };
  } catch (error) {
    throw seenFrom(error, 1);
  }
}

function boundsOf(wanted: Readonly<Record<string, unknown>>): Bounds {
  const number = (name: string, least: number, most: number, otherwise: number): number =>
    wholeNumber(wanted[name], `\`${name}\``, { least, most, otherwise });
  return {
    seed: number("seed", 0, LARGE, 42),
    runs: number("runs", 0, LARGE, 1_000),
    states: number("states", 1, LARGE, 400_000),
    messages: number("messages", 1, MESSAGES_MAX, 12),
  };
}

function signalOf(given: unknown): { readonly aborted: boolean } | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== "object" || given === null || !("aborted" in given))
    refuse(`\`signal\` of verify is an AbortSignal, not ${shown(given)}`);
  return {
    get aborted(): boolean {
      return given.aborted === true;
    },
  };
}

/** One turn of whatever else the process does: timers, input, other tests. */
function otherWork(): Promise<void> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      done();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}

function notTried(flow: string, { name }: Invariant): InvariantReport {
  return { flow, invariant: name, verdict: "undetermined", exhaustive: [], runs: 0 };
}

/** Searches first, where the invariant can be searched, then random runs. */
function tried(topology: Topology, flow: string, invariant: Invariant, bounds: Bounds): InvariantReport {
  const head = { flow, invariant: invariant.name };
  const exhaustive: ExhaustivePass[] = [];
  const own = (violations: readonly FlowViolation[]): FlowViolation | undefined =>
    violations.find(({ by }) => by === "invariant");
  for (const workload of isAutomaton(invariant) ? SEARCHED : []) {
    const automata = [invariant].filter(isAutomaton);
    const found = explore(topology, { flow, workload, invariants: automata, states: bounds.states });
    const { messages, faults, states, depth, collisions, complete, stopped, violations } = found;
    const pass = { messages, faults, states, depth, collisions, complete };
    exhaustive.push(stopped === undefined ? pass : { ...pass, stopped });
    const violation = own(violations);
    if (violation !== undefined) return { ...head, verdict: "refuted", exhaustive, runs: 0, violation };
  }
  if (bounds.runs === 0)
    return { ...head, verdict: exhaustive.length > 0 ? "holds" : "undetermined", exhaustive, runs: 0 };
  const { seed, runs, messages } = bounds;
  const ran = simulate(topology, { flow, workload: messages, invariants: [invariant], seed, runs });
  const violation = own(ran.violations);
  const verdict = violation === undefined ? "holds" : "refuted";
  return { ...head, verdict, exhaustive, runs: ran.runs, ...(violation === undefined ? {} : { violation }) };
}
