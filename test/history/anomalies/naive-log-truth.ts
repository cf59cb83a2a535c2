/** The anomalies of what really happened to logs, as their definitions say: over the whole list, each on its own. */
import type { LogTruthEvent } from "../../../src/history/anomalies/truth/log-event.ts";

type Kind<K extends LogTruthEvent["kind"]> = LogTruthEvent & { readonly kind: K };
type OfGroup = Kind<"deliver" | "effect" | "commit" | "reset">;

const isOfGroup = (e: LogTruthEvent): e is OfGroup => "group" in e;
const is =
  <K extends LogTruthEvent["kind"]>(...kinds: readonly K[]) =>
  (e: LogTruthEvent): e is Kind<K> =>
    (kinds as readonly string[]).includes(e.kind);

export function naiveLogTruth(events: readonly LogTruthEvent[]): Readonly<Record<string, number>> {
  const history = new History(events);
  const counts = {
    "committed-offset-overshoot": history.count(is("commit"), (e, i) => history.passesOver(e, i)),
    "committed-offset-regression": history.count(is("commit"), (e, i) => e.offset < history.place(e, i)),
    "effect-count": history.wrongEffects(),
    "order-inversion": history.count(is("effect"), (e, i) => history.isInverted(e, i)),
    "stale-read": history.count(is("end"), (e, i) =>
      history.before(i, is("end")).some(({ key, offset }) => key === e.key && offset > e.offset),
    ),
    "torn-transaction": history.torn(),
    "unbounded-duplicate": history.count(
      is("deliver"),
      (e, i) => e.offset < history.place(e, i) && history.same(e, i, is("deliver")).length > 0,
    ),
    "zombie-write": history.count(is("deliver"), (e) => history.isZombie(e)),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

class History {
  readonly #events: readonly LogTruthEvent[];

  constructor(events: readonly LogTruthEvent[]) {
    this.#events = events;
  }

  before<E extends LogTruthEvent>(i: number, wanted: (e: LogTruthEvent) => e is E): readonly E[] {
    return this.#events.slice(0, i).filter(wanted);
  }

  count<E extends LogTruthEvent>(
    wanted: (e: LogTruthEvent) => e is E,
    isWrong: (e: E, i: number) => boolean,
  ): number {
    return this.#events.filter((e, i) => wanted(e) && isWrong(e, i)).length;
  }

  /** Earlier events of the group about the same message. */
  same<E extends OfGroup>(e: OfGroup, i: number, wanted: (e: LogTruthEvent) => e is E): readonly E[] {
    return this.before(i, wanted).filter(
      ({ group, key, offset }) => group === e.group && key === e.key && offset === e.offset,
    );
  }

  /** Where the group stood in the log before event `i`. */
  place({ group, key }: Pick<OfGroup, "group" | "key">, i: number): number {
    const stored = this.before(i, is("commit", "reset"));
    return stored.filter((e) => e.group === group && e.key === key).at(-1)?.offset ?? 0;
  }

  #reached({ group, key }: Pick<OfGroup, "group" | "key">, i: number): number {
    const given = this.before(i, is("deliver")).filter((e) => e.group === group && e.key === key);
    return Math.max(0, ...given.map(({ offset }) => offset + 1));
  }

  passesOver(e: Kind<"commit">, i: number): boolean {
    const from = Math.max(this.#reached(e, i), this.place(e, i));
    const aborted = this.before(i, is("decide")).filter(({ outcome }) => outcome === "abort");
    return this.before(i, is("append")).some(
      ({ key, offset, transaction }) =>
        key === e.key &&
        offset >= from &&
        offset < e.offset &&
        !aborted.some((each) => each.transaction === transaction),
    );
  }

  #appended({ key, offset }: OfGroup): Kind<"append"> | undefined {
    return this.#events.filter(is("append")).find((e) => e.key === key && e.offset === offset);
  }

  isZombie(e: OfGroup): boolean {
    const append = this.#appended(e);
    if (append?.epoch === undefined) return false;
    const { producer, epoch } = append;
    return this.before(this.#events.indexOf(append), is("fence")).some(
      (fence) => fence.producer === producer && fence.epoch > epoch,
    );
  }

  isInverted(e: Kind<"effect">, i: number): boolean {
    const [mine, isFirst] = [this.#appended(e), this.same(e, i, is("effect")).length === 0];
    const { path, call } = mine ?? {};
    if (!isFirst || path === undefined || call === undefined) return false;
    return this.before(i, is("effect"))
      .filter(({ group }) => group === e.group)
      .map((other) => this.#appended(other))
      .some((other) => other?.path === path && (other.call ?? 0) > call);
  }

  #readers(): readonly Pick<OfGroup, "group" | "key">[] {
    const all = this.#events.filter(isOfGroup).map(({ group, key }) => JSON.stringify({ group, key }));
    // cast: what was just written
    return [...new Set(all)].map((text) => JSON.parse(text) as Pick<OfGroup, "group" | "key">);
  }

  #isCommitted(transaction: unknown): boolean {
    return this.#events
      .filter(is("decide"))
      .some((e) => e.transaction === transaction && e.outcome === "commit");
  }

  wrongEffects(): number {
    const end = this.#events.length;
    return this.#readers().flatMap((reader) =>
      this.#events.filter(is("append")).filter(({ key, offset, transaction }) => {
        if (key !== reader.key || offset >= this.place(reader, end)) return false;
        if (transaction !== undefined && !this.#isCommitted(transaction)) return false;
        return this.same({ ...reader, kind: "effect", offset }, end, is("effect")).length !== 1;
      }),
    ).length;
  }

  torn(): number {
    const end = this.#events.length;
    const groups = new Set(this.#readers().map(({ group }) => group));
    const committed = this.#events.filter(is("decide")).filter(({ outcome }) => outcome === "commit");
    return [...groups].flatMap((group) =>
      committed.filter(({ transaction }) => {
        const passed = this.#events
          .filter(is("append"))
          .filter(
            (e) => e.transaction === transaction && this.#reached({ group, key: e.key }, end) > e.offset,
          )
          .map(({ key, offset }) => this.same({ kind: "deliver", group, key, offset }, end, is("deliver")));
        return passed.some((each) => each.length > 0) && passed.some((each) => each.length === 0);
      }),
    ).length;
  }
}
