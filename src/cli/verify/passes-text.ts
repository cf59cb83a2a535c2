/** What the passes over a promise covered, and which bound stopped them. */
import { needsInWords } from "../../compiler/infer/flow-table.ts";
import type { ExhaustivePass, FlowReport, RandomPass, StoryAgain } from "../../verify/report.ts";
import { isWholly } from "../../verify/verdict.ts";
import { columns, widthOf } from "../text.ts";

const WIDTH = 110;

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
    ...(isShortOfTime(flow) ? ["time was too short: --budget 60s gives more, --runs N needs none"] : []),
    ...(detail.bounds && isSound ? [`simulated: ${["a slice of the topology", ...scaled].join(", ")}`] : []),
    ...(isSound && notCovered.length > 0 ? [`not covered: ${notCovered.join(", ")}`] : []),
    ...(verdict === "refuted" ? [] : coverageLines(flow, detail)),
  ];
}

/** Nothing but the clock kept it from being known. */
function isShortOfTime({ verdict, exhaustive = [], random, unwitnessed }: FlowReport): boolean {
  if (verdict !== "vacuous" && verdict !== "undetermined") return false;
  const stops = [...exhaustive.map(({ stopped }) => stopped), random?.stopped];
  return stops.includes("time") || unwitnessed.some(({ missing }) => missing === "time");
}

function storiesLines(stories: readonly StoryAgain[]): readonly string[] {
  const well = stories.filter(({ broken, deviations, applied }) => !broken && deviations === applied).length;
  const changed = stories.filter(({ deviations, applied }) => applied < deviations);
  return [
    ...(well === 0 ? [] : [well === 1 ? "1 kept story ends well" : `${well} kept stories end well`]),
    ...folded(changed.map(changedLine)),
  ];
}

function changedLine({ clause, deviations, applied, broken }: StoryAgain): string {
  const lost = deviations - applied;
  const end = broken ? "still ends badly" : "now ends well";
  return `kept story of ${clause}: ${lost} of ${count(deviations, "step")} no longer ${lost === 1 ? "applies" : "apply"}; the story ${end}`;
}

/** Each line once, with how often it was there. */
function folded(lines: readonly string[]): readonly string[] {
  const times = new Map<string, number>();
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1);
  return [...times].map(([line, n]) => (n === 1 ? line : `${line} (${n} times)`));
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
  const summary = `reached ${marks.length - never.length} of ${marks.length} stages, choices and ways`;
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
  const isChoice = (name: string): boolean => name.startsWith("choice: ");
  const stagesFirst = [...never.filter((name) => !isChoice(name)), ...never.filter(isChoice)];
  return [never.length === 0 ? summary : neverLine(summary, stagesFirst)];
}

/** As many marks as fit into one line; the others are counted. */
function neverLine(summary: string, never: readonly string[]): string {
  const line = (shown: number): string => {
    const more = never.length - shown;
    const names = [...never.slice(0, shown), ...(more === 0 ? [] : [`${more} more (--coverage)`])];
    return shown === 0 ? `${summary} (--coverage)` : `${summary}; never: ${names.join(", ")}`;
  };
  let shown = never.length;
  while (shown > 0 && widthOf(line(shown)) > WIDTH) shown -= 1;
  return line(shown);
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
