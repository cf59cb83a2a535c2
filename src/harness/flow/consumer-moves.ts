/** The moves of one consumer that runs user code, under the names that schedules know them by. */
import type { State } from "../../base/layout.ts";
import type { Builder } from "../../runtime/builder.ts";
import type { HandlerPlan } from "../../runtime/handler-plan.ts";
import type { Op } from "../../runtime/mechanism.ts";
import type { Context, Moves } from "../../runtime/model.ts";

type Take = (s: State, ctx: Context, i: number) => void;

/** What the moves do. */
export interface ConsumerActs {
  /** The handler in slot `k` of instance `i` makes its next call, or ends. */
  readonly act: (s: State, ctx: Context, i: number, k: number) => void;
  /** Code that belongs to no handler makes its next call. */
  readonly aside: Take;
  /** The process dies of an error of its own. */
  readonly fall: Take;
}

export class ConsumerMoves {
  readonly #act: Op;
  readonly #aside: Op;
  readonly #fall: Op;

  constructor(builder: Builder, { place }: HandlerPlan, acts: ConsumerActs) {
    const slotText = (b: number): string => (b >> 5 > 0 ? ` (slot ${(b >> 5) + 1})` : "");
    this.#act = builder.op(
      (i, b) => `${place}#${i + 1} handles m${(b & 31) + 1}${slotText(b)}`,
      (s, ctx, i, b) => acts.act(s, ctx, i, b >> 5),
    );
    this.#aside = builder.op((i) => `${place}#${i + 1} goes on beside its handlers`, acts.aside);
    this.#fall = builder.op((i) => `${place}#${i + 1} dies of an error`, acts.fall);
  }

  act(out: Moves, i: number, k: number, m: number): void {
    this.#act.prompt(out, i, (k << 5) | m);
  }

  /** The same for a call that is late. */
  actLate(out: Moves, i: number, k: number, m: number): void {
    this.#act.wide(out, i, (k << 5) | m);
  }

  aside(out: Moves, i: number, isLate: boolean): void {
    if (isLate) this.#aside.wide(out, i);
    else this.#aside.prompt(out, i);
  }

  fall(out: Moves, i: number): void {
    this.#fall.prompt(out, i);
  }
}
