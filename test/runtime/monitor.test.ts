import { describe, expect, test } from "vitest";
import { Layout } from "../../src/base/layout.ts";
import { Prng } from "../../src/base/prng.ts";
import type { Clause } from "../../src/model/guarantee.ts";
import { DISPOSALS } from "../../src/model/guarantee.ts";
import { EVENT, OUTCOMES } from "../../src/runtime/event.ts";
import { FlowMonitor } from "../../src/runtime/monitor.ts";
import { type Happening, type History, satisfies } from "./naive-clauses.ts";

const HISTORIES = 100_000;
const TARGET = 1;

const CLAUSES: readonly Clause[] = [
  { kind: "valid" },
  { kind: "live" },
  { kind: "at-most-once" },
  { kind: "at-least-once", except: [] },
  { kind: "at-least-once", except: ["dead-lettered"] },
  { kind: "at-least-once", except: ["superseded", "expired"] },
  { kind: "at-least-once", except: ["overflow"] },
  ...(["per", "per-producer", "total"] as const).flatMap((kind) =>
    [false, true].map(
      (strict): Clause => ({
        kind: "order",
        scope: kind === "per" ? { kind, path: "key" } : { kind },
        strict,
      }),
    ),
  ),
  { kind: "bounded-redelivery", deliveries: 1 },
  { kind: "at-most-once", orDeadLetter: true },
];

/** Where one clause owes what was only accepted, nothing that was called may be stuck either. */
const ACCEPTED: readonly Clause[] = [
  { kind: "at-least-once", except: [], from: "accepted" },
  { kind: "at-least-once", except: ["expired"], from: "accepted" },
  { kind: "live" },
];

interface Drawing {
  readonly draw: Prng;
  readonly keys: readonly number[];
  readonly open: number[];
  /** Intents below this are called at some time, in the order of their numbers; the others appear from nowhere. */
  readonly callable: number;
  called: number;
}

/** A random history: what is called precedes what comes of it, else anything goes. */
function drawHistory(seed: number): History {
  const draw = new Prng(seed);
  const keys = Array.from({ length: 1 + draw.below(4) }, () => draw.below(2));
  const drawing: Drawing = {
    draw,
    keys,
    open: keys.map(() => 0),
    callable: keys.length - (draw.chance(1, 8) ? 1 : 0),
    called: 0,
  };
  const events = Array.from({ length: draw.below(18) }, () => drawEvent(drawing));
  const unsettled = keys.flatMap((_, m) => (draw.chance(1, 4) ? [m] : []));
  return { keys, target: TARGET, events, unsettled };
}

function drawEvent(drawing: Drawing): Happening {
  const { draw, keys, open, callable, called } = drawing;
  const known = [...keys.keys()].filter((m) => m < called || m >= callable);
  const kind = draw.of([
    "send",
    "send",
    "sent",
    "sent",
    "effect",
    "effect",
    "effect",
    "dispose",
    "deliver",
  ] as const);
  if (known.length === 0 || (kind === "send" && callable > 0)) {
    const again = called > 0 && (called === callable || draw.chance(1, 4));
    const sent = again ? draw.below(drawing.called) : drawing.called++;
    open[sent] = (open[sent] ?? 0) + 1;
    return { kind: "send", hop: 0, intent: sent, detail: "" };
  }
  const intent = draw.of(known);
  if (kind === "sent") {
    if ((open[intent] ?? 0) === 0) return { kind: "effect", hop: 0, intent, detail: "" };
    open[intent] = (open[intent] ?? 0) - 1;
    return { kind, hop: 0, intent, detail: draw.of(["ok", ...OUTCOMES]) };
  }
  const hop = draw.chance(1, 8) ? 1 - TARGET : TARGET;
  if (kind === "send") return { kind: "effect", hop, intent, detail: "" };
  return { kind, hop, intent, detail: kind === "dispose" ? draw.of(DISPOSALS) : "" };
}

function codeOf({ kind, detail }: Happening): number {
  if (kind === "sent") return OUTCOMES.findIndex((outcome) => outcome === detail);
  return kind === "dispose" ? DISPOSALS.findIndex((reason) => reason === detail) : 0;
}

/** Names of the clauses that the monitor finds broken. */
function brokenBy(
  { keys, target, events, unsettled }: History,
  clauses: readonly Clause[],
): readonly boolean[] {
  const layout = new Layout();
  const monitor = new FlowMonitor(layout, { keys, targetHop: target, clauses });
  const s = layout.initial();
  for (const event of events) monitor.step(s, EVENT[event.kind], event.hop, 0, event.intent, codeOf(event));
  const bits = monitor.atEnd(
    s,
    unsettled.reduce((mask, m) => mask | (1 << m), 0),
  );
  return clauses.map((_, c) => (bits & (1 << c)) !== 0);
}

describe("the monitor of a flow", () => {
  test(`finds broken what the definitions call broken, on ${HISTORIES} random histories`, () => {
    const broken = CLAUSES.map(() => 0);
    for (let seed = 0; seed < HISTORIES; seed++) {
      const history = drawHistory(seed);
      const found = brokenBy(history, CLAUSES);
      CLAUSES.forEach((clause, c) => {
        const expected = !satisfies(history, clause);
        if (expected) broken[c] = (broken[c] ?? 0) + 1;
        if (found[c] !== expected)
          expect({ seed, clause, history, found: found[c] }).toEqual({
            seed,
            clause,
            history,
            found: expected,
          });
      });
    }
    // Each clause was broken often and kept often: a monitor that always gives the same answer would have been seen.
    for (const times of broken) {
      expect(times).toBeGreaterThan(HISTORIES / 100);
      expect(times).toBeLessThan(HISTORIES - HISTORIES / 100);
    }
  }, 120_000);

  test("owes from the call on where a guarantee says so", () => {
    const broken = ACCEPTED.map(() => 0);
    for (let seed = 0; seed < 10_000; seed++) {
      const history = drawHistory(seed);
      const expected = ACCEPTED.map((clause) => !satisfies(history, clause, true));
      expect({ seed, broken: brokenBy(history, ACCEPTED) }).toEqual({ seed, broken: expected });
      expected.forEach((is, c) => (broken[c] = (broken[c] ?? 0) + (is ? 1 : 0)));
    }
    for (const times of broken) expect(times).toBeGreaterThan(100);
  });

  test("judges each clause alone as it does among all", () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const history = drawHistory(seed);
      const together = brokenBy(history, CLAUSES);
      expect(CLAUSES.map((clause) => brokenBy(history, [clause])[0])).toEqual(together);
    }
  });

  test("keeps what is broken broken, whatever follows", () => {
    for (let seed = 0; seed < 5_000; seed++) {
      const { keys, target, events } = drawHistory(seed);
      const layout = new Layout();
      const monitor = new FlowMonitor(layout, { keys, targetHop: target, clauses: CLAUSES });
      const s = layout.initial();
      let before = 0;
      for (const event of events) {
        monitor.step(s, EVENT[event.kind], event.hop, 0, event.intent, codeOf(event));
        expect(monitor.broken(s) & before).toBe(before);
        before = monitor.broken(s);
      }
    }
  });
});
