/** The committed offsets of a group, and commits that wait for their answer. */
import type { Cells, List, State } from "../../../base/layout.ts";
import type { Alarm, FaultBounds, Host } from "../../../runtime/mechanism.ts";
import type { Context } from "../../../runtime/model.ts";
import type { GroupSettings } from "../settings/settings.ts";
import { type Ref, tagged } from "./delivery.ts";
import type { Lie } from "./lie.ts";
import { dropInstance } from "./positions.ts";
import { pickedTail } from "./replica-set.ts";
import type { Replicas } from "./replicas.ts";

/** How long the client waits for the answer to a commit before it asks again: its request time-out (K-PROD-06). */
const COMMIT_RETRY_MS = 30_000;

export interface CommitParts {
  readonly host: Host;
  readonly settings: GroupSettings;
  readonly replicas: Replicas;
  readonly bounds: FaultBounds;
  readonly name: string;
  readonly lie: Lie | undefined;
}

export class Commits {
  readonly #parts: CommitParts;
  /** Offset plus one, for each partition; 0 = nothing committed. */
  readonly #committed: Cells;
  /** Instance and ref. */
  readonly #waiting: List;
  readonly #timeout: Alarm;
  readonly #retry: Alarm;
  readonly #left: number;

  constructor(parts: CommitParts) {
    const { host, settings, replicas, name } = parts;
    this.#parts = parts;
    this.#committed = host.layout.cells(replicas.log.partitions, startsCommitted(settings) ? 1 : 0);
    const running = host.instances * (settings.concurrent ? host.intents : 1);
    this.#waiting = host.layout.list(`commits of ${name} that wait`, running);
    this.#timeout = host.timer(`commits of ${name} time out`, (s, ctx) => this.#timedOut(s, ctx));
    // A waiting commit can be sent again from then on.
    this.#retry = host.timer(`${name} commits again`, () => {});
    this.#left = host.site(`what is left of the offsets of ${name}`);
  }

  /** Offset plus one; 0 = nothing committed. */
  at(s: State, p: number): number {
    return this.#committed.get(s, p);
  }

  /** Everything below `offset` is done. */
  store(s: State, p: number, offset: number): void {
    this.#committed.set(s, p, offset + 1);
  }

  /** K-CONS-09, K-CONS-10: the committed offset, else where `start` says; a client may commit that at once. */
  startOf(s: State, p: number): number {
    const { settings, replicas, lie } = this.#parts;
    if (lie === "starts-at-the-end") return replicas.log.watermark(s, p);
    if (lie === "forgets-commits-on-rebalance") return 0;
    const committed = this.#committed.get(s, p);
    if (committed > 0) return committed - 1;
    const start = settings.startsLatest && lie !== "reads-everything" ? replicas.log.watermark(s, p) : 0;
    if (settings.pinsStart) this.store(s, p, start);
    return start;
  }

  /** No instance has ever started. */
  lateStart(s: State): void {
    if (this.#parts.settings.startsLatest) this.#committed.fill(s, 0);
  }

  /** A commit carries the epoch of what was read, and is valid up to where the logs part (K-REPL-17). */
  truncate(s: State, p: number, length: number): void {
    if (this.#committed.get(s, p) > length + 1) this.store(s, p, length);
  }

  shift(s: State, p: number, count: number): void {
    const committed = this.#committed.get(s, p);
    if (committed > 0) this.store(s, p, Math.max(0, committed - 1 - count));
  }

  /** Commits that were not written out are lost, or `all` (K-E2E-C21). */
  lose(s: State, ctx: Context, all: boolean): void {
    const { settings, replicas } = this.#parts;
    const least = startsCommitted(settings) ? 1 : 0;
    for (let p = 0; p < replicas.log.partitions; p++) {
      const most = this.#committed.get(s, p) - least;
      if (most > 0) this.#committed.add(s, p, all ? -most : -pickedTail(ctx, this.#left, p, most));
    }
  }

  // Commits that wait for a link or an answer.

  wait(s: State, i: number, r: Ref): void {
    this.#waiting.push(s, tagged.make(i, r));
    if (this.#parts.replicas.out(s)) this.#arm(s, this.#parts.bounds.boundMs("outage"));
  }

  /** The answer is lost: the client asks again when it has waited long enough (K-CONS-24). */
  unanswered(s: State, i: number, r: Ref): void {
    this.#retry.arm(s, COMMIT_RETRY_MS);
    this.wait(s, i, r);
  }

  /** Deliveries of instance `i` whose commit waits for a link or an answer. */
  waiting(s: State, i: number): readonly Ref[] {
    const refs: Ref[] = [];
    for (let k = 0; k < this.#waiting.count(s); k++) {
      const waiting = this.#waiting.get(s, k);
      if (tagged.instance(waiting) === i) refs.push(tagged.ref(waiting));
    }
    return refs;
  }

  /** A commit of instance `i` can be sent again. */
  resends(s: State, i: number): boolean {
    if (this.#retry.armed(s)) return false;
    for (let k = 0; k < this.#waiting.count(s); k++)
      if (tagged.instance(this.#waiting.get(s, k)) === i) return true;
    return false;
  }

  /** Takes the first waiting commit of instance `i`. There is one. */
  take(s: State, i: number): Ref {
    let k = 0;
    while (tagged.instance(this.#waiting.get(s, k)) !== i) k += 1;
    return tagged.ref(this.#waiting.removeAt(s, k));
  }

  /** All nodes are gone for at most `boundMs`, or back (0): an awaited commit may fail meanwhile (K-CONS-24). */
  outage(s: State, boundMs: number): void {
    if (boundMs === 0) this.#timeout.disarm(s);
    else if (this.#waiting.count(s) > 0) this.#arm(s, boundMs);
  }

  forget(s: State, i: number): void {
    dropInstance(s, this.#waiting, i);
  }

  #arm(s: State, boundMs: number): void {
    const { commitMs } = this.#parts.settings;
    if (commitMs > 0 && boundMs > commitMs && !this.#timeout.armed(s)) this.#timeout.arm(s, commitMs);
  }

  #timedOut(s: State, ctx: Context): void {
    while (this.#waiting.count(s) > 0) {
      const waiting = this.#waiting.shift(s);
      this.#parts.host.settleAnswered(s, ctx, tagged.instance(waiting), tagged.ref(waiting), false);
    }
  }
}

/** A group has a committed offset from its first assignment on; `earliest` is as good as one at the beginning. */
export function startsCommitted(settings: GroupSettings): boolean {
  return !settings.startsLatest || settings.pinsStart;
}
