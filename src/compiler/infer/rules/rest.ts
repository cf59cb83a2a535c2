/** Rule 8 of docs/inference.md: a place where copies lie. */
import { always, NONE, plus, sum } from "../cuts.ts";
import type { Cuts, Rest } from "../stage.ts";
import type { Delta } from "../stream.ts";
import { asRest, PAIR } from "./view.ts";

/** A rest loses its tail, or each copy by itself, and disposes of copies for a reason. */
export function lostAtRest(rest: Rest): Delta {
  const loss = plus(asRest(rest, "tail-lost", rest.tail), asRest(rest, "copy-lost", rest.each));
  if (rest.disposes.size === 0) return { loss };
  const disposed = [...rest.disposes].map(
    ([reason, cuts]) => [reason, asRest(rest, `disposed-${reason}`, cuts)] as const,
  );
  return { loss, disposed: new Map(disposed) };
}

/** A lane keeps the order of what lies in it together; a change of their number breaks also that. */
export function laned(rest: Rest): Delta {
  const swap = asRest(rest, "lanes-changed", rest.resplit, PAIR);
  if (rest.lane.kind === "one") return { swap };
  return { swap, splits: [{ lane: rest.lane, cuts: asRest(rest, "lanes", always(), PAIR) }] };
}

/** Everything the rest loses, also what it disposes of. */
export function leaving(delta: Delta): Cuts {
  return plus(delta.loss ?? NONE, sum(delta.disposed?.values() ?? []));
}
