/** What the toy's node has handed out and not yet heard of. */
import type { List, State } from "../../src/base/layout.ts";
import type { Host } from "../../src/runtime/mechanism.ts";

const TAG = 32;
const INSTANCE = 1024;

/** Instance of an entry of {@link ToyDeliveries.unacked} or {@link ToyDeliveries.acks}. */
export function instanceOf(entry: number): number {
  return Math.floor(entry / INSTANCE);
}

/** Tag of an ack. */
export function tagOf(ack: number): number {
  return ack % INSTANCE;
}

export class ToyDeliveries {
  /** Instance, tag and intent of each, in the order of delivery. */
  readonly unacked: List;
  /** Settles under way: instance and tag. */
  readonly acks: List;
  readonly #host: Host;
  readonly #refs: number[] = [];

  constructor(host: Host, node: string) {
    const most = host.intents * (2 + host.faults);
    this.#host = host;
    this.unacked = host.layout.list(`unacked at ${node}`, most);
    this.acks = host.layout.list(`settles to ${node}`, most);
  }

  /** The lowest tag that neither the node nor a running handler uses: nothing grows. */
  freeTag(s: State, i: number): number {
    this.#host.runningRefs(s, i, this.#refs);
    for (let tag = 0; ; tag++) if (!this.#refs.includes(tag) && this.find(s, i, tag) < 0) return tag;
  }

  add(s: State, i: number, tag: number, m: number): void {
    this.unacked.push(s, i * INSTANCE + tag * TAG + m);
  }

  ack(s: State, i: number, tag: number): void {
    this.acks.push(s, i * INSTANCE + tag);
  }

  /** Position of a delivery; -1 where it is settled or taken back. */
  find(s: State, i: number, tag: number): number {
    const key = i * TAG + tag;
    for (let k = 0; k < this.unacked.count(s); k++) if (this.unacked.get(s, k) >> 5 === key) return k;
    return -1;
  }

  intentOf(s: State, ack: number): number {
    const at = this.find(s, instanceOf(ack), tagOf(ack));
    return at < 0 ? 0 : this.unacked.get(s, at) & 31;
  }

  /** Takes a delivery out; answers its intent, and its ack where one was under way. */
  takeBack(s: State, at: number): { readonly m: number; readonly ack: number | undefined } {
    const entry = this.unacked.removeAt(s, at);
    const ack = instanceOf(entry) * INSTANCE + ((entry >> 5) & 31);
    const under = this.acks.indexOf(s, ack);
    if (under >= 0) this.acks.removeAt(s, under);
    return { m: entry & 31, ack: under >= 0 ? ack : undefined };
  }

  unsettled(s: State): number {
    let bits = 0;
    for (let k = 0; k < this.unacked.count(s); k++) bits |= 1 << (this.unacked.get(s, k) & 31);
    return bits;
  }
}
