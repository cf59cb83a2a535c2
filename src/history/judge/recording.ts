/** Reads events in the order of their lines into what clauses are judged over. Memory grows with intents, not with lines. */
import type {
  DeliverEvent,
  DisposeEvent,
  HandledEvent,
  Header,
  HistoryEvent,
  RestEvent,
  TransactionEvent,
} from "../event.ts";
import { Calls } from "./calls.ts";
import { Disturbances } from "./disturbances.ts";
import { Effects } from "./effects.ts";
import { Executions } from "./executions.ts";
import { Intents, POISONED, UNSETTLED } from "./intents.ts";
import { beginOf, endOf, NamesRead } from "./names-read.ts";
import { Transactions } from "./transactions.ts";
import type { WatchedGuarantee } from "./watched.ts";

export interface Rest {
  readonly line: number;
  readonly how: "rest" | "stuck" | "circles";
  /** It says which intents still have an unsettled copy. */
  readonly looked: boolean;
}

export class Recording {
  readonly header: Header;
  readonly intents: Intents;
  readonly names: NamesRead;
  readonly calls: Calls;
  readonly transactions: Transactions = new Transactions();
  readonly disturbances: Disturbances = new Disturbances();
  readonly #effects: Map<string, Effects> = new Map<string, Effects>();
  readonly #executions: Map<string, Executions> = new Map<string, Executions>();
  #unsettled: readonly number[] = [];
  /** The last line that says that nothing more will happen; gone when something did. */
  rest: Rest | undefined;
  /** Latest time of any event. */
  lastTime: number = Number.NaN;
  lastLine = 0;

  constructor(header: Header, watched: readonly WatchedGuarantee[]) {
    this.header = header;
    this.intents = new Intents(pathsOf(watched));
    this.names = new NamesRead(this.intents);
    this.calls = new Calls(this.names, this.transactions);
    for (const { from, to, leaf, clauses } of watched) {
      this.calls.watch(from, leaf, this.#watch(to));
      for (const clause of clauses) {
        if (clause.kind === "agree") for (const group of clause.groups) this.#watch(group);
        if (clause.kind === "isolated") this.#executions.set(to, new Executions());
      }
    }
  }

  effectsAt(consumer: string): Effects {
    return this.#effects.get(consumer) ?? new Effects(this.intents);
  }

  executionsAt(consumer: string): Executions {
    return this.#executions.get(consumer) ?? new Executions();
  }

  step(event: HistoryEvent, line: number): void {
    this.lastLine = line;
    const end = endOf(event.t);
    if (!Number.isNaN(end) && !(end <= this.lastTime)) this.lastTime = end;
    switch (event.e) {
      case "send":
        this.rest = undefined;
        return this.calls.send(event, line);
      case "sent": {
        const refused = this.calls.sent(event, line);
        if (refused >= 0 && this.header.source === "simulation") this.#disown(refused);
        return;
      }
      case "accept":
        this.rest = undefined;
        return this.calls.accept(event, line);
      case "effect":
      case "execute":
        return this.#handled(event, line);
      case "deliver":
        return this.#deliver(event, line);
      case "dispose":
        return this.#dispose(event, line);
      case "rest":
        return this.#rests(event, line);
      default:
        return this.#other(event, line);
    }
  }

  #watch(consumer: string): Effects {
    const effects = this.effectsAt(consumer);
    this.#effects.set(consumer, effects);
    return effects;
  }

  #other(event: HistoryEvent, line: number): void {
    if (event.e === "fault") {
      this.rest = undefined;
      if (event.i !== undefined && event.what.startsWith("poison@"))
        this.intents.mark(this.intents.of(event.i), POISONED);
      this.disturbances.fault(event.what, line, beginOf(event.t));
    } else if (event.e === "heal") this.disturbances.heal(event.what, endOf(event.t));
    else if (event.e === "recovered") this.disturbances.recovered(endOf(event.t));
    else if (event.e === "subscribed") this.#effects.get(event.at)?.subscribed(line, endOf(event.t));
    else if (event.e === "begin" || event.e === "commit" || event.e === "abort")
      this.#transaction(event, line);
  }

  /** What `m` was shown for is now known never to have been stored. */
  #disown(m: number): void {
    for (const effects of this.#effects.values())
      for (let leaf = effects.firstLeaf(m); leaf >= 0; leaf = effects.nextLeaf(leaf))
        if (effects.count(leaf) > 0) effects.disowned.add(leaf);
  }

  #handled(event: HandledEvent, line: number): void {
    this.rest = undefined;
    const effects = event.e === "effect" ? this.#effects.get(event.at) : undefined;
    const executions = event.e === "execute" ? this.#executions.get(event.at) : undefined;
    if (effects === undefined && executions === undefined) return;
    const { intents } = this;
    const intent = this.names.message(event);
    if (intent < 0) {
      if (effects !== undefined) effects.unidentified += 1;
      return;
    }
    if (event.r !== undefined) intents.comesOf(intent, this.names.root(event.r));
    const process = this.names.process(event.at, event.by);
    const begin = beginOf(event.t);
    const tx = event.tx === undefined ? -1 : this.transactions.of(event.tx);
    executions?.add({ intent, line, process, begin, tx });
    if (effects === undefined) return;
    effects.add({ intent, line, process, begin, end: endOf(event.t), sequence: event.seq ?? -1 });
    if (event.h !== undefined && intents.digest(intent, event.h) !== event.h)
      effects.altered.set(intent, line);
    const root = intents.rootOf(intent);
    if (this.header.source === "simulation" && !(intents.honest(intent) && intents.honest(root)))
      effects.disowned.add(intent);
  }

  #deliver(event: DeliverEvent, line: number): void {
    this.rest = undefined;
    const effects = this.#effects.get(event.at);
    if (effects === undefined) return;
    const m = this.names.message(event);
    if (m >= 0) effects.delivered(m, line);
  }

  #dispose(event: DisposeEvent, line: number): void {
    const m = this.names.message(event);
    if (m < 0) return;
    const { intents } = this;
    if (event.r !== undefined) intents.comesOf(m, this.names.root(event.r));
    intents.disposed(intents.rootOf(m), { why: event.why, channel: event.ch, to: event.to, line });
  }

  #rests({ open, how = "rest" }: RestEvent, line: number): void {
    this.rest = { line, how, looked: open !== undefined };
    const { intents } = this;
    for (const m of this.#unsettled) intents.unmark(m, UNSETTLED);
    this.#unsettled = (open ?? []).map((id) => intents.rootOf(intents.of(id)));
    for (const m of this.#unsettled) intents.mark(m, UNSETTLED);
  }

  #transaction({ e, at, by, tx, t, out = "ok" }: TransactionEvent, line: number): void {
    const number = this.transactions.of(tx);
    if (e === "begin") return;
    const call = { line, begin: beginOf(t), process: this.names.process(at, by) };
    this.transactions.ended(number, e, out, call);
  }
}

/** Paths whose values some order asks for; the channel's key is "". */
function pathsOf(watched: readonly WatchedGuarantee[]): ReadonlySet<string> {
  const keys = watched.flatMap(({ keyPath }) => (keyPath === undefined ? [] : [keyPath]));
  const paths = watched.flatMap(({ clauses }) =>
    clauses.flatMap((clause) =>
      clause.kind === "order" && clause.scope.kind === "per" ? [clause.scope.path] : [],
    ),
  );
  return new Set(["", ...keys, ...paths]);
}
