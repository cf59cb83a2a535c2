import { ANALYSIS_BROKERS } from "../brokers/analysis.ts";
import { BROKERS } from "../brokers/all.ts";
import { type Analysis, analyse } from "../compiler/infer/analyse.ts";
import { compile } from "../compiler/compile.ts";
import type { SuiteParts } from "../harness/suite.ts";
import type { TrialBounds } from "../harness/search/trial-case.ts";
import { declareTests, type TestRunner } from "../harness/tests.ts";
import { createWorld, type World } from "../harness/world/world.ts";
import { isRecord, options, shown, wholeNumber } from "./argument.ts";
import type { SourceFile } from "./compile.ts";
import type { FaultPlan } from "./fault-plan.ts";
import type { Invariant } from "./invariant.ts";
import { promisesOf, type Runs, takesPart } from "./tested-promises.ts";
import { checkTypes, testedInvariants, type TypedWorkload } from "./tested-runs.ts";
import { pagesFor, storiesFor } from "./stories-of-tests.ts";
import type { MessagesOf } from "./generated-messages.ts";
import {
  type BrokersOf,
  codeOf,
  type Intent,
  type IntentOf,
  isFresh,
  servicesOf,
  type TestedService,
} from "./tested-services.ts";
import { refuse, seenFrom } from "./waybill-error.ts";

/** A spec and the services that were generated from it: what a generated `index.ts` exports. */
export interface TestedSpec<Services = object> {
  readonly spec: {
    readonly sources: readonly SourceFile[];
    readonly environment?: string;
  };
  /** Generated services by the names that code has for them. */
  readonly services?: Services;
}

/**
 * How much is tried. Counts, never seconds, so that a verdict does not depend on the machine. Where a service imports its
 * modules anew at each start a fifth or less of what is said here is tried, since each import takes milliseconds.
 */
export interface GuaranteeTests {
  /** Seed of the random runs; 1 when absent. */
  readonly seed?: number;
  /** Runs of one message at most for each fault that is promised for, of all that leave the default run in these; 500 when absent. */
  readonly singles?: number;
  /** Runs of two messages at most, of all with one fault or two delays; 300 when absent. */
  readonly pairs?: number;
  /** Random runs; 30 when absent. */
  readonly runs?: number;
  /** Messages of a random run; 6 when absent. */
  readonly messages?: number;
  /** What must never happen in a run, of each flow in which a given service takes part: one more test each flow. */
  readonly invariants?: readonly Invariant[];
  /** What the application sends, 10 messages at most; of a flow whose producer sends other types what it sends otherwise. */
  readonly workload?: TypedWorkload;
  /** Which faults may strike; as each flow is promised when absent. */
  readonly faults?: FaultPlan;
  /** Tokens of stories: run before anything else, with those that are kept in {@link storiesFile}. */
  readonly stories?: readonly string[];
  /**
   * A token: only its story is run, and told, whether or not it still ends badly; the other tests are skipped. The
   * environment variable WAYBILL_REPLAY, where there is one, says the same for a whole call of the test runner.
   */
  readonly replay?: string;
  /** Adds every story that breaks a promise to {@link storiesFile}; absent: where WAYBILL_KEEP_STORIES=1 says so. */
  readonly keepStories?: boolean;
  /** Where kept stories lie; `.waybill/stories.jsonl` of the folder in which the tests run when absent. */
  readonly storiesFile?: string;
  /**
   * A folder: a page is written there of each story that breaks a promise, over the one before; `.waybill/reports` when
   * absent. `false`, or WAYBILL_REPORT=0: none is.
   */
  readonly report?: string | false;
}

const KNOWN = [
  ...["seed", "singles", "pairs", "runs", "messages"],
  ...["invariants", "workload", "faults"],
  ...["stories", "replay", "keepStories", "storiesFile", "report"],
];
const LARGE = 2 ** 32 - 1;
const MESSAGES_MAX = 10;

/** The services of a test, by the names of the spec or of the generated index. */
export type Tested<Services, Modules> = {
  readonly [Name in keyof Modules]: TestedService<
    Modules[Name],
    Name extends keyof Services ? BrokersOf<Services[Name]> : BrokersOf<unknown>,
    Name extends keyof Services ? IntentOf<Services[Name], MessagesOf<Services>> : Intent
  >;
};

/** What {@link makeTests} needs of a test runner. */
export interface RunnerParts extends TestRunner {
  /** Empties the runner's memory of modules, so that an `import()` runs a module anew. */
  readonly forget: () => void;
}

/**
 * Declares a test for each promise of the topology in whose flow a given service takes part, and one that the code can be
 * driven at all. `build` is called once a run.
 */
export function makeTests<Services, Modules>(
  topology: TestedSpec<Services>,
  build: (world: World) => Tested<Services, Modules>,
  given: GuaranteeTests,
  runner: RunnerParts,
): void {
  const analysis = analysisOf(topology);
  const parts = partsOf(analysis, build, given, runner.forget);
  declareTests(analysis.topology.name, parts, runner);
}

