/** What a script looks at, kept in the state of its simulation, so that the search's key contains it. */
import { present } from "../base/assert.ts";
import type { Cell, Cells, Layout, List, State } from "../base/layout.ts";
import { endpointId } from "../model/flow.ts";
import { observed, type ScriptOutcome, type Settlement } from "../model/script.ts";
import { DISPOSALS } from "../model/guarantee.ts";
import { EVENT } from "../runtime/event.ts";
import { projected, type ScriptSlice } from "./script-slice.ts";

/** Deliveries and effects of one script and consumer at most; more is no outcome that a script can write down. */
const STORY_MAX = 14;
/** Calls of one message that a script tells apart. */
const CALLS_MAX = 3;
/** By the code of an outcome plus one. */
const SETTLEMENTS: readonly Settlement[] = ["open", "ok", "failed", "unknown"];
const OK = 1;

const INTENT_BITS = 5;
const INTENT = (1 << INTENT_BITS) - 1;
const AGAIN = 1 << 12;

export class ScriptObserver {
  readonly #slice: ScriptSlice;
  /** Lanes of the consumer's instances. */
  readonly #places: readonly number[];
  /** Bit m: a copy of intent m was handed out before and came back. */
  readonly #returned: Cell;
  /** Dead letters that have arrived. */
  readonly #letters: List;
  readonly #sendsAgain: boolean;
  readonly #settled: Cells;
  readonly #calls: Cells;
  readonly #deliveries: readonly List[];
  readonly #effects: List;
  readonly #refused: List;
  /** 1 while a handler throws because the script says so. */
  readonly #thrown: Cell;

  constructor(layout: Layout, slice: ScriptSlice, places: readonly number[]) {
    this.#slice = slice;
    this.#places = places;
    this.#sendsAgain = slice.hop.producer.onUnknown === "send-again";
    this.#settled = layout.cells(slice.messages.length);
    this.#calls = layout.cells(slice.messages.length);
    this.#deliveries = slice.instances.map((name) => layout.list(`deliveries of ${name}`, STORY_MAX));
    this.#effects = layout.list("effects in order", STORY_MAX);
    this.#refused = layout.list("refused settles", STORY_MAX);
    this.#thrown = layout.cell();
    this.#returned = layout.cell();
    this.#letters = layout.list("dead letters", STORY_MAX);
  }

  step(s: State, kind: number, place: number, m: number, detail: number): void {
    if (kind === EVENT.send) this.#calls.set(s, m, Math.min(CALLS_MAX, this.#calls.get(s, m) + 1));
    else if (kind === EVENT.sent) this.#settles(s, m, detail + 1);
    else if (kind === EVENT.execute) this.#begins(s, this.#places.indexOf(place), m);
    else if (kind === EVENT.effect) this.#effects.push(s, (this.#places.indexOf(place) << INTENT_BITS) | m);
    else if (kind === EVENT.return) this.#returned.put(s, m, true);
    else if (kind === EVENT.dispose) this.#disposes(s, m, detail);
    else if (kind === EVENT.failed && this.#thrown.get(s) === 0)
      this.#refused.push(s, (this.#places.indexOf(place) << INTENT_BITS) | m);
  }

  /** Around a throw that the script asks for: such a handler is not refused anything. */
  throwing(s: State, on: boolean): void {
    this.#thrown.set(s, on ? 1 : 0);
  }

  /** Dead letters that have arrived so far. */
  letters(s: State): number {
    return this.#letters.count(s);
  }

  isSettled(s: State, m: number): boolean {
    return this.#settled.get(s, m) !== 0;
  }

  calls(s: State, m: number): number {
    return this.#calls.get(s, m);
  }

  /** Handlers of instance `i` that have begun. */
  begun(s: State, i: number): number {
    return this.#story(i).count(s);
  }

  /** The intent of a delivery, counted from 1. */
  intentOf(s: State, i: number, delivery: number): number {
    return this.#story(i).get(s, delivery - 1) & INTENT;
  }

  outcome(s: State): ScriptOutcome {
    const { script, messages, instances, hop } = this.#slice;
    const consumer = endpointId(hop.consumer);
    const seen: Required<ScriptOutcome> = {
      settled: Object.fromEntries(
        messages.map((name, m) => [name, SETTLEMENTS[this.#settled.get(s, m)] ?? "open"]),
      ),
      deliveries: Object.fromEntries([
        ...instances.map((name, i) => [name, this.#told(s, i)] as const),
        ...this.#slice.asides.map((name) => [name, this.#arrived(s)] as const),
      ]),
      effects: { [consumer]: this.#lines(s, this.#effects) },
      refused: { [consumer]: this.#lines(s, this.#refused) },
    };
    return observed(projected(this.#slice, script.allowed[0]), seen);
  }

  #settles(s: State, m: number, outcome: number): void {
    if (this.#settled.get(s, m) === OK || (outcome !== OK && this.#sendsAgain)) return;
    this.#settled.set(s, m, outcome);
  }

  #begins(s: State, i: number, m: number): void {
    this.#story(i).push(s, m | (this.#returned.has(s, m) ? AGAIN : 0));
  }

  /** A copy is gone; another one, or the same in another queue, was not handed out before. */
  #disposes(s: State, m: number, reason: number): void {
    this.#returned.put(s, m, false);
    if (DISPOSALS[reason] === "dead-letter") this.#letters.push(s, m);
  }

  #arrived(s: State): readonly string[] {
    return Array.from(
      { length: this.letters(s) },
      (_, k) => this.#slice.messages[this.#letters.get(s, k)] ?? "",
    );
  }

  #story(i: number): List {
    return present(this.#deliveries[i], "a story for each instance");
  }

  #told(s: State, i: number): readonly string[] {
    const story = this.#story(i);
    return Array.from({ length: story.count(s) }, (_, d) => {
      const name = this.#slice.messages[story.get(s, d) & INTENT] ?? "";
      return (story.get(s, d) & AGAIN) === 0 ? name : `${name} again`;
    });
  }

  #lines(s: State, list: List): readonly string[] {
    return Array.from({ length: list.count(s) }, (_, k) => {
      const line = list.get(s, k);
      return `#${line >> INTENT_BITS} ${this.#slice.messages[line & INTENT] ?? ""}`;
    });
  }
}
