/**
 * All runs of a small workload that leave the default run in few places, small first, by running again from the start:
 * code cannot be put back into an earlier state. What leads to a state seen before is not followed any further.
 */
import { ChoicesPolicy, HOLD, type Point, type Turn } from "./choices.ts";

export interface SearchBounds {
  /** Faults of one run at most; the kernel offers no more than its own budget. */
  readonly faults: number;
  /** Moves of one run at most that wait until nothing else is left to do. */
  readonly delays: number;
  /** Runs at most. */
  readonly runs: number;
  /** Small first: which faults are tried before others, by their number. */
  readonly rank: (atom: number) => number;
}

/** Performs one run; `isNew` is asked once its last choice was made, with the key of the state after it. */
export type Perform<R> = (policy: ChoicesPolicy, isNew: (key: () => string) => boolean) => Promise<R>;

export interface Searched {
  readonly runs: number;
  /** All runs within the bounds were made. */
  readonly complete: boolean;
  /** A run went another way than the one that it repeats: the code is not repeatable. */
  readonly strayed?: readonly Turn[];
}

interface Branch {
  readonly turns: readonly Turn[];
  readonly faults: number;
  readonly delays: number;
  /** The point at which it branches off. */
  readonly print: number;
  readonly rank: number;
}

const START: Branch = { turns: [], faults: 0, delays: 0, print: -1, rank: 0 };

/** `found` is asked after each whole run: true ends the search. */
export async function search<R>(
  bounds: SearchBounds,
  perform: Perform<R>,
  found: (run: R) => boolean,
): Promise<Searched> {
  const seen = new Set<string>();
  let level: Branch[] = [START];
  let runs = 0;
  while (level.length > 0) {
    const deeper: Branch[] = [];
    for (const branch of level.sort((a, b) => a.rank - b.rank)) {
      if (runs >= bounds.runs) return { runs, complete: false };
      runs += 1;
      const policy = new ChoicesPolicy(branch.turns);
      let isKnown = false;
      let isAsked = false;
      const run = await perform(policy, (key) => {
        if (isAsked || !policy.isDone) return true;
        isAsked = true;
        const state = `${key()} ${branch.faults} ${branch.delays}`;
        isKnown = seen.has(state);
        seen.add(state);
        return !isKnown;
      });
      if (branch.print !== policy.passed) return { runs, complete: false, strayed: branch.turns };
      if (isKnown) continue;
      if (found(run)) return { runs, complete: false };
      deeper.push(...branches(branch, policy.points, bounds));
    }
    level = deeper;
  }
  return { runs, complete: true };
}

/** What a run could have done otherwise behind its last turn. */
function branches(from: Branch, points: readonly Point[], bounds: SearchBounds): readonly Branch[] {
  const first = (from.turns.at(-1)?.at ?? -1) + 1;
  const out: Branch[] = [];
  for (let at = first; at < points.length; at++) {
    const point = points[at];
    if (point === undefined) continue;
    const { count, natural, print, strikes, isPick } = point;
    for (let alternative = 1; alternative < count; alternative++) {
      const isFault = alternative >= natural;
      if (!isFault && !isPick && alternative !== HOLD) continue;
      const faults = from.faults + (isFault ? 1 : 0);
      const delays = from.delays + (isFault || isPick ? 0 : 1);
      if (faults > bounds.faults || delays > bounds.delays) continue;
      const rank = isFault ? bounds.rank(strikes[alternative - natural] ?? 0) : delays;
      out.push({ turns: [...from.turns, { at, alternative }], faults, delays, print, rank });
    }
  }
  return out;
}
