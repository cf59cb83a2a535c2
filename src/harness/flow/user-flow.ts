/** A flow whose handlers are user code: runs it under a policy, and says what came of it. */
import { type Fingerprint, fingerprint } from "../../base/fingerprint.ts";
import { mix } from "../../base/prng.ts";
import { present } from "../../base/assert.ts";
import type { Builder } from "../../runtime/builder.ts";
import { FlowModel } from "../../runtime/flow-model.ts";
import type { FlowPlan, HopPlan } from "../../runtime/plan.ts";
import type { RunResult } from "../../runtime/run-result.ts";
import { Runner } from "../../runtime/runner.ts";
import { planFlow } from "../../verify/plan-flow.ts";
import { Driver } from "../driver/driver.ts";
import { EffectsMonitor } from "./effects-monitor.ts";
import { Messages } from "./messages.ts";
import { SAYING, Stage } from "./stage.ts";
import { kindsOf, type Party, settlesOf } from "./party.ts";
import type { FlowScale, ToldRun, UserCase, UserRun, UserRunOptions, Watched } from "./user-case.ts";
import { UserConsumer } from "./user-consumer.ts";
import { UserProducer } from "./user-producer.ts";
import { byRoots, joined, withHistory } from "./watching.ts";
import { intentFor, letterFor, type Workload } from "./workload.ts";

/** Other messages than the first that code mostly sends because of one root, and intents of a run at most. */
const SPARES = 2;
export const INTENTS_MAX = 30;

export class UserFlow {
  readonly model: FlowModel;
  readonly stage: Stage;
  readonly workload: Workload;
  readonly #case: UserCase;
  readonly #monitor: EffectsMonitor;
  readonly #parties: Party[] = [];
  #producer: UserProducer | undefined;
  #runner: Runner | undefined;
  readonly #print: Fingerprint = { high: 0, low: 0 };

