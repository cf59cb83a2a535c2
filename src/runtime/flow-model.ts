/** A whole flow as one model: application, hops with their mechanisms, handlers, instances, monitor. */
import { Layout, type State } from "../base/layout.ts";
import { present } from "../base/assert.ts";
import { Application } from "./application.ts";
import type { ApplicationModel } from "./application-model.ts";
import { Builder } from "./builder.ts";
import type { KernelCells } from "./engine.ts";
import { EVENT } from "./event.ts";
import { handlerViews } from "./handler-view.ts";
import type { HandlerModel } from "./handler-model.ts";
import { handlersOf } from "./handlers-of.ts";
import { Instances } from "./instances.ts";
import type { Host, Mechanism } from "./mechanism.ts";
import type { AtomDefinition, Context, Model, Monitor, MoveCode, Moves } from "./model.ts";
import type { Operation, TimerDefinition } from "./model.ts";
import { FlowMonitor } from "./monitor.ts";
import { type FlowPlan, valueAt } from "./plan.ts";
import type { PartView } from "./state-view.ts";

interface Stretch {
  readonly handlers: HandlerModel;
  readonly instances: Instances;
  readonly mechanism: Mechanism;
}

/** Regions of the layout that tell what happened, not what there is. */
export const REGION = { application: "application", monitor: "monitor", kernel: "kernel" } as const;

export class FlowModel implements Model {
  readonly layout: Layout;
  readonly operations: readonly Operation[];
  readonly atoms: readonly AtomDefinition[];
  readonly timers: readonly TimerDefinition[];
  readonly sites: readonly string[];
  readonly places: readonly string[];
  readonly intents: number;
  readonly monitor: Monitor;
  /** Where the flow ends: the hop of the effects that count, and the consumer that makes them. */
  readonly target: { readonly hop: number; readonly place: string };
  readonly cells: KernelCells;
  /** Of each hop, the place where its messages lie. */
  readonly #brokerPlaces: number[] = [];
  readonly #application: ApplicationModel;
  readonly #stretches: readonly Stretch[];

