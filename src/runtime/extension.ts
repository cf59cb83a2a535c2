/** What may be added to a model when it is built, by whoever watches more than the clauses. A model without pays nothing. */
import type { Layout } from "../base/layout.ts";
import type { AtomDefinition, Monitor, Registry } from "./model.ts";

/** A model under construction. The names in `registry` are there once it is built. */
export interface Extensible {
  readonly layout: Layout;
  readonly monitor: Monitor;
  readonly registry: Registry;
}

export interface Extension {
  /** Takes the place of the model's monitor, and has to tell it everything. What it remembers lies in the layout. */
  readonly monitor: Monitor;
  /** Takes the place of one of the model's faults. */
  readonly atom?: (atom: AtomDefinition) => AtomDefinition;
}

export type Extend = (model: Extensible) => Extension;
