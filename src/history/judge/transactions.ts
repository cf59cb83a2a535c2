/** Transactions of producers: which intents belong to one, and how it ended. */
import type { Id, Outcome } from "../event.ts";
import { IntColumn, Names, NumberColumn } from "./columns.ts";

export type Decision = "committed" | "aborted" | "undecided" | "unknown";

const OPEN = 0;
const COMMITTED = 1;
const ABORTED = 2;
const IN_DOUBT = 3;

export class Transactions {
  readonly #named: Names<Id> = new Names<Id>();
  readonly #state: IntColumn = new IntColumn();
  /** Of the call that decided. */
  readonly #line: IntColumn = new IntColumn();
  readonly #begin: NumberColumn = new NumberColumn();
  readonly #process: IntColumn = new IntColumn();

  of(tx: Id): number {
    return this.#named.of(tx);
  }

  name(tx: number): string {
    return String(this.#named.name(tx) ?? "?");
  }

  ended(tx: number, how: "commit" | "abort", out: Outcome, call: Omit<Decided, "decision">): void {
    const state =
      out === "failed" ? OPEN : out === "unknown" ? IN_DOUBT : how === "commit" ? COMMITTED : ABORTED;
    if (state === OPEN || this.#state.get(tx) === COMMITTED || this.#state.get(tx) === ABORTED) return;
    this.#state.set(tx, state);
    this.#line.set(tx, call.line);
    this.#begin.set(tx, call.begin);
    this.#process.set(tx, call.process);
  }

  decision(tx: number): Decided {
    const words: readonly Decision[] = ["undecided", "committed", "aborted", "unknown"];
    return {
      decision: words[this.#state.get(tx)] ?? "undecided",
      line: this.#line.get(tx),
      begin: this.#begin.get(tx),
      process: this.#process.get(tx),
    };
  }
}

export interface Decided {
  readonly decision: Decision;
  readonly line: number;
  readonly begin: number;
  readonly process: number;
}
