/** Plays and searches a finished scenario, and compares what comes of it with what is expected. */
import { type Story, tell } from "../../verify/story.ts";
import { withKinds } from "../fault-plan.ts";
import { type Invariant, isAutomaton } from "../invariant.ts";
import { type Setting, settingOf } from "../setting.ts";
import { type ToldRun, whyBroken } from "../told.ts";
import type { Topology } from "../topology.ts";
import { refuse, WaybillError } from "../waybill-error.ts";
import { Director } from "./director.ts";
import { differencesAtEnd, type ScenarioEnding } from "./judgement.ts";
import { play } from "./play.ts";
import { recorded } from "./recorded.ts";
import { search, type WayStep } from "./search.ts";
import { type Expectation, type ScenarioStep, stepInWords } from "./step.ts";
import { renamed, storyText } from "./story-text.ts";

export interface ScenarioOptions {
  /** `service.endpoint -> service.endpoint`; may be left out where the topology has one flow only. */
  readonly flow?: string;
  /** Watched beside the clauses that are promised. */
  readonly invariants?: readonly Invariant[];
}

/** How a scenario ended, and the story of it. */
export interface ScenarioRun extends ScenarioEnding {
  /** What the invariants that are broken say. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly story: Story;
}

export interface ScenarioSearch {
  /** All endings that differ, each with a shortest story. */
  readonly endings: readonly ScenarioRun[];
  readonly states: number;
  /** Every way was looked at. */
  readonly complete: boolean;
  readonly stopped?: "states" | "capacity";
  /** Ends of ways on which some step never came about: nothing is expected of them. */
  readonly unfinished: number;
}

/** A message of a scenario. */
export interface Sent {
  readonly name: string;
  readonly key: string;
}

/** A scenario as it was told. */
export interface ToldScenario {
  readonly topology: Topology;
  readonly options: ScenarioOptions;
  readonly steps: readonly ScenarioStep[];
  readonly sent: readonly Sent[];
}

/** Throws a WaybillError where something is otherwise than expected. */
export function runOnce(told: ToldScenario): ScenarioRun {
  const { setting, director } = directed(told);
  const { steps, ending, stopped, differences, unsettled } = play(director);
  const run: ToldRun = { steps, end: ending?.circles === true ? "livelock" : "rest", unsettled };
  const story = storyOf(told, director, run);
  if (ending === undefined) return unexpected([stopped ?? ""], story);
  const reasons = reasonsOf(setting.invariants, setting, director, run);
  const historical = setting.invariants.filter(
    (each) => !isAutomaton(each) && Object.hasOwn(reasons, each.name),
  );
  const end = { ...ending, broken: [...ending.broken, ...historical.map(({ name }) => name)] };
  const wrong = [...differences, ...expectations(told).flatMap((each) => differencesAtEnd(end, each))];
  return wrong.length > 0 ? unexpected(wrong, story) : { ...end, reasons, story };
}

/** Throws a WaybillError where something is otherwise than expected on some way. */
export function searchAll(told: ToldScenario, statesMax: number): ScenarioSearch {
  const { setting, director } = directed(told);
  const historical = setting.invariants.find((each) => !isAutomaton(each));
  if (historical !== undefined)
    refuse(`explore takes automata, and the invariant "${historical.name}" judges histories: use run`);
  const found = search(director, statesMax);
  const runOf = (way: readonly WayStep[], circles: boolean): ToldRun => {
    const { steps, unsettled } = recorded(director, way);
    return { steps, end: circles ? "livelock" : "rest", unsettled };
  };
  if (found.unexpected !== undefined) {
    const { differences, way } = found.unexpected;
    return unexpected(differences, storyOf(told, director, runOf(way, false)));
  }
  if (found.endings.length === 0) return neverEnds(told, found.furthest, found.stopped);
  const endings = found.endings.map(({ ending, way }): ScenarioRun => {
    const run = runOf(way, ending.circles);
    const broken = setting.automata.filter(({ name }) => ending.broken.includes(name));
    const reasons = reasonsOf(broken, setting, director, run);
    return { ...ending, reasons, story: storyOf(told, director, run) };
  });
  const { states, stopped, unfinished } = found;
  return { endings, states, complete: stopped === undefined, ...(stopped && { stopped }), unfinished };
}

function reasonsOf(
  invariants: readonly Invariant[],
  setting: Setting,
  { model }: Director,
  run: ToldRun,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    invariants.flatMap((invariant) => {
      const why = whyBroken(invariant, setting, model, run);
      return why === undefined ? [] : [[invariant.name, why]];
    }),
  );
}

function directed({ topology, options, steps, sent }: ToldScenario): {
  readonly setting: Setting;
  readonly director: Director;
} {
  if (sent.length === 0) refuse("a scenario sends a message");
  const workload = { keys: sent.map(({ key }) => key) };
  const base = settingOf(topology, "scenario", { ...options, workload }, 1);
  const strikes = steps.flatMap((step) => (step.do === "strike" ? [step.fault] : []));
  const repeated = Math.max(0, ...strikes.map((fault) => strikes.filter((other) => other === fault).length));
  const { kinds, ...model } = withKinds(strikes, base.analysed.under);
  // Where the story says that a handler fails it fails once.
  const once = kinds["handler-failure"] === undefined ? kinds : { ...kinds, "handler-failure": { times: 1 } };
  const setting: Setting = {
    ...base,
    workload: { ...base.workload, names: sent.map(({ name }) => name) },
    faults: {
      model: { ...model, kinds: once },
      atOnce: strikes.length,
      // One fault strikes twice in an episode at most.
      episodes: repeated > 2 ? repeated : 1,
      of: strikes,
      placed: [],
    },
  };
  return { setting, director: new Director(setting, settled(steps)) };
}

/** What is expected last is expected when everything has come to rest. */
function settled(steps: readonly ScenarioStep[]): readonly ScenarioStep[] {
  const last = steps.findLastIndex((step) => step.do !== "expect");
  if (steps[last]?.do === "settle") return steps;
  return [...steps.slice(0, last + 1), { do: "settle" }, ...steps.slice(last + 1)];
}

function expectations({ steps }: ToldScenario): readonly Expectation[] {
  return steps.flatMap((step) => (step.do === "expect" ? [step.expected] : []));
}

function storyOf({ sent }: ToldScenario, { model }: Director, run: ToldRun): Story {
  return renamed(
    tell(model, run),
    sent.map(({ name }) => name),
  );
}

function unexpected(wrong: readonly string[], story: Story): never {
  throw new WaybillError("expectation", `${wrong.join("\n")}\n${storyText(story)}`);
}

function neverEnds({ steps }: ToldScenario, furthest: number, stopped: string | undefined): never {
  const step = steps[furthest];
  const why = stopped === undefined ? "nothing more could happen" : `the bound on ${stopped} came first`;
  const what =
    step === undefined ? "it never ended" : `step ${furthest + 1} (${stepInWords(step)}) never came about`;
  throw new WaybillError("expectation", `on every way ${what}: ${why}`);
}
