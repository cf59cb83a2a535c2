/** What a flow needs of the handlers of one consumer, whether they run declared steps or a user's code. */
import type { State } from "../base/layout.ts";
import type { Builder } from "./builder.ts";
import type { HandlerSlots } from "./handler-slots.ts";
import type { Mechanism } from "./mechanism.ts";
import type { Context, Moves } from "./model.ts";
import type { HandlerPlan } from "./handler-plan.ts";

export interface HandlerModel {
  readonly plan: HandlerPlan;
  readonly hop: number;
  /** Lanes of the instances. */
  readonly places: readonly number[];
  readonly slots: HandlerSlots;
  /** `crash`: instance `i` dies of its own. */
  connect(
    mechanism: Mechanism,
    next: Mechanism | undefined,
    up: (s: State, i: number) => boolean,
    crash: (s: State, ctx: Context, i: number) => void,
  ): void;
  moves(s: State, out: Moves): void;
  /** May instance `i` begin a handler on intent `m`? */
  free(s: State, i: number, m: number): boolean;
  begin(s: State, ctx: Context, i: number, m: number, ref: number): void;
  settleAnswered(s: State, ctx: Context, i: number, ref: number, ok: boolean): void;
  /** A send of instance `i` into the next hop has settled. */
  sent(s: State, ctx: Context, i: number, item: number, outcome: number): void;
  /** The handler of this delivery is taken away without a trace. */
  abandon(s: State, i: number, ref: number): void;
  /** The process died: handlers and what it kept in memory are gone. */
  crash(s: State, i: number): void;
  /** Instance `i` is there again. */
  started?(s: State, i: number): void;
  /** Groups done by the handler that runs on intent `m` in instance `i`; -1 where none runs. */
  groupsDone(s: State, i: number, m: number): number;
  /** The handler on intent `m` in instance `i` throws, wherever it is. */
  throws(s: State, ctx: Context, i: number, m: number): void;
  /** Bits of the intents that the store remembers; of instance `i` where each has its own. */
  remembered(s: State, i: number): number;
  failNext(s: State, times: number): void;
  failing(s: State): boolean;
  /** How many of the next handlers throw. */
  failures(s: State): number;
  /** A disturbance of at most `boundMs` began: what the store remembers may run out meanwhile. */
  outage(s: State, boundMs: number): void;
  outageOver(s: State): void;
}

/** What handlers are built from. */
export interface HandlerParts {
  readonly builder: Builder;
  readonly hop: number;
  readonly plan: HandlerPlan;
  /** The value of which one handler runs at a time, of each intent; absent where values do not matter. */
  readonly valueOf: ((m: number) => number) | undefined;
}
