/** Who has a lane, and in whose lane something happens that says only a name. */
import type { FlowModel } from "../runtime/flow-model.ts";
import type { RunStep } from "../runtime/run.ts";
import type { Lane } from "./trace.ts";

const ACTORS = ["producer", "broker", "consumer"] as const;

export class Lanes {
  /** From left to right, as messages go. */
  readonly lanes: readonly Lane[];
  readonly #numbers: ReadonlyMap<number, number>;

  /** The way itself has lanes, and whoever else does something in these steps. */
  constructor(model: FlowModel, steps: readonly RunStep[]) {
    const hops = new Map(model.wayPlaces.map((place, at) => [place, at === 0 ? 0 : (at - 1) >> 1]));
    for (const { kind, place, hop } of steps.flatMap(({ events }) => events)) {
      if (kind === "timer" || kind === "fault") continue;
      hops.set(place, Math.min(hops.get(place) ?? hop, hop));
    }
    const rank = (place: number): number => {
      const actor = ACTORS.indexOf(model.actorOf(place));
      return actor === 0 ? 0 : (hops.get(place) ?? 0) * ACTORS.length + actor;
    };
    const places = [...hops.keys()].sort((a, b) => rank(a) - rank(b) || a - b);
    this.lanes = places.map((place) => ({ name: model.places[place] ?? "", actor: model.actorOf(place) }));
    this.#numbers = new Map(places.map((place, lane) => [place, lane]));
    this.brokers = model.wayPlaces.filter((_, at) => at % 2 === 1).map((place) => this.at(place));
  }

  /** The lane of the broker of each hop. */
  readonly brokers: readonly number[];

  /** The lane of a place of the model. */
  at(place: number): number {
    return this.#numbers.get(place) ?? -1;
  }

  /** The lane that a name stands for: its own, its first instance's, or that of what is named alike. -1 where there is none. */
  named(name: string): number {
    const first = (wanted: (lane: Lane) => boolean): number => this.lanes.findIndex(wanted);
    const own = first((lane) => lane.name === name);
    if (own >= 0) return own;
    const instance = first((lane) => lane.name.startsWith(`${name}#`));
    if (instance >= 0) return instance;
    return first((lane) => lane.actor === "broker" && stem(lane.name) === stem(name));
  }

  /** The lane of what a label speaks of: the one it begins with, else the longest name in it. -1 where there is none. */
  spokenOf(label: string): number {
    const names = this.lanes.map(({ name }, lane) => ({ name, lane }));
    const longest = [...names].sort((a, b) => b.name.length - a.name.length || a.lane - b.lane);
    const start = longest.find(({ name }) => label.startsWith(`${name} `));
    const whole = ` ${label} `;
    const named =
      start ??
      longest.find(({ name }) => label.includes(name)) ??
      longest.find(({ name }) => whole.includes(` ${stem(name)} `));
    if (named !== undefined) return named.lane;
    const service = this.#ofService(label);
    return service >= 0 ? service : this.named(label.split(" ")[0] ?? "");
  }

  /** The instance of a service whose other endpoint a label speaks of: `payment.taken#1` sends in `payment.charge#1`. */
  #ofService(label: string): number {
    const [, service, number] = /(\S+)\.[^.\s]+#(\d+)/.exec(label) ?? [];
    return this.lanes.findIndex(
      ({ name, actor }) =>
        actor === "consumer" && name.startsWith(`${service}.`) && name.endsWith(`#${number}`),
    );
  }
}

/** `orders` of `orders.leader`, `email` of `email (queue)`, `mailer.send` of `mailer.send#1`. */
function stem(name: string): string {
  const end = /^(.+?)(?: \([a-z]+\)|\.[a-z]+|#\d+)$/.exec(name);
  return end?.[1] ?? name;
}
