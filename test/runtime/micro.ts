/** Models of a few cells, to look at one rule of the kernel at a time. */
import { Layout, type State } from "../../src/base/layout.ts";
import { Builder } from "../../src/runtime/builder.ts";
import type { Explorable } from "../../src/runtime/explore.ts";
import type { Monitor, Moves } from "../../src/runtime/model.ts";

const SILENT: Monitor = {
  clauses: ["live"],
  step: () => undefined,
  atEnd: () => 0,
  broken: () => 0,
  inCircles: () => 0,
  pending: () => 0,
  due: () => 0,
  premises: () => 0,
};

/** A model of what `define` registers; it answers with the moves. */
export function micro(
  define: (builder: Builder) => (s: State, out: Moves) => void,
  monitor: Partial<Monitor> = {},
): Explorable {
  const layout = new Layout();
  const builder = new Builder(layout);
  const moves = define(builder);
  const { operations, atoms, timers, sites, places } = builder;
  return {
    ...{ layout, operations, atoms, timers, sites, places, moves },
    intents: 0,
    monitor: { ...SILENT, ...monitor },
    cells: { struck: layout.list("faults", 2), episode: layout.cell() },
    initial: () => layout.initial(),
    unsettled: () => 0,
    isCall: () => false,
    recovered: () => true,
  };
}
