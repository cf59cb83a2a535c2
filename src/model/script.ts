/**
 * A script: one story about a topology, told in steps, as plain data that survives JSON. The same script is played on a
 * simulation, which yields every outcome it can have, and on a real broker, which yields one; that one must be among them.
 *
 * What the steps fix is fixed for both sides: when the application sends, when an instance starts, how far a handler has
 * come, when a fault strikes, which link is held. Everything else (deliveries, replication, elections, time-outs, client
 * retries) happens by itself, in any order that the two sides allow. A step that names something waits until it is there.
 */
import type { FaultKind } from "./guarantee.ts";
import type { ChannelRef, Consumer, Service, Topology } from "./topology.ts";

/** A message of the workload. */
export interface ScriptMessage {
  /** `service.producer` that sends it. */
  readonly by: string;
  /** The value of the channel's key, or the routing key. */
  readonly key?: string;
}

/**
 * What must have happened before the next step. None of them makes anything happen.
 *
 * `settled`: the send settled for good, however. `called`: the application has called send for it so often (a producer
 * with `on-unknown: send-again` calls again by itself). `stored`: the broker node that answers for the channel has a copy.
 * `written`: the producer's client has written so many publishes to its link, first tries and others, held ones included. `waiting`: so many copies lie in
 * the channel, handed to nobody. `in-sync`: so many replicas are in sync. `elected`: a living node leads the channel;
 * `leaderless`: none does, and the broker knows. `owner`: the instance may take messages, as first in line or as one of
 * several. `rebalancing`: the consumer's group has begun to hand out its work anew and waits for a member.
 */
export type Condition =
  | { readonly kind: "settled"; readonly message: string }
  | { readonly kind: "called"; readonly message: string; readonly times: number }
  | { readonly kind: "stored"; readonly message: string; readonly in: ChannelRef }
  | { readonly kind: "written"; readonly by: string; readonly count: number }
  | { readonly kind: "waiting"; readonly in: ChannelRef; readonly count: number }
  | { readonly kind: "in-sync"; readonly of: ChannelRef; readonly count: number }
  | { readonly kind: "elected"; readonly of: ChannelRef }
  | { readonly kind: "leaderless"; readonly of: ChannelRef }
  | { readonly kind: "owner"; readonly instance: string }
  | { readonly kind: "rebalancing"; readonly consumer: string };

/** Where a fault strikes: a producer or an instance by its name, or the nodes that play a role for a channel. */
export type Place =
  | { readonly role: "client"; readonly name: string }
  | { readonly role: "leader" | "followers"; readonly of: ChannelRef };

/**
 * One step. An instance is named `service.consumer#0`. Its deliveries are counted from 1, in the order in which their
 * handlers began, over all its life in the script.
 *
 * - `send`: the application calls send and does not wait; a producer that `awaits` waits for its earlier sends first.
 * - `start`, `stop`: the instance's process starts, and joins; stops in good order (running handlers are abandoned).
 * - `take`: the handlers of the instance's first `deliveries` deliveries have begun. A handler that has begun waits,
 *   before its first act, for a later step.
 * - `run`: the handler of that delivery does its acts, up to and including `through`, else to its end. A settle that is
 *   awaited is waited for; a refused one ends the handler.
 * - `fail`: the handler throws; the consumer's `on-failure` follows.
 * - `rest`: all handlers run, waiting and new ones, until the started instances have nothing more to get now. What is
 *   due later (a time to live, a time-out) is not waited for.
 * - `strike`, `heal`: the fault begins and ends. A cut, and what happens to one request, is over at once and has no heal.
 * - `hold`, `release`: nothing passes on the link between a client and its broker, in one direction, from now until then.
 *   What a cut finds on a held link is lost; a client that gives up on a held link does not take back what it wrote.
 */
export type ScriptStep =
  | { readonly do: "send"; readonly message: string }
  | { readonly do: "start" | "stop"; readonly instance: string }
  | { readonly do: "take"; readonly instance: string; readonly deliveries: number }
  | {
      readonly do: "run";
      readonly instance: string;
      readonly delivery: number;
      readonly through?: "effect" | "settle";
    }
  | { readonly do: "fail"; readonly instance: string; readonly delivery: number }
  | { readonly do: "rest" }
  | { readonly do: "strike" | "heal"; readonly fault: FaultKind; readonly at: Place }
  | { readonly do: "hold" | "release"; readonly link: string; readonly traffic: "requests" | "answers" }
  | { readonly do: "await"; readonly until: Condition };

