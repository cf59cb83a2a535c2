import type { Explorable } from "../../src/runtime/explore.ts";
import type { AtomDefinition, Operation } from "../../src/runtime/model.ts";

/** The same model with other faults, or with other operations in their places. */
export function altered(
  model: Explorable,
  parts: { readonly atoms?: readonly AtomDefinition[]; readonly operations?: readonly Operation[] },
): Explorable {
  const { layout, intents, monitor, cells, operations, atoms, timers, sites, places } = model;
  return {
    ...{ layout, intents, monitor, cells, operations, atoms, timers, sites, places },
    ...parts,
    initial: () => model.initial(),
    moves: (s, out) => model.moves(s, out),
    unsettled: (s) => model.unsettled(s),
    isCall: (code) => model.isCall(code),
    recovered: (s) => model.recovered(s),
  };
}
