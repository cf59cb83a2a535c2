/** A backlog that outlives the retention of the topic (K-TOPIC-01, K-E2E-B11). */
import type { Cell, State } from "../../../base/layout.ts";
import type { Alarm, FaultBounds, Host } from "../../../runtime/mechanism.ts";
import type { Lie } from "./lie.ts";
import type { Replicas } from "./replicas.ts";

export class Backlog {
  readonly #host: Host;
  readonly #replicas: Replicas;
  readonly #bounds: FaultBounds;
  readonly #lie: Lie | undefined;
  readonly #retention: Alarm;
  /** Bit i: instance i is down for a short while only: it would have read in time. */
  readonly #brief: Cell;

  constructor(host: Host, replicas: Replicas, bounds: FaultBounds, name: string, lie: Lie | undefined) {
    this.#host = host;
    this.#replicas = replicas;
    this.#bounds = bounds;
    this.#lie = lie;
    this.#brief = host.layout.cell();
    this.#retention = host.timer(`what ${name} has not read expires`, (s, ctx) => {
      if (this.#brief.get(s) === 0 && replicas.leads(s)) replicas.expire(s, ctx);
    });
  }

  /** An instance reads nothing for at most `boundMs`. */
  grows(s: State, boundMs: number): void {
    const { retentionMs } = this.#replicas.settings;
    if (this.#replicas.out(s)) return;
    const kept = this.#lie === "expires-for-brief-lags" ? Math.min(1, retentionMs) : retentionMs;
    if (kept > 0 && boundMs > kept && !this.#retention.armed(s)) this.#retention.arm(s, kept);
  }

  /** Instance `i` is down: for at most `outageMs`, or briefly (0). */
  down(s: State, i: number, outageMs: number): void {
    this.#brief.put(s, i, outageMs === 0);
    this.grows(s, outageMs);
  }

  up(s: State, i: number): void {
    this.#brief.put(s, i, false);
    this.shrinks(s);
  }

  /** Somebody reads again. */
  shrinks(s: State): void {
    for (let i = 0; i < this.#host.instances; i++)
      if (!this.#host.instanceUp(s, i) || this.#host.instanceSlow(s, i)) return;
    this.#retention.disarm(s);
  }

  /** Nothing expires while no node runs; when they are back, whoever was silent before still may be. */
  outage(s: State, boundMs: number, joined: (i: number) => boolean): void {
    this.#retention.disarm(s);
    if (boundMs > 0) return;
    for (let i = 0; i < this.#host.instances; i++) {
      if (this.#host.instanceSlow(s, i)) this.grows(s, this.#bounds.boundMs("slow"));
      else if (!this.#host.instanceUp(s, i) && joined(i)) this.grows(s, this.#bounds.boundMs("pause"));
    }
  }
}