  constructor(plan: FlowPlan) {
    const layout = new Layout();
    const builder = new Builder(layout);
    this.layout = layout;
    this.intents = plan.keys.length;
    layout.region(REGION.application);
    this.#application = plan.application?.(builder) ?? new Application(builder, plan);
    const handlers = plan.hops.map((_, h) => handlersOf(builder, plan, h));
    layout.region("instances");
    const instances = handlers.map((h) => new Instances(builder, h, plan.bounds, plan.handlerFailures));
    const mechanisms = plan.hops.map((hop, h) => {
      layout.region(`mechanism of hop ${h + 1}`);
      return hop.build(this.#host({ builder, plan, handlers, instances }, h));
    });
    this.#stretches = plan.hops.map((_, h) => ({
      handlers: present(handlers[h], "handlers of a hop"),
      instances: present(instances[h], "instances of a hop"),
      mechanism: present(mechanisms[h], "mechanism of a hop"),
    }));
    const followsSend = plan.hops.at(-1)?.handler.groups.some((group) => group.includes("followed")) === true;
    const targetHop = plan.hops.length - 1 + (followsSend ? 1 : 0);
    this.target = { hop: targetHop, place: plan.hops.at(-1)?.handler.place ?? "" };
    layout.region(REGION.monitor);
    const monitor = new FlowMonitor(layout, { ...plan, targetHop });
    const extension = plan.extend?.({ layout, monitor, registry: this });
    this.monitor = extension?.monitor ?? monitor;
    layout.region(REGION.kernel);
    this.cells = { struck: layout.list("faults in one episode", plan.faults), episode: layout.cell() };
    this.#connect();
    this.operations = builder.operations;
    this.atoms = builder.atoms.map(extension?.atom ?? ((atom) => atom));
    this.timers = builder.timers;
    this.sites = builder.sites;
    this.places = builder.places;
  }

  initial(): State {
    return this.layout.initial();
  }

  /** Downstream first: by default a message goes its whole way before the next one is taken. */
  moves(s: State, out: Moves): void {
    for (let h = this.#stretches.length - 1; h >= 0; h--) {
      const { handlers, mechanism } = this.#stretches[h] as Stretch;
      handlers.moves(s, out);
      mechanism.moves(s, out);
    }
    this.#application.moves(s, out);
    for (const { instances } of this.#stretches) instances.moves(s, out);
  }

  unsettled(s: State): number {
    let bits = 0;
    for (const { handlers, mechanism } of this.#stretches)
      bits |= mechanism.unsettled(s) | handlers.slots.busyIntents(s);
    return bits;
  }

  isCall(code: MoveCode): boolean {
    return this.#application.isCall(code);
  }

  recovered(s: State): boolean {
    const application = this.#application;
    if (!application.up(s) || !application.quiet(s) || this.unsettled(s) !== 0) return false;
    return this.#stretches.every(
      ({ instances, mechanism }) => instances.recovered(s) && mechanism.recovered(s),
    );
  }

  /**
   * What everything is and holds in `s`, for people; the same parts in every state. `elections`: of each hop, how many
   * leaders were elected so far.
   */
  view(s: State, elections: readonly number[]): readonly PartView[] {
    return [
      this.#application.view(s),
      ...this.#stretches.flatMap(({ handlers, instances, mechanism }, hop) => [
        ...mechanism.view(s, elections[hop] ?? 0),
        ...handlerViews(s, handlers, instances),
      ]),
    ];
  }

  /** The lanes that every story has, in the order of the way: the application, then of each hop its broker and first instance. */
  get wayPlaces(): readonly number[] {
    const hops = this.#stretches.flatMap(({ handlers }, h) => [
      ...this.#brokerPlaces.slice(h, h + 1),
      ...handlers.places.slice(0, 1),
    ]);
    return [this.#application.place, ...hops];
  }

  /** Who acts in a lane: the application that starts the flow, instances of consumers, or parts of brokers. */
  actorOf(place: number): "producer" | "consumer" | "broker" {
    if (place === this.#application.place) return "producer";
    const consumes = this.#stretches.some(({ handlers }) => handlers.places.includes(place));
    return consumes ? "consumer" : "broker";
  }

  /** Instance `i` of the last consumer runs and is not paused. */
  instanceUp(s: State, i: number): boolean {
    return this.#last().instances.up(s, i);
  }

  /** Groups done by the handler on intent `m` in instance `i` of the last consumer; -1 where none runs. */
  groupsDone(s: State, i: number, m: number): number {
    return this.#last().handlers.groupsDone(s, i, m);
  }

  /** That handler throws. */
  throws(s: State, ctx: Context, i: number, m: number): void {
    this.#last().handlers.throws(s, ctx, i, m);
  }

  #last(): Stretch {
    return present(this.#stretches.at(-1), "a flow has a hop");
  }

  #connect(): void {
    const { struck, episode } = this.cells;
    const untouched = (s: State): boolean => struck.count(s) === 0 && episode.get(s) === 0;
    const idle = (s: State): boolean => this.#application.idle(s);
    this.#application.connect(present(this.#stretches[0], "a flow has a hop").mechanism);
    this.#stretches.forEach(({ handlers, instances, mechanism }, h) => {
      const next = this.#stretches[h + 1]?.mechanism;
      const up = (s: State, i: number): boolean => instances.up(s, i);
      handlers.connect(mechanism, next, up, (s, ctx, i) => instances.crash(s, ctx, i, 0));
      instances.connect({ mechanism, next, idle, untouched });
    });
  }

  #host({ builder, plan, handlers, instances: all }: Parts, hop: number): Host {
    const own = present(handlers[hop], "handlers of a hop");
    const instances = present(all[hop], "instances of a hop");
    const before = handlers[hop - 1];
    const senders = all[hop - 1];
    const application = this.#application;
    return {
      layout: builder.layout,
      hop,
      intents: plan.keys.length,
      faults: plan.faults * plan.episodes,
      senders: before?.plan.instances ?? 1,
      instances: own.plan.instances,
      valueOf: (path, m) => valueAt(plan, hop, path, m),
      place: (name) => this.#brokerPlace(hop, builder.place(name)),
      placeName: (place) => builder.places[place] ?? "",
      senderPlace: (sender) => before?.places[sender] ?? application.place,
      instancePlace: (i) => own.places[i] ?? 0,
      op: (label, run, nature) => builder.op(label, run, nature),
      timer: (name, fire) => builder.timer(name, fire),
      site: (name) => builder.site(name),
      atom: (name, enabled, strike) => builder.atom(name, enabled, strike),
      emit: (ctx, kind, place, m, detail) => ctx.emit(kind, hop, place, m, detail),
      senderUp: (s, sender) => (senders === undefined ? application.up(s) : senders.up(s, sender)),
      settled: (s, ctx, sender, item, outcome) =>
        this.#settled(s, ctx, { hop, sender, item, outcome, before }),
      intentOf: (item) => (item - 1) & 31,
      instanceUp: (s, i) => instances.up(s, i),
      instanceSlow: (s, i) => instances.slow(s, i),
      slotFree: (s, i, m) => own.free(s, i, m),
      running: (s, i) => own.slots.running(s, i),
      begin: (s, ctx, i, m, ref) => own.begin(s, ctx, i, m, ref),
      settleAnswered: (s, ctx, i, ref, ok) => own.settleAnswered(s, ctx, i, ref, ok),
      runningRefs: (s, i, out) => own.slots.runningRefs(s, i, out),
      abandon: (s, _ctx, i, ref) => own.abandon(s, i, ref),
    };
  }

  #brokerPlace(hop: number, place: number): number {
    this.#brokerPlaces[hop] ??= place;
    return place;
  }

  #settled(s: State, ctx: Context, answer: Answer): void {
    const { hop, sender, item, outcome, before } = answer;
    if (before === undefined) return this.#application.settled(s, ctx, item - 1, outcome);
    ctx.emit(EVENT.sent, hop, before.places[sender] ?? 0, (item - 1) & 31, outcome);
    before.sent(s, ctx, sender, item, outcome);
  }
}

interface Parts {
  readonly builder: Builder;
  readonly plan: FlowPlan;
  readonly handlers: readonly HandlerModel[];
  readonly instances: readonly Instances[];
}

interface Answer {
  readonly hop: number;
  readonly sender: number;
  readonly item: number;
  readonly outcome: number;
  readonly before: HandlerModel | undefined;
}
