/** A small honest mechanism for tests of the kernel: one node with one queue; and lies that can be planted in it. */
import type { Cell, List, State } from "../../src/base/layout.ts";
import type { Clause } from "../../src/model/guarantee.ts";
import { EVENT, FAILED, OK, UNKNOWN_OUTCOME } from "../../src/runtime/event.ts";
import { FlowModel } from "../../src/runtime/flow-model.ts";
import type { AfterFailure, Alarm, Host, Mechanism, Op } from "../../src/runtime/mechanism.ts";
import type { Context, Moves } from "../../src/runtime/model.ts";
import type { FlowPlan, HandlerPlan } from "../../src/runtime/plan.ts";

/** What the mechanism does wrong. */
export type Lie =
  | "ack-before-store"
  | "forget-requeue"
  | "last-first"
  | "settle-on-delivery"
  | "store-twice"
  | "swallow"
  | "say-failed"
  | "hide-second"
  | "start-at-end"
  | "refuse"
  | "circle-after-crash";

export interface ToyOptions {
  readonly settle: "awaited" | "posted";
  readonly lie?: Lie;
  /** How long the sender waits for an answer, in ms. */
  readonly timeoutMs?: number;
  /** Says of answers and settles under way that they only arrive. */
  readonly transit?: boolean;
  /** Keeps what a model must not: a count of sends, which only grows. */
  readonly counts?: boolean;
}

const TAG = 32;
const INSTANCE = 1024;

class Toy implements Mechanism {
  readonly #host: Host;
  readonly #options: ToyOptions;
  readonly #node: number;
  readonly #down: Cell;
  readonly #queue: List;
  readonly #memory: List;
  readonly #unacked: List;
  readonly #acks: List;
  readonly #circling: Cell;
  readonly #nobody: Cell;
  readonly #requests: readonly List[];
  readonly #answers: readonly List[];
  readonly #open: readonly List[];
  readonly #patience: readonly Alarm[];
  readonly #count: Cell | undefined;
  readonly #store: Op;
  readonly #flush: Op;
  readonly #answer: Op;
  readonly #deliver: Op;
  readonly #settled: Op;
  readonly #circle: Op;
  readonly #restart: Op;
  readonly #refs: number[] = [];

