/** Watches a run that is told: how each part of the state changes, and when the clause breaks. */
import type { State } from "../base/layout.ts";
import type { FlowModel } from "../runtime/flow-model.ts";
import type { RunStep } from "../runtime/run.ts";
import type { PartView } from "../runtime/state-view.ts";

export class StateRecord {
  readonly initial: readonly PartView[];
  /** For each step, the parts that it changed. */
  readonly changes: (readonly PartView[])[] = [];
  readonly #model: FlowModel;
  readonly #elections: number[] = [];
  readonly #latest = new Map<string, string>();
  /** Bits of the clauses broken so far, after each step. */
  readonly #broken: number[] = [];

  constructor(model: FlowModel) {
    this.#model = model;
    this.initial = model.view(model.initial(), []);
    for (const part of this.initial) this.#latest.set(part.id, JSON.stringify(part));
  }

  readonly seen = (s: State, step: RunStep): void => {
    for (const { kind, hop } of step.events)
      if (kind === "elect") this.#elections[hop] = (this.#elections[hop] ?? 0) + 1;
    const changed = this.#model.view(s, this.#elections).filter((part) => {
      const text = JSON.stringify(part);
      if (this.#latest.get(part.id) === text) return false;
      this.#latest.set(part.id, text);
      return true;
    });
    this.changes.push(changed);
    this.#broken.push(this.#model.monitor.broken(s));
  };

  /** The last step after which a message lies nowhere any more; undefined while it still does, or never did. */
  goneAfter(message: string): number | undefined {
    const holders = new Set(this.initial.filter((part) => holds(part, message)).map(({ id }) => id));
    let gone: number | undefined;
    this.changes.forEach((parts, step) => {
      const before = holders.size;
      for (const part of parts) {
        if (holds(part, message)) holders.add(part.id);
        else holders.delete(part.id);
      }
      if (before > 0 && holders.size === 0) gone = step;
    });
    return holders.size === 0 ? gone : undefined;
  }

  /** The step after which a clause was broken; undefined where it never was before the end. */
  brokenAfter(clause: string): number | undefined {
    const bit = 1 << this.#model.monitor.clauses.indexOf(clause);
    const step = this.#broken.findIndex((bits) => (bits & bit) !== 0);
    return step < 0 ? undefined : step;
  }
}

/** What the application means to send, and what a store remembers, is no copy. */
function holds({ title, lists }: PartView, message: string): boolean {
  if (title === "application") return false;
  return lists.some(
    ({ name, entries }) => name !== "remembers" && entries.some((entry) => entry.text === message),
  );
}
