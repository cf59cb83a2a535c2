/** Scripts on the simulated RabbitMQ: which move, atom or state of the mechanism a script's word stands for. */
import { present } from "../../../base/assert.ts";
import type { Cells, State } from "../../../base/layout.ts";
import { endpointId, type Hop } from "../../../model/flow.ts";
import type { FaultKind } from "../../../model/guarantee.ts";
import type { Condition, Place } from "../../../model/script.ts";
import type { ChannelRef, Producer, Topology } from "../../../model/topology.ts";
import { UNKNOWN } from "../../../model/value.ts";
import type { Host, Mechanism } from "../../../runtime/mechanism.ts";
import type { Context } from "../../../runtime/model.ts";
import type {
  SceneSetting,
  ScriptAct,
  ScriptBroker,
  ScriptScene,
  ScriptStrike,
  Traffic,
} from "../../../verify/script-play.ts";
import { expand } from "../expand.ts";
import { RabbitMechanism } from "../mechanism/mechanism.ts";
import { routes } from "../routes.ts";
import { hopSettings } from "../settings/hop.ts";
import { cut, nodeOf, processCrash } from "../settings/places.ts";
import { letterAddress, refOf, Routing } from "../settings/routing.ts";
import { lieOf, lyingTopology } from "./liars.ts";

type Probe = (s: State) => boolean;
type Labelled = (label: string) => boolean;

/** The simulated broker as scripts are played on it. */
export const RABBITMQ_PLAY: ScriptBroker = {
  type: "rabbitmq",
  expand,
  routes,
  scene: (setting) => new RabbitScene(setting),
  anyKey: (producer) => keyed(producer, UNKNOWN),
  clockMs,
  letters,
  beyond: (hop) => hopSettings(hop).notModelled,
};

function keyed(producer: Producer, key: string): Producer {
  return { ...producer, settings: { ...producer.settings, "routing-key": key } };
}

/** Until what lies in a queue has expired into another one. */
function clockMs(topology: Topology, condition: Condition): number | undefined {
  if (condition.kind !== "waiting" || condition.count === 0) return undefined;
  for (const { broker, settings } of topology.channels) {
    const ttlMs = settings["message-ttl"];
    const to = refOf(settings["dead-letter"]);
    const routed = topology.brokers.some(({ name, type }) => name === broker && type === "rabbitmq");
    if (routed && typeof ttlMs === "number" && to?.name === condition.in.name) return ttlMs;
  }
  return undefined;
}

/** Queues that get the dead letters of the hop's queue and nothing from any producer. */
function letters(hop: Hop): readonly ChannelRef[] {
  const queue = present(hop.channels.at(-1), "a hop ends at a queue");
  const routing = Routing.of(hop.topology, hop.broker.name);
  const letter = routing.deadLetter(queue);
  const targets =
    letter === undefined
      ? []
      : routing
          .route(letter.exchange, letterAddress(letter, routing.addressOf(hop.producer)))
          .map((way) => way.queue);
  const bound = hop.topology.bindings.flatMap(({ from, to }) =>
    letter !== undefined && routing.channel(from)?.name === letter.exchange ? [to] : [],
  );
  const named = (channel: ChannelRef): boolean =>
    hop.topology.services.some(({ producers }) =>
      producers.some(({ to }) => to.name === channel.name && to.kind === channel.kind),
    );
  return [...targets, ...bound.filter((to) => !targets.some(({ name }) => name === to.name))].filter(
    (channel) => channel.kind === "queue" && !named(channel),
  );
}

class RabbitScene implements ScriptScene {
  readonly #setting: SceneSetting;
  readonly #queue: string;
  readonly #producer: string;
  readonly #consumer: string;
  #mechanism: RabbitMechanism | undefined;
  /** Messages that the other queues took, by channel: nobody takes them out again within a flow. */
  #beside: Cells | undefined;

  constructor(setting: SceneSetting) {
    const { hop } = setting;
    this.#setting = setting;
    this.#queue = present(hop.channels.at(-1), "a hop ends at a queue").name;
    this.#producer = endpointId(hop.producer);
    this.#consumer = endpointId(hop.consumer);
  }

