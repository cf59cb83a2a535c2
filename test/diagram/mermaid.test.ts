import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FlowMark } from "../../src/diagram/graph.ts";
import { graphOf } from "../../src/diagram/graph.ts";
import { mermaid } from "../../src/diagram/mermaid.ts";
import type { Channel, Consumer, Producer, Service, Topology } from "../../src/model/topology.ts";

const channel = (kind: string, name: string, broker: string): Channel => ({
  kind,
  name,
  broker,
  carries: [],
  settings: {},
});
const producer = (service: string, name: string, kind: string, target: string): Producer => ({
  name,
  service,
  to: { kind, name: target },
  sends: ["OrderPlaced"],
  onUnknown: "give-up",
  awaits: false,
  settings: {},
});
const consumer = (service: string, name: string, kind: string, source: string): Consumer => ({
  name,
  service,
  from: { kind, name: source },
  instances: 2,
  concurrency: 1,
  effect: { kind: "plain" },
  gates: "effect",
  steps: [[{ kind: "effect" }], [{ kind: "settle" }]],
  unfenced: false,
  settle: { kind: "act" },
  onFailure: { kind: "retry" },
  sends: [],
  settings: {},
});
const service = (name: string, producers: Producer[], consumers: Consumer[]): Service => ({
  name,
  client: "generated",
  external: false,
  producers,
  consumers,
  stores: [],
});
const topology = (given: Partial<Topology>): Topology => ({
  name: "shop",
  brokers: [],
  channels: [],
  bindings: [],
  services: [],
  types: [],
  enums: [],
  guarantees: [],
  ...given,
});

const SHOP: Topology = topology({
  brokers: [
    { name: "events", type: "log", version: "4.3", nodes: 3, settings: {} },
    { name: "tasks", type: "amqp", version: "", nodes: 1, settings: {} },
  ],
  channels: [
    channel("topic", "orders", "events"),
    channel("exchange", "mail", "tasks"),
    channel("queue", "mail", "tasks"),
    channel("queue", "dead", "tasks"),
  ],
  bindings: [
    {
      from: { kind: "exchange", name: "mail" },
      to: { kind: "queue", name: "mail" },
      settings: { key: ["a.*", "b.#"] },
    },
  ],
  services: [
    service("checkout", [producer("checkout", "placing", "topic", "orders")], []),
    service(
      "notifier",
      [producer("notifier", "announce", "exchange", "mail")],
      [
        {
          ...consumer("notifier", "watch", "topic", "orders"),
          sends: [{ producer: "announce", least: 0, most: 1 }],
        },
      ],
    ),
    { ...service("mailer", [], [consumer("mailer", "mail", "queue", "mail")]), external: true },
  ],
});

const GOLDEN = `%% shop
flowchart LR
  subgraph b0["events (log 4.3)"]
    n0[("orders<br/>topic")]
  end
  subgraph b1["tasks (amqp)"]
    n1[("mail<br/>exchange")]
    n2[("mail<br/>queue")]
    n3[("dead<br/>queue")]
  end
  subgraph s0["checkout"]
    n4(["placing"])
  end
  subgraph s1["notifier"]
    n5(["announce"])
    n6[["watch × 2"]]
  end
  subgraph s2["mailer (external)"]
    n7[["mail × 2"]]
  end
  n4 -->|"OrderPlaced"| n0
  n5 -->|"OrderPlaced"| n1
  n1 -->|"a.#42;, b.#35;"| n2
  n2 -.->|"dead letters"| n3
  n0 --> n6
  n6 ==> n5
  n2 --> n7
  n4 -.->|"✓ exactly-once"| n6
  n4 -.->|"✗ at-least-once#58; a crash"| n7
  linkStyle 7 stroke:#1a7f37
  linkStyle 8 stroke:#cf222e,stroke-width:2px
`;

const MARKS: FlowMark[] = [
  { from: "checkout.placing", to: "notifier.watch", verdict: "holds", text: "exactly-once" },
  { from: "checkout.placing", to: "mailer.mail", verdict: "refuted", text: "at-least-once: a crash" },
  { from: "nobody.here", to: "mailer.mail", verdict: "holds", text: "left out" },
];

describe("mermaid", () => {
  test("draws brokers, services, routes, dead letters and verdicts", () => {
    const links = [
      { from: { kind: "queue", name: "mail" }, to: { kind: "queue", name: "dead" }, label: "dead letters" },
    ];
    expect(mermaid(graphOf(SHOP, { marks: MARKS, links }))).toBe(GOLDEN);
  });

  test.each([
    ['say "hi"', "say #34;hi#34;"],
    ["a]b)c}d", "a#93;b)c#125;d"],
    ["<script>alert(1)</script>", "#60;script#62;alert(1)#60;/script#62;"],
    ["x\nclick n0 call evil()", "x click n0 call evil()"],
    ["%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;"],
    ["`md`;#quot;", "#96;md#96;#59;#35;quot#59;"],
    ["back\\nslash", "back#92;nslash"],
    ["\u202eevil\u0000", "\ufffdevil\ufffd"],
    ["*.culture.*", "#42;.culture.#42;"],
    ["1. list", "1#46; list"],
    ["_a_b_", "#95;a_b#95;"],
    ["größe 訂單", "größe 訂單"],
    ["", "#32;"],
  ])("shows the name %j as text", (name, shown) => {
    const lines = mermaid(graphOf(topology({ services: [service(name, [], [])] }))).split("\n");
    expect(lines[2]).toBe(`  subgraph s0["${shown}"]`);
  });

  test("no name can add a line, a statement or a quote", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), (name, message) => {
        const text = mermaid(
          graphOf(
            topology({
              name,
              brokers: [{ name, type: "log", version: message, nodes: 1, settings: {} }],
              channels: [channel(message, name, name)],
              services: [
                service(name, [{ ...producer(name, name, message, name), sends: [`x${message}`] }], []),
              ],
            }),
          ),
        );
        const label = /"([\p{L}\p{N}\p{M} .,_\-+=/()×→✓✗–·…?!'\u200d\ufffd]|#\d+;|<br\/>)+"/gu;
        expect(text.replaceAll(label, "L").split("\n").slice(1)).toEqual([
          "flowchart LR",
          "  subgraph b0[L]",
          "    n0[(L)]",
          "  end",
          "  subgraph s0[L]",
          "    n1([L])",
          "  end",
          "  n1 -->|L| n0",
          "",
        ]);
      }),
    );
  });
});
