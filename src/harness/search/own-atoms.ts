import { endpointId, type Flow } from "../../model/flow.ts";
import type { UserFlow } from "../flow/user-flow.ts";

/** Numbers of the faults that strike the consumers of the flow themselves, and a producer of the user's: what their code is to withstand. */
export function ownAtoms({ model, speaks }: UserFlow, { hops }: Flow): ReadonlySet<number> {
  const consumers = hops.map(({ consumer }) => endpointId(consumer));
  const producer = hops[0]?.producer;
  const ends = [...(producer === undefined || !speaks ? [] : [endpointId(producer)]), ...consumers];
  const places = ends.map((end) => `@${end}`);
  return new Set(
    model.atoms.flatMap(({ name }, a) => (places.some((place) => name.endsWith(place)) ? [a] : [])),
  );
}
