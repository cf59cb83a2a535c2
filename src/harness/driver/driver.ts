/** Drives user code one turn at a time. Knows no broker and no world: both are behind calls. */
import {
  context,
  Execution,
  type Outcome,
  type PendingCall,
  Process,
  type Surroundings,
  type Timer,
} from "./execution.ts";
import { atSite, type Problem } from "./problem.ts";
import { barrier, real } from "./real.ts";
import { fell } from "./rejections.ts";
import { ruleOf, whatIn } from "./resource.ts";
import { countFromHere } from "./resource-hook.ts";
import { type Site, siteIn } from "./site.ts";
import { beginTurn, endTurn } from "./turn.ts";

/**
 * How an execution stands after a turn: it has ended; it has a call or a timer open; it waits for something else, which
 * another execution may give it; it made a resource that is not under control; its process is dead.
 */
export type Standing = "settled" | "parked" | "waiting" | "refused" | "dead";

export interface DriverOptions {
  /** Virtual milliseconds since the run began. */
  readonly elapsedMs: () => number;
  /** Keeps stacks, so that waits and calls have lines: some 10 µs a promise. For the replay of what failed. */
  readonly trace?: boolean;
  /** The first run, which is thrown away: imports and compilations may take real time. */
  readonly isWarmUp?: boolean;
}

/** For one run. Use it only within `underControl`, one call at a time. */
export class Driver implements Surroundings {
  readonly elapsedMs: () => number;
  readonly trace: boolean;
  readonly isWarmUp: boolean;
  readonly #processes: Process[] = [];
  readonly #problems: Problem[] = [];
  readonly #labels = new Map<string, number>();

  constructor({ elapsedMs, trace = false, isWarmUp = false }: DriverOptions) {
    this.elapsedMs = elapsedMs;
    this.trace = trace;
    this.isWarmUp = isWarmUp;
  }

  /** In the order in which they came up; the first is the cause, later ones are often its consequences. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  report(problem: Problem): void {
    const isKnown = this.#problems.some(
      ({ kind, site }) => kind === problem.kind && site?.where === problem.site?.where,
    );
    if (!isKnown) this.#problems.push(problem);
  }

  /** The processes that live, in the order in which they were started. */
  get processes(): readonly Process[] {
    return this.#processes.filter(({ isAlive }) => isAlive);
  }

  /** Calls of living processes that wait for an answer, and can be taken up. */
  get calls(): readonly PendingCall[] {
    const ready: PendingCall[] = [];
    for (const process of this.#processes) if (process.isAlive) addReady(process, ready);
    return ready;
  }

  /** Timers of living processes, in the order in which they are due. Immediates count as due at once: fire them first. */
  get timers(): readonly Timer[] {
    const armed: Timer[] = [];
    for (const { timers } of this.#processes) if (timers.size > 0) armed.push(...timers);
    return armed.sort((a, b) => a.dueMs - b.dueMs);
  }

  spawn(name: string): Process {
    const process = new Process(name);
    this.#processes.push(process);
    return process;
  }

  /**
   * Runs `body` as an execution of `process` until it can go no further by itself. A label that was given before gets a number.
   */
  async begin(process: Process, label: string, body: () => unknown, delivery?: object): Promise<Execution> {
    const times = (this.#labels.get(label) ?? 0) + 1;
    this.#labels.set(label, times);
    const execution = new Execution(times === 1 ? label : `${label} (${times})`, process, delivery, this);
    process.executions.add(execution);
    await this.resume(execution, () => void this.#run(execution, body));
    return execution;
  }

  async #run(execution: Execution, body: () => unknown): Promise<void> {
    const end = (outcome: Outcome): void => {
      execution.outcome = outcome;
    };
    try {
      end({ ok: await body() });
    } catch (error) {
      end({ no: error });
    }
  }

  /**
   * Runs `continuation` in the context of the execution, and waits one macrotask: until nothing more can happen without an
   * answer, a timer, or the real world. An unhandled rejection in it leaves its process dead, with `fall` set.
   */
  resume(execution: Execution, continuation: () => void): Promise<Standing> {
    countFromHere();
    execution.readings = 0;
    beginTurn(execution);
    try {
      context.run(execution, continuation);
    } catch (error) {
      fell(execution, error);
    }
    return barrier(() => {
      endTurn();
      for (const process of this.#processes) if (process.fall !== undefined) this.crash(process);
      return this.standing(execution);
    });
  }

  /** Tells the caller what came of its call, and lets it go on. */
  answer(call: PendingCall, outcome: Outcome): Promise<Standing> {
    const { execution } = call;
    execution.calls.delete(call);
    return this.resume(execution, () => call.settle(outcome));
  }

  /** Lets a timer fire, due or not: move the virtual clock first. */
  fire(timer: Timer): Promise<Standing> {
    return this.resume(timer.execution, () => timer.run());
  }

  standing(execution: Execution): Standing {
    const { process, outcome, refused, calls } = execution;
    if (outcome !== undefined) return "settled";
    if (!process.isAlive) return "dead";
    if (refused !== undefined) return "refused";
    const hasTimer = [...process.timers].some((timer) => timer.execution === execution);
    return calls.size > 0 || hasTimer ? "parked" : "waiting";
  }

  /** In a warm-up: waits in real time until the execution has something to wait for, at most `limitMs`. */
  async warm(execution: Execution, limitMs: number): Promise<Standing> {
    const startMs = real.now();
    beginTurn(execution);
    while (this.standing(execution) === "waiting" && real.now() - startMs < limitMs)
      await new Promise<void>((done) => real.later(done, 1));
    return barrier(() => {
      endTurn();
      return this.standing(execution);
    });
  }

  /**
   * The process dies where it stands: what waits never goes on, `finally` does not run, timers never fire. Also for what
   * executions left behind that have settled.
   */
  crash(process: Process): void {
    if (!process.isAlive) return;
    process.isAlive = false;
    process.timers.clear();
    for (const execution of process.executions) execution.calls.clear();
    for (const end of process.atEnd) end();
    process.atEnd.clear();
  }

  /** Says of an execution that is at rest, unsettled and parked nowhere, what it waits for, as far as that can be known. */
  stuck(execution: Execution): Problem {
    const { label, request, lastWait } = execution;
    if (request !== undefined) {
      const rule = ruleOf(request.type);
      const what = rule === undefined ? request.type : whatIn(rule, request.stack);
      const advice = rule === undefined ? "" : `: ${rule.advice}`;
      return problem(
        "foreign wait",
        `${what}${atSite(request.site)} is not under the harness's control${advice}.`,
        request.site,
      );
    }
    const site = lastWait?.stack === undefined ? undefined : siteIn(lastWait.stack);
    return problem(
      "uncontrolled await",
      `${label} waits${atSite(site)} for something that neither the world, the broker nor a timer will give: a promise that nobody settles, or two executions that wait for each other.`,
      site,
    );
  }
}

/** Asked after every turn, and most executions have no call: nothing is made on the way. */
function addReady({ executions }: Process, ready: PendingCall[]): void {
  for (const { calls } of executions) for (const call of calls) if (call.isReady()) ready.push(call);
}

function problem(kind: Problem["kind"], text: string, site: Site | undefined): Problem {
  return { kind, text, ...(site && { site }) };
}
