/** Plays scripts on the simulated broker: takes named moves one by one and notes what happened. */
import { draw, drawn } from "../../../src/brokers/rabbitmq/draw/draw.ts";
import { RABBITMQ } from "../../../src/brokers/rabbitmq/broker.ts";
import type { Lie } from "../../../src/brokers/rabbitmq/mechanism/lies.ts";
import { mechanism } from "../../../src/brokers/rabbitmq/mechanism/mechanism.ts";
import type { State } from "../../../src/base/layout.ts";
import { lawFaults } from "../../../src/law/campaign.ts";
import { Engine } from "../../../src/runtime/engine.ts";
import { EVENT_KINDS } from "../../../src/runtime/event.ts";
import { FlowModel } from "../../../src/runtime/flow-model.ts";
import type { Context } from "../../../src/runtime/model.ts";
import type { Drawn, VerifyBroker } from "../../../src/verify/broker.ts";
import { planFlow } from "../../../src/verify/plan-flow.ts";

/** One classic durable queue behind a direct exchange, confirms, one instance that takes one message at a time. */
const PLAIN: Readonly<Record<string, string>> = {
  ...draw(1).settings,
  version: "4.3",
  nodes: "1",
  type: "classic",
  exchange: "direct",
  binding: "matches",
  sibling: "none",
  confirms: "yes",
  mandatory: "no",
  persistent: "yes",
  "on-unknown": "give-up",
  awaits: "no",
  durable: "yes",
  ttl: "none",
  limit: "none",
  "dead-letter": "none",
  strategy: "at-most-once",
  "delivery-limit": "default",
  prefetch: "1",
  instances: "1",
  concurrency: "1",
  steps: "effect-settle",
  settle: "act",
  effect: "plain",
  gates: "effect",
  "on-failure": "requeue",
};

export function topology(changes: Readonly<Record<string, string>>): Drawn {
  return drawn({ ...PLAIN, ...changes });
}

/** The broker with a bug planted into its mechanism. */
export function liar(lie: Lie): VerifyBroker {
  return { ...RABBITMQ, mechanism: (hop, bounds) => mechanism(hop, bounds, lie) };
}

/** A simulation that takes the moves it is told, and the most natural ones when it is let run. */
export class Play {
  readonly events: string[] = [];
  readonly #model: FlowModel;
  readonly #engine: Engine;
  readonly #state: State;
  readonly #picks: number[] = [];

  constructor(drawn: Drawn, messages: number, faults = 2, handlerFailures = 1) {
    const model = lawFaults(faults);
    const kinds = { ...model.kinds, "handler-failure": { times: handlerFailures } };
    const scale = {
      keys: Array.from({ length: messages }, () => 0),
      clauses: [],
      faults,
      episodes: 1,
      model: { ...model, kinds },
    };
    this.#model = new FlowModel(planFlow(drawn.flow, [RABBITMQ], scale));
    this.#engine = new Engine(this.#model, this.#model.cells, { faults });
    this.#state = this.#model.initial();
  }

  /** What can happen now. */
  moves(): string[] {
    this.#engine.enabled(this.#state);
    const { codes, count } = this.#engine.moves;
    return Array.from({ length: count }, (_, i) => this.#engine.label(codes[i] as number));
  }

  /** Takes the one move whose label contains the text; `picks` are the choices inside it, 0 where none is left. */
  take(text: string, ...picks: readonly number[]): this {
    const labels = this.moves();
    const at = labels.findIndex((label) => label.includes(text));
    if (at < 0) throw new Error(`no move "${text}" among: ${labels.join(" | ")}`);
    this.#picks.push(...picks);
    this.#engine.take(this.#state, this.#engine.moves.codes[at] as number, this.#context());
    this.#picks.length = 0;
    return this;
  }

  takeAll(...texts: readonly string[]): this {
    for (const text of texts) this.take(text);
    return this;
  }

  /** Takes the most natural moves until nothing is left to do. */
  rest(): this {
    for (let n = 0; n < 1000; n++) {
      if (this.#engine.enabled(this.#state) === 0) return this;
      this.#engine.take(this.#state, this.#engine.moves.codes[0] as number, this.#context());
    }
    throw new Error("it never rests");
  }

  /** Intents of the events of a kind, in order, counted from 1. */
  intents(kind: string): number[] {
    return this.events
      .filter((event) => event.startsWith(`${kind} `))
      .map((event) => Number(event.split(" ")[1]));
  }

  /** Lanes of the events of a kind, in order. */
  places(kind: string): string[] {
    return this.events
      .filter((event) => event.startsWith(`${kind} `))
      .map((event) => event.split(" ").slice(3).join(" "));
  }

  #context(): Context {
    return {
      emit: (kind, _hop, place, intent, detail) => {
        this.#model.monitor.step(this.#state, kind, _hop, place, intent, detail);
        this.events.push(
          `${EVENT_KINDS[kind] ?? ""} ${intent + 1} ${detail} ${this.#model.places[place] ?? ""}`,
        );
      },
      pick: (_site, _subject, count) => Math.min(this.#picks.shift() ?? 0, count - 1),
    };
  }
}
