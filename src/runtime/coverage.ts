/** What of a model was ever taken, so that a report can say which stages and choice points were never reached. */
import { DISPOSALS } from "../model/guarantee.ts";
import { EVENT, EVENT_KINDS, type EventKind, OUTCOMES } from "./event.ts";
import { type MoveCode, type Registry, STRIKE_OP, TIMER_OP } from "./model.ts";

/** How often each was taken, by its number in the model that was run: the lists of {@link Registry} hold the names. */
export interface Coverage {
  readonly operations: readonly number[];
  readonly timers: readonly number[];
  readonly atoms: readonly number[];
  /** Choices inside a move, where there was more than one alternative. */
  readonly sites: readonly number[];
  /** Events of each kind and hop that happened. */
  readonly events: readonly EventCount[];
}

export interface EventCount {
  readonly kind: EventKind;
  readonly hop: number;
  /** Why a copy left the main path, how a send settled; absent for other kinds. */
  readonly how?: string;
  readonly count: number;
}

/** Details told apart of one kind of event. */
const DETAILS = 8;
const PER_HOP = 32 * DETAILS;

/** Counts what is taken, over as many runs as it is given to. */
export class Tally {
  readonly #model: Registry;
  readonly #operations: Float64Array = new Float64Array(256);
  readonly #timers: Float64Array = new Float64Array(256);
  readonly #atoms: Float64Array = new Float64Array(256);
  readonly #sites: Float64Array;
  #events: Float64Array = new Float64Array(4 * PER_HOP);

  constructor(model: Registry) {
    this.#model = model;
    this.#sites = new Float64Array(model.sites.length);
  }

  took(code: MoveCode): void {
    const op = code & 255;
    const counts = op === STRIKE_OP ? this.#atoms : op === TIMER_OP ? this.#timers : this.#operations;
    const at = op === STRIKE_OP || op === TIMER_OP ? (code >> 8) & 255 : op;
    counts[at] = (counts[at] as number) + 1;
  }

  chose(site: number): void {
    this.#sites[site] = (this.#sites[site] as number) + 1;
  }

  saw(kind: number, hop: number, detail: number): void {
    const how = kind === EVENT.dispose || kind === EVENT.sent ? detail : 0;
    const at = hop * PER_HOP + kind * DETAILS + how;
    if (at >= this.#events.length) this.#grow(hop);
    this.#events[at] = (this.#events[at] as number) + 1;
  }

  #grow(hop: number): void {
    const wider = new Float64Array(2 * (hop + 1) * PER_HOP);
    wider.set(this.#events);
    this.#events = wider;
  }

  get coverage(): Coverage {
    const { operations, timers, atoms } = this.#model;
    return {
      operations: [...this.#operations.subarray(0, operations.length)],
      timers: [...this.#timers.subarray(0, timers.length)],
      atoms: [...this.#atoms.subarray(0, atoms.length)],
      sites: [...this.#sites],
      events: [...this.#events].flatMap((count, at) => (count === 0 ? [] : [eventCount(at, count)])),
    };
  }
}

function eventCount(at: number, count: number): EventCount {
  const kind = EVENT_KINDS[Math.floor((at % PER_HOP) / DETAILS)] ?? "start";
  const hop = Math.floor(at / PER_HOP);
  const detail = at % DETAILS;
  const how = kind === "dispose" ? DISPOSALS[detail] : kind === "sent" ? OUTCOMES[detail] : undefined;
  return how === undefined ? { kind, hop, count } : { kind, hop, how, count };
}
