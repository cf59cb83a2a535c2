import { randomBytes, scryptSync, subtle } from "node:crypto";
import { lookup } from "node:dns";
import { readFile, readFileSync } from "node:fs";
import { readFile as readFilePromise } from "node:fs/promises";
import { request } from "node:http";
import { createConnection } from "node:net";
import { setTimeout as kept } from "node:timers";
import { Worker } from "node:worker_threads";
import { gzip } from "node:zlib";
import { expect, test } from "vitest";
import { underControl } from "../../../src/harness/driver/campaign.ts";
import { ask, drive, Driven } from "./driven.ts";

const own = /^test\/harness\/driver\/foreign\.test\.ts:\d+:\d+$/;
/** What runs on a captured function is real, whatever is put in its place later. */
const captured = kept;

test.each<[string, RegExp, () => unknown]>([
  [
    "a timer that was taken before",
    /^a real timer at .* is not under the harness's control: the function was taken before/,
    () => void captured(() => undefined, 1),
  ],
  ["fetch", /^fetch at .*world\.call\("NAME"/, () => fetch("http://127.0.0.1:59999/").catch(() => undefined)],
  [
    "a socket",
    /^a network connection/,
    () => void createConnection(1, "127.0.0.1").on("error", () => undefined),
  ],
  [
    "a request",
    /^(?:an HTTP request|a network connection)/,
    () =>
      void request("http://127.0.0.1:59999/")
        .on("error", () => undefined)
        .end(),
  ],
  ["a look-up of a name", /^a DNS look-up/, () => lookup("localhost", () => undefined)],
  [
    "a file, by a promise",
    /^an asynchronous file operation .*use its Sync form/,
    () => readFilePromise("package.json"),
  ],
  [
    "a file, by a callback",
    /^an asynchronous file operation/,
    () => readFile("package.json", () => undefined),
  ],
  ["compression", /^asynchronous compression/, () => gzip("text", () => undefined)],
  ["web crypto", /^crypto\.subtle/, () => subtle.digest("SHA-256", new Uint8Array(1))],
  ["a thread", /^a worker thread/, () => new Worker("process.exit(0)", { eval: true })],
])("%s is refused when it begins, with the line and what to do instead", async (_name, text, body) => {
  const { driven, execution } = await drive(body);
  expect(driven.driver.problems).toMatchObject([{ kind: "foreign wait" }]);
  const [problem] = driven.driver.problems;
  expect(problem?.text).toMatch(text);
  expect(problem?.site?.where).toMatch(own);
  expect(execution.refused?.site?.where).toBe(problem?.site?.where);
});

test("synchronous functions are fine, also where they make the resources of asynchronous ones", async () => {
  const { driven, value } = await drive(() => [
    scryptSync("a", "b", 8).length,
    randomBytes(3).length,
    readFileSync("package.json").length > 0,
    new Intl.NumberFormat("en").format(1000),
  ]);
  expect(value).toEqual([8, 3, true, "1,000"]);
  expect(driven.driver.problems).toEqual([]);
});

test("a promise that nobody settles is an uncontrolled await, and its line is known from a trace", async () => {
  const { driven, execution } = await drive(
    async () => {
      await ask("a");
      await new Promise(() => undefined);
    },
    { trace: true },
  );
  expect(driven.driver.standing(execution)).toBe("waiting");
  const { kind, text, site } = driven.driver.stuck(execution);
  expect(kind).toBe("uncontrolled await");
  expect(site?.where).toMatch(own);
  expect(text).toContain(`handler waits at ${site?.where}`);
});

test("an asynchronous function of crypto explains a wait", async () => {
  const { scrypt } = await import("node:crypto");
  const { driven, execution } = await drive(() => new Promise((done) => scrypt("a", "b", 8, done)));
  expect(driven.driver.standing(execution)).toBe("waiting");
  expect(driven.driver.stuck(execution)).toMatchObject({
    kind: "foreign wait",
    text: expect.stringMatching(/^an asynchronous function of node:crypto at .*use its Sync form/) as string,
  });
});

test("in a warm-up, loading may take real time; the network may not", async () => {
  await underControl(async () => {
    const driven = new Driven({ isWarmUp: true });
    const execution = await driven.begin(async () => {
      await readFilePromise("package.json");
      return "loaded";
    });
    await driven.driver.warm(execution, 5000);
    expect(execution.outcome).toEqual({ ok: "loaded" });
    expect(driven.driver.problems).toEqual([]);
    await driven.begin(() => fetch("http://127.0.0.1:59999/").catch(() => undefined));
    expect(driven.driver.problems).toHaveLength(1);
  });
});

test("an import of a new file is loading, not a wait of its own", async () => {
  await underControl(async () => {
    const driven = new Driven({ isWarmUp: true });
    const execution = await driven.begin(() => import("./fixtures/lazily-loaded.ts"));
    await driven.driver.warm(execution, 20_000);
    expect(execution.outcome).toMatchObject({ ok: { word: "loaded" } });
    const later = new Driven();
    const again = await later.begin(() => import("./fixtures/lazily-loaded.ts"));
    expect(later.driver.problems).toEqual([]);
    expect(again.outcome).toMatchObject({ ok: { word: "loaded" } });
  });
});

test("code that a real event lets on is reported where it calls", async () => {
  await underControl(async () => {
    const driven = new Driven();
    let go = (): void => undefined;
    await driven.begin(async () => {
      await new Promise<void>((done) => (go = done));
      await ask("late");
    });
    go();
    await new Promise((done) => captured(done, 1));
    expect(driven.driver.problems).toMatchObject([{ kind: "foreign resume" }]);
    expect(driven.driver.calls).toEqual([]);
  });
});

test("a call that belongs to nobody is an error", () => {
  expect(() => ask("outside")).toThrow("outside was called outside the services that the test starts");
});