/** How the send of a message stood when the script ended: `open` = not settled. */
export type Settlement = "ok" | "failed" | "unknown" | "open";

/**
 * What a script looks at; every part only where the script asks for it.
 * `settled`: the last settlement of each message. `deliveries`: by instance, the message of each delivery in order, with
 * ` again` where the broker marked it as handed out before. `effects`: by consumer, `#instance message` in order.
 * `refused`: by consumer, the settles that the broker refused, in the same form.
 */
export interface ScriptOutcome {
  readonly settled?: Readonly<Record<string, Settlement>>;
  readonly deliveries?: Readonly<Record<string, readonly string[]>>;
  readonly effects?: Readonly<Record<string, readonly string[]>>;
  readonly refused?: Readonly<Record<string, readonly string[]>>;
}

/** A model that says something untrue about the broker, and what the script would then show. */
export interface Liar {
  readonly name: string;
  /** One sentence: what it gets wrong. */
  readonly lie: string;
  /** An outcome that this liar gives and the broker never does. */
  readonly shows: ScriptOutcome;
}

export interface Script {
  /** Kebab-case, unique within its broker. */
  readonly name: string;
  /** One sentence: what the broker does. */
  readonly about: string;
  readonly topology: Topology;
  /** In the order of their intents. */
  readonly messages: Readonly<Record<string, ScriptMessage>>;
  readonly steps: readonly ScriptStep[];
  /** Every outcome that the cited statements leave open. All have the same parts with the same names in them. */
  readonly allowed: readonly [ScriptOutcome, ...ScriptOutcome[]];
  readonly liar: Liar;
  /** Statements of the semantics reference. */
  readonly cites: readonly string[];
}

/** Parts of an outcome in the order in which they are written. */
export const OUTCOME_PARTS = ["settled", "deliveries", "effects", "refused"] as const;

/** The outcome as text, equal for equal outcomes: parts in fixed order, names in code unit order. */
export function outcomeText(outcome: ScriptOutcome): string {
  const parts = OUTCOME_PARTS.filter((part) => outcome[part] !== undefined).map((part) => {
    const names = Object.entries(outcome[part] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return `${JSON.stringify(part)}:${JSON.stringify(Object.fromEntries(names))}`;
  });
  return `{${parts.join(",")}}`;
}

/** What `seen` says about the parts and names that `asked` has: what a script observes is what its outcomes mention. */
export function observed(asked: ScriptOutcome, seen: Required<ScriptOutcome>): ScriptOutcome {
  const pick = <T>(
    part: Readonly<Record<string, T>>,
    from: Readonly<Record<string, T>>,
    none: T,
  ): Record<string, T> => Object.fromEntries(Object.keys(part).map((name) => [name, from[name] ?? none]));
  return {
    ...(asked.settled && { settled: pick<Settlement>(asked.settled, seen.settled, "open") }),
    ...(asked.deliveries && { deliveries: pick<readonly string[]>(asked.deliveries, seen.deliveries, []) }),
    ...(asked.effects && { effects: pick<readonly string[]>(asked.effects, seen.effects, []) }),
    ...(asked.refused && { refused: pick<readonly string[]>(asked.refused, seen.refused, []) }),
  };
}

/** An instance of a consumer, as scripts name it. */
export interface Instance {
  /** `service.consumer#0` */
  readonly name: string;
  /** `service.consumer` */
  readonly endpoint: string;
  readonly index: number;
  readonly consumer: Consumer;
  readonly service: Service;
}

/** All instances of the topology's consumers, by name. */
export function instancesOf(topology: Topology): ReadonlyMap<string, Instance> {
  const instances = new Map<string, Instance>();
  for (const service of topology.services) {
    for (const consumer of service.consumers) {
      const endpoint = `${service.name}.${consumer.name}`;
      for (let index = 0; index < consumer.instances; index++) {
        const name = `${endpoint}#${index}`;
        instances.set(name, { name, endpoint, index, consumer, service });
      }
    }
  }
  return instances;
}
