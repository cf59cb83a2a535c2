/** What `verify --live` makes of what was recorded: what is under way, what was left, and what is said of each promise. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { judgeFile } from "../../src/cli/judge/judged.ts";
import { painter } from "../../src/cli/text.ts";
import type { Played } from "../../src/cli/verify/live/play.ts";
import { Recorder } from "../../src/cli/verify/live/recorder.ts";
import { type LiveReport, liveVerdicts } from "../../src/cli/verify/live/report.ts";
import { liveText } from "../../src/cli/verify/live/text.ts";
import { jsonLive } from "../../src/cli/verify/live/json.ts";
import type { Observed } from "../../src/client/client.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import type { FaultKind } from "../../src/model/guarantee.ts";
import { watchedGuarantees } from "../../src/verify/watched-guarantees.ts";
import { jsonTroubles } from "./schemas.ts";

const SPEC = "specs/orders/orders.waybill";
const { topology } = compile([{ path: SPEC, text: readFileSync(SPEC, "utf8") }], {
  brokers: ANALYSIS_BROKERS,
});
if (topology === undefined) throw new Error(`${SPEC} has errors`);
const ANALYSIS = analyse(topology, ANALYSIS_BROKERS);
const WATCHED = watchedGuarantees(ANALYSIS, ANALYSIS_BROKERS);
const BILL = "shop.placing -> invoicing.bill";

const folder = mkdtempSync(join(tmpdir(), "waybill-live-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const about = (n: number): Pick<Observed, "i" | "id" | "type"> => ({
  i: `OrderPlaced ${n}`,
  id: `${n}`,
  type: "OrderPlaced",
});
const place = (n: number): Pick<Observed, "ch" | "p" | "o"> => ({ ch: "orders", p: 0, o: n });

/** An order is sent and acknowledged. */
function sends(recorder: Recorder, n: number): void {
  recorder.take({ e: "send", t: 10 * n, at: "shop.placing", by: "shop-1", ...about(n), k: "o" });
  recorder.take({
    e: "sent",
    t: 10 * n + 1,
    at: "shop.placing",
    by: "shop-1",
    ...about(n),
    out: "ok",
    ...place(n),
  });
}

/** Invoicing and shipping have done with it what they do. */
function handles(recorder: Recorder, n: number, at = ["invoicing.bill", "shipping.pack"]): void {
  for (const each of at) {
    recorder.take({ e: "deliver", t: 10 * n + 2, at: each, by: each, ...about(n), ...place(n) });
    recorder.take({ e: "effect", t: [10 * n + 2, 10 * n + 3], at: each, by: each, ...about(n), ...place(n) });
  }
}

function reportOf(recorder: Recorder, faults: Played["faults"], rest = true): LiveReport {
  if (rest) recorder.take({ e: "rest", t: 1_000, open: [] });
  const file = join(folder, "history.jsonl");
  writeFileSync(file, recorder.history("orders"));
  const judged = judgeFile(file, "/", () => ({ guarantees: WATCHED, channels: [] }));
  const played = { sent: recorder.begun, faults, left: [], ms: 2_000 };
  return {
    topology: "orders",
    brokers: [{ name: "events", type: "kafka", version: "4.3.1", nodes: 3 }],
    seed: 42,
    played,
    notes: [],
    guarantees: liveVerdicts(ANALYSIS, judged, played),
    judged,
    events: recorder.events().map((event) => ({ ...event })),
  };
}

function fault(kind: FaultKind, at: number | undefined, underWay: number): Played["faults"][number] {
  return {
    kind,
    what: `${kind}@events`,
    says: "a node dies and comes back",
    deed: { on: "broker", broker: "events" },
    ...(at === undefined ? {} : { at }),
    underWay: { [BILL]: underWay, "shop.placing -> shipping.pack": underWay },
  };
}

function textOf(report: LiveReport): string {
  return liveText(report, painter(false));
}

