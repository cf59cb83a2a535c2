/**
 * All behaviours of a model within stated bounds, breadth first: every violation found with its smallest fault sets,
 * each with a shortest path. Faults of one episode only.
 */
import { type Fingerprint, fingerprint } from "../base/fingerprint.ts";
import { CapacityExceeded, type State } from "../base/layout.ts";
import { IntVector } from "../base/int-vector.ts";
import { Tally } from "./coverage.ts";
import { Engine, type KernelCells } from "./engine.ts";
import type { Exploration, ExploreBounds, Stop } from "./exploration.ts";
import { FaultLabels } from "./fault-labels.ts";
import { FoundSets, type FoundViolation, type PathStep } from "./found-sets.ts";
import { Frontier } from "./frontier.ts";
import { LiveTally } from "./live-counts.ts";
import { closedCircle, closedCircles } from "./livelock.ts";
import type { Model, MoveCode } from "./model.ts";
import { Nodes } from "./nodes.ts";
import { Picks, replay } from "./picks.ts";
import { Edges, States } from "./search-graph.ts";
import { type Successor, Successors } from "./successors.ts";

/** A model with the kernel's own cells in its layout. */
export interface Explorable extends Model {
  readonly cells: KernelCells;
}

/** States of one circle looked at to say which intents have a copy in it; there cannot be more than were found. */
const CIRCLE_MAX = Number.POSITIVE_INFINITY;
/** States from one question to the caller whether to go on to the next. */
const PROCEED_EVERY = 4_096;
/** Target of a move to a state that lies beyond the bound on depth. */
const BEYOND = -0x7fff_ffff;

class Search {
  readonly #model: Explorable;
  readonly #engine: Engine;
  readonly #bounds: ExploreBounds;
  readonly #labels: FaultLabels;
  readonly #nodes: Nodes;
  readonly #frontier: Frontier;
  readonly #edges: Edges = new Edges();
  readonly #states: States = new States();
  readonly #found: FoundSets;
  /** Natural moves between states, for {@link closedCircles}. */
  readonly #offsets: IntVector = new IntVector();
  readonly #targets: IntVector = new IntVector();
  readonly #tally: Tally;
  readonly #live: LiveTally;
  readonly #picks: Picks;
  readonly #state: State;
  readonly #successors: Successors;
  #transitions = 0;
  /** Moves from the start to the states that are being expanded, and the first state that is further away. */
  #depth = 0;
  #level = 1;
  /** A state further away than the bound was left out. */
  #cut = false;
  #done = false;

  constructor(model: Explorable, bounds: ExploreBounds) {
    this.#model = model;
    this.#bounds = bounds;
    this.#engine = new Engine(model, model.cells, bounds);
    this.#labels = new FaultLabels(this.#engine);
    this.#nodes = new Nodes(model.cells.struck, bounds, this.#labels);
    this.#found = new FoundSets(model.monitor.clauses, this.#labels, bounds.until);
    this.#tally = new Tally(model);
    this.#live = new LiveTally(model);
    this.#picks = new Picks(model, this.#tally);
    this.#state = model.initial();
    this.#successors = new Successors(this.#state.length);
    this.#frontier = new Frontier(this.#state.length);
  }

  run(): Exploration {
    let stopped: Stop | undefined;
    let exceeded: string | undefined;
    try {
      const start = this.#model.initial();
      const print = { high: 0, low: 0 };
      fingerprint(start, print);
      const label = this.#labels.of(start);
      this.#arrive(this.#add(start, print, label), label, -1, -1);
      stopped = this.#search();
      if (stopped === undefined) this.#circles();
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      stopped = "capacity";
      exceeded = error.message;
    }
    const states = this.#states.count;
    const nodes = this.#nodes.count;
    return {
      violations: this.#found.minimal((state) => this.#path(state)),
      states,
      nodes,
      transitions: this.#transitions,
      depth: states > this.#level ? this.#depth + 1 : this.#depth,
      collisions: (nodes * nodes) / 2 ** 65,
      coverage: this.#tally.coverage,
      ...this.#live.counts(this.#bounds.atoms),
      ...(stopped === undefined ? {} : { stopped }),
      ...(exceeded === undefined ? {} : { exceeded }),
    };
  }

