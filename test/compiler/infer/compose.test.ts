import { describe, expect, it } from "vitest";
import { composed, inferFlow } from "../../../src/compiler/infer/compose.ts";
import type { Lowering } from "../../../src/compiler/infer/lowering.ts";
import type { Step } from "../../../src/compiler/infer/stage.ts";
import type { Flow, Hop } from "../../../src/model/flow.ts";
import { STANDARD } from "../../../src/model/guarantee.ts";
import type { Consumer, Producer, Service, Topology } from "../../../src/model/topology.ts";
import { consume, lowered, one, publish, rest, said } from "./stages.ts";

/** A confirmed publish without retries, whose request or answer may be lost. */
const CONFIRMED = publish({
  retries: "none",
  fails: [one("lost-request@2")],
  unheard: [one("lost-response@2")],
});
const RELAYING = { groups: [["send"], ["settle"]], unheard: [one("crash@1"), []] } satisfies Partial<Step>;

function chain(consumer: Step, send: Step): Record<string, string[]> {
  return said(composed([lowered([consumer]), lowered([send])], [{ send: "next" }, "effect"]).stream);
}

describe("a send inside a handler", () => {
  it("that fails is repeated by the handler: no loss, a duplicate where it was done", () => {
    expect(chain(consume(RELAYING), CONFIRMED)).toEqual({ dup: ["crash@1", "lost-response@2"] });
  });

  it("behind the settle is lost where it fails", () => {
    const step = consume({ groups: [["settle"], ["send"]], unheard: [one("crash@1"), []] });
    expect(chain(step, CONFIRMED)).toEqual({ loss: ["crash@1", "lost-request@2"] });
  });

  it("of a handler that skips failures is lost where it fails, and not repeated", () => {
    expect(chain(consume({ ...RELAYING, retries: "none" }), CONFIRMED)).toEqual({
      loss: ["lost-request@2"],
      dup: ["crash@1"],
    });
  });

  it("that the client retries fails the handler only when the client gives up", () => {
    const send = { ...CONFIRMED, retries: "group", gives: one("outage@2") } as const;
    const unanswered = chain(consume({ ...RELAYING, groups: [["settle"], ["send"]] }), send);
    expect(unanswered["loss"]).toEqual(["crash@1", "lost-request@2 + outage@2"]);
    expect(chain(consume(RELAYING), send)).toEqual({ dup: ["crash@1", "lost-response@2"] });
  });

  it("is one at a time: nothing of the inner publish comes in another order", () => {
    const send = publish({ fails: [one("lost-request@2")], unheard: [one("lost-response@2")] });
    expect(chain(consume(RELAYING), send)).toEqual({ dup: ["crash@1", "lost-response@2"] });
  });

  it("that the application sends again does not fail the handler", () => {
    const step = consume({ groups: [["settle"], ["send"]] });
    expect(chain(step, { ...CONFIRMED, again: true })).toEqual({ dup: ["lost-response@2"] });
  });

  it("that is not answered for another queue is repeated", () => {
    const send = publish({ retries: "none", joint: one("full@other") });
    expect(chain(consume(RELAYING), send)).toEqual({ dup: ["crash@1", "full@other"] });
  });

  it("without an answer is lost like any other", () => {
    const send = publish({ groups: [["release"], ["append"]], fails: [[], one("lost-request@2")] });
    expect(chain(consume(RELAYING), send)).toEqual({ loss: ["lost-request@2"], dup: ["crash@1"] });
  });

  it("that fails puts the message behind its successors where a failing message goes to the tail", () => {
    expect(chain(consume({ ...RELAYING, returns: "tail" }), CONFIRMED)).toEqual({
      dup: ["crash@1", "lost-response@2"],
      swap: ["lost-request@2"],
      back: ["lost-response@2"],
      stale: ["lost-response@2"],
    });
  });

  it("before the effect that is followed lets the handler run again before the effect: nothing happens", () => {
    const step = consume({ groups: [["effect"], ["send"], ["settle"]], gate: { at: 0, covers: "handler" } });
    const gated = { ...step, recognises: new Map([["re-execution", []] as const]) };
    expect(chain(gated, CONFIRMED)).toEqual({ loss: ["lost-request@2"] });
  });
});

