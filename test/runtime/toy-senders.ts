/** The sending side of the toy: requests and answers under way, and how long a sender waits. */
import type { List, State } from "../../src/base/layout.ts";
import { FAILED, UNKNOWN_OUTCOME } from "../../src/runtime/event.ts";
import type { Alarm, Host } from "../../src/runtime/mechanism.ts";
import type { Context } from "../../src/runtime/model.ts";

interface Answer {
  readonly sender: number;
  readonly item: number;
  readonly outcome: number;
}

export class ToySenders {
  readonly requests: readonly List[];
  readonly answers: readonly List[];
  readonly #open: readonly List[];
  readonly #patience: readonly Alarm[];
  readonly #host: Host;
  readonly #timeoutMs: number;

  /** `timeoutMs`: how long a sender waits for an answer. */
  constructor(host: Host, node: string, timeoutMs: number) {
    const { layout, intents, faults, senders } = host;
    const most = intents * (2 + faults);
    const each = Array.from({ length: senders }, (_, i) => i);
    this.#host = host;
    this.#timeoutMs = timeoutMs;
    this.requests = each.map((i) => layout.list(`requests of sender ${i + 1} to ${node}`, most));
    this.answers = each.map((i) => layout.list(`answers of ${node} to sender ${i + 1}`, most));
    this.#open = each.map((i) => layout.list(`open sends of sender ${i + 1} to ${node}`, most));
    this.#patience = each.map((i) =>
      host.timer(`sender ${i + 1} of ${node} gives up`, (s, ctx) => this.#giveUp(s, ctx, i)),
    );
    const from = host.hop === 0 ? "producer" : `sender ${host.senderPlace(0)}`;
    this.#loses(`lost-request@${from}`, this.requests[0] as List);
    this.#loses(`lost-response@${from}`, this.answers[0] as List);
  }

  send(s: State, i: number, item: number): void {
    this.#open[i]?.push(s, item);
    this.requests[i]?.push(s, item);
  }

  /** What was written arrives; nobody hears the answers. */
  stop(s: State, i: number): void {
    this.answers[i]?.clear(s);
    this.#open[i]?.clear(s);
    this.#patience[i]?.disarm(s);
  }

  /** The node has carried out the next request of sender `i` and answers. */
  answer(s: State, i: number, item: number, outcome: number): void {
    if ((this.#open[i]?.indexOf(s, item) ?? -1) >= 0) this.answers[i]?.push(s, (item << 2) | outcome);
  }

  hear(s: State, ctx: Context, i: number): void {
    const answer = this.answers[i]?.shift(s) ?? 0;
    this.#close(s, ctx, { sender: i, item: answer >> 2, outcome: answer & 3 });
  }

  /** Nothing open has an answer to hope for: the sender looks at its watch. */
  wait(s: State, i: number): void {
    if ((this.#open[i]?.count(s) ?? 0) > 0) this.#patience[i]?.arm(s, this.#timeoutMs);
  }

  /** All that is under way is lost. */
  cut(s: State): void {
    this.requests.forEach((requests, i) => {
      requests.clear(s);
      this.answers[i]?.clear(s);
      this.wait(s, i);
    });
  }

  recovered(s: State): boolean {
    return this.#open.every((open) => open.count(s) === 0);
  }

  /** Bits of the intents whose requests are under way. */
  unsettled(s: State): number {
    let bits = 0;
    for (const list of this.requests)
      for (let k = 0; k < list.count(s); k++) bits |= 1 << this.#host.intentOf(list.get(s, k));
    return bits;
  }

  #loses(atom: string, link: List): void {
    this.#host.atom(
      atom,
      (s) => link.count(s) > 0,
      (s) => {
        link.shift(s);
        this.wait(s, 0);
      },
    );
  }

  #giveUp(s: State, ctx: Context, i: number): void {
    const open = this.#open[i] as List;
    while (open.count(s) > 0) {
      const item = open.get(s, 0);
      const written = this.requests[i]?.indexOf(s, item) ?? -1;
      if (written >= 0) this.requests[i]?.removeAt(s, written);
      this.#close(s, ctx, { sender: i, item, outcome: written >= 0 ? FAILED : UNKNOWN_OUTCOME });
    }
  }

  #close(s: State, ctx: Context, { sender, item, outcome }: Answer): void {
    const open = this.#open[sender] as List;
    const at = open.indexOf(s, item);
    if (at < 0) return;
    open.removeAt(s, at);
    if (open.count(s) === 0) this.#patience[sender]?.disarm(s);
    this.#host.settled(s, ctx, sender, item, outcome);
  }
}
