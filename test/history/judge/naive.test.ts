import { describe, expect, test } from "vitest";
import { HistoryJudge } from "../../../src/history/judge/judge.ts";
import { type Clause, clauseName } from "../../../src/model/guarantee.ts";
import { watching } from "./judged.ts";
import { drawHistory } from "./draw-history.ts";
import { keeps } from "./naive.ts";
import type { Written } from "./naive-read.ts";

const HISTORIES = 16_000;

const ORDERS = (["per", "per-producer", "total"] as const).flatMap((kind) =>
  [false, true].map(
    (strict): Clause => ({ kind: "order", scope: kind === "per" ? { kind, path: "key" } : { kind }, strict }),
  ),
);
const CLAUSES: readonly Clause[] = [
  { kind: "valid" },
  { kind: "live" },
  { kind: "at-most-once" },
  { kind: "at-most-once", orDeadLetter: true },
  { kind: "at-least-once", except: [] },
  { kind: "at-least-once", except: ["dead-lettered", "superseded"] },
  ...ORDERS,
  { kind: "bounded-redelivery", deliveries: 1 },
  { kind: "agree", groups: ["s.c", "s.d"] },
  { kind: "atomic" },
  { kind: "isolated" },
  { kind: "within", ms: 3 },
  { kind: "survives", nodes: 1 },
];
const ACCEPTED: readonly Clause[] = [
  { kind: "live" },
  { kind: "at-least-once", except: [], from: "accepted" },
];
const SINCE: readonly Clause[] = [
  { kind: "at-least-once", except: ["expired"], since: "subscribed" },
  { kind: "live" },
];

function violated({ header, events }: Written, clauses: readonly Clause[]): readonly boolean[] {
  const judge = new HistoryJudge(header, [watching(clauses)]);
  events.forEach((event, i) => judge.step(event, i + 2));
  return judge.atEnd()[0]?.clauses.map(({ verdict }) => verdict === "violated") ?? [];
}

describe("the judge", () => {
  test.each([
    { name: "all clauses", clauses: CLAUSES, histories: HISTORIES },
    { name: "what is owed from the call on", clauses: ACCEPTED, histories: HISTORIES / 4 },
    { name: "what is owed since a subscription", clauses: SINCE, histories: HISTORIES / 4 },
  ])(
    "finds violated what the definitions call so: $name, on $histories random histories",
    ({ clauses, histories }) => {
      const times = clauses.map(() => 0);
      for (let seed = 0; seed < histories; seed++) {
        const history = drawHistory(seed);
        const found = violated(history, clauses);
        clauses.forEach((clause, c) => {
          const expected = !keeps(history, clause, clauses);
          if (expected) times[c] = (times[c] ?? 0) + 1;
          if (found[c] !== expected)
            expect({ seed, clause: clauseName(clause), history, violated: found[c] }).toEqual({
              seed,
              clause: clauseName(clause),
              history,
              violated: expected,
            });
        });
      }
      clauses.forEach((clause, c) => {
        const often = { clause: clauseName(clause), often: (times[c] ?? 0) > histories / 1_000 };
        expect(often).toEqual({ clause: clauseName(clause), often: true });
        expect(times[c]).toBeLessThan(histories * 0.9);
      });
    },
    60_000,
  );
});
