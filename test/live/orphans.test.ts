import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { isFree } from "../../src/live/free-ports.ts";
import { Reaper, RUN_MARK } from "../../src/live/reaper.ts";
import { until } from "../../src/live/until.ts";

const DEADLINE_MS = 90_000;
let runner: ChildProcess | undefined;

afterEach(() => {
  runner?.kill("SIGKILL");
});

interface Marked {
  readonly pid: number;
  readonly folder: string;
}

/** Processes that carry the mark of a live run, whoever their parent is now. */
function marked(): readonly Marked[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const mark = readFileSync(`/proc/${name}/environ`, "utf8")
          .split("\0")
          .find((entry) => entry.startsWith(`${RUN_MARK}=`));
        return mark === undefined ? [] : [{ pid: Number(name), folder: mark.slice(RUN_MARK.length + 1) }];
      } catch {
        return [];
      }
    });
}

function processesOf(folder: string): readonly number[] {
  return marked()
    .filter((each) => each.folder === folder)
    .map(({ pid }) => pid);
}

/** TCP ports on which the processes listen, from the kernel's tables. */
function portsOf(pids: readonly number[]): readonly number[] {
  const sockets = new Set(pids.flatMap((pid) => socketsOf(pid)));
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .filter((table) => existsSync(table))
    .flatMap((table) => readFileSync(table, "utf8").split("\n").slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === "0A" && sockets.has(fields[9] ?? ""))
    .map((fields) => Number.parseInt(fields[1]?.split(":").at(-1) ?? "", 16));
}

function socketsOf(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    try {
      return /socket:\[(\d+)\]/.exec(readlinkSync(join(folder, fd)))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}

function startRunner(broker: "kafka" | "rabbitmq"): ChildProcess {
  runner = spawn(process.execPath, ["tools/run.mjs", "test/live/runner.ts", broker], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return runner;
}

async function nothingIsLeftOf(folder: string, ports: readonly number[]): Promise<void> {
  await until("the end of the processes", DEADLINE_MS, () => processesOf(folder).length === 0);
  await until("the end of the folder", DEADLINE_MS, () => !existsSync(folder));
  for (const port of ports) expect(await isFree(port), `port ${port}`).toBe(true);
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
