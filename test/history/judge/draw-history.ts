/** Small random histories, likely or not, that the reader would read. */
import { Prng } from "../../../src/base/prng.ts";
import type { Header, HistoryEvent } from "../../../src/history/event.ts";
import type { Written } from "./naive-read.ts";

function drawHeader(draw: Prng): Header {
  const isSimulation = draw.chance(1, 4);
  const skew = isSimulation ? 0 : draw.of([undefined, 0, 1]);
  return {
    format: "waybill-history",
    version: 1,
    topology: "t",
    source: isSimulation ? "simulation" : "live",
    clock: "ms",
    ...(skew === undefined ? {} : { skew }),
  };
}

/** A random history of four intents, two producer processes, two instances of a group and a second group. */
export function drawHistory(seed: number): Written {
  const draw = new Prng(seed);
  const header = drawHeader(draw);
  return { header, events: new Draw(draw, header.source === "simulation" || draw.chance(3, 4)).events() };
}

class Draw {
  readonly #by: Prng;
  readonly #isTimed: boolean;
  readonly #hasSequence: boolean;
  readonly #open: number[] = [];
  readonly #producers = new Map<number, string>();
  #now = 0;
  #sequence = 0;

  constructor(by: Prng, isTimed: boolean) {
    this.#by = by;
    this.#isTimed = isTimed;
    this.#hasSequence = by.chance(1, 3);
  }

  events(): HistoryEvent[] {
    const draw = this.#by;
    const events = Array.from({ length: draw.below(20) }, () => this.#event());
    const open = [0, 1, 2, 3].filter(() => draw.chance(1, 5));
    if (draw.chance(3, 4))
      events.push([{ e: "rest", ...this.#when(false), open, how: draw.of(["rest", "stuck", "circles"]) }]);
    return events.flat();
  }

  #when(lasts: boolean): { t?: number | readonly [number, number] } {
    if (!this.#isTimed) return {};
    this.#now += this.#by.below(2);
    return { t: lasts && this.#by.chance(1, 3) ? [this.#now, this.#now + this.#by.below(3)] : this.#now };
  }

  #event(): HistoryEvent[] {
    const draw = this.#by;
    const i = draw.below(4);
    const by = draw.of(["a", "b"]);
    const when: When = (lasts) => this.#when(lasts);
    const kinds = [
      "send",
      "send",
      "sent",
      "sent",
      "effect",
      "effect",
      "effect",
      "effect",
      "other",
      "rare",
    ] as const;
    switch (draw.of(kinds)) {
      case "send":
        return [this.#send(i)];
      case "sent":
        return this.#sent();
      case "effect":
        return [this.#effect(i, by)];
      case "other":
        return [drawOther(draw, i, by, when)];
      case "rare":
        return [drawRare(draw, i, when)];
    }
  }

  /** One producer process means each intent. */
  #send(i: number): HistoryEvent {
    const draw = this.#by;
    const by = this.#producers.get(i) ?? draw.of(["p1", "p2"]);
    this.#producers.set(i, by);
    this.#open.push(i);
    const tx = draw.chance(1, 3) ? { tx: 1 + (i >> 1) } : {};
    return { e: "send", ...this.#when(false), at: "s.p", by, i, k: i % 2, ...tx };
  }

  #sent(): HistoryEvent[] {
    const i = this.#open.shift();
    if (i === undefined) return [];
    const out = this.#by.of(["ok", "ok", "ok", "failed", "unknown"] as const);
    return [{ e: "sent", ...this.#when(false), at: "s.p", by: this.#producers.get(i) ?? "", i, out }];
  }

  #effect(i: number, by: string): HistoryEvent {
    const draw = this.#by;
    const at = draw.chance(1, 4) ? "s.d" : "s.c";
    const seq = this.#hasSequence ? { seq: this.#sequence++ + draw.below(3) * 100 } : {};
    return { e: "effect", ...this.#when(true), at, by, i, ...seq };
  }
}

type When = (lasts: boolean) => { t?: number | readonly [number, number] };

function drawOther(draw: Prng, i: number, by: string, when: When): HistoryEvent {
  return draw.of<() => HistoryEvent>([
    () => ({ e: "deliver", ...when(false), at: "s.c", by, i }),
    () => ({ e: "execute", ...when(false), at: "s.c", by, i }),
    () => ({ e: "dispose", ...when(false), i, why: draw.of(["dead-letter", "compact", "expire"]) }),
  ])();
}

function drawRare(draw: Prng, i: number, when: When): HistoryEvent {
  return draw.of<() => HistoryEvent>([
    () => ({
      e: "fault",
      t: 0,
      ...when(false),
      what: draw.of(["disk-loss@n1", "disk-loss@n2", "pause@s.c"]),
    }),
    () => ({ e: "recovered", t: 0, ...when(false) }),
    () => ({ e: "subscribed", ...when(false), at: "s.c" }),
    () => ({
      e: "commit",
      ...when(false),
      at: "s.p",
      by: "p1",
      tx: 1 + (i >> 1),
      out: draw.of(["ok", "ok", "unknown", "failed"]),
    }),
    () => ({ e: "abort", ...when(false), at: "s.p", by: "p1", tx: 1 + (i >> 1) }),
  ])();
}
