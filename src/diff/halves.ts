/** Both sides with what travels on them: who sends, gets and reads what. */
import type { Traffic } from "../compiler/check/traffic.ts";
import { endpointId } from "../model/flow.ts";
import type { Consumer, Topology } from "../model/topology.ts";
import type { Change, Concern, Severity } from "./change.ts";
import { concern, consumersOf, producersOf, type Sides } from "./sides.ts";

/** A side with what travels on it. */
export interface Half {
  readonly topology: Topology;
  readonly traffic: Traffic;
}

export interface Halves {
  readonly sides: Sides;
  readonly old: Half;
  readonly now: Half;
}

/** Consumers that get `message` on either side. */
export function receivers({ old, now }: Halves, message: string): readonly Consumer[] {
  const found = new Map<string, Consumer>();
  for (const { topology, traffic } of [old, now]) {
    for (const consumer of consumersOf(topology))
      if (traffic.at(consumer.from).includes(message)) found.set(endpointId(consumer), consumer);
  }
  return [...found.values()];
}

/** Those of the receivers that use the field, as far as they say so. */
export function readers(halves: Halves, message: string, path: string): readonly string[] {
  return receivers(halves, message)
    .filter((consumer) => uses(consumer, path))
    .map(endpointId)
    .sort();
}

/** The client of a service that says none. */
const GENERATED = "generated";

export function uses({ reads, effect, concurrency }: Consumer, path: string): boolean {
  if (reads === undefined) return true;
  const own = [
    ...reads,
    ...("path" in effect ? [effect.path] : []),
    ...(effect.kind === "overwrite" && effect.version !== undefined ? [effect.version] : []),
    ...(typeof concurrency === "number" ? [] : [concurrency.per]),
  ];
  return own.some((each) => each === path || each.startsWith(`${path}.`) || path.startsWith(`${each}.`));
}

/** Said where no consumer uses what changed: a generated client checks all of a message when it arrives. */
export function unread(halves: Halves, message: string): string {
  const { services } = halves.old.topology;
  const isChecked = receivers(halves, message).some(({ service }) =>
    services.some((each) => each.name === service && each.client === GENERATED && !each.external),
  );
  return isChecked
    ? "nobody reads it; but a generated client that is not deployed yet checks the whole message, unless it was generated with `--validate send`"
    : "nobody reads it";
}

export function senders({ old, now }: Halves, message: string): readonly string[] {
  const found = [old, now].flatMap(({ topology, traffic }) =>
    producersOf(topology)
      .filter((producer) => traffic.sentBy(producer).includes(message))
      .map(endpointId),
  );
  return [...new Set(found)].sort();
}

export interface Said {
  readonly severity: Severity;
  readonly reason: string;
  readonly who: readonly string[];
}

export function change(
  { sides }: Halves,
  entity: string,
  { severity, reason, who }: Said,
  rest: Pick<Change, "kind" | "place"> & Partial<Pick<Change, "setting" | "before" | "after">>,
): Change {
  const concerns: readonly Concern[] = who.map((endpoint) => concern(sides, endpoint));
  return { entity, severity, consequence: "client", reason, cites: [], owners: [], concerns, ...rest };
}
