/** Kafka as a state machine, for one hop: the topic's replicas, the clients that send into it, the group that reads it. */
import type { Hop } from "../../../model/flow.ts";
import type { State } from "../../../base/layout.ts";
import type { AfterFailure, FaultBounds, Host, Mechanism } from "../../../runtime/mechanism.ts";
import type { Context, Moves } from "../../../runtime/model.ts";
import type { PartView } from "../../../runtime/state-view.ts";
import { type Places, placesOf, pointsOf } from "../settings/places.ts";
import { hopSettings, type HopSettings } from "../settings/settings.ts";
import { Group } from "./group.ts";
import type { Lie } from "./lie.ts";
import { Producers, type Wires } from "./producers.ts";
import { Replicas } from "./replicas.ts";
import { viewOf } from "./view.ts";

/** The simulated broker of a hop. `lie` plants a bug: only tests say one. */
export function kafkaMechanism(hop: Hop, bounds: FaultBounds, lie?: Lie): (host: Host) => Mechanism {
  return (host) => new KafkaMechanism(hop, bounds, host, { lie });
}

/** What a mechanism is built with beside its hop: a planted bug, the hands of a script on its connections. */
export interface Extras {
  readonly lie?: Lie | undefined;
  readonly wires?: Wires | undefined;
}

/** The parts are there to be looked at by whoever plays a script; core knows the interface alone. */
export class KafkaMechanism implements Mechanism {
  readonly replicas: Replicas;
  readonly producers: Producers;
  readonly group: Group;
  readonly #host: Host;
  readonly #places: Places;

  constructor(hop: Hop, bounds: FaultBounds, host: Host, extras: Extras) {
    const { lie, wires } = extras;
    const settings = distorted(hopSettings(hop), lie);
    const places = placesOf(hop);
    const names = { places, points: pointsOf(places) };
    const replicas = new Replicas(host, settings.log, names, bounds, lie);
    const producers = new Producers({
      host,
      settings: settings.producer,
      replicas,
      bounds,
      names,
      lie,
      wires,
    });
    const group = new Group({ host, settings: settings.group, replicas, bounds, names, lie });
    replicas.connect({
      cut: (s, ctx) => producers.cut(s, ctx),
      truncated: (s, p, length) => {
        producers.truncated(s, p);
        group.truncated(s, p, length);
      },
      expired: (s, p, count) => {
        producers.expired(s, p, count);
        group.expired(s, p, count);
      },
      changed: (s) => producers.watchAll(s),
      outage: (s, boundMs) => group.outage(s, boundMs),
      offsetsLost: (s, ctx, all) => group.offsetsLost(s, ctx, all),
    });
    this.#host = host;
    this.#places = places;
    this.replicas = replicas;
    this.producers = producers;
    this.group = group;
  }

  moves(s: State, out: Moves): void {
    this.group.moves(s, out);
    this.producers.moves(s, out);
    this.replicas.moves(s, out);
  }

  send(s: State, ctx: Context, sender: number, item: number): void {
    this.producers.send(s, ctx, sender, item);
  }

  senderStopped(s: State, ctx: Context, sender: number): void {
    this.producers.stopped(s, ctx, sender);
  }

  senderStarted(): void {
    // A new session begins with the first send.
  }

  settle(s: State, ctx: Context, i: number, ref: number): "done" | "pending" {
    return this.group.settle(s, ctx, i, ref);
  }

  settleWithEffect(s: State, ctx: Context, i: number, ref: number): boolean {
    return this.group.settleWithEffect(s, ctx, i, ref);
  }

  ended(s: State, _ctx: Context, i: number, ref: number): void {
    this.group.ended(s, i, ref);
  }

  failed(s: State, ctx: Context, i: number, ref: number): AfterFailure {
    return this.group.failed(s, ctx, i, ref);
  }

  instanceStopped(s: State, _ctx: Context, i: number, outageMs: number): void {
    this.group.stopped(s, i, outageMs);
  }

  instanceStarted(s: State, _ctx: Context, i: number): void {
    this.group.started(s, i);
  }

  instancePaused(s: State, _ctx: Context, i: number, boundMs: number): void {
    this.group.paused(s, i, boundMs);
  }

  instanceResumed(s: State, _ctx: Context, i: number): void {
    this.group.resumed(s, i);
  }

  instanceSlowed(s: State, _ctx: Context, _i: number, boundMs: number): void {
    this.group.slowed(s, boundMs);
  }

  instanceCaughtUp(s: State): void {
    this.group.caughtUp(s);
  }

  lateStart(s: State): void {
    this.group.lateStart(s);
  }

  unsettled(s: State): number {
    return this.producers.unsettled(s) | this.group.unsettled(s);
  }

  view(s: State, elections: number): readonly PartView[] {
    return viewOf(this, s, this.#host, this.#places, elections);
  }

  recovered(s: State): boolean {
    return this.replicas.recovered(s) && this.producers.recovered(s) && this.group.recovered(s);
  }
}

/** A lie about a client or the group that comes to the same as another setting. */
function distorted(settings: HopSettings, lie: Lie | undefined): HopSettings {
  if (lie === "recognises-what-is-resent")
    return { ...settings, producer: { ...settings.producer, idempotent: true } };
  if (lie === "remembers-the-start") return { ...settings, group: { ...settings.group, pinsStart: true } };
  return settings;
}
