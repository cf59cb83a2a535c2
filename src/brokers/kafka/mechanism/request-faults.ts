/** Faults of the connections between the senders and the leader. */
import type { List, State } from "../../../base/layout.ts";
import type { Host } from "../../../runtime/mechanism.ts";
import type { Context } from "../../../runtime/model.ts";
import type { Buffers } from "./buffers.ts";
import { batch, LOST, SENT, UNHEARD } from "./record.ts";

export interface RequestFaultParts {
  readonly host: Host;
  readonly buffers: Buffers;
  /** Requests are answered: not with `acks: 0`. */
  readonly answers: boolean;
  /** `service.endpoint` of the senders. */
  readonly name: string;
  /** Position of the request whose answer is on its way to `sender`; -1 if none is. */
  readonly toAnswer: (s: State, sender: number) => number;
  readonly cut: (s: State, ctx: Context, sender: number) => void;
  /** The requests of `sender` have changed. */
  readonly changed: (s: State, sender: number) => void;
}

/** Registers lost-request, delayed-request, lost-response and cut. */
export function registerRequestFaults(parts: RequestFaultParts): void {
  const faults = new RequestFaults(parts);
  const { host, name, buffers } = parts;
  const sent = (s: State): boolean => buffers.count(s, SENT) > 0;
  host.atom(`lost-request@${name}`, sent, (s, ctx) => faults.lose(s, ctx, false));
  host.atom(`delayed-request@${name}`, sent, (s, ctx) => faults.lose(s, ctx, true));
  host.atom(
    `lost-response@${name}`,
    (s) => faults.answering(s) > 0,
    (s, ctx) => faults.loseAnswer(s, ctx),
  );
  host.atom(
    `cut@${name}`,
    (s) => faults.busy(s) > 0,
    (s, ctx) => faults.cut(s, ctx),
  );
}

class RequestFaults {
  readonly #parts: RequestFaultParts;
  readonly #whichRequest: number;
  readonly #whichSender: number;

  constructor(parts: RequestFaultParts) {
    this.#parts = parts;
    this.#whichRequest = parts.host.site(`which request of ${parts.name}`);
    this.#whichSender = parts.host.site(`which client of ${parts.name}`);
  }

  /** One request is not carried out and not answered; held up, it is carried out some time. */
  lose(s: State, ctx: Context, held: boolean): void {
    const { answers, buffers, changed } = this.#parts;
    const candidates = buffers.count(s, SENT);
    let left = candidates > 1 ? ctx.pick(this.#whichRequest, 0, candidates) : 0;
    for (let i = 0; i < buffers.senders; i++) {
      const flight = buffers.flight[i] as List;
      for (let k = 0; k < flight.count(s); k++) {
        const b = flight.get(s, k);
        if (batch.status(b) !== SENT || left-- > 0) continue;
        if (held) buffers.hold(s, i, b);
        if (answers) flight.set(s, k, batch.with(batch.asMaybe(b), LOST));
        else buffers.release(s, i, flight.removeAt(s, k));
        return changed(s, i);
      }
    }
  }

  loseAnswer(s: State, ctx: Context): void {
    const { buffers, toAnswer, changed } = this.#parts;
    const candidates = this.answering(s);
    let left = candidates > 1 ? ctx.pick(this.#whichSender, 0, candidates) : 0;
    for (let i = 0; i < buffers.senders; i++) {
      const k = toAnswer(s, i);
      if (k < 0 || left-- > 0) continue;
      const flight = buffers.flight[i] as List;
      flight.set(s, k, batch.with(batch.asMaybe(flight.get(s, k)), UNHEARD));
      return changed(s, i);
    }
  }

  cut(s: State, ctx: Context): void {
    const { buffers, cut } = this.#parts;
    const candidates = this.busy(s);
    let left = candidates > 1 ? ctx.pick(this.#whichSender, 0, candidates) : 0;
    for (let i = 0; i < buffers.senders; i++)
      if ((buffers.flight[i] as List).count(s) > 0 && left-- === 0) return cut(s, ctx, i);
  }

  /** Senders to whom an answer is on its way. */
  answering(s: State): number {
    const { answers, buffers, toAnswer } = this.#parts;
    let n = 0;
    if (answers) for (let i = 0; i < buffers.senders; i++) if (toAnswer(s, i) >= 0) n += 1;
    return n;
  }

  /** Senders with an open request. */
  busy(s: State): number {
    let n = 0;
    for (const flight of this.#parts.buffers.flight) if (flight.count(s) > 0) n += 1;
    return n;
  }
}