  constructor(userCase: UserCase, scale: FlowScale, says: "a few" | "many" = "a few") {
    this.#case = userCase;
    const { flow, brokers, clauses, under } = userCase;
    const { workload, calls, faults, episodes } = scale;
    this.workload = workload;
    const roots = workload.keys.length;
    const { speaks } = this;
    const spares = this.#spares(says);
    const messages = new Messages(roots, spares, (hop, m) => letterFor(flow, workload, hop, m));
    const keys = Array.from({ length: roots + spares }, (_, m) => workload.keys[m] ?? m);
    const planned = planFlow(flow, brokers, {
      keys,
      clauses,
      faults: Math.max(1, faults),
      episodes,
      model: under,
    });
    const targetHop = flow.hops.length - 1;
    this.stage = new Stage(messages, targetHop);
    let monitor: EffectsMonitor | undefined;
    const plan: FlowPlan = {
      ...planned,
      path: workload.path,
      calls: calls ?? workload.keys.map((_, m) => m),
      ...(workload.waits === undefined ? {} : { waits: workload.waits }),
      ...(speaks ? { application: (builder) => this.#application(builder, plan, workload) } : {}),
      hops: planned.hops.map((hop, h) => this.#hop(hop, h)),
      values: (hop, path, m) => messages.valueOf(hop, path, m),
      extend: (model) => {
        const effects = new EffectsMonitor(model, { keys, targetHop, clauses, messages });
        monitor = effects;
        const extend = userCase.watch?.extend;
        if (extend === undefined) return { monitor };
        return joined(effects, model, messages, (inner) => extend(inner, this.#watched));
      },
    };
    this.model = new FlowModel(plan);
    if (monitor === undefined) throw new Error("a model was built without its monitor");
    this.#monitor = monitor;
  }

  /** Numbers for what code says beside the messages of the workload. */
  #spares(says: "a few" | "many"): number {
    const { flow, given } = this.#case;
    const mints = flow.hops.slice(0, -1).some(({ consumerService }) => given.has(consumerService.name));
    if (!mints && !this.speaks) return 0;
    const roots = this.workload.keys.length;
    const most = INTENTS_MAX - roots;
    return says === "many" ? most : Math.min(most, SPARES * roots + 2);
  }

  /** Runs once. */
  async run(options: UserRunOptions): Promise<UserRun> {
    const { stage } = this;
    const { trace = false, isWarmUp = false, record = false, goOn } = options;
    const driver = new Driver({ elapsedMs: () => stage.timeMs, trace, isWarmUp });
    stage.reset(driver);
    this.#monitor.reset(options.reference);
    this.#start();
    const { policy, faults, atoms, episodes, steps, seen } = options;
    const budget = { faults, episodes, steps, ...(atoms && { atoms }), ...(seen && { seen }) };
    const { watch } = this.#case;
    const runOptions = {
      ...budget,
      policy,
      record: record || watch?.inHistory !== undefined,
      circles: false,
    };
    const runner = (this.#runner ??= new Runner(this.model, runOptions));
    runner.begin(runOptions);
    await this.#settle(runner);
    while (driver.problems.length === 0 && runner.step()) {
      const { moves, timeMs } = runner.at;
      stage.moves = moves;
      stage.timeMs = timeMs;
      // Most moves are the brokers' own: nothing to wait for.
      if (!this.#isSettled(runner)) await this.#settle(runner);
      if (goOn?.(() => this.#key(runner)) === false) break;
    }
    const outcome = runner.finish();
    this.#stuck(driver);
    const result = runner.result(outcome);
    return {
      result: withHistory(result, watch, () => this.told(result)),
      problems: driver.problems,
      effects: this.#monitor.counts,
      deeds: stage.deeds,
      print: stage.print,
    };
  }

  /** A world, and the services in it. */
  #start(): void {
    const starts = this.#case.build(this.stage);
    for (const { service, reset } of this.#parties) {
      const code = starts[service];
      if (code !== undefined) reset(code);
    }
  }

  /** A recorded run of it, for whoever judges its history. */
  told(run: RunResult): ToldRun {
    return { ...this.#watched, model: this.model, run: byRoots(run, this.stage.messages) };
  }

  get #watched(): Watched {
    return { workload: this.workload, stores: this.stage.stores };
  }

  /** Lanes of the instances of a hop's consumer; none where its code is not given. */
  placesOf(hop: number): readonly number[] {
    return this.#parties.find((party) => party.hop === hop)?.places ?? [];
  }

  /** After an undisturbed run: why the application's own code was asked for nothing; undefined where it was. */
  get whyIdle(): string | undefined {
    return this.#producer?.whyIdle;
  }

  /** The application that begins the flow is a user's code. */
  get speaks(): boolean {
    const { flow, senders } = this.#case;
    const [first] = flow.hops;
    return first !== undefined && senders.has(first.producer.service);
  }

  #application(builder: Builder, plan: FlowPlan, workload: Workload): UserProducer {
    const { flow } = this.#case;
    const first = present(flow.hops[0], "a flow has a hop");
    const name = first.producer.service;
    const producer = new UserProducer(builder, {
      service: { name, brokers: kindsOf(first) },
      producer: first.producer.name,
      plan,
      stage: this.stage,
      intentOf: (m) => intentFor(flow, workload, m),
    });
    this.#producer = producer;
    this.#parties.push({
      ...{ service: name, hop: SAYING, code: producer, places: [producer.place] },
      reset: (code) => producer.reset(code),
    });
    return producer;
  }

  #hop(hop: HopPlan, h: number): HopPlan {
    const { flow, given } = this.#case;
    const here = flow.hops[h];
    if (here === undefined || !given.has(here.consumerService.name)) return hop;
    const leadsOn = flow.hops[h + 1]?.producer.name;
    const service = {
      name: here.consumerService.name,
      consumer: here.consumer.name,
      ...(leadsOn === undefined ? {} : { leadsOn }),
      brokers: kindsOf(here),
      settles: settlesOf(hop),
    };
    return {
      ...hop,
      handlers: (parts) => {
        const consumer = new UserConsumer(parts, service, this.stage);
        this.#parties.push({
          ...{ service: service.name, hop: h, code: consumer, places: consumer.places },
          reset: ({ start }) => consumer.reset(start),
        });
        return consumer;
      },
    };
  }

  #isSettled(runner: Runner): boolean {
    const { stage } = this;
    const s = runner.at.state;
    return !stage.isPending && this.#parties.every(({ code }) => code.timers.rest(s, stage.timeMs));
  }

  /** Lets user code go on until all of it waits for the kernel. */
  async #settle(runner: Runner): Promise<void> {
    const { stage } = this;
    const s = runner.at.state;
    if (stage.isPending) await stage.settle();
    for (const { code } of this.#parties)
      if (!code.timers.rest(s, stage.timeMs)) await code.timers.pass(s, stage.timeMs);
  }

  #key(runner: Runner): string {
    fingerprint(runner.at.state, this.#print);
    const code = this.#parties.reduce((print, party) => mix(print, party.code.print), this.stage.print);
    return `${this.#print.high} ${this.#print.low} ${code}`;
  }

  /** What still waits for something that nothing will give. */
  #stuck(driver: Driver): void {
    if (driver.problems.length > 0) return;
    for (const { code } of this.#parties)
      for (const execution of code.handling)
        if (driver.standing(execution) === "waiting") driver.report(driver.stuck(execution));
  }
}
