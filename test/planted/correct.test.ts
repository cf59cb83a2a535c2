/** No false alarm: nothing is found wrong with the twin of a planted bug. */
import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { analysed, BUGS, verified } from "./pairs.ts";

/** Searched whole with one message only: the second search is too large for a test. */
const LARGE: readonly string[] = ["half-of-what-was-sent-again", "harsh-orders", "stops-over-two-commits"];

test.each(BUGS)("the twin of $name holds", ({ name }) => {
  const { verdict, refutations, unwitnessed, exhaustive } = verified(
    present(analysed(name, "correct"), "a spec without errors of shape"),
    20,
  );
  expect({ refutations, unwitnessed }).toEqual({ refutations: [], unwitnessed: [] });
  const isComplete = exhaustive?.map(({ complete }) => complete);
  if (LARGE.includes(name)) expect(isComplete?.[0]).toBe(true);
  else expect({ verdict, isComplete }).toEqual({ verdict: "holds", isComplete: [true, true] });
});
