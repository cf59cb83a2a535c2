/**
 * All outcomes that the simulation allows for a script: a breadth-first search over (state, step of the script, what was
 * seen so far). Application calls, starts, strikes, heals and holds come from the script's steps alone, handlers act only
 * where a step lets them, everything else prompt happens in any order, and time passes only while a step waits and nothing
 * prompt is left. A fault lasts until its heal: the bounds of the fault model are longer than any script.
 */
import { CapacityExceeded, type Cell, type State, type Timer } from "../base/layout.ts";
import { type Fingerprint, FingerprintTable, fingerprint } from "../base/fingerprint.ts";
import { endpointId } from "../model/flow.ts";
import type { FaultKind } from "../model/guarantee.ts";
import {
  type Condition,
  instancesOf,
  outcomeText,
  type Script,
  type ScriptOutcome,
  type ScriptStep,
} from "../model/script.ts";
import { Engine } from "../runtime/engine.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import { Frontier } from "../runtime/frontier.ts";
import { type Context, type MoveCode, Moves, PROMPT } from "../runtime/model.ts";
import type { FlowPlan, HopPlan } from "../runtime/plan.ts";
import { Picks } from "../runtime/picks.ts";
import { boundsOf, planFlow } from "./plan-flow.ts";
import { ScriptObserver } from "./script-observer.ts";
import type { Links, ScriptBroker, ScriptScene, Traffic } from "./script-play.ts";
import { type ScriptSlice, slicesOf } from "./script-slice.ts";

/** What one flow of a script can end as. */
export interface SliceOutcomes {
  readonly slice: ScriptSlice;
  /** Every outcome, as {@link outcomeText} writes what it says about this flow, sorted. */
  readonly outcomes: readonly string[];
  readonly states: number;
  /** The furthest step (from 0) that some path reached, of this flow's steps; their number where one came to the end. */
  readonly furthest: number;
  /** The search was cut short there: the outcomes are not all. */
  readonly stopped?: "states" | "capacity";
}

export interface ScriptOutcomeOptions {
  /** A planted lie, by the name of the script's liar. */
  readonly liar?: string;
  /** States of one flow at most. */
  readonly states?: number;
}

const STATES_MAX = 400_000;
/** Longer than anything that a script waits for, and than any time-out of a broker that it does not set. */
const FAULT_MS = 20 * 24 * 3_600_000;
/** A time-out longer than this is not waited for. */
const PATIENCE_MS = 10 * 60_000;
/** Lists of the mechanism are sized by strikes: what a hold keeps back counts too. */
const SPARE_FAULTS = 3;

const KINDS: readonly FaultKind[] = [
  "process-crash",
  "power-loss",
  "disk-loss",
  "pause",
  "cut",
  "lost-request",
  "lost-response",
  "delayed-request",
  "slow",
  "outage",
  "handler-failure",
  "poison",
  "rebalance",
  "late-start",
  "rolling-restart",
];

/** What of a script could be played, and why the rest could not. */
export interface ScriptPlayed {
  readonly played: readonly SliceOutcomes[];
  /** Flows that the outcomes speak of and the simulation cannot play, with the reason. */
  readonly notPlayed: readonly string[];
}

/** Plays every flow that the outcomes speak of. */
export function scriptOutcomes(
  script: Script,
  brokers: readonly ScriptBroker[],
  options: ScriptOutcomeOptions = {},
): ScriptPlayed {
  const played: SliceOutcomes[] = [];
  const notPlayed: string[] = [];
  for (const slice of slicesOf(script, brokers)) {
    try {
      const { type } = slice.hop.broker;
      const broker = word(
        brokers.find((each) => each.type === type),
        `${type} is not simulated`,
      );
      const beyond = broker.beyond?.(slice.hop) ?? [];
      if (beyond.length > 0) throw new Unplayable(beyond.join("; "));
      played.push(new ScriptSearch(slice, broker, options).run());
    } catch (error) {
      if (!(error instanceof Unplayable)) throw error;
      notPlayed.push(`${slice.flow.id}: ${error.message}`);
    }
  }
  return { played, notPlayed };
}

