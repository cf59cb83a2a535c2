import { expect, test } from "vitest";
import { isLoading, isNodesOwnTimer, isWritten, siteIn } from "../../../src/harness/driver/site.ts";

const HOME = process.cwd();
const ERROR = "Error: what\n    at first line of a message (which is no frame)";
const stackOf = (...frames: readonly string[]): string =>
  [ERROR, ...frames.map((frame) => `    at ${frame}`)].join("\n");

test.each<[string, readonly string[], string | undefined]>([
  ["a path", [`handle (${HOME}/shop/notifier.ts:12:5)`], "shop/notifier.ts:12:5"],
  ["a URL", [`async file://${HOME}/shop/notifier.ts:12:5`], "shop/notifier.ts:12:5"],
  [
    "a module that was imported anew",
    [`handle (file://${HOME}/shop/notifier.mjs?n=3:12:5)`],
    "shop/notifier.mjs:12:5",
  ],
  ["a file elsewhere", ["handle (/other place/a (b)/c.ts:1:2)"], "/other place/a (b)/c.ts:1:2"],
  [
    "what Node and ours do above it",
    [
      "new Promise (<anonymous>)",
      "emitInit (node:internal/async_hooks:1:1)",
      `call (${HOME}/src/harness/driver/gate.ts:1:1)`,
      `h (${HOME}/a.ts:3:4)`,
    ],
    "a.ts:3:4",
  ],
  [
    "a generated client above it",
    [`send (${HOME}/generated/shop/runtime/outlet.ts:1:1)`, `h (${HOME}/a.ts:3:4)`],
    "a.ts:3:4",
  ],
  [
    "a generated client alone",
    [`send (${HOME}/generated/shop/runtime/outlet.ts:1:1)`],
    "generated/shop/runtime/outlet.ts:1:1",
  ],
  [
    "a package alone",
    [
      `connect (${HOME}/node_modules/pg/lib/client.js:7:8)`,
      `run (${HOME}/node_modules/vitest/dist/x.js:1:1)`,
    ],
    "node_modules/pg/lib/client.js:7:8",
  ],
  [
    "nobody's code",
    ["node:internal/timers:1:1", `run (${HOME}/node_modules/@vitest/runner/dist/x.js:1:1)`],
    undefined,
  ],
])("the user's line is found in a stack of %s", (_name, frames, where) => {
  expect(siteIn(stackOf(...frames))?.where).toBe(where);
});

test("a frame is kept as it stands, for a test runner to show", () => {
  expect(siteIn(stackOf("async handle (/shop/a.ts:1:2)"))?.frame).toBe("at async handle (/shop/a.ts:1:2)");
});

test("what a loader does is loading only where no line of the user's stands above it", () => {
  const loader = "load (node:internal/modules/esm/load:1:1)";
  expect(isLoading(stackOf("read (node:internal/fs/promises:1:1)", loader, "h (/a.ts:1:1)"))).toBe(true);
  expect(isLoading(stackOf("h (/a.ts:1:1)", loader))).toBe(false);
});

test("a timer is Node's own where a module of Node's armed it, other than those for timers", () => {
  const made = "new Timeout (node:internal/timers:1:1)";
  expect(isNodesOwnTimer(stackOf(made, "utcDate (node:internal/http:1:1)", "h (/a.ts:1:1)"))).toBe(true);
  expect(isNodesOwnTimer(stackOf(made, "setTimeout (node:timers:1:1)", "h (/a.ts:1:1)"))).toBe(false);
});

test("a generated line is not one that the user wrote", () => {
  expect(isWritten(stackOf("run (/shop/generated/runtime/service.ts:1:1)"))).toBe(false);
  expect(isWritten(stackOf("run (/shop/generated/runtime/service.ts:1:1)", "h (/shop/a.ts:1:1)"))).toBe(true);
});
