/** Circles that a run can never leave. */
import type { State } from "../base/layout.ts";
import { type Fingerprint, FingerprintTable, fingerprint } from "../base/fingerprint.ts";
import { IntVector } from "../base/int-vector.ts";
import type { Engine } from "./engine.ts";
import { Frontier } from "./frontier.ts";
import { Picks } from "./picks.ts";

/** The moves of a state graph without faults and workload: those of state i lead to `targets` from `offsets[i]` on. */
export interface Graph {
  readonly states: number;
  /** One longer than there are states. */
  readonly offsets: IntVector;
  readonly targets: IntVector;
}

/**
 * The components of `graph` that can go in circles for ever and have no way out, each by its lowest numbered state
 * (nearest to the start). Tarjan's algorithm, iterative.
 */
export function closedCircles(graph: Graph): number[] {
  const component = components(graph);
  const { states } = graph;
  const leaves = new Uint8Array(states);
  const circles = new Uint8Array(states);
  const lowest = new Int32Array(states).fill(-1);
  for (let v = 0; v < states; v++) {
    const own = component[v] as number;
    if (lowest[own] === -1) lowest[own] = v;
    for (let e = graph.offsets.get(v); e < graph.offsets.get(v + 1); e++) {
      if (component[graph.targets.get(e)] === own) circles[own] = 1;
      else leaves[own] = 1;
    }
  }
  const answer: number[] = [];
  for (let v = 0; v < states; v++) {
    const own = component[v] as number;
    if (lowest[own] === v && circles[own] === 1 && leaves[own] === 0) answer.push(v);
  }
  return answer;
}

/** Of each state, a state that stands for its component. */
function components({ states, offsets, targets }: Graph): Int32Array {
  const component = new Int32Array(states).fill(-1);
  const order = new Int32Array(states);
  const low = new Int32Array(states);
  const cursor = offsets.view().slice(0, states);
  const stack: number[] = [];
  const calls: number[] = [];
  let clock = 0;
  for (let root = 0; root < states; root++) {
    if (order[root] !== 0) continue;
    calls.push(root);
    while (calls.length > 0) {
      const v = calls[calls.length - 1] as number;
      if (order[v] === 0) {
        clock += 1;
        order[v] = clock;
        low[v] = clock;
        stack.push(v);
      }
      const at = cursor[v] as number;
      if (at < offsets.get(v + 1)) {
        cursor[v] = at + 1;
        const w = targets.get(at);
        if (order[w] === 0) calls.push(w);
        else if (component[w] === -1) low[v] = Math.min(low[v] as number, order[w] as number);
        continue;
      }
      calls.pop();
      const parent = calls[calls.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[v] as number);
      if (low[v] === order[v]) close(component, stack, v);
    }
  }
  return component;
}

function close(component: Int32Array, stack: number[], v: number): void {
  for (let w = stack.pop(); w !== undefined; w = stack.pop()) {
    component[w] = v;
    if (w === v) return;
  }
}

/**
 * Is `s` in a circle that no move but a fault or a call of the workload leads out of? Answers the intents that have an
 * unsettled copy in any state of the circle; undefined where there is a way out, or after `statesMax` states.
 */
export function closedCircle(engine: Engine, s: State, statesMax: number): number | undefined {
  const graph = reachable(engine, s, statesMax);
  if (graph === undefined) return undefined;
  const circles = closedCircles(graph);
  return circles.length === 1 && circles[0] === 0 ? graph.unsettled : undefined;
}

/** What natural moves reach from `start`, with the union of the intents unsettled there. */
function reachable(
  engine: Engine,
  start: State,
  statesMax: number,
): (Graph & { unsettled: number }) | undefined {
  const { model, moves } = engine;
  const table = new FingerprintTable(256);
  const print: Fingerprint = { high: 0, low: 0 };
  const frontier = new Frontier(start.length);
  const [offsets, targets] = [new IntVector(), new IntVector()];
  const picks = new Picks(model);
  const [s, next] = [start.slice(), start.slice()];
  let unsettled = 0;
  const arrive = (state: State): number => {
    fingerprint(state, print);
    const added = table.add(print);
    if (added < 0) frontier.push(state);
    return added < 0 ? -added - 1 : added;
  };
  arrive(start);
  while (frontier.take(s)) {
    if (table.count > statesMax) return undefined;
    offsets.push(targets.length);
    unsettled |= model.unsettled(s);
    const natural = engine.enabled(s);
    for (let i = 0; i < natural; i++) {
      const code = moves.codes[i] as number;
      if (model.isCall(code)) continue;
      picks.reset();
      do {
        next.set(s);
        picks.begin(next);
        engine.take(next, code, picks);
        targets.push(arrive(next));
      } while (picks.next());
    }
  }
  offsets.push(targets.length);
  return { states: table.count, offsets, targets, unsettled };
}
