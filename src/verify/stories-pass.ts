/** Stories that were kept, as regression tests: each is run again before anything else is tried. */
import { type Clause, clauseName } from "../model/guarantee.ts";
import type { Case } from "./case.ts";
import type { StoriesJob, StoriesResult } from "./job.ts";
import { playStory } from "./replay.ts";
import { type Evidence, refute } from "./refute.ts";
import type { StoryAgain } from "./report.ts";
import { simulatedClauses } from "./simulated-clauses.ts";
import { readStoryToken, type StoryToken } from "./story-token.ts";

/** Runs the stories of a promise again; those that break it again refute it. */
export function storiesPass(case_: Case, job: StoriesJob): StoriesResult {
  const stories: StoryAgain[] = [];
  const evidence: Evidence[] = [];
  for (const token of job.tokens) {
    const read = readStoryToken(token);
    const clause = read.ok ? clauseOf(case_, read.story) : undefined;
    if (!read.ok || clause === undefined) continue;
    const { story } = read;
    const { result, scale, applied } = playStory(case_.flow, case_.brokers, story, {
      clauses: [clause],
      under: case_.promise.guarantee.under,
    });
    const broken = result.broken.includes(story.clause);
    const deviations = story.schedule.length;
    stories.push({ clause: story.clause, faults: story.atoms, broken, deviations, applied, token });
    if (broken) evidence.push({ clause, atoms: [...result.struck].sort(), scale, run: result, by: "story" });
  }
  return { job, stories, refutations: refute(case_, evidence) };
}

/** Why a story is none of this promise, completing "it is not run: …"; undefined where it is one. */
export function whyNotOf(case_: Case, token: string): string | undefined {
  const read = readStoryToken(token);
  if (!read.ok) return read.why;
  const { flow, atoms, faults, clause } = read.story;
  if (flow !== case_.flow.id) return `nothing is promised of a flow ${flow}`;
  if (clauseOf(case_, read.story) === undefined) return `nothing promises ${clause} of ${flow}`;
  const { under } = case_.promise.guarantee;
  const outside = atoms.find((atom) => !Object.hasOwn(under.kinds, atom.slice(0, atom.indexOf("@"))));
  if (outside !== undefined) return `${outside} is outside the fault model of the promise`;
  if (atoms.length > 0 && faults > under.count) return `the promise is about ${under.count} faults at most`;
  return undefined;
}

function clauseOf({ promise }: Case, story: StoryToken): Clause | undefined {
  return simulatedClauses(promise).find((clause) => clauseName(clause) === story.clause);
}
