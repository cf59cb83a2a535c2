/** What travelled between lanes in a told run, read off its events. */
import { FAILED, OK } from "../runtime/event.ts";
import type { ToldEvent } from "./events.ts";
import type { Lanes } from "./lanes.ts";
import type { Arrow, Lane } from "./trace.ts";

interface Sent {
  readonly event: number;
  readonly lane: number;
  arrived: boolean;
}

/** A message of one hop. */
type Key = string;

export function arrowsOf(events: readonly ToldEvent[], lanes: Lanes): readonly Arrow[] {
  return new Tracer(lanes).trace(events);
}

class Tracer {
  readonly #lanes: readonly Lane[];
  readonly #arrows: Arrow[] = [];
  /** The latest send of a message, however often it was sent. */
  readonly #sent = new Map<Key, Sent>();
  /** Where copies of a message lie at the broker, the latest last: event, and what the event said of the place. */
  readonly #lying = new Map<Key, { readonly event: number; readonly detail: number }[]>();
  /** The latest thing that a consumer did with a message. */
  readonly #held = new Map<Key, number>();
  /** Of each hop, the lane where its messages arrived last. */
  readonly #brokerLane: Map<number, number>;
  #events: readonly ToldEvent[] = [];

  constructor({ lanes, brokers }: Lanes) {
    this.#lanes = lanes;
    this.#brokerLane = new Map(brokers.entries());
  }

  trace(events: readonly ToldEvent[]): readonly Arrow[] {
    this.#events = events;
    events.forEach((event, at) => this.#look(event, at));
    for (const [key, sent] of this.#sent) this.#neverArrived(key, sent);
    return this.#arrows.sort((a, b) => a.from - b.from || a.to - b.to);
  }

  #look({ told, source }: ToldEvent, at: number): void {
    if (source === undefined) return this.#moved(at);
    const { hop, intent, detail } = source;
    const key = `${hop} ${intent}`;
    switch (told.kind) {
      case "send":
        return this.#sends(key, at);
      case "route":
      case "append":
      case "refused":
        return this.#arrives(key, hop, at, detail);
      case "sent":
        return this.#confirmed(key, hop, at, detail);
      case "deliver":
        return this.#delivered(key, at, detail);
      case "execute":
      case "effect":
      case "suppressed":
      case "failed":
        this.#held.set(key, at);
        return;
      case "settle":
        return this.#settled(key, hop, at);
      case "return":
        return this.#returned(key, at);
      default:
        return;
    }
  }

  /** A move of a sender's lane that names a message sends it again. */
  #moved(at: number): void {
    const told = this.#events[at]?.told;
    if (told?.kind !== "move" || told.message === undefined) return;
    for (const [key, sent] of this.#sent)
      if (sent.lane === told.lane && key.endsWith(` ${told.message}`) && told.text.startsWith("resends"))
        this.#sends(key, at);
  }

  #sends(key: Key, at: number): void {
    const before = this.#sent.get(key);
    if (before !== undefined) this.#neverArrived(key, before);
    this.#sent.set(key, { event: at, lane: this.#laneOf(at), arrived: false });
  }

  #arrives(key: Key, hop: number, at: number, detail: number): void {
    const lane = this.#laneOf(at);
    this.#brokerLane.set(hop, lane);
    const sent = this.#sent.get(key);
    const told = this.#events[at]?.told;
    const before = sent === undefined ? undefined : this.#events[sent.event]?.told;
    // What is routed and stored in one step has arrived once.
    const again = sent?.arrived === true && this.#events[at - 1]?.told.step === told?.step;
    if (sent !== undefined && before !== undefined && !again) {
      this.#add("send", sent.lane, lane, sent.event, at);
      sent.arrived = true;
    }
    if (told?.kind === "append") this.#lies(key, at, detail);
  }

  #lies(key: Key, event: number, detail: number): void {
    const lying = this.#lying.get(key) ?? [];
    lying.push({ event, detail });
    this.#lying.set(key, lying);
  }

  /** The answer and its arrival are one step. Without a word from the broker there was none. */
  #confirmed(key: Key, hop: number, at: number, outcome: number): void {
    const broker = this.#brokerLane.get(hop);
    const arrived = this.#sent.get(key)?.arrived === true;
    if (broker === undefined || !arrived || (outcome !== OK && outcome !== FAILED)) return;
    this.#add("confirm", broker, this.#laneOf(at), at, at);
  }

  #delivered(key: Key, at: number, detail: number): void {
    this.#held.set(key, at);
    const lying = this.#lying.get(key) ?? [];
    const from = lying.findLast((each) => each.detail === detail) ?? lying.at(-1);
    if (from !== undefined) this.#add("deliver", this.#laneOf(from.event), this.#laneOf(at), from.event, at);
  }

  /** Said at the consumer, it goes to the broker at once; said at the broker, it comes from the consumer. */
  #settled(key: Key, hop: number, at: number): void {
    const lane = this.#laneOf(at);
    const held = this.#held.get(key);
    if (this.#lanes[lane]?.actor === "consumer") {
      const broker = this.#brokerLane.get(hop);
      if (broker !== undefined) this.#add("settle", lane, broker, at, at);
    } else if (held !== undefined) this.#add("settle", this.#laneOf(held), lane, held, at);
  }

  #returned(key: Key, at: number): void {
    const held = this.#held.get(key);
    if (held !== undefined && this.#events[held]?.told.step !== this.#events[at]?.told.step)
      this.#add("return", this.#laneOf(held), this.#laneOf(at), held, at);
    this.#held.delete(key);
    this.#lies(key, at, 0);
  }

  #neverArrived(key: Key, { arrived, event, lane }: Sent): void {
    const hop = Number(key.split(" ")[0]);
    const broker = this.#brokerLane.get(hop) ?? -1;
    if (arrived || broker < 0) return;
    this.#arrows.push({ kind: "send", fromLane: lane, toLane: broker, from: event, to: event, lost: true });
  }

  #laneOf(at: number): number {
    return this.#events[at]?.told.lane ?? -1;
  }

  #add(kind: Arrow["kind"], fromLane: number, toLane: number, from: number, to: number): void {
    if (fromLane < 0 || toLane < 0 || fromLane === toLane) return;
    this.#arrows.push({ kind, fromLane, toLane, from, to, lost: false });
  }
}