describe("a promise", () => {
  test("held where faults struck while its messages were under way", () => {
    const recorder = new Recorder(WATCHED);
    for (const n of [1, 2]) sends(recorder, n);
    for (const n of [1, 2]) handles(recorder, n);
    const report = reportOf(recorder, [fault("process-crash", 15, 2)]);
    expect(report.guarantees.map(({ verdict }) => verdict)).toEqual(["held", "held"]);
    expect(textOf(report)).toContain(
      "✓ shop.placing -> invoicing.bill  exactly-once, per-key  held over 2 messages, with 1 fault",
    );
    expect(jsonTroubles("live", JSON.stringify(jsonLive([report])))).toEqual([]);
  });

  test("is vacuous where no fault met any of its messages, and held where none was asked for", () => {
    const recorder = (): Recorder => {
      const made = new Recorder(WATCHED);
      for (const n of [1, 2]) sends(made, n);
      for (const n of [1, 2]) handles(made, n);
      return made;
    };
    const untouched = reportOf(recorder(), [fault("process-crash", undefined, 0)]);
    expect(untouched.guarantees.map(({ verdict }) => verdict)).toEqual(["vacuous", "vacuous"]);
    expect(textOf(untouched)).toContain("because no fault struck while its messages were under way");
    expect(reportOf(recorder(), []).guarantees.map(({ verdict }) => verdict)).toEqual(["held", "held"]);
  });

  test("is refuted with what happened to one of its messages, and said not to be foreseen where the spec rules it out", () => {
    const recorder = new Recorder(WATCHED);
    for (const n of [1, 2]) sends(recorder, n);
    handles(recorder, 1);
    recorder.take({ e: "fault", t: 22, what: "process-crash@events" });
    handles(recorder, 2, ["shipping.pack"]);
    const report = reportOf(recorder, [fault("process-crash", 22, 1)]);
    expect(report.guarantees.map(({ verdict, unforeseen }) => [verdict, unforeseen])).toEqual([
      ["refuted", ["at-least-once"]],
      ["held", []],
    ]);
    const text = textOf(report);
    expect(text).toContain("OrderPlaced 2 was acknowledged and has no effect:");
    expect(text).toMatch(
      /\+0\.0 ms +shop-1 +shop\.placing sends OrderPlaced 2\n.*shop\.placing is told: ok orders\/0@2\n.*✗ process-crash@events/,
    );
    expect(text).toContain(
      "not foreseen: by the spec nothing that this is promised under breaks at-least-once",
    );
  });

  test("is not judged by faults that it is not promised under, nor without an end", () => {
    const lost = new Recorder(WATCHED);
    sends(lost, 1);
    const beyond = reportOf(lost, [fault("pause", 12, 1)]);
    expect(beyond.guarantees.map(({ verdict }) => verdict)).toEqual(["not judged", "not judged"]);
    expect(textOf(beyond)).toContain(
      "because it is not promised under pause, which struck: --faults chooses",
    );
    const endless = new Recorder(WATCHED);
    sends(endless, 1);
    handles(endless, 1);
    const { guarantees } = reportOf(endless, [fault("cut", 12, 1)], false);
    expect(guarantees.map(({ verdict }) => verdict)).toEqual(["not judged", "not judged"]);
  });
});

describe("what is under way", () => {
  test("is a send without an answer, and a message that some promised flow owes an effect", () => {
    const recorder = new Recorder(WATCHED);
    recorder.take({ e: "send", t: 1, at: "shop.placing", ...about(1), k: "o" });
    expect(recorder.underWay).toBe(1);
    recorder.take({ e: "sent", t: 2, at: "shop.placing", ...about(1), out: "ok" });
    handles(recorder, 1, ["invoicing.bill"]);
    expect(recorder.underWayByFlow()).toEqual({ [BILL]: 0, "shop.placing -> shipping.pack": 1 });
    handles(recorder, 1, ["shipping.pack"]);
    expect(recorder.underWay).toBe(0);
  });

  test("at the end is stuck where a reader has not come to its copy, and lost where it has passed it", () => {
    const recorder = new Recorder(WATCHED);
    for (const n of [1, 2]) sends(recorder, n);
    recorder.take({ e: "settle", at: "invoicing.bill", ...place(1), how: "commit" });
    recorder.giveUp();
    expect(recorder.isLacking).toBe(true);
    const readers = [{ at: "invoicing.bill", channel: "orders" }];
    expect(
      recorder.unsettled(
        () => readers,
        () => false,
      ),
    ).toEqual(["OrderPlaced 2"]);
    expect(
      recorder.unsettled(
        () => [],
        () => true,
      ),
    ).toEqual(["OrderPlaced 1", "OrderPlaced 2"]);
  });
});
