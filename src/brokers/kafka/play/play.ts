/** Scripts on the simulated Kafka: which move, atom or state of the mechanism a script's word stands for. */
import { present } from "../../../base/assert.ts";
import type { Cells, State } from "../../../base/layout.ts";
import { endpointId } from "../../../model/flow.ts";
import type { FaultKind } from "../../../model/guarantee.ts";
import type { Condition, Place } from "../../../model/script.ts";
import type { Topology } from "../../../model/topology.ts";
import type { Host, Mechanism } from "../../../runtime/mechanism.ts";
import type { Context } from "../../../runtime/model.ts";
import type {
  SceneSetting,
  ScriptBroker,
  ScriptScene,
  ScriptStrike,
  Traffic,
} from "../../../verify/script-play.ts";
import { KafkaMechanism } from "../mechanism/mechanism.ts";
import { routes } from "../routes.ts";
import { type Places, placesOf, type Points, pointsOf } from "../settings/places.ts";
import { lieOf } from "./liars.ts";

/** The producer is the only sender of a script's flow. */
const SENDER = 0;
/** Publishes written that a script tells apart. */
const WRITTEN_MAX = 7;

type Probe = (s: State) => boolean;
type Labelled = (label: string) => boolean;

/** The simulated broker as scripts are played on it. */
export const KAFKA_PLAY: ScriptBroker = {
  type: "kafka",
  expand: (topology) => topology,
  routes,
  scene: (setting) => new KafkaScene(setting),
  clockMs,
};

/** Until the leader of another topic has put its silent followers out: longer than the lag time, by as little as it checks. */
function clockMs(topology: Topology, condition: Condition): number | undefined {
  if (condition.kind !== "in-sync") return undefined;
  const channel = topology.channels.find(({ name }) => name === condition.of.name);
  const lagMs = topology.brokers.find(({ name }) => name === channel?.broker)?.settings["replica-lag-time"];
  return typeof lagMs === "number" ? lagMs + 1 : undefined;
}

class KafkaScene implements ScriptScene {
  readonly #setting: SceneSetting;
  readonly #places: Places;
  readonly #points: Points;
  #mechanism: KafkaMechanism | undefined;
  /** Requests that the producer has written so far. */
  #written: Cells | undefined;

  constructor(setting: SceneSetting) {
    this.#setting = setting;
    this.#places = placesOf(setting.hop);
    this.#points = pointsOf(this.#places);
  }

  build(host: Host): Mechanism {
    const { hop, bounds, links, liar } = this.#setting;
    const producer = endpointId(hop.producer);
    const written = host.layout.cells(host.senders);
    this.#written = written;
    const mechanism = new KafkaMechanism(hop, bounds, host, {
      lie: liar === undefined ? undefined : lieOf(liar),
      wires: {
        holdsRequests: (s) => links.holds(s, producer, "requests"),
        holdsAnswers: (s) => links.holds(s, producer, "answers"),
        wrote: (s, sender) => written.set(s, sender, Math.min(WRITTEN_MAX, written.get(s, sender) + 1)),
      },
    });
    this.#mechanism = mechanism;
    return mechanism;
  }

  byItself(label: string): boolean {
    const { consumer } = this.#places;
    if (label.startsWith("delayed m")) return true;
    return label.startsWith(`${consumer}#`) && label.endsWith(" commits its progress");
  }

  passing(link: string, traffic: Traffic): Labelled | undefined {
    if (link !== this.#places.producer) return undefined;
    if (traffic === "answers") return (label) => label.startsWith(`${this.#points.answer} `);
    return (label) => label.startsWith(`${this.#points.append} `) || label.startsWith("delayed m");
  }

  linkChanged(s: State, ctx: Context): void {
    this.#built().producers.relinked(s, ctx, SENDER);
  }

  strike(fault: FaultKind, at: Place): ScriptStrike | undefined {
    const { leader, producer, consumer } = this.#places;
    if (at.role === "followers") {
      return fault === "slow" ? { act: (s) => this.#built().replicas.silenceFollowers(s) } : undefined;
    }
    if (at.role !== "client") return fault === "process-crash" ? { atom: `${fault}@${leader}` } : undefined;
    if (at.name !== producer) return this.#strikeInstance(fault, at.name, consumer);
    // The proxy damages the next request that passes: the first one under way.
    if (fault === "lost-request")
      return { atom: `${fault}@${producer}`, picks: () => ({ [`which request of ${producer}`]: 0 }) };
    return fault === "cut" ? { atom: `${fault}@${producer}` } : undefined;
  }

  heal(fault: FaultKind, at: Place): Labelled | undefined {
    const { leader, follower } = this.#places;
    if (at.role === "followers")
      return fault === "slow" ? (label) => label === `${follower} catches up` : undefined;
    if (at.role !== "leader" || fault !== "process-crash") return undefined;
    return (label) => label.startsWith("replica ") && label.endsWith(` of ${leader} restarts`);
  }

  met(condition: Condition): Probe | undefined {
    const parts = (): KafkaMechanism => this.#built();
    switch (condition.kind) {
      case "stored": {
        const m = this.#setting.messages.indexOf(condition.message);
        return (s) => parts().replicas.log.holds(s, m);
      }
      case "written":
        return (s) =>
          present(this.#written, "the scene is built").get(s, SENDER) >= condition.count ||
          parts().producers.postpones(s, SENDER);
      case "in-sync":
        return (s) => parts().replicas.members(s) === condition.count;
      case "elected":
        return (s) => parts().replicas.leads(s);
      case "leaderless":
        return (s) => parts().replicas.leaderless(s);
      case "owner": {
        const i = Number(condition.instance.slice(condition.instance.lastIndexOf("#") + 1));
        return (s) => parts().group.owns(s, i);
      }
      case "rebalancing":
        return (s) => parts().group.rebalancing(s);
      default:
        return undefined;
    }
  }

  atRest(s: State): boolean {
    const { consumer } = this.#setting.hop;
    const { group } = this.#built();
    return Array.from({ length: consumer.instances }, (_, i) => i).every((i) => group.served(s, i));
  }

  #strikeInstance(fault: FaultKind, instance: string, consumer: string): ScriptStrike | undefined {
    if (fault !== "cut") return undefined;
    const i = Number(instance.slice(instance.lastIndexOf("#") + 1));
    return { atom: `cut@${consumer}`, picks: () => ({ [`which client of ${consumer}`]: i }) };
  }

  #built(): KafkaMechanism {
    return present(this.#mechanism, "the scene is built");
  }
}
