/** Invariants and conditions of callers, watched inside a simulation: what they remember is part of its state. */
import type { Cell, Cells, State } from "../base/layout.ts";
import type { Extend, Extensible } from "../runtime/extension.ts";
import type { AtomDefinition, Monitor } from "../runtime/model.ts";
import { EventNames, type MessageNames } from "./event.ts";
import { type EventPattern, matches, type PlacedFault } from "./fault-plan.ts";
import { type Automaton, ended, initialOf, stepped } from "./invariant.ts";

export interface Watched {
  readonly messages: MessageNames;
  readonly automata: readonly Automaton[];
  /** Counted until they have come as often as they say. */
  readonly patterns: readonly EventPattern[];
  readonly placed: readonly PlacedFault[];
  /** Names of the stores that effects tell apart, by number. */
  readonly stores?: readonly string[];
}

/** Events that each automaton is asked about twice, to see that it answers the same. */
const ASKED_TWICE = 500;

class WatchMonitor implements Monitor {
  readonly clauses: readonly string[];
  readonly #inner: Monitor;
  readonly #own: number;
  readonly #automata: readonly Automaton[];
  /** Where the state of each automaton lies. */
  readonly #states: readonly { readonly at: number; readonly length: number }[];
  readonly #broken: Cell;
  readonly #patterns: readonly EventPattern[];
  readonly #counts: Cells;
  readonly #names: EventNames;
  #asked = 0;

  constructor({ layout, monitor, registry }: Extensible, watched: Watched) {
    const { automata, messages, patterns } = watched;
    this.#inner = monitor;
    this.#own = monitor.clauses.length;
    this.clauses = [...monitor.clauses, ...automata.map(({ name }) => name)];
    this.#automata = automata;
    this.#names = new EventNames(registry, messages, watched.stores);
    this.#broken = layout.cell();
    this.#patterns = patterns;
    this.#counts = layout.cells(patterns.length);
    this.#states = automata.map((automaton) => {
      const values = initialOf(automaton, messages.names.length);
      const [first] = values.map((value) => layout.cells(1, value));
      return { at: first?.at ?? 0, length: values.length };
    });
  }

  /** The pattern has come as often as it says. */
  met(s: State, pattern: number): boolean {
    return this.#counts.get(s, pattern) >= (this.#patterns[pattern]?.times ?? 1);
  }

  step(s: State, kind: number, hop: number, place: number, intent: number, detail: number): void {
    this.#inner.step(s, kind, hop, place, intent, detail);
    const event = this.#names.event({ kind, hop, place, intent, detail });
    this.#patterns.forEach((pattern, p) => {
      if (!this.met(s, p) && matches(pattern, event)) this.#counts.add(s, p, 1);
    });
    this.#asked += 1;
    const twice = this.#asked <= ASKED_TWICE;
    this.#automata.forEach((automaton, a) => {
      if (this.#broken.has(s, a)) return;
      const answer = stepped(automaton, this.#state(s, a), event, twice);
      if (typeof answer === "string") this.#broken.put(s, a, true);
      else s.set(answer, this.#states[a]?.at ?? 0);
    });
  }

  broken(s: State): number {
    return this.#inner.broken(s) | (this.#broken.get(s) << this.#own);
  }

  atEnd(s: State, unsettled: number): number {
    return this.#inner.atEnd(s, unsettled) | this.#atLast(s, unsettled, false);
  }

  inCircles(s: State, unsettled: number): number {
    return this.#inner.inCircles(s, unsettled) | this.#atLast(s, unsettled, true);
  }

  pending(s: State): number {
    return this.#inner.pending(s);
  }

  due(s: State): number {
    return this.#inner.due(s);
  }

  premises(s: State): number {
    const all = (1 << this.#automata.length) - 1;
    return this.#inner.premises(s) | (all << this.#own);
  }

  #atLast(s: State, unsettled: number, circles: boolean): number {
    let broken = this.#broken.get(s);
    const ending = { unsettled: this.#names.messagesIn(unsettled), circles };
    this.#automata.forEach((automaton, a) => {
      if ((broken & (1 << a)) === 0 && ended(automaton, this.#state(s, a), ending) !== undefined)
        broken |= 1 << a;
    });
    return broken << this.#own;
  }

  #state(s: State, a: number): readonly number[] {
    const { at = 0, length = 0 } = this.#states[a] ?? {};
    return Object.freeze([...s.subarray(at, at + length)]);
  }
}

/** Adds what is watched to a model. */
export function watching(watched: Watched): Extend {
  const { placed } = watched;
  return (model) => {
    const done = model.layout.cells(placed.length);
    const patterns = [...placed.map(({ when }) => when), ...watched.patterns];
    const monitor = new WatchMonitor(model, { ...watched, patterns });
    if (placed.length === 0) return { monitor };
    const due = (s: State, name: string): number =>
      placed.findIndex(({ strike }, p) => strike === name && done.get(s, p) === 0 && monitor.met(s, p));
    const atom = ({ name, enabled, strike }: AtomDefinition): AtomDefinition => ({
      name,
      enabled: (s) => due(s, name) >= 0 && enabled(s),
      strike: (s, ctx) => {
        done.set(s, due(s, name), 1);
        strike(s, ctx);
      },
    });
    return { monitor, atom };
  };
}
