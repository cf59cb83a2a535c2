import { describe, expect, test } from "vitest";
import { BROKERS } from "../../../src/brokers/all.ts";
import { compile } from "../../../src/compiler/compile.ts";
import { flowsOf } from "../../../src/compiler/infer/flows.ts";
import { sliceAround } from "../../../src/compiler/infer/slice.ts";
import type { Topology } from "../../../src/model/topology.ts";

const HEAD =
  'waybill 1\ntopology slices\nbroker b { type: rabbitmq, version: "4.3", nodes: 3 }\nmessage M { identity id: uuid }\n';
const sends = (to: string): string => `${to} { sends: M, confirms: true, mandatory: true }`;

function topologyOf(body: string): Topology {
  const { topology, findings } = compile([{ path: "slices.waybill", text: HEAD + body }], {
    brokers: BROKERS,
  });
  if (topology === undefined) throw new TypeError(JSON.stringify(findings));
  return topology;
}

/** Endpoints and channels that stay with the first flow. */
function staying(body: string): readonly string[] {
  const topology = topologyOf(body);
  const [flow] = flowsOf(topology, BROKERS);
  if (flow === undefined) throw new TypeError("no flow");
  const { services, channels } = sliceAround(topology, flow);
  const endpoints = services.flatMap(({ producers, consumers }) => [...producers, ...consumers]);
  return [...endpoints.map(({ service, name }) => `${service}.${name}`), ...channels.map(({ name }) => name)];
}

const PAIR = (n: number): string =>
  `queue q${n} on b { type: quorum }\nservice s${n} { producer p -> ${sends(`q${n}`)} }\nservice t${n} { consumer c <- q${n} {} }\n`;

describe("the part of a topology that a flow is joined to", () => {
  test("leaves out what it has nothing in common with", () => {
    expect(staying(PAIR(1) + PAIR(2))).toEqual(["s1.p", "t1.c", "q1"]);
  });

  test("keeps whoever sends to or reads from the same channel", () => {
    const body = `${PAIR(1)}service other { producer p -> ${sends("q1")} }\nservice third { consumer c <- q1 {} }\n`;
    expect(staying(body)).toEqual(["s1.p", "t1.c", "other.p", "third.c", "q1"]);
  });

  test("keeps what the same exchange reaches", () => {
    const body = `exchange e on b { type: fanout }\nbind e -> q1\nbind e -> q2\nservice s { producer p -> ${sends("e")} }\n`;
    expect(staying(`${body}${PAIR(1)}${PAIR(2)}`)).toEqual([
      "s.p",
      "s1.p",
      "t1.c",
      "s2.p",
      "t2.c",
      "e",
      "q1",
      "q2",
    ]);
  });

  test("keeps the dead-letter target and who reads it", () => {
    const body = `queue work on b { type: quorum, dead-letter: q1, dead-letter-strategy: at-least-once, overflow: reject-publish }
      service a { producer p -> ${sends("work")} }
      service w { consumer c <- work {} }\n`;
    expect(staying(body + PAIR(1))).toContain("t1.c");
  });

  test("keeps what a handler sends, and whoever shares its store", () => {
    const body = `queue a on b { type: quorum }\nqueue z on b { type: quorum }\nqueue y on b { type: quorum }
      service first { producer p -> ${sends("a")} }
      service mid {
        store seen { keep: 1d }
        consumer c <- a { effect: idempotent(id, in: seen), sends: on, steps: [on, effect, settle] }
        consumer d <- y { effect: idempotent(id, in: seen) }
        producer on -> ${sends("z")}
      }
      service last { consumer c <- z {} }\n`;
    expect(staying(body + PAIR(1))).toEqual(["first.p", "mid.on", "mid.c", "mid.d", "last.c", "a", "z", "y"]);
  });
});
