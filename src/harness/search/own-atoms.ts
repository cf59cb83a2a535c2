import type { Flow } from "../../model/flow.ts";
import type { UserFlow } from "../flow/user-flow.ts";

/** Numbers of the faults that strike the consumers of the flow themselves: what their code is to withstand. */
export function ownAtoms({ model }: UserFlow, { hops }: Flow): ReadonlySet<number> {
  const places = hops.map(({ consumer }) => `@${consumer.service}.${consumer.name}`);
  return new Set(
    model.atoms.flatMap(({ name }, a) => (places.some((place) => name.endsWith(place)) ? [a] : [])),
  );
}
