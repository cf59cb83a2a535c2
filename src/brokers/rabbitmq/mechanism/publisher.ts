/** The publishing side of a hop: channels of the senders, what is written and not yet carried out, answers under way. */
import { present } from "../../../base/assert.ts";
import type { List, State } from "../../../base/layout.ts";
import { EVENT, type FAILED, OK, UNKNOWN_OUTCOME } from "../../../runtime/event.ts";
import type { Host, Op } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { PublishSettings } from "../settings/hop.ts";

/** What the broker answers to one publish: an outcome code, for the client to hand on. */
export type Answer = typeof OK | typeof FAILED | typeof UNKNOWN_OUTCOME;

/** No answer yet: too few members of the queue have the message (R-PUB-03). */
export const WITHHELD = 3;

/** The broker's end of a publish. */
export interface Exchange {
  /** Carries out the publish of intent `m`; answers what a confirm would say. */
  publish(s: State, ctx: Context, m: number): Answer | typeof WITHHELD;
  /** Publishes are carried out now. */
  accepts(s: State): boolean;
  /** A publish of this intent would only be refused once more; the client waits a little. */
  postpones(s: State, m: number): boolean;
}

export class Publisher {
  readonly #host: Host;
  readonly #settings: PublishSettings;
  readonly #exchange: Exchange;
  /** Items written to the connection of each sender, in order. */
  readonly #requests: readonly List[];
  /** Items answered, with the outcome, in order: item * 4 + outcome. */
  readonly #answers: readonly List[];
  /** Items carried out whose answer is withheld. */
  readonly #withheld: readonly List[];
  readonly #arrive: Op;
  readonly #confirm: Op;
  readonly #survivors: number;
  readonly #which: number;

