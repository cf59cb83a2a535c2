/** Events of a run as callers see them: with names instead of numbers. */
import { DISPOSALS } from "../model/guarantee.ts";
import { EVENT_KINDS, OUTCOMES } from "../runtime/event.ts";
import type { Registry } from "../runtime/model.ts";

/** What every event says. There is no time in it: only the order of events counts. */
export interface EventAt<Kind extends string> {
  readonly kind: Kind;
  /** Who did it or where: `shop.placing`, `orders.leader`, `invoicing.bill#2`. */
  readonly place: string;
  /** Stretch of the flow between two handlers, from 1. */
  readonly hop: number;
}

/** Which message an event is about. */
export interface EventAbout {
  /** Its name: `m1`, `m2`, … unless a scenario names it. */
  readonly message: string;
  /** From 1, in the order in which the application sends. */
  readonly number: number;
  /** The value of its key: equal texts, equal keys. */
  readonly key: string;
}

/**
 * `send`: the application or a handler calls send. `sent`: that call settled. `append`: a broker stored a copy. `route`:
 * an exchange passed it on. `deliver`: a copy was handed to an instance. `execute`: its handler began. `effect`: it took
 * effect. `suppressed`: it was recognised, so that there is no second effect. `failed`: its handler threw. `refused`: a
 * broker did not take it. `return`: it came back to its queue. `dispose`: a copy left the main path for a reason.
 * `replicate`, `settle` and `lost` may be about everything at a place: `message` is absent then. `fault`: a fault struck.
 */
export type FlowEvent =
  | (EventAt<"send" | "append" | "route" | "deliver" | "execute" | "failed" | "refused" | "return"> &
      EventAbout)
  /** `store`: of the world of a test, where handlers are code. */
  | (EventAt<"effect" | "suppressed"> & EventAbout & { readonly store?: string })
  | (EventAt<"sent"> & EventAbout & { readonly outcome: "ok" | "failed" | "unknown" })
  | (EventAt<"dispose"> &
      EventAbout & {
        readonly reason: "expire" | "drop" | "compact" | "truncate" | "overflow" | "dead-letter" | "reject";
      })
  | (EventAt<"replicate" | "settle" | "lost"> & Partial<EventAbout>)
  /** `fault`: `kind@place`. */
  | (EventAt<"fault"> & { readonly fault: string })
  /** `timer`: what ran out. */
  | (EventAt<"timer"> & { readonly timer: string })
  | EventAt<"heal" | "start" | "elect" | "rebalance" | "leave" | "reset">;

export type FlowEventKind = FlowEvent["kind"];

/** An event of the simulation, in numbers. */
export interface CodedEvent {
  readonly kind: number;
  readonly hop: number;
  readonly place: number;
  readonly intent: number;
  readonly detail: number;
}

/** Names and keys of a workload's messages, by intent. */
export interface MessageNames {
  readonly names: readonly string[];
  readonly keys: readonly string[];
}

/** Turns numbers into names; equal events are the same object, which nobody can change. */
export class EventNames {
  readonly #registry: Registry;
  readonly #messages: MessageNames;
  readonly #stores: readonly string[] | undefined;
  readonly #known: Map<number, FlowEvent> = new Map<number, FlowEvent>();

  /** `stores`: by the detail of effects, where these tell them apart. */
  constructor(registry: Registry, messages: MessageNames, stores?: readonly string[]) {
    this.#registry = registry;
    this.#messages = messages;
    this.#stores = stores;
  }

  event(coded: CodedEvent): FlowEvent {
    const { kind, hop, place, intent } = coded;
    const name = EVENT_KINDS[kind] ?? "start";
    const isDetailed = DETAILED.has(name) || (this.#stores !== undefined && STORING.has(name));
    const detail = isDetailed ? coded.detail : 0;
    const key = (((kind * 16 + hop) * 512 + place) * 32 + intent + 1) * 256 + detail;
    const known = this.#known.get(key) ?? Object.freeze(this.#named(name, coded));
    this.#known.set(key, known);
    return known;
  }

  /** Names of the messages whose bits are set. */
  messagesIn(bits: number): readonly string[] {
    return this.#messages.names.filter((_, m) => (bits & (1 << m)) !== 0);
  }

  #named(kind: (typeof EVENT_KINDS)[number], { hop, place, intent, detail }: CodedEvent): FlowEvent {
    const at = { place: this.#registry.places[place] ?? "", hop: hop + 1 };
    switch (kind) {
      case "effect":
      case "suppressed":
        return { kind, ...at, ...this.#about(intent), ...this.#storeOf(detail) };
      case "sent":
        return { kind, ...at, ...this.#about(intent), outcome: OUTCOMES[detail] ?? "unknown" };
      case "dispose":
        return { kind, ...at, ...this.#about(intent), reason: DISPOSALS[detail] ?? "drop" };
      case "replicate":
      case "settle":
      case "lost":
        return intent < 0 ? { kind, ...at } : { kind, ...at, ...this.#about(intent) };
      case "fault": {
        const fault = this.#registry.atoms[detail]?.name ?? "";
        return { kind, ...at, place: fault.slice(fault.indexOf("@") + 1), fault };
      }
      case "timer":
        return { kind, ...at, place: "", timer: this.#registry.timers[detail]?.name ?? "a time-out" };
      case "heal":
      case "start":
      case "elect":
      case "rebalance":
      case "leave":
      case "reset":
        return { kind, ...at };
      default:
        return { kind, ...at, ...this.#about(intent) };
    }
  }

  #storeOf(detail: number): { readonly store?: string } {
    const store = this.#stores?.[detail] ?? "";
    return store === "" ? {} : { store };
  }

  #about(m: number): EventAbout {
    const { names, keys } = this.#messages;
    return { message: names[m] ?? "", number: m + 1, key: keys[m] ?? "" };
  }
}

const STORING: ReadonlySet<string> = new Set(["effect", "suppressed"]);
const DETAILED: ReadonlySet<string> = new Set(["sent", "dispose", "fault", "timer"]);
