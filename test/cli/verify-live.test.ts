/** What of `verify --live` needs no broker: what may be asked for, the script, the workload, the store, the verdicts. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { readCall } from "../../src/cli/call.ts";
import { UsageError } from "../../src/cli/output.ts";
import { type LiveOptions, readLiveOptions } from "../../src/cli/verify/live/options.ts";
import type { Effect, Question } from "../../src/cli/verify/live/protocol.ts";
import { Returns } from "../../src/cli/verify/live/returns.ts";
import { chosen, kindsPromised, MADE, scriptOf } from "../../src/cli/verify/live/script.ts";
import { LiveStore } from "../../src/cli/verify/live/store.ts";
import { triedTopology } from "../../src/cli/verify/live/tried.ts";
import { workloadOf } from "../../src/cli/verify/live/workload.ts";
import { VERIFY } from "../../src/cli/verify/options.ts";
import { compile } from "../../src/compiler/compile.ts";
import { type Analysis, analyse } from "../../src/compiler/infer/analyse.ts";

function analysisOf(path: string): Analysis {
  const { topology } = compile([{ path, text: readFileSync(path, "utf8") }], { brokers: ANALYSIS_BROKERS });
  if (topology === undefined) throw new Error(`${path} has errors`);
  return analyse(topology, ANALYSIS_BROKERS);
}

const PAYMENTS = analysisOf("specs/payments/payments.waybill");
const SHOP = analysisOf("specs/shop/shop.waybill");

function optionsOf(...args: readonly string[]): LiveOptions {
  const call = readCall(VERIFY, ["--live", ...args]);
  if (call === undefined) throw new Error("help was asked for");
  return readLiveOptions(call);
}

describe("options", () => {
  test("without any, 300 messages under the faults that are promised for, two minutes", () => {
    expect(optionsOf()).toEqual({ seed: 42, messages: 300, budgetMs: 120_000, nodes: 3 });
  });

  test("kinds of faults are chosen by name, or none", () => {
    expect(optionsOf("--faults", "none").faults).toEqual([]);
    expect(optionsOf("--faults", "cut, process-crash@events").faults).toEqual([
      "cut",
      "process-crash@events",
    ]);
  });

  test.each([
    [["--runs", "3"], "--runs is of the simulation: leave it out, or --live"],
    [["--exhaustive"], "--exhaustive is of the simulation: leave it out, or --live"],
    [["--nodes", "2"], "--nodes takes 1 or 3, not 2"],
    [["--messages", "0"], "--messages takes 1 or more"],
    [["--faults", "cuts"], "a live run makes no fault cuts: did you mean cut?"],
    [["--faults", "late-start"], "a live run makes no fault late-start: none, or some of"],
    [["--format", "junit"], "--live prints text or json, not junit"],
  ])("%j is refused in words", (args, message) => {
    expect(() => optionsOf(...args)).toThrow(UsageError);
    expect(() => optionsOf(...args)).toThrow(message);
  });
});

describe("script", () => {
  const said = (analysis: Analysis, isLog: boolean): readonly string[] =>
    scriptOf(analysis, kindsPromised(analysis), () => isLog).map(({ what, says }) => `${what} ${says}`);

  test("a handler dies at each place between its acts, and each kind has its turn early", () => {
    const all = said(PAYMENTS, true);
    expect(all).toContain("process-crash@payment.charge dies when it has a message");
    expect(all).toContain("process-crash@payment.charge dies right after it has sent");
    expect(all).toContain("process-crash@payment.charge dies right after its effect");
    expect(all).not.toContain("process-crash@notification.tell dies right after it has sent");
    const early = new Set(all.slice(0, 12).map((line) => line.split("@")[0]));
    expect([...early].map(String).sort()).toEqual([
      "cut",
      "handler-failure",
      "lost-request",
      "lost-response",
      "outage",
      "process-crash",
      "rebalance",
    ]);
  });

  test("nothing is done twice, and a queue has no group to rebalance", () => {
    const all = said(SHOP, false);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((line) => line.startsWith("rebalance"))).toEqual([]);
  });

  test("a part of it is chosen by kind, or by kind and place", () => {
    const script = scriptOf(PAYMENTS, MADE, () => true);
    const { faults, unknown } = chosen(script, ["outage", "process-crash@shop.placing", "cut@nobody"]);
    expect(faults.map(({ what }) => what)).toEqual(["process-crash@shop.placing", "outage@events"]);
    expect(unknown).toEqual(["cut@nobody"]);
  });

  test("kinds that nobody promises for are not made", () => {
    expect(MADE).toContain("pause");
    expect(said(PAYMENTS, true).filter((line) => line.startsWith("pause"))).toEqual([]);
  });
});

describe("workload", () => {
  test("no two messages are the same one, keys come again, and the same seed gives the same", () => {
    const said = workloadOf(PAYMENTS, 7);
    const messages = Array.from({ length: 60 }, (_, n) => said(n)?.message) as {
      eventId: string;
      orderId: string;
    }[];
    expect(new Set(messages.map(({ eventId }) => eventId)).size).toBe(60);
    expect(new Set(messages.map(({ orderId }) => orderId)).size).toBe(12);
    expect(said(17)).toEqual(workloadOf(PAYMENTS, 7)(17));
  });

  test("all types of a producer are sent", () => {
    const said = workloadOf(SHOP, 42);
    const types = new Set(Array.from({ length: 30 }, (_, n) => said(n)?.type));
    expect(types).toEqual(new Set(["OrderPlaced", "OrderCancelled"]));
  });
});

describe("what is tried", () => {
  test("on fewer nodes there are no more replicas than nodes, and both that and short time-outs are said", () => {
    const { topology, notes } = triedTopology(PAYMENTS.topology, 1);
    expect(
      topology.channels.map(({ settings }) => [settings["replication"], settings["min-in-sync"]]),
    ).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(notes).toEqual([
      "events has one node instead of 3",
      "payment.charge is missed after 6 s instead of 45 when it dies",
      "notification.tell is missed after 6 s instead of 45 when it dies",
    ]);
  });
});

describe("store", () => {
  class Asking {
    readonly made: string[] = [];
    readonly store: LiveStore = new LiveStore(({ about }, by, seq) =>
      this.made.push(`${seq} ${by} ${String(about.i)}`),
    );

    ask(by: string, question: Question): string[] {
      const answers: string[] = [];
      this.store.ask(question, by, (answer) =>
        answers.push(answer.kind === "changed" ? `changed ${answer.changed}` : answer.kind),
      );
      return answers;
    }

    put(text: string, read?: string, about = "m"): string[] {
      const reads = read === undefined ? [] : [{ store: "t", key: "k", text: read }];
      const writes = [{ kind: "put", store: "t", key: "k", text }] as const;
      return this.ask("a", { what: "change", reads, writes, effect: effect(about) });
    }
  }
  const effect = (i: string): Effect => ({ about: { i }, began: 0 });
  const once = (key: string): Question => ({
    what: "change",
    key,
    reads: [],
    writes: [],
    effect: effect("m"),
  });

  test("a key whose effect was made is a duplicate to whoever asks", () => {
    const asking = new Asking();
    expect(asking.ask("a", { what: "begin", key: "k" })).toEqual(["go"]);
    expect(asking.ask("a", once("k"))).toEqual(["changed true"]);
    expect(asking.ask("b", { what: "begin", key: "k" })).toEqual(["duplicate"]);
    expect(asking.made).toEqual(["1 a m"]);
  });

  test("while one process works on a key another one waits, and has its turn when the first gives up or dies", () => {
    for (const end of ["abort", "death"]) {
      const asking = new Asking();
      asking.ask("a", { what: "begin", key: "k" });
      const waiting = asking.ask("b", { what: "begin", key: "k" });
      expect(waiting).toEqual([]);
      if (end === "abort") asking.ask("a", { what: "abort", key: "k" });
      else asking.store.died("a");
      expect(waiting).toEqual(["go"]);
      expect(asking.made).toEqual([]);
    }
  });

  test("what changes nothing is no second effect, and what was read must still be so", () => {
    const asking = new Asking();
    expect(asking.put("1")).toEqual(["changed true"]);
    expect(asking.put("1")).toEqual(["changed false"]);
    expect(asking.put("2", "0")).toEqual(["conflict"]);
    expect(asking.put("2", "1")).toEqual(["changed true"]);
    expect(asking.made).toEqual(["1 a m", "2 a m"]);
    expect(asking.put("2", undefined, "another")).toEqual(["changed false"]);
    expect(asking.made.at(-1)).toBe("3 a another");
  });
});

describe("the return of a handler", () => {
  const about = (i: string): { at: string; type: string; i: string } => ({ at: "w.run", type: "Job", i });

  test("is the effect where handlers of the type change nothing", () => {
    const returns = new Returns();
    for (const i of ["1", "2"]) returns.returned(about(i));
    expect(returns.isEffect(about("1"))).toBe(true);
  });

  test("says nothing where most messages of the type come to a change, also when that comes after it", () => {
    const returns = new Returns();
    for (const i of ["1", "2", "3", "4"]) returns.returned(about(i));
    for (const i of ["1", "2", "3"]) returns.changed(about(i));
    expect(returns.isEffect(about("4"))).toBe(false);
    expect(returns.isEffect({ ...about("4"), type: "Other" })).toBe(true);
  });
});
