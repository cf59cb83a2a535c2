import { describe, expect, it } from "vitest";
import { ANALYSIS_BROKERS } from "../../src/brokers/analysis.ts";
import { checkSources } from "../../src/compiler/check-sources.ts";
import { compile, compileAll, type Compiled } from "../../src/compiler/compile.ts";
import { moduleFolders } from "../../src/compiler/syntax/file-paths.ts";
import { namedBy } from "../../src/compiler/syntax/named-files.ts";
import type { Source } from "../../src/compiler/syntax/read.ts";
import { bare } from "./compiling.ts";
import { DEMO } from "./demo-broker.ts";

const ORDERS = `waybill 1
topology orders
shared broker events { type: demo }
shared enum Region { eu, us }
shared message Placed { identity id: uuid, region: Region, audit: Audit }
record Audit { who: string }
shared log placed on events { carries: Placed, key: id, name: "orders.placed.v1" }
log audit on events { carries: Placed }
shared service checkout { producer placing -> placed { sends: Placed } }
service auditing { producer note -> audit { sends: Placed } }
`;
const SHOP = `waybill 1
topology shop
use orders from "../orders"
message Seen { identity id: uuid, region: orders.Region }
log seen on orders.events { carries: Seen | orders.Placed }
service reader {
  consumer read <- orders.placed { reads: [region], sends: tell, steps: [effect, tell, settle] }
  producer tell -> seen { sends: Seen }
}
guarantee orders.checkout.placing -> reader.read { delivery: at-least-once }
`;

const at = (path: string, text: string): Source => ({ path, text });
const shop = (text = SHOP): Source => at("teams/shop/shop.waybill", text);
const orders = (text = ORDERS): Source => at("teams/orders/orders.waybill", text);

function compiled(...sources: readonly Source[]): Compiled {
  return compile(sources, { brokers: [DEMO] });
}

function marks({ findings }: Compiled, ...sources: readonly Source[]): string[] {
  return findings.map(({ code, span }) => {
    const text = sources.find(({ path }) => path === span.file)?.text ?? "";
    return `${code} ${text.slice(span.start, span.end)}`;
  });
}

