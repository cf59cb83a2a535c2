/** A suite as tests of whatever runner there is. */
import type { Problem } from "./driver/problem.ts";
import { type Site, siteHere } from "./driver/site.ts";
import type { Finding } from "./search/finding.ts";
import { type PromiseVerdict, type Promised, type SuiteParts, type SuiteVerdict, trySuite } from "./suite.ts";

/** An AbortSignal, as far as it is asked. */
export interface EndSignal {
  readonly aborted: boolean;
}

/** What a test is given: by Vitest, and by Node's runner. */
export interface TestContext {
  readonly signal?: EndSignal;
  /** Marks the test as skipped, and may throw to end it. */
  readonly skip?: (note?: string) => unknown;
}

/** What a test runner does: Vitest's `describe` and `test` fit as they are. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: (context: TestContext) => Promise<void>, limitMs: number) => unknown;
}

const LIMIT_MS = 60_000;

/** Declares the tests of a suite. */
export function declareTests(name: string, parts: SuiteParts, { describe, test }: TestRunner): void {
  const called = siteHere();
  let tried: Promise<SuiteVerdict> | undefined;
  const verdict = (signal: EndSignal | undefined): Promise<SuiteVerdict> =>
    (tried ??= trySuite(parts, () => signal?.aborted !== true));
  const limitMs = LIMIT_MS * Math.max(1, parts.promises.length);
  describe(`${name}: what is promised holds for these handlers`, () => {
    parts.promises.forEach((promise, p) => {
      const own = async (context: TestContext): Promise<void> => {
        const { verdicts } = await verdict(context.signal);
        judge(verdicts[p] ?? { kind: "not judged" }, called, context);
      };
      test(titleOf(promise, parts.promises), own, limitMs);
    });
    const control = async ({ signal }: TestContext): Promise<void> => {
      const { problem, findings } = await verdict(signal);
      const all = problem === undefined ? findings : [problem, ...findings];
      const [first] = all;
      if (first !== undefined)
        throw failure("HandlersOutOfControl", all.map(textOf).join("\n\n"), first.site ?? called);
    };
    test(CONTROL, control, limitMs);
  });
}

const CONTROL = "handlers are under control";

function titleOf({ flow, text, via }: Promised, all: readonly Promised[]): string {
  const isOneOfMany = all.some(
    (other) => other.flow !== flow && other.flow.id === flow.id && other.text === text,
  );
  return `${flow.id}: ${text}${isOneOfMany ? ` (via ${via.join(", ")})` : ""}`;
}

function judge(verdict: PromiseVerdict, called: Site | undefined, context: TestContext): void {
  if (verdict.kind === "holds") return;
  if (verdict.kind === "left out") return void context.skip?.(verdict.because);
  if (verdict.kind === "replayed") {
    const { text, frame, broken } = verdict;
    if (!broken) return console.log(text);
    throw failure("GuaranteeBroken", text, frame === undefined ? called : { where: "", frame });
  }
  if (verdict.kind === "refuted") {
    const { text, frame } = verdict.story;
    throw failure("GuaranteeBroken", text, frame === undefined ? called : { where: "", frame });
  }
  const why =
    verdict.kind === "undetermined" ? `undetermined: ${verdict.because}` : `not judged: see "${CONTROL}"`;
  throw failure("NotJudged", why, called);
}

function textOf({ kind, text, site }: Problem | Finding): string {
  return `${kind}: ${text}${site === undefined ? "" : ` (${site.where})`}`;
}

/** An error that test runners print as it is, with one frame: that of the line it is about. */
function failure(name: string, message: string, site: Site | undefined): Error {
  const error = new Error(message);
  Object.defineProperty(error, "name", { value: name, enumerable: false, configurable: true });
  const stack = `${name}: ${message}${site === undefined ? "" : `\n    ${site.frame}`}`;
  Object.defineProperty(error, "stack", { value: stack, enumerable: false, configurable: true });
  return error;
}
