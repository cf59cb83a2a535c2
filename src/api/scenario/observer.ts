/** What a scenario looks at, kept in the state of its simulation, so that a search tells apart what it does. */
import type { Cells, Layout, State } from "../../base/layout.ts";
import { EVENT, OK } from "../../runtime/event.ts";
import type { FlowModel } from "../../runtime/flow-model.ts";
import { EventNames, type MessageNames } from "../event.ts";
import { type EventPattern, matches } from "../fault-plan.ts";
import type { Settlement } from "./step.ts";

/** By the code of an outcome plus one. */
const SETTLEMENTS: readonly Settlement[] = ["open", "ok", "failed", "unknown"];
/** Effects of one message that are told apart. */
export const EFFECTS_MAX = 7;

export class ScenarioObserver {
  readonly #messages: MessageNames;
  readonly #names: EventNames;
  readonly #target: number;
  readonly #patterns: readonly EventPattern[];
  readonly #counts: Cells;
  readonly #settled: Cells;
  readonly #effects: Cells;

  constructor(layout: Layout, model: FlowModel, messages: MessageNames, patterns: readonly EventPattern[]) {
    this.#messages = messages;
    this.#names = new EventNames(model, messages);
    this.#target = model.target.hop;
    this.#patterns = patterns;
    this.#counts = layout.cells(patterns.length);
    this.#settled = layout.cells(messages.names.length);
    this.#effects = layout.cells(messages.names.length);
  }

  step(s: State, kind: number, hop: number, place: number, m: number, detail: number): void {
    const event = this.#names.event({ kind, hop, place, intent: m, detail });
    this.#patterns.forEach((pattern, p) => {
      if (!this.met(s, p) && matches(pattern, event)) this.#counts.add(s, p, 1);
    });
    if (kind === EVENT.sent && hop === 0 && this.#settled.get(s, m) !== OK + 1)
      this.#settled.set(s, m, detail + 1);
    if (kind === EVENT.effect && hop === this.#target)
      this.#effects.set(s, m, Math.min(EFFECTS_MAX, this.#effects.get(s, m) + 1));
  }

  /** The pattern has come as often as it says. */
  met(s: State, pattern: number): boolean {
    return this.#counts.get(s, pattern) >= (this.#patterns[pattern]?.times ?? 1);
  }

  settled(s: State): Readonly<Record<string, Settlement>> {
    return this.#byMessage((m) => SETTLEMENTS[this.#settled.get(s, m)] ?? "open");
  }

  effects(s: State): Readonly<Record<string, number>> {
    return this.#byMessage((m) => this.#effects.get(s, m));
  }

  #byMessage<T>(of: (m: number) => T): Readonly<Record<string, T>> {
    return Object.fromEntries(this.#messages.names.map((name, m) => [name, of(m)]));
  }
}
