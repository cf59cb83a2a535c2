import { expect, test } from "vitest";
import { Lanes } from "../../src/client/lanes.ts";
import type { Incoming } from "../../src/client/client.ts";

interface Job {
  readonly name: string;
  readonly incoming: Incoming;
}

function playing(concurrency: number | { readonly per: readonly string[] }) {
  const begun: string[] = [];
  const end = new Map<string, () => void>();
  const lanes = new Lanes<Job>(concurrency, ({ name }) => {
    begun.push(name);
    return new Promise((resolve) => end.set(name, resolve));
  });
  const add = (name: string, key = ""): void => {
    const body = new TextEncoder().encode(key === "torn" ? "{" : JSON.stringify({ key }));
    const { signal } = new AbortController();
    lanes.add({ name, incoming: { headers: {}, body, attempt: 1, at: name, signal } });
  };
  const ended = async (name: string): Promise<void> => {
    end.get(name)?.();
    await new Promise(setImmediate);
  };
  return { begun, add, ended, lanes };
}

test("a number lets so many be handled at once, and begins the others in their order", async () => {
  const { begun, add, ended } = playing(2);
  for (const name of ["1", "2", "3", "4"]) add(name);
  expect(begun).toEqual(["1", "2"]);
  await ended("2");
  expect(begun).toEqual(["1", "2", "3"]);
  await ended("1");
  expect(begun).toEqual(["1", "2", "3", "4"]);
});

test("a path lets one of each value be handled at once, and nothing overtakes within a value", async () => {
  const { begun, add, ended } = playing({ per: ["key"] });
  add("a1", "a");
  add("a2", "a");
  add("b1", "b");
  add("torn1", "torn");
  add("torn2", "torn");
  expect(begun).toEqual(["a1", "b1", "torn1"]);
  await ended("a1");
  expect(begun).toEqual(["a1", "b1", "torn1", "a2"]);
  await ended("a2");
  add("a3", "a");
  expect(begun.at(-1)).toBe("a3");
});

test("what has not begun can be dropped, and idle is when nothing is handled", async () => {
  const { begun, add, ended, lanes } = playing(1);
  add("1");
  add("2");
  expect(lanes.drop().map(({ name }) => name)).toEqual(["2"]);
  let idle = false;
  const waiting = lanes.idle().then(() => {
    idle = true;
  });
  expect([lanes.running, idle]).toEqual([1, false]);
  await ended("1");
  await waiting;
  expect(begun).toEqual(["1"]);
  await lanes.idle();
});
