import { describe, expect, it } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { checkSources } from "../../src/compiler/check-sources.ts";
import type { Consumer, Producer, Topology } from "../../src/model/topology.ts";
import { bare, compileText, marksOf } from "./compiling.ts";

const HEAD =
  "waybill 1\ntopology shop\nbroker b { type: demo }\nmessage M { identity id: uuid, at: timestamp, lines: L[], region: string }\nrecord L { sku: string }\nlog l on b { carries: M }\nlog answers on b { carries: M }\n";

const inService = (members: string): string => `${HEAD}service s { store rows\n${members} }\n`;

function topologyOf(text: string): Topology {
  const { topology, findings } = compileText(text);
  expect(findings).toEqual([]);
  if (topology === undefined) throw new Error("no topology");
  return topology;
}

const producerOf = (settings: string): Producer | undefined =>
  topologyOf(inService(`producer p -> l { sends: M, ${settings} }\n consumer c <- answers`)).services[0]
    ?.producers[0];
const consumerOf = (settings: string): Consumer | undefined =>
  topologyOf(inService(`producer p -> answers { sends: M }\n consumer c <- l { ${settings} }`)).services[0]
    ?.consumers[0];

describe("a producer that starts a flow", () => {
  it("says how its write and its send are joined", () => {
    expect(producerOf("store: rows, steps: [write, send]")?.writes).toEqual({
      store: "rows",
      order: "write-first",
    });
    expect(producerOf("store: rows, steps: [send, write]")?.writes).toEqual({
      store: "rows",
      order: "send-first",
    });
    expect(producerOf("source: outbox(rows)")?.writes).toEqual({ store: "rows", order: "outbox" });
    expect(producerOf("awaits: true")?.writes).toBeUndefined();
  });

  it.each([
    ["steps: [write, send]", ["WB2213 steps"]],
    ["store: rwos, steps: [write, send]", ["WB2008 rwos"]],
    ["source: outbox(rwos)", ["WB2008 rwos"]],
    ["store: rows, steps: [write, write]", ["WB2215 [write, write]"]],
    ["store: rows, steps: [[write, send]]", ["WB2216 [write, send]"]],
    ["store: rows, steps: [effect, send]", ["WB2005 effect"]],
    ["source: outbox(rows), steps: [write, send]", ["WB2214 steps"]],
  ])("cannot say it so: %s", (settings, marks) => {
    expect(marksOf(inService(`producer p -> l { sends: M, ${settings} }`))).toEqual(marks);
  });

  it("says where its answers come in, and by what they are known", () => {
    expect(producerOf("reply: answers, correlate: id, within: 5s")?.reply).toEqual({
      channel: { kind: "log", name: "answers" },
      correlate: "id",
      withinMs: 5000,
    });
  });

  it.each([
    ["reply: answers", ["WB2006 reply"]],
    ["reply: answer, correlate: id", ["WB2008 answer"]],
    ["reply: answers, correlate: di", ["WB2107 di"]],
    ["reply: answers, correlate: lines", ["WB2114 lines"]],
    ["correlate: id, within: 5s", ["WB2213 correlate", "WB2213 within"]],
    ["reply: l, correlate: id", ["WB2218 reply: l"]],
  ])("cannot ask so: %s", (settings, marks) => {
    expect(marksOf(inService(`producer p -> l { sends: M, ${settings} }\n consumer c <- answers`))).toEqual(
      marks,
    );
  });
});

describe("a handler", () => {
  it("overwrites by a key, and by a version where it says so", () => {
    expect(consumerOf("effect: overwrite(region)")?.effect).toEqual({ kind: "overwrite", path: "region" });
    expect(consumerOf("effect: overwrite(region, version: at)")?.effect).toEqual({
      kind: "overwrite",
      path: "region",
      version: "at",
    });
    const marks = (settings: string): string[] =>
      marksOf(inService(`producer p -> l { sends: M }\n consumer c <- l { ${settings} }`));
    expect(marks("effect: overwrite(reigon)")).toEqual(["WB2107 reigon"]);
    expect(marks("effect: overwrite(region), gates: handler")).toEqual(["WB2207 gates: handler"]);
  });

  it("sends as often as the message says", () => {
    const sends = (often: string): unknown =>
      consumerOf(`sends: p[${often}], steps: [p, effect, settle]`)?.sends[0];
    expect(sends("per(lines)")).toEqual({
      producer: "p",
      least: 0,
      most: 1000,
      per: { kind: "entry", path: "lines" },
    });
    expect(sends("one-per(region)")).toEqual({
      producer: "p",
      least: 0,
      most: 1000,
      per: { kind: "value", path: "region" },
    });
  });
});

