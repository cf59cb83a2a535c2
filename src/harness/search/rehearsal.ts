/** The undisturbed runs of a workload: they say what is to be expected of every other one, and that the code repeats itself. */
import { DEFAULT_POLICY } from "../../runtime/schedule.ts";
import type { Problem } from "../driver/problem.ts";
import { TOO_MANY } from "../flow/messages.ts";
import type { Reference } from "../flow/effects-monitor.ts";
import type { FlowScale, UserCase, UserRun } from "../flow/user-case.ts";
import { INTENTS_MAX, UserFlow } from "../flow/user-flow.ts";

/** A workload, ready to be run with disturbances. */
export interface Rehearsed {
  readonly flow: UserFlow;
  readonly reference: Reference;
  /** Of the undisturbed run. */
  readonly moves: number;
  /** The same run with the lines of its calls. */
  readonly traced: () => Promise<UserRun>;
}

/** Moves of one run at most. */
export const STEPS_MAX = 3_000;
/** A handler that fails so often although nothing is wrong does so for ever. */
const THROWS_MAX = 100;

/** `isCrowded`: the workload is too large for how much its handlers send; a smaller one may do. */
export type Rehearsal = Rehearsed | { readonly problem: Problem; readonly isCrowded?: true };

/** Runs of one case over several workloads; what is made of a workload is kept. */
export class Rehearsals {
  readonly #case: UserCase;
  readonly #done: Map<string, Rehearsal> = new Map<string, Rehearsal>();
  #isWarm = false;
  /** How many different messages the code sends for one. */
  #says: "a few" | "many" = "a few";

  constructor(userCase: UserCase) {
    this.#case = userCase;
  }

  async of(scale: FlowScale): Promise<Rehearsal> {
    const { workload, calls, faults, episodes } = scale;
    const key = JSON.stringify([workload, calls, faults, episodes]);
    const known = this.#done.get(key);
    if (known !== undefined) return known;
    const rehearsal = await this.#rehearse(scale);
    this.#done.set(key, rehearsal);
    return rehearsal;
  }

  async #rehearse(scale: FlowScale): Promise<Rehearsal> {
    const flow = new UserFlow(this.#case, scale, this.#says);
    if (!this.#isWarm) {
      await undisturbed(flow, scale, { isWarmUp: true });
      this.#isWarm = true;
    }
    const first = await undisturbed(flow, scale, {});
    if (first.result.exceeded === TOO_MANY) {
      if (this.#says === "many") return { problem: tooMany(scale), isCrowded: true };
      this.#says = "many";
      return this.#rehearse(scale);
    }
    const [problem] = first.problems;
    if (problem !== undefined) return { problem: await located(flow, scale, problem) };
    const second = await undisturbed(flow, scale, {});
    const difference = differenceOf(first, second);
    if (difference !== undefined) return { problem: notRepeatable(difference) };
    const { whyIdle } = flow;
    if (whyIdle !== undefined)
      return { problem: { kind: "bound", text: `In an undisturbed run ${whyIdle}.` } };
    const ending = await endingOf(flow, scale, first);
    if (ending !== undefined) return { problem: ending };
    const traced = (): Promise<UserRun> => undisturbed(flow, scale, { trace: true });
    return { flow, reference: first.effects, moves: first.result.moves, traced };
  }
}

function tooMany({ workload, calls = workload.keys }: FlowScale): Problem {
  const what = calls.length === 1 ? "one message" : `${calls.length} messages`;
  const most = INTENTS_MAX - workload.keys.length + 1;
  return {
    kind: "bound",
    text:
      `For ${what} the code sends more than ${most} different messages, and no more are told apart: ` +
      "let it send fewer where it is tested.",
  };
}

function undisturbed(
  flow: UserFlow,
  { episodes }: FlowScale,
  more: { readonly isWarmUp?: boolean; readonly trace?: boolean },
): Promise<UserRun> {
  const goOn = (): boolean => flow.stage.throws < THROWS_MAX;
  const bounds = { faults: 0, episodes, steps: STEPS_MAX };
  return flow.run({ policy: DEFAULT_POLICY, ...bounds, record: true, goOn, ...more });
}

/** The same problem with its line, which only a traced run knows. */
async function located(flow: UserFlow, scale: FlowScale, problem: Problem): Promise<Problem> {
  if (problem.site !== undefined) return problem;
  const traced = await undisturbed(flow, scale, { trace: true });
  return traced.problems.find(({ kind }) => kind === problem.kind) ?? problem;
}

/** The first thing that two runs of the same schedule did differently; undefined where they are alike. */
function differenceOf(a: UserRun, b: UserRun): string | undefined {
  const [left, right] = [a, b].map(({ deeds }) =>
    deeds.map(({ execution, text }) => `${execution?.label ?? ""}: ${text}`),
  );
  const most = Math.max(left?.length ?? 0, right?.length ?? 0);
  for (let i = 0; i < most; i++) {
    if (left?.[i] === right?.[i]) continue;
    return `first "${left?.[i] ?? "nothing more"}", then "${right?.[i] ?? "nothing more"}"`;
  }
  const [steps, again] = [a, b].map(({ result }) => result.steps.map(({ label }) => label));
  const at = steps?.findIndex((label, i) => label !== again?.[i]) ?? -1;
  return at < 0 ? undefined : `first "${steps?.[at] ?? ""}", then "${again?.[at] ?? "nothing more"}"`;
}

export function notRepeatable(difference: string): Problem {
  return {
    kind: "not repeatable",
    text:
      `The same schedule, run twice, went two ways: ${difference}. Something outlives a run: most often memory at ` +
      'module level, which in production dies with the process. Give the service as { fresh: () => import("./it.js"), ' +
      "start: (module, brokers) => … }, so that each start imports its modules anew, or keep that memory inside the " +
      "function that starts the service.",
  };
}

/** Why nothing can be judged although nothing was disturbed; undefined where the run came to its end. */
async function endingOf(flow: UserFlow, scale: FlowScale, run: UserRun): Promise<Problem | undefined> {
  const { end } = run.result;
  const failed = run.result.steps.flatMap(({ events }) => events.filter(({ kind }) => kind === "failed"));
  if (end === "rest") return undefined;
  const traced = await undisturbed(flow, scale, { trace: true });
  const first = failed[0];
  const who = first === undefined ? "" : (flow.model.places[first.place] ?? "");
  const why = traced.deeds.find(({ kind }) => kind === "throw")?.text;
  const how = `${who} failed ${failed.length} times`;
  const text =
    first === undefined
      ? `An undisturbed run did not come to its end (${end}).`
      : `In an undisturbed run ${how}${why === undefined ? "" : `: it ${why}`}.`;
  return { kind: "bound", text };
}
