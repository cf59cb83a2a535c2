/** A small honest mechanism for tests of the kernel: one node with one queue; and lies that can be planted in it. */
import type { Cell, List, State } from "../../src/base/layout.ts";
import { EVENT, FAILED, OK } from "../../src/runtime/event.ts";
import type { AfterFailure, Host, Mechanism, Op } from "../../src/runtime/mechanism.ts";
import type { Context, Moves } from "../../src/runtime/model.ts";
import { instanceOf, tagOf, ToyDeliveries } from "./toy-deliveries.ts";
import type { ToyOptions } from "./toy-options.ts";
import { ToySenders } from "./toy-senders.ts";

type Ops = Readonly<Record<"store" | "flush" | "answer" | "deliver" | "settled" | "circle" | "restart", Op>>;

class Toy implements Mechanism {
  readonly #host: Host;
  readonly #options: ToyOptions;
  readonly #node: number;
  readonly #down: Cell;
  readonly #circling: Cell;
  readonly #nobody: Cell;
  readonly #queue: List;
  readonly #memory: List;
  readonly #deliveries: ToyDeliveries;
  readonly #senders: ToySenders;
  readonly #count: Cell | undefined;
  readonly #ops: Ops;
  readonly view: Mechanism["view"] = () => [];

  constructor(host: Host, options: ToyOptions) {
    const { layout, intents, faults, hop } = host;
    const name = `node ${hop + 1}`;
    this.#host = host;
    this.#options = options;
    this.#node = host.place(name);
    this.#down = layout.cell();
    this.#circling = layout.cell();
    this.#nobody = layout.cell();
    this.#queue = layout.list(`queue of ${name}`, intents * (2 + faults));
    this.#memory = layout.list(`memory of ${name}`, intents * (2 + faults));
    this.#deliveries = new ToyDeliveries(host, name);
    this.#senders = new ToySenders(host, name, options.timeoutMs ?? 100);
    this.#count = options.counts === true ? layout.cell() : undefined;
    this.#ops = this.#register(host, name);
    host.atom(
      `process-crash@${name}`,
      (s) => this.#down.get(s) === 0,
      (s, ctx) => this.#crash(s, ctx),
    );
  }

