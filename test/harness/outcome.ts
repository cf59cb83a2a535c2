/** Runs the tests that a call of testGuarantees declares, and says how each ended. */
import { vi } from "vitest";
import {
  type GuaranteeTests,
  testGuarantees,
  type TestedService,
  type World,
} from "../../src/api/testing.ts";
import type { Brokers, PlainSpec } from "./plain-client.ts";

export type Outcome =
  | { readonly ok: true; readonly skipped?: string }
  | { readonly ok: false; readonly error: Error };

export type Options = GuaranteeTests;

/** Enough for every mistake in these tests, and quick for those that have none. */
const FEW: Options = { singles: 250, pairs: 80, runs: 6 };

type Tests = (world: World) => Readonly<Record<string, TestedService<unknown, Brokers>>>;

/** How each test ended, by its name. */
export async function outcomes(
  topology: Pick<PlainSpec, "spec">,
  build: Tests,
  options: Options = FEW,
): Promise<ReadonlyMap<string, Outcome>> {
  const tests: [name: string, body: (skip: (note?: string) => void) => Promise<void>][] = [];
  testGuarantees({ spec: topology.spec }, build as never, {
    ...options,
    forget: () => void vi.resetModules(),
    describe: (_name, body) => body(),
    test: (name, body) => tests.push([name, (skip) => body({ skip })]),
  });
  const out = new Map<string, Outcome>();
  for (const [name, body] of tests) {
    let skipped: string | undefined;
    const skip = (note: string = ""): void => {
      skipped = note;
    };
    out.set(
      name,
      await body(skip).then(
        () => ({ ok: true, ...(skipped === undefined ? {} : { skipped }) }) as const,
        (error: unknown) => ({ ok: false, error: error as Error }) as const,
      ),
    );
  }
  return out;
}
