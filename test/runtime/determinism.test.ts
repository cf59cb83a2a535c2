import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** The digest of another process, whose engine hashes and draws from other seeds of its own. */
function digest(seed: number, engineSeed: number): string {
  const engine = [`--hash-seed=${engineSeed}`, `--random-seed=${engineSeed}`];
  return execFileSync(
    process.execPath,
    [...engine, "tools/run.mjs", "test/runtime/digest.ts", String(seed)],
    { encoding: "utf8" },
  );
}

test("the same seed gives the same bytes in two processes, another seed other bytes", () => {
  const first = digest(42, 1);
  expect(first).toMatch(/^[0-9a-f]{64}\n$/);
  expect(digest(42, 2)).toBe(first);
  expect(digest(43, 1)).not.toBe(first);
});
