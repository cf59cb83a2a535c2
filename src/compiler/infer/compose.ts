/** A flow is a composition: each hop lowered by its broker, each stage a function on streams, a send inside a handler. */
import { beyond } from "./beyond.ts";
import { present } from "../../base/assert.ts";
import { endpointId, type Flow, type Hop } from "../../model/flow.ts";
import type { FaultModel } from "../../model/guarantee.ts";
import type { Consumer } from "../../model/topology.ts";
import { ATOMS_MAX, NONE, plus, relabelled } from "./cuts.ts";
import { causesOf, closed } from "./entail.ts";
import type { Followed, Lowering } from "./lowering.ts";
import { outcome } from "./rules/resend.ts";
import { publishes, view } from "./rules/view.ts";
import type { Atom, Cuts, Lowered, Rest, Stage, Step } from "./stage.ts";
import { handedOn, mapByClass, PERFECT, type Stream } from "./stream.ts";
import { throughRest, throughStep } from "./transfer.ts";
import type { Counted } from "./within.ts";

/** What inference knows of a flow. */
export interface Inferred {
  /** What may be wrong with a message at the act that ends the flow. Terms name the hop. */
  readonly stream: Stream;
  /** The fault model allows more faults than a fault set may have atoms, and larger sets were left out. */
  readonly incomplete: boolean;
  /** Settings that are `unknown`: every verdict is *undecided*. */
  readonly unknown: readonly string[];
  /** Settings that no stage models: every verdict is *not judged*. */
  readonly notModelled: readonly string[];
  /** Sends of handlers beside the flow, `service.producer`: they are taken to succeed. */
  readonly assumed: readonly string[];
  /** Stages by hop, as composed: closed under entailment, inner sends joined to their handlers. */
  readonly stages: readonly (readonly Stage[])[];
  readonly counted: Counted;
}

/** Infers what `flow` gives. `faults` bounds durations; clauses then restrict kinds and numbers. Deterministic. */
export function inferFlow(flow: Flow, lowerings: readonly Lowering[], faults: FaultModel): Inferred {
  const acts = flow.hops.map((_, h) => followedAt(flow, h));
  const hops = flow.hops.map((hop, h) =>
    lowered(hop, present(acts[h], "an act of each hop"), lowerings, faults),
  );
  const counted = new Map(
    hops.flatMap((hop): (readonly [string, readonly Atom[]])[] => [...(hop.counted ?? [])]),
  );
  const { stream, stages } = composed(hops, acts, wanted(faults, counted));
  return {
    stream,
    incomplete: stream.incomplete && faults.count > ATOMS_MAX,
    unknown: hops.flatMap((hop) => hop.unknown),
    notModelled: hops.flatMap((hop) => hop.notModelled),
    assumed: flow.hops.flatMap((hop, h) => besides(hop, present(acts[h], "an act of each hop"))),
    stages,
    counted,
  };
}

/** Atoms of the largest fault set that may fit: a counted atom may share its strikes with the others. */
function wanted(faults: FaultModel, counted: Counted): number {
  return faults.count > ATOMS_MAX
    ? Number.POSITIVE_INFINITY
    : Math.min(ATOMS_MAX, faults.count + counted.size);
}

/** The act of hop `h` with which the flow goes on or ends. */
function followedAt(flow: Flow, h: number): Followed {
  const next = flow.hops[h + 1];
  return next === undefined ? flow.follow : { send: next.producer.name };
}

function lowered(hop: Hop, followed: Followed, lowerings: readonly Lowering[], faults: FaultModel): Lowered {
  const lowering = lowerings.find(({ type }) => type === hop.broker.type);
  const made = present(lowering, "a flow uses brokers that are known").lower(assumed(hop), followed, faults);
  const aside =
    hop.aside === true
      ? [`the way aside to ${present(hop.channels.at(-1), "a hop passes a channel").name}`]
      : [];
  const notModelled = [...made.notModelled, ...beyond(hop), ...aside];
  const unknown = [...new Set([...made.unknown, ...handlerUnknown(hop)])];
  return { ...made, notModelled, unknown, stages: made.stages.map((stage) => named(stage, hop)) };
}

/** A handler that nobody knows is taken for the usual one, and what follows from it is not said. */
function assumed(hop: Hop): Hop {
  const { consumer } = hop;
  return consumer.steps === "unknown" ? { ...hop, consumer: { ...consumer, steps: USUAL_STEPS } } : hop;
}

const USUAL_STEPS: Consumer["steps"] = [[{ kind: "effect" }], [{ kind: "settle" }]];

/** What the handler does is nobody's secret to any broker: without its acts nothing can be said. */
function handlerUnknown({ consumer }: Hop): string[] {
  const at = endpointId(consumer);
  return [
    ...(consumer.steps === "unknown" ? [`${at}: steps`] : []),
    ...(consumer.effect.kind === "unknown" ? [`${at}: effect`] : []),
  ];
}

