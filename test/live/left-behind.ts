/** Looks for what a run of real brokers could leave behind: processes, folders, ports. */
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { isFree } from "../../src/live/free-ports.ts";
import { RUN_MARK } from "../../src/live/reaper.ts";
import { until } from "../../src/live/until.ts";

export const DEADLINE_MS = 90_000;

/** A process of a live run. */
interface Marked {
  readonly pid: number;
  readonly folder: string;
}

/** Processes that carry the mark of a live run, whoever their parent is now. */
export function marked(): readonly Marked[] {
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

/** Their ids. */
export function processesOf(folder: string): readonly number[] {
  return marked()
    .filter((each) => each.folder === folder)
    .map(({ pid }) => pid);
}

/** TCP ports on which the processes listen, from the kernel's tables. */
export function portsOf(pids: readonly number[]): readonly number[] {
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

/** Returns when processes, folder and ports of a run are gone; fails where they stay. */
export async function nothingIsLeftOf(folder: string, ports: readonly number[]): Promise<void> {
  await until("the end of the processes", DEADLINE_MS, () => processesOf(folder).length === 0);
  await until("the end of the folder", DEADLINE_MS, () => !existsSync(folder));
  for (const port of ports) expect(await isFree(port), `port ${port}`).toBe(true);
}