function analysisOf(given: unknown): Analysis {
  const spec = isRecord(given) ? given["spec"] : undefined;
  const sources = isRecord(spec) ? spec["sources"] : undefined;
  if (!areSources(sources))
    refuse(
      `testGuarantees takes what a generated index exports, { spec: { sources }, services }, not ${shown(given)}`,
    );
  const { topology, findings } = compile(sources, { brokers: ANALYSIS_BROKERS });
  if (topology === undefined)
    refuse(`the spec has errors, \`waybill check\` shows them; the first: ${findings[0]?.message ?? "none"}`);
  return analyse(topology, ANALYSIS_BROKERS);
}

function areSources(given: unknown): given is readonly SourceFile[] {
  return (
    Array.isArray(given) &&
    given.length > 0 &&
    given.every(
      (each) => isRecord(each) && typeof each["path"] === "string" && typeof each["text"] === "string",
    )
  );
}

function partsOf(
  analysis: Analysis,
  build: (world: World) => unknown,
  given: GuaranteeTests,
  forget: () => void,
): SuiteParts {
  const { topology } = analysis;
  const built = servicesOf(build(createWorld({ changed: () => undefined }).world));
  const code = codeOf(built, forget);
  const names = servicesGiven(analysis, built);
  const known = new Set(Object.values(names));
  const senders = new Set(
    Object.entries(code).flatMap(([name, { send }]) => (send === undefined ? [] : [names[name] ?? name])),
  );
  const runs = runsWanted(given);
  const tried = analysis.flows.filter(({ flow }) => takesPart(flow, known, senders));
  checkTypes(
    runs.workload,
    analysis.flows.map(({ flow }) => flow),
  );
  const promises = tried.flatMap((flow) => promisesOf(flow, runs));
  if (promises.length === 0) refuse(nothingPromised(topology, known));
  return {
    promises,
    brokers: BROKERS,
    given: known,
    senders,
    build: (stage) => {
      const all = codeOf(servicesOf(build(createWorld(stage).world)), forget);
      return Object.fromEntries(Object.entries(all).map(([name, own]) => [names[name] ?? name, own]));
    },
    bounds: boundsOf(given, Object.values(built).some(isFresh)),
    ...storiesFor(given, topology.name),
    ...pagesFor(given, topology),
  };
}

function nothingPromised({ name, guarantees }: Analysis["topology"], given: ReadonlySet<string>): string {
  const promises = guarantees.map(({ from, to }) => `${from} -> ${to}`).join(", ");
  return (
    `nothing is promised of a flow in which ${[...given].join(" or ")} handles messages, so there is nothing to test ` +
    "(a service that begins a flow is given with what makes it say a message, producing({ start, send })); " +
    `the promises of ${name}: ${promises || "none"}`
  );
}

/** Names of the spec by the names that the test has for its services. */
function servicesGiven(
  { topology }: Analysis,
  starts: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const all = topology.services.map(({ name }) => name);
  return Object.fromEntries(
    Object.keys(starts).map((given) => {
      const name = all.find((each) => each === given) ?? all.find((each) => plain(each) === plain(given));
      if (name === undefined) refuse(`${topology.name} has no service ${given}; it has ${all.join(", ")}`);
      return [given, name];
    }),
  );
}

/** A name without what an identifier cannot have. */
function plain(name: string): string {
  return name.replace(/[^a-zA-Z0-9]/g, "").toLowerCase();
}

function runsWanted(given: GuaranteeTests): Runs {
  const { invariants, workload, faults } = options(given, "testGuarantees", KNOWN);
  return { invariants: testedInvariants(invariants), workload, faults };
}

function boundsOf(given: GuaranteeTests, fresh: boolean): TrialBounds {
  const wanted = options(given, "testGuarantees", KNOWN);
  const number = (name: string, least: number, most: number, otherwise: number): number =>
    wholeNumber(wanted[name], `\`${name}\` of testGuarantees`, { least, most, otherwise });
  return {
    seed: number("seed", 0, LARGE, 1),
    single: number("singles", 1, LARGE, fresh ? 100 : 500),
    pairs: number("pairs", 1, LARGE, fresh ? 50 : 300),
    random: number("runs", 0, LARGE, fresh ? 5 : 30),
    messages: number("messages", 2, MESSAGES_MAX, 6),
  };
}

/** As a caller of the package sees it: errors are of the caller's line. */
export function testGuarantees<Services, Modules>(
  topology: TestedSpec<Services>,
  build: (world: World) => Tested<Services, Modules>,
  given: GuaranteeTests & TestRunner & Partial<Pick<RunnerParts, "forget">>,
): void {
  try {
    const { describe, test, forget = (): void => undefined, ...rest } = given;
    if (typeof describe !== "function" || typeof test !== "function")
      refuse("testGuarantees of waybill/testing is given the test runner: { describe, test }");
    makeTests(topology, build, rest, { describe, test, forget });
  } catch (error) {
    throw seenFrom(error, 1);
  }
}
