/**
 * A schedule is a list of deviations from the default run: at this point, that alternative. Everything else is
 * default, so that removing one message or fault leaves every other decision as it was.
 */

/** `point` is stable text: `s/<default move>#<visit>` where a move is chosen, `p/<site>/<subject>#<visit>` inside one. */
export interface Deviation {
  readonly point: string;
  /** Label of the move taken, or the number picked. */
  readonly choice: string;
}

export type Schedule = readonly Deviation[];

/** What decides where more than one thing can happen. Index 0 is always "nothing surprising". */
export interface Policy {
  /**
   * The index of the move to take. `count` moves are enabled, of which the first `natural` are no faults;
   * `point` is the number of the point (a mix of default move and visit), `label` renders a move on demand.
   */
  move(choice: MoveChoice): number;
  pick(choice: PickChoice): number;
}

export interface MoveChoice {
  readonly point: () => string;
  /** A number that identifies the point as `point()` does, cheaper. */
  readonly key: number;
  readonly count: number;
  readonly natural: number;
  readonly label: (i: number) => string;
  /** A number that stands for the alternative wherever it is offered, -1 for the end of the run. */
  readonly code: (i: number) => number;
}

export interface PickChoice {
  readonly point: () => string;
  readonly key: number;
  readonly count: number;
}

/** Takes alternative 0 everywhere. */
export const DEFAULT_POLICY: Policy = { move: () => 0, pick: () => 0 };

/** Follows `schedule`; deviations whose point does not occur, or whose label does not, are left out and counted. */
export class ReplayPolicy implements Policy {
  readonly #schedule: Schedule;
  readonly #wanted: Map<string, string>;
  readonly #applied: Set<string> = new Set<string>();
  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#wanted = new Map(schedule.map(({ point, choice }) => [point, choice]));
  }
  move({ point, count, label }: MoveChoice): number {
    const at = point();
    const wanted = this.#wanted.get(at);
    if (wanted === undefined) return 0;
    for (let i = 0; i < count; i++) {
      if (label(i) !== wanted) continue;
      this.#applied.add(at);
      return i;
    }
    return 0;
  }
  pick({ point, count }: PickChoice): number {
    const at = point();
    const wanted = Number(this.#wanted.get(at) ?? "0");
    if (!Number.isInteger(wanted) || wanted <= 0 || wanted >= count) return 0;
    this.#applied.add(at);
    return wanted;
  }
  /** Deviations that applied. */
  get applied(): number {
    return this.#applied.size;
  }
  /** Those that did not: their point did not occur, or what they choose was not possible there. */
  get dropped(): Schedule {
    return this.#schedule.filter(({ point }) => !this.#applied.has(point));
  }
}
