/** The faults of a hop by what they do: sums of cuts, empty where a duration rules them out. */
import { atom } from "../../../compiler/infer/atom.ts";
import { anyOf, NONE, plus } from "../../../compiler/infer/cuts.ts";
import type { Cuts, Term } from "../../../compiler/infer/stage.ts";
import type { FaultKind, FaultModel } from "../../../model/guarantee.ts";
import type { Places } from "../settings/places.ts";
import type { HopSettings } from "../settings/settings.ts";

type Where = Exclude<keyof Places, "sender">;

export class Atoms {
  readonly #places: Places;
  readonly #settings: HopSettings;
  readonly #faults: FaultModel;

  constructor(places: Places, settings: HopSettings, faults: FaultModel) {
    this.#places = places;
    this.#settings = settings;
    this.#faults = faults;
  }

  /** How many strikes there are at most. */
  get together(): number {
    return this.#faults.count;
  }

  of(kind: FaultKind, where: Where, term: Partial<Term> = {}): Cuts {
    return anyOf([atom(kind, this.#places[where])], term);
  }

  /** `of`, where the fault may last longer than `ms`. */
  longer(kind: FaultKind, where: Where, ms: number, term: Partial<Term> = {}): Cuts {
    return (this.#faults.kinds[kind]?.ms ?? 0) > ms ? this.of(kind, where, term) : NONE;
  }

  handlerFailures(): number {
    return this.#faults.kinds["handler-failure"]?.times ?? 1;
  }

  /** The node that leads dies, in any way. */
  leaderDies(term: Partial<Term> = {}): Cuts {
    return plus(
      this.of("process-crash", "leader", term),
      this.of("power-loss", "leader", term),
      this.of("disk-loss", "leader", term),
    );
  }

  /** The disk of the node that leads does not have what it had written. */
  leaderForgets(term: Partial<Term> = {}): Cuts {
    return plus(this.of("power-loss", "leader", term), this.of("disk-loss", "leader", term));
  }

  /** A follower is out of the in-sync set. */
  followerLags(term: Partial<Term> = {}): Cuts {
    return this.longer("slow", "follower", this.#settings.log.lagMs, term);
  }

  /** Every connection to the leader breaks, whatever breaks it. */
  linkBreaks(term: Partial<Term> = {}): Cuts {
    return plus(
      this.of("cut", "producer", term),
      this.leaderDies(term),
      this.of("outage", "broker", term),
      this.of("rolling-restart", "broker", term),
    );
  }

  /** The process that sends stops: the application, or an instance of the consumer whose handler sends. */
  senderDies(term: Partial<Term> = {}): Cuts {
    const { sender } = this.#places;
    if (sender === undefined) return this.of("process-crash", "producer", term);
    return anyOf([atom("process-crash", sender), atom("outage", sender)], term);
  }

  /** A process of the consumer stops. */
  consumerDies(term: Partial<Term> = {}): Cuts {
    return plus(this.of("process-crash", "consumer", term), this.of("outage", "consumer", term));
  }
}