describe("a channel that an endpoint declares", () => {
  it("names it, and one that is there", () => {
    const spec = (by: string): string =>
      `${HEAD}log mine on b { carries: M, declared-by: ${by} }\nservice s { producer p -> mine { sends: M } }\n`;
    expect(topologyOf(spec("s.p")).channels.find(({ name }) => name === "mine")?.declaredBy).toBe("s.p");
    expect(
      topologyOf(spec("operator")).channels.find(({ name }) => name === "mine")?.declaredBy,
    ).toBeUndefined();
    expect(marksOf(spec("s.q"))).toEqual(["WB2008 s.q"]);
  });
});

describe("what nothing models", () => {
  const spec = (topic: string, producer: string, consumer: string): string =>
    `waybill 1\ntopology t\nbroker k { type: kafka, nodes: 3 }\nmessage M { identity id: uuid, lines: L[] }\nrecord L { sku: string }\ntopic a on k { carries: M, replication: 3, min-in-sync: 2, key: id${topic} }\ntopic out on k { carries: M, replication: 3, min-in-sync: 2, key: id }\nservice s { store rows\n producer p -> a { sends: M${producer} } }\nservice t { producer q -> out { sends: M }\n consumer c <- a { group: "g", start: earliest${consumer} } }\nservice u { consumer c <- out { group: "u", start: earliest } }\n`;

  it.each([
    ["a topic that an endpoint declares", spec(", declared-by: t.c", "", ""), "topic a: declared-by"],
    ["a write beside a send", spec("", ", store: rows, steps: [write, send]", ""), "s.p: steps"],
    ["an outbox", spec("", ", source: outbox(rows)", ""), "s.p: source"],
    ["an effect that overwrites", spec("", "", ", effect: overwrite(id)"), "t.c: effect: overwrite"],
    ["sends by the entry", spec("", "", ", sends: q[per(lines)], steps: [q, effect, settle]"), "t.c: sends"],
    [
      "a start at a time",
      spec("", "", "").replace('"g", start: earliest', '"g", start: at(2027-01-01)'),
      "t.c: start",
    ],
  ])("is said, and no verdict is given over it: %s", (_, text, because) => {
    const checked = checkSources([{ path: "a.waybill", text }], ANALYSIS_BROKERS, "2030-01-01");
    expect(checked.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    const rows = checked.topologies.flatMap(({ table }) => table).filter(({ to }) => to === "t.c");
    expect(rows.map(({ verdict, because: why }) => [verdict, why])).toEqual([["not-judged", [because]]]);
  });

  it("says the same in YAML", () => {
    const yaml = `waybill: 1
topology: shop
brokers: { b: { type: demo } }
messages: { M: { identity: id, fields: { id: uuid, at: timestamp, lines: "L[]", region: string } } }
records: { L: { fields: { sku: string } } }
logs: { l: { on: b, carries: M }, answers: { on: b, carries: M } }
services:
  s:
    stores: { rows: {} }
    producers:
      p: { to: l, sends: M, store: rows, steps: [send, write], reply: answers, correlate: id, within: 5s }
      q: { to: answers, sends: M }
    consumers:
      c: { from: answers, effect: { overwrite: { path: region, version: at } }, sends: [{ q: { per: lines } }], steps: [q, effect, settle] }
`;
    const dsl = `${HEAD}service s { store rows\n producer p -> l { sends: M, store: rows, steps: [send, write], reply: answers, correlate: id, within: 5s }\n producer q -> answers { sends: M }\n consumer c <- answers { effect: overwrite(region, version: at), sends: q[per(lines)], steps: [q, effect, settle] } }\n`;
    expect(bare(topologyOf(yaml))).toEqual(bare(topologyOf(dsl)));
  });
});