  #search(): Stop | undefined {
    const { states: most, proceed } = this.#bounds;
    const states = this.#states;
    for (let at = 0; !this.#done && at < states.count; at++) {
      if (states.count > most) return "states";
      if (at % PROCEED_EVERY === PROCEED_EVERY - 1 && proceed?.() === false) return "time";
      if (at === this.#level) {
        this.#depth += 1;
        this.#level = states.count;
      }
      this.#offsets.push(this.#targets.length);
      if (states.node(at) < this.#edges.nodes) this.#repeat(at);
      else this.#expand(at);
    }
    if (this.#done) return "found";
    return this.#cut ? "depth" : undefined;
  }

  /** Works out what can happen in a state, the first of its node. */
  #expand(at: number): void {
    const engine = this.#engine;
    const { monitor } = this.#model;
    const s = this.#state;
    this.#frontier.take(s);
    const natural = engine.enabled(s);
    const { moves } = engine;
    if (natural === 0) this.#live.ended(s);
    const ending = natural === 0 ? monitor.atEnd(s, this.#model.unsettled(s)) : 0;
    this.#edges.next(ending);
    this.#record(at, ending, "end");
    if (this.#done) return;
    this.#successors.clear();
    try {
      for (let i = 0; i < moves.count; i++) this.#take(at, moves.codes[i] as number, i < natural);
    } catch (error) {
      this.#arriveAll(at);
      if (!this.#done) throw error;
      return;
    }
    this.#arriveAll(at);
  }

  /** Works out what a move leads to, with each combination of the choices in it. */
  #take(at: number, code: MoveCode, natural: boolean): void {
    const successors = this.#successors;
    const picks = this.#picks;
    picks.reset();
    do {
      const { state, print } = successors.next();
      state.set(this.#state);
      picks.begin(state);
      this.#engine.take(state, code, picks);
      this.#nodes.follow(this.#states.node(at), this.#state, state, print);
      successors.keep(code, picks.chosen, natural);
    } while (picks.next());
  }

  /** Looks up what was worked out of a state, in order. */
  #arriveAll(at: number): void {
    const { all, count } = this.#successors;
    const from = this.#states.label(at);
    this.#nodes.fetch(this.#successors);
    for (let i = 0; i < count && !this.#done; i++) {
      const successor = all[i] as Successor;
      const { code, picks, natural } = successor;
      this.#tally.took(code);
      this.#live.took(this.#state, code);
      const label = natural ? from : this.#labels.of(successor.state);
      const edge = this.#edges.add(code, picks, this.#target(successor, label));
      this.#go(at, label, edge, natural);
    }
  }

  /** Where a move leads: a node, or (negative) a state that will do for it, or too far. */
  #target({ state, print, natural }: Successor, label: number): number {
    const known = this.#nodes.known(print);
    if (known >= 0) return known;
    const better = this.#nodes.dominating(state, print, label, natural);
    if (better >= 0) return -1 - better;
    return this.#depth === this.#bounds.depth ? BEYOND : this.#add(state, print, label);
  }

  /** Adds the node of `s`, whose first state is added next. */
  #add(s: State, print: Fingerprint, label: number): number {
    this.#frontier.push(s);
    const broken = this.#model.monitor.broken(s);
    return this.#nodes.add(s, print, { broken, label, state: this.#states.count });
  }

  /** What was worked out for its node happens in another of its states. */
  #repeat(at: number): void {
    const edges = this.#edges;
    const node = this.#states.node(at);
    const label = this.#states.label(at);
    this.#record(at, edges.ending(node), "end");
    for (let edge = edges.from(node); edge < edges.to(node) && !this.#done; edge++)
      this.#go(at, label, edge, true);
  }

  #go(at: number, label: number, edge: number, natural: boolean): void {
    this.#transitions += 1;
    const target = this.#edges.target(edge);
    const to = target < 0 ? -1 - target : this.#arrive(target, label, at, edge);
    if (target === BEYOND || to < 0) this.#cut = true;
    // Workload calls are no way out of a circle: progress must not need more work.
    else if (natural && !this.#model.isCall(this.#edges.code(edge))) this.#targets.push(to);
  }

  /** The number of a state; -1 where it is too far away. */
  #arrive(node: number, label: number, parent: number, edge: number): number {
    if (this.#depth === this.#bounds.depth && parent >= 0) return this.#states.find(node, label);
    const known = this.#states.add(node, label, parent, edge);
    if (known >= 0) return known;
    this.#record(-1 - known, this.#nodes.broken(node), "during");
    return -1 - known;
  }

  #record(state: number, broken: number, when: FoundViolation["when"]): void {
    if (broken === 0) return;
    if (this.#found.record({ state, label: this.#states.label(state), broken, when })) this.#done = true;
  }

  /** Circles without a way out; replays a path to each to know what is due. */
  #circles(): void {
    this.#offsets.push(this.#targets.length);
    const graph = { states: this.#states.count, offsets: this.#offsets, targets: this.#targets };
    for (const state of closedCircles(graph)) {
      const s = replay(this.#engine, this.#path(state));
      const unsettled = closedCircle(this.#engine, s, CIRCLE_MAX) ?? 0;
      this.#record(state, this.#model.monitor.inCircles(s, unsettled), "livelock");
    }
  }

  #path(state: number): PathStep[] {
    return this.#states.path(state).map((edge) => this.#edges.step(edge));
  }
}

/** Explores all behaviours of `model` within `bounds`. Deterministic. */
export function explore(model: Explorable, bounds: ExploreBounds): Exploration {
  return new Search(model, bounds).run();
}