/** A word of the script has no counterpart on the simulation. */
class Unplayable extends Error {
  override readonly name: string = "Unplayable";
}

function word<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Unplayable(what);
  return found;
}

/** A step as the search takes it. */
interface PlannedStep {
  /** Already fulfilled: the next step's turn, without any move. */
  readonly fulfilled?: (s: State) => boolean;
  /** The step's own act can be done now; absent = always. */
  readonly ready?: (s: State) => boolean;
  /** The step's own act. */
  readonly act?: (s: State, ctx: Context) => void;
  /** The step's own act is to take all of these moves, one after the other. */
  readonly takes?: (code: MoveCode) => boolean;
  /** While the step lasts these handlers may act. */
  readonly lets?: (s: State, i: number, m: number) => boolean;
  /** The step ends where nothing prompt is left and this holds. */
  readonly rests?: (s: State) => boolean;
}

class ScriptSearch {
  readonly #slice: ScriptSlice;
  readonly #scene: ScriptScene;
  readonly #model: FlowModel;
  readonly #engine: Engine;
  readonly #observer: ScriptObserver;
  readonly #picks: Picks;
  readonly #steps: readonly PlannedStep[];
  readonly #step: Cell;
  readonly #held: Cell;
  readonly #clock: Timer;
  readonly #clocks: ScriptBroker["clockMs"];
  readonly #heldLinks: readonly HeldLink[];
  readonly #kinds: Map<MoveCode, MoveKind> = new Map<MoveCode, MoveKind>();
  readonly #table: FingerprintTable = new FingerprintTable();
  readonly #frontier: Frontier;
  readonly #moves: Moves = new Moves();
  readonly #found: Map<string, ScriptOutcome> = new Map<string, ScriptOutcome>();
  readonly #state: State;
  readonly #next: State;
  readonly #print: Fingerprint = { high: 0, low: 0 };
  readonly #statesMax: number;
  /** Choices that the step under way leaves none of, by site. */
  #fixed: Readonly<Record<string, number>> = {};
  #furthest = 0;

