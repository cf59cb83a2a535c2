/**
 * `node tools/run.mjs bench/threads.ts [RUNS] [SPEC]`: seconds that `waybill verify --runs RUNS` takes with one thread and
 * with two, by the clock and of the processor, over a spec whose promises all hold, so that every run is made. Two threads
 * should take half the time and as much of the processor; on a machine that does other things, only the latter can be seen.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";

const RUNS = 20_000;
const ROUNDS = 2;
const WORKERS = [1, 2] as const;
const SAYS_USAGE =
  "data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();console.log('busy '+(u.userCPUTime+u.systemCPUTime)/1e6)})";

interface Took {
  readonly clock: number;
  readonly processor: number;
}

function verify(command: string, spec: string, runs: number, workers: number): Took {
  const begin = performance.now();
  const call = ["verify", spec, "--runs", String(runs), "--workers", String(workers)];
  const said = execFileSync(process.execPath, ["--import", SAYS_USAGE, command, ...call], {
    encoding: "utf8",
  });
  const clock = (performance.now() - begin) / 1_000;
  // The process itself speaks last, whatever its threads said before.
  return { clock, processor: Number([...said.matchAll(/^busy ([\d.]+)$/gm)].at(-1)?.[1]) };
}

/** The quickest of the rounds, which other work delayed least. */
function least(all: readonly Took[]): Took {
  return {
    clock: Math.min(...all.map(({ clock }) => clock)),
    processor: Math.min(...all.map(({ processor }) => processor)),
  };
}

const [runs = RUNS] = process.argv.slice(2, 3).map(Number);
const spec = process.argv[3] ?? "specs/shop";
const folder = mkdtempSync(join(tmpdir(), "waybill-bench-"));
try {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  execFileSync(process.execPath, ["tools/build.mjs", folder]);
  const command = join(folder, "cli/waybill.js");
  const took = WORKERS.map((): Took[] => []);
  for (let round = 0; round < ROUNDS; round++)
    WORKERS.forEach((workers, i) => took[i]?.push(verify(command, spec, runs, workers)));
  const quickest = took.map(least);
  quickest.forEach(({ clock, processor }, i) => {
    const [first] = quickest;
    const ratio = first === undefined ? "" : `, ${(first.clock / clock).toFixed(2)} times as quick as one`;
    process.stdout.write(
      `${WORKERS[i] ?? 0} threads: ${clock.toFixed(1)} s by the clock${ratio}; ${processor.toFixed(1)} s of the processor\n`,
    );
  });
  process.stdout.write(`load of the machine in the last minute: ${loadavg()[0]?.toFixed(1) ?? "?"}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
