import { describe, expect, test } from "vitest";
import { FOLDED, foldText, rowsOf } from "../../src/report/rows.ts";
import { traceMermaid } from "../../src/report/trace-mermaid.ts";
import { traceSvg } from "../../src/report/trace-svg.ts";
import { hostileTrace, longTrace, retold, analysed, storiesOf } from "./telling.ts";

const [story] = storiesOf("specs/orders/broken.waybill");
if (story === undefined) throw new Error("no story");
const { trace, refutation } = story;
const overtaken = storiesOf("specs/orders/broken.waybill").find(({ refutation: r }) =>
  r.clause.startsWith("order"),
);
if (overtaken === undefined) throw new Error("no order story");

describe("rows", () => {
  test("show a short trace whole", () => {
    expect(rowsOf(trace, FOLDED)).toEqual(trace.events.map((_, event) => ({ kind: "event", event })));
  });

  test("of a long trace show each event once, in order, or in a fold", () => {
    const long = longTrace(overtaken.trace, 5000);
    const rows = rowsOf(long, FOLDED);
    const covered = rows.flatMap((row) =>
      row.kind === "event"
        ? [row.event]
        : Array.from({ length: row.to - row.from + 1 }, (_, k) => row.from + k),
    );
    expect(covered).toEqual(long.events.map((_, at) => at));
    expect(rows.length).toBeLessThan(700);
    const { breach } = long;
    const shown = new Set(rows.flatMap((row) => (row.kind === "event" ? [row.event] : [])));
    for (const at of breach?.events ?? []) expect(shown).toContain(at);
    expect(shown).toContain(0);
    expect(shown).toContain(long.events.length - 1);
  });

  test("fold what goes round, all but the first and the last round", () => {
    const long = longTrace(trace, 400);
    const { events } = trace;
    const same = {
      ...long,
      events: long.events.map((event, at) => ({ ...event, text: events[at % events.length]?.text ?? "" })),
    };
    const rows = rowsOf(same, FOLDED);
    const rounds = long.events.length / events.length;
    expect(rows).toHaveLength(2 * events.length + 1);
    expect(rows[events.length]).toMatchObject({ kind: "fold", times: rounds - 2 });
    const fold = rows[events.length];
    expect(fold?.kind === "fold" ? foldText(fold) : "").toBe(
      `${rounds - 2} times more the same (${(rounds - 2) * events.length} events)`,
    );
  });

  test("open a fold, and leave out what is not asked for", () => {
    const long = longTrace(overtaken.trace, 5000);
    const fold = rowsOf(long, FOLDED).find((row) => row.kind === "fold");
    if (fold?.kind !== "fold") throw new Error("nothing is folded");
    const opened = rowsOf(long, { ...FOLDED, opened: new Set([fold.from]) });
    expect(opened).toContainEqual({ kind: "event", event: fold.from + 1 });
    const effects = rowsOf(long, { ...FOLDED, folds: false, shows: ({ kind }) => kind === "effect" });
    expect(effects).toHaveLength(long.events.filter(({ kind }) => kind === "effect").length);
  });
});

describe("the SVG of a trace", () => {
  test("is the same bytes each time", () => {
    const again = retold(analysed("specs/orders/broken.waybill"), refutation.token);
    expect(traceSvg(again)).toBe(traceSvg(trace));
  });

  test("says everything that happens, who is who, and how the clause broke", () => {
    const svg = traceSvg(trace);
    for (const { text } of trace.events) expect(svg).toContain(`${text}</text>`);
    for (const { name } of trace.lanes) expect(svg).toContain(`>${name}</text>`);
    expect(svg).toContain("m1 is acknowledged and has no effect at invoicing.bill");
    expect(svg.match(/class="breach"/g)).toHaveLength(trace.breach?.events.length ?? 0);
  });

  test("shows hostile names as text", () => {
    const svg = traceSvg(hostileTrace(trace));
    expect(svg.match(/<(?!\/?(?:svg|title|style|g|line|path|rect|circle|text)[ />])/g)).toBeNull();
    expect(svg.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
    expect(svg.length).toBeLessThan(60_000);
  });
});

describe("the Mermaid diagram of a trace", () => {
  test("is a sequence of arrows and notes", () => {
    expect(traceMermaid(trace)).toMatchInlineSnapshot(`
      "sequenceDiagram
        participant p0 as shop.placing
        participant p1 as orders.leader
        participant p2 as invoicing.bill#35;1
        Note over p0: sends m1
        p0->>p1: stores m1
        rect rgba(207, 34, 46, 0.18)
          p1-->>p0: is told that m1 is safe
        end
        Note over p1: ✗ crashes
        Note over p1: loses what it had in memory
        rect rgba(207, 34, 46, 0.18)
          Note over p1: 9 s · orders.leader is found dead
        end
        rect rgba(207, 34, 46, 0.18)
          Note over p1: another replica leads now
        end
        Note over p1: is well again
        Note over p1: followers copy what they lack
        Note over p0,p2: ✗ m1 is acknowledged and has no effect at invoicing.bill
      "
    `);
  });

  test("keeps hostile names in their place", () => {
    const lines = traceMermaid(hostileTrace(trace)).trimEnd().split("\n");
    expect(lines[0]).toBe("sequenceDiagram");
    const line =
      /^ {2,4}(?:participant p\d as |p\d(?:->>|-->>|-x)p\d: |Note over p\d(?:,p\d)?: )[^;]*(?:#\d+;[^;]*)*$|^ {2}(?:rect rgba\([\d., ]+\)|end)$/;
    for (const each of lines.slice(1)) expect(each).toMatch(line);
  });
});