  constructor(slice: ScriptSlice, broker: ScriptBroker, options: ScriptOutcomeOptions) {
    const { hop, script, steps, messages, instances } = slice;
    if (instances.length > 2) throw new Unplayable("a consumer of more than two instances is scaled down");
    const consumer = endpointId(hop.consumer);
    const model = {
      name: "script",
      count: 0,
      kinds: Object.fromEntries(KINDS.map((kind) => [kind, { ms: FAULT_MS }])),
    };
    const links: Links = { holds: (s, link, traffic) => this.#isHeld(s, link, traffic) };
    const liar = options.liar === undefined ? {} : { liar: options.liar };
    this.#slice = slice;
    this.#scene = broker.scene({ hop, script, messages, bounds: boundsOf(model), links, ...liar });
    this.#heldLinks = heldLinks(steps).map(({ link, traffic }) => {
      const passing = word(this.#scene.passing(link, traffic), `the ${traffic} of ${link} cannot be held`);
      return { link, traffic, passing };
    });
    const simulated = {
      type: hop.broker.type,
      mechanism: () => (host: Parameters<ScriptScene["build"]>[0]) => this.#scene.build(host),
    };
    const plan = planFlow(slice.flow, [simulated], {
      keys: keysOf(slice),
      clauses: [],
      faults: steps.filter((step) => step.do === "strike").length + SPARE_FAULTS,
      episodes: 1,
      model,
    });
    this.#model = new FlowModel(withReturn(plan));
    const { layout, places } = this.#model;
    const lanes = instances.map((_, i) => places.indexOf(`${consumer}#${i + 1}`));
    layout.region("script");
    this.#step = layout.cell();
    this.#held = layout.cell();
    this.#observer = new ScriptObserver(layout, slice, lanes);
    this.#engine = new Engine(this.#model, this.#model.cells, { faults: 0 });
    this.#picks = new Picks(this.#model);
    this.#clock = layout.timer();
    this.#clocks = broker.clockMs;
    this.#steps = steps.flatMap((step, k) => {
      const ms = step.do === "await" ? this.#clockMs(step.until) : undefined;
      return ms === undefined ? [this.#planned(step, k)] : this.#waited(ms);
    });
    this.#statesMax = options.states ?? STATES_MAX;
    this.#state = this.#model.initial();
    this.#next = this.#model.initial();
    this.#frontier = new Frontier(this.#state.length);
  }

  run(): SliceOutcomes {
    let stopped: SliceOutcomes["stopped"];
    try {
      this.#all((next, ctx) => this.#atom(`late-start@${endpointId(this.#slice.hop.consumer)}`)(next, ctx));
      while (this.#frontier.take(this.#state)) {
        if (this.#table.count > this.#statesMax) {
          stopped = "states";
          break;
        }
        this.#expand();
      }
    } catch (error) {
      if (!(error instanceof CapacityExceeded)) throw error;
      stopped = "capacity";
    }
    return {
      slice: this.#slice,
      outcomes: [...this.#found.keys()].sort(),
      states: this.#table.count,
      furthest: this.#furthest,
      ...(stopped && { stopped }),
    };
  }

  #expand(): void {
    const s = this.#state;
    const at = this.#step.get(s);
    const step = this.#steps[at];
    if (step === undefined) {
      const outcome = this.#observer.outcome(s);
      this.#found.set(outcomeText(outcome), outcome);
      return;
    }
    const waits = !this.#does(step, at);
    this.#model.moves(s, this.#fresh());
    let prompt = 0;
    const { codes, windows, count } = this.#moves;
    for (let k = 0; k < count; k++) {
      const code = codes[k] as number;
      if (!this.#mayHappen(s, code, windows[k] as number, step)) continue;
      if (windows[k] === PROMPT) prompt += 1;
      this.#all((next, ctx) => this.#engine.take(next, code, ctx));
    }
    if (prompt > 0 || !waits) return;
    if (step.rests?.(s) === true) this.#all((next) => this.#step.add(next, 1));
    else this.#timers(s);
  }

  /** Takes the step's own act, if it has one that can be done now. */
  #does(step: PlannedStep, at: number): boolean {
    const s = this.#state;
    const { takes, act } = step;
    if (takes !== undefined) {
      const codes = this.#offered(s, takes);
      const [code] = codes;
      if (code === undefined) return false;
      this.#all((next, ctx) => {
        this.#engine.take(next, code, ctx);
        if (codes.length === 1) this.#step.set(next, at + 1);
      });
      return true;
    }
    if (act === undefined || step.ready?.(s) === false) return false;
    this.#all((next, ctx) => {
      act(next, ctx);
      this.#step.set(next, at + 1);
    });
    return true;
  }

  #timers(s: State): void {
    this.#engine.due(s, this.#fresh());
    const { codes, count } = this.#moves;
    for (let k = 0; k < count; k++) {
      const code = codes[k] as number;
      const timer = this.#model.layout.timers[(code >> 8) & 255];
      if (timer === undefined || (s[timer.at] as number) > PATIENCE_MS) continue;
      this.#all((next, ctx) => this.#engine.take(next, code, ctx));
    }
  }

  #fresh(): Moves {
    this.#moves.clear();
    return this.#moves;
  }

  #offered(s: State, takes: (code: MoveCode) => boolean): readonly MoveCode[] {
    this.#model.moves(s, this.#fresh());
    const { codes, count } = this.#moves;
    return Array.from({ length: count }, (_, k) => codes[k] as number).filter(takes);
  }

  /** Every way in which `change` can go from the present state, each noted if it is new. */
  #all(change: (next: State, ctx: Context) => void): void {
    const picks = this.#picks;
    const next = this.#next;
    picks.reset();
    do {
      next.set(this.#state);
      picks.begin(next);
      this.#fixed = {};
      change(next, this.#context(next));
      this.#goOn(next);
      fingerprint(next, this.#print);
      if (this.#table.add(this.#print) < 0) this.#frontier.push(next);
    } while (picks.next());
  }

  #context(next: State): Context {
    const sites = this.#model.sites;
    return {
      emit: (kind, _hop, place, m, detail) => this.#observer.step(next, kind, place, m, detail),
      pick: (site, subject, count) =>
        this.#fixed[sites[site] ?? ""] ?? this.#picks.pick(site, subject, count),
    };
  }

  /** Passes steps that are fulfilled. */
  #goOn(s: State): void {
    while (this.#steps[this.#step.get(s)]?.fulfilled?.(s) === true) this.#step.add(s, 1);
    this.#furthest = Math.max(this.#furthest, this.#step.get(s));
  }

  #mayHappen(s: State, code: MoveCode, window: number, step: PlannedStep): boolean {
    const kind = this.#kindOf(code);
    if ((kind.links & this.#held.get(s)) !== 0) return false;
    if (kind.handler) return step.lets?.(s, (code >> 8) & 255, (code >> 16) & 31) === true;
    return window === PROMPT || kind.byItself;
  }

  #kindOf(code: MoveCode): MoveKind {
    const known = this.#kinds.get(code);
    if (known !== undefined) return known;
    const label = this.#engine.label(code);
    let links = 0;
    this.#heldLinks.forEach(({ passing }, bit) => {
      if (passing(label)) links |= 1 << bit;
    });
    const handler =
      label.startsWith(`${endpointId(this.#slice.hop.consumer)}#`) && label.includes(" handles m");
    const kind = { links, handler, byItself: this.#scene.byItself(label) };
    this.#kinds.set(code, kind);
    return kind;
  }

  #isHeld(s: State, link: string, traffic: Traffic): boolean {
    return this.#heldLinks.some(
      (held, bit) => held.link === link && held.traffic === traffic && this.#held.has(s, bit),
    );
  }

  // Steps.

  #planned(step: ScriptStep, at: number): PlannedStep {
    switch (step.do) {
      case "send":
        return this.#send(step.message);
      case "start":
        if (this.#slice.asides.includes(step.instance)) return { fulfilled: () => true };
        return { act: this.#operation(`${this.#lane(step.instance)} starts`, this.#index(step.instance)) };
      case "stop":
        throw new Unplayable("an instance that stops in good order");
      case "take":
        return { fulfilled: this.#taken(step.instance, step.deliveries) };
      case "run":
        return this.#run(step);
      case "fail":
        return this.#fail(this.#index(step.instance), step.delivery);
      case "rest":
        return { lets: (s, i) => this.#model.instanceUp(s, i), rests: (s) => this.#scene.atRest(s) };
      case "strike":
        return this.#strike(step);
      case "heal":
        return this.#heal(step);
      case "hold":
      case "release":
        return this.#hold(step.link, step.traffic, step.do === "hold");
      case "await":
        return { fulfilled: this.#met(step.until, at) };
    }
  }

  /** A clock of the script: time passes, with whatever is due in it. */
  #waited(ms: number): readonly PlannedStep[] {
    return [
      { act: (s) => this.#clock.arm(s, ms) },
      { fulfilled: (s) => !this.#clock.armed(s) },
      { act: (s, ctx) => this.#scene.elapsed?.(s, ctx, ms) },
    ];
  }

  #clockMs(until: Condition): number | undefined {
    const { hop, asides } = this.#slice;
    const of = "of" in until ? until.of : "in" in until ? until.in : undefined;
    if (of === undefined || hop.channels.some(({ kind, name }) => kind === of.kind && name === of.name))
      return undefined;
    if (asides.some((name) => this.#readsFrom(name, of.name))) return undefined;
    return this.#clocks?.(hop.topology, until);
  }

  #readsFrom(instance: string, channel: string): boolean {
    return instancesOf(this.#slice.script.topology).get(instance)?.consumer.from.name === channel;
  }

  #met(until: Condition, at: number): (s: State) => boolean {
    if (until.kind === "settled") return (s) => this.#observer.isSettled(s, this.#intent(until.message));
    if (until.kind === "called")
      return (s) => this.#observer.calls(s, this.#intent(until.message)) >= until.times;
    if (until.kind === "waiting" && !this.#slice.hop.channels.some(({ name }) => name === until.in.name))
      return (s) => this.#observer.letters(s) === until.count;
    return word(this.#scene.met(until), `step ${at + 1} of its steps awaits ${until.kind}`);
  }

  #taken(instance: string, deliveries: number): (s: State) => boolean {
    if (this.#slice.asides.includes(instance)) return (s) => this.#observer.letters(s) >= deliveries;
    // Whose deliveries come first is not told here: what the script waits for may belong to another producer.
    if (this.#slice.shared) return () => true;
    return (s) => this.#observer.begun(s, this.#index(instance)) >= deliveries;
  }

  #send(message: string): PlannedStep {
    const call = this.#code(
      `${endpointId(this.#slice.hop.producer)} sends m${this.#intent(message) + 1}`,
      this.#intent(message),
    );
    return { takes: (code) => code === call };
  }

  #run(step: Extract<ScriptStep, { do: "run" }>): PlannedStep {
    if (this.#slice.shared) throw new Unplayable("a numbered delivery of several producers");
    const i = this.#index(step.instance);
    const { steps } = this.#slice.hop.consumer;
    const groups = steps === "unknown" ? [] : steps;
    const through = groups.findIndex((group) => group.some(({ kind }) => kind === step.through));
    const target = through < 0 ? groups.length + 1 : through + 1;
    const begun = (s: State): boolean => this.#observer.begun(s, i) >= step.delivery;
    const left = (s: State): boolean => {
      const done = this.#model.groupsDone(s, i, this.#observer.intentOf(s, i, step.delivery));
      return done >= 0 && done < target;
    };
    return {
      fulfilled: (s) => begun(s) && !left(s),
      lets: (s, instance, m) =>
        instance === i && begun(s) && m === this.#observer.intentOf(s, i, step.delivery) && left(s),
    };
  }

  #fail(i: number, delivery: number): PlannedStep {
    return {
      ready: (s) => this.#observer.begun(s, i) >= delivery,
      act: (s, ctx) => {
        this.#observer.throwing(s, true);
        this.#model.throws(s, ctx, i, this.#observer.intentOf(s, i, delivery));
        this.#observer.throwing(s, false);
      },
    };
  }

  #strike(step: FaultStep): PlannedStep {
    const { fault, at } = step;
    const instance = at.role === "client" ? this.#slice.instances.indexOf(at.name) : -1;
    const own = this.#scene.strike(fault, at);
    if (instance >= 0 && own === undefined) return this.#strikeInstance(fault, instance);
    const strike = word(own, `${fault} at ${JSON.stringify(at)}`);
    const cuts = (s: State, ctx: Context): void => {
      if (fault !== "cut" || at.role !== "client") return;
      this.#heldLinks.forEach(({ link }, bit) => {
        if (link === at.name) this.#held.put(s, bit, false);
      });
      this.#scene.linkChanged(s, ctx);
    };
    if ("act" in strike) {
      return {
        act: (s, ctx) => {
          strike.act(s, ctx);
          cuts(s, ctx);
        },
      };
    }
    const { atom, picks } = strike;
    return {
      ready: this.#strikable(atom),
      act: (s, ctx) => {
        this.#fixed = picks?.(s) ?? {};
        this.#atom(atom)(s, ctx);
        cuts(s, ctx);
      },
    };
  }

  /** What befalls an instance's process is the flow model's own. */
  #strikeInstance(fault: FaultKind, i: number): PlannedStep {
    const consumer = endpointId(this.#slice.hop.consumer);
    if (fault === "slow" && this.#slice.instances.length > 1)
      throw new Unplayable("one slow instance of two");
    const up = (s: State): number[] =>
      this.#slice.instances.map((_, k) => k).filter((k) => this.#model.instanceUp(s, k));
    return {
      ready: this.#strikable(`${fault}@${consumer}`),
      act: (s, ctx) => {
        this.#fixed = { [`which instance of ${consumer}`]: up(s).indexOf(i) };
        this.#atom(`${fault}@${consumer}`)(s, ctx);
      },
    };
  }

  #heal(step: FaultStep): PlannedStep {
    const { fault, at } = step;
    const instance = at.role === "client" ? this.#slice.instances.indexOf(at.name) : -1;
    const own = this.#scene.heal(fault, at);
    if (instance >= 0 && own === undefined) {
      const does = fault === "pause" ? "resumes" : fault === "slow" ? "catches up" : "starts";
      const lane = `${endpointId(this.#slice.hop.consumer)}#${instance + 1}`;
      return { takes: (code) => this.#engine.label(code) === `${lane} ${does}` };
    }
    const healing = word(own, `the heal of ${fault} at ${JSON.stringify(at)}`);
    if ("act" in healing) return { act: healing.act };
    return { takes: (code) => healing(this.#engine.label(code)) };
  }

  #hold(link: string, traffic: Traffic, on: boolean): PlannedStep {
    const bit = this.#heldLinks.findIndex((held) => held.link === link && held.traffic === traffic);
    return {
      act: (s, ctx) => {
        this.#held.put(s, bit, on);
        this.#scene.linkChanged(s, ctx);
      },
    };
  }

  #intent(message: string): number {
    return this.#slice.messages.indexOf(message);
  }

  #index(instance: string): number {
    return this.#slice.instances.indexOf(instance);
  }

  #lane(instance: string): string {
    return `${endpointId(this.#slice.hop.consumer)}#${this.#index(instance) + 1}`;
  }

  #code(label: string, a: number): MoveCode {
    const op = this.#model.operations.findIndex((operation) => operation.label(a, 0) === label);
    if (op < 0) throw new Unplayable(`the simulation has no move "${label}"`);
    return op | (a << 8);
  }

  #operation(label: string, a: number): (s: State, ctx: Context) => void {
    const code = this.#code(label, a);
    return (s, ctx) => {
      this.#engine.take(s, code, ctx);
    };
  }

  #strikable(name: string): (s: State) => boolean {
    const atom = this.#model.atoms.find((each) => each.name === name);
    return word(atom, `the simulation has no fault ${name}`).enabled;
  }

  #atom(name: string): (s: State, ctx: Context) => void {
    const atom = this.#model.atoms.find((each) => each.name === name);
    return word(atom, `the simulation has no fault ${name}`).strike;
  }
}

