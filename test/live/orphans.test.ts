import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Reaper } from "../../src/live/reaper.ts";
import { until } from "../../src/live/until.ts";
import { DEADLINE_MS, marked, nothingIsLeftOf, portsOf, processesOf } from "./left-behind.ts";

let runner: ChildProcess | undefined;

afterEach(() => {
  runner?.kill("SIGKILL");
});

function startRunner(broker: "kafka" | "rabbitmq"): ChildProcess {
  runner = spawn(process.execPath, ["tools/run.mjs", "test/live/runner.ts", broker], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return runner;
}

test.for(["kafka", "rabbitmq"] as const)(
  "a killed run of %s leaves no process, port or folder",
  async (broker) => {
    const child = startRunner(broker);
    const folder = await until("the runner", DEADLINE_MS, () => {
      if (child.exitCode !== null) throw new Error("the runner has ended");
      const line: unknown = child.stdout?.read();
      return line instanceof Buffer && /up (\S+)/.exec(line.toString())?.[1];
    });
    const pids = processesOf(folder);
    const ports = portsOf(pids);
    expect(pids.length).toBeGreaterThanOrEqual(4);
    expect(ports.length).toBeGreaterThanOrEqual(4);
    child.kill("SIGKILL");
    await nothingIsLeftOf(folder, ports);
  },
);

test.for(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
  "a run that %s ends while it starts leaves nothing",
  async (signal) => {
    const before = new Set(marked().map(({ folder }) => folder));
    const child = startRunner("rabbitmq");
    const folder = await until(
      "a first process",
      DEADLINE_MS,
      () => marked().find((each) => !before.has(each.folder))?.folder,
    );
    child.kill(signal);
    await nothingIsLeftOf(folder, []);
  },
);

test("a paused process that ignores every signal it can is killed with the run", async () => {
  const reaper = await Reaper.start();
  const stubborn = await reaper.start({
    name: "stubborn",
    command: "sh",
    args: ["-c", "trap '' TERM INT HUP; sleep 600 & echo $!; wait"],
    env: { PATH: process.env["PATH"] ?? "" },
    log: join(reaper.folder, "log"),
  });
  await until("its child", DEADLINE_MS, () => processesOf(reaper.folder).length === 2);
  stubborn.signal("SIGSTOP");
  await reaper.close();
  expect(processesOf(reaper.folder)).toEqual([]);
  expect(existsSync(reaper.folder)).toBe(false);
});

test("a group whose leader has ended is ended with it", async () => {
  const reaper = await Reaper.start();
  const leader = await reaper.start({
    name: "leader",
    command: "sh",
    args: ["-c", "sleep 600 & exit 0"],
    env: { PATH: process.env["PATH"] ?? "" },
    log: join(reaper.folder, "log"),
  });
  await leader.ended;
  await until("the end of its child", DEADLINE_MS, () => processesOf(reaper.folder).length === 0);
  await reaper.close();
});
