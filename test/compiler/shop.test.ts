import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import type { Topology } from "../../src/model/topology.ts";
import { bare } from "./compiling.ts";

/** Types are told apart by name; which notation lists records first is no difference. */
function normal(topology: Topology | undefined): unknown {
  if (topology === undefined) return undefined;
  return bare({ ...topology, types: topology.types.toSorted((a, b) => (a.name < b.name ? -1 : 1)) });
}

const dsl = compiled("specs/shop/shop.waybill");
const yaml = compiled("test/cases/shop/shop.waybill.yaml");

function compiled(path: string): ReturnType<typeof compile> {
  return compile([{ path, text: readFileSync(path, "utf8") }], { brokers: BROKERS });
}

it("compiles the shop without a finding, in both notations", () => {
  expect(dsl.findings).toEqual([]);
  expect(yaml.findings).toEqual([]);
});

it("makes the same topology of both notations", () => {
  expect(normal(yaml.declared)).toEqual(normal(dsl.declared));
  expect(normal(yaml.topology)).toEqual(normal(dsl.topology));
});

it("makes of the shop what it says", () => {
  const topology = dsl.declared;
  const notifier = topology?.services.find(({ name }) => name === "notifier");
  expect(bare(notifier)).toEqual({
    name: "notifier",
    owner: "@acme/crm",
    client: "generated",
    external: false,
    producers: [
      {
        name: "announce",
        service: "notifier",
        to: { kind: "exchange", name: "notices" },
        sends: ["Notice"],
        onUnknown: "give-up",
        awaits: false,
        settings: { "routing-key": "order.{region}.placed", confirms: true, mandatory: true },
      },
    ],
    consumers: [
      {
        name: "watch",
        service: "notifier",
        from: { kind: "topic", name: "orders" },
        instances: 2,
        concurrency: 1,
        effect: { kind: "idempotent", path: "eventId", store: "seen" },
        gates: "effect",
        steps: [[{ kind: "send", producer: "announce" }], [{ kind: "effect" }], [{ kind: "settle" }]],
        unfenced: false,
        settle: { kind: "act" },
        onFailure: { kind: "retry" },
        sends: [{ producer: "announce", least: 0, most: 1 }],
        settings: { group: "notifier-watch", start: "earliest" },
      },
    ],
    stores: [{ name: "seen", service: "notifier", keepMs: 2_592_000_000, scope: "shared" }],
  });
  expect(topology?.guarantees.map(({ text, clauses }) => [text, clauses.map(({ kind }) => kind)])).toEqual([
    ["exactly-once, per-key", ["valid", "live", "at-most-once", "at-least-once", "order"]],
    ["at-least-once, except dead-lettered", ["valid", "live", "at-least-once"]],
  ]);
  expect(topology?.types.find(({ name }) => name === "OrderPlaced")?.doc).toMatch(/^A customer has placed/);
});

it("marks what is implied, and where it comes from", () => {
  const implied = dsl.topology?.channels.filter((channel) => channel.implied) ?? [];
  expect(implied.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["exchange notices.alternate"]);
  const text = readFileSync("specs/shop/shop.waybill", "utf8");
  expect(implied.map(({ origin }) => text.slice(origin?.start, origin?.end))).toEqual([
    "alternate: unrouted",
  ]);
});
