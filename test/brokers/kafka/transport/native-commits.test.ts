import { expect, test } from "vitest";
import type { NativeError } from "../../../../src/brokers/kafka/transport/native.ts";
import { NativeCommits } from "../../../../src/brokers/kafka/transport/native-commits.ts";
import { CommitRefused, type Position } from "../../../../src/brokers/kafka/transport/record.ts";

const UNKNOWN_MEMBER = { message: "unknown member", code: 25 };
const REBALANCING = { message: "rebalance in progress", code: 27 };
const ILLEGAL_GENERATION = { message: "illegal generation", code: 22 };

function at(offset: number): Position {
  return { topic: "orders", partition: 0, offset };
}

/** A library that notes commits, and says whether the assignment is lost. */
function noting(isLost = false): { readonly noted: string[]; readonly commits: NativeCommits } {
  const noted: string[] = [];
  const commits = new NativeCommits({
    commit: (parts) => noted.push(parts.map(({ offset }) => offset).join()),
    assignmentLost: () => isLost,
  });
  return { noted, commits };
}

/** What a commit rejects with that the group answers with an error. */
async function refusal(isLost: boolean, error: NativeError): Promise<unknown> {
  const { commits } = noting(isLost);
  const refused = commits.store([at(1)]).catch((why: unknown) => why);
  await Promise.resolve();
  commits.told(null, [{ ...at(1), error }]);
  return refused;
}

test("a commit ends with the group's answer, and the next is noted only then", async () => {
  const { noted, commits } = noting();
  const ended: number[] = [];
  const all = [1, 2].map((offset) => commits.store([at(offset)]).then(() => ended.push(offset)));
  await Promise.resolve();
  expect(noted).toEqual(["1"]);
  commits.told(null, [at(7)]);
  await Promise.resolve();
  expect(ended).toEqual([]);
  commits.told(null, [at(1)]);
  await all[0];
  expect(noted).toEqual(["1", "2"]);
  expect(ended).toEqual([1]);
  commits.told(null, [at(2)]);
  await all[1];
});

test("one that cannot even be noted, and one that is refused, reject with the library's error", async () => {
  const broken = new NativeCommits({
    commit: () => {
      throw Object.assign(new Error("erroneous state"), { code: -172 });
    },
    assignmentLost: () => false,
  });
  await expect(broken.store([at(1)])).rejects.toMatchObject({ name: "NativeTrouble", code: -172 });
  expect(await refusal(false, REBALANCING)).toMatchObject({ name: "NativeTrouble", code: 27 });
});

test("an old generation takes a partition away only where the assignment is lost", async () => {
  expect(await refusal(false, ILLEGAL_GENERATION)).toMatchObject({ name: "NativeTrouble", code: 22 });
  expect(await refusal(true, ILLEGAL_GENERATION)).toBeInstanceOf(CommitRefused);
  expect(await refusal(false, UNKNOWN_MEMBER)).toBeInstanceOf(CommitRefused);
});