  /** `withholds`: answers may be withheld. */
  constructor(
    host: Host,
    settings: PublishSettings,
    exchange: Exchange,
    capacity: number,
    withholds: boolean,
  ) {
    const each = Array.from({ length: host.senders }, (_, i) => i);
    const { endpoint } = settings;
    this.#host = host;
    this.#settings = settings;
    this.#exchange = exchange;
    this.#requests = each.map((i) => host.layout.list(`publishes of ${endpoint}#${i + 1}`, capacity));
    this.#answers = each.map((i) => host.layout.list(`confirms of ${endpoint}#${i + 1}`, capacity));
    this.#withheld = each.map((i) =>
      host.layout.list(`withheld confirms of ${endpoint}#${i + 1}`, withholds ? capacity : 0),
    );
    this.#arrive = host.op(
      (i) =>
        host.senders > 1 ? `publishes of ${endpoint}#${i + 1} arrive` : `publishes of ${endpoint} arrive`,
      (s, ctx, i) => this.#carryOut(s, ctx, i, this.#requestsOf(i).count(s)),
      "always",
    );
    this.#confirm = host.op(
      (i) =>
        host.senders > 1 ? `confirms of ${endpoint}#${i + 1} arrive` : `confirms of ${endpoint} arrive`,
      (s, ctx, i) => this.#confirmed(s, ctx, i),
      "always",
    );
    this.#survivors = host.site(`publishes of ${endpoint} that get through`);
    this.#which = host.site(`which connection of ${endpoint}`);
  }

  moves(s: State, out: Moves): void {
    for (let i = 0; i < this.#host.senders; i++) {
      const requests = this.#requestsOf(i);
      if (requests.count(s) > 0 && this.#passes(s, requests.get(s, 0))) this.#arrive.prompt(out, i);
      if (this.#answersOf(i).count(s) > 0 && this.#host.senderUp(s, i)) this.#confirm.prompt(out, i);
    }
  }

  /** Writes the publish. Without confirms the client reports it done as it lets go of the bytes (R-PUB-05). */
  send(s: State, ctx: Context, sender: number, item: number): void {
    this.#requestsOf(sender).push(s, item);
    if (!this.#settings.confirms) this.#host.settled(s, ctx, sender, item, OK);
  }

  /** The process died: what it had written arrives as a prefix, nobody hears the answers. */
  stopped(s: State, ctx: Context, sender: number): void {
    this.#prefix(s, ctx, sender);
    this.#requestsOf(sender).clear(s);
    this.#answersOf(sender).clear(s);
    this.#at(this.#withheld, sender).clear(s);
  }

  /** The connection of `sender` broke: requests are lost as a suffix, all answers are; the client takes every open publish as in doubt. */
  cut(s: State, ctx: Context, sender: number): void {
    this.#prefix(s, ctx, sender);
    this.#drop(s, ctx, sender);
  }

  /** {@link cut} of one connection. */
  cutOne(s: State, ctx: Context): void {
    this.cut(s, ctx, this.#host.senders > 1 ? ctx.pick(this.#which, 0, this.#host.senders) : 0);
  }

  cutAll(s: State, ctx: Context): void {
    for (let i = 0; i < this.#host.senders; i++) this.cut(s, ctx, i);
  }

  /** Some publish has been written and not carried out. */
  writing(s: State): boolean {
    return this.#firstWith(s, this.#requests) >= 0;
  }

  /** Some confirm is under way. */
  confirming(s: State): boolean {
    return this.#firstWith(s, this.#answers) >= 0;
  }

  /** The broker fails on one publish: refused with confirms (R-PUB-04), else silently not done; others pass. */
  loseOne(s: State, ctx: Context): void {
    const sender = this.#choose(s, ctx, this.#requests);
    const requests = this.#requestsOf(sender);
    const n = requests.count(s);
    const item = requests.removeAt(s, n > 1 ? ctx.pick(this.#survivors, sender, n) : 0);
    if (this.#settings.confirms) this.#answersOf(sender).push(s, (item << 2) | UNKNOWN_OUTCOME);
    else this.#host.emit(ctx, EVENT.lost, this.#host.senderPlace(sender), this.#host.intentOf(item), 0);
  }

  /** What was written is carried out, then the connection breaks with the confirms on it. */
  loseAnswers(s: State, ctx: Context): void {
    const sender = this.#choose(s, ctx, this.#answers);
    this.#carryOut(s, ctx, sender, this.#requestsOf(sender).count(s));
    this.#drop(s, ctx, sender);
  }

  /** What was withheld is confirmed. */
  release(s: State): void {
    this.#withheld.forEach((withheld, sender) => {
      while (withheld.count(s) > 0) this.#answersOf(sender).push(s, (withheld.shift(s) << 2) | OK);
    });
  }

  /** Intents that `sender` has written, that are answered, and whose answer is withheld; each in order, for people. */
  underWay(
    s: State,
    sender: number,
  ): Readonly<Record<"written" | "answered" | "withheld", readonly number[]>> {
    const of = (lists: readonly List[], shift: number): readonly number[] => {
      const list = this.#at(lists, sender);
      return Array.from({ length: list.count(s) }, (_, at) => this.#host.intentOf(list.get(s, at) >> shift));
    };
    return {
      written: of(this.#requests, 0),
      answered: of(this.#answers, 2),
      withheld: of(this.#withheld, 0),
    };
  }

  /** Bit m: a publish of intent m is under way. */
  intents(s: State): number {
    let bits = 0;
    for (const requests of this.#requests)
      for (let at = 0; at < requests.count(s); at++) bits |= 1 << this.#host.intentOf(requests.get(s, at));
    return bits;
  }

  #passes(s: State, item: number): boolean {
    return this.#exchange.accepts(s) && !this.#exchange.postpones(s, this.#host.intentOf(item));
  }

  /** Carries out up to `count` publishes in order, as far as the broker takes them. */
  #carryOut(s: State, ctx: Context, sender: number, count: number): void {
    const requests = this.#requestsOf(sender);
    const answers = this.#answersOf(sender);
    for (let done = 0; done < count && requests.count(s) > 0 && this.#passes(s, requests.get(s, 0)); done++) {
      const item = requests.shift(s);
      const outcome = this.#exchange.publish(s, ctx, this.#host.intentOf(item));
      if (!this.#settings.confirms) continue;
      if (outcome === WITHHELD) this.#at(this.#withheld, sender).push(s, item);
      else answers.push(s, (item << 2) | outcome);
    }
  }

  /** Carries out a proper prefix of what is under way; that all of it got through is what `arrive` before the fault says. */
  #prefix(s: State, ctx: Context, sender: number): void {
    const n = this.#requestsOf(sender).count(s);
    if (n > 1) this.#carryOut(s, ctx, sender, ctx.pick(this.#survivors, sender, n));
  }

  /** The connection is gone with all that was on it; the client takes every open publish as in doubt. */
  #drop(s: State, ctx: Context, sender: number): void {
    const requests = this.#requestsOf(sender);
    const answers = this.#answersOf(sender);
    const withheld = this.#at(this.#withheld, sender);
    if (this.#settings.confirms && this.#host.senderUp(s, sender)) {
      while (answers.count(s) > 0) this.#host.settled(s, ctx, sender, answers.shift(s) >> 2, UNKNOWN_OUTCOME);
      while (withheld.count(s) > 0) this.#host.settled(s, ctx, sender, withheld.shift(s), UNKNOWN_OUTCOME);
      while (requests.count(s) > 0) this.#host.settled(s, ctx, sender, requests.shift(s), UNKNOWN_OUTCOME);
    }
    answers.clear(s);
    withheld.clear(s);
    requests.clear(s);
  }

  #confirmed(s: State, ctx: Context, sender: number): void {
    const answers = this.#answersOf(sender);
    const n = answers.count(s);
    for (let k = 0; k < n; k++) {
      const answer = answers.shift(s);
      this.#host.settled(s, ctx, sender, answer >> 2, answer & 3);
    }
  }

  #choose(s: State, ctx: Context, lists: readonly List[]): number {
    let candidates = 0;
    for (const list of lists) if (list.count(s) > 0) candidates += 1;
    let left = candidates > 1 ? ctx.pick(this.#which, 0, candidates) : 0;
    for (let i = 0; i < lists.length; i++) {
      if (this.#at(lists, i).count(s) === 0) continue;
      if (left === 0) return i;
      left -= 1;
    }
    return 0;
  }

  #firstWith(s: State, lists: readonly List[]): number {
    for (let i = 0; i < lists.length; i++) if (this.#at(lists, i).count(s) > 0) return i;
    return -1;
  }

  #requestsOf(sender: number): List {
    return this.#at(this.#requests, sender);
  }

  #answersOf(sender: number): List {
    return this.#at(this.#answers, sender);
  }

  #at(lists: readonly List[], i: number): List {
    return present(lists[i], "a list for each sender");
  }
}