  moves(s: State, out: Moves): void {
    const [host, ops, senders, deliveries] = [this.#host, this.#ops, this.#senders, this.#deliveries];
    if (this.#down.get(s) !== 0) return ops.restart.wide(out);
    if (this.#circling.get(s) !== 0) ops.circle.prompt(out);
    if (this.#memory.count(s) > 0) ops.flush.prompt(out, this.#memory.get(s, 0));
    this.#offers(s, out);
    for (let k = 0; k < deliveries.acks.count(s); k++) {
      const ack = deliveries.acks.get(s, k);
      ops.settled.prompt(out, instanceOf(ack), deliveries.intentOf(s, ack));
    }
    for (let i = 0; i < host.senders; i++) {
      const [answers, requests] = [senders.answers[i] as List, senders.requests[i] as List];
      if (answers.count(s) > 0 && host.senderUp(s, i))
        ops.answer.prompt(out, i, host.intentOf(answers.get(s, 0) >> 2));
      if (requests.count(s) > 0) ops.store.prompt(out, i, host.intentOf(requests.get(s, 0)));
    }
  }

  send(s: State, _ctx: Context, sender: number, item: number): void {
    this.#count?.add(s, 1);
    this.#senders.send(s, sender, item);
    if (this.#down.get(s) !== 0) this.#senders.wait(s, sender);
  }

  senderStopped(s: State, _ctx: Context, sender: number): void {
    this.#senders.stop(s, sender);
  }

  senderStarted(): void {
    // A new session has nothing to take over.
  }

  settle(s: State, ctx: Context, i: number, ref: number): "done" | "pending" {
    const at = this.#deliveries.find(s, i, ref);
    if (at < 0) return "done";
    if (this.#options.settle === "posted") {
      this.#remove(s, ctx, at);
      return "done";
    }
    this.#deliveries.ack(s, i, ref);
    return "pending";
  }

  failed(s: State, ctx: Context, i: number, ref: number): AfterFailure {
    const at = this.#deliveries.find(s, i, ref);
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
  // Nothing expires meanwhile, and every program of the tests settles.
  instanceResumed(): void {}
  instanceSlowed(): void {}
  instanceCaughtUp(): void {}
  ended(): void {}
  lateStart(s: State): void {
    if (this.#options.lie === "start-at-end") this.#nobody.set(s, 1);
  }

  unsettled(s: State): number {
    let bits = this.#deliveries.unsettled(s) | this.#senders.unsettled(s);
    for (const list of [this.#queue, this.#memory])
      for (let k = 0; k < list.count(s); k++) bits |= 1 << list.get(s, k);
    return bits;
  }

  recovered(s: State): boolean {
    return this.#down.get(s) === 0 && this.#senders.recovered(s) && this.#circling.get(s) === 0;
  }

  #register(host: Host, name: string): Ops {
    const { independent } = this.#options;
    const arrives = independent === undefined ? undefined : "always";
    const wrong = independent === "everything" ? "always" : undefined;
    return {
      store: host.op(
        (i, m) => `${name} stores m${m + 1} of sender ${i + 1}`,
        (s, ctx, i) => this.#stores(s, ctx, i),
        wrong,
      ),
      flush: host.op(
        (m) => `${name} flushes m${m + 1}`,
        (s) => this.#queue.push(s, this.#memory.shift(s)),
      ),
      answer: host.op(
        (i, m) => `sender ${i + 1} hears of m${m + 1} from ${name}`,
        (s, ctx, i) => this.#senders.hear(s, ctx, i),
        arrives,
      ),
      deliver: host.op(
        (i, m) => `${name} delivers m${m + 1} to instance ${i + 1}`,
        (s, ctx, i) => this.#delivers(s, ctx, i),
        wrong,
      ),
      settled: host.op(
        (i, m) => `${name} settles m${m + 1} of instance ${i + 1}`,
        (s, ctx, i, m) => this.#settles(s, ctx, i, m),
        arrives,
      ),
      circle: host.op(
        () => `${name} goes in circles`,
        (s) => this.#circling.set(s, 3 - this.#circling.get(s)),
      ),
      restart: host.op(
        () => `${name} restarts`,
        (s) => this.#down.set(s, 0),
      ),
    };
  }

  #stores(s: State, ctx: Context, i: number): void {
    const { lie } = this.#options;
    const item = this.#senders.requests[i]?.shift(s) ?? 0;
    const m = this.#host.intentOf(item);
    const to = lie === "ack-before-store" ? this.#memory : this.#queue;
    const kept = lie !== "swallow" && lie !== "refuse" && this.#nobody.get(s) === 0;
    if (kept) to.push(s, m);
    if (kept && lie === "store-twice") to.push(s, m);
    this.#host.emit(ctx, EVENT.append, this.#node, m, 0);
    this.#senders.answer(s, i, item, lie === "say-failed" || lie === "refuse" ? FAILED : OK);
  }

  #offers(s: State, out: Moves): void {
    const host = this.#host;
    const n = this.#queue.count(s);
    if (n === 0 || this.#circling.get(s) !== 0) return;
    const m = this.#queue.get(s, this.#options.lie === "last-first" ? n - 1 : 0);
    if (this.#options.lie === "hide-second" && m === 1) return;
    for (let i = 0; i < host.instances; i++)
      if (host.instanceUp(s, i) && !host.instanceSlow(s, i) && host.slotFree(s, i, m))
        this.#ops.deliver.prompt(out, i, m);
  }

  #delivers(s: State, ctx: Context, i: number): void {
    const { lie } = this.#options;
    const m = this.#queue.removeAt(s, lie === "last-first" ? this.#queue.count(s) - 1 : 0);
    const tag = this.#deliveries.freeTag(s, i);
    if (lie !== "settle-on-delivery") this.#deliveries.add(s, i, tag, m);
    this.#host.emit(ctx, EVENT.deliver, this.#host.instancePlace(i), m, 0);
    this.#host.begin(s, ctx, i, m, tag);
  }

  #settles(s: State, ctx: Context, i: number, m: number): void {
    const { acks } = this.#deliveries;
    for (let k = 0; k < acks.count(s); k++) {
      const ack = acks.get(s, k);
      if (instanceOf(ack) !== i || this.#deliveries.intentOf(s, ack) !== m) continue;
      acks.removeAt(s, k);
      const at = this.#deliveries.find(s, i, tagOf(ack));
      if (at >= 0) this.#remove(s, ctx, at);
      return this.#host.settleAnswered(s, ctx, i, tagOf(ack), at >= 0);
    }
  }

  #remove(s: State, ctx: Context, at: number): void {
    const { m } = this.#deliveries.takeBack(s, at);
    this.#host.emit(ctx, EVENT.settle, this.#node, m, 0);
  }

  /** Back to the head of the queue. */
  #giveBack(s: State, ctx: Context, at: number): void {
    const { m, ack } = this.#deliveries.takeBack(s, at);
    if (ack !== undefined) this.#host.settleAnswered(s, ctx, instanceOf(ack), tagOf(ack), false);
    if (this.#options.lie === "forget-requeue") return;
    this.#queue.insert(s, 0, m);
    this.#host.emit(ctx, EVENT.return, this.#node, m, 0);
  }

  #return(s: State, ctx: Context, i: number): void {
    const { unacked } = this.#deliveries;
    for (let k = unacked.count(s) - 1; k >= 0; k--)
      if (instanceOf(unacked.get(s, k)) === i) this.#giveBack(s, ctx, k);
  }

  #crash(s: State, ctx: Context): void {
    this.#down.set(s, 1);
    this.#memory.clear(s);
    for (let i = 0; i < this.#host.instances; i++) this.#return(s, ctx, i);
    this.#senders.cut(s);
  }
}

/** The toy as a hop of a plan. */
export const toy =
  (options: ToyOptions) =>
  (host: Host): Mechanism =>
    new Toy(host, options);