describe("a chain", () => {
  const stream = (stages: Parameters<typeof lowered>[0][]): Record<string, string[]> =>
    said(
      composed(
        stages.map((s) => lowered(s)),
        [{ send: "next" }, "effect"],
      ).stream,
    );

  it("adds up the losses of its hops", () => {
    expect(
      stream([
        [publish(), rest({ tail: one("power-loss@1") }), consume(RELAYING)],
        [publish(), rest({ tail: one("power-loss@2") }), consume({ unheard: [one("crash@2"), []] })],
      ]),
    ).toEqual({ loss: ["power-loss@1", "power-loss@2"], dup: ["crash@1", "crash@2"] });
  });

  it("hands a duplicate on as a second send, which the sequence check of the next broker does not recognise", () => {
    const sequenced = { sequenced: true, recognises: new Map([["session-resend", []] as const]) };
    expect(
      stream([
        [
          publish({ unheard: [one("lost-response@1")], inFlight: "one" }),
          consume({ groups: [["send"], ["settle"]] }),
        ],
        [publish({ ...sequenced, unheard: [one("lost-response@2")] }), consume()],
      ]),
    ).toEqual({ dup: ["lost-response@1"] });
  });

  it("lets the last consumer's store recognise what any hop repeated", () => {
    const inbox = { at: 0, covers: "effect" } as const;
    const recognises = new Map(
      (["session-resend", "app-resend", "re-execution", "redelivery"] as const).map((k) => [k, []] as const),
    );
    expect(
      stream([
        [publish({ unheard: [one("lost-response@1")] }), consume(RELAYING)],
        [
          publish({ unheard: [one("lost-response@2")] }),
          consume({ gate: inbox, recognises, unheard: [one("crash@2")] }),
        ],
      ]),
    ).toEqual({});
  });

  it("does not tell the first application what the second hop refuses", () => {
    expect(
      stream([
        [publish({ gives: one("outage@1") }), consume(RELAYING)],
        [publish({ gives: one("outage@2") }), consume()],
      ]),
    ).toMatchObject({ refused: ["outage@1"] });
  });

  it("inverts where the repeat of one hop meets the loss of a later one", () => {
    const twoAtOnce = consume({
      groups: [["send"], ["settle"]],
      unheard: [one("crash@1"), []],
      unsettled: "many",
    });
    expect(stream([[twoAtOnce], [publish(), rest({ tail: one("power-loss@2") }), consume()]])).toMatchObject({
      swap: ["crash@1 + power-loss@2"],
    });
  });

  it("closes every hop under the entailments of all", () => {
    const hops = [lowered([consume(RELAYING)], [["outage@1", "crash@1"]]), lowered([publish(), consume()])];
    expect(said(composed(hops, [{ send: "next" }, "effect"]).stream)).toEqual({
      dup: ["crash@1", "outage@1"],
    });
  });

  it("says in its terms which hop they are about", () => {
    const hops = [
      lowered([consume(RELAYING)]),
      lowered([publish(), rest({ tail: one("power-loss@2") }), consume()]),
    ];
    const { stream: out } = composed(hops, [{ send: "next" }, "effect"]);
    expect(out.dup["re-execution"]?.map(({ term }) => term.hop)).toEqual([0]);
    expect(out.loss.map(({ term }) => term.hop)).toEqual([1]);
  });
});

describe("inferring a flow", () => {
  const topology: Topology = {
    name: "t",
    brokers: [],
    channels: [],
    bindings: [],
    services: [],
    types: [],
    enums: [],
    guarantees: [],
  };

  function hop(k: number, steps: Consumer["steps"]): Hop {
    const producer: Producer = {
      name: `out${k}`,
      service: `s${k}`,
      to: { kind: "topic", name: `t${k}` },
      sends: [],
      onUnknown: "give-up",
      awaits: false,
      settings: {},
    };
    const consumer: Consumer = {
      name: "in",
      service: `s${k + 1}`,
      from: { kind: "topic", name: `t${k}` },
      instances: 1,
      concurrency: 1,
      effect: { kind: "plain" },
      gates: "effect",
      steps,
      unfenced: false,
      settle: { kind: "act" },
      onFailure: { kind: "retry" },
      sends: [],
      settings: {},
    };
    const service = (name: string): Service => {
      return { name, client: "generated", external: false, producers: [], consumers: [], stores: [] };
    };
    return {
      broker: { name: "b", type: "toy", version: "1", nodes: 1, settings: {} },
      producer,
      producerService: service(`s${k}`),
      channels: [{ kind: "topic", name: `t${k}`, broker: "b", carries: [], settings: {} }],
      bindings: [],
      consumer,
      consumerService: service(`s${k + 1}`),
      stores: [],
      topology,
    };
  }

  const asked: unknown[] = [];
  const toy: Lowering = {
    type: "toy",
    lower: ({ producer }, followed) => {
      asked.push(followed);
      return {
        ...lowered([
          publish(),
          rest({ tail: one(`power-loss@${producer.name}`) }),
          consume({ groups: [["send"], ["effect"], ["settle"]] }),
        ]),
        unknown: [`${producer.name}.acks`],
        counted: new Map([[`returns@${producer.name}`, [`cut@${producer.name}`]]]),
      };
    },
    slots: { publish: { number: 0, form: "step" } },
    domains: () => [],
    possible: {
      broker: {},
      channel: {},
      producer: {},
      consumer: {},
      clients: [],
      ofClient: [],
      fitting: () => ({}),
      onFailure: [],
      storesProgress: false,
    },
  };

  it("follows the sends of the chain and the act that ends it, and gathers what each hop says", () => {
    const send = { kind: "send", producer: "out1" } as const;
    const beside = { kind: "send", producer: "audit" } as const;
    const flow: Flow = {
      id: "s0.out0 -> s2.in",
      hops: [
        hop(0, [[send], [beside], [{ kind: "settle" }]]),
        hop(1, [[{ kind: "effect" }], [{ kind: "settle" }]]),
      ],
      follow: "effect",
    };
    const inferred = inferFlow(flow, [toy], STANDARD);
    expect(asked).toEqual([{ send: "out1" }, "effect"]);
    expect(said(inferred.stream)).toEqual({ loss: ["power-loss@out0", "power-loss@out1"] });
    expect(inferred.stream.loss.map(({ term }) => term.of)).toEqual(["t0", "t1"]);
    expect(inferred.unknown).toEqual(["out0.acks", "out1.acks"]);
    expect(inferred.assumed).toEqual(["s1.audit"]);
    expect([...inferred.counted.keys()]).toEqual(["returns@out0", "returns@out1"]);
    expect(inferred.stages.map((stages) => stages.length)).toEqual([3, 3]);
  });
});