type FaultStep = Extract<ScriptStep, { readonly fault: FaultKind }>;

interface HeldLink {
  readonly link: string;
  readonly traffic: Traffic;
  readonly passing: (label: string) => boolean;
}

/** What the search needs to know of a move. */
interface MoveKind {
  /** Bits of the held links on which it passes. */
  readonly links: number;
  /** An act of a handler. */
  readonly handler: boolean;
  readonly byItself: boolean;
}

function heldLinks(
  steps: readonly ScriptStep[],
): readonly { readonly link: string; readonly traffic: Traffic }[] {
  const held: { link: string; traffic: Traffic }[] = [];
  for (const step of steps) {
    if (
      step.do !== "hold" ||
      held.some(({ link, traffic }) => link === step.link && traffic === step.traffic)
    )
      continue;
    held.push({ link: step.link, traffic: step.traffic });
  }
  return held;
}

/** A handler that has done its last act has not returned yet: a script can tell the two apart. */
function withReturn(plan: FlowPlan): FlowPlan {
  const returns = ({ handler, build }: HopPlan): HopPlan => ({
    handler: { ...handler, groups: [...handler.groups, []] },
    build,
  });
  return { ...plan, hops: plan.hops.map(returns) };
}

/** Equal numbers for messages of equal keys. */
function keysOf(slice: ScriptSlice): readonly number[] {
  const keys = slice.messages.map((message) => slice.script.messages[message]?.key ?? "");
  return keys.map((key) => keys.indexOf(key));
}
