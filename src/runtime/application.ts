/** The application that starts a flow: it means to say each intent once, in order, and may die in between. */
import type { Cell, Cells, State } from "../base/layout.ts";
import type { ApplicationModel } from "./application-model.ts";
import type { Builder } from "./builder.ts";
import { EVENT, NO_INTENT, OK } from "./event.ts";
import type { Mechanism, Op } from "./mechanism.ts";
import type { Context, MoveCode, Moves } from "./model.ts";
import type { FlowPlan } from "./plan.ts";
import { fact, messageEntry, type PartView } from "./state-view.ts";

const UNCALLED = 0;
const OPEN = 1;
const DONE = 2;
const GIVEN_UP = 3;
const AGAIN = 4;
const WORDS = ["not sent", "open", "acknowledged", "given up", "to be sent again"];

export class Application implements ApplicationModel {
  readonly place: number;
  readonly #intents: number;
  readonly #name: string;
  /** Intent to call after each number of intents passed; the number of intents where there is none. */
  readonly #nextCall: readonly number[];
  /** By intent: it is called only when no send is open. */
  readonly #waits: readonly boolean[];
  readonly #sendAgain: boolean;
  readonly #state: Cells;
  readonly #next: Cell;
  readonly #down: Cell;
  readonly #call: Op;
  readonly #again: Op;
  readonly #restart: Op;
  #mechanism: Mechanism | undefined;

  constructor(builder: Builder, plan: FlowPlan) {
    this.#intents = plan.keys.length;
    this.#name = plan.producer;
    this.#nextCall = nextCalls(plan, this.#intents);
    this.#waits = plan.keys.map((_, m) => plan.waits?.[m] ?? plan.awaits);
    this.#sendAgain = plan.sendAgain;
    this.#state = builder.layout.cells(this.#intents);
    this.#next = builder.layout.cell();
    this.#down = builder.layout.cell();
    this.place = builder.place(plan.producer);
    this.#call = builder.op(
      (m) => `${plan.producer} sends m${m + 1}`,
      (s, ctx, m) => {
        this.#next.set(s, m + 1);
        this.#send(s, ctx, m);
      },
    );
    this.#again = builder.op(
      (m) => `${plan.producer} sends m${m + 1} again`,
      (s, ctx, m) => this.#send(s, ctx, m),
    );
    this.#restart = builder.op(
      () => `${plan.producer} restarts`,
      (s, ctx) => {
        this.#down.set(s, 0);
        ctx.emit(EVENT.start, 0, this.place, NO_INTENT, 0);
        this.#mechanism?.senderStarted(s, ctx, 0);
      },
      "heals",
    );
    builder.atom(
      `process-crash@${plan.producer}`,
      (s) => this.#down.get(s) === 0,
      (s, ctx) => this.#crash(s, ctx),
    );
  }

  connect(mechanism: Mechanism): void {
    this.#mechanism = mechanism;
  }

  up(s: State): boolean {
    return this.#down.get(s) === 0;
  }

  /** No send is open and none is to be made again. */
  quiet(s: State): boolean {
    for (let m = 0; m < this.#intents; m++) {
      const state = this.#state.get(s, m);
      if (state === OPEN || state === AGAIN) return false;
    }
    return true;
  }

  /** Nothing has been called yet. */
  idle(s: State): boolean {
    return this.#next.get(s) === 0;
  }

  isCall(code: MoveCode): boolean {
    return (code & 255) === (this.#call.code() & 255);
  }

  moves(s: State, out: Moves): void {
    if (this.#down.get(s) !== 0) {
      this.#restart.wide(out);
      return;
    }
    const next = this.#next.get(s);
    const call = this.#nextCall[next] as number;
    const waits = this.#waits[call] === true;
    // Else it makes no difference what became of those called before.
    const open = (waits || this.#sendAgain) && this.#isOpen(s, next, out);
    if (call < this.#intents && !(open && waits)) this.#call.wide(out, call);
  }

  /** Is one of the first `next` intents open? Adds those to be sent again. */
  #isOpen(s: State, next: number, out: Moves): boolean {
    let open = false;
    for (let m = 0; m < next; m++) {
      const state = this.#state.get(s, m);
      if (state === AGAIN) this.#again.prompt(out, m);
      if (state === OPEN || state === AGAIN) open = true;
    }
    return open;
  }

  settled(s: State, ctx: Context, m: number, outcome: number): void {
    ctx.emit(EVENT.sent, 0, this.place, m, outcome);
    const again = outcome !== OK && this.#sendAgain;
    this.#state.set(s, m, outcome === OK ? DONE : again ? AGAIN : GIVEN_UP);
  }

  /** What the application knows of its messages. */
  view(s: State): PartView {
    const entries = Array.from({ length: this.#intents }, (_, m) =>
      messageEntry(m, WORDS[this.#state.get(s, m)] ?? ""),
    );
    return {
      id: `application ${this.#name}`,
      place: this.#name,
      title: "application",
      facts: [fact("process", this.up(s) ? "runs" : "down")],
      lists: [{ name: "messages", entries }],
    };
  }

  #send(s: State, ctx: Context, m: number): void {
    this.#state.set(s, m, OPEN);
    ctx.emit(EVENT.send, 0, this.place, m, 0);
    this.#mechanism?.send(s, ctx, 0, m + 1);
  }

  /** It forgets what is open (in doubt, no loss) and goes on with the next intent when it is back. */
  #crash(s: State, ctx: Context): void {
    this.#down.set(s, 1);
    for (let m = 0; m < this.#intents; m++) {
      const state = this.#state.get(s, m);
      if (state !== UNCALLED && state !== DONE) this.#state.set(s, m, GIVEN_UP);
    }
    this.#mechanism?.senderStopped(s, ctx, 0);
  }
}

/** Of each number of intents passed, the intent to call then. */
export function nextCalls({ calls }: Pick<FlowPlan, "calls">, intents: number): readonly number[] {
  return Array.from({ length: intents + 1 }, (_, from) => {
    let m = from;
    while (m < intents && calls?.includes(m) === false) m += 1;
    return m;
  });
}
