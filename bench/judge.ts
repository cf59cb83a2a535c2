/** `node tools/run.mjs bench/judge.ts [EVENTS]`: writes a history, judges it with the built command line, prints rate and peak memory. */
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Prng } from "../src/base/prng.ts";

const EVENTS = 1_000_000;
const PROCESSES = 8;
const KEYS = 10_000;
const PARTITIONS = 12;
const SPEC = `waybill 1
topology bench
broker events { type: kafka, version: "4.3", nodes: 3 }
message M { identity id: uuid, orderId: uuid }
topic log on events { carries: M, key: orderId, partitions: ${PARTITIONS}, replication: 3, min-in-sync: 2 }
service s { producer p -> log { sends: M, acks: all, idempotent: true } }
service r { store seen { keep: 30d }\n  consumer c <- log { start: earliest, instances: 8, effect: idempotent(id, in: seen) } }
guarantee s.p -> r.c { delivery: exactly-once, order: per-key, strict: true, bounded-redelivery: 5, within: 1h }
`;

/** Six events a message: send, sent, deliver, execute, effect, settle; a partition is always sent to and read by the same process. */
function* lines(events: number): Generator<string> {
  const draw = new Prng(1);
  yield '{"format":"waybill-history","version":1,"topology":"bench","source":"live","clock":"ms","skew":5}';
  for (let i = 0; i * 6 < events; i++) {
    const key = draw.below(KEYS);
    const p = key % PARTITIONS;
    const by = `"by":${p % PROCESSES},"i":"0f8fad5b-d9cb-469f-a165-${String(i).padStart(12, "0")}"`;
    yield `{"e":"send","t":${i},"at":"s.p",${by},"k":"order-${key}"}`;
    yield `{"e":"sent","t":${i + 3},"at":"s.p",${by},"out":"ok","ch":"log","p":${p},"o":${i}}`;
    yield `{"e":"deliver","t":${i + 5},"at":"r.c",${by},"ch":"log","p":${p},"o":${i}}`;
    yield `{"e":"execute","t":${i + 5},"at":"r.c",${by}}`;
    yield `{"e":"effect","t":${i + 6},"at":"r.c",${by}}`;
    yield `{"e":"settle","t":${i + 7},"at":"r.c",${by},"how":"commit"}`;
  }
  yield `{"e":"rest","t":${events},"open":[]}`;
}

function write(path: string, events: number): number {
  const file = openSync(path, "w");
  let [count, block] = [0, ""];
  for (const line of lines(events)) {
    block += `${line}\n`;
    count += 1;
    if (block.length < 1 << 20) continue;
    writeSync(file, block);
    block = "";
  }
  writeSync(file, block);
  closeSync(file);
  return count - 1;
}

const folder = mkdtempSync(join(tmpdir(), "waybill-bench-"));
try {
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  execFileSync(process.execPath, ["tools/build.mjs", folder]);
  const [history, spec] = [join(folder, "history.jsonl"), join(folder, "bench.waybill")];
  writeFileSync(spec, SPEC);
  const events = write(history, Number(process.argv[2] ?? EVENTS));
  const begin = performance.now();
  const said = execFileSync(
    process.execPath,
    [
      "--import",
      "data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();console.log('peak '+u.maxRSS+' '+(u.userCPUTime+u.systemCPUTime)/1e6)})",
      join(folder, "cli/waybill.js"),
      ...["judge", history, "--spec", spec],
    ],
    { encoding: "utf8" },
  );
  const seconds = (performance.now() - begin) / 1_000;
  const [, kilobytes, busy] = /peak (\d+) ([\d.]+)/.exec(said) ?? [];
  const rate = (time: number): string => `${Math.round(events / time / 1000)} k events/s`;
  process.stdout.write(
    `${said.replace(/peak.*\n/, "")}${events} events, ${(statSync(history).size / 1e6).toFixed(0)} MB: ${rate(seconds)} in ${seconds.toFixed(1)} s, ${rate(Number(busy))} in ${busy ?? "?"} s of processor time; peak ${Math.round(Number(kilobytes) / 1024)} MB\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
