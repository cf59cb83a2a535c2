/** Cycles of dependencies: components first, then one short concrete cycle of each. */
import type { AnomalyName } from "./catalogue.ts";
import { type DependencyGraph, dependencyGraph, EDGE } from "./dependency-graph.ts";
import type { AnomalyExample, CycleStep } from "./finding.ts";
import type { LogAnalysis } from "./log-analysis.ts";
import { type Cycle, type CycleKind, CycleSearch } from "./shortest-cycle.ts";
import { strongComponents } from "./strong-components.ts";
import type { Value } from "./operation.ts";

interface Sought extends CycleKind {
  readonly name: AnomalyName;
  /** What is reported where the component proves such a cycle and none was extracted. */
  readonly otherwise: AnomalyName;
}

const { wr, ww, realtime } = EDGE;

/** A cycle of real time alone cannot be, so one with an edge of real time has another one. */
const SOUGHT: readonly Sought[] = [
  { name: "G0", otherwise: "PL-1-cycle-exists", mask: ww, first: ww, also: 0 },
  { name: "G1c", otherwise: "PL-2-cycle-exists", mask: ww | wr, first: wr, also: 0 },
  {
    name: "G0-realtime",
    otherwise: "strong-PL-1-cycle-exists",
    mask: ww | realtime,
    first: realtime,
    also: 0,
  },
  {
    name: "G1c-realtime",
    otherwise: "strong-PL-2-cycle-exists",
    mask: ww | wr | realtime,
    first: realtime,
    also: wr,
  },
];

/** `steps`: edges looked at for one component and kind of cycle at most. */
export function findCycles(analysis: LogAnalysis, writeOrder: boolean, steps: number): void {
  const { store, order, findings } = analysis;
  const graph = dependencyGraph(store, order, writeOrder);
  if (graph.to.length === 0) {
    findings.add("empty-transaction-graph", 0, () => ({ operations: [] }));
    return;
  }
  const whole = new Int32Array(graph.nodes).fill(1);
  if (strongComponents(graph, wr | ww | realtime, whole).length === 0) return;
  const search = new CycleSearch(graph);
  for (const sought of SOUGHT) {
    if (!writeOrder && (sought.mask & wr) === 0) continue;
    const label = whole.slice();
    for (const component of strongComponents(graph, sought.mask, label))
      if (has(graph, component, label, sought.first) && has(graph, component, label, sought.also))
        report(analysis, search.shortest(component, label, sought, steps), sought);
  }
}

/** Whether an edge of this kind leads from an operation to a node of the same component. */
function has(graph: DependencyGraph, component: Int32Array, label: Int32Array, kind: number): boolean {
  if (kind === 0) return true;
  for (const node of component) {
    if (node >= graph.completions) break;
    for (let e = graph.from[node] as number; e < (graph.from[node + 1] as number); e++)
      if (graph.kind[e] === kind && label[graph.to[e] as number] === label[node]) return true;
  }
  return false;
}

function report(
  analysis: LogAnalysis,
  { cycle, exhausted }: { readonly cycle: Cycle | undefined; readonly exhausted: boolean },
  sought: Sought,
): void {
  const { findings } = analysis;
  if (cycle !== undefined) {
    findings.add(sought.name, -cycle.operations.length, () => described(analysis, cycle));
    return;
  }
  findings.add(sought.otherwise, 0, () => ({ operations: [] }));
  if (exhausted) findings.add("cycle-search-timeout", 0, () => ({ operations: [] }));
}

function described(analysis: LogAnalysis, { operations, edges }: Cycle): AnomalyExample {
  const steps = edges.map((edge, i) => {
    const next = operations[(i + 1) % operations.length] as number;
    return step(analysis, edge, operations[i] as number, next);
  });
  return { operations: operations.map((each) => analysis.store.position.get(each)), steps };
}

function step(analysis: LogAnalysis, edge: number, from: number, to: number): CycleStep {
  if (edge === realtime) return { edge: "realtime" };
  const values = edge === wr ? readBy(analysis, from, to) : adjacent(analysis, from, to);
  const { store } = analysis;
  return {
    edge: edge === wr ? "wr" : "ww",
    key: store.keys[store.keyOf.get(values[0] as number)] as string | number,
    values: values.map((value) => store.names[value] as Value),
  };
}

function readBy({ store }: LogAnalysis, from: number, to: number): readonly number[] {
  const end = to + 1 < store.completions ? store.readsFrom.get(to + 1) : store.reads.length;
  for (let i = store.readsFrom.get(to); i < end; i++)
    if (store.values.writer(store.reads.get(i)) === from) return [store.reads.get(i)];
  return [];
}

function adjacent({ store, order }: LogAnalysis, from: number, to: number): readonly number[] {
  const end = to + 1 < store.completions ? store.writesFrom.get(to + 1) : store.writes.length;
  for (let i = store.writesFrom.get(to); i < end; i++) {
    const value = store.writes.get(i);
    const row = order.at[store.keyOf.get(value)] as Int32Array;
    for (let at = order.first[value] as number; at > 0 && at <= (order.last[value] as number); at++)
      if (row[at] === value && store.values.writer(row[at - 1] as number) === from)
        return [row[at - 1] as number, value];
  }
  return [];
}
