/** What the passes over a promise covered, and which bound stopped them. */
import { needsInWords } from "../../compiler/infer/flow-table.ts";
import type { ExhaustivePass, FlowReport, RandomPass, StoryAgain } from "../../verify/report.ts";
import { isWholly } from "../../verify/verdict.ts";
import { columns, wrapped } from "../text.ts";

const WIDTH = 100;
/** Marks never reached beyond these are counted. */
const NEVER_MAX = 3;

/** How much is said. */
export interface Detail {
  /** All marks and strikes, with their numbers. */
  readonly coverage: boolean;
  /** What an exhaustive search was of, and how far it is to be trusted. */
  readonly bounds: boolean;
}

export function passLines(flow: FlowReport, detail: Detail): readonly string[] {
  const { stories = [], exhaustive = [], random, notCovered, scaled, verdict } = flow;
  const isSound = verdict === "holds" || verdict === "vacuous";
  return [
    ...storiesLines(stories),
    ...flow.unwitnessed.map(
      ({ clause, faults, states, missing }) =>
        `inferred, but no run found in ${grouped(states)} states${missing === "time" ? ", when time was up" : ""}: ${clause} by ${needsInWords(faults)}`,
    ),
    ...exhaustive.map((pass) => searchLine(pass, detail)),
    ...(random === undefined ? [] : [randomLine(random, isWholly(exhaustive))]),
    ...(detail.bounds && isSound ? [`simulated: ${["slices of the topology", ...scaled].join(", ")}`] : []),
    ...(isSound && notCovered.length > 0 ? [`not covered: ${notCovered.join(", ")}`] : []),
    ...(verdict === "refuted" ? [] : coverageLines(flow, detail)),
  ];
}

function storiesLines(stories: readonly StoryAgain[]): readonly string[] {
  const well = stories.filter(({ broken, deviations, applied }) => !broken && deviations === applied).length;
  const changed = stories.filter(({ deviations, applied }) => applied < deviations);
  return [
    ...(well === 0 ? [] : [well === 1 ? "1 kept story ends well" : `${well} kept stories end well`]),
    ...changed.map(({ clause, deviations, applied, broken }) => {
      const lost = deviations - applied;
      const end = broken ? "still ends badly" : "now ends well";
      return `kept story of ${clause}: ${lost} of ${count(deviations, "step")} no longer ${lost === 1 ? "applies" : "apply"}; the story ${end}`;
    }),
  ];
}

const STOPPED: Readonly<Record<NonNullable<ExhaustivePass["stopped"]>, string>> = {
  states: "stopped at the bound on states",
  depth: "all of so many moves, stopped at the bound on depth",
  capacity: "stopped at the bound on capacity",
  time: "stopped when its time was up",
  found: "stopped at what it looked for",
};

function searchLine(pass: ExhaustivePass, { bounds }: Detail): string {
  const { messages, faults, states, depth, collisions, complete, stopped } = pass;
  const what = `${count(messages, "message")}, ${count(faults, "fault")}: ${grouped(states)} states`;
  const far = bounds ? `, up to ${count(depth, "move")}` : "";
  const trust = bounds ? `; ${scientific(collisions)} collisions of states expected` : "";
  return complete
    ? `every interleaving of ${what}${far}, complete${trust}`
    : `interleavings of ${what}${far}, ${STOPPED[stopped ?? "states"]}${trust}`;
}

function randomLine(random: RandomPass, isComplete: boolean): string {
  // A late start comes before the first send, when nothing is under way yet.
  const struck = Object.entries(random.struck).flatMap(([atom, times]) =>
    atom.startsWith("late-start@") ? [] : [times],
  );
  const least =
    struck.length === 0 || isComplete ? "" : `; each fault struck ≥ ${grouped(Math.min(...struck))} times`;
  const open = random.undetermined === 0 ? "" : `; ${grouped(random.undetermined)} runs hit a bound`;
  return `no violation in ${grouped(random.runs)} runs of ${count(random.messages, "message")}, up to ${count(random.episodes, "episode")}, seed ${random.seed}${least}${open}`;
}

function coverageLines({ coverage }: FlowReport, detail: Detail): readonly string[] {
  if (coverage === undefined) return [];
  const marks = Object.entries(coverage.marks);
  const never = marks.filter(([, n]) => n === 0).map(([name]) => name);
  const summary = `reached ${marks.length - never.length} of ${marks.length} stages, time-outs, choices and ways`;
  if (detail.coverage) {
    const rows = (counts: Readonly<Record<string, number>>): readonly string[] =>
      columns(Object.entries(counts).map(([name, n]) => [`  ${name}`, grouped(n)]));
    return [
      `${summary}:`,
      ...rows(coverage.marks),
      "faults that struck a message under way:",
      ...rows(coverage.struck),
      "runs, or ends of a search, in which what a clause presupposes was true:",
      ...rows(coverage.premises),
    ];
  }
  const more = never.length - NEVER_MAX;
  const shown = [...never.slice(0, NEVER_MAX), ...(more > 0 ? [`${more} more (--coverage)`] : [])];
  return never.length === 0 ? [summary] : wrapped(`${summary}; never: ${shown.join(", ")}`, WIDTH);
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

/** 41230 as 41,230. */
function grouped(n: number): string {
  return String(n).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

function scientific(n: number): string {
  return n === 0 ? "0" : n.toExponential(0);
}
