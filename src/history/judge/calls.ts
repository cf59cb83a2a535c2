/** What producers said: their intents, in the order in which they called or accepted them, and how their sends ended. */
import type { AcceptEvent, SendEvent, SentEvent } from "../event.ts";
import { IntList } from "./columns.ts";
import type { Effects } from "./effects.ts";
import { beginOf, endOf, type NamesRead } from "./names-read.ts";
import type { Transactions } from "./transactions.ts";

type Described = Pick<SendEvent, "type" | "k" | "v" | "h"> & { readonly rk?: string };

export class Calls {
  readonly #names: NamesRead;
  readonly #transactions: Transactions;
  readonly #said: Map<string, IntList> = new Map<string, IntList>();
  readonly #speakers: Set<string> = new Set<string>();
  /** Consumers that read what a producer sends as the last of several. */
  readonly #readers: Map<string, Effects[]> = new Map<string, Effects[]>();
  readonly #unidentified: Map<string, number> = new Map<string, number>();

  constructor(names: NamesRead, transactions: Transactions) {
    this.#names = names;
    this.#transactions = transactions;
  }

  /** A flow from `producer`, whose messages reach `effects` through what `leaf` sends. */
  watch(producer: string, leaf: string, effects: Effects): void {
    if (!this.#said.has(producer)) this.#said.set(producer, new IntList());
    this.#readers.set(leaf, [...(this.#readers.get(leaf) ?? []), effects]);
  }

  /** Intents of a watched producer. */
  saidBy(producer: string): IntList {
    return this.#said.get(producer) ?? new IntList();
  }

  /** Some send or acceptance of this producer was recorded. */
  speaks(producer: string): boolean {
    return this.#speakers.has(producer);
  }

  /** Sends of this producer that say neither intent nor identity. */
  unidentified(producer: string): number {
    return this.#unidentified.get(producer) ?? 0;
  }

  send(event: SendEvent, line: number): void {
    this.#speakers.add(event.at);
    const { intents } = this.#names;
    const m = this.#names.message(event);
    if (m < 0) {
      this.#unidentified.set(event.at, this.unidentified(event.at) + 1);
      return;
    }
    if (event.r !== undefined) intents.comesOf(m, this.#names.root(event.r));
    intents.spokenBy(m, event.at);
    this.#describe(m, event);
    if (event.tx !== undefined) intents.setTransaction(m, this.#transactions.of(event.tx));
    const lineage = this.#names.process(event.at, event.by);
    if (!intents.called(m, line, beginOf(event.t), lineage)) return;
    if (intents.acceptLine(m) === 0) this.#said.get(event.at)?.push(m);
    const readers = this.#readers.get(event.at);
    if (readers !== undefined) for (const effects of readers) effects.leaf(m);
  }

  accept(event: AcceptEvent, line: number): void {
    this.#speakers.add(event.at);
    const { intents } = this.#names;
    const m = this.#names.message(event);
    if (m < 0) return;
    intents.spokenBy(m, event.at);
    this.#describe(m, event);
    if (intents.accepted(m, line) && intents.callLine(m) === 0) this.#said.get(event.at)?.push(m);
  }

  /** Answers the intent of which no attempt is left that may have been stored; -1 where there is one. */
  sent(event: SentEvent, line: number): number {
    const m = this.#names.message(event);
    if (m < 0) return -1;
    const { intents } = this.#names;
    if (event.out === "ok") intents.acknowledged(m, line, endOf(event.t));
    else if (event.out === "unknown") intents.inDoubt(m);
    else {
      intents.failed(m);
      if (!intents.honest(m)) return m;
    }
    return -1;
  }

  #describe(m: number, { type, rk, k, v, h }: Described): void {
    const { intents } = this.#names;
    if (type !== undefined || rk !== undefined)
      intents.setKind(m, intents.kinds.of(`${type ?? ""}\u0000${rk ?? ""}`));
    if (k !== undefined) intents.setValue("", m, k);
    if (v !== undefined) for (const path of Object.keys(v)) intents.setValue(path, m, v[path] ?? 0);
    if (h !== undefined) intents.digest(m, h);
  }
}
