/** Stories of the example specs as traces. */
import { readFileSync } from "node:fs";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse, type Analysis } from "../../src/compiler/infer/analyse.ts";
import type { ReportData } from "../../src/report/report-data.ts";
import type { Trace } from "../../src/report/trace.ts";
import { traceOf } from "../../src/report/trace-of.ts";
import type { Refutation } from "../../src/verify/report.ts";
import { readStoryToken } from "../../src/verify/story-token.ts";
import { verify } from "../../src/verify/verify.ts";

/** Specs with promises that do not hold: over a log, over a queue, over two logs in a row. */
export const BROKEN: readonly string[] = [
  "specs/jobs/broken.waybill",
  "specs/orders/broken.waybill",
  "specs/payments/broken.waybill",
];

export interface Found {
  readonly flow: string;
  readonly refutation: Refutation;
  readonly trace: Trace;
}

export function analysed(path: string, text: string = readFileSync(path, "utf8")): Analysis {
  const { topology, findings } = compile([{ path, text }], { brokers: BROKERS });
  if (topology === undefined) throw new Error(JSON.stringify(findings));
  return analyse(topology, BROKERS);
}

export function retold(analysis: Analysis, token: string): Trace {
  const opened = readStoryToken(token);
  if (!opened.ok) throw new Error(opened.why);
  const trace = traceOf(analysis, BROKERS, opened.story);
  if (trace === undefined) throw new Error("no such flow");
  return trace;
}

const known = new Map<string, readonly Found[]>();

/** Every refutation of a spec with its trace. */
export function storiesOf(path: string): readonly Found[] {
  const before = known.get(path);
  if (before !== undefined) return before;
  const analysis = analysed(path);
  const options = { seed: 1, runs: 1, states: 400_000, messages: 12, proceed: (): boolean => true };
  const { flows } = verify(analysis, BROKERS, options);
  const found = flows.flatMap(({ flow, refutations }) =>
    refutations.map((refutation) => ({ flow, refutation, trace: retold(analysis, refutation.token) })),
  );
  known.set(path, found);
  return found;
}

/** What a name may contain at worst. */
const HOSTILE: readonly string[] = [
  `</script><script>document.title="pwned"</script>`,
  `"><img src=x onerror="document.title='pwned'">`,
  `a\u202etxt.exe`,
  `'; end \n participant x as y; %%{init: {}}%% #quot;`,
  `\u0000\u001b[31m & &lt; ]]> <!-- \ud800`,
  "x".repeat(10_000),
];

/** A trace in which everything that could come from a user is hostile. */
export function hostileTrace(trace: Trace): Trace {
  const evil = (i: number): string => HOSTILE[i % HOSTILE.length] ?? "";
  const parts = trace.state.map((part, i) => ({ ...part, place: evil(i), title: evil(i + 1) }));
  return {
    ...trace,
    topology: evil(0),
    flow: evil(1),
    lanes: trace.lanes.map((lane, i) => ({ ...lane, name: evil(i) })),
    events: trace.events.map((event, i) => ({ ...event, text: evil(i) })),
    steps: trace.steps.map((step, i) => ({ ...step, label: evil(i) })),
    state: parts,
    ...(trace.breach === undefined ? {} : { breach: { ...trace.breach, why: evil(0) } }),
    ending: HOSTILE,
  };
}

/** A long trace: the rounds of a real one, one after the other. */
export function longTrace(trace: Trace, events: number): Trace {
  const rounds = Math.ceil(events / trace.events.length);
  const round = Array.from({ length: rounds }, (_, k) => k);
  const [e, s] = [trace.events.length, trace.steps.length];
  const lastMs = trace.events.at(-1)?.timeMs ?? 0;
  return {
    ...trace,
    // No two rounds say the same, so that nothing is folded as a circle.
    events: round.flatMap((k) =>
      trace.events.map((event) => ({
        ...event,
        step: event.step + k * s,
        timeMs: event.timeMs + k * lastMs,
        text: `${event.text}, round ${k + 1}`,
      })),
    ),
    arrows: round.flatMap((k) =>
      trace.arrows.map((arrow) => ({ ...arrow, from: arrow.from + k * e, to: arrow.to + k * e })),
    ),
    steps: round.flatMap((k) => trace.steps.map((step) => ({ ...step, first: step.first + k * e }))),
  };
}

/** A report with one violation, told by `trace`. */
export function reportOf(trace: Trace): ReportData {
  const { topology: name, flow, clause } = trace;
  const violation = {
    clause,
    needs: "one fault",
    by: "its witness",
    causes: [`setting: ${name}`],
    fix: "setting: other; the same story then ends well",
    decided: { step: 2, text: "the step in the middle" },
    cites: [],
    command: "npx . replay wb1:token",
    trace,
  };
  const promise = { flow, promised: clause, under: "standard", because: [], bounds: [] };
  const promises = [{ ...promise, verdict: "refuted" as const, violations: [violation] }];
  const picture = {
    width: 100,
    height: 40,
    shapes: [{ tag: "text" as const, attributes: { x: 1, y: 20 }, text: name }],
  };
  return {
    version: 1,
    topologies: [{ name, picture, promises }],
    notVerified: [],
    verdicts: [{ word: "refuted", count: 1 }],
  };
}