  build(host: Host): Mechanism {
    const { hop, bounds, liar, script } = this.#setting;
    const topology = liar === undefined ? undefined : lyingTopology(liar, script, hop.topology);
    const seen = topology === undefined ? hop : { ...hop, topology };
    const lengthMax = present(hop.channels.at(-1), "a hop ends at a queue").settings["max-length"];
    this.#beside = host.layout.cells(hop.topology.channels.length);
    this.#mechanism = new RabbitMechanism(host, hopSettings(seen), bounds, {
      lie: liar === undefined ? undefined : lieOf(liar),
      exact: {
        wayOf: (m) => this.#wayOf(seen, m),
        lengthMax: typeof lengthMax === "number" ? lengthMax : undefined,
        refusedBeside: (s, m) => this.#refusedBeside(s, seen, m),
      },
    });
    return this.#mechanism;
  }

  /** Wide moves stand for what else the broker has to do; a script has all there is. */
  byItself(): boolean {
    return false;
  }

  passing(link: string, traffic: Traffic): Labelled | undefined {
    if (link === this.#producer) {
      const what = traffic === "requests" ? "publishes" : "confirms";
      return (label) => label === `${what} of ${link} arrive`;
    }
    if (traffic === "answers") return undefined;
    return (label) => label === `acknowledgements of ${this.#consumer}#${indexOf(link) + 1} arrive`;
  }

  linkChanged(): void {
    // A held link makes nobody give up within the life of a script: heartbeats are longer.
  }

  strike(fault: FaultKind, at: Place): ScriptStrike | undefined {
    if (at.role === "leader")
      return fault === "process-crash" ? { atom: processCrash(nodeOf(this.#queue)) } : undefined;
    if (at.role === "followers")
      return fault === "slow" ? { act: (s) => this.#built().silenceFollowers(s) } : undefined;
    if (at.role !== "client") return undefined;
    if (at.name === this.#producer) return fault === "cut" ? { atom: cut(at.name) } : undefined;
    const i = indexOf(at.name);
    if (fault === "slow") return { act: (s) => this.#built().unsubscribe(s, i) };
    if (fault !== "cut") return undefined;
    const before = (s: State): number[] =>
      Array.from({ length: i }, (_, k) => k).filter((k) => this.#built().subscribed(s, k));
    return {
      atom: cut(this.#consumer),
      picks: (s) => ({ [`which connection of ${this.#consumer}`]: before(s).length }),
    };
  }

  heal(fault: FaultKind, at: Place): Labelled | ScriptAct | undefined {
    if (at.role === "client" && fault === "slow")
      return { act: (s: State, ctx: Context) => this.#built().subscribe(s, ctx, indexOf(at.name)) };
    if (at.role === "followers" && fault === "slow")
      return { act: (s: State, ctx: Context) => this.#built().wakeFollowers(s, ctx) };
    if (at.role !== "leader" || fault !== "process-crash") return undefined;
    return (label) => label === `the node of ${this.#queue} restarts`;
  }

  met(condition: Condition): Probe | undefined {
    switch (condition.kind) {
      case "waiting":
        return (s) => this.#built().waiting(s) === condition.count;
      case "elected":
        return (s) => this.#built().available(s);
      case "owner":
        return (s) => this.#built().subscribed(s, indexOf(condition.instance));
      default:
        return undefined;
    }
  }

  elapsed(s: State, ctx: Context, ms: number): void {
    this.#built().aged(s, ctx, ms);
  }

  atRest(): boolean {
    return true;
  }

  /** Where the message goes by its own key. */
  #wayOf(hop: Hop, m: number): { readonly routed: boolean; readonly somewhere: boolean } {
    const { script, messages } = this.#setting;
    const key = script.messages[messages[m] ?? ""]?.key ?? "";
    const ways = Routing.of(hop.topology, hop.broker.name).published(keyed(hop.producer, key));
    return { routed: ways.some(({ queue }) => queue.name === this.#queue), somewhere: ways.length > 0 };
  }

  #refusedBeside(s: State, hop: Hop, m: number): boolean {
    const { script, messages } = this.#setting;
    const beside = present(this.#beside, "the scene is built");
    const key = script.messages[messages[m] ?? ""]?.key ?? "";
    let refused = false;
    for (const { queue } of Routing.of(hop.topology, hop.broker.name).published(keyed(hop.producer, key))) {
      const at = hop.topology.channels.indexOf(queue);
      const lengthMax = queue.settings["max-length"];
      if (queue.name === this.#queue || typeof lengthMax !== "number" || at < 0) continue;
      if (queue.settings["overflow"] === "reject-publish" && beside.get(s, at) >= lengthMax) refused = true;
      else beside.set(s, at, Math.min(lengthMax, beside.get(s, at) + 1));
    }
    return refused;
  }

  #built(): RabbitMechanism {
    return present(this.#mechanism, "the scene is built");
  }
}

/** Number of an instance, from its name. */
function indexOf(instance: string): number {
  return Number(instance.slice(instance.lastIndexOf("#") + 1));
}
