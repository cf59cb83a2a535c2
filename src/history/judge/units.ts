/** What an order compares: leaves with effects, by the calls of their roots. */
import { counted, type Tally } from "./verdict.ts";
import type { ClauseOf, View } from "./view.ts";

/** A leaf with an effect, and its place among what was called. */
export interface Unit {
  readonly m: number;
  readonly root: number;
  /** Those of one group are compared. */
  readonly group: number;
}

/** What a search through units has found so far. */
export interface Search {
  readonly strict: boolean;
  /** Messages that are known to be out of order: each is counted once. */
  readonly broken: Set<number>;
  readonly tally: Tally;
}

/** In the order of the calls of their roots. */
export function unitsOf(view: View, { scope }: ClauseOf<"order">, tally: Tally): readonly Unit[] {
  const groups = new Map<string, number>();
  const units: Unit[] = [];
  let unsaid = 0;
  for (const root of calledInOrder(view)) {
    if (!view.hasEffect(root)) continue;
    const value = scope.kind === "per" ? view.valueOf(root, scope.path) : 0;
    if (value < 0) {
      unsaid += 1;
      continue;
    }
    const name = `${view.intents.lineage(root)} ${value}`;
    const group = groups.get(name) ?? groups.size;
    groups.set(name, group);
    for (const m of view.leaves(root)) if (view.effects.count(m) > 0) units.push({ m, root, group });
  }
  if (unsaid > 0 && scope.kind === "per")
    tally.cannot(
      `${counted(unsaid, "message")} with an effect ${unsaid === 1 ? "says" : "say"} no value of \`${scope.path}\``,
    );
  return units;
}

function calledInOrder({ roots, intents }: View): Int32Array {
  const called = roots.filter((root) => intents.callLine(root) !== 0);
  let isSorted = true;
  for (let i = 1; i < called.length && isSorted; i++)
    isSorted = intents.callLine(called[i - 1] ?? 0) < intents.callLine(called[i] ?? 0);
  return isSorted ? called : called.sort((a, b) => intents.callLine(a) - intents.callLine(b));
}

/** Where the ends of calls and the beginnings of others can be compared between processes. */
export function clockOf(
  view: View,
): { acked: (m: number) => number; called: (m: number) => number } | undefined {
  const { intents, recording } = view;
  if (view.isSimulation)
    return {
      acked: (m) => intents.ackLine(m) || Number.POSITIVE_INFINITY,
      called: (m) => intents.callLine(m),
    };
  const { skew } = recording.header;
  if (skew === undefined) return undefined;
  return { acked: (m) => intents.ackEnd(m) + skew, called: (m) => intents.callBegin(m) };
}
