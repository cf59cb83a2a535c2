import { expect, test } from "vitest";
import { present } from "../../../src/base/assert.ts";
import { Prng } from "../../../src/base/prng.ts";
import { ANALYSIS_BROKERS } from "../../../src/brokers/analysis.ts";
import { BROKERS } from "../../../src/brokers/all.ts";
import { checkSources } from "../../../src/compiler/check-sources.ts";
import { type AnalysedFlow, analyse } from "../../../src/compiler/infer/analyse.ts";
import { flowTable } from "../../../src/compiler/infer/flow-table.ts";
import type { Consumer, Producer, Topology } from "../../../src/model/topology.ts";
import { type Settings, UNKNOWN } from "../../../src/model/value.ts";

const RABBIT = {
  broker: 'broker b { type: rabbitmq, version: "4.3", nodes: 3 }\nqueue q on b { type: quorum }',
  producer: "confirms: unknown, mandatory: unknown, persistent: unknown, on-unknown: unknown",
  consumer: "prefetch: unknown, effect: unknown, steps: unknown, on-failure: unknown",
};
const KAFKA = {
  broker:
    'broker b { type: kafka, version: "4.3", nodes: 3 }\ntopic q on b { key: unknown, partitions: 3, replication: 3, min-in-sync: 2 }',
  producer: "acks: unknown, idempotent: unknown, on-unknown: unknown",
  consumer: "group: unknown, start: unknown, effect: unknown, steps: unknown, on-failure: unknown",
};

/** What the table says of the only flow, where some of `all` is said to be otherwise. */
function given(all: typeof RABBIT, changes: Readonly<Record<string, string>>): string {
  const said = (settings: string): string => {
    const names = settings.split(", ").map((each) => each.split(": ")[0] ?? "");
    const own = names.filter((name) => changes[name] !== "none");
    return own.map((name) => `${name}: ${changes[name] ?? "unknown"}`).join(", ");
  };
  const more = Object.entries(changes).flatMap(([name, value]) =>
    name === "settle" ? [`, settle: ${value}`] : [],
  );
  const client = changes["client"] === undefined ? "" : `client: ${changes["client"]}\n`;
  const text = `waybill 1\ntopology t\n${all.broker}\nservice s {\nexternal: true\n${client}producer p -> q { ${said(all.producer)} }\n}
service r {\nexternal: true\n${client}consumer c <- q { ${said(all.consumer)}${more.join("")} }\n}\n`;
  const { topologies } = checkSources([{ path: "t.waybill", text }], ANALYSIS_BROKERS, "2026-01-01");
  const rows = topologies.flatMap(({ analysis }) => (analysis === undefined ? [] : flowTable(analysis)));
  return present(rows[0], "a flow").gives;
}

test.each<[string, typeof RABBIT, Readonly<Record<string, string>>, string]>([
  ["nothing is known", RABBIT, {}, "?"],
  ["nothing is acknowledged", RABBIT, { settle: "on-delivery", steps: "[effect]" }, "at best at-most-once"],
  ["acknowledged first", RABBIT, { steps: "[settle, effect]" }, "at best at-most-once"],
  ["without confirms", RABBIT, { confirms: "false" }, "at best at-most-once"],
  ["confirms and nothing else", RABBIT, { confirms: "true" }, "?"],
  [
    "a plain effect before its settle",
    RABBIT,
    { effect: "plain", steps: "[effect, settle]" },
    "at best at-least-once",
  ],
  [
    "both",
    RABBIT,
    { confirms: "false", effect: "plain", steps: "[effect, settle]", "on-failure": "requeue" },
    "may lose and repeat",
  ],
  ["a plain effect", RABBIT, { effect: "plain" }, "at best at-least-once"],
  ["nothing is known of Kafka", KAFKA, {}, "?"],
  ["a group begins at the end", KAFKA, { start: "latest" }, "at best at-most-once"],
  ["one replica answers", KAFKA, { acks: "1" }, "at best at-most-once"],
  ["kept in progress with the effect", KAFKA, { effect: "plain" }, "?"],
  ["the client decides what is not said", KAFKA, { acks: "none", idempotent: "none" }, "?"],
])("%s: %s", (_, all, changes, gives) => {
  expect(given(all, changes)).toBe(gives);
});

test.each(BROKERS)("what was hidden of a drawn topology of $type is never better than said", (broker) => {
  let bounded = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const { topology } = broker.draw(seed);
    const random = new Prng(seed);
    const hidden = new Map(flowsIn(hiding(topology, random)).map((each) => [wayOf(each), each.atBest]));
    for (const known of flowsIn(topology)) {
      const atBest = hidden.get(wayOf(known));
      const isOpen = known.inferred.notModelled.length + known.inferred.unknown.length > 0;
      if (atBest === undefined || isOpen) continue;
      bounded += 1;
      const { delivery } = known.gives;
      if (delivery !== undefined) expect([seed, atBest]).toEqual([seed, expect.arrayContaining([delivery])]);
    }
  }
  expect(bounded).toBeGreaterThan(20);
});

function flowsIn(topology: Topology): readonly AnalysedFlow[] {
  return analyse(topology, BROKERS).flows;
}

function wayOf({ flow: { id, hops } }: AnalysedFlow): string {
  return JSON.stringify([id, hops.map(({ channels }) => channels.map(({ name }) => name))]);
}

/** With some of what an import may not know unknown. */
function hiding(topology: Topology, random: Prng): Topology {
  const some = (settings: Settings): Settings =>
    Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, random.chance(1, 3) ? UNKNOWN : value]),
    );
  const producer = (each: Producer): Producer => ({
    ...each,
    settings: some(each.settings),
    ...(random.chance(1, 3) ? { onUnknown: UNKNOWN } : {}),
  });
  const consumer = (each: Consumer): Consumer => ({
    ...each,
    settings: some(each.settings),
    ...(random.chance(1, 3) ? { effect: { kind: UNKNOWN } } : {}),
    ...(random.chance(1, 3) ? { onFailure: { kind: UNKNOWN } } : {}),
    ...(each.sends.length === 0 && random.chance(1, 3) ? { steps: UNKNOWN } : {}),
  });
  return {
    ...topology,
    channels: topology.channels.map((each) => ({ ...each, settings: some(each.settings) })),
    services: topology.services.map((service) => ({
      ...service,
      producers: service.producers.map(producer),
      consumers: service.consumers.map(consumer),
      ...(random.chance(1, 4) ? { client: UNKNOWN } : {}),
    })),
  };
}