/** The stage with the user's name of its actor or place. */
function named(stage: Stage, hop: Hop): Stage {
  if (stage.of !== undefined) return stage;
  if (stage.kind === "rest")
    return { ...stage, of: present(hop.channels.at(-1), "a hop passes a channel").name };
  return { ...stage, of: endpointId(publishes(stage) ? hop.producer : hop.consumer) };
}

function besides(hop: Hop, followed: Followed): string[] {
  const { steps, service } = hop.consumer;
  if (steps === "unknown") return [];
  const main = followed === "effect" ? undefined : followed.send;
  return steps
    .flat()
    .flatMap((act) => (act.kind === "send" && act.producer !== main ? [`${service}.${act.producer}`] : []));
}

/**
 * Stages of hops in a row as one stream; `acts` are those of each hop's consumer that lead on, or end the flow. Products
 * of more than `atomsMax` atoms are left out.
 */
export function composed(
  hops: readonly Lowered[],
  acts: readonly Followed[],
  atomsMax: number = Number.POSITIVE_INFINITY,
): { readonly stream: Stream; readonly stages: readonly (readonly Stage[])[] } {
  const causes = causesOf(hops.flatMap((hop) => hop.entails));
  const shut = hops.map((hop) => hop.stages.map((stage) => closed(stage, causes)));
  const stages = shut.map((hop, h) => joinedSends(hop, shut[h + 1], h > 0));
  let stream = PERFECT;
  stages.forEach((hop, h) => {
    const act = acts[h] === "effect" ? "effect" : "send";
    stream = throughHop(hop, h === 0 ? stream : handedOn(stream), { act, hop: h, atomsMax });
  });
  return { stream, stages };
}

/**
 * A handler awaits its sends and fails when one does: what makes the publish of the next hop end in an error lets the
 * send's group fail, and what makes it end in doubt denies a group that is done. The publish itself is one at a time, for
 * whatever the consumer keeps together.
 */
function joinedSends(
  hop: readonly Stage[],
  next: readonly Stage[] | undefined,
  inner: boolean,
): readonly Stage[] {
  const first = hop.findIndex((stage) => stage.kind === "step");
  const last = hop.findLastIndex((stage) => stage.kind === "step");
  return hop.map((stage, i) => {
    if (stage.kind === "rest") return stage;
    const awaited = inner && i === first ? inHandler(stage) : stage;
    const send = next?.find((s) => s.kind === "step");
    return i === last && send !== undefined ? awaiting(awaited, send) : awaited;
  });
}

function inHandler(publish: Step): Step {
  return { ...publish, awaits: true, inFlight: publish.inFlight === "many" ? "many" : "one" };
}

/** A send seen from its handler. */
const ALONE = { act: "send", atomsMax: ATOMS_MAX } as const;

/** The consumer's step, where its followed send is the publish `send`. */
function awaiting(consumer: Step, send: Step): Step {
  const { a, r } = view(send, PERFECT, ALONE);
  const group = view(consumer, PERFECT, ALONE).a;
  if (send.again) return consumer;
  const { not, done } = outcome(send, a, r);
  const doubt = plus(done, send.retries === "none" && a <= r ? (send.joint ?? NONE) : NONE);
  return {
    ...consumer,
    fails: added(consumer.fails, group, not),
    denied: added(consumer.denied ?? [], group, doubt),
  };
}

function added(groups: readonly Cuts[], i: number, more: Cuts): readonly Cuts[] {
  const out = Array.from({ length: Math.max(groups.length, i + 1) }, (_, k) => groups[k] ?? NONE);
  out[i] = plus(out[i] ?? NONE, more);
  return out;
}

interface Place {
  readonly act: "send" | "effect";
  readonly hop: number;
  readonly atomsMax: number;
}

function throughHop(hop: readonly Stage[], up: Stream, place: Place): Stream {
  const { act, atomsMax } = place;
  let stream = up;
  let from: Rest | undefined;
  for (const stage of hop) {
    if (stage.kind === "rest") {
      stream = throughRest(stage, stream, atomsMax);
      from = stage;
    } else
      stream = throughStep(stage, stream, from === undefined ? { act, atomsMax } : { act, atomsMax, from });
  }
  const told = place.hop === 0 ? stream.refused : up.refused;
  return located({ ...stream, refused: told }, place.hop);
}

/** Terms that have no hop yet get this one. */
function located(stream: Stream, hop: number): Stream {
  const put = (cuts: Cuts): Cuts =>
    cuts.map((c) => (c.term.hop === undefined ? relabelled(c, { ...c.term, hop }) : c));
  return {
    ...stream,
    loss: put(stream.loss),
    disposed: new Map([...stream.disposed].map(([reason, cuts]) => [reason, put(cuts)])),
    refused: put(stream.refused),
    stuck: put(stream.stuck),
    ghost: put(stream.ghost),
    swap: put(stream.swap),
    splits: stream.splits.map(({ lane, cuts }) => ({ lane, cuts: put(cuts) })),
    dup: mapByClass(stream.dup, put),
    back: mapByClass(stream.back, put),
    stale: mapByClass(stream.stale, put),
  };
}
