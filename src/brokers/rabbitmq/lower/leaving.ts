/** Where messages go that leave a queue unacknowledged: disposed of, to a dead-letter exchange, lost on the way there. */
import { counted } from "../../../compiler/infer/atom.ts";
import { anyOf, cut as oneCut, NONE, plus, twice } from "../../../compiler/infer/cuts.ts";
import type { Cuts } from "../../../compiler/infer/stage.ts";
import type { DisposeReason } from "../../../model/guarantee.ts";
import type { HopSettings } from "../settings/hop.ts";
import {
  diskLoss,
  handlerFailure,
  nodeOf,
  outage,
  powerLoss,
  processCrash,
  returnsOf,
  SITES,
  slow,
} from "../settings/places.ts";

/** Where a message goes that leaves the queue for a reason. */
export class Leaving {
  readonly disposes: Map<DisposeReason, Cuts> = new Map<DisposeReason, Cuts>();
  /** Lost: the oldest first, or any of them. */
  readonly lost: Record<"head" | "any", Cuts> = { head: NONE, any: NONE };
  stuck: Cuts = NONE;
  readonly #settings: HopSettings;

  constructor(settings: HopSettings) {
    this.#settings = settings;
  }

  /** `which` leave: the oldest first, or any of them. */
  add(reason: DisposeReason, cuts: Cuts, which: "head" | "any"): void {
    const letters = this.#settings.deadLettering;
    if (letters === undefined) this.#dispose(reason, cuts);
    else if (letters.targets.length > 0) {
      this.#dispose("dead-letter", cuts);
      this.lost.head = plus(this.lost.head, lostLetters(this.#settings, cuts));
    } else if (letters.atLeastOnce) this.stuck = plus(this.stuck, cuts);
    else this.lost[which] = plus(this.lost[which], cuts);
  }

  /** Published to a parking queue and acknowledged by the client. */
  parked(cuts: Cuts): void {
    this.#dispose("dead-letter", cuts);
  }

  /** Acknowledged without having been handled. */
  skipped(cuts: Cuts): void {
    this.lost.any = plus(this.lost.any, cuts);
  }

  #dispose(reason: DisposeReason, cuts: Cuts): void {
    if (cuts.length > 0) this.disposes.set(reason, plus(this.disposes.get(reason) ?? NONE, cuts));
  }
}

/** R-DLX-14: a letter sent at most once is lost with the node between queue and target, or when no target takes it. */
function lostLetters(settings: HopSettings, letters: Cuts): Cuts {
  const { queue, broker, deadLettering } = settings;
  if (deadLettering === undefined || deadLettering.atLeastOnce) return NONE;
  const node = nodeOf(queue.name);
  // Strikes that return the message and one that loses the letter are more than any fault model allows, but for a
  // handler that fails several times at one strike.
  const failing = handlerFailure(settings.consume.endpoint);
  const once = letters.flatMap((one) =>
    one.atoms.some((atom) => atom.startsWith(returnsOf(queue.name)))
      ? [oneCut([counted(failing, (queue.deliveryLimit ?? 0) + 1)], one.term)]
      : [one],
  );
  const cites = ["R-DLX-14", "R-E2E-D02"];
  const points = [SITES.transferred];
  const [only, ...others] = deadLettering.targets;
  const refusals =
    only === undefined || others.length > 0
      ? []
      : [
          ...(only.refusesWhenDown ? [processCrash(nodeOf(only.name)), powerLoss(nodeOf(only.name))] : []),
          ...only.backlogs.flatMap((endpoint) => [slow(endpoint), outage(endpoint)]),
        ];
  return twice(
    once,
    anyOf([processCrash(node), powerLoss(node), diskLoss(node), outage(broker), ...refusals], {
      points,
      cites,
    }),
  );
}
