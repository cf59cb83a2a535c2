/** A hop over RabbitMQ as stages: publish, queue, consume. */
import type { Followed, Slots } from "../../../compiler/infer/lowering.ts";
import type { Cuts, Entailment, Lowered } from "../../../compiler/infer/stage.ts";
import type { Hop } from "../../../model/flow.ts";
import type { FaultModel } from "../../../model/guarantee.ts";
import { hopSettings, type HopSettings } from "../settings/hop.ts";
import { cut, diskLoss, nodeOf, outage, powerLoss, processCrash } from "../settings/places.ts";
import { consumeStep } from "./consume.ts";
import { publishStep } from "./publish.ts";
import { queueRest } from "./queue.ts";

/** Lowers a hop. Pure. `faults` bounds durations. */
export function lower(hop: Hop, followed: Followed, faults: FaultModel): Lowered {
  const settings = hopSettings(hop);
  const { instances } = hop.consumer;
  const queue = queueRest(settings, instances, faults);
  const rest = settings.publish.routed
    ? queue.rest
    : { ...queue.rest, tail: [], each: [], disposes: new Map(), extra: {} };
  return {
    stages: [
      publishStep(hop, settings),
      rest,
      consumeStep({ hop, settings, followed, faults, taken: queue.taken }),
    ],
    entails: entailments(settings, queue.emptied),
    counted: queue.counted,
    unknown: settings.unknown,
    notModelled: settings.notModelled,
  };
}

/**
 * Connections go to the queue's node: whatever stops it breaks them. What takes the queue's content with it leaves
 * nothing to come back to a consumer.
 */
function entailments({ queue, publish, consume, broker }: HopSettings, emptied: Cuts): readonly Entailment[] {
  const node = nodeOf(queue.name);
  const stops = [processCrash(node), powerLoss(node), diskLoss(node), outage(broker)];
  const empties = (atom: string): boolean =>
    emptied.some(({ atoms }) => atoms.length === 1 && atoms[0] === atom);
  return stops.flatMap((cause) => [
    { cause, effect: cut(publish.endpoint) },
    ...(empties(cause) ? [] : [{ cause, effect: cut(consume.endpoint) }]),
  ]);
}

/** Numbers of the stages in hazard codes, for ever. */
export const SLOTS: Slots = {
  publish: { number: 11, form: "step" },
  queue: { number: 12, form: "rest" },
  consume: { number: 13, form: "step" },
};