describe("another module", () => {
  it("has its shared entities used under its name, and all of them judged with one's own", () => {
    const { findings, topology } = compiled(shop(), orders());
    expect(findings).toEqual([]);
    expect(topology?.channels.map(({ name, broker, carries }) => [name, broker, carries])).toEqual([
      ["seen", "events", ["Seen", "Placed"]],
      ["placed", "events", ["Placed"]],
      ["audit", "events", ["Placed"]],
    ]);
    expect(topology?.services.map(({ name, module }) => [name, module])).toEqual([
      ["reader", undefined],
      ["checkout", "orders"],
      ["auditing", "orders"],
    ]);
    expect(topology?.guarantees[0]).toMatchObject({ from: "checkout.placing", to: "reader.read" });
    expect(topology?.types.find(({ name }) => name === "Seen")?.fields[1]?.type).toEqual({
      kind: "named",
      name: "Region",
    });
  });

  it("says the same in YAML", () => {
    const yaml = `waybill: 1
topology: shop
use: { orders: ../orders }
messages: { Seen: { identity: id, fields: { id: uuid, region: orders.Region } } }
logs: { seen: { on: orders.events, carries: [Seen, orders.Placed] } }
services:
  reader:
    consumers: { read: { from: orders.placed, reads: [region], sends: tell, steps: [effect, tell, settle] } }
    producers: { tell: { to: seen, sends: Seen } }
guarantees: [{ from: orders.checkout.placing, to: reader.read, delivery: at-least-once }]
`;
    const theirs = `waybill: 1
topology: orders
brokers: { events: { type: demo, shared: true } }
enums: { Region: { values: [eu, us], shared: true } }
messages: { Placed: { identity: id, shared: true, fields: { id: uuid, region: Region, audit: Audit } } }
records: { Audit: { fields: { who: string } } }
logs: { placed: { on: events, shared: true, carries: Placed, key: id, name: orders.placed.v1 }, audit: { on: events, carries: Placed } }
services:
  checkout: { shared: true, producers: { placing: { to: placed, sends: Placed } } }
  auditing: { producers: { note: { to: audit, sends: Placed } } }
`;
    const made = compiled(at("teams/shop/shop.waybill.yaml", yaml), at("teams/orders/orders.yaml", theirs));
    expect(made.findings).toEqual([]);
    expect(bare(made.declared)).toEqual(bare(compiled(shop(), orders()).declared));
  });

  it.each([
    ["service s { consumer c <- orders.audit }", ["WB2031 orders.audit"]],
    ["message M { a: orders.Audit }", ["WB2031 orders.Audit"]],
    [
      "guarantee orders.auditing.note -> reader.read { delivery: at-least-once }",
      ["WB2031 orders.auditing.note"],
    ],
    ["service s { consumer c <- orders.plcaed }", ["WB2008 orders.plcaed"]],
    ["service s { consumer c <- placed }", ["WB2008 placed"]],
    ["log x on events", ["WB2008 events"]],
    ["log x on orders.events { carries: Placed }", ["WB2008 Placed"]],
    ["log placed on orders.events", ['WB2032 use orders from "../orders"', "WB2008 reader.read"]],
  ])("shares nothing else: %s", (more, expected) => {
    const own = shop(`${SHOP}${more}\n`);
    expect(marks(compiled(own, orders()), own).toSorted()).toEqual(expected.toSorted());
  });

  it("keeps its names apart from one's own", () => {
    const { findings, topology } = compiled(
      shop(
        `${SHOP}broker events { type: demo }\nmessage Placed { identity id: uuid }\nlog mine on events { carries: Placed }\nservice checkout { producer p -> mine { sends: Placed } }\n`,
      ),
      orders(),
    );
    expect(findings).toEqual([]);
    expect(topology?.brokers.map(({ name }) => name)).toEqual(["events", "orders-events"]);
    expect(topology?.channels.find(({ name }) => name === "placed")).toMatchObject({
      broker: "orders-events",
      carries: ["orders-Placed"],
    });
    expect(topology?.guarantees[0]?.from).toBe("orders-checkout.placing");
  });

  it("may use a third, which is there once", () => {
    const base = at(
      "teams/base/base.waybill",
      "waybill 1\ntopology base\nshared broker events { type: demo }\nshared enum Region { eu, us }\n",
    );
    const used = ORDERS.replace(
      "shared broker events { type: demo }\nshared enum Region { eu, us }\n",
      'use base from "../base"\n',
    )
      .replaceAll("on events", "on base.events")
      .replace("region: Region", "region: base.Region");
    const own = SHOP.replace(
      'use orders from "../orders"',
      'use orders from "../orders"\nuse base from "../base"',
    )
      .replace("orders.events", "base.events")
      .replace("orders.Region", "base.Region");
    const { findings, topology } = compiled(shop(own), orders(used), base);
    expect(findings).toEqual([]);
    expect(topology?.brokers.map(({ name }) => name)).toEqual(["events"]);
    expect(topology?.enums.map(({ name }) => name)).toEqual(["Region"]);
  });

  it("that has errors, is not there, or goes in a circle is told at its `use`", () => {
    const told = (...sources: readonly Source[]): string[] =>
      compiled(...sources).findings.map(({ code }) => code);
    expect(told(shop(), orders(`${ORDERS}log l on nowhere\n`))).toContain("WB2030");
    expect(told(shop())).toContain("WB2028");
    expect(
      told(shop(), orders(ORDERS.replace("topology orders", 'topology orders\nuse shop from "../shop"'))),
    ).toContain("WB2029");
    expect(told(shop('waybill 1\ntopology shop\nuse shop from "."\n'))).toEqual(["WB2029"]);
    expect(told(shop('waybill 1\ntopology shop\nuse orders from "/etc"\n'))).toEqual(["WB2028"]);
    const outside: Source = { path: "teams/orders", text: "", refused: "it lies outside of the workspace" };
    const { findings } = compiled(shop(), outside);
    expect(findings.find(({ code }) => code === "WB2028")?.message).toContain(
      "it lies outside of the workspace",
    );
  });

  it("is judged by itself only where somebody asked for it", () => {
    const named: Source = { ...orders(), named: true };
    expect(compileAll([shop(), named], { brokers: [DEMO] }).map(({ name }) => name)).toEqual(["shop"]);
    expect(compileAll([shop(), orders()], { brokers: [DEMO] }).map(({ name }) => name)).toEqual([
      "shop",
      "orders",
    ]);
  });

  it("has the settings of an environment of the same name", () => {
    const { environments } = compiled(
      shop(`${SHOP}environment prod { log seen { partitions: 2 } }\n`),
      orders(`${ORDERS}environment prod { log placed { partitions: 9 } }\n`),
    );
    expect(environments[0]?.topology?.channels.map(({ settings }) => settings["partitions"])).toEqual([
      2,
      9,
      undefined,
    ]);
  });

  it("has its own mistakes told with it, and its own flows left to it", () => {
    const theirs = at(
      "o/o.waybill",
      `waybill 1\ntopology o\nshared broker k { type: kafka, nodes: 3 }\nshared message M { identity id: uuid }\nshared topic t on k { carries: M, key: id, replication: 1, min-in-sync: 2 }\nshared service s { producer p -> t { sends: M } }\nservice r { consumer c <- t { group: "r", start: earliest } }\n`,
    );
    const own = at(
      "m/m.waybill",
      `waybill 1\ntopology m\nuse o from "../o"\nservice mine { consumer c <- o.t { group: "m", start: earliest } }\n`,
    );
    const checked = checkSources([own, { ...theirs, named: true }], ANALYSIS_BROKERS, "2030-01-01");
    expect(checked.findings.map(({ code }) => code)).toEqual([]);
    expect(
      checked.topologies.flatMap(({ table }) => table.map(({ from, to }) => `${from} -> ${to}`)),
    ).toEqual(["s.p -> mine.c"]);
    const both = checkSources([own, theirs], ANALYSIS_BROKERS, "2030-01-01");
    expect(both.findings.map(({ code, span }) => `${code} ${span.file}`)).toContain("WB3102 o/o.waybill");
  });
});

describe("where a module is looked for", () => {
  it("is a folder beside, or a package above", () => {
    expect(moduleFolders("a/b/s.waybill", "../c")).toEqual(["a/c"]);
    expect(moduleFolders("s.waybill", "..")).toEqual([".."]);
    expect(moduleFolders("s.waybill", ".")).toEqual([""]);
    expect(moduleFolders("a/s.waybill", "@acme/orders").slice(0, 3)).toEqual([
      "a/node_modules/@acme/orders",
      "node_modules/@acme/orders",
      "../node_modules/@acme/orders",
    ]);
    for (const from of ["/etc", "a/../../b", "c:\\x", "http://x/y"])
      expect(moduleFolders("a/s.waybill", from)).toEqual([]);
    expect(namedBy(shop()).modules).toEqual(["../orders"]);
  });
});
