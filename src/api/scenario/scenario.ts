/** Stories written by hand: what is done when, and how it has to end. */
import { oneOf, options, shown, wholeNumber } from "../argument.ts";
import type { FlowEventKind } from "../event.ts";
import { type EventPattern, readPattern } from "../fault-plan.ts";
import { modelOfSetting, settingOf } from "../setting.ts";
import type { Topology } from "../topology.ts";
import { entered, refuse } from "../waybill-error.ts";
import { MESSAGES_MAX } from "../workload.ts";
import { readExpectation } from "./expectation.ts";
import {
  runOnce,
  type ScenarioOptions,
  type ScenarioRun,
  type ScenarioSearch,
  searchAll,
  type Sent,
  type ToldScenario,
} from "./performed.ts";
import type { Expectation, ScenarioStep } from "./step.ts";

export interface ScenarioSearchOptions {
  /** States to visit at most; 400,000 when absent. */
  readonly states?: number;
}

const STATES = 400_000;
const STATES_MAX = 50_000_000;
const STRIKES_MAX = 6;

/**
 * A story in the making. Each method gives a new one, with a step more. The steps alone decide when the application sends
 * and when faults strike; everything else (deliveries, replication, elections, time-outs, retries, handlers) happens by
 * itself. A step that cannot be done yet waits until it can. After the last step everything heals and comes to rest, and
 * what is expected last is looked at then.
 */
export class Scenario {
  readonly #told: ToldScenario;
  readonly #names: Names;

  /** Use {@link scenario}. */
  constructor(told: ToldScenario, names: Names) {
    this.#told = told;
    this.#names = names;
  }

  /** The application sends a message: `m1`, `m2`, … unless it is named. Messages of equal keys belong together; all have the same key when absent. */
  send(message?: string, given: { readonly key?: string } = {}): Scenario {
    return entered(() => {
      const { key = "a" } = options(given, "send", ["key"]);
      const name = message ?? `m${this.#told.sent.length + 1}`;
      if (typeof name !== "string" || name === "") refuse(`a message is named by a text, not ${shown(name)}`);
      if (typeof key !== "string") refuse(`\`key\` of ${name} is a text, not ${shown(key)}`);
      if (this.#told.sent.some((sent) => sent.name === name)) refuse(`${name} was sent already`);
      if (this.#told.sent.length === MESSAGES_MAX) refuse(`a scenario has at most ${MESSAGES_MAX} messages`);
      return this.#with({ do: "send", message: name }, { name, key });
    });
  }

  /** A fault of a kind (`process-crash`, `cut`, `pause`, …) strikes at a place (`orders.leader`, `shop.placing`, …). */
  strike(kind: string, place: string): Scenario {
    return entered(() => this.#struck(kind, place));
  }

  /** A process crashes: that of a producer, of one instance of a consumer, of the node that plays a role. */
  crash(place: string): Scenario {
    return entered(() => this.#struck("process-crash", place));
  }

  /** The connection of a client breaks. */
  cut(place: string): Scenario {
    return entered(() => this.#struck("cut", place));
  }

  /** Waits until such an event has happened since the scenario began: `until("append", "m1")`. */
  until(kind: FlowEventKind, message?: string, given: Omit<EventPattern, "kind" | "message"> = {}): Scenario {
    return entered(() => {
      const about = message === undefined ? {} : { message };
      const pattern = readPattern({
        ...options(given, "until", ["place", "outcome", "times"]),
        ...about,
        kind,
      });
      if (message !== undefined) this.#known(message);
      if (pattern.place !== undefined) oneOf(pattern.place, this.#names.places, "place of this flow");
      return this.#with({ do: "until", pattern });
    });
  }

  /** Waits until nothing more happens by itself, time-outs included, while what is broken stays broken. */
  wait(): Scenario {
    return this.#with({ do: "wait" });
  }

  /** Everything that is down, slow or paused comes back. */
  heal(): Scenario {
    return this.#with({ do: "heal" });
  }

  /** Everything heals, and comes to rest: nothing more can happen. */
  settle(): Scenario {
    return this.#with({ do: "settle" });
  }

  /** What has to be so here, or, where no other step follows, when everything has come to rest; `broken` is always looked at then. */
  expect(expected: Expectation): Scenario {
    return entered(() => {
      const read = readExpectation(expected);
      for (const message of [...Object.keys(read.effects ?? {}), ...Object.keys(read.settled ?? {})])
        this.#known(message);
      for (const name of read.broken ?? [])
        oneOf(name, this.#names.watched, "clause or invariant of this flow");
      return this.#with({ do: "expect", expected: read });
    });
  }

  /**
   * Plays the story once; what no step decides goes the way of least surprise, and a step is done as soon as it can be.
   * Throws a WaybillError `expectation`, with the story in its message, where something is otherwise than expected or a step
   * never came about. Deterministic.
   */
  run(): ScenarioRun {
    return entered(() => runOnce(this.#told));
  }

  /**
   * Every way in which the story can go: each step at any moment after the one before, everything else in every order and
   * with every choice. Throws as {@link run} does, with the first way that is otherwise than expected. Deterministic.
   */
  explore(given: ScenarioSearchOptions = {}): ScenarioSearch {
    return entered(() => {
      const wanted = options(given, "explore", ["states"]);
      const most = wholeNumber(wanted["states"], "`states`", {
        least: 1,
        most: STATES_MAX,
        otherwise: STATES,
      });
      return searchAll(this.#told, most);
    });
  }

  #struck(kind: string, place: string): Scenario {
    const { atoms } = this.#names;
    const kinds = [...new Set(atoms.map((atom) => atom.slice(0, atom.indexOf("@"))))];
    oneOf(kind, kinds, "kind of fault on this flow");
    const places = atoms.flatMap((atom) =>
      atom.startsWith(`${kind}@`) ? [atom.slice(kind.length + 1)] : [],
    );
    oneOf(place, places, `place where ${kind} can strike`);
    const strikes = this.#told.steps.filter((step) => step.do === "strike").length;
    if (strikes === STRIKES_MAX) refuse(`a scenario has at most ${STRIKES_MAX} faults`);
    return this.#with({ do: "strike", fault: `${kind}@${place}` });
  }

  #known(message: string): void {
    oneOf(
      message,
      this.#told.sent.map(({ name }) => name),
      "message sent so far",
    );
  }

  #with(step: ScenarioStep, ...sent: readonly Sent[]): Scenario {
    const { steps, sent: before, ...told } = this.#told;
    return new Scenario({ ...told, steps: [...steps, step], sent: [...before, ...sent] }, this.#names);
  }
}

/** What can be named in a scenario. */
interface Names {
  readonly atoms: readonly string[];
  readonly places: readonly string[];
  readonly watched: readonly string[];
}

/** Begins a story about one flow of a topology. */
export function scenario(topology: Topology, given: ScenarioOptions = {}): Scenario {
  return entered(() => {
    const wanted = options(given, "scenario", ["flow", "invariants"]);
    const setting = settingOf(topology, "scenario", { ...wanted, workload: 1 }, 1);
    const model = modelOfSetting({ ...setting, automata: [] });
    const atoms = model.atoms.map(({ name }) => name);
    const watched = [...model.monitor.clauses, ...setting.invariants.map(({ name }) => name)];
    const places = [
      ...new Set([...model.places, ...atoms.map((atom) => atom.slice(atom.indexOf("@") + 1))]),
    ].sort();
    const told = { topology, options: given, steps: [], sent: [] };
    return new Scenario(told, { atoms, places, watched });
  });
}
