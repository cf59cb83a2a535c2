/** The publish of a hop as a step: a channel with confirms, or without. R-PUB-01 … R-PUB-05, R-E2E-P01 … P07. */
import { always, anyOf, NONE, plus } from "../../../compiler/infer/cuts.ts";
import type { Atom, Cuts, Step } from "../../../compiler/infer/stage.ts";
import type { Hop } from "../../../model/flow.ts";
import { endpointId } from "../../../model/flow.ts";
import type { HopSettings, Neighbour } from "../settings/hop.ts";
import {
  cut,
  lostRequest,
  lostResponse,
  nodeOf,
  outage,
  powerLoss,
  processCrash,
  SITES,
  slow,
} from "../settings/places.ts";
import { refusesIntoLetters } from "./queue.ts";
import { backlog } from "./time.ts";

/** A step that does nothing wrong, to be filled. */
const QUIET = {
  kind: "step",
  retries: "none",
  posted: false,
  fails: [],
  unheard: [],
  dies: NONE,
  gives: NONE,
  inFlight: "fifo",
  sequenced: false,
  unsettled: "many",
  returns: "head",
  recognises: new Map(),
  steals: NONE,
  others: false,
} as const;

export function publishStep(hop: Hop, settings: HopSettings): Step {
  const { publish, queue } = settings;
  const { endpoint } = publish;
  const common = {
    ...QUIET,
    name: "publish",
    again: hop.producer.onUnknown === "send-again",
    awaits: hop.producer.awaits,
  };
  if (!publish.routed) return { ...common, ...nowhere(settings) };
  const refuses = queue.limited && queue.overflow !== "drop-head" && !refusesIntoLetters(settings);
  const notDone = plus(
    anyOf([lostRequest(endpoint)], { points: [SITES.published], cites: ["R-PUB-04", "R-E2E-P01"] }),
    anyOf([cut(endpoint)], { points: [SITES.published], cites: ["R-E2E-P01", "R-E2E-P03"] }),
    refuses ? backlog(settings, hop.consumer.instances, ["R-LEN-03", "R-LEN-05", "R-E2E-P07"]) : NONE,
  );
  if (!publish.confirms) {
    const sender = anyOf(senderStops(hop), { points: [SITES.published], cites: ["R-PUB-05", "R-E2E-P01"] });
    return {
      ...common,
      groups: [["release"], ["append"]],
      fails: [NONE, notDone],
      unheard: [sender, NONE],
      fence: 2,
    };
  }
  const unheard = anyOf([lostResponse(endpoint), cut(endpoint)], {
    points: [SITES.confirmed],
    cites: ["R-E2E-P04", "R-CLU-03"],
  });
  return {
    ...common,
    groups: [["append"], ["release"]],
    fails: [notDone, NONE],
    unheard: [unheard, NONE],
    fence: 2,
    joint: joint(publish.siblings),
  };
}

/**
 * No binding leads to the queue. Told only where no other queue gets the message either, and only to a publisher with
 * confirms that says `mandatory` (R-PUB-02); nothing ever arrives, so nothing else can go wrong.
 */
function nowhere({ publish }: HopSettings): Pick<Step, "groups" | "fence" | "again" | "extra"> {
  const groups = [["append"], ["release"]] as const;
  const told = publish.confirms && publish.mandatory && !publish.somewhere;
  const cites = ["R-PUB-02", "R-E2E-P02", "R-E2E-P12"];
  const missed = always({ points: [SITES.published], cites });
  return { groups, fence: 2, again: false, extra: told ? { refused: missed } : { loss: missed } };
}

/** What stops the process that sends: the application, or an instance of the consumer whose handler does. */
function senderStops(hop: Hop): readonly Atom[] {
  const { producer, sender } = hop;
  if (sender === undefined) return [processCrash(endpointId(producer))];
  return [processCrash(endpointId(sender)), outage(endpointId(sender))];
}

/** R-LEN-04, R-CLU-08: one queue that refuses makes the answer a nack, though the others have the message. */
function joint(siblings: readonly Neighbour[]): Cuts {
  return plus(
    ...siblings.map((sibling) =>
      plus(
        anyOf(
          sibling.backlogs.flatMap((endpoint) => [slow(endpoint), outage(endpoint)]),
          {
            points: [SITES.published],
            cites: ["R-LEN-04", "R-E2E-P06"],
          },
        ),
        anyOf(
          sibling.refusesWhenDown
            ? [processCrash(nodeOf(sibling.name)), powerLoss(nodeOf(sibling.name))]
            : [],
          {
            points: [SITES.published],
            cites: ["R-CLU-08", "R-E2E-P06"],
          },
        ),
      ),
    ),
  );
}
