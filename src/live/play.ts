/** Plays a script on a real broker, step by step, and reports the outcome. */
import type { Act } from "../model/topology.ts";
import {
  type Condition,
  type Instance,
  instancesOf,
  observed,
  type Script,
  type ScriptOutcome,
  type ScriptStep,
} from "../model/script.ts";
import { Ledger } from "./ledger.ts";
import type { Audience, Stage } from "./stage.ts";
import { until } from "./until.ts";

/** Sets the stage for a script. */
export type OpenStage = (script: Script, audience: Audience) => Promise<Stage>;

/** The longest that one step may take on a busy machine; no step takes long by itself. */
const STEP_DEADLINE_MS = 40_000;

/**
 * Plays `script` and returns what it observes. Throws where a step cannot be taken within its deadline, saying which and
 * what had happened by then: also a way in which a broker can differ from what a script expects.
 */
export async function play(
  script: Script,
  open: OpenStage,
  deadlineMs: number = STEP_DEADLINE_MS,
): Promise<ScriptOutcome> {
  const ledger = new Ledger(script);
  const stage = await open(script, ledger);
  try {
    const player = new Player(script, stage, ledger, deadlineMs);
    for (const [i, step] of script.steps.entries()) {
      try {
        await player.take(step);
      } catch (trouble) {
        const reason = trouble instanceof Error ? trouble.message : String(trouble);
        throw new Error(
          `${script.name}, step ${i + 1} ${JSON.stringify(step)}: ${reason}; so far ${JSON.stringify(ledger.outcome())}`,
          { cause: trouble },
        );
      }
    }
    return observed(script.allowed[0], ledger.outcome());
  } finally {
    await stage.close();
  }
}

class Player {
  readonly #instances: ReadonlyMap<string, Instance>;
  readonly #stage: Stage;
  readonly #ledger: Ledger;
  readonly #deadlineMs: number;

  constructor(script: Script, stage: Stage, ledger: Ledger, deadlineMs: number) {
    this.#stage = stage;
    this.#ledger = ledger;
    this.#deadlineMs = deadlineMs;
    this.#instances = instancesOf(script.topology);
  }

  async take(step: ScriptStep): Promise<void> {
    switch (step.do) {
      case "send":
        return this.#send(step.message);
      case "start":
      case "stop":
        return this.#startOrStop(step.do, this.#instance(step.instance));
      case "take":
        return this.#until(
          `delivery ${step.deliveries}`,
          () => this.#ledger.begun(step.instance) >= step.deliveries,
        );
      case "run":
        await this.#until("the delivery", () => this.#ledger.begun(step.instance) >= step.delivery);
        return this.#run(this.#instance(step.instance), step.delivery, step.through);
      case "fail":
        await this.#until("the delivery", () => this.#ledger.begun(step.instance) >= step.delivery);
        return this.#fail(this.#instance(step.instance), step.delivery);
      case "rest":
        return this.#rest();
      case "strike":
      case "heal":
        return this.#fault(step);
      case "hold":
        return this.#stage.hold(step.link, step.traffic);
      case "release":
        return this.#stage.release(step.link, step.traffic);
      case "await":
        return this.#until(step.until.kind, () => this.#met(step.until));
    }
  }

  async #until(what: string, probe: () => Promise<boolean> | boolean): Promise<void> {
    await until(what, this.#deadlineMs, async () => {
      this.#ledger.rethrow();
      await this.#sendAgain();
      return probe();
    });
  }

  #instance(name: string): Instance {
    const instance = this.#instances.get(name);
    if (instance === undefined) throw new Error(`${name} is not in the topology`);
    return instance;
  }

  async #send(message: string): Promise<void> {
    const earlier = this.#ledger.openOfAwaitingProducer(message);
    await this.#until("the sends before it", () => earlier.every((each) => this.#ledger.isSettled(each)));
    this.#ledger.called(message);
    await this.#stage.send(message);
  }

  /** A producer that says `on-unknown: send-again` calls send again for what did not settle ok. */
  async #sendAgain(): Promise<void> {
    for (const message of this.#ledger.dueAgain()) {
      this.#ledger.called(message);
      await this.#stage.send(message);
    }
  }

  async #startOrStop(act: "start" | "stop", instance: Instance): Promise<void> {
    if (act === "start") {
      this.#ledger.started(instance.name);
      return this.#stage.start(instance);
    }
    this.#ledger.stopped(instance.name);
    return this.#stage.stop(instance);
  }

  async #fault(step: Extract<ScriptStep, { do: "strike" | "heal" }>): Promise<void> {
    const { at, fault } = step;
    const instance = at.role === "client" ? this.#instances.get(at.name) : undefined;
    if (instance !== undefined && fault === "process-crash") {
      if (step.do === "strike") this.#ledger.stopped(instance.name);
      else this.#ledger.started(instance.name);
    }
    if (instance !== undefined && fault === "pause") this.#ledger.paused(instance.name, step.do === "strike");
    await (step.do === "strike" ? this.#stage.strike(fault, at) : this.#stage.heal(fault, at));
  }

  #met(condition: Condition): Promise<boolean> | boolean {
    if (condition.kind === "settled") return this.#ledger.isSettled(condition.message);
    if (condition.kind === "called") return this.#ledger.calls(condition.message) >= condition.times;
    return this.#stage.met(condition);
  }

  /** Acts of the handler, `through` one of them or to the end; what it has done already is not done again. */
  async #run(instance: Instance, delivery: number, through?: "effect" | "settle"): Promise<void> {
    const handler = this.#ledger.handler(instance.name, delivery);
    const acts = actsOf(instance);
    while (handler.done < acts.length) {
      const act = acts[handler.done];
      handler.done += 1;
      if (act?.kind === "effect") this.#ledger.effect(instance, handler);
      if (act?.kind === "settle" && (await this.#stage.settle(instance, handler.ref)) === "refused") {
        this.#ledger.refused(instance, handler);
        handler.done = acts.length;
      }
      if (act?.kind === through) return;
    }
    this.#ledger.over(instance.name, handler);
    await this.#stage.ended(instance, handler.ref);
  }

  async #fail(instance: Instance, delivery: number): Promise<void> {
    const handler = this.#ledger.handler(instance.name, delivery);
    this.#ledger.over(instance.name, handler);
    await this.#stage.thrown(instance, handler.ref);
  }

  async #rest(): Promise<void> {
    await this.#until("rest", async () => {
      const waiting = this.#ledger.firstWaiting();
      if (waiting !== undefined) {
        await this.#run(this.#instance(waiting.instance), waiting.delivery);
        return false;
      }
      const live = this.#ledger.live().map((name) => this.#instance(name));
      return (await this.#stage.atRest(live)) && this.#ledger.firstWaiting() === undefined;
    });
  }
}

/** The acts of the consumer's handler in order. Groups make no difference: nothing strikes within one. */
function actsOf(instance: Instance): readonly Act[] {
  const { steps } = instance.consumer;
  if (steps === "unknown") throw new Error(`${instance.endpoint}: a script needs to know the steps`);
  return steps.flat();
}
