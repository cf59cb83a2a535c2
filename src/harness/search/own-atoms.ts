import { endpointId, type Flow } from "../../model/flow.ts";
import type { UserFlow } from "../flow/user-flow.ts";

/**
 * Which faults are tried first, by their number: 0 for those that strike the consumers of the flow themselves, and a producer
 * of the user's, which their code is to withstand; then those of its own calls.
 */
export function rankOfAtoms({ model, speaks }: UserFlow, { hops }: Flow): (atom: number) => number {
  const consumers = hops.map(({ consumer }) => endpointId(consumer));
  const producer = hops[0]?.producer;
  const ends = [...(producer === undefined || !speaks ? [] : [endpointId(producer)]), ...consumers];
  const ranks = model.atoms.map(({ name }) => {
    const place = name.slice(name.indexOf("@") + 1);
    // A crash does what a stop does, and more: that is tried before.
    if (name.startsWith("rolling-restart@") && ends.includes(place)) return 3;
    return ends.includes(place) ? 0 : place.startsWith("stores of ") ? 1 : 2;
  });
  return (atom) => ranks[atom] ?? 2;
}
