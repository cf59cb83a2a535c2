/** Rule 4 of docs/inference.md. */
import { times } from "../cuts.ts";
import type { Cuts, DupClass } from "../stage.ts";
import { mapByClass, type Stream } from "../stream.ts";
import { covered, type View } from "./view.ts";

/**
 * A class that the receiver or the gate recognises repeats only where the recognition is defeated as well.
 */
export function recognised(v: View, stream: Stream): Stream {
  const { recognises } = v.step;
  if (recognises.size === 0 || !covered(v)) return stream;
  const defeated = (cuts: Cuts, k: DupClass): Cuts => {
    const by = recognises.get(k);
    return by === undefined ? cuts : times(cuts, by, v.atomsMax);
  };
  return {
    ...stream,
    dup: mapByClass(stream.dup, defeated),
    back: mapByClass(stream.back, defeated),
    stale: mapByClass(stream.stale, defeated),
  };
}
