/** One flow over Kafka, walked move by move: a script names moves by part of their label. */
import { expect } from "vitest";
import { KAFKA } from "../../../src/brokers/kafka/broker.ts";
import type { Flow, Hop } from "../../../src/model/flow.ts";
import type { Act, Channel, Consumer, Producer, Service, Topology } from "../../../src/model/topology.ts";
import type { Settings } from "../../../src/model/value.ts";
import { LAW_CLAUSES } from "../../../src/law/compare.ts";
import { lawFaults } from "../../../src/law/campaign.ts";
import { Engine } from "../../../src/runtime/engine.ts";
import { EVENT_KINDS, type EventKind, OUTCOMES } from "../../../src/runtime/event.ts";
import { FlowModel } from "../../../src/runtime/flow-model.ts";
import type { Context } from "../../../src/runtime/model.ts";
import { planFlow } from "../../../src/verify/plan-flow.ts";

export const EFFECT: Act = { kind: "effect" };
const SETTLE: Act = { kind: "settle" };

export interface Said {
  readonly version?: string;
  readonly nodes?: number;
  readonly topic?: Settings;
  readonly producer?: Settings;
  readonly endpoint?: Partial<Producer>;
  readonly consumer?: Partial<Consumer>;
  readonly client?: string;
}

const BARE: Omit<Service, "name"> = {
  client: "generated",
  external: false,
  producers: [],
  consumers: [],
  stores: [],
};

function topicOf({ topic }: Said, nodes: number): Channel {
  const settings = { key: "key", replication: Math.min(2, nodes), ...topic };
  return { kind: "topic", name: "orders", broker: "events", carries: [], settings };
}

function producerOf({ endpoint, producer }: Said): Producer {
  return {
    name: "placing",
    service: "shop",
    to: { kind: "topic", name: "orders" },
    sends: [],
    onUnknown: "give-up",
    awaits: false,
    ...endpoint,
    settings: { ...producer },
  };
}

function consumerOf({ consumer }: Said): Consumer {
  return {
    name: "watch",
    service: "invoicing",
    from: { kind: "topic", name: "orders" },
    instances: 1,
    concurrency: 1,
    effect: { kind: "plain" },
    gates: "effect",
    steps: [[EFFECT], [SETTLE]],
    unfenced: false,
    settle: { kind: "act" },
    onFailure: { kind: "retry" },
    sends: [],
    ...consumer,
    settings: { start: "earliest", ...consumer?.settings },
  };
}

/** A flow `shop.placing -> invoicing.watch` over the topic `orders`. */
export function flowOf(said: Said): Flow {
  const nodes = said.nodes ?? 3;
  const client = said.client ?? "generated";
  const topic = topicOf(said, nodes);
  const producer = producerOf(said);
  const consumer = consumerOf(said);
  const shop: Service = { ...BARE, name: "shop", client, producers: [producer] };
  const invoicing: Service = { ...BARE, name: "invoicing", client, consumers: [consumer] };
  const broker = { name: "events", type: "kafka", version: said.version ?? "4.3", nodes, settings: {} };
  const none = { bindings: [], types: [], enums: [], guarantees: [] };
  const topology: Topology = {
    name: "walked",
    brokers: [broker],
    channels: [topic],
    services: [shop, invoicing],
    ...none,
  };
  const hop: Hop = {
    broker,
    producer,
    producerService: shop,
    channels: [topic],
    bindings: [],
    consumer,
    consumerService: invoicing,
    stores: [],
    topology,
  };
  return { id: "shop.placing -> invoicing.watch", hops: [hop], follow: "effect" };
}

interface Seen {
  readonly kind: EventKind;
  readonly intent: number;
  readonly detail: number;
}

/** A run in the making. Moves are taken by part of their label; `pick` says what follows inside the next move. */
export class Walk {
  readonly #model: FlowModel;
  readonly #engine: Engine;
  readonly #state: Int32Array;
  readonly #seen: Seen[] = [];
  #picks: number[] = [];

  constructor(said: Said, faults = 2) {
    const model = lawFaults(faults);
    this.#model = new FlowModel(
      planFlow(flowOf(said), [KAFKA], { keys: [0, 0], clauses: LAW_CLAUSES, faults, episodes: 1, model }),
    );
    this.#engine = new Engine(this.#model, this.#model.cells, { faults });
    this.#state = this.#model.initial();
  }

  /** Labels of the moves enabled now. */
  enabled(): readonly string[] {
    this.#engine.enabled(this.#state);
    const { moves } = this.#engine;
    return Array.from({ length: moves.count }, (_, i) => this.#engine.label(moves.codes[i] ?? 0));
  }

  can(part: string): boolean {
    return this.enabled().some((label) => label.includes(part));
  }

  /** Takes the moves in turn; each must be enabled. */
  take(...parts: readonly string[]): this {
    for (const part of parts) {
      const labels = this.enabled();
      const i = labels.findIndex((label) => label.includes(part));
      expect(i, `${part} is not among:\n${labels.join("\n")}`).toBeGreaterThanOrEqual(0);
      this.#engine.take(this.#state, this.#engine.moves.codes[i] ?? 0, this.#context());
    }
    return this;
  }

  /** What the choices inside the next moves are. */
  pick(...picks: readonly number[]): this {
    this.#picks = [...picks];
    return this;
  }

  /** Takes prompt and wide moves, the most natural first, until none is left but faults. */
  rest(): this {
    for (let step = 0; step < 200; step++) {
      const natural = this.#engine.enabled(this.#state);
      if (natural === 0) return this;
      this.#engine.take(this.#state, this.#engine.moves.codes[0] ?? 0, this.#context());
    }
    throw new RangeError("the walk comes to no rest");
  }

  /** Intents of the events of a kind, in order. */
  events(kind: EventKind): readonly number[] {
    return this.#seen.filter((event) => event.kind === kind).map((event) => event.intent);
  }

  /** How the sends of intent `m` settled, in order. */
  outcomes(m: number): readonly string[] {
    return this.#seen
      .filter((event) => event.kind === "sent" && event.intent === m)
      .map((event) => OUTCOMES[event.detail] ?? "");
  }

  #context(): Context {
    return {
      emit: (kind, hop, place, intent, detail) => {
        this.#model.monitor.step(this.#state, kind, hop, place, intent, detail);
        this.#seen.push({ kind: EVENT_KINDS[kind] ?? "lost", intent, detail });
      },
      pick: () => this.#picks.shift() ?? 0,
    };
  }
}
