/** A script's flow set up to be played: its model and scene, what is seen, what is held. */
import type { Cell, State, Timer } from "../base/layout.ts";
import { endpointId } from "../model/flow.ts";
import type { FaultKind } from "../model/guarantee.ts";
import type { ScriptStep } from "../model/script.ts";
import { Engine } from "../runtime/engine.ts";
import { FlowModel } from "../runtime/flow-model.ts";
import type { Host } from "../runtime/mechanism.ts";
import type { MoveCode } from "../runtime/model.ts";
import type { FlowPlan, HopPlan } from "../runtime/plan.ts";
import { boundsOf, planFlow } from "./plan-flow.ts";
import { ScriptObserver } from "./script-observer.ts";
import type { ScriptBroker, ScriptScene, Traffic } from "./script-play.ts";
import type { ScriptSlice } from "./script-slice.ts";

/** Longer than anything that a script waits for, and than any time-out of a broker that it does not set. */
const FAULT_MS = 20 * 24 * 3_600_000;
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

/** A word of the script has no counterpart on the simulation. Caught where the script is played. */
export class Unplayable extends Error {
  override readonly name: string = "Unplayable";
}

/** What was found, or {@link Unplayable}. */
export function word<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw new Unplayable(what);
  return found;
}

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

export class ScriptBoard {
  readonly slice: ScriptSlice;
  readonly broker: ScriptBroker;
  readonly scene: ScriptScene;
  readonly model: FlowModel;
  readonly engine: Engine;
  readonly observer: ScriptObserver;
  /** `service.consumer` */
  readonly consumer: string;
  /** Step under way. */
  readonly step: Cell;
  /** Runs while the script waits for a clock beside this flow. */
  readonly clock: Timer;
  readonly #held: Cell;
  readonly #heldLinks: readonly HeldLink[];
  readonly #kinds: Map<MoveCode, MoveKind> = new Map<MoveCode, MoveKind>();

  /** `liar`: a planted lie, by its name in the script. */
  constructor(slice: ScriptSlice, broker: ScriptBroker, liar: string | undefined) {
    const { hop, script, steps, messages, instances } = slice;
    if (instances.length > 2) throw new Unplayable("a consumer of more than two instances is scaled down");
    const faults = {
      name: "script",
      count: 0,
      kinds: Object.fromEntries(KINDS.map((kind) => [kind, { ms: FAULT_MS }])),
    };
    const scene = broker.scene({
      hop,
      script,
      messages,
      bounds: boundsOf(faults),
      links: { holds: (s, link, traffic) => this.#isHeld(s, link, traffic) },
      ...(liar === undefined ? {} : { liar }),
    });
    this.slice = slice;
    this.broker = broker;
    this.scene = scene;
    this.consumer = endpointId(hop.consumer);
    this.#heldLinks = heldLinks(steps).map(({ link, traffic }) => {
      const passing = word(scene.passing(link, traffic), `the ${traffic} of ${link} cannot be held`);
      return { link, traffic, passing };
    });
    const simulated = { type: hop.broker.type, mechanism: () => (host: Host) => scene.build(host) };
    const plan = planFlow(slice.flow, [simulated], {
      keys: keysOf(slice),
      clauses: [],
      faults: steps.filter((step) => step.do === "strike").length + SPARE_FAULTS,
      episodes: 1,
      model: faults,
    });
    this.model = new FlowModel(withReturn(plan));
    this.engine = new Engine(this.model, this.model.cells, { faults: 0 });
    const { layout, places } = this.model;
    const lanes = instances.map((_, i) => places.indexOf(`${this.consumer}#${i + 1}`));
    layout.region("script");
    this.step = layout.cell();
    this.#held = layout.cell();
    this.clock = layout.timer();
    this.observer = new ScriptObserver(layout, slice, lanes);
  }

  /** The move passes on a link that is held. */
  isStuck(s: State, code: MoveCode): boolean {
    return (this.kindOf(code).links & this.#held.get(s)) !== 0;
  }

  hold(s: State, link: string, traffic: Traffic, on: boolean): void {
    const bit = this.#heldLinks.findIndex((held) => held.link === link && held.traffic === traffic);
    this.#held.put(s, bit, on);
  }

  /** A cut ends every hold of the link. */
  dropHolds(s: State, link: string): void {
    this.#heldLinks.forEach((held, bit) => {
      if (held.link === link) this.#held.put(s, bit, false);
    });
  }

  kindOf(code: MoveCode): MoveKind {
    const known = this.#kinds.get(code);
    if (known !== undefined) return known;
    const label = this.engine.label(code);
    let links = 0;
    this.#heldLinks.forEach(({ passing }, bit) => {
      if (passing(label)) links |= 1 << bit;
    });
    const handler = label.startsWith(`${this.consumer}#`) && label.includes(" handles m");
    const kind = { links, handler, byItself: this.scene.byItself(label) };
    this.#kinds.set(code, kind);
    return kind;
  }

  #isHeld(s: State, link: string, traffic: Traffic): boolean {
    return this.#heldLinks.some(
      (held, bit) => held.link === link && held.traffic === traffic && this.#held.has(s, bit),
    );
  }
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