  constructor(host: Host, options: ToyOptions) {
    const { layout, intents, faults, senders, hop } = host;
    const most = intents * (2 + faults);
    const name = `node ${hop + 1}`;
    const each = Array.from({ length: senders }, (_, i) => i);
    this.#host = host;
    this.#options = options;
    this.#node = host.place(name);
    this.#down = layout.cell();
    this.#circling = layout.cell();
    this.#nobody = layout.cell();
    this.#queue = layout.list(`queue of ${name}`, most);
    this.#memory = layout.list(`memory of ${name}`, most);
    this.#unacked = layout.list(`unacked at ${name}`, most);
    this.#acks = layout.list(`settles to ${name}`, most);
    this.#requests = each.map((i) => layout.list(`requests of sender ${i + 1} to ${name}`, most));
    this.#answers = each.map((i) => layout.list(`answers of ${name} to sender ${i + 1}`, most));
    this.#open = each.map((i) => layout.list(`open sends of sender ${i + 1} to ${name}`, most));
    this.#patience = each.map((i) =>
      host.timer(`sender ${i + 1} of ${name} gives up`, (s, ctx) => this.#giveUp(s, ctx, i)),
    );
    this.#count = options.counts === true ? layout.cell() : undefined;
    this.#store = host.op(
      (i, m) => `${name} stores m${m + 1} of sender ${i + 1}`,
      (s, ctx, i) => this.#stores(s, ctx, i),
    );
    this.#flush = host.op(
      (m) => `${name} flushes m${m + 1}`,
      (s) => this.#queue.push(s, this.#memory.shift(s)),
    );
    this.#answer = host.op(
      (i, m) => `sender ${i + 1} hears of m${m + 1} from ${name}`,
      (s, ctx, i) => this.#answered(s, ctx, i),
    );
    this.#deliver = host.op(
      (i, m) => `${name} delivers m${m + 1} to instance ${i + 1}`,
      (s, ctx, i) => this.#delivers(s, ctx, i),
    );
    this.#settled = host.op(
      (i, m) => `${name} settles m${m + 1} of instance ${i + 1}`,
      (s, ctx, i, m) => this.#settles(s, ctx, i, m),
    );
    this.#circle = host.op(
      () => `${name} goes in circles`,
      (s) => this.#circling.set(s, 3 - this.#circling.get(s)),
    );
    this.#restart = host.op(
      () => `${name} restarts`,
      (s) => this.#down.set(s, 0),
    );
    this.#faults(host, name);
  }

  moves(s: State, out: Moves): void {
    const host = this.#host;
    if (this.#down.get(s) !== 0) return this.#restart.wide(out);
    if (this.#circling.get(s) !== 0) this.#circle.prompt(out);
    if (this.#memory.count(s) > 0) this.#flush.prompt(out, this.#memory.get(s, 0));
    this.#deliveries(s, out);
    for (let k = 0; k < this.#acks.count(s); k++) {
      const ack = this.#acks.get(s, k);
      this.#arrives(this.#settled, out, Math.floor(ack / INSTANCE), this.#intentOf(s, ack));
    }
    for (let i = 0; i < host.senders; i++) {
      const answers = this.#answers[i] as List;
      const requests = this.#requests[i] as List;
      if (answers.count(s) > 0 && host.senderUp(s, i))
        this.#arrives(this.#answer, out, i, host.intentOf(answers.get(s, 0) >> 2));
      if (requests.count(s) > 0) this.#store.prompt(out, i, host.intentOf(requests.get(s, 0)));
    }
  }

  #arrives(op: Op, out: Moves, a: number, b: number): void {
    if (this.#options.transit === true) op.transit(out, a, b);
    else op.prompt(out, a, b);
  }

  send(s: State, _ctx: Context, sender: number, item: number): void {
    this.#count?.add(s, 1);
    this.#open[sender]?.push(s, item);
    this.#requests[sender]?.push(s, item);
    if (this.#down.get(s) !== 0) this.#arm(s, sender);
  }

  /** What was written arrives; nobody hears the answers. */
  senderStopped(s: State, _ctx: Context, sender: number): void {
    this.#answers[sender]?.clear(s);
    this.#open[sender]?.clear(s);
    this.#patience[sender]?.disarm(s);
  }

  senderStarted(): void {
    // A new session has nothing to take over.
  }

  settle(s: State, ctx: Context, i: number, ref: number): "done" | "pending" {
    const at = this.#find(s, i, ref);
    if (at < 0) return "done";
    if (this.#options.settle === "posted") {
      this.#remove(s, ctx, at);
      return "done";
    }
    this.#acks.push(s, i * INSTANCE + ref);
    return "pending";
  }

  ended(): void {
    // Every program of the tests settles.
  }

  failed(s: State, ctx: Context, i: number, ref: number): AfterFailure {
    const at = this.#find(s, i, ref);
    if (at >= 0) this.#giveBack(s, ctx, at);
    return "over";
  }

  instanceStopped(s: State, ctx: Context, i: number): void {
    if (this.#options.lie === "circle-after-crash") this.#circling.set(s, 1);
    this.#return(s, ctx, i);
  }

  instanceStarted(s: State): void {
    this.#nobody.set(s, 0);
  }
  instancePaused(s: State, ctx: Context, i: number): void {
    this.#return(s, ctx, i);
  }
  instanceResumed(): void {
    // As started.
  }
  instanceSlowed(): void {
    // Nothing expires in a backlog.
  }
  instanceCaughtUp(): void {
    // As slowed.
  }
  lateStart(s: State): void {
    if (this.#options.lie === "start-at-end") this.#nobody.set(s, 1);
  }

  unsettled(s: State): number {
    let bits = 0;
    for (const list of [this.#queue, this.#memory])
      for (let k = 0; k < list.count(s); k++) bits |= 1 << list.get(s, k);
    for (let k = 0; k < this.#unacked.count(s); k++) bits |= 1 << (this.#unacked.get(s, k) & 31);
    for (const list of this.#requests)
      for (let k = 0; k < list.count(s); k++) bits |= 1 << this.#host.intentOf(list.get(s, k));
    return bits;
  }

  recovered(s: State): boolean {
    return (
      this.#down.get(s) === 0 &&
      this.#open.every((open) => open.count(s) === 0) &&
      this.#circling.get(s) === 0
    );
  }

  #faults(host: Host, name: string): void {
    const first = host.senderPlace(0);
    const from = host.hop === 0 ? "producer" : `sender ${first}`;
    const requests = this.#requests[0] as List;
    const answers = this.#answers[0] as List;
    host.atom(
      `process-crash@${name}`,
      (s) => this.#down.get(s) === 0,
      (s, ctx) => this.#crash(s, ctx),
    );
    host.atom(
      `lost-request@${from}`,
      (s) => requests.count(s) > 0,
      (s) => {
        requests.shift(s);
        this.#arm(s, 0);
      },
    );
    host.atom(
      `lost-response@${from}`,
      (s) => answers.count(s) > 0,
      (s) => {
        answers.shift(s);
        this.#arm(s, 0);
      },
    );
  }

  #stores(s: State, ctx: Context, i: number): void {
    const { lie } = this.#options;
    const item = this.#requests[i]?.shift(s) ?? 0;
    const m = this.#host.intentOf(item);
    const to = lie === "ack-before-store" ? this.#memory : this.#queue;
    const kept = lie !== "swallow" && lie !== "refuse" && this.#nobody.get(s) === 0;
    if (kept) to.push(s, m);
    if (kept && lie === "store-twice") to.push(s, m);
    const outcome = lie === "say-failed" || lie === "refuse" ? FAILED : OK;
    this.#host.emit(ctx, EVENT.append, this.#node, m, 0);
    if ((this.#open[i]?.indexOf(s, item) ?? -1) >= 0) this.#answers[i]?.push(s, (item << 2) | outcome);
  }

  #answered(s: State, ctx: Context, i: number): void {
    const answer = this.#answers[i]?.shift(s) ?? 0;
    this.#close(s, ctx, { i, item: answer >> 2, outcome: answer & 3 });
  }

  #giveUp(s: State, ctx: Context, i: number): void {
    const open = this.#open[i] as List;
    while (open.count(s) > 0) {
      const item = open.get(s, 0);
      const written = this.#requests[i]?.indexOf(s, item) ?? -1;
      if (written >= 0) this.#requests[i]?.removeAt(s, written);
      this.#close(s, ctx, { i, item, outcome: written >= 0 ? FAILED : UNKNOWN_OUTCOME });
    }
  }

  #close(s: State, ctx: Context, { i, item, outcome }: { i: number; item: number; outcome: number }): void {
    const open = this.#open[i] as List;
    const at = open.indexOf(s, item);
    if (at < 0) return;
    open.removeAt(s, at);
    if (open.count(s) === 0) this.#patience[i]?.disarm(s);
    this.#host.settled(s, ctx, i, item, outcome);
  }

  #arm(s: State, i: number): void {
    if ((this.#open[i]?.count(s) ?? 0) > 0) this.#patience[i]?.arm(s, this.#options.timeoutMs ?? 100);
  }

  #deliveries(s: State, out: Moves): void {
    const n = this.#queue.count(s);
    if (n === 0) return;
    const m = this.#queue.get(s, this.#options.lie === "last-first" ? n - 1 : 0);
    if (this.#options.lie === "hide-second" && m === 1) return;
    if (this.#circling.get(s) !== 0) return;
    for (let i = 0; i < this.#host.instances; i++)
      if (this.#host.instanceUp(s, i) && !this.#host.instanceSlow(s, i) && this.#host.slotFree(s, i, m))
        this.#deliver.prompt(out, i, m);
  }

  #delivers(s: State, ctx: Context, i: number): void {
    const { lie } = this.#options;
    const m = this.#queue.removeAt(s, lie === "last-first" ? this.#queue.count(s) - 1 : 0);
    const tag = this.#freeTag(s, i);
    if (lie !== "settle-on-delivery") this.#unacked.push(s, i * INSTANCE + tag * TAG + m);
    this.#host.emit(ctx, EVENT.deliver, this.#host.instancePlace(i), m, 0);
    this.#host.begin(s, ctx, i, m, tag);
  }

  /** The lowest tag that neither the node nor a running handler uses: nothing grows. */
  #freeTag(s: State, i: number): number {
    this.#host.runningRefs(s, i, this.#refs);
    for (let tag = 0; ; tag++) if (!this.#refs.includes(tag) && this.#find(s, i, tag) < 0) return tag;
  }

  #find(s: State, i: number, tag: number): number {
    const key = i * TAG + tag;
    for (let k = 0; k < this.#unacked.count(s); k++) if (this.#unacked.get(s, k) >> 5 === key) return k;
    return -1;
  }

  #intentOf(s: State, ack: number): number {
    const at = this.#find(s, Math.floor(ack / INSTANCE), ack % INSTANCE);
    return at < 0 ? 0 : this.#unacked.get(s, at) & 31;
  }

  #settles(s: State, ctx: Context, i: number, m: number): void {
    for (let k = 0; k < this.#acks.count(s); k++) {
      const ack = this.#acks.get(s, k);
      if (Math.floor(ack / INSTANCE) !== i || this.#intentOf(s, ack) !== m) continue;
      this.#acks.removeAt(s, k);
      const at = this.#find(s, i, ack % INSTANCE);
      if (at >= 0) this.#remove(s, ctx, at);
      return this.#host.settleAnswered(s, ctx, i, ack % INSTANCE, at >= 0);
    }
  }

  #remove(s: State, ctx: Context, at: number): void {
    const entry = this.#unacked.removeAt(s, at);
    this.#host.emit(ctx, EVENT.settle, this.#node, entry & 31, 0);
  }

  /** Back to the head of the queue. */
  #giveBack(s: State, ctx: Context, at: number): void {
    const entry = this.#unacked.removeAt(s, at);
    const ack = this.#acks.indexOf(s, Math.floor(entry / INSTANCE) * INSTANCE + ((entry >> 5) & 31));
    if (ack >= 0) {
      const { instance, tag } = { instance: Math.floor(entry / INSTANCE), tag: (entry >> 5) & 31 };
      this.#acks.removeAt(s, ack);
      this.#host.settleAnswered(s, ctx, instance, tag, false);
    }
    if (this.#options.lie === "forget-requeue") return;
    this.#queue.insert(s, 0, entry & 31);
    this.#host.emit(ctx, EVENT.return, this.#node, entry & 31, 0);
  }

  #return(s: State, ctx: Context, i: number): void {
    for (let k = this.#unacked.count(s) - 1; k >= 0; k--)
      if (Math.floor(this.#unacked.get(s, k) / INSTANCE) === i) this.#giveBack(s, ctx, k);
  }

  #crash(s: State, ctx: Context): void {
    this.#down.set(s, 1);
    this.#memory.clear(s);
    const waiting: number[] = [];
    for (let k = 0; k < this.#acks.count(s); k++) waiting.push(this.#acks.get(s, k));
    this.#acks.clear(s);
    for (let i = 0; i < this.#host.instances; i++) this.#return(s, ctx, i);
    for (const ack of waiting)
      this.#host.settleAnswered(s, ctx, Math.floor(ack / INSTANCE), ack % INSTANCE, false);
    for (let i = 0; i < this.#host.senders; i++) {
      this.#requests[i]?.clear(s);
      this.#answers[i]?.clear(s);
      this.#arm(s, i);
    }
  }
}

/** The toy as a hop of a plan. */
export function toy(options: ToyOptions): (host: Host) => Mechanism {
  return (host) => new Toy(host, options);
}

export const ALL_CLAUSES: readonly Clause[] = [
  { kind: "valid" },
  { kind: "live" },
  { kind: "at-most-once" },
  { kind: "at-least-once", except: [] },
  { kind: "order", scope: { kind: "per", path: "key" }, strict: false },
  { kind: "order", scope: { kind: "per", path: "key" }, strict: true },
];

export const CONSUMER = "reader.in";
export const PRODUCER = "writer.out";

export interface ToyPlan {
  readonly plan?: Partial<FlowPlan>;
  readonly handler?: Partial<HandlerPlan>;
  readonly toy?: Partial<ToyOptions>;
  readonly hops?: number;
}

/** A flow over one toy (or several in a row) with two messages of one key and one fault. */
export function toyPlan({ plan, handler, toy: options, hops = 1 }: ToyPlan = {}): FlowPlan {
  const last: HandlerPlan = {
    place: CONSUMER,
    instances: 1,
    slots: 1,
    perKey: false,
    groups: [["effect"], ["settle"]],
    effect: "plain",
    keepMs: 0,
    gates: "effect",
    ...handler,
  };
  const build = toy({ settle: "awaited", ...options });
  const through: HandlerPlan = { ...last, groups: [["next"], ["settle"]] };
  return {
    producer: PRODUCER,
    awaits: true,
    sendAgain: false,
    hops: Array.from({ length: hops }, (_, h) => ({
      handler: h === hops - 1 ? last : { ...through, place: `relay${h + 1}.in` },
      build,
    })),
    keys: [0, 0],
    faults: 1,
    episodes: 1,
    bounds: { boundMs: () => 3_600_000 },
    handlerFailures: 1,
    clauses: ALL_CLAUSES,
    ...plan,
  };
}

export function toyModel(setup: ToyPlan = {}): FlowModel {
  return new FlowModel(toyPlan(setup));
}
