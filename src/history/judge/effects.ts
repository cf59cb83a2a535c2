/** What one consumer group did: deliveries and effects of each intent. */
import type { Intents } from "./intents.ts";
import { IntColumn, NumberColumn } from "./columns.ts";

/** One effect as it was read. Times are NaN where none was written. */
export interface EffectRead {
  readonly intent: number;
  readonly line: number;
  /** Who made it. */
  readonly process: number;
  readonly begin: number;
  readonly end: number;
  /** -1 where the store gave none. */
  readonly sequence: number;
}

export class Effects {
  readonly #intents: Intents;
  readonly #intent: IntColumn = new IntColumn();
  readonly #line: IntColumn = new IntColumn();
  readonly #process: IntColumn = new IntColumn();
  readonly #begin: NumberColumn = new NumberColumn();
  readonly #end: NumberColumn = new NumberColumn();
  readonly #sequence: NumberColumn = new NumberColumn();
  readonly #next: IntColumn = new IntColumn();
  readonly #head: IntColumn = new IntColumn();
  readonly #tail: IntColumn = new IntColumn();
  readonly #count: IntColumn = new IntColumn();
  readonly #leafHead: IntColumn = new IntColumn();
  readonly #leafNext: IntColumn = new IntColumn();
  readonly #isLeaf: IntColumn = new IntColumn();
  readonly #deliveries: IntColumn = new IntColumn();
  readonly #lastDelivery: IntColumn = new IntColumn();
  /** Intents with an effect though, at some moment since, no attempt was left that may have been stored. */
  readonly disowned: Set<number> = new Set<number>();
  /** Lines of effects whose content is not what was sent. */
  readonly altered: Map<number, number> = new Map<number, number>();
  /** Effects that say neither intent nor identity. */
  unidentified = 0;
  hasSequence = false;
  size = 0;
  deliveries = 0;
  /** Line and end of the first `subscribed`. */
  subscribedLine = 0;
  subscribedEnd: number = Number.NaN;

  constructor(intents: Intents) {
    this.#intents = intents;
  }

  add({ intent, line, process, begin, end, sequence }: EffectRead): void {
    const e = this.size++;
    this.#intent.set(e, intent);
    this.#line.set(e, line);
    this.#process.set(e, process);
    this.#begin.set(e, begin);
    this.#end.set(e, end);
    if (sequence >= 0) {
      this.#sequence.set(e, sequence);
      this.hasSequence = true;
    }
    const tail = this.#tail.get(intent);
    if (tail === 0) this.#head.set(intent, e + 1);
    else this.#next.set(tail - 1, e + 1);
    this.#tail.set(intent, e + 1);
    this.#count.add(intent, 1);
    this.leaf(intent);
  }

  /** `intent` is one of what this group reads: its root has it as a leaf. */
  leaf(intent: number): void {
    if (this.#isLeaf.get(intent) !== 0) return;
    const root = this.#intents.rootOf(intent);
    this.#isLeaf.set(intent, 1);
    this.#leafNext.set(intent, this.#leafHead.get(root));
    this.#leafHead.set(root, intent + 1);
  }

  /** The group finished its first assignment. */
  subscribed(line: number, end: number): void {
    if (this.subscribedLine !== 0) return;
    this.subscribedLine = line;
    this.subscribedEnd = end;
  }

  delivered(intent: number, line: number): void {
    this.deliveries += 1;
    this.#deliveries.add(intent, 1);
    this.#lastDelivery.set(intent, line);
  }

  /** First leaf of a root, and the one after a leaf; -1 where there is none. */
  firstLeaf(root: number): number {
    return this.#leafHead.get(root) - 1;
  }

  nextLeaf(leaf: number): number {
    return this.#leafNext.get(leaf) - 1;
  }

  /** First effect of an intent, and the one after an effect, in the order of lines; -1 where there is none. */
  first(intent: number): number {
    return this.#head.get(intent) - 1;
  }

  next(effect: number): number {
    return this.#next.get(effect) - 1;
  }

  count(intent: number): number {
    return this.#count.get(intent);
  }

  deliveriesOf(intent: number): number {
    return this.#deliveries.get(intent);
  }

  lastDelivery(intent: number): number {
    return this.#lastDelivery.get(intent);
  }

  intent(effect: number): number {
    return this.#intent.get(effect);
  }

  line(effect: number): number {
    return this.#line.get(effect);
  }

  process(effect: number): number {
    return this.#process.get(effect);
  }

  begin(effect: number): number {
    return this.#begin.get(effect);
  }

  end(effect: number): number {
    return this.#end.get(effect);
  }

  sequence(effect: number): number {
    return this.#sequence.get(effect);
  }
}
