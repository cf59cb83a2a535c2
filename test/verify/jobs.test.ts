import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { mix } from "../../src/base/prng.ts";
import { BROKERS } from "../../src/brokers/all.ts";
import { compile } from "../../src/compiler/compile.ts";
import { analyse } from "../../src/compiler/infer/analyse.ts";
import { assemble } from "../../src/verify/assemble.ts";
import type { Agenda, JobResult } from "../../src/verify/job.ts";
import { pending } from "../../src/verify/pending.ts";
import { planJobs } from "../../src/verify/plan-jobs.ts";
import { runJob } from "../../src/verify/run-job.ts";
import { verify } from "../../src/verify/verify.ts";

/** One promise holds, one is refuted by a witness, one cannot be judged. */
const TEXT = `waybill 1
topology t
broker b { type: kafka, version: "4.3", nodes: 3 }
message M { identity id: uuid }
topic c on b { carries: M, partitions: 1, replication: 3, min-in-sync: 2 }
topic d on b { carries: M, partitions: 1, replication: 3, min-in-sync: 2, retention: unknown }
service s {
  store seen { keep: 30d }
  producer p -> c { sends: M }
  producer o -> d { sends: M }
  consumer r <- c { group: "r", start: earliest, effect: idempotent(id, in: seen) }
  consumer l <- c { group: "l", start: latest, effect: plain }
  consumer u <- d { group: "u", start: earliest }
}
guarantee s.p -> s.r { delivery: exactly-once }
guarantee s.p -> s.l { delivery: exactly-once }
guarantee s.o -> s.u { delivery: at-least-once }
`;

const ANALYSIS = analyse(
  present(compile([{ path: "t.waybill", text: TEXT }], { brokers: BROKERS }).topology, "a topology"),
  BROKERS,
);
const CONTEXT = { analysis: ANALYSIS, brokers: BROKERS, proceed: (): boolean => true };
const RUNS = 40;
/** Searches that end early leave it to the runs to refute. */
const SCOPES = [
  { seed: 7, runs: RUNS, messages: 4, states: 1_500 },
  { seed: 7, runs: RUNS, messages: 4, states: 2 },
] as const;

const agendaOf = (scope: (typeof SCOPES)[number], block: number): Agenda =>
  planJobs(ANALYSIS, BROKERS, { ...scope, boundedBy: "counts", block });

/** Every job, whether it is needed or not, over a wire. */
const allResults = (agenda: Agenda): readonly JobResult[] =>
  agenda.jobs.map((job) => wired(runJob(wired(job), CONTEXT)));

function wired<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function shuffled<T>(list: readonly T[], seed: number): readonly T[] {
  return list
    .map((each, i) => [mix(seed, i), each] as const)
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);
}

test.each(SCOPES)("blocks of any size, results in any order: the same report ($states states)", (scope) => {
  const whole = verify(ANALYSIS, BROKERS, scope);
  expect(new Set(whole.flows.map(({ verdict }) => verdict)).size).toBeGreaterThan(1);
  for (const block of [1, 7]) {
    const agenda = agendaOf(scope, block);
    const results = allResults(agenda);
    for (let seed = 0; seed < 5; seed++) {
      const report = assemble(wired(agenda), [...shuffled(results, seed), ...results.slice(0, 2)]);
      expect(JSON.stringify(report)).toBe(JSON.stringify(whole));
    }
    expect(agenda.print).toBe(agendaOf(scope, RUNS).print);
  }
});

test("of blocks of different sizes, the lowest run that breaks a clause is told", () => {
  const [, scope] = SCOPES;
  const whole = verify(ANALYSIS, BROKERS, scope);
  expect(whole.flows.flatMap(({ refutations }) => refutations.map(({ by }) => by))).toContain("random");
  const [ones, tens] = [agendaOf(scope, 1), agendaOf(scope, 10)];
  const mixed = [...allResults(tens).slice(0, -2), ...allResults(ones)];
  expect(JSON.stringify(assemble(tens, mixed))).toBe(JSON.stringify(whole));
});

test("what has no result is said, makes the report partial, and is what is still to be done", () => {
  const [scope] = SCOPES;
  const whole = verify(ANALYSIS, BROKERS, scope);
  const agenda = agendaOf(scope, 10);
  const results = allResults(agenda);
  for (let seed = 0; seed < 6; seed++) {
    const some = shuffled(results, seed).slice(0, 2 * seed);
    const report = assemble(agenda, some);
    for (const [i, flow] of report.flows.entries())
      expect([whole.flows[i]?.verdict, "undetermined"]).toContain(flow.verdict);
    expect(report.partial).toBe(true);
    expect(report.flows.filter(({ verdict }) => verdict === "holds")).toEqual([]);
    const rest = pending(agenda, some).map((job) => runJob(job, CONTEXT));
    expect(JSON.stringify(assemble(agenda, [...some, ...rest]))).toBe(JSON.stringify(whole));
  }
});

test("a refuted promise needs no later stage and no later run", () => {
  for (const scope of SCOPES) {
    const agenda = agendaOf(scope, 5);
    const results: JobResult[] = [];
    for (let [job] = pending(agenda, results); job !== undefined; [job] = pending(agenda, results))
      results.push(runJob(job, CONTEXT));
    expect(results.length).toBeLessThan(agenda.jobs.length);
    expect(JSON.stringify(assemble(agenda, results))).toBe(JSON.stringify(verify(ANALYSIS, BROKERS, scope)));
  }
});

test("an interrupted block of runs is made up for", () => {
  const [scope] = SCOPES;
  const agenda = agendaOf(scope, RUNS);
  let left = 17;
  const results = agenda.jobs.map((job) => {
    left = 17;
    return runJob(job, { ...CONTEXT, proceed: () => left-- > 0 });
  });
  const interrupted = assemble(agenda, results);
  expect(interrupted.partial).toBe(true);
  expect(interrupted.flows.flatMap(({ notRun = [] }) => notRun)).toContain("runs 17 to 39");
  const rest = pending(agenda, results).map((job) => runJob(job, CONTEXT));
  const report = assemble(agenda, [...rest, ...results]);
  expect(JSON.stringify(report)).toBe(JSON.stringify(verify(ANALYSIS, BROKERS, scope)));
});
