/** One guarantee's part of a history: its messages, which of them are due, and what became of them. */
import type { Clause, Exception } from "../../model/guarantee.ts";
import { type EffectOrder, effectOrders } from "./effect-orders.ts";
import type { Effects } from "./effects.ts";
import { type Disposal, type Intents, POISONED, UNSETTLED } from "./intents.ts";
import type { Recording } from "./recording.ts";
import type { Due, WatchedGuarantee } from "./watched.ts";

type Reason = Disposal["why"];

const REASONS: Readonly<Record<Exception, readonly Reason[]>> = {
  "dead-lettered": ["dead-letter"],
  superseded: ["compact"],
  expired: ["expire"],
  overflow: ["overflow", "drop"],
};

export class View {
  readonly recording: Recording;
  readonly watched: WatchedGuarantee;
  readonly intents: Intents;
  readonly effects: Effects;
  /** The messages of the producer, in the order in which it meant them. */
  readonly roots: Int32Array;
  readonly #producer: number;
  readonly #dues: Map<number, Due> = new Map<number, Due>();
  readonly #from: "acknowledged" | "accepted";
  readonly #since: boolean;
  #orders: readonly EffectOrder[] | undefined;
  #newest: ReadonlyMap<string, number> | undefined;

  constructor(recording: Recording, watched: WatchedGuarantee) {
    const { intents } = recording;
    this.recording = recording;
    this.watched = watched;
    this.intents = intents;
    this.effects = recording.effectsAt(watched.to);
    const said = recording.calls.saidBy(watched.from);
    this.roots = Int32Array.from({ length: said.length }, (_, i) => said.at(i));
    this.#producer = intents.speakers.find(watched.from) ?? -2;
    const least = watched.clauses.find((clause) => clause.kind === "at-least-once");
    this.#from = least?.from ?? "acknowledged";
    this.#since = least?.since !== undefined;
  }

  get isSimulation(): boolean {
    return this.recording.header.source === "simulation";
  }

  /** One hop: what is sent is what is read. */
  get isDirect(): boolean {
    return this.watched.leaf === this.watched.from;
  }

  /** The intent is one of this producer. */
  isOwn(root: number): boolean {
    return this.intents.speaker(root) === this.#producer;
  }

  /** The root that `m`, read at the end of the flow, comes of. */
  rootOf(m: number): number {
    return this.isDirect ? m : this.intents.rootOf(m);
  }

  /** Leaves of a root that are recorded: sent, or seen as effects. */
  *leaves(root: number): Generator<number> {
    if (this.isDirect) yield root;
    else
      for (let leaf = this.effects.firstLeaf(root); leaf >= 0; leaf = this.effects.nextLeaf(leaf)) yield leaf;
  }

  hasEffect(root: number): boolean {
    if (this.isDirect) return this.effects.count(root) > 0;
    for (const leaf of this.leaves(root)) if (this.effects.count(leaf) > 0) return true;
    return false;
  }

  /** Some leaf that is expected of `root` has no effect. */
  isMissing(root: number): boolean {
    if (this.isDirect) return this.effects.count(root) === 0;
    let leaves = 0;
    for (const leaf of this.leaves(root)) {
      if (this.effects.count(leaf) === 0) return true;
      leaves += 1;
    }
    return leaves < this.watched.leaves;
  }

  due(root: number): Due {
    if (this.intents.is(root, POISONED)) return "no";
    const since = this.#since ? this.#afterSubscription(root) : "yes";
    if (since === "no") return "no";
    const routed = this.routed(root);
    return routed === "yes" ? since : routed;
  }

  /** Does the declared routing lead it here? */
  routed(root: number): Due {
    const kind = this.intents.kind(root);
    const known = this.#dues.get(kind);
    if (known !== undefined) return known;
    const [type = "", key = ""] = (this.intents.kinds.name(kind) ?? "").split("\u0000");
    const due = this.watched.due(type === "" ? undefined : type, key === "" ? undefined : key);
    this.#dues.set(kind, due);
    return due;
  }

  #afterSubscription(root: number): Due {
    const { subscribedLine, subscribedEnd } = this.effects;
    if (subscribedLine === 0) return "unknown";
    if (this.isSimulation) return this.intents.callLine(root) > subscribedLine ? "yes" : "no";
    const { skew } = this.recording.header;
    const begin = this.intents.callBegin(root);
    if (skew === undefined || Number.isNaN(begin) || Number.isNaN(subscribedEnd)) return "unknown";
    if (begin > subscribedEnd + skew) return "yes";
    return begin + skew < subscribedEnd ? "no" : "unknown";
  }

  /** The line from which the application, or its broker, owes an effect; 0 where nobody does. */
  owedFrom(root: number): number {
    const { intents } = this;
    if (this.#from === "acknowledged") return intents.ackLine(root);
    return intents.acceptLine(root) || intents.callLine(root);
  }

  /** What is owed, in words of a report. */
  get owed(): string {
    return this.#from === "acknowledged" ? "acknowledged message" : "accepted message";
  }

  /** Due, owed, and without all of its effects. */
  isLacking(root: number): boolean {
    return this.owedFrom(root) !== 0 && this.isMissing(root) && this.due(root) === "yes";
  }

  isUnsettled(root: number): boolean {
    return this.intents.is(this.intents.rootOf(root), UNSETTLED);
  }

  disposals(root: number): readonly Disposal[] {
    const all = this.intents.disposals(this.intents.rootOf(root));
    return all.filter(({ channel }) => channel === undefined || this.watched.onTheWay(channel));
  }

  deadLetter(root: number): Disposal | undefined {
    return this.disposals(root).find(
      ({ why, to }) => why === "dead-letter" && (to === undefined || this.watched.isTerminal(to)),
    );
  }

  isExcused(root: number, except: readonly Exception[]): boolean {
    if (except.length === 0) return false;
    return except.some((exception) => {
      if (exception === "dead-lettered") return this.deadLetter(root) !== undefined;
      if (!this.disposals(root).some(({ why }) => REASONS[exception].includes(why))) return false;
      return exception !== "superseded" || this.#isSuperseded(root);
    });
  }

  /** A later acknowledged message of the same key has an effect. */
  #isSuperseded(root: number): boolean {
    this.#newest ??= this.#newestShown();
    const key = this.#keyOf(root);
    return key !== undefined && (this.#newest.get(key) ?? 0) > this.intents.callLine(root);
  }

  #newestShown(): ReadonlyMap<string, number> {
    const newest = new Map<string, number>();
    for (const root of this.roots) {
      const key = this.#keyOf(root);
      if (key !== undefined && this.intents.ackLine(root) !== 0 && this.hasEffect(root))
        newest.set(key, Math.max(newest.get(key) ?? 0, this.intents.callLine(root)));
    }
    return newest;
  }

  #keyOf(root: number): string | undefined {
    const value = this.valueOf(root, this.watched.keyPath ?? "");
    return value < 0 ? undefined : `${this.intents.lineage(root)} ${value}`;
  }

  /** Number of the value that a message has at `path`; -1 where the history does not say it. */
  valueOf(root: number, path: string): number {
    const written = path === "" ? -1 : this.intents.value(path, root);
    if (written >= 0 || (path !== "" && path !== this.watched.keyPath)) return written;
    return this.intents.value("", root);
  }

  orders(): readonly EffectOrder[] {
    this.#orders ??= effectOrders(this.effects, this.isSimulation, this.recording.header.skew);
    return this.#orders;
  }

  name(m: number): string {
    return this.intents.name(m);
  }
}

export type ClauseOf<Kind extends Clause["kind"]> = Clause & { readonly kind: Kind };
