import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { StateRecord } from "../../src/report/state-record.ts";
import { stateAfter, type Trace } from "../../src/report/trace.ts";
import { told } from "../../src/report/trace-of.ts";
import type { PartView } from "../../src/runtime/state-view.ts";
import { replay } from "../../src/verify/replay.ts";
import { readStoryToken, storyToken } from "../../src/verify/story-token.ts";
import { analysed, BROKEN, retold, storiesOf } from "./telling.ts";

const schema = new Ajv2020({ allErrors: true, strict: true }).compile(
  JSON.parse(readFileSync("grammar/trace.schema.json", "utf8")) as object,
);

/** The trace of the run in which nothing goes wrong. */
function defaultTrace(path: string, flow: string, messages: number): Trace {
  const analysis = analysed(path);
  const under = analysis.flows.find((each) => each.flow.id === flow)?.under;
  if (under === undefined) throw new Error(`no flow ${flow}`);
  const clause = { kind: "at-most-once" } as const;
  const keys = Array.from({ length: messages }, () => 0);
  const scale = { keys, clauses: [clause], faults: 1, episodes: 1, model: under };
  return retold(analysis, storyToken(flow, clause.kind, scale, [], []));
}

function part(parts: readonly PartView[], id: string): PartView {
  const found = parts.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no part ${id} among ${parts.map((each) => each.id).join(", ")}`);
  return found;
}

const entries = (view: PartView, list: string): readonly string[] =>
  view.lists.find(({ name }) => name === list)?.entries.map(({ text }) => text) ?? [];
const factOf = (view: PartView, name: string): string | undefined =>
  view.facts.find((each) => each.name === name)?.value;

/** Names of the messages of the events of a kind up to a step, in order. */
function soFar(trace: Trace, kind: string, step: number): readonly string[] {
  return trace.events.flatMap((event) =>
    event.kind === kind && event.step <= step && event.message !== undefined ? [`m${event.message + 1}`] : [],
  );
}

describe("the trace of a found story", () => {
  test.each(BROKEN)("every token of %s breaks its clause again, and says by which events", (path) => {
    const stories = storiesOf(path);
    expect(stories.length).toBeGreaterThan(0);
    for (const { trace, refutation } of stories) {
      expect(trace.clause).toBe(refutation.clause);
      expect(trace.breach?.events.length).toBeGreaterThan(0);
      expect(trace.breach?.why).toMatch(/^m\d/);
    }
  });

  test.each(BROKEN)("of %s is what its schema says", (path) => {
    for (const { trace } of storiesOf(path)) {
      schema(JSON.parse(JSON.stringify(trace)));
      expect(schema.errors ?? []).toEqual([]);
    }
  });

  test.each(BROKEN)("of %s refers only to what is there, and loses no event", (path) => {
    for (const { trace } of storiesOf(path)) {
      let next = 0;
      trace.steps.forEach(({ first, count }, step) => {
        expect(first).toBe(next);
        expect(count).toBeGreaterThan(0);
        next += count;
        for (const event of trace.events.slice(first, next)) expect(event.step).toBe(step);
      });
      expect(next).toBe(trace.events.length);
      for (const { from, to, fromLane, toLane, lost } of trace.arrows) {
        expect(from).toBeLessThanOrEqual(to);
        expect(fromLane).not.toBe(toLane);
        expect([fromLane, toLane]).toContain(trace.events[from]?.lane);
        expect([fromLane, toLane]).toContain(trace.events[to]?.lane);
        if (lost) expect(trace.events[from]?.kind).toMatch(/^(send|move)$/);
      }
    }
  });

  test.each(BROKEN)("of %s ends in the state in which the run ended", (path) => {
    const [story] = storiesOf(path);
    const opened = readStoryToken(story?.refutation.token ?? "");
    if (!opened.ok) throw new Error(opened.why);
    let record: StateRecord | undefined;
    const again = replay(analysed(path), BROKERS, opened.story, (model) => {
      record = new StateRecord(model);
      return record.seen;
    });
    if (again === undefined || record === undefined) throw new Error("not replayed");
    const trace = told("t", again, record);
    const elections: number[] = [];
    for (const { kind, hop } of again.run.steps.flatMap(({ events }) => events))
      if (kind === "elect") elections[hop] = (elections[hop] ?? 0) + 1;
    expect(stateAfter(trace, trace.steps.length - 1)).toEqual(again.model.view(again.run.final, elections));
  });

  test("says what was lost, doubled or overtaken", () => {
    const whys = (path: string): ReadonlySet<string> =>
      new Set(storiesOf(path).map(({ trace }) => trace.breach?.why ?? ""));
    expect(whys("specs/orders/broken.waybill")).toEqual(
      new Set([
        "m1 is acknowledged and has no effect at invoicing.bill",
        "m2 has its effect before m1, which was sent first",
        "m1 is acknowledged and has no effect at shipping.pack",
      ]),
    );
  });

  test("marks where a message is stuck for ever", () => {
    const [stuck] = storiesOf("test/planted/specs/stop-on-failure/broken.waybill").filter(
      ({ refutation }) => refutation.clause === "live",
    );
    const { events = [], breach } = stuck?.trace ?? {};
    expect(breach?.why).toBe("m1 is acknowledged and stuck for ever");
    expect(breach?.events.map((at) => events[at]?.text)).toEqual([
      "is told that m1 is safe",
      "handler of m1 fails",
    ]);
  });

  test("marks the step in which a message ceases to be anywhere", () => {
    const lost = storiesOf("specs/orders/broken.waybill").find(({ refutation }) =>
      refutation.faults.includes("process-crash@orders.leader"),
    );
    const texts = lost?.trace.breach?.events.map((at) => lost.trace.events[at]?.text);
    expect(texts).toContain("another replica leads now");
    expect(texts).not.toContain("crashes");
  });

  test("has an arrow that never arrives for a publish that was lost", () => {
    const restarted = storiesOf("specs/orders/broken.waybill").find(
      ({ refutation }) =>
        refutation.clause.startsWith("order") && refutation.faults.includes("rolling-restart@events"),
    );
    expect(restarted?.trace.arrows.slice(0, 2)).toEqual([
      { kind: "send", fromLane: 0, toLane: 1, from: 0, to: 0, lost: true },
      { kind: "send", fromLane: 0, toLane: 1, from: 1, to: 1, lost: true },
    ]);
  });
});

describe("the trace of a way over two brokers' logs", () => {
  const outage = (): Trace => {
    const found = storiesOf("specs/payments/broken.waybill").find(({ refutation }) =>
      refutation.faults.includes("outage@events"),
    );
    if (found === undefined) throw new Error("no story");
    return found.trace;
  };

  test("sends from a handler to the second log, whether it arrives or not", () => {
    const { arrows, lanes, events } = outage();
    const sends = arrows.filter(
      ({ kind, fromLane }) => kind === "send" && lanes[fromLane]?.actor === "consumer",
    );
    expect(sends.map(({ toLane, lost }) => ({ to: lanes[toLane]?.name, lost }))).toEqual([
      { to: "payments.leader", lost: true },
    ]);
    expect(lanes[events.find(({ text }) => text.startsWith("delivery time-out"))?.lane ?? -1]?.name).toBe(
      "payment.charge#1",
    );
  });

  test("marks what passed over a message that is still there", () => {
    const { breach, events } = outage();
    expect(breach?.events.map((at) => events[at]?.text)).toEqual(["is told that m1 is safe", "settles m1"]);
  });
});

describe("the state of a run in which nothing goes wrong", () => {
  test("of a replicated log is what the events say, after every step", () => {
    const trace = defaultTrace("specs/orders/orders.waybill", "shop.placing -> shipping.pack", 3);
    expect(trace.breach).toBeUndefined();
    expect(soFar(trace, "effect", trace.steps.length)).toEqual(["m1", "m2", "m3"]);
    for (let k = 0; k < trace.steps.length; k++) {
      const state = stateAfter(trace, k);
      const log = part(state, "log orders.leader 0");
      const stored = soFar(trace, "append", k);
      expect(entries(log, "log of leader")).toEqual(stored);
      const copied = trace.events.filter(({ kind, step }) => kind === "replicate" && step <= k);
      const last = copied.at(-1)?.step ?? -1;
      expect(entries(log, "log of follower 1")).toEqual(soFar(trace, "append", last));
      expect(factOf(log, "high watermark")).toBe(String(soFar(trace, "append", last).length));
      const settled = soFar(trace, "settle", k).length;
      expect(factOf(part(state, "group shipping.pack"), "committed offset of partition 0")).toBe(
        String(settled),
      );
      const application = part(state, "application shop.placing");
      const told = soFar(trace, "sent", k);
      const acknowledged = application.lists[0]?.entries.filter(({ notes }) =>
        notes.includes("acknowledged"),
      );
      expect(acknowledged?.map(({ text }) => text)).toEqual(told);
    }
  });

  test("of a queue is what the events say, after every step", () => {
    const trace = defaultTrace("specs/jobs/jobs.waybill", "intake.submit -> worker.run", 3);
    expect(soFar(trace, "effect", trace.steps.length)).toEqual(["m1", "m2", "m3"]);
    for (let k = 0; k < trace.steps.length; k++) {
      const state = stateAfter(trace, k);
      const held = ["worker.run#1", "worker.run#2"].flatMap((name) =>
        entries(part(state, `consumer ${name}`), "unacknowledged"),
      );
      const ready = entries(part(state, "queue work"), "ready");
      const [stored, delivered, settled] = ["append", "deliver", "settle"].map((kind) =>
        soFar(trace, kind, k),
      );
      expect(ready).toEqual(stored?.filter((m) => !delivered?.includes(m)));
      expect([...held].sort()).toEqual(delivered?.filter((m) => !settled?.includes(m)).sort());
    }
  });
});

test("two hops over one broker have moves of different names", () => {
  const { flows } = analysed("specs/payments/broken.waybill");
  expect(flows.some(({ flow }) => flow.hops.length > 1)).toBe(true);
  const outage = storiesOf("specs/payments/broken.waybill").filter(({ refutation }) =>
    refutation.faults.includes("outage@events"),
  );
  expect(outage.length).toBeGreaterThan(0);
  for (const { trace } of outage) expect(trace.breach).toBeDefined();
});
